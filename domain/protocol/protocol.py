"""The whole protocol: which steps an episode has, and what holds all of them at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from domain.asking.question import Question
from domain.episode.decision import Decision, StepState
from domain.episode.facts import Ended, Ending, Facts
from domain.steps import contact, disposition, equipment, reconciliation, review, transport, visit

Decide = Callable[[Facts, datetime], Decision]


def steps(facts: Facts) -> dict[str, Decide]:
    """The steps of this episode now, in the order in which people think of them.

    Before the discharge only what must be ready for it; of one that cannot be placed only that.
    With hospice at home nobody is seen to the clinic: the call and the equipment.
    """
    if disposition.queued(facts):
        return {review.STEP: review.decide, disposition.STEP: disposition.decide}
    rides = {transport.STEP: transport.decide} if transport.wanted(facts) else {}
    items = {
        f"{equipment.STEP}-{number}": partial(equipment.decide, number)
        for number in range(1, len(facts.discharge.equipment) + 1)
    }
    if disposition.preparing(facts):
        where = {disposition.STEP: disposition.decide}
        return {**rides, **items, review.STEP: review.decide, **where}
    ways = {visit.STEP: visit.decide, reconciliation.STEP: reconciliation.decide}
    if disposition.hospice(facts):
        ways = {visit.STEP: visit.let_go} if visit.began(facts) else {}
    unplaced = {disposition.STEP: disposition.decide} if disposition.unplaced(facts) else {}
    return {
        contact.STEP: contact.decide,
        **ways,
        **rides,
        **items,
        review.STEP: review.decide,
        **unplaced,
    }


def decide(step: str, facts: Facts, now: datetime) -> Decision:
    """A step's decision, held to what may be asked at all at this time."""
    rule = steps(facts).get(step)
    if rule is None:  # the hospital corrected what had called for it
        return Decision(step=step, title="", due=None)
    decision = rule(facts, now)
    if (ended := ending(facts)) is not None:
        return _held(decision, *_farewell(decision, ended, facts))
    if facts.suspended_at is not None:
        return _held(decision)
    if step != review.STEP and review.death_reported(facts):
        return _held(decision)
    return decision


def _held(decision: Decision, *questions: Question) -> Decision:
    """The decision of a step that may ask nothing now: nor is anybody reached by its ladder."""
    return replace(
        decision, questions=questions, action=None, decide_again_at=None, escalated=False
    )


def ending(facts: Facts) -> Ended | None:
    """What has ended the episode, if anything has."""
    died = review.confirmed_death(facts)
    if facts.ended is None and died is not None:
        return Ended(ending=Ending.DIED, at=died.told_at, by=died.by.name)
    return facts.ended or disposition.ending(facts)


def window_ends(facts: Facts) -> datetime:
    """The end of the window: the instant after its last day."""
    day = facts.calendar.day(facts.discharge.discharged_at)
    return facts.calendar.end_of(day + timedelta(days=facts.pathway.window_days))


def _farewell(decision: Decision, ended: Ended, facts: Facts) -> tuple[Question, ...]:
    """What vendors must still hear when an episode has ended.

    Of equipment only what is truly off: a vendor who hears so may fetch oxygen that is in use. Not
    what somebody has said is in place, whoever brought it, and nothing because thirty days are
    over: the need does not end with the window, and what is unresolved is a person's by then.
    """
    if decision.step == transport.STEP:
        return transport.calls_off(facts)
    is_off = ended.ending is not Ending.COMPLETED and not _in_place(decision)
    if decision.step.startswith(equipment.STEP) and is_off:
        return equipment.calls_off(int(decision.step.rpartition("-")[2]), facts)
    return ()


def _in_place(decision: Decision) -> bool:
    return decision.settled is not None and decision.settled.state is StepState.DONE
