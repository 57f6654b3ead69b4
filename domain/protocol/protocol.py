"""The whole protocol: which steps an episode has, and what holds all of them at once."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.asking.question import Question
from domain.episode.deadlines import window_ends
from domain.episode.decision import (
    Decision,
    Settlement,
    StepState,
    earliest,
    held,
    later_than,
)
from domain.episode.facts import Ended, Ending, Facts, beside, once
from domain.steps import catalogue
from domain.steps.step import Decide, Parting
from domain.steps.tier import managed_since

_INSTANTS = 2
"""Of so many the decisions are kept: of now, and of the instant as of which staff see it."""


@once
def steps(facts: Facts) -> dict[str, Decide]:
    """The steps of this episode now, by name, in the order in which people think of them."""
    found: dict[str, Decide] = {}
    for step in catalogue.STEPS:
        found |= step.parts(facts)
        found |= step.parts_by_tier(facts, managed_since)
    return found


def decide(part: str, facts: Facts, now: datetime) -> Decision:
    """A step's decision, held to what may be asked at all at this time; thought out once."""
    instants: dict[datetime, dict[str, Decision]] = beside(facts).setdefault(decide, {})
    if now not in instants and len(instants) == _INSTANTS:
        del instants[next(iter(instants))]
    found = instants.setdefault(now, {})
    if part not in found:
        found[part] = _decided(part, facts, now)
    return found[part]


def _decided(part: str, facts: Facts, now: datetime) -> Decision:
    step, rule = catalogue.step_of(part), steps(facts).get(part)
    if step is None or rule is None:  # the hospital corrected what had called for it
        return Decision(step=part, title="", due=None)
    decision = _owing(rule(facts, now))
    if (ended := ending(facts)) is not None:
        parting = Parting(ended=ended, decision=decision, left=lambda: left_behind(ended, facts))
        return held(_at_rest(decision, ended.at), *step.farewell(parting, facts))
    if now >= window_ends(facts) and not decision.urgent:
        # only an alarm that nobody has taken keeps an episode open
        return held(_at_rest(decision, window_ends(facts)))
    if facts.suspended_at is not None:
        return step.in_hospital(decision, facts)
    if _silencing(facts) - {step.name}:
        return held(decision)
    return _yielding(decision, facts, now) if step.yields else decision


@once
def _silencing(facts: Facts) -> frozenset[str]:
    """The steps for whose sake all others ask nothing."""
    return frozenset(step.name for step in catalogue.STEPS if step.silences(facts))


def _owing(decision: Decision) -> Decision:
    """What asks anybody but the family owes something, whatever else comes by the calendar."""
    asks = any(asked.choices and not asked.to.is_family for asked in decision.questions)
    owes = asks or decision.urgent or decision.escalated
    return replace(decision, settled=None) if decision.running and owes else decision


def _at_rest(decision: Decision, at: datetime) -> Decision:
    """The decision when nothing comes any more: what still ran is stopped by that."""
    stopped = Settlement(state=StepState.STOPPED, at=at, by="")
    return replace(decision, settled=stopped) if decision.running else decision


def _yielding(decision: Decision, facts: Facts, now: datetime) -> Decision:
    """What it has not asked the family yet waits for its time, and until their phone is free.

    What is on the phone already stays there: a digit on its way to it would be read as another's.
    """
    waiting = [asked for asked in decision.questions if _waits(asked, facts)]
    free_at = _free_at(facts, now) if any(asked.ask_at <= now for asked in waiting) else now
    until = {asked.key: max(asked.ask_at, free_at) for asked in waiting}
    return replace(
        decision,
        questions=tuple(one for one in decision.questions if until.get(one.key, now) <= now),
        decide_again_at=later_than(now, decision.decide_again_at, *until.values()),
    )


def _waits(asked: Question, facts: Facts) -> bool:
    """Whether a question yields: a reply to what they have just said goes at once, as news do."""
    by_calendar = asked.to.is_family and asked.choices and not (asked.safety or asked.urgent)
    return bool(by_calendar) and all(one.question != asked.key for one in facts.asked)


def _free_at(facts: Facts, now: datetime) -> datetime:
    """When no step that does not yield keeps the family's phone; each does so long at most."""
    pause = timedelta(hours=facts.pathway.check_ins.pause_hours)
    parts = (part for part in steps(facts) if not catalogue.yields(part))
    questions = (asked for part in parts for asked in decide(part, facts, now).questions)
    on_phone = (one for one in questions if one.to.is_family and one.choices and one.ask_at <= now)
    return max((now, *(facts.calendar.later(one.ask_at, pause) for one in on_phone)))


@once
def ending(facts: Facts) -> Ended | None:
    """What has ended the episode, if anything has."""
    said = (step.ends(facts) for step in catalogue.STEPS)
    return facts.ended or next((ended for ended in said if ended is not None), None)


def next_change(facts: Facts, now: datetime) -> tuple[datetime | None, Decision | None]:
    """When time alone changes something first, and whose decision; nobody's: the window ends.

    Both are nothing where time changes nothing any more.
    """
    found = (decide(part, facts, now) for part in steps(facts))
    waiting = [one for one in found if later_than(now, one.decide_again_at)]
    at = earliest(*(one.decide_again_at for one in waiting))
    ends = later_than(now, window_ends(facts))
    if ends is not None and (at is None or ends <= at):
        return ends, None
    return at, next((one for one in waiting if one.decide_again_at == at), None)


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
    undone = (catalogue.step_of(part) for part, decision in seen.items() if not decision.in_place)
    missed = dict.fromkeys(step.must_take_place for step in undone if step and step.must_take_place)
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
