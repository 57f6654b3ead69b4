"""What a call found that no other step sees to, or that nobody has named: the case manager's.

Needs at home, whatever else was said, and each kind of problem that has no step of its own yet.
"""

from collections.abc import Iterator
from datetime import datetime

from domain.asking.choices import Value, Wants
from domain.asking.kind import Kind, OnCard
from domain.asking.question import question
from domain.episode.decision import Decision
from domain.episode.escalation import Climb, Escalation
from domain.episode.facts import Answer, Facts
from domain.episode.whereabouts import at_home, hospice
from domain.pathway import Role
from domain.steps.call_detail import CALL_DETAIL, NAMED, NOT_NAMED, shift_ends, unnamed
from domain.steps.owed import Owed, on_a_business_day, stands, together
from domain.steps.problems import Problem, problems_of
from domain.steps.step import Step, one
from domain.words.phrasebook import phrase

NAME = "needs"
TITLE = phrase("needs.title")
_MINE = (Value.HOME_HEALTH, Value.NEEDS_AT_HOME, Value.OTHER, Value.CANNOT)

CASE_PROBLEM = Kind(
    "case_problem",
    Value.SETTLED,
    Value.DECLINED,
    (Value.CANNOT, Wants.REASON),
    on_card=(OnCard.WORDS,),
)
PROBLEM_NOT_NAMED = Kind(
    "not_named",
    Value.KNOWN,
    Value.NAMED,
    (Value.NOTHING_LEFT, Wants.REASON),
    on_card=(OnCard.WORDS,),
)


def decide(facts: Facts, now: datetime) -> Decision:
    """The case manager owns each until it is settled; the supervisor hears of silence."""
    return together(NAME, TITLE, tuple(_items(facts, now)))


def _items(facts: Facts, now: datetime) -> Iterator[Climb]:
    reached = unnamed(facts)
    if reached is not None:
        yield from _not_named(reached, facts, now)
    for problem in _told(facts):
        yield _item(problem, facts, now)


def _told(facts: Facts) -> tuple[Problem, ...]:
    """With hospice at home there is neither visit nor teaching: what is wrong is no nurse's."""
    no_step = (Value.FOLLOW_UP, Value.PLAN_UNCLEAR) if hospice(facts) else ()
    return problems_of(facts, *_MINE, *no_step)


def _item(problem: Problem, facts: Facts, now: datetime) -> Climb:
    at = facts.calendar.next_staffed(problem.at)
    due = on_a_business_day(problem.at, facts)
    what = phrase(f"needs.of_{problem.kind}")
    asked = question(
        f"{NAME}/{problem.kind}/{problem.source}",
        CASE_PROBLEM,
        Role.CASE_MANAGER,
        at,
        due=due,
        words={"what": what, "who": problem.by.name},
    )
    why = phrase("needs.why", what=what, who=problem.by.name, when=problem.at)
    return stands(Owed(asked=asked, late=_late(asked.key, due, why)), facts, now)


def _not_named(reached: Answer, facts: Facts, now: datetime) -> Iterator[Climb]:
    """Whoever called went home without saying what was wrong."""
    begins = shift_ends(reached.told_at, facts)
    if begins > now:
        yield Climb(decide_again_at=begins, next=phrase("needs.waits", when=begins))
        return
    due = on_a_business_day(reached.told_at, facts)
    why = phrase("needs.unnamed", who=reached.by.name, when=reached.told_at)
    at = facts.calendar.next_staffed(begins)
    asked = question(
        NOT_NAMED,
        PROBLEM_NOT_NAMED,
        Role.CASE_MANAGER,
        at,
        due=due,
        words={"who": reached.by.name},
        times={"called": reached.told_at},
    )
    item = stands(Owed(asked=asked, late=_late(NOT_NAMED, due, why)), facts, now)
    yield item
    answer = facts.latest_answer(NOT_NAMED)
    if answer is not None and answer.value is Value.NAMED:
        due = on_a_business_day(answer.told_at, facts)
        which = question(NAMED, CALL_DETAIL, Role.CASE_MANAGER, answer.told_at, due=due)
        yield stands(Owed(asked=which, late=_late(NAMED, due, why)), facts, now)


def _late(key: str, since: datetime, why: str) -> Escalation:
    return Escalation(
        key=f"{key}-late",
        since=since,
        headline=phrase("needs.late"),
        why=why,
        done=phrase("needs.settled"),
    )


def _exists(facts: Facts) -> bool:
    """Whether anything is the case manager's: that a call's problem is unnamed, at once."""
    return bool(_told(facts)) or unnamed(facts) is not None


STEP = Step(
    name=NAME,
    parts=one(NAME, decide, when=at_home),
    kinds=(CASE_PROBLEM, PROBLEM_NOT_NAMED),
    exists=_exists,
)
