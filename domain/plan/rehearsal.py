"""The thirty days walked through in imagination: the protocol itself, without people or a server.

Time jumps from one instant at which something changes to the next; what the protocol asks is noted
and, in one of the two manners, answered. Of a ladder that begins again until somebody has taken it
only the first round is walked: the others are the same, an hour later and an hour later.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.asking.choices import Kind, Value, Wants
from domain.asking.question import Question
from domain.episode.contact_timing import civil_hours
from domain.episode.decision import Action, ChooseSlot, Decision, HoldSlots, earliest
from domain.episode.facts import Answer, Asked, Facts, Offer, Person, Slot
from domain.pathway import Role
from domain.protocol.protocol import decide, steps, window_ends

IMAGINED_VENDORS = 2
"""Of each kind; a real roster may hold others."""

_IMAGINED_SLOT = time(10)
_MOST_MOMENTS = 1000
_ANY_HOUR = (Role.ON_CALL, Role.ALWAYS_ON, Role.VENDOR)
_GOOD = {Kind.ESCALATION: Value.DONE, Kind.ESCALATION_DONE: Value.DONE}
"""Of all other kinds the first choice is the good one."""


class Manner(StrEnum):
    """How people behave in a rehearsal."""

    SILENT = "silent"  # nobody ever answers
    PROMPT = "prompt"  # everybody answers each first text at once, and well


@dataclass(frozen=True, kw_only=True)
class AskedPeriod:
    """A question while it stood, from when until when; one `answered` sent its first text only."""

    question: Question
    since: datetime
    until: datetime
    answered: bool = False


def rehearse(facts: Facts, manner: Manner) -> tuple[AskedPeriod, ...]:
    """Walk from the opening to the end of the window; gives every question that ever stood."""
    return _Walk(facts, manner).through()


def first_look(facts: Facts) -> dict[str, Decision]:
    """What the protocol decides for each step as soon as the episode is open."""
    walk = _Walk(facts, Manner.SILENT)
    return walk.settle(facts.opened_at)


def texts(stood: AskedPeriod, facts: Facts) -> tuple[datetime, ...]:
    """When a question's text and its reminders go out, by the rules of a phone's thread."""
    asked = stood.question
    times, now, sent = (asked.ask_at, *asked.remind_at), stood.since, 0
    went: list[datetime] = []
    while sent < len(times):
        now = _sendable(asked, max(now, times[sent]), facts)
        useless = asked.useless_after is not None and asked.useless_after <= now
        over = bool(went) if stood.answered else now >= stood.until
        if over or useless:
            break
        went.append(facts.calendar.local(now))
        sent = max(sent + 1, sum(at <= now for at in times))
    return tuple(went)


def _sendable(asked: Question, at: datetime, facts: Facts) -> datetime:
    """When it may go out: patients at civil hours, staff in the team's hours, others at once."""
    if asked.urgent or asked.to in _ANY_HOUR:
        return at
    return (
        civil_hours(facts).next_open(at) if asked.to.is_family else facts.calendar.next_staffed(at)
    )


