"""The primary-care visit: booked by the third day, attended by the seventh, never assumed.

The patient is offered held slots first; the coordinator books when none fits, nobody replies, or
the patient cannot be texted. "Not known" is a state of its own and not a no.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.asking.choices import Value, Wants
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.episode.contact_timing import civil_hours
from domain.episode.deadlines import deadlines
from domain.episode.decision import (
    Action,
    ChooseSlot,
    Decision,
    HoldSlots,
    Settlement,
    StepState,
    earliest,
    later_than,
)
from domain.episode.escalation import Climb, Escalation, climb
from domain.episode.facts import Answer, Facts, Via
from domain.episode.recipient import recipient, textable
from domain.episode.visit_history import (
    Booking,
    VisitHistory,
    attended_day,
    attended_key,
    began,
    book_key,
    date_key,
    offer_key,
    visit_history,
)
from domain.episode.whereabouts import at_home, hospice
from domain.hospital.languages import language_name, texted_in
from domain.pathway import Role
from domain.steps.step import Decide, Step
from domain.time.calendar import in_zone
from domain.words.phrasebook import phrase

NAME = "visit"
TITLE = phrase("visit.title")
_A_MOMENT = timedelta(seconds=1)

SLOT_OFFER = Kind("slot_offer", Value.SLOT_1, Value.SLOT_2, Value.SLOT_3, Value.NONE_FITS)
BOOK_VISIT = Kind(
    "book_visit",
    Value.DECLINED,
    Value.NOTHING_IN_TIME,
    by_time=Value.AT,
    on_card=(OnCard.CLINIC,),
)
VISIT_REMINDER = Kind("visit_reminder", incidental=True)
ATTENDED = Kind(
    "attended", Value.ATTENDED, Value.NO_SHOW, (Value.MOVED, Wants.INSTANT), Value.NOT_KNOWN
)


def decide(facts: Facts, now: datetime) -> Decision:
    """Get it booked, see that it took place; climb the ladder where either slips."""
    where = visit_history(facts)
    dates = deadlines(facts.discharge.discharged_at, facts.calendar, facts.pathway)
    days, book_by = facts.pathway.visit, facts.calendar.end_of(dates.visit_booked)
    attend_by = facts.calendar.end_of(attended_day(facts))
    action = _action(where, facts, now, attend_by)
    if where.over is not None and where.over.value is Value.ATTENDED:
        return _attended(where, attend_by, action)
    if where.over is not None and where.over.value is Value.DECLINED:
        return _declined(where, attend_by, action)
    questions, decide_again_at = _questions(where, facts, now, book_by)
    slipped = _slipped(where, facts, book_by, attend_by)
    late = climb(slipped, facts, now) if slipped and slipped.since <= now else None
    settled = late.settled if late else None
    if settled is not None and settled.state is StepState.DONE and where.booked is None:
        questions, settled = (_date_wanted(where, settled, facts),), None
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


def _action(where: VisitHistory, facts: Facts, now: datetime, attend_by: datetime) -> Action | None:
    """Hold slots for a round that has none yet; turn a choice into a booking, or let go."""
    if where.seeking is not None and facts.offer(where.seeking) is None:
        return _hold(where, facts, now, attend_by)
    wanted = {booking.round: booking.slot or "" for booking in where.bookings}
    done = dict(facts.booked)
    for offer in facts.offers:
        asking = offer.round == where.seeking and _asks_patient(where, facts, now)
        slot = wanted.get(offer.round, "")
        if offer.slots and not asking and done.get(offer.round) != slot:
            return ChooseSlot(round=offer.round, slot=slot)
    return None


def _hold(
    where: VisitHistory, facts: Facts, now: datetime, attend_by: datetime
) -> HoldSlots | None:
    clinic = facts.discharge.primary_care.clinic
    if clinic is None or not textable(facts) or where.seeking is None or where.since is None:
        return None
    tomorrow = facts.calendar.end_of(facts.calendar.day(max(now, where.since)))
    before = tomorrow + timedelta(days=facts.pathway.visit.search_days)
    before = attend_by if where.seeking == 1 and attend_by > tomorrow else before
    return HoldSlots(
        round=where.seeking,
        clinic=clinic,
        after=tomorrow,
        before=before,
        until=_silent_at(where.since, facts),
    )


def _silent_at(since: datetime, facts: Facts) -> datetime:
    return civil_hours(facts).next_open(since) + timedelta(hours=facts.pathway.visit.reply_hours)


def _asks_patient(where: VisitHistory, facts: Facts, now: datetime) -> bool:
    """Whether the slot offer is what stands: slots held, not answered, not silent for a day."""
    if where.seeking is None or where.since is None:
        return False
    offer, key = facts.offer(where.seeking), offer_key(where.seeking)
    held = offer is not None and bool(offer.slots)
    answerable = facts.latest_answer(key) is None and not facts.nobody_for(key) and textable(facts)
    return held and answerable and now < _silent_at(where.since, facts)


def _questions(
    where: VisitHistory, facts: Facts, now: datetime, book_by: datetime
) -> tuple[tuple[Question, ...], datetime | None]:
    if where.booked is not None:
        return _after_booking(where, where.booked, facts), None
    if where.seeking is None or where.since is None:
        return (), None
    if _asks_patient(where, facts, now):
        return (_offer(where.seeking, where.since, facts),), _silent_at(where.since, facts)
    if _hold(where, facts, now, book_by) and facts.offer(where.seeking) is None:
        return (), None
    return (_book(where.seeking, where.since, facts, book_by),), None


def _offer(number: int, since: datetime, facts: Facts) -> Question:
    offer, choices = facts.offer(number), SLOT_OFFER.choices
    slots = offer.slots if offer else ()
    return question(
        offer_key(number),
        SLOT_OFFER,
        recipient(facts) or Role.PATIENT,
        since,
        choices=(*choices[: len(slots)], choices[-1]),
        useless_after=_silent_at(since, facts),
        words={"clinic": facts.discharge.primary_care.clinic or ""},
        times={f"slot_{n}": slot.starts_at for n, slot in enumerate(slots, start=1)},
    )


def _book(number: int, since: datetime, facts: Facts, book_by: datetime) -> Question:
    """The coordinator books by phone, from when it was clear that the patient does not choose."""
    begins, why = _why_by_phone(number, since, facts)
    last_day = facts.calendar.day(book_by - _A_MOMENT)
    ahead = timedelta(hours=facts.pathway.visit.remind_hours_before_closing)
    closes = facts.calendar.closing(facts.calendar.at(last_day, facts.pathway.staffed.opens))
    return question(
        book_key(number),
        BOOK_VISIT,
        Role.COORDINATOR,
        facts.calendar.next_staffed(begins),
        due=book_by if number == 1 else None,
        remind_at=(closes - ahead,) if number == 1 else (),
        words={"why": why, "clinic": facts.discharge.primary_care.clinic or ""},
    )


def _date_wanted(where: VisitHistory, settled: Settlement, facts: Facts) -> Question:
    """Somebody on the ladder says that it is booked: without a date nobody can ask after it."""
    calendar = facts.calendar
    return question(
        date_key(where.round),
        BOOK_VISIT,
        Role.CASE_MANAGER,
        settled.at,
        remind_at=(calendar.next_staffed(calendar.end_of(calendar.day(settled.at))),),
        words={"why": phrase("visit.for_when", who=settled.by), "clinic": ""},
    )


def _why_by_phone(number: int, since: datetime, facts: Facts) -> tuple[datetime, str]:
    offer, answer = facts.offer(number), facts.latest_answer(offer_key(number))
    if answer is not None:
        return answer.told_at, phrase("visit.none_fits")
    if not texted_in(language := facts.discharge.patient.language):
        return since, phrase("visit.no_texts_in", language=language_name(language))
    if facts.discharge.primary_care.clinic is None:
        return since, phrase("visit.no_clinic")
    if not textable(facts) or facts.nobody_for(offer_key(number)):
        return since, phrase("visit.not_texted")
    if offer is None or not offer.slots:
        return since, phrase("visit.no_free_time")
    return _silent_at(since, facts), phrase("visit.no_reply")


def _after_booking(where: VisitHistory, booking: Booking, facts: Facts) -> tuple[Question, ...]:
    """The patient's reminders, and the question the morning after."""
    if where.over is not None:
        return ()
    asked = _attended_question(booking, where, facts)
    return (*_reminders(booking, facts), asked)


