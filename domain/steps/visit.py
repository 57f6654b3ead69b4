"""The primary-care visit: booked by the third day, attended by the seventh, never assumed.

The patient is offered held slots first; the nurse books when none fits, nobody replies, or the
patient cannot be texted. "Not known" is a state of its own and not a no.
"""

from datetime import date, datetime, timedelta

from domain.asking.choices import CHOICES, Kind, Value
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
from domain.episode.facts import Facts
from domain.episode.recipient import recipient
from domain.episode.visit_history import (
    Booking,
    VisitHistory,
    attended_key,
    book_key,
    date_key,
    offer_key,
    visit_history,
)
from domain.hospital.languages import language_name, texted_in
from domain.pathway import Role
from domain.time.phrasing import for_reader

STEP = "visit"
_JUST_BOOKED = timedelta(hours=4)
TITLE = "Primary-care visit"


def decide(facts: Facts, now: datetime) -> Decision:
    """Get it booked, see that it took place; climb the ladder where either slips."""
    where = visit_history(facts)
    dates = deadlines(facts.discharge.discharged_at, facts.calendar, facts.pathway)
    book_by = facts.calendar.end_of(dates.visit_booked)
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
    return Decision(
        step=STEP,
        title=TITLE,
        due=attend_by if where.booked else book_by,
        reason="end of day 7" if where.booked else "booked by the end of day 3, a business day",
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


def began(facts: Facts) -> bool:
    """Whether times were ever held or a visit booked."""
    return bool(facts.offers) or bool(visit_history(facts).bookings)


def let_go(facts: Facts, now: datetime) -> Decision:
    """Hospice came in between: what is held or booked goes back to the clinic, nobody is asked."""
    del now
    done = dict(facts.booked)
    held = (one.round for one in facts.offers if one.slots and done.get(one.round) != "")
    number = next(held, None)
    since = facts.answers[-1].told_at if facts.answers else facts.opened_at
    return Decision(
        step=STEP,
        title=TITLE,
        due=None,
        action=None if number is None else ChooseSlot(round=number, slot=""),
        settled=Settlement(state=StepState.STOPPED, at=since, by="", detail="hospice"),
        next="No visit: hospice.",
    )


def attended_day(facts: Facts) -> date:
    """The last day on which the visit is in time."""
    day = facts.calendar.day(facts.discharge.discharged_at)
    return day + timedelta(days=facts.pathway.visit.attended_day)


def textable(facts: Facts) -> bool:
    """Whether the patient, or the caregiver in their place, may be asked by text."""
    return recipient(facts) is not None


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
    in_time = where.seeking == 1 and attend_by > tomorrow
    before = attend_by if in_time else tomorrow + timedelta(days=7)
    return HoldSlots(
        round=where.seeking,
        clinic=clinic,
        after=tomorrow,
        before=before,
        until=_silent_at(where.since, facts),
    )


def _silent_at(since: datetime, facts: Facts) -> datetime:
    asked_at = civil_hours(facts).next_open(since)
    return asked_at + timedelta(hours=facts.pathway.visit.reply_hours)


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
    offer = facts.offer(number)
    slots = offer.slots if offer else ()
    choices = CHOICES[Kind.SLOT_OFFER]
    return question(
        offer_key(number),
        Kind.SLOT_OFFER,
        recipient(facts) or Role.PATIENT,
        since,
        choices=(*choices[: len(slots)], choices[-1]),
        useless_after=_silent_at(since, facts),
        words={"clinic": facts.discharge.primary_care.clinic or ""},
        times={f"slot_{n}": slot.starts_at for n, slot in enumerate(slots, start=1)},
    )


def _book(number: int, since: datetime, facts: Facts, book_by: datetime) -> Question:
    """The nurse books by phone, from when it was clear that the patient does not choose."""
    begins, why = _why_by_phone(number, since, facts)
    last_day = facts.calendar.day(book_by - timedelta(hours=1))
    closes = facts.calendar.closing(facts.calendar.at(last_day, facts.pathway.staffed.opens))
    return question(
        book_key(number),
        Kind.BOOK_VISIT,
        Role.NURSE,
        facts.calendar.next_staffed(begins),
        due=book_by if number == 1 else None,
        remind_at=(closes - timedelta(hours=4),) if number == 1 else (),
        words={"why": why, "clinic": facts.discharge.primary_care.clinic or ""},
    )


def _date_wanted(where: VisitHistory, settled: Settlement, facts: Facts) -> Question:
    """Somebody on the ladder says that it is booked: without a date nobody can ask after it."""
    return question(
        date_key(where.round),
        Kind.BOOK_VISIT,
        Role.CASE_MANAGER,
        settled.at,
        remind_at=(facts.calendar.next_staffed(_day_ends(settled.at, facts)),),
        words={"why": f"for when? {settled.by} says it is booked", "clinic": ""},
    )


def _day_ends(at: datetime, facts: Facts) -> datetime:
    return facts.calendar.end_of(facts.calendar.day(at))


def _why_by_phone(number: int, since: datetime, facts: Facts) -> tuple[datetime, str]:
    offer, answer = facts.offer(number), facts.latest_answer(offer_key(number))
    if answer is not None:
        return answer.told_at, "none of the offered times fits"
    if not texted_in(language := facts.discharge.patient.language):
        return since, f"no texts in {language_name(language)}, ask for an interpreter"
    if facts.discharge.primary_care.clinic is None:
        return since, "no clinic is known"
    if not textable(facts) or facts.nobody_for(offer_key(number)):
        return since, "the patient cannot be texted"
    if offer is None or not offer.slots:
        return since, "the clinic showed no free time"
    return _silent_at(since, facts), "the patient did not reply"


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
    hours = facts.pathway.visit.patient_reminder_hours
    civil = civil_hours(facts)
    when = sorted(civil.last_open(booking.at - timedelta(hours=before)) for before in hours)
    ahead = [at for at in when if at > booking.told_at + _JUST_BOOKED]
    ahead = list({civil.local(at).date(): at for at in reversed(ahead)}.values())[::-1]
    if not ahead:
        return ()
    return (
        question(
            f"{STEP}/reminder/{booking.number}",
            Kind.VISIT_REMINDER,
            recipient(facts) or Role.PATIENT,
            ahead[0],
            remind_at=tuple(ahead[1:]),
            useless_after=booking.at,
            words={"clinic": facts.discharge.primary_care.clinic or ""},
            times={"visit": booking.at},
        ),
    )


def _attended_question(booking: Booking, where: VisitHistory, facts: Facts) -> Question:
    calendar = facts.calendar
    visit_day = calendar.end_of(calendar.day(booking.at))
    last = where.unknown[-1].told_at if where.unknown else None
    after = calendar.end_of(calendar.day(last)) if last else visit_day
    return question(
        attended_key(booking, len(where.unknown) + 1),
        Kind.ATTENDED,
        Role.NURSE,
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
    if where.over is not None and where.over.value is Value.NOTHING_IN_TIME:
        why = "The clinic has nothing in time."
        return _raise("unbooked", where.over.told_at, "NO VISIT", why, "booked")
    if where.over is not None:
        return _raise("missed", where.over.told_at, "VISIT MISSED TWICE", "Two no-shows.", "seen")
    if where.booked is None:
        why = "No visit is booked any more." if where.bookings else "Nobody has booked it."
        since = attend_by if where.bookings else book_by
        return _raise("unbooked", max(since, facts.opened_at), "NO VISIT", why, "booked")
    when = for_reader(where.booked.at)
    if where.booked.told_at < attend_by <= where.booked.at:
        why = f"Booked only for {when}."
        return _raise("unattended", attend_by, "NOT SEEN BY DAY 7", why, "seen")
    known_by = facts.calendar.end_of(_known_by(where.booked, facts))
    why = f"Visit {when}: nobody has said whether it took place."
    return _raise(f"unknown-{where.booked.number}", known_by, "VISIT NOT KNOWN", why, "attended")


def _raise(name: str, since: datetime, headline: str, why: str, done: str) -> Escalation:
    return Escalation(key=f"{STEP}/{name}", since=since, headline=headline, why=why, done=done)


def _attended(where: VisitHistory, attend_by: datetime, action: Action | None) -> Decision:
    over, booking = where.over, where.bookings[-1]
    return Decision(
        step=STEP,
        title=TITLE,
        due=attend_by,
        action=action,
        settled=Settlement(
            state=StepState.DONE,
            at=booking.at,
            by=over.by.name if over else "",
            late=booking.at >= attend_by,
            detail="attended",
        ),
        next="The visit is done.",
    )


def _declined(where: VisitHistory, attend_by: datetime, action: Action | None) -> Decision:
    over = where.over
    settled = Settlement(
        state=StepState.STOPPED,
        at=over.happened_at if over else attend_by,
        by=over.by.name if over else "",
        detail="patient declines",
    )
    words = "No visit: the patient declines."
    return Decision(
        step=STEP, title=TITLE, due=attend_by, action=action, settled=settled, next=words
    )


def _next_words(
    where: VisitHistory, late: Climb | None, questions: tuple[Question, ...], facts: Facts
) -> str:
    if late is not None:
        if late.settled is None:
            return late.next
        return "A new code asks for the date." if questions else "Nothing more is asked."
    if where.booked is not None and where.over is None:
        return _after_booking_words(where, where.booked, facts)
    if questions and questions[0].kind is Kind.SLOT_OFFER:
        return "The patient chooses a time by text."
    return "The nurse books by phone." if questions else "Free times are looked for."


def _after_booking_words(where: VisitHistory, booked: Booking, facts: Facts) -> str:
    asked = for_reader(_attended_question(booked, where, facts).ask_at)
    if where.unknown:
        return f"Asked again {asked}."
    late = booked.at >= facts.calendar.end_of(attended_day(facts)) > booked.told_at
    after = " After day 7: the case manager hears then." if late else ""
    return f"Visit {for_reader(booked.at)}, asked after {asked}.{after}"
