"""Whether the ledger holds what the histories say was recorded, and nothing else."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlmodel import select
from temporalio.api.common.v1 import Payloads
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import DataConverter

from adapters.sql.database import Database
from domain.asking.choices import Value
from domain.asking.question import first_occurrence
from domain.episode.amendment import amended
from domain.episode.facts import OF_A_MESSAGE, Answer, Facts, Via, entry_of
from domain.protocol.ledger import TAKEN_BACK
from domain.steps.tapped import risk_of
from domain.steps.tier import carried, standing
from domain.time.clock import Clock
from models import names, payloads
from models.payloads import Amend, GivenAnswer, OpenEpisode, TakeBack, Verdict, VerdictState
from models.payloads.base import Payload
from models.tables import AnswerRow, BookingRow, RiskRow
from workflows.episode.asked_questions import base
from workflows.episode.mapping import answer as answer_of
from workflows.episode.mapping import first_facts
from workflows.episode.mapping import news as news_of

KEPT = {
    names.ANSWER: VerdictState.RECORDED,
    names.CORRECT: VerdictState.CORRECTED,
    names.TAKE_BACK: VerdictState.TAKEN_BACK,
}
SLOTS = (Value.SLOT_1, Value.SLOT_2, Value.SLOT_3)
TIMES = ("visit/book/", "visit/date/", "visit/attended/", "visit/visit_problem/")
OFFER = "visit/offer/"
ABOUT_THEN = timedelta(seconds=10)
"""A workflow's time stands still just before an instant whose timer is about to fire."""
HOLD_SLOTS = "hold_slots"
_Sealed = TypeVar("_Sealed", bound=Payload)

Booked = tuple[str, datetime, str, datetime]
"""The answer that told of it, when it is, its slot, when it was told."""
Assessed = tuple[int, str, bool, str, tuple[tuple[str, str, int, int], ...]]
"""Its number, the tier, whether it counts as high, why, its parts."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer, correction or UNDO: `how` is its update, `note` and `supersedes` are names.

    Of a ladder's round the question is the first, in names as well.
    """

    how: str
    question: str
    message: str
    value: str
    by: str
    role: str
    via: str
    happened: datetime
    told: datetime
    at: datetime | None = None
    flag: str = ""
    note: str = ""
    supersedes: str = ""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """What is known of one episode for good. `told` are a hospital's bookings, by their messages.

    `since` is when each account of the risk was known.
    """

    said: set[Said]
    booked: set[Booked]
    assessed: list[Assessed]
    since: list[datetime]
    told: dict[str, datetime | None]


async def of_histories(client: Client, episode: str) -> Ledger:
    """What an episode said was recorded, corrected or taken back, and what follows from that."""
    heard = _Heard(client.data_converter)
    for history in reversed([one async for one in _runs(client, episode)]):
        for event in history.events:
            await heard.take(event)
    found = _assessed(heard.accounts)
    return Ledger(
        said=heard.said,
        booked=set(heard.booked()),
        assessed=[one for _, one in found],
        since=[at for at, _ in found],
        told=heard.told,
    )


def of_store(database: Database, episode: str) -> Ledger:
    """The same of its rows; what no person told, a clinic's booking or a vendor's, is no update."""
    with database.read() as session:
        rows = session.exec(select(AnswerRow).where(AnswerRow.episode == episode)).all()
        times = session.exec(select(BookingRow).where(BookingRow.episode == episode)).all()
        risks = session.exec(select(RiskRow).where(RiskRow.episode == episode)).all()
    _name_each_other(rows, times)
    hospital = {row.name: row for row in rows if row.via == Via.HOSPITAL}
    told = [row for row in rows if row.name not in hospital and not _of_itself(row)]
    return Ledger(
        said={_said(row) for row in told},
        booked={
            (one.name, one.at, one.slot, one.told_at) for one in times if one.name not in hospital
        },
        assessed=[
            (
                row.number,
                row.tier,
                row.counts_as_high,
                row.reasons,
                tuple((name, part, least, most) for name, part, least, most in _parts(row)),
            )
            for row in sorted(risks, key=lambda row: row.number)
        ],
        since=[row.at for row in sorted(risks, key=lambda row: row.number)],
        told={hospital[one.name].message_id: one.at for one in times if one.name in hospital},
    )


def equal(kept: Ledger, recorded: Ledger) -> None:
    """Assert that rows and histories agree; of a hospital's bookings each was told in one."""
    assert kept.said == recorded.said, kept.said ^ recorded.said
    assert kept.booked == recorded.booked, kept.booked ^ recorded.booked
    assert kept.assessed == recorded.assessed
    apart = zip(kept.since, recorded.since, strict=True)
    assert [one for one in apart if abs(one[0] - one[1]) > ABOUT_THEN] == []
    assert kept.told.items() <= recorded.told.items()