class _Walk:
    """One walk: the facts as they grow, and the questions that stand."""

    def __init__(self, facts: Facts, manner: Manner) -> None:
        self._facts = facts
        self._manner = manner
        self._ends = window_ends(facts)
        self._standing: dict[str, AskedPeriod] = {}
        self._over: list[AskedPeriod] = []

    def through(self) -> tuple[AskedPeriod, ...]:
        """Every moment in turn, boundedly."""
        now: datetime | None = self._facts.opened_at
        for _ in range(_MOST_MOMENTS):
            if now is None or now >= self._ends:
                break
            decisions = self.settle(now)
            now = self._next(now, decisions)
        return tuple(sorted([*self._over, *self._standing.values()], key=lambda stood: stood.since))

    def settle(self, now: datetime) -> dict[str, Decision]:
        """Do and ask what is wanted at this moment, until nothing more is."""
        for _ in range(_MOST_MOMENTS):
            decisions = {step: decide(step, self._facts, now) for step in steps(self._facts)}
            if not self._do_one(decisions, now):
                return decisions
        raise RuntimeError("the protocol does not come to rest")

    def _do_one(self, decisions: dict[str, Decision], now: datetime) -> bool:
        """The first action, the changed questions, or one answer; nothing means all is quiet."""
        action = next((each.action for each in decisions.values() if each.action), None)
        if action is not None:
            self._facts = _acted(action, self._facts)
            return True
        wanted = {
            asked.key: asked
            for each in decisions.values()
            for asked in each.questions
            if not asked.again_of
        }
        return self._stand(wanted, now) or self._answer_one(now)

    def _stand(self, wanted: dict[str, Question], now: datetime) -> bool:
        """Let questions go that are not wanted any more; ask those that are new."""
        for key in [key for key in self._standing if key not in wanted]:
            answered = self._facts.latest_answer(key) is not None
            self._over.append(replace(self._standing.pop(key), until=now, answered=answered))
        new = [asked for key, asked in wanted.items() if key not in self._standing]
        for asked in new:
            self._standing[asked.key] = AskedPeriod(question=asked, since=now, until=self._ends)
            person = Asked(question=asked.key, kind=asked.kind, person=_person(asked))
            self._facts = replace(self._facts, asked=(*self._facts.asked, person))
        return bool(new)

    def _answer_one(self, now: datetime) -> bool:
        if self._manner is Manner.SILENT:
            return False
        due = [stood for stood, at in self._answerable() if at <= now]
        if due:
            self._facts = self._facts.answered(_good_answer(due[0].question, self._facts, now))
        return bool(due)

    def _next(self, now: datetime, decisions: dict[str, Decision]) -> datetime | None:
        decide_again_at_each = (
            each.decide_again_at
            for each in decisions.values()
            if each.decide_again_at and each.decide_again_at > now
            if not any(asked.again_of for asked in each.questions)
        )
        asks = (at for _, at in self._answerable()) if self._manner is Manner.PROMPT else ()
        return earliest(*decide_again_at_each, *asks)

    def _answerable(self) -> Iterator[tuple[AskedPeriod, datetime]]:
        """The questions that wait for an answer, with when their first text goes out."""
        for stood in self._standing.values():
            went = texts(stood, self._facts)[:1]
            unanswered = self._facts.latest_answer(stood.question.key) is None
            if stood.question.choices and unanswered and went:
                yield stood, went[0]


def _acted(action: Action, facts: Facts) -> Facts:
    match action:
        case HoldSlots():
            return replace(facts, offers=(*facts.offers, _imagined_offer(action, facts)))
        case ChooseSlot(round=number, slot=slot):
            return replace(facts, booked=(*facts.booked, (number, slot)))


def _imagined_offer(wanted: HoldSlots, facts: Facts) -> Offer:
    """Mid-morning of each business day between the two instants."""
    calendar = facts.calendar
    first, last = calendar.day(wanted.after), calendar.day(wanted.before)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    times = (calendar.at(day, _IMAGINED_SLOT) for day in days if calendar.is_working_day(day))
    inside = [at for at in times if wanted.after < at < wanted.before]
    slots = (Slot(id=f"imagined-{at:%Y%m%d}", starts_at=at) for at in inside)
    return Offer(round=wanted.round, slots=tuple(slots)[: facts.pathway.visit.offers])


def _person(asked: Question) -> Person | None:
    """Somebody of that role; there are only so many vendors."""
    if asked.to is Role.VENDOR and asked.rank > IMAGINED_VENDORS:
        return None
    name = asked.to.replace("_", " ")
    return Person(
        handle=f"{asked.to}-{asked.rank}" if asked.rank else asked.to, name=name, role=asked.to
    )


def _good_answer(asked: Question, facts: Facts, now: datetime) -> Answer:
    good = _GOOD.get(asked.kind)
    choice = next((choice for choice in asked.choices if choice.value is good), asked.choices[0])
    person = facts.asked_of(asked.key) or Person(handle="", name="somebody", role=asked.to)
    return Answer(
        question=asked.key,
        value=choice.value,
        by=person,
        happened_at=now,
        told_at=now,
        at=_visit_time(facts, now) if choice.wants is Wants.INSTANT else None,
    )


def _visit_time(facts: Facts, now: datetime) -> datetime:
    """Mid-morning of the next business day."""
    calendar = facts.calendar
    day = calendar.next_working_day(calendar.day(now) + timedelta(days=1))
    return calendar.at(day, _IMAGINED_SLOT)
