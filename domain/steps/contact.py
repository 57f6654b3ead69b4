"""The contact call: reach the patient within 48 hours of discharge, and keep trying.

Four attempts, then the caregiver, then the case manager, then a letter (RED; TCM asks for two
separate attempts within two business days, CMS MLN908628). The ladder starts at the due time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.asking.choices import Kind, Value
from domain.asking.question import Question, question
from domain.episode.contact_timing import ContactTiming, civil_hours, ladder_on_call, timing_of
from domain.episode.deadlines import deadlines
from domain.episode.decision import Decision, Settlement, StepState, later_than
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Facts
from domain.episode.recipient import guardian, minor
from domain.hospital.languages import untexted
from domain.pathway import Role
from domain.time.phrasing import for_reader

STEP = "contact"
TITLE = "48-hour call"

_SPOKE = (Value.SPOKE_WELL, Value.SPOKE_PROBLEM, Value.NEEDS_CASE_MANAGER)
_TRY_AGAIN = (Value.NO_ANSWER, Value.CALL_LATER)
_NOBODY_THERE = (Value.WRONG_NUMBER,)


@dataclass(frozen=True, kw_only=True)
class Trying:
    """Where the attempts stand: the open question, or what ended them."""

    question: Question | None = None
    tried: tuple[Answer, ...] = ()
    reached: Answer | None = None
    given_up_at: datetime | None = None


def decide(facts: Facts, now: datetime) -> Decision:
    """Reach the patient; from the due time, or when every attempt failed, climb the ladder."""
    timing = timing_of(facts)
    trying = _try(facts, timing)
    if trying.reached is not None:
        return _reached(trying.reached, facts, timing)
    late_from = max(min(timing.due, trying.given_up_at or timing.due), facts.opened_at)
    late = climb(_escalation(late_from, trying, facts), facts, now) if late_from <= now else None
    return _still_trying(trying, late, timing, facts, now)


def attempts(facts: Facts) -> tuple[Answer, ...]:
    """Every attempt that found nobody, oldest first."""
    return tuple(
        answer
        for answer in facts.answers
        if answer.question.startswith(f"{STEP}/") and answer.value in _TRY_AGAIN
    )


def _try(facts: Facts, timing: ContactTiming) -> Trying:
    """Fold the answers of each attempt, then of the caregiver's."""
    asked_at, role = timing.first_ask, timing.to
    tried: tuple[Answer, ...] = ()
    for number in range(1, facts.pathway.contact.attempts + 1):
        asked = _call(number, asked_at, role, timing, facts)
        answer = _outcome(asked.key, f"{STEP}/other/{number}", facts)
        if answer is None:
            return Trying(question=_or_other(asked, number, facts), tried=tried)
        if answer.value in _NOBODY_THERE:
            return _caregiver(answer.told_at, tried, timing, facts)
        if answer.value not in _TRY_AGAIN:
            return Trying(reached=answer, tried=tried)
        tried = (*tried, answer)
        asked_at, role = _next_try(answer.happened_at, len(tried), facts)
    return _caregiver(tried[-1].told_at, tried, timing, facts)


def _caregiver(
    at: datetime, tried: tuple[Answer, ...], timing: ContactTiming, facts: Facts
) -> Trying:
    """Nobody was reached: the caregiver is called, if there is one who may be told."""
    caregiver = facts.discharge.patient.caregiver
    if caregiver is None or not caregiver.may_be_told:
        return Trying(tried=tried, given_up_at=at)
    key = f"{STEP}/caregiver/1"
    answer = _outcome(key, f"{STEP}/other/caregiver", facts)
    if answer is None:
        when = facts.calendar.next_staffed(at)
        asked = question(key, Kind.CALL_CAREGIVER, Role.NURSE, when, due=timing.due)
        return Trying(question=_or_other(asked, "caregiver", facts), tried=tried)
    if answer.value in (*_TRY_AGAIN, *_NOBODY_THERE):
        return Trying(tried=(*tried, answer), given_up_at=answer.told_at)
    return Trying(reached=answer, tried=tried)


def _outcome(key: str, other: str, facts: Facts) -> Answer | None:
    """What an attempt came to; "other" counts once it is said what else."""
    answer = facts.latest_answer(key)
    return facts.latest_answer(other) if answer and answer.value is Value.OTHER else answer


def _or_other(asked: Question, number: int | str, facts: Facts) -> Question:
    """The attempt's question, or what its "other" was."""
    answer = facts.latest_answer(asked.key)
    if answer is None:
        return asked
    return question(
        f"{STEP}/other/{number}", Kind.CALL_OTHER, asked.to, answer.told_at, due=asked.due
    )


def _call(
    number: int, asked_at: datetime, role: Role, timing: ContactTiming, facts: Facts
) -> Question:
    ahead = (timedelta(hours=hours) for hours in facts.pathway.contact.remind_hours_before)
    return question(
        f"{STEP}/call/{number}",
        Kind.CALL,
        role,
        asked_at,
        due=timing.due,
        remind_at=tuple(timing.due - before for before in ahead),
        words={
            "attempt": str(number),
            **untexted(facts.discharge.patient.language),
            **_for_a_child(facts),
        },
    )