def _reminders(booking: Booking, facts: Facts) -> tuple[Question, ...]:
    """A day and two hours before, or the evening before instead of at dawn; one a day at most."""
    if not textable(facts):
        return ()
    rules = facts.pathway.visit
    quiet = timedelta(hours=rules.quiet_hours_after_booking)
    civil = civil_hours(facts)
    before = (timedelta(hours=hours) for hours in rules.patient_reminder_hours)
    when = sorted(civil.last_open(booking.at - each) for each in before)
    ahead = [at for at in when if at > booking.told_at + quiet]
    ahead = list({civil.local(at).date(): at for at in reversed(ahead)}.values())[::-1]
    if not ahead:
        return ()
    reminder = question(
        f"{NAME}/reminder/{booking.number}",
        VISIT_REMINDER,
        recipient(facts) or Role.PATIENT,
        ahead[0],
        remind_at=tuple(ahead[1:]),
        useless_after=booking.at,
        words={"clinic": facts.discharge.primary_care.clinic or ""},
        times={"visit": booking.at},
    )
    return (reminder,)


def _attended_question(booking: Booking, where: VisitHistory, facts: Facts) -> Question:
    calendar = facts.calendar
    last = where.unknown[-1].told_at if where.unknown else booking.at
    after = calendar.end_of(calendar.day(last))
    return question(
        attended_key(booking, len(where.unknown) + 1),
        ATTENDED,
        Role.COORDINATOR,
        calendar.next_staffed(after),
        due=calendar.end_of(_known_by(booking, facts)),
        times={"visit": booking.at},
    )


