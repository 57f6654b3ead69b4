"""The whole protocol: which steps an episode has, and what holds all of them at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from domain.asking.question import Question
from domain.episode import closing
from domain.episode.decision import Decision, StepState
from domain.episode.facts import Ended, Ending, Facts
from domain.steps import contact, disposition, equipment, reconciliation, review, transport, visit

_RAN_OUT = (Ending.COMPLETED, Ending.UNRESOLVED)
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
    if now >= window_ends(facts) and not decision.urgent:
        return _held(decision)  # only an alarm that nobody has taken keeps an episode open
    if facts.suspended_at is not None:
        return _in_hospital(decision, facts)
    if step != review.STEP and review.death_reported(facts):
        return _held(decision)
    return decision


def _in_hospital(decision: Decision, facts: Facts) -> Decision:
    """Of a patient who is in hospital again: what is doubtful is asked, and if a death is true.

    The answer settles that alone: the hold is the admission's, and ends with it.
    """
    if decision.step == disposition.STEP and facts.discharge.doubt is not None:
        return decision
    if decision.step == review.STEP and review.death_reported(facts):
        return review.of_deaths(decision)
    return _held(decision)


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


def alarm_stands(facts: Facts, now: datetime) -> bool:
    """Whether something urgent is open that nobody has taken: an episode does not end then.

    But of one whose patient is back in the hospital.
    """
    if facts.suspended_at is not None:
        return False
    decisions = (decide(step, facts, now) for step in steps(facts))
    return any(one.urgent and one.taken_by is None for one in decisions)


def at_the_window(facts: Facts, now: datetime) -> Ended:
    """How the thirty days ended: well only if nothing is open and the visit took place."""
    seen = {step: decide(step, facts, now) for step in steps(facts)}
    met = visit.STEP not in seen or _in_place(seen[visit.STEP])
    reason = "" if met else "the visit did not take place"
    if facts.suspended_at is not None:
        return Ended(ending=Ending.READMITTED, at=now, by="")
    complete = met and not left_open(facts, now)
    ending = Ending.COMPLETED if complete else Ending.UNRESOLVED
    return Ended(ending=ending, at=now, by="", reason=reason)


def left_open(facts: Facts, now: datetime) -> tuple[Decision, ...]:
    """What nobody has settled: of a review that never arose nothing."""
    decisions = (decide(step, facts, now) for step in steps(facts))
    return tuple(
        one
        for one in decisions
        if one.settled is None and (one.step != review.STEP or review.exists(facts))
    )


def window_ends(facts: Facts) -> datetime:
    """The end of the window: the instant after its last day."""
    day = facts.calendar.day(facts.discharge.discharged_at)
    return facts.calendar.end_of(day + timedelta(days=facts.pathway.window_days))


def _farewell(decision: Decision, ended: Ended, facts: Facts) -> tuple[Question, ...]:
    """What must still be heard when an episode has ended: by vendors, and by whoever it is left to.

    Of equipment only what is truly off: a vendor who hears so may fetch oxygen that is in use. Not
    what somebody has said is in place, whoever brought it, and nothing because thirty days are
    over: the need does not end with the window, and what is unresolved is a person's by then.
    """
    if decision.step == transport.STEP:
        return transport.calls_off(facts)
    if decision.step == review.STEP:
        return closing.notices(left_behind(ended, facts), ended, facts)
    is_off = ended.ending not in _RAN_OUT and not _in_place(decision)
    if decision.step.startswith(equipment.STEP) and is_off:
        return equipment.calls_off(int(decision.step.rpartition("-")[2]), facts)
    return ()


def left_behind(ended: Ended, facts: Facts) -> tuple[Decision, ...]:
    """What an ending leaves to somebody: all that is open when the days ran out.

    Of one that a person ended, or that two records had of one person at home, only what is
    dangerous; of the others the hospital knows.
    """
    if ended.ending not in (Ending.UNRESOLVED, Ending.WITHDRAWN, Ending.MERGED):
        return ()
    found = left_open(replace(facts, ended=None), ended.at)
    return tuple(one for one in found if ended.ending is Ending.UNRESOLVED or one.urgent)


def _in_place(decision: Decision) -> bool:
    return decision.settled is not None and decision.settled.state is StepState.DONE