def _name_each_other(rows: Sequence[AnswerRow], times: Sequence[BookingRow]) -> None:
    """What is superseded is there; each booking has its answer, and names the one before it."""
    answers, bookings = {row.name: row for row in rows}, {row.name: row for row in times}
    for row in rows:
        assert not row.supersedes or row.supersedes in answers, f"{row.name} supersedes nothing"
    for one in times:
        assert one.name in answers, f"{one.name} is a time that nobody told"
        assert one.told_at == answers[one.name].told_at
        before = bookings.get(one.supersedes)
        assert not one.supersedes or before is not None, f"{one.name} supersedes nothing"
        assert (before.number if before else 0) == one.number - 1


def _of_itself(row: AnswerRow) -> bool:
    """Whether no message brought it: its name is the time."""
    return row.message_id == row.told_at.isoformat()


def _question(row: AnswerRow) -> str:
    return "/".join(filter(None, (row.step, row.question, row.occurrence)))


def _all_said(row: AnswerRow) -> str:
    """What was meant, and what was chosen together with it."""
    return ",".join(filter(None, (row.value, row.also)))


def _parts(row: RiskRow) -> list[tuple[str, str, int, int]]:
    return list(map(tuple, json.loads(row.parts)))


def _said(row: AnswerRow) -> Said:
    return Said(
        how=_how(row),
        question=first_occurrence(_question(row)),
        message=row.message_id,
        value=_all_said(row),
        by=row.by,
        role=row.role,
        via=row.via,
        happened=row.happened_at,
        told=row.told_at,
        at=row.at,
        flag=row.flag,
        note=_named(row.note),
        supersedes=_named(row.supersedes),
    )


def _named(entry: str) -> str:
    """A row's name, its question the first of its round."""
    question, sign, rest = entry.partition(OF_A_MESSAGE)
    return f"{first_occurrence(question)}{sign}{rest}"


def _how(row: AnswerRow) -> str:
    if row.value == TAKEN_BACK:
        return names.TAKE_BACK
    return names.CORRECT if row.supersedes else names.ANSWER


async def _runs(client: Client, episode: str) -> AsyncIterator[WorkflowHistory]:
    """The history of each run, the newest first."""
    run: str | None = None
    while True:
        history = await client.get_workflow_handle(episode, run_id=run).fetch_history()
        yield history
        started = history.events[0].workflow_execution_started_event_attributes
        run = started.continued_execution_run_id
        if not run:
            return


