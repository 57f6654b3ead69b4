"""What was wrong when somebody was reached: whoever called says so, in as many digits as it takes.

It stays theirs to the end of that shift. Then the case manager hears that nobody has named it; the
digits of whoever called still count.
"""

from dataclasses import replace
from datetime import datetime

from domain.asking.choices import Value, Wants
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.episode.facts import Answer, Facts
from domain.pathway import Role
from domain.steps.problems import KINDS

CALL_DETAIL = Kind(
    "call_detail",
    *(one if one is not Value.OTHER else (one, Wants.REASON) for one in KINDS),
    several=True,
    on_card=(OnCard.WORDS,),
)
KEY = "contact/detail/1"
NOT_NAMED, NAMED = "needs/not_named/1", "needs/named/1"
"""What the case manager is asked when whoever called has not said it."""


def detail_of(reached: Answer, facts: Facts) -> Question | None:
    """Ask whoever spoke with them what was wrong, until it is said, or the case manager has it."""
    if reached.value is not Value.SPOKE_PROBLEM or _said(facts):
        return None
    due = shift_ends(reached.told_at, facts)
    asked = question(KEY, CALL_DETAIL, _role(reached, facts), reached.told_at, due=due)
    return replace(asked, whom=reached.by.handle)


def unnamed(facts: Facts) -> Answer | None:
    """The call that found a problem which whoever called has not named."""
    if facts.latest_answer(KEY) is not None:
        return None
    return next((one for one in reversed(facts.answers) if _found_a_problem(one)), None)


def shift_ends(at: datetime, facts: Facts) -> datetime:
    """When whoever called then goes home: outside the team's hours at the end of that day."""
    calendar = facts.calendar
    staffed = calendar.next_staffed(at) <= at
    return calendar.closing(at) if staffed else calendar.end_of(calendar.day(at))


def _role(reached: Answer, facts: Facts) -> Role:
    """On call, where the call was: their own role is a nurse's, who is texted in their shifts."""
    calls = (one.to for one in facts.asked if one.question == reached.question)
    return Role.ON_CALL if Role.ON_CALL in calls else Role.NURSE


def _said(facts: Facts) -> bool:
    return any(facts.latest_answer(key) is not None for key in (KEY, NOT_NAMED))


def _found_a_problem(answer: Answer) -> bool:
    called = answer.question.startswith(("contact/call/", "contact/caregiver/"))
    return called and answer.value is Value.SPOKE_PROBLEM
