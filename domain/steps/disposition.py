"""Where the patient went: asked only when the hospital did not say it so that it can be understood.

Until it is known nothing else is asked (unless the pathway takes a blank for home, for the time
being). It is due when the first contact would be, and climbs the ladder well before that. Where the
first call would be made on call, on call is asked as well: no call waits for a question that waits
for Monday.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.asking.question import Question, question
from domain.episode import whereabouts
from domain.episode.contact_timing import timing_of, with_hours
from domain.episode.decision import Decision, Phase, Settlement, StepState, held, settled_by
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Ended, Ending, Facts
from domain.hospital.discharge import in_words
from domain.pathway import Role
from domain.steps.step import Step, one
from domain.words.phrasebook import phrase

NAME = whereabouts.ASKED_AS
TITLE = phrase("disposition.title")

DISPOSITION = Kind("disposition", *whereabouts.WHERE)
WHICH = f"{NAME}/which/1"
_LATE = "/late"
_STILL = phrase("disposition.all_waits")
_ENDINGS = {
    Value.WENT_ELSEWHERE: (Ending.TRANSFERRED, phrase("disposition.elsewhere")),
    Value.NOT_DISCHARGED: (Ending.CANCELLED, phrase("disposition.not_discharged")),
}


def ending(facts: Facts) -> Ended | None:
    """The end of an episode of somebody who did not go home.

    "Died" ends it where a hospital told of a death, which it bears out; otherwise it is the first
    word of one, and the review asks for a second.
    """
    answer = whereabouts.said(facts)
    if answer is None or not whereabouts.unplaced(facts):
        return None
    if answer.value is Value.DIED and _bears_out(answer, facts):
        return Ended(ending=Ending.DIED, at=answer.told_at, by=answer.by.name)
    if answer.value not in _ENDINGS:
        return None
    how, reason = _ENDINGS[answer.value]
    return Ended(ending=how, at=answer.told_at, by=answer.by.name, reason=reason)


def _bears_out(answer: Answer, facts: Facts) -> bool:
    """Whether an answer was asked for when a hospital had told of a death."""
    deaths = (one for one in facts.discharge.doubts if one.death)
    return any(whereabouts.covers(answer, facts.heard_of(one, one.since)) for one in deaths)


def decide(facts: Facts, now: datetime) -> Decision:
    """Ask the intake lead; unanswered for hours, or at the first contact's due time, climb."""
    asked, answer = _asked(facts), whereabouts.answer(facts)
    open_ = Decision(
        step=NAME,
        title=TITLE,
        due=asked.due,
        reason=phrase("disposition.due"),
        questions=(asked,),
        owner=asked.to,
        next=f"{phrase('disposition.why', why=_reason(facts))} {_meanwhile(facts)}",
    )
    if answer is not None:
        return replace(
            open_, questions=(), settled=_settled(answer), next=phrase("disposition.known")
        )
    if asked.ask_at > now:
        announced = phrase("disposition.announced")
        return replace(open_, questions=(), decide_again_at=asked.ask_at, next=announced)
    hours = timedelta(hours=facts.pathway.intake.answer_hours)
    since = min(facts.calendar.next_staffed(asked.ask_at + hours), asked.due or asked.ask_at)
    since = max(since, facts.opened_at)
    if since > now:
        return replace(open_, decide_again_at=since)
    late = climb(_escalation(since, facts), facts, now)
    return replace(
        open_,
        questions=() if late.settled else (asked, *late.questions),
        decide_again_at=late.decide_again_at,
        settled=_called_settled(late, facts),
        escalated=True,
        taken_by=late.taken_by,
        owner=late.rung,
        next=_STILL if _said_settled(late) else late.next,
    )


def _called_settled(late: Climb, facts: Facts) -> Settlement | None:
    """As `_settled`, of what somebody closed on the ladder."""
    if late.settled is None:
        return None
    closed = (one for one in facts.answers if one.question.startswith(f"{_escalation_key(facts)}/"))
    told = max((one.told_at for one in closed), default=late.settled.at)
    return replace(late.settled, at=told)


