"""The plan in the patient's own words: asked until they can say it, twice at most.

Where they cannot, the caregiver who may be told is taught; what is not learnt then is the case
manager's.
"""

from datetime import datetime
from functools import partial

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import question
from domain.episode.decision import Decision
from domain.episode.escalation import Escalation
from domain.episode.facts import Answer, Facts
from domain.episode.whereabouts import at_home, hospice
from domain.pathway import Role
from domain.steps.owed import Owed, in_turn, on_a_business_day, together
from domain.steps.problems import Problem, problems_of
from domain.steps.step import Step, one
from domain.words.phrasebook import phrase

NAME = "teach_back"
TITLE = phrase("teach_back.title")
_NOT_LEARNT = (Value.PARTLY, Value.CANNOT, Value.NOT_REACHED)

TEACH_BACK = Kind(
    NAME,
    Value.CAN_SAY_IT,
    *_NOT_LEARNT,
    on_card=(OnCard.LISTS, OnCard.WORDS),
)


def decide(facts: Facts, now: datetime) -> Decision:
    """Of each problem, in turn."""
    items = (
        in_turn(partial(_asks, problem, facts), problem.at, partial(_again, facts), facts, now)
        for problem in problems_of(facts, Value.PLAN_UNCLEAR)
    )
    return together(NAME, TITLE, tuple(items))


def _asks(problem: Problem, facts: Facts, number: int, at: datetime) -> Owed:
    due = on_a_business_day(at, facts)
    asked = question(
        _key(problem, number),
        TEACH_BACK,
        Role.NURSE,
        facts.calendar.next_staffed(at),
        due=due,
        words={"whom": _whom(problem, number, facts)},
    )
    late = Escalation(
        key=f"{asked.key}-late",
        since=due,
        headline=phrase("teach_back.late"),
        why=phrase("teach_back.why", who=problem.by.name, when=problem.at),
        done=phrase("teach_back.done"),
    )
    return Owed(asked=asked, late=late, mends_not=_NOT_LEARNT)


def _key(problem: Problem, number: int) -> str:
    return f"{NAME}/{TEACH_BACK}/{problem.source}-{number}"


def _whom(problem: Problem, number: int, facts: Facts) -> str:
    before = facts.latest_answer(_key(problem, number - 1))
    caregiver = before is not None and before.value is Value.CANNOT
    return phrase("teach_back.caregiver") if caregiver else phrase("teach_back.patient")


def _again(facts: Facts, answer: Answer, number: int) -> datetime | None:
    """The next day, once; of somebody who cannot learn it only where there is a caregiver."""
    if number > 1 or answer.value not in _NOT_LEARNT:
        return None
    caregiver = facts.discharge.patient.caregiver
    if answer.value is Value.CANNOT and (caregiver is None or not caregiver.may_be_told):
        return None
    calendar = facts.calendar
    return calendar.next_staffed(calendar.end_of(calendar.day(answer.told_at)))


STEP = Step(
    name=NAME,
    parts=one(NAME, decide, when=lambda facts: at_home(facts) and not hospice(facts)),
    kinds=(TEACH_BACK,),
    exists=lambda facts: bool(problems_of(facts, Value.PLAN_UNCLEAR)),
)
