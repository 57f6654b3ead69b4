"""The contact call: reach the patient within 48 hours of discharge, and keep trying.

Four attempts, then the caregiver, then the case manager, then a letter (RED; TCM asks for two
separate attempts within two business days, CMS MLN908628). The ladder starts at the due time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.asking.choices import Value
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.episode.contact_timing import ContactTiming, civil_hours, ladder_on_call, timing_of
from domain.episode.deadlines import deadlines
from domain.episode.decision import Decision, Phase, Settlement, StepState, later_than
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Facts
from domain.episode.family.recipient import for_a_child
from domain.episode.whereabouts import at_home
from domain.hospital.languages import untexted
from domain.pathway import Role
from domain.steps.call_detail import CALL_DETAIL, detail_of
from domain.steps.step import Step, one
from domain.time.phrasing import for_reader
from domain.words.phrasebook import phrase

NAME = "contact"
TITLE = phrase("contact.title")

_OUTCOMES = (
    Value.SPOKE_WELL,
    Value.SPOKE_PROBLEM,
    Value.NEEDS_CASE_MANAGER,
    Value.NO_ANSWER,
    Value.OTHER,
)
CALL = Kind(
    "call",
    *_OUTCOMES,
    on_card=(OnCard.LISTS, OnCard.CONSENT, OnCard.INPUTS, OnCard.CASE_CONSENT),
)
CALL_CAREGIVER = Kind("call_caregiver", *_OUTCOMES, on_card=(OnCard.LISTS,))
CALL_OTHER = Kind(
    "call_other",
    Value.WRONG_NUMBER,
    Value.DECLINED,
    Value.CALL_LATER,
    Value.BACK_IN_HOSPITAL,
    Value.DIED,
    Value.NO_MORE_TEXTS,
)
LETTER = Kind("letter", Value.SENT, on_card=(OnCard.ADDRESS,))

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
        if answer.question.startswith(f"{NAME}/") and answer.value in _TRY_AGAIN
    )


def _unreachable(facts: Facts) -> Iterator[tuple[str, Answer, int]]:
    """From the last attempt on, none has found anybody."""
    for count, answer in enumerate(attempts(facts), start=1):
        if count >= facts.pathway.contact.attempts:
            yield "unreachable", answer, count


def _try(facts: Facts, timing: ContactTiming) -> Trying:
    """Fold the answers of each attempt, then of the caregiver's."""
    asked_at, role = timing.first_ask, timing.to
    tried: tuple[Answer, ...] = ()
    for number in range(1, facts.pathway.contact.attempts + 1):
        asked = _call(number, asked_at, role, timing, facts)
        answer = _outcome(asked.key, f"{NAME}/other/{number}", facts)
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
    key = f"{NAME}/caregiver/1"
    answer = _outcome(key, f"{NAME}/other/caregiver", facts)
    if answer is None:
        when = facts.calendar.next_staffed(at)
        asked = question(key, CALL_CAREGIVER, Role.NURSE, when, due=timing.due)
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
    return question(f"{NAME}/other/{number}", CALL_OTHER, asked.to, answer.told_at, due=asked.due)


def _call(
    number: int, asked_at: datetime, role: Role, timing: ContactTiming, facts: Facts
) -> Question:
    return question(
        f"{NAME}/call/{number}",
        CALL,
        role,
        asked_at,
        due=timing.due,
        remind_at=_reminders(role, timing, facts),
        words={
            "attempt": str(number),
            **untexted(facts.discharge.patient.language),
            **for_a_child(facts),
        },
    )


def _reminders(role: Role, timing: ContactTiming, facts: Facts) -> tuple[datetime, ...]:
    """Hours before it is due; nobody on call is woken while the patient sleeps."""
    ahead = (timedelta(hours=hours) for hours in facts.pathway.contact.remind_hours_before)
    at = tuple(timing.due - before for before in ahead)
    if role is not Role.ON_CALL:
        return at
    awake = map(civil_hours(facts).next_open, at)
    return tuple(sorted({one for one in awake if one < timing.due}))


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
        detail=phrase(f"values.{answer.value}"),
    )
    which = detail_of(answer, facts)
    return Decision(
        step=NAME,
        title=TITLE,
        due=timing.due,
        reason=timing.reason,
        settled=settled,
        questions=(which,) if which else (),
        next=phrase("contact.which_problem") if which else _after(answer),
    )


def _after(answer: Answer) -> str:
    match answer.value:
        case Value.NEEDS_CASE_MANAGER:
            return phrase("contact.told_now")
        case Value.DIED:
            return phrase("contact.death_reported")
        case Value.BACK_IN_HOSPITAL:
            return phrase("contact.told_now")
        case _:
            return phrase("contact.done")


def _escalation(since: datetime, trying: Trying, facts: Facts) -> Escalation:
    times = ", ".join(for_reader(answer.happened_at) for answer in trying.tried)
    why = phrase("contact.no_answer", times=times) if times else phrase("contact.no_attempt")
    in_time = len(trying.tried) >= facts.pathway.contact.attempts_in_time
    discharged_at = facts.discharge.discharged_at
    return Escalation(
        key=f"{NAME}/late",
        since=since,
        headline=phrase("contact.not_reached"),
        why=why,
        done=phrase("contact.reached"),
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
        step=NAME,
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
        next=phrase("contact.settled") if settled else _next_words(trying, late, facts),
    )


def _letter(late: Climb, facts: Facts) -> tuple[Question | None, Settlement | None]:
    """When the case manager stops the calls, a letter is the last task."""
    if late.settled is None or not late.stopped:
        return None, late.settled
    asked = question(f"{NAME}/letter/1", LETTER, Role.COORDINATOR, late.settled.at)
    sent = facts.latest_answer(asked.key)
    if sent is None:
        return asked, None
    return None, Settlement(
        state=StepState.STOPPED,
        at=sent.happened_at,
        by=sent.by.name,
        late=True,
        detail=phrase("contact.letter"),
    )


def _next_words(trying: Trying, late: Climb | None, facts: Facts) -> str:
    if trying.question is None:
        return late.next if late else phrase("contact.nobody_reached")
    if not trying.tried:
        return late.next if late else phrase("contact.nurse_calls")
    rules, made = facts.pathway.contact, len(trying.tried)
    if trying.question.kind == CALL_CAREGIVER:
        return phrase("contact.caregiver_next", made=made, of=rules.attempts)
    of = rules.attempts_in_time if made <= rules.attempts_in_time else rules.attempts
    return phrase("contact.tried", made=made, of=of, next=trying.question.ask_at)


def _phase(state: StepState, facts: Facts) -> Phase | None:
    del facts
    return Phase.FIRST_CONTACT if state is StepState.OPEN else None


def _last_contact(facts: Facts) -> str:
    told = [answer for answer in facts.answers if answer.question.startswith(NAME)]
    if not told:
        return phrase("contact.none_yet")
    last = told[-1]
    what = phrase(f"values.{last.value}")
    return phrase("contact.last", what=what, when=last.happened_at, who=last.by.handle)


STEP = Step(
    name=NAME,
    heading="call",
    parts=one(NAME, decide, when=at_home),
    kinds=(CALL, CALL_CAREGIVER, CALL_DETAIL, CALL_OTHER, LETTER),
    phase=_phase,
    on_page=_last_contact,
    attempts=attempts,
    raises=_unreachable,
)