@dataclass
class _Heard:
    """What the events of an episode's runs tell, one after the other."""

    converter: DataConverter
    said: set[Said] = field(default_factory=set)
    accounts: list[tuple[datetime, Facts]] = field(default_factory=list)
    told: dict[str, datetime | None] = field(default_factory=dict)
    _asked: dict[str, tuple[str, GivenAnswer | TakeBack, datetime]] = field(default_factory=dict)
    _held: dict[int, payloads.HeldSlots] = field(default_factory=dict)
    _slots: dict[int, payloads.Slots] = field(default_factory=dict)
    _kept: list[GivenAnswer] = field(default_factory=list)
    _amends: list[Amend] = field(default_factory=list)
    _now: datetime | None = None
    _clock: Clock | None = None

    async def take(self, event: HistoryEvent) -> None:
        """Take the next one."""
        if event.HasField("workflow_execution_started_event_attributes"):
            begun = event.workflow_execution_started_event_attributes
            if not begun.continued_execution_run_id:
                opening = await self._read(begun.input, OpenEpisode)
                self._clock = opening.clock
                facts = first_facts(opening)
                self.accounts.append((facts.opened_at, facts))
        elif event.HasField("workflow_execution_signaled_event_attributes"):
            told = event.workflow_execution_signaled_event_attributes
            if told.signal_name == names.AMEND:
                self._amends.append(await self._read(told.input, Amend))
        elif event.HasField("activity_task_scheduled_event_attributes"):
            asked = event.activity_task_scheduled_event_attributes
            if asked.activity_type.name == HOLD_SLOTS:
                self._held[event.event_id] = await self._read(asked.input, payloads.HeldSlots)
        elif event.HasField("activity_task_completed_event_attributes"):
            done = event.activity_task_completed_event_attributes
            if held := self._held.pop(done.scheduled_event_id, None):
                self._slots[held.round] = await self._read(done.result, payloads.Slots)
        else:
            self._worked(event)
            await self._updated(event)

    def _worked(self, event: HistoryEvent) -> None:
        """The time that a workflow is told is that of its task; signals are heard then."""
        if event.HasField("workflow_task_started_event_attributes"):
            assert self._clock is not None
            seconds = event.event_time.ToNanoseconds() / 1e9
            self._now = self._clock.clinical(datetime.fromtimestamp(seconds, UTC))
        if event.HasField("workflow_task_completed_event_attributes"):
            for news in self._amends:
                self._amended(news)
            self._amends = []

    async def _updated(self, event: HistoryEvent) -> None:
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            accepted = event.workflow_execution_update_accepted_event_attributes
            name, update = accepted.accepted_request.input.name, accepted.protocol_instance_id
            kind = TakeBack if name == names.TAKE_BACK else GivenAnswer
            assert self._now is not None
            self._asked[update] = (
                name,
                await self._read(accepted.accepted_request.input.args, kind),
                self._now,
            )
        if event.HasField("workflow_execution_update_completed_event_attributes"):
            done = event.workflow_execution_update_completed_event_attributes
            name, given, heard_at = self._asked[done.meta.update_id]
            ruled = await self._read(done.outcome.success, Verdict)
            if ruled.state is KEPT[name]:
                self._learnt(name, given, heard_at)

    def _learnt(self, name: str, given: GivenAnswer | TakeBack, at: datetime) -> None:
        """What is known after an answer: one more, one less, or another in its place."""
        facts, question = self.accounts[-1][1], first_occurrence(base(given.key))
        same = [one for one in facts.answers if first_occurrence(one.question) == question]
        if isinstance(given, TakeBack):
            self.said.add(_undone(given, same[-1], at))
            facts = facts.taken_back(same[-1])
        elif given.message_id not in {one.message_id for one in same} - {""}:
            answer, wrong = answer_of(given), same[-1] if name == names.CORRECT else None
            if wrong is not None and answer.happened_at == answer.told_at:
                answer = replace(answer, happened_at=wrong.happened_at)
            facts = facts.with_correction(wrong, answer) if wrong else facts.answered(answer)
            self.said.add(_answered(name, answer, wrong))
            self._kept.append(given)
        self.accounts.append((at, facts))

    def _amended(self, news: Amend) -> None:
        assert self._now is not None
        before = self.accounts[-1][1]
        known = amended(before, news_of(news, before, news.at))
        self.accounts.append((self._now, carried(before, known, news.at)))
        for one in news.appointments:
            self.told[f"appointment:{one.id}:{one.status}:{one.starts_at}"] = one.starts_at

    def booked(self) -> "list[Booked]":
        """The times of the visit that people told, also those that they took back."""
        found: list[Booked] = []
        for given in self._kept:
            question, at, slot = base(given.key), given.at, ""
            if question.startswith(OFFER) and given.value in SLOTS:
                held = self._slots[int(question.removeprefix(OFFER))]
                chosen = held.slots[SLOTS.index(given.value)]
                at, slot = chosen.starts_at, chosen.id
            elif not question.startswith(TIMES):
                continue
            if at is not None:
                entry = entry_of(question, given.message_id, given.told_at)
                found.append((entry, at, slot, given.told_at))
        return found

    async def _read(self, sealed: Payloads, kind: type[_Sealed]) -> _Sealed:
        found: _Sealed = (await self.converter.decode(list(sealed.payloads), [kind]))[0]
        return found


def _answered(how: str, answer: Answer, wrong: Answer | None) -> Said:
    """An answer or a correction; what is only chosen on a card stands under its own name."""
    return Said(
        how=how,
        question=first_occurrence(answer.question),
        message=answer.message_id,
        value=",".join(answer.values),
        by=answer.by.handle,
        role=answer.by.role,
        via=answer.via,
        happened=answer.happened_at,
        told=answer.told_at,
        at=answer.at,
        flag=answer.flag.name if answer.flag else "",
        note=_named(answer.note or (answer.entry if answer.card else "")),
        supersedes=_named(wrong.entry) if wrong else "",
    )


def _undone(undo: TakeBack, wrong: Answer, now: datetime) -> Said:
    """An UNDO: told when it says, but not before what it takes back, nor later than now."""
    told = min(now, max(undo.at, wrong.told_at))
    return Said(
        how=names.TAKE_BACK,
        question=first_occurrence(base(undo.key)),
        message=undo.message_id,
        value=TAKEN_BACK,
        by=undo.by.handle,
        role=undo.by.role,
        via=undo.via,
        happened=told,
        told=told,
        supersedes=_named(wrong.entry),
    )


def _assessed(accounts: list[tuple[datetime, Facts]]) -> list[tuple[datetime, Assessed]]:
    """Each account of the risk that is another than the one before, and since when."""
    found: list[tuple[datetime, Assessed]] = []
    for at, facts in accounts:
        known, stands = risk_of(facts), standing(facts)
        parts = tuple(
            (score.name, one.name, one.least, one.most)
            for score in (known.lace, known.hospital)
            for one in score.parts
        )
        reasons = "; ".join(one.words for one in stands.reasons)
        told = (stands.tier.value, known.counts_as_high, reasons, parts)
        if not found or found[-1][1][1:] != told:
            found.append((at, (len(found) + 1, *told)))
    return found
