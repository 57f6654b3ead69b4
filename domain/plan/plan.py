"""What will happen to one discharge, told before it happens: dates, steps, every prompt.

All of it comes from the rules that run the episode; nothing here has an opinion of its own.
"""

from dataclasses import dataclass, field
from datetime import datetime

from domain.asking.choices import Kind
from domain.asking.question import Question
from domain.clinical.outline import Outline
from domain.clinical.risk import Risk, risk
from domain.episode.deadlines import Deadlines, deadlines, reasons
from domain.episode.decision import Decision, earliest
from domain.episode.facts import Facts
from domain.pathway import Pathway, Role
from domain.plan.rehearsal import AskedPeriod, Manner, first_look, rehearse, texts
from domain.protocol.must_know import must_know
from domain.protocol.protocol import window_ends
from domain.steps import review
from domain.time.calendar import Calendar

_ESCALATIONS = (Kind.ESCALATION, Kind.ESCALATION_DONE)


@dataclass(frozen=True, kw_only=True)
class PlannedPrompt:
    """One text of a rehearsal. `late`: only because somebody before was silent.

    `rank` says which vendor; `about` is what the text names: a ride, an item, a headline;
    `question` is what it asks, for whoever writes it out.
    """

    step: str
    kind: Kind
    to: Role
    at: datetime
    reminder: bool = False
    late: bool = False
    urgent: bool = False
    rank: int = 0
    about: str = ""
    question: Question = field(hash=False)  # its words are a mapping


@dataclass(frozen=True, kw_only=True)
class PlannedStep:
    """One step: its due time and why, who is asked first and when, all its texts in silence."""

    step: str
    title: str
    due: datetime | None
    reason: str
    asked: datetime | None
    to: Role
    prompts: tuple[PlannedPrompt, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The thirty days ahead. `silence` and `answered` are the texts of the two rehearsals."""

    deadlines: Deadlines
    reasons: dict[str, str]
    risk: Risk
    must_know: tuple[str, ...]
    steps: tuple[PlannedStep, ...]
    silence: tuple[PlannedPrompt, ...]
    answered: tuple[PlannedPrompt, ...]
    closes_at: datetime


def opening(
    discharge: Outline, pathway: Pathway, calendar: Calendar, at: datetime, patient_zone: str
) -> Facts:
    """What an episode would know if it were opened at that instant."""
    return Facts(
        discharge=discharge,
        pathway=pathway,
        calendar=calendar,
        opened_at=max(at, discharge.discharged_at),
        patient_zone=patient_zone,
    )


def plan(facts: Facts) -> Plan:
    """Rehearse an episode from what is known when it opens."""
    discharged_at, silence = facts.discharge.discharged_at, _prompts(facts, Manner.SILENT)
    return Plan(
        deadlines=deadlines(discharged_at, facts.calendar, facts.pathway),
        reasons=reasons(discharged_at, facts.calendar, facts.pathway),
        risk=risk(facts.discharge),
        must_know=must_know(facts),
        steps=tuple(
            _step(decision, silence, facts)
            for step, decision in first_look(facts).items()
            if step != review.STEP
        ),
        silence=silence,
        answered=_prompts(facts, Manner.PROMPT),
        closes_at=window_ends(facts),
    )


def _step(decision: Decision, silence: tuple[PlannedPrompt, ...], facts: Facts) -> PlannedStep:
    prompts = tuple(prompt for prompt in silence if prompt.step == decision.step)
    first = earliest(*(prompt.at for prompt in prompts if not prompt.late))
    asked = next((prompt.to for prompt in prompts if prompt.at == first), decision.owner)
    return PlannedStep(
        step=decision.step,
        title=decision.title,
        due=facts.calendar.local(decision.due) if decision.due else None,
        reason=decision.reason,
        asked=first,
        to=asked,
        prompts=prompts,
    )


def _prompts(facts: Facts, manner: Manner) -> tuple[PlannedPrompt, ...]:
    """All texts of a rehearsal, in order of time."""
    stood = rehearse(facts, manner)
    told = (prompt for each in stood for prompt in _told(each, manner, facts))
    return tuple(sorted(told, key=lambda prompt: prompt.at))


def _told(stood: AskedPeriod, manner: Manner, facts: Facts) -> tuple[PlannedPrompt, ...]:
    """The texts of one question. In silence, what comes to stand later does so by silence."""
    asked = stood.question
    by_silence = manner is Manner.SILENT and stood.since > facts.opened_at
    return tuple(
        PlannedPrompt(
            step=asked.step,
            kind=asked.kind,
            to=asked.to,
            at=at,
            reminder=number > 0,
            late=by_silence or asked.kind in _ESCALATIONS,
            urgent=asked.urgent,
            rank=asked.rank,
            about=asked.words.get("headline") or asked.words.get("what", ""),
            question=asked,
        )
        for number, at in enumerate(texts(stood, facts))
    )
