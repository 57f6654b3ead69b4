"""Medicines that a patient cannot get or does not take, as a call or a check-in told of them.

A nurse asks what is in the way, in as many digits as it takes. What the pharmacy can mend is the
pharmacist's, until they have them all; a side effect, and what somebody chooses not to take, is the
prescriber's. Which drug it is stands on the card alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from domain.asking.choices import Value, Wants
from domain.asking.kind import Kind, OnCard
from domain.asking.question import question
from domain.episode.decision import Decision
from domain.episode.drug_decisions import comparison
from domain.episode.escalation import Climb, Escalation
from domain.episode.facts import Answer, Facts
from domain.episode.whereabouts import at_home
from domain.pathway import Role
from domain.steps.owed import Owed, in_turn, on_a_business_day, stands, together, whoever_is_there
from domain.steps.problems import Problem, problems_of
from domain.steps.step import Step, one
from domain.words.phrasebook import all_of, phrase

NAME = "medicines"
TITLE = phrase("medicines.title")
_BY_PHARMACY = (Value.NOT_PICKED_UP, Value.COST, Value.NO_STOCK)
_BY_PRESCRIBER = (Value.SIDE_EFFECT, Value.CHOOSES_NOT)

MEDS_ACCESS = Kind(
    "meds_access",
    *_BY_PHARMACY,
    Value.SIDE_EFFECT,
    Value.UNSURE,
    (Value.CHOOSES_NOT, Wants.REASON),
    Value.HAVE_ALL,
    several=True,
    alone=(Value.HAVE_ALL,),
)
MEDS_AFTER = Kind(
    "meds_after",
    Value.HAVE_ALL,
    (Value.WAITING, Wants.INSTANT),
    (Value.CANNOT, Wants.REASON),
)
ASK_PRESCRIBER = Kind("ask_prescriber", Value.SETTLED, Value.NOT_KNOWN)


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """One of the questions after another about a problem, to whom, and why."""

    kind: Kind
    source: str
    to: Role
    why: str


def decide(facts: Facts, now: datetime) -> Decision:
    """Each problem is asked about, and seen to by whom it takes."""
    told = problems_of(facts, Value.MEDICINES)
    items = tuple(item for problem in told for item in _items(problem, facts, now))
    return together(NAME, TITLE, items)


def _items(problem: Problem, facts: Facts, now: datetime) -> Iterator[Climb]:
    access = _access(problem, facts)
    yield stands(access, facts, now)
    answer = facts.latest_answer(access.asked.key)
    for kind, to, of in (
        (MEDS_AFTER, Role.PHARMACIST, _BY_PHARMACY),
        (ASK_PRESCRIBER, Role.NURSE, _BY_PRESCRIBER),
    ):
        chosen = [value for value in answer.values if value in of] if answer else []
        if answer and chosen:
            why = all_of(*(phrase(f"values.{value}") for value in chosen))
            asking = _Asking(kind=kind, source=problem.source, to=to, why=why)
            asks = partial(_after, asking, facts)
            yield in_turn(asks, answer.told_at, partial(_again, facts), facts, now)


def _access(problem: Problem, facts: Facts) -> Owed:
    """By the next business day; where a high-alert drug is among what differs, today."""
    at, to, due = _today(problem.at, facts)
    if not _high_alert(facts):
        at, to = facts.calendar.next_staffed(problem.at), Role.NURSE
        due = on_a_business_day(problem.at, facts)
    asked = question(f"{NAME}/meds_access/{problem.source}", MEDS_ACCESS, to, at, due=due)
    why = phrase("medicines.why", who=problem.by.name, when=problem.at)
    return Owed(asked=asked, late=_late(asked.key, due, why))


def _today(at: datetime, facts: Facts) -> tuple[datetime, Role, datetime]:
    """The team to the end of its day, else whoever is on call within as many hours."""
    hours = facts.pathway.medicines.on_call_under_hours
    to = whoever_is_there(at, hours, facts)
    if to is Role.NURSE:
        return at, to, facts.calendar.closing(at)
    return at, to, facts.calendar.later(at, timedelta(hours=hours))


def _high_alert(facts: Facts) -> bool:
    return any(one.high_alert for one in comparison(facts).differences)


def _after(asking: _Asking, facts: Facts, number: int, at: datetime) -> Owed:
    due = on_a_business_day(at, facts)
    asked = question(
        f"{NAME}/{asking.kind}/{asking.source}-{number}",
        asking.kind,
        asking.to,
        facts.calendar.next_staffed(at),
        due=due,
        words={"why": asking.why},
    )
    return Owed(asked=asked, late=_late(asked.key, due, asking.why))


def _again(facts: Facts, answer: Answer, number: int) -> datetime | None:
    """When it is asked once more: on the day that was said, or a while after "not yet"."""
    del number
    if answer.value is Value.WAITING and answer.at is not None:
        return max(answer.at, answer.told_at)
    if answer.value is Value.NOT_KNOWN:
        hours = facts.pathway.reconciliation.ask_again_hours
        return facts.calendar.later(answer.told_at, timedelta(hours=hours))
    return None


def _late(key: str, since: datetime, why: str) -> Escalation:
    return Escalation(
        key=f"{key}-late",
        since=since,
        headline=phrase("medicines.late"),
        why=why,
        done=phrase("medicines.settled"),
    )


STEP = Step(
    name=NAME,
    parts=one(NAME, decide, when=at_home),
    kinds=(MEDS_ACCESS, MEDS_AFTER, ASK_PRESCRIBER),
    exists=lambda facts: bool(problems_of(facts, Value.MEDICINES)),
    on_card=frozenset({OnCard.LISTS, OnCard.WORDS}),
)
