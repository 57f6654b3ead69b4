"""One release of the workers: it says texts in its own wording, and notes in a file what it did."""

import asyncio
import signal
from dataclasses import dataclass
from pathlib import Path

from temporalio import activity

from adapters.wording.texts import Wording
from models.payloads import GiveAnswer, SendText, Sent, Verdict, VerdictState
from tests.releases import ward
from tests.releases.engine import connected, main_worker, messages_worker

LINK = "hw.example"
SPEED = 240.0
"""Two minutes of gathering are half a second."""
READY = "ready"


@dataclass(frozen=True)
class Note:
    """One thing that a release did."""

    what: str
    key: str
    words: str


class Release(ward.Ward):
    """The ward as one release sees it; the notes are those of all releases."""

    def __init__(self, templates: Path, notes: Path) -> None:
        super().__init__(ward.clock(SPEED))
        self._wording, self._notes = Wording(templates, LINK), notes

    @activity.defn
    async def send_text(self, text: SendText) -> Sent:
        """It goes out, if this release has words for it."""
        try:
            body = self._wording.text(
                text.items, language=text.language, time_zone=text.time_zone, now=text.now
            )
        except Exception:
            await self._note("failed", text.key, "")
            raise
        await self._note("text", text.key, body)
        return Sent(sid="SM1")

    @activity.defn
    async def hand_over(self, answer: GiveAnswer) -> Verdict:
        """It is recorded."""
        await self._note("answer", f"{answer.episode}|{answer.key}", answer.value)
        return Verdict(state=VerdictState.RECORDED)

    def notes(self, what: str) -> list[Note]:
        """What any release did of this kind."""
        lines = self._notes.read_text().splitlines() if self._notes.exists() else []
        found = [Note(*line.split("\t")) for line in lines]
        return [note for note in found if note.what == what]

    async def _note(self, *words: str) -> None:
        with self._notes.open("a") as file:
            file.write("\t".join(word.replace("\n", " / ") for word in words) + "\n")


async def work(port: int, templates: Path, notes: Path) -> None:
    """Work until told to stop. No thread is kept in memory, so that its tasks go to anybody."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client, release = await connected(port), Release(templates, notes)
    async with main_worker(client, release, release, 0), messages_worker(client, release):
        print(READY, flush=True)  # noqa: T201 - the test waits for it
        await stop.wait()
