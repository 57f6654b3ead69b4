"""An episode at a glance: what is open, whose it is, when it is due, what happens next."""

from dataclasses import dataclass
from datetime import datetime

from domain.asking.choices import Value
from domain.episode.decision import Decision, Phase, StepState, earliest
from domain.episode.escalation import ESCALATION
from domain.episode.facts import Answer, Facts, Person
from domain.protocol.ownership import owner
from domain.protocol.protocol import decide, ending, exists, steps
from domain.steps.catalogue import step_of


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step as people see it."""

    decision: Decision
    state: StepState
    owner: Person | None
    late: bool
    escalated: bool


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All steps of an episode at one time."""

    phase: Phase
    steps: tuple[StepView, ...]
    next_due: datetime | None
    overdue: tuple[str, ...]
    unowned: bool
    urgent: bool

    @property
    def open(self) -> tuple[StepView, ...]:
        """The steps that still need something."""
        return tuple(view for view in self.steps if view.state is StepState.OPEN)


def overview(facts: Facts, now: datetime) -> Overview:
    """Decide every step and sum it up; a review that never arose is left out."""
    views = tuple(
        _view(decide(step, facts, now), facts, now) for step in steps(facts) if exists(step, facts)
    )
    still = tuple(view for view in views if view.state is StepState.OPEN)
    return Overview(
        phase=_phase(views, facts),
        steps=views,
        next_due=earliest(*(view.decision.due for view in still)),
        overdue=tuple(view.decision.step for view in still if view.late),
        unowned=ending(facts) is None
        and any(view.decision.escalated and view.decision.taken_by is None for view in still),
        urgent=any(view.decision.urgent for view in still),
    )


def _view(decision: Decision, facts: Facts, now: datetime) -> StepView:
    settled = decision.settled
    late = settled.late if settled else decision.due is not None and decision.due < now
    theirs = decision.taken_by or _asked(decision, facts) or owner(decision.step, facts)
    return StepView(
        decision=decision,
        state=settled.state if settled else StepState.OPEN,
        owner=None if settled else theirs,
        late=late,
        escalated=decision.escalated or _was_escalated(decision.step, facts),
    )


def _was_escalated(step: str, facts: Facts) -> bool:
    """Whether the step ever went up a ladder, also if it is settled now."""
    return any(
        asked.kind == ESCALATION and asked.question.startswith(f"{step}/") for asked in facts.asked
    )


def _asked(decision: Decision, facts: Facts) -> Person | None:
    """The person whom the newest standing question went to."""
    people = (facts.asked_of(asked.key) for asked in reversed(decision.questions))
    return next((person for person in people if person is not None), None)


def _phase(views: tuple[StepView, ...], facts: Facts) -> Phase:
    if ending(facts) is not None:
        return Phase.CLOSED
    if facts.suspended_at is not None:
        return Phase.SUSPENDED
    said = (_said_by(view, facts) for view in views)
    phase = next((one for one in said if one is not None), None)
    still = any(view.state is StepState.OPEN for view in views)
    return phase or (Phase.FOLLOW_UP if still else Phase.WATCHING)


def _said_by(view: StepView, facts: Facts) -> Phase | None:
    step = step_of(view.decision.step)
    return step.phase(view.state, facts) if step else None


def said_to_be(value: Value, facts: Facts) -> int:
    """How many alarms whoever closed them called real, or false: of each the newest word."""
    said = {one.question.rpartition("/")[0]: one.value for one in facts.answers if _is_word(one)}
    return sum(each is value for each in said.values())


def _is_word(answer: Answer) -> bool:
    return answer.value in (Value.REAL, Value.NOT_REAL)
