"""An old release and a new one side by side: the new one sends what the old does not know."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from pydantic import ValidationError
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from domain.asking.choices import Value
from domain.asking.reachability import Reachability
from domain.steps.contact import CALL, LETTER
from models import names
from models.payloads import (
    Delivery,
    DeliveryOutcome,
    Payload,
    PendingAnswer,
    PhoneMemory,
    Prompt,
    ReceivedText,
    ShiftChange,
    ShiftRequest,
    TakeBack,
    Verdict,
    VerdictState,
)
from tests.places import ROOT
from tests.releases.engine import (
    CONVERTER,
    connected,
    main_worker,
    messages_worker,
    replay,
    runs,
    server,
    signalled,
)
from tests.releases.release import READY, Release
from tests.releases.ward import NUMBER, TOKEN, prompt
from worker import TEMPLATES

NEW = LETTER
LOPEZ = {"handle": "lopez", "name": "RN Lopez", "role": "nurse"}
THREAD = names.conversation_id(TOKEN)


class Hospital:
    """One thread, the releases that work on it, and what they note."""

    def __init__(self, folder: Path, port: int, client: Client) -> None:
        self._port, self._client, self._notes = port, client, folder / "notes"
        self._old_templates = folder / "templates"
        copytree(TEMPLATES, self._old_templates, ignore=ignore_patterns(f"{NEW}.txt.j2"))
        self.release = Release(TEMPLATES, self._notes)
        self._typed = 0

    @contextlib.asynccontextmanager
    async def old(self) -> AsyncIterator[Process]:
        """The old release in a process of its own, once it works."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.releases.old_release", NEW, str(self._port)),
            *(str(self._old_templates), str(self._notes)),
            cwd=ROOT,
            stdout=PIPE,
        )
        try:
            assert process.stdout is not None
            assert (await asyncio.wait_for(process.stdout.readline(), 30)).strip() == READY.encode()
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()

    @contextlib.asynccontextmanager
    async def new(self) -> AsyncIterator[None]:
        """The new release, in the process of the test."""
        client, release = self._client, self.release
        async with main_worker(client, release, release, 0), messages_worker(client, release):
            yield

    async def asks(self, asked: Prompt) -> None:
        """Someone is to be asked."""
        await signalled(self._client, self.release.opening, names.ASK, asked)

    async def types(self, body: str) -> None:
        """The nurse answers."""
        self._typed += 1
        at = self.release.now()
        text = ReceivedText(message_id=f"SM{self._typed}", phone=NUMBER, body=body, at=at)
        await signalled(self._client, self.release.opening, names.RECEIVED, text)

    async def signals(self, name: str, raw: dict[str, object]) -> None:
        """A signal as a newer release sends it."""
        await self._client.get_workflow_handle(THREAD).signal(name, raw)

    async def notes(self, what: str, look: Callable[[list[str]], bool]) -> list[str]:
        """The words of all notes of a kind, once they are as wanted."""
        async with asyncio.timeout(45):
            while not look(found := self.words(what)):  # noqa: ASYNC110 - a file tells nobody
                await asyncio.sleep(0.05)
        return found

    def words(self, what: str) -> list[str]:
        """What all notes of a kind say."""
        return [note.words for note in self.release.notes(what)]

    async def workers_of(self) -> set[str]:
        """Who did the thread's tasks; none of which failed. Its history is replayed, too."""
        histories = await runs(self._client, THREAD)
        events = [event for history in histories for event in history.events]
        failed = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
        assert [event for event in events if event.event_type == failed] == []
        await replay(histories)
        done = (event.workflow_task_completed_event_attributes.identity for event in events)
        return set(filter(None, done))


@pytest.fixture
async def hospital(tmp_path: Path) -> AsyncIterator[Hospital]:
    """A hospital on a server of its own."""
    async with server(tmp_path) as port:
        yield Hospital(tmp_path, port, await connected(port))


