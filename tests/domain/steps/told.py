"""An episode whose patient was called: what a step's tests tell it, and what is asked then."""

from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode.facts import Answer, Facts, Person, Viewed
from domain.hospital.discharge import Discharge
from domain.pathway import Role
from domain.protocol import protocol
from tests.domain.examples import ET
from tests.domain.plan.wandering import first_facts, rich

HOME = datetime(2026, 9, 8, 10, tzinfo=ET)
"""A Tuesday morning."""
CALLED = HOME + timedelta(days=1)
LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)


def opened(discharge: Discharge | None = None) -> Facts:
    """An episode as it opens; of a calm discharge nothing but the call is about anybody."""
    return first_facts(discharge or rich(HOME, equipment=()), HOME)


def spoke(known: Facts | None = None, value: Value = Value.SPOKE_PROBLEM) -> Facts:
    """The patient was reached on the morning after."""
    return told(known or opened(), "contact/call/1", value)


def told(
    known: Facts, question: str, *values: Value, hours: float = 0, by: Person = LOPEZ
) -> Facts:
    """The facts with an answer more, so long after the call; whoever gave it had the card open."""
    at = CALLED + timedelta(hours=hours)
    known = known.viewed(Viewed(question=question, by=by, first=at, words=len(known.written)))
    return known.answered(
        Answer(
            question=question, value=values[0], also=values[1:], by=by, happened_at=at,
            told_at=at, message_id=f"SM{len(known.answers)}",
        )
    )  # fmt: skip


def asked(known: Facts, hours: float = 0, *, step: str = "") -> dict[str, Question]:
    """What stands so long after the call, of one step or of all, by its key."""
    now = CALLED + timedelta(hours=hours)
    parts = (part for part in protocol.steps(known) if part.partition("-")[0].startswith(step))
    every = (one for part in parts for one in protocol.decide(part, known, now).questions)
    return {one.key: one for one in every}
