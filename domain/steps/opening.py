"""What frames the thirty days: a text that says what comes, and one that says it has ended.

Nobody owes anything here, so that no list shows it as a step.
"""

from datetime import datetime, timedelta

from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode import deaths
from domain.episode.decision import Decision
from domain.episode.facts import RAN_OUT, Facts
from domain.episode.family.recipient import recipient
from domain.episode.whereabouts import hospice, waits
from domain.pathway import Role
from domain.steps.step import Parting, Step, one
from domain.words.phrasebook import phrase

NAME = "opening"

OPENING = Kind("opening", beside_caps=True, families=True)
LAST = Kind("last", beside_caps=True, families=True)


def decide(facts: Facts, now: datetime) -> Decision:
    """The opening text, until it would come too late to open anything.

    Whoever stands in for the patient later is told then: it is another text. With hospice nothing
    comes that it would announce.
    """
    to = recipient(facts)
    none = waits(facts) or hospice(facts)
    asked = () if to is None or none else (_opening(to, facts),)
    known = {one.question for one in facts.asked}
    standing = tuple(one for one in asked if one.key in known or now < _too_late(facts))
    return Decision(step=NAME, title=phrase("opening.title"), due=None, questions=standing)


def _opening(to: Role, facts: Facts) -> Question:
    at = max(facts.opened_at, facts.discharge.discharged_at)
    return question(
        f"{NAME}/text/{to}", OPENING, to, at, useless_after=_too_late(facts), words=_of(to)
    )


def _too_late(facts: Facts) -> datetime:
    """A day later than it is sent at the latest, in the mornings of which it may wait."""
    calendar, days = facts.calendar, facts.pathway.opening.latest_day + 1
    return calendar.end_of(calendar.day(facts.discharge.discharged_at) + timedelta(days=days))


def _of(to: Role) -> dict[str, str]:
    """Whether its reader is told of somebody else."""
    return {"other": "1" if to is Role.CAREGIVER else ""}


def _farewell(parting: Parting, facts: Facts) -> tuple[Question, ...]:
    """The last text, when the thirty days ran out, to whoever got their texts.

    Not where they ended otherwise: then the family or the hospital has said so. Nor to who has
    hospice, is in hospital, may have died, or of whom nobody knows where they are.
    """
    ended, to = parting.ended, recipient(facts)
    texted = any(one.to.is_family and one.person for one in facts.asked)
    elsewhere = hospice(facts) or waits(facts) or facts.suspended_at is not None
    if to is None or not texted or ended.ending not in RAN_OUT:
        return ()
    if elsewhere or deaths.is_reported(facts):
        return ()
    told = question(
        f"{NAME}/last/{to}",
        LAST,
        to,
        ended.at,
        useless_after=facts.calendar.end_of(facts.calendar.day(ended.at)),
        words={"clinic": facts.discharge.primary_care.clinic or "", **_of(to)},
    )
    return (told,)


STEP = Step(
    name=NAME,
    parts=one(NAME, decide),
    kinds=(OPENING, LAST),
    exists=lambda _: False,
    farewell=_farewell,
)
