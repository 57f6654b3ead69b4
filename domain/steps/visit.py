"""The primary-care visit: booked by the third day, attended by the seventh, never assumed.

The patient is offered held slots first; the coordinator books when none fits, nobody replies, or
the patient cannot be texted. "Not known" is a state of its own and not a no.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from domain.asking.choices import Value
from domain.asking.question import Question
from domain.episode.deadlines import deadlines
from domain.episode.decision import (
    Action,
    ChooseSlot,
    Decision,
    Settlement,
    StepState,
    earliest,
    later_than,
)
from domain.episode.escalation import Climb, climb
from domain.episode.facts import Answer, Facts, Via
from domain.episode.visit_history import (
    PRIMARY_CARE,
    Booking,
    VisitHistory,
    attended_day,
    began,
    visit_history,
)
from domain.episode.whereabouts import at_home, hospice
from domain.pathway import Role
from domain.steps.owed import beside
from domain.steps.step import Decide, Step
from domain.steps.visit_course import (
    ATTENDED,
    BOOK_VISIT,
    VISIT_REMINDER,
    attended_question,
    date_wanted,
    questions_of,
    what_slipped,
)
from domain.steps.visit_problem import VISIT_PROBLEM, problems_with
from domain.steps.visit_slots import SLOT_OFFER, action_of
from domain.time.calendar import in_zone
from domain.words.phrasebook import phrase

NAME = PRIMARY_CARE
TITLE = phrase("visit.title")


def decide(facts: Facts, now: datetime) -> Decision:
    """Its course, and what somebody said is wrong with it."""
    return beside(_course(facts, now), problems_with(visit_history(facts), facts, now))


def _course(facts: Facts, now: datetime) -> Decision:
    """Get it booked, see that it took place; climb the ladder where either slips."""
    where = visit_history(facts)
    dates = deadlines(facts.discharge.discharged_at, facts.calendar, facts.pathway)
    days, book_by = facts.pathway.visit, facts.calendar.end_of(dates.visit_booked)
    attend_by = facts.calendar.end_of(attended_day(facts))
    action = action_of(where, facts, now, attend_by)
    if where.over is not None and where.over.value is Value.ATTENDED:
        return _attended(where, attend_by, action)
    if where.over is not None and where.over.value is Value.DECLINED:
        return _declined(where, attend_by, action)
    questions, decide_again_at = questions_of(where, facts, now, book_by)
    slipped = what_slipped(where, facts, book_by, attend_by)
    late = climb(slipped, facts, now) if slipped and slipped.since <= now else None
    settled = late.settled if late else None
    if settled is not None and settled.state is StepState.DONE and where.booked is None:
        questions, settled = (date_wanted(where, settled, facts),), None
    elif settled is not None:
        questions = ()
    by, day = ("attended", days.attended_day) if where.booked else ("booked", days.booked_day)
    return Decision(
        step=NAME,
        title=TITLE,
        due=attend_by if where.booked else book_by,
        reason=phrase(f"visit.due_{by}", day=day),
        questions=(*questions, *(late.questions if late and not late.settled else ())),
        action=action,
        decide_again_at=earliest(
            decide_again_at,
            later_than(now, slipped.since if slipped else None),
            late.decide_again_at if late else None,
        ),
        settled=settled,
        escalated=late is not None,
        taken_by=late.taken_by if late else None,
        owner=late.rung if late else questions[-1].to if questions else Role.NURSE,
        next=_next_words(where, late, questions, facts),
    )


def let_go(facts: Facts, now: datetime) -> Decision:
    """Hospice came in between: what is held or booked goes back to the clinic, nobody is asked."""
    del now
    done = dict(facts.booked)
    held = (one.round for one in facts.offers if one.slots and done.get(one.round) != "")
    number = next(held, None)
    since = facts.answers[-1].told_at if facts.answers else facts.opened_at
    return Decision(
        step=NAME,
        title=TITLE,
        due=None,
        action=None if number is None else ChooseSlot(round=number, slot=""),
        settled=Settlement(
            state=StepState.STOPPED, at=since, by="", detail=phrase("visit.hospice")
        ),
        next=phrase("visit.none_for_hospice"),
    )


def _attended(where: VisitHistory, attend_by: datetime, action: Action | None) -> Decision:
    over, booking = where.over, where.bookings[-1]
    return Decision(
        step=NAME,
        title=TITLE,
        due=attend_by,
        action=action,
        settled=Settlement(
            state=StepState.DONE,
            at=booking.at,
            by=over.by.name if over else "",
            late=booking.at >= attend_by,
            detail=phrase("visit.attended"),
        ),
        next=phrase("visit.done"),
    )


def _declined(where: VisitHistory, attend_by: datetime, action: Action | None) -> Decision:
    over = where.over
    settled = Settlement(
        state=StepState.STOPPED,
        at=over.happened_at if over else attend_by,
        by=over.by.name if over else "",
        detail=phrase("visit.declines"),
    )
    declined = Decision(step=NAME, title=TITLE, due=attend_by, action=action, settled=settled)
    return replace(declined, next=phrase("visit.none_wanted"))


def _next_words(
    where: VisitHistory, late: Climb | None, questions: tuple[Question, ...], facts: Facts
) -> str:
    if late is not None:
        if late.settled is None:
            return late.next
        return phrase("visit.date_asked") if questions else phrase("visit.nothing_more")
    if where.booked is not None and where.over is None:
        return _after_booking_words(where, where.booked, facts)
    if questions and questions[0].kind == SLOT_OFFER:
        return phrase("visit.patient_chooses")
    return phrase("visit.coordinator_books") if questions else phrase("visit.looking")


def _after_booking_words(where: VisitHistory, booked: Booking, facts: Facts) -> str:
    asked = attended_question(booked, where, facts).ask_at
    if where.unknown:
        return phrase("visit.asked_again", when=asked)
    day, last = facts.pathway.visit.attended_day, facts.calendar.end_of(attended_day(facts))
    late = booked.at >= last > booked.told_at
    said = phrase("visit.asked_after", visit=booked.at, asked=asked)
    return f"{said} {phrase('visit.after_day', day=day)}" if late else said


def _parts(facts: Facts) -> Mapping[str, Decide]:
    if not hospice(facts):
        return {NAME: decide} if at_home(facts) else {}
    return {NAME: let_go} if at_home(facts) and began(facts) else {}


def _refusal(answer: Answer, facts: Facts) -> str:
    """A visit outside its hours is a slip of the thumb."""
    if answer.at is None or answer.via is not Via.TEXT:
        return ""
    rules, local = facts.pathway.visit, in_zone(answer.at, facts.calendar.time_zone)
    if rules.earliest <= local.time() <= rules.latest:
        return ""
    return phrase("visit.at_night", when=answer.at)


def _no_shows(facts: Facts) -> Iterator[tuple[str, Answer, int]]:
    """Every booking that was missed, from so many on: of each the first word."""
    asked, missed = f"{NAME}/attended/", dict[str, Answer]()
    for answer in facts.answers:
        if answer.value is Value.NO_SHOW and answer.question.startswith(asked):
            missed.setdefault(answer.question, answer)
    for count, answer in enumerate(missed.values(), start=1):
        if count >= facts.pathway.tier.no_shows:
            yield "no_shows", answer, count


STEP = Step(
    name=NAME,
    heading="visit",
    parts=_parts,
    kinds=(SLOT_OFFER, BOOK_VISIT, VISIT_REMINDER, ATTENDED, VISIT_PROBLEM),
    must_take_place=phrase("visit.did_not_take_place"),
    refusal=_refusal,
    raises=_no_shows,
)
