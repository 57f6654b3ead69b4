"""What will happen to one discharge, told before it happens: dates, steps, every prompt.

All of it comes from the rules that run the episode; nothing here has an opinion of its own.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.asking.question import Question
from domain.clinical.risk import Risk
from domain.episode.deadlines import Deadlines, deadlines, reasons, window_ends
from domain.episode.decision import Decision, StepState, earliest
from domain.episode.escalation import ESCALATION, ESCALATION_DONE
from domain.episode.facts import Facts, Person
from domain.pathway import Role
from domain.plan.people import Prompt, Silent
from domain.plan.rehearsal import AskedPeriod, Rehearsed, first_look, rehearse, texts
from domain.plan.setting import IMAGINED, Setting
from domain.protocol.must_know import must_know, risk_by_parts
from domain.protocol.protocol import exists
from domain.steps.tapped import risk_of
from domain.steps.tier import Standing, standing

_ESCALATIONS = (ESCALATION, ESCALATION_DONE)


@dataclass(frozen=True, kw_only=True)
class PlannedPrompt:
    """One text of a rehearsal. `late`: only because somebody before was silent.

    `rank` says which vendor; `about` is what the text names: a ride, an item, a headline;
    `person` is who was asked, `question` what, for whoever writes it out.
    """

    step: str
    kind: str
    to: Role
    at: datetime
    reminder: bool = False
    late: bool = False
    urgent: bool = False
    rank: int = 0
    about: str = ""
    person: Person | None = None
    question: Question = field(hash=False)  # its words are a mapping


@dataclass(frozen=True, kw_only=True)
class PlannedStep:
    """One step: its due time and why, who is asked first and when, all its texts in silence.

    `state` is how it stands when the episode opens.
    """

    step: str
    title: str
    state: StepState
    due: datetime | None
    reason: str
    asked: datetime | None
    to: Role
    prompts: tuple[PlannedPrompt, ...]


@dataclass(frozen=True, kw_only=True)
class PlannedRounds:
    """A ladder that begins again while nobody has taken it: of what, when first, how often."""

    step: str
    about: str
    at: datetime
    every: timedelta


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The thirty days ahead. `silence` and `answered` are the texts of the two rehearsals.

    `rounds` follow what `silence` says of an alarm, the same each time.
    """

    opened_at: datetime
    deadlines: Deadlines
    reasons: dict[str, str]
    risk: Risk
    tier: Standing
    must_know: tuple[str, ...]
    steps: tuple[PlannedStep, ...]
    silence: tuple[PlannedPrompt, ...]
    rounds: tuple[PlannedRounds, ...]
    answered: tuple[PlannedPrompt, ...]
    closes_at: datetime


def plan(facts: Facts, setting: Setting = IMAGINED) -> Plan:
    """Rehearse an episode from what is known when it opens."""
    discharged_at = facts.discharge.discharged_at
    silent = rehearse(facts, Silent(), setting)
    silence = told_of(silent.stood, facts, by_silence=True)
    return Plan(
        opened_at=facts.calendar.local(facts.opened_at),
        deadlines=deadlines(discharged_at, facts.calendar, facts.pathway),
        reasons=reasons(discharged_at, facts.calendar, facts.pathway),
        risk=risk_of(facts),
        tier=standing(facts),
        must_know=(*must_know(facts), *risk_by_parts(facts)),
        steps=tuple(
            _step(decision, silence, facts)
            for step, decision in first_look(facts).items()
            if exists(step, facts)
        ),
        silence=silence,
        rounds=_rounds(silent, facts),
        answered=told_of(rehearse(facts, Prompt(), setting).stood, facts, by_silence=False),
        closes_at=window_ends(facts),
    )


def _step(decision: Decision, silence: tuple[PlannedPrompt, ...], facts: Facts) -> PlannedStep:
    prompts = tuple(prompt for prompt in silence if prompt.step == decision.step)
    own = (one for one in prompts if not one.late or _is_due_by_the_clock(one, decision))
    first = earliest(*(prompt.at for prompt in own))
    asked = next((prompt.to for prompt in prompts if prompt.at == first), decision.owner)
    return PlannedStep(
        step=decision.step,
        title=decision.title,
        state=decision.settled.state if decision.settled else StepState.OPEN,
        due=facts.calendar.local(decision.due) if decision.due else None,
        reason=decision.reason,
        asked=first,
        to=asked,
        prompts=prompts,
    )


def _is_due_by_the_clock(prompt: PlannedPrompt, decision: Decision) -> bool:
    """Whether the step waits for nothing but that hour: not for silence, and climbs nothing."""
    waits = decision.decide_again_at is not None and not decision.questions
    return (
        waits
        and prompt.kind not in _ESCALATIONS
        and prompt.question.ask_at == decision.decide_again_at
    )


def _rounds(silent: Rehearsed, facts: Facts) -> tuple[PlannedRounds, ...]:
    """Of each ladder by its first rung: every rung comes again as long after itself."""
    began = {stood.question.key: stood.question for stood in silent.stood}
    found: dict[tuple[str, str], PlannedRounds] = {}
    for asked in sorted(silent.again, key=lambda one: one.ask_at):
        if (first := began.get(asked.again_of)) is None:
            continue
        rounds = PlannedRounds(
            step=asked.step,
            about=asked.words["headline"],
            at=facts.calendar.local(asked.ask_at),
            every=asked.ask_at - first.ask_at,
        )
        found.setdefault((rounds.step, rounds.about), rounds)
    return tuple(found.values())


def told_of(
    periods: tuple[AskedPeriod, ...], facts: Facts, *, by_silence: bool
) -> tuple[PlannedPrompt, ...]:
    """The texts of questions that stood, in order of time."""
    told = (prompt for each in periods for prompt in _told(each, facts, by_silence=by_silence))
    return tuple(sorted(told, key=lambda prompt: prompt.at))


def _told(stood: AskedPeriod, facts: Facts, *, by_silence: bool) -> tuple[PlannedPrompt, ...]:
    """The texts of one question. In silence, what comes to stand later does so by silence.

    But for what comes by the calendar. Where nobody could be asked there are none.
    """
    if stood.person is None:
        return ()
    late = by_silence and stood.since > facts.opened_at and not stood.by_calendar
    return tuple(
        prompt_of(stood.question, stood.person, at, reminder=number > 0, late=late)
        for number, at in enumerate(texts(stood, facts))
    )


def prompt_of(
    asked: Question, person: Person | None, at: datetime, *, reminder: bool, late: bool = False
) -> PlannedPrompt:
    """One text of a question, to whoever was asked."""
    return PlannedPrompt(
        step=asked.step,
        kind=asked.kind,
        to=asked.to,
        at=at,
        reminder=reminder,
        late=late or asked.kind in _ESCALATIONS,
        urgent=asked.urgent,
        rank=asked.rank,
        about=asked.words.get("headline") or asked.words.get("what", ""),
        person=person,
        question=asked,
    )
