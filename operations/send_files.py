"""Files from people, sent through the inbox in their order, and what came of each."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from adapters.validation import Refused
from domain.words.phrasebook import worded
from intake.hospital_inbox import HospitalInbox
from operations.found_files import Files, Piece
from store.arrivals import IntakeOutcome
from store.inbox import Outcome

Step = Callable[[float], None]
"""Called after each message with the part of its file that it is."""


class FileOutcome(StrEnum):
    """What came of a message, in the words of its line."""

    STARTED = "started"
    ALREADY = "already there"
    APPLIED = "applied"
    IGNORED = "ignored"
    HELD = "held"
    KEPT = "kept, to be delivered"
    QUEUED = "in the work queue"
    REFUSED = "refused"


FOR_PEOPLE = (FileOutcome.HELD, FileOutcome.QUEUED, FileOutcome.REFUSED)
"""Somebody has to look: the command ends with another status."""
_OUTCOMES: dict[Outcome, FileOutcome] = {
    Outcome.STARTED: FileOutcome.STARTED,
    Outcome.APPLIED: FileOutcome.APPLIED,
    Outcome.IGNORED: FileOutcome.IGNORED,
    Outcome.DISMISSED: FileOutcome.IGNORED,
    Outcome.HELD: FileOutcome.HELD,
    Outcome.WAITING: FileOutcome.KEPT,
    Outcome.QUEUED: FileOutcome.QUEUED,
}
_UNSETTLED = (Outcome.QUEUED, Outcome.HELD, Outcome.IGNORED)
"""A message that is sent again is looked at again, for something may have changed."""
MOST_AT_ONCE, PEOPLE_AT_ONCE = 500, 32


@dataclass(frozen=True, kw_only=True)
class FileReport:
    """The line of one message. What was found in it may stand there: it is for a command line."""

    source: str
    outcome: FileOutcome
    detail: str = ""

    @property
    def words(self) -> str:
        """In words: one line, but where several things are wrong."""
        between = "" if not self.detail else ":" if self.detail.startswith("\n") else ": "
        return f"{self.source}: {self.outcome}{between}{self.detail}"

    @property
    def for_people(self) -> bool:
        """Whether somebody has to look at it."""
        return self.outcome in FOR_PEOPLE


def summary(told: Iterable[FileReport]) -> str:
    """How many of each: "12 started, 1 already there, 2 refused"."""
    counts = Counter(one.outcome for one in told)
    return (
        ", ".join(f"{counts[outcome]} {outcome}" for outcome in FileOutcome if counts[outcome])
        or "nothing"
    )


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of each message; not `whole` when somebody stopped it before the last."""

    told: Sequence[FileReport]
    whole: bool = True


@dataclass(frozen=True, kw_only=True)
class Sending:
    """Sends files. Everything is kept before it is delivered, so a crash loses nothing.

    Each person's are sent in their order, people side by side: a thousand files need no hour.
    """

    hospital_inbox: HospitalInbox
    files: Files

    async def send(self, paths: Sequence[Path], step: Step) -> Report:
        """Send every message; what came of them is asked when all are there, or it is stopped."""
        sent: list[_Sent] = []
        try:
            await self._send_all(paths, sent, step)
        except asyncio.CancelledError:
            if (this := asyncio.current_task()) is not None:
                this.uncancel()  # whoever stopped it wants to know how far it came
            return Report(told=[await self._told(one) for one in sent], whole=False)
        return Report(told=[await self._told(one) for one in sent])

    async def _send_all(self, paths: Sequence[Path], sent: "list[_Sent]", step: Step) -> None:
        batch: list[tuple[Piece, float]] = []
        for path in paths:
            now = await self.hospital_inbox.now()
            pieces = await asyncio.to_thread(self.files.pieces, path, now)
            for piece in pieces:
                batch.append((piece, 1 / len(pieces)))
                if len(batch) == MOST_AT_ONCE:
                    await self._send_some(batch, sent, step)
                    batch = []
        await self._send_some(batch, sent, step)

    async def _send_some(
        self, batch: Sequence[tuple[Piece, float]], sent: "list[_Sent]", step: Step
    ) -> None:
        """Each person's one after another, people side by side: what they keep shares a commit."""
        people: dict[tuple[str, str], list[int]] = {}
        for number, (piece, _) in enumerate(batch):
            people.setdefault(_whose(piece, number), []).append(number)
        done: dict[int, _Sent] = {}
        some = asyncio.Semaphore(PEOPLE_AT_ONCE)

        async def send_all_of(numbers: Sequence[int]) -> None:
            async with some:
                for number in numbers:
                    piece, part = batch[number]
                    done[number] = await self._sent(piece)
                    step(part)

        try:
            await asyncio.gather(*map(send_all_of, people.values()))
        finally:
            sent += [done[number] for number in sorted(done)]

    async def _sent(self, piece: Piece) -> "_Sent":
        wrong = _wrong(piece.refused) if piece.refused else ""
        if piece.arrival is None:
            return _Sent(source=piece.source, wrong=wrong)
        taken = await self.hospital_inbox.take(piece.arrival)
        already = taken.already
        if already and piece.refused is None:
            before = await self.hospital_inbox.came(taken.inbox)
            if before.outcome in _UNSETTLED:
                await self.hospital_inbox.again(taken.ordering_key, {taken.inbox})
                already = False
        await self.hospital_inbox.deliver(taken.ordering_key)
        return _Sent(source=piece.source, wrong=wrong, inbox=taken.inbox, already=already)

    async def _told(self, sent: "_Sent") -> FileReport:
        if sent.inbox is None:
            return FileReport(source=sent.source, outcome=FileOutcome.REFUSED, detail=sent.wrong)
        came = await self.hospital_inbox.came(sent.inbox)
        outcome = _OUTCOMES[Outcome(came.outcome)]
        if sent.already and outcome in (FileOutcome.STARTED, FileOutcome.APPLIED):
            outcome = FileOutcome.ALREADY
        detail = sent.wrong if sent.wrong and outcome is FileOutcome.QUEUED else _detail(came)
        return FileReport(source=sent.source, outcome=outcome, detail=detail)


@dataclass(frozen=True, kw_only=True)
class _Sent:
    """A message that was sent; without an `inbox` it was not kept."""

    source: str
    wrong: str
    inbox: int | None = None
    already: bool = False


def _whose(piece: Piece, number: int) -> tuple[str, str]:
    """The person by facility and number; what names nobody is by itself."""
    arrival = piece.arrival
    return (arrival.facility, arrival.mrn) if arrival and arrival.mrn else ("", str(number))


def _detail(came: IntakeOutcome) -> str:
    """The episodes; of what did none good, why."""
    return ", ".join(came.episodes) or worded(came.detail)


def _wrong(refused: Refused) -> str:
    """One problem on the line, several below it."""
    problems = [str(problem) for problem in refused.problems]
    return problems[0] if len(problems) == 1 else "".join(f"\n  {one}" for one in problems)