def _said_settled(late: Climb) -> bool:
    """Whether whoever was told last says that it is settled, and has not said where they went."""
    return bool(late.questions) and late.questions[-1].kind == DISPOSITION


def _meanwhile(facts: Facts) -> str:
    alone = whereabouts.queued(facts) or facts.suspended_at is not None
    return phrase("disposition.only_this") if alone else phrase("disposition.taken_as_home")


def _settled(answer: Answer) -> Settlement:
    """It is known since it was told, whenever they went: what came before is answered by it."""
    return replace(settled_by(answer), at=answer.told_at)


def _key(facts: Facts) -> str:
    """The question that stands, else the one that was answered."""
    asked, said = whereabouts.asks(facts), whereabouts.said(facts)
    if asked:
        return asked
    if not facts.discharge.doubts or said is None:
        return WHICH
    return said.question.partition(_LATE)[0]


def _asked(facts: Facts) -> Question:
    """At once; of an announced discharge some hours after it should have taken place."""
    at, discharge, doubted_at = facts.opened_at, facts.discharge, whereabouts.unanswered(facts)
    due = whereabouts.due(discharge.discharged_at, facts.calendar, facts.pathway, doubted_at)
    to = Role.INTAKE_LEAD
    if doubted_at is not None:
        at = max(at, doubted_at)
    elif discharge.expected:
        hours = timedelta(hours=facts.pathway.intake.answer_hours)
        at = max(at, discharge.discharged_at + hours)
    elif whereabouts.waits(facts) and (first := _on_call_at(facts)) is not None:
        at, to = first, Role.ON_CALL
    ask_at = at if to is Role.ON_CALL else facts.calendar.next_staffed(at)
    return question(
        _key(facts),
        DISPOSITION,
        to,
        ask_at,
        due=due if to is Role.ON_CALL else with_hours(due, at, facts.calendar, facts.pathway),
        words={"why": _reason(facts)},
    )


def _on_call_at(facts: Facts) -> datetime | None:
    """When on call is asked, as it would be for the call; None where the team is there in time."""
    call = timing_of(facts)
    at = max(call.first_ask, facts.opened_at)
    sooner = at < facts.calendar.next_staffed(facts.opened_at)
    return at if call.to is Role.ON_CALL and sooner else None


def _reason(facts: Facts) -> str:
    discharge = facts.discharge
    left_out = whereabouts.unsaid(discharge)
    if discharge.doubts:
        doubts = [one for one, _ in whereabouts.open_doubts(facts)] or discharge.doubts
        return "; ".join(filter(None, (in_words(doubts), left_out)))
    if discharge.expected:
        return phrase("disposition.unreported")
    return left_out


def _escalation_key(facts: Facts) -> str:
    of = _key(facts) if facts.discharge.doubts else NAME
    return f"{of}{_LATE}"


def _escalation(since: datetime, facts: Facts) -> Escalation:
    return Escalation(
        key=_escalation_key(facts),
        since=since,
        headline=phrase("disposition.unclear"),
        why=phrase("disposition.nobody_said", why=_reason(facts)),
        done=phrase("disposition.settled"),
        asks=_asked(facts) if whereabouts.waits(facts) else None,
    )


def _phase(state: StepState, facts: Facts) -> Phase | None:
    del state
    if whereabouts.queued(facts):
        return Phase.QUEUED
    return Phase.PREPARING if whereabouts.preparing(facts) else None


def _in_hospital(decision: Decision, facts: Facts) -> Decision:
    """What is doubtful of somebody who is in hospital again is asked, and settles that alone."""
    return decision if facts.discharge.doubts else held(decision)


def _on_card(facts: Facts) -> str:
    """The hospital's own word for it, which may stand on a card alone."""
    sent = facts.discharge.disposition
    return phrase("disposition.sent", sent=sent) if sent else phrase("disposition.nothing_sent")


STEP = Step(
    name=NAME,
    parts=one(
        NAME, decide, when=lambda facts: whereabouts.waits(facts) or whereabouts.unplaced(facts)
    ),
    kinds=(DISPOSITION,),
    phase=_phase,
    ends=ending,
    in_hospital=_in_hospital,
    why=_on_card,
)