def _known_by(booking: Booking, facts: Facts) -> date:
    days = facts.pathway.visit.unknown_business_days
    return facts.calendar.business_day_after(facts.calendar.day(booking.at), days)


def _slipped(
    where: VisitHistory, facts: Facts, book_by: datetime, attend_by: datetime
) -> Escalation | None:
    """What has gone wrong, or will have unless something is answered before."""
    if where.over is not None:
        if where.over.value is Value.NOTHING_IN_TIME:
            return _raise("unbooked", where.over.told_at, phrase("visit.nothing_in_time"))
        return _raise("missed", where.over.told_at, phrase("visit.two_no_shows"))
    if where.booked is None:
        why = phrase("visit.booked_no_more") if where.bookings else phrase("visit.not_booked")
        since = attend_by if where.bookings else book_by
        return _raise("unbooked", max(since, facts.opened_at), why)
    when, day = where.booked.at, facts.pathway.visit.attended_day
    if where.booked.told_at < attend_by <= when:
        return _raise("unattended", attend_by, phrase("visit.booked_late", when=when), day)
    known_by = facts.calendar.end_of(_known_by(where.booked, facts))
    name, why = f"unknown-{where.booked.number}", phrase("visit.nobody_said", when=when)
    return _raise(name, known_by, why)


def _raise(name: str, since: datetime, why: str, day: int = 0) -> Escalation:
    key, what = f"{NAME}/{name}", name.partition("-")[0]
    headline, done = phrase(f"visit.raised_{what}", day=day), phrase(f"visit.done_{what}")
    return Escalation(key=key, since=since, headline=headline, why=why, done=done)


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
    asked = _attended_question(booked, where, facts).ask_at
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


STEP = Step(
    name=NAME,
    heading="visit",
    parts=_parts,
    kinds=(SLOT_OFFER, BOOK_VISIT, VISIT_REMINDER, ATTENDED),
    must_take_place=phrase("visit.did_not_take_place"),
    refusal=_refusal,
)
