"""The whole protocol: which steps an episode has, and what holds all of them at once."""

from dataclasses import replace
from datetime import datetime

from domain.episode.deadlines import window_ends
from domain.episode.decision import Decision, held
from domain.episode.facts import Ended, Ending, Facts
from domain.steps import catalogue
from domain.steps.step import Decide, Parting


def steps(facts: Facts) -> dict[str, Decide]:
    """The steps of this episode now, by name, in the order in which people think of them."""
    return {part: decide for step in catalogue.STEPS for part, decide in step.parts(facts).items()}


def decide(part: str, facts: Facts, now: datetime) -> Decision:
    """A step's decision, held to what may be asked at all at this time."""
    step, rule = catalogue.step_of(part), steps(facts).get(part)
    if step is None or rule is None:  # the hospital corrected what had called for it
        return Decision(step=part, title="", due=None)
    decision = rule(facts, now)
    if (ended := ending(facts)) is not None:
        parting = Parting(ended=ended, decision=decision, left=lambda: left_behind(ended, facts))
        return held(decision, *step.farewell(parting, facts))
    if now >= window_ends(facts) and not decision.urgent:
        return held(decision)  # only an alarm that nobody has taken keeps an episode open
    if facts.suspended_at is not None:
        return step.in_hospital(decision, facts)
    if any(other.silences(facts) for other in catalogue.STEPS if other is not step):
        return held(decision)
    return decision


def ending(facts: Facts) -> Ended | None:
    """What has ended the episode, if anything has."""
    said = (step.ends(facts) for step in catalogue.STEPS)
    return facts.ended or next((ended for ended in said if ended is not None), None)


def exists(part: str, facts: Facts) -> bool:
    """Whether people see the step: one that never arose is left out."""
    step = catalogue.step_of(part)
    return step is not None and step.exists(facts)


def alarm_stands(facts: Facts, now: datetime) -> bool:
    """Whether something urgent is open that nobody has taken: an episode does not end then.

    But of one whose patient is back in the hospital.
    """
    if facts.suspended_at is not None:
        return False
    decisions = (decide(part, facts, now) for part in steps(facts))
    return any(one.urgent and one.taken_by is None for one in decisions)


def at_the_window(facts: Facts, now: datetime) -> Ended:
    """How the thirty days ended: well only if nothing is open and what must be has taken place."""
    if facts.suspended_at is not None:
        return Ended(ending=Ending.READMITTED, at=now, by="")
    seen = {part: decide(part, facts, now) for part in steps(facts)}
    musts = {step.name: step.must_take_place for step in catalogue.STEPS if step.must_take_place}
    missed = [why for part, why in musts.items() if part in seen and not seen[part].in_place]
    complete = not missed and not left_open(facts, now)
    ending = Ending.COMPLETED if complete else Ending.UNRESOLVED
    return Ended(ending=ending, at=now, by="", reason="; ".join(missed))


def left_open(facts: Facts, now: datetime) -> tuple[Decision, ...]:
    """What nobody has settled: of a review that never arose nothing."""
    decisions = (decide(part, facts, now) for part in steps(facts))
    return tuple(one for one in decisions if one.settled is None and exists(one.step, facts))


def left_behind(ended: Ended, facts: Facts) -> tuple[Decision, ...]:
    """What an ending leaves to somebody: all that is open when the days ran out.

    Of one that a person ended, or that two records had of one person at home, only what is
    dangerous; of the others the hospital knows.
    """
    if ended.ending not in (Ending.UNRESOLVED, Ending.WITHDRAWN, Ending.MERGED):
        return ()
    found = left_open(replace(facts, ended=None), ended.at)
    return tuple(one for one in found if ended.ending is Ending.UNRESOLVED or one.urgent)
