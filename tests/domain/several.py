"""A step that the product has never heard of: it asks a nurse what takes several digits."""

from datetime import datetime

from domain.asking.choices import Value, Wants
from domain.asking.kind import Kind
from domain.asking.question import question
from domain.episode.decision import Decision, Settlement, StepState
from domain.episode.facts import Answer, Facts
from domain.pathway import Role
from domain.steps.step import Step, one

NAME = "needs"
KEY = f"{NAME}/ask/1"
NEEDS = Kind(
    "needs",
    Value.SYMPTOMS,
    Value.MEDICINES,
    Value.FOLLOW_UP,
    Value.WORKS,
    (Value.DECLINED, Wants.REASON),
    (Value.AT, Wants.INSTANT),
    Value.DONE,
    several=True,
    alone=(Value.DONE,),
)


def _decide(facts: Facts, now: datetime) -> Decision:
    """Asked at once, and settled by whatever is said."""
    del now
    told = facts.latest_answer(KEY)
    asked = question(KEY, NEEDS, Role.NURSE, facts.opened_at)
    settled = None
    if told is not None:
        settled = Settlement(state=StepState.DONE, at=told.happened_at, by=told.by.name)
    return Decision(
        step=NAME,
        title="What is needed",
        due=None,
        questions=() if told else (asked,),
        settled=settled,
    )


def _refused(answer: Answer, facts: Facts) -> str:
    """What is chosen beside the first counts as the first does."""
    del facts
    return "Not both." if {Value.SYMPTOMS, Value.WORKS} <= set(answer.values) else ""


STEP = Step(name=NAME, parts=one(NAME, _decide), kinds=(NEEDS,), refusal=_refused)