def _for_a_child(facts: Facts) -> dict[str, str]:
    """Whom to call in place of a child; who it is stands on the card."""
    if not minor(facts):
        return {}
    return {"child": "call the guardian" if guardian(facts) else "no guardian known, see card"}


def _next_try(last: datetime, made: int, facts: Facts) -> tuple[datetime, Role]:
    """Later that day or next morning; the on-call nurse when two in time need it."""
    rules, calendar = facts.pathway.contact, facts.calendar
    dates = deadlines(facts.discharge.discharged_at, calendar, facts.pathway)
    later = last + timedelta(hours=rules.attempt_gap_hours)
    staffed = calendar.next_staffed(later)
    tcm_ends = calendar.end_of(dates.tcm_contact)
    if made < rules.attempts_in_time and staffed >= tcm_ends:
        return civil_hours(facts).next_open(later), Role.ON_CALL
    return staffed, Role.NURSE


def _reached(answer: Answer, facts: Facts, timing: ContactTiming) -> Decision:
    """Somebody was reached, or it became known why nobody can be."""
    settled = Settlement(
        state=StepState.DONE if answer.value in _SPOKE else StepState.STOPPED,
        at=answer.happened_at,
        by=answer.by.name,
        late=answer.happened_at > timing.due,
        detail=answer.value.replace("_", " "),
    )
    problem = question(f"{STEP}/problem/1", Kind.CALL_PROBLEM, Role.NURSE, answer.told_at)
    which = answer.value is Value.SPOKE_PROBLEM and facts.latest_answer(problem.key) is None
    return Decision(
        step=STEP,
        title=TITLE,
        due=timing.due,
        reason=timing.reason,
        settled=settled,
        questions=(problem,) if which else (),
        next="Which problem? A new code asks." if which else _after(answer),
    )


def _after(answer: Answer) -> str:
    match answer.value:
        case Value.NEEDS_CASE_MANAGER:
            return "The case manager is told now."
        case Value.DIED:
            return "All texts to the family stop. The case manager confirms."
        case Value.BACK_IN_HOSPITAL:
            return "The case manager is told now."
        case _:
            return "The call is done."


def _escalation(since: datetime, trying: Trying, facts: Facts) -> Escalation:
    times = ", ".join(for_reader(answer.happened_at) for answer in trying.tried)
    why = f"48h call. No answer {times}." if times else "48h call: no attempt was reported."
    in_time = len(trying.tried) >= facts.pathway.contact.attempts_in_time
    discharged_at = facts.discharge.discharged_at
    return Escalation(
        key=f"{STEP}/late",
        since=since,
        headline="NOT REACHED",
        why=why,
        done="reached",
        on_call=not in_time and ladder_on_call(since, discharged_at, facts.calendar, facts.pathway),
    )


def _still_trying(
    trying: Trying, late: Climb | None, timing: ContactTiming, facts: Facts, now: datetime
) -> Decision:
    questions = (trying.question,) if trying.question else ()
    settled = late.settled if late else None
    if late is not None:
        letter, settled = _letter(late, facts)
        questions = (letter,) if letter else (() if settled else (*questions, *late.questions))
    return Decision(
        step=STEP,
        title=TITLE,
        due=timing.due,
        reason=timing.reason,
        questions=questions,
        decide_again_at=later_than(
            now, timing.due, trying.given_up_at, late.decide_again_at if late else None
        ),
        settled=settled,
        escalated=late is not None,
        taken_by=late.taken_by if late else None,
        owner=late.rung if late else Role.NURSE,
        next="The call is settled." if settled else _next_words(trying, late, facts),
    )


def _letter(late: Climb, facts: Facts) -> tuple[Question | None, Settlement | None]:
    """When the case manager stops the calls, a letter is the last task."""
    if late.settled is None or not late.stopped:
        return None, late.settled
    asked = question(f"{STEP}/letter/1", Kind.LETTER, Role.NURSE, late.settled.at)
    sent = facts.latest_answer(asked.key)
    if sent is None:
        return asked, None
    return None, Settlement(
        state=StepState.STOPPED, at=sent.happened_at, by=sent.by.name, late=True, detail="letter"
    )


def _next_words(trying: Trying, late: Climb | None, facts: Facts) -> str:
    if trying.question is None:
        return late.next if late else "Nobody was reached; the ladder starts."
    if not trying.tried:
        return late.next if late else "The nurse calls."
    when = for_reader(trying.question.ask_at)
    rules, made = facts.pathway.contact, len(trying.tried)
    if trying.question.kind is Kind.CALL_CAREGIVER:
        return f"Try {made} of {rules.attempts}. The caregiver is next, new code."
    of = rules.attempts_in_time if made <= rules.attempts_in_time else rules.attempts
    return f"Try {made} of {of}. Next from {when}, new code."
