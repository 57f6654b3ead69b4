"""Files from people, sent through the inbox in their order, and what came of each."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from adapters.validation import Refused
from domain.desired_episodes import DesiredEpisode, DesiredState, Terms, desired_episodes
from domain.hospital.chart import chart
from domain.hospital.events import HospitalEvent
from domain.hospital.feed import Feed
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
    WOULD_OPEN = "would open an episode"
    WOULD_APPLY = "would be applied"
    WOULD_NOT = "would open nothing"
    WOULD_QUEUE = "would be in the work queue"


FOR_PEOPLE = (FileOutcome.HELD, FileOutcome.QUEUED, FileOutcome.REFUSED, FileOutcome.WOULD_QUEUE)
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
_BY_STATE: dict[DesiredState, FileOutcome] = {
    DesiredState.OPEN: FileOutcome.WOULD_OPEN,
    DesiredState.HELD: FileOutcome.WOULD_OPEN,
    DesiredState.OVER: FileOutcome.WOULD_NOT,
    DesiredState.PAST: FileOutcome.WOULD_NOT,
    DesiredState.UNCLEAR: FileOutcome.WOULD_QUEUE,
}
_UNSETTLED = (Outcome.QUEUED, Outcome.HELD, Outcome.IGNORED)
"""A message that is sent again is looked at again, for something may have changed."""
MOST_AT_ONCE, PEOPLE_AT_ONCE = 500, 32
_ANY_ZONE = "UTC"
_WINDOW_DAYS = 30


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
                await self.hospital_inbox.again(taken.inbox)
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
    return ", ".join(came.episodes) or came.detail


def _wrong(refused: Refused) -> str:
    """One problem on the line, several below it."""
    problems = [str(problem) for problem in refused.problems]
    return problems[0] if len(problems) == 1 else "".join(f"\n  {one}" for one in problems)


# ---- without a server


def rehearse(paths: Sequence[Path], files: Files, now: datetime, step: Step) -> list[FileReport]:
    """Say what would come of files, each message taken alone and as if it came when it was sent."""
    told: list[FileReport] = []
    for path in paths:
        pieces = files.pieces(path, now)
        for piece in pieces:
            told.append(_rehearsed(piece, files))
            step(1 / len(pieces))
    return told


def _rehearsed(piece: Piece, files: Files) -> FileReport:
    if piece.refused is not None:
        outcome = FileOutcome.WOULD_QUEUE if piece.arrival else FileOutcome.REFUSED
        return FileReport(source=piece.source, outcome=outcome, detail=_wrong(piece.refused))
    events = piece.heard.events if piece.heard else ()
    if not events:
        why = piece.heard.ignored if piece.heard else ""
        return FileReport(source=piece.source, outcome=FileOutcome.IGNORED, detail=why)
    facility = events[0].facility
    found = _desired(events, facility, files.readers.feeds.of(facility))
    kinds = ", ".join(dict.fromkeys(one.kind.replace("_", " ") for one in events))
    outcome, why = _by_state(found[-1]) if found else (FileOutcome.WOULD_APPLY, "")
    return FileReport(
        source=piece.source, outcome=outcome, detail=f"{kinds}; {why}" if why else kinds
    )


def _desired(
    events: Sequence[HospitalEvent], facility: str, feed: Feed | None
) -> Sequence[DesiredEpisode]:
    terms = Terms(
        facility=facility,
        time_zone=feed.time_zone if feed else _ANY_ZONE,
        accept_from=feed.accept_from if feed else None,
        window_days=_WINDOW_DAYS,
    )
    return desired_episodes(
        chart(events), terms, max(one.happened_at or one.sent_at for one in events)
    )


def _by_state(one: DesiredEpisode) -> tuple[FileOutcome, str]:
    """What would be, and why; an unclear discharge opens provisionally, and asks a person."""
    discharge = one.discharge
    blank = discharge is not None and not discharge.disposition.strip()
    if discharge is None or discharge.expected:
        return _BY_STATE[one.desired], "" if blank else one.reason
    if doubt := discharge.unclear or ("no disposition was sent" if blank else ""):
        return FileOutcome.WOULD_QUEUE, f"{doubt}; its episode opens all the same"
    return _BY_STATE[one.desired], one.reason