async def test_a_prompt_that_only_the_new_release_can_word(hospital: Hospital) -> None:
    """The old thread takes it, other prompts pass it; the new release says it, exactly once."""
    async with hospital.old() as old:
        await hospital.asks(prompt("episode-a", 1, "J.S.", NEW))
        await hospital.notes("failed", lambda tried: len(tried) > 1)
        await hospital.asks(prompt("episode-b", 2, "M.K."))
        (call,) = await hospital.notes("text", lambda sent: len(sent) == 1)
        assert call.startswith("22 CALL M.K.")
        async with hospital.new():
            old.terminate()
            await old.wait()
            await hospital.notes("text", lambda sent: len(sent) > 1)
            await hospital.types("21 1")
            await hospital.types("22 1")
            sent = await hospital.notes("text", lambda sent: len(sent) == 4)
            workers = await hospital.workers_of()
    assert sent[1].startswith(
        "21 LETTER J.S. (home Tue 9/8): never reached, please send the letter"
    )
    assert hospital.words("answer") == [Value.SENT, Value.SPOKE_WELL]
    assert len(workers) > 1


async def test_both_releases_work_on_one_thread(hospital: Hospital) -> None:
    """Its tasks go from one to the other and back; what either does not know is kept."""
    async with hospital.old(), hospital.new():
        for number in range(1, 9):
            initials = f"{'ABCDEFGH'[number - 1]}.Z."
            kind = NEW if number % 2 else CALL
            await hospital.asks(prompt(f"episode-{number}", number, initials, kind))
        await hospital.signals(names.DELIVERY, {"key": "x#1", "status": "lost", "outcome": "maybe"})
        await hospital.signals("praise", {"for": "the nurse"})
        sent = await hospital.notes("text", lambda sent: len(_codes(sent)) == 8)
        for code in _codes(sent):
            await hospital.types(f"{code} 1")
        said = await hospital.notes("answer", lambda answers: len(answers) == 8)
        await hospital.notes("text", lambda texts: len(texts) == len(sent) + 8)
        workers = await hospital.workers_of()
    assert sorted(said) == sorted([Value.SENT, Value.SPOKE_WELL] * 4)
    assert len({note.key for note in hospital.release.notes("text")}) == len(sent) + 8
    assert len(workers) == 2


@pytest.mark.parametrize(
    ("raw", "known"),
    [
        (
            {"key": "k#1", "status": "adrift", "outcome": "perhaps", "carrier": "new"},
            Delivery(key="k#1", status="adrift", outcome=DeliveryOutcome.UNKNOWN),
        ),
        ({"change": "half_day", "until": "noon"}, ShiftRequest(change=ShiftChange.LOOK)),
        (
            {"reachability": "full_inbox", "mood": "good"},
            PhoneMemory(reachability=Reachability.SILENT),
        ),
        ({"state": "postponed", "until": "noon"}, Verdict(state=VerdictState.UNKNOWN)),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_what_a_newer_release_adds_decodes(raw: dict[str, object], known: Payload) -> None:
    """Words and fields that came later never make a signal undecodable: such are dropped."""
    (decoded,) = await CONVERTER.decode(await CONVERTER.encode([raw]), [type(known)])
    assert decoded == known


def test_an_answer_that_cannot_be_read_is_no_undo() -> None:
    """What a newer build says of an answer may be unreadable; it must never take an answer back."""
    said = {"episode": "e", "key": "visit/book/1", "by": LOPEZ, "at": "2026-09-08T14:00:00Z"}
    undo = PendingAnswer.model_validate({"id": "e|visit/book/1", "kind": "undo", "said": said})
    assert isinstance(undo.said, TakeBack)
    times = {"happened_at": said["at"], "told_at": said["at"]}
    for unread, why in (
        ({"flag": "a flag nobody knows"}, "no answer"),
        ({"via": "by dove"}, "via"),
    ):
        answer = said | times | {"value": "at"} | unread
        with pytest.raises(ValidationError, match=why):
            PendingAnswer.model_validate({"id": "e|visit/book/1", "kind": "answer", "said": answer})


def _codes(sent: list[str]) -> list[int]:
    """The codes that stand at the beginnings of lines."""
    lines = [line.split() for body in sent for line in body.split(" / ")]
    return [int(words[0]) for words in lines if words and words[0].isdigit() and int(words[0]) > 20]
