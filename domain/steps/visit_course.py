"""The course of a visit: who books it, who is reminded, whether it took place, what slipped."""

from datetime import date, datetime, timedelta

from domain.asking.choices import Value, Wants
from domain.asking.kind import Kind, OnCard
from domain.asking.question import Question, question
from domain.episode.contact_timing import civil_hours
from domain.episode.decision import Settlement
from domain.episode.escalation import Escalation
from domain.episode.facts import Facts
from domain.episode.family.recipient import recipient, textable
from domain.episode.visit_history import Booking, VisitHistory
from domain.pathway import Role
from domain.steps.visit_slots import asks_patient, hold, offer_of, silent_at, why_by_phone
from domain.words.phrasebook import phrase

_A_MOMENT = timedelta(seconds=1)

BOOK_VISIT = Kind(
    "book_visit",
    Value.DECLINED,
    Value.NOTHING_IN_TIME,
    by_time=Value.AT,
    on_card=(OnCard.CLINIC,),
)
VISIT_REMINDER = Kind("visit_reminder", incidental=True, families=True)
ATTENDED = Kind(
    "attended", Value.ATTENDED, Value.NO_SHOW, (Value.MOVED, Wants.INSTANT), Value.NOT_KNOWN
)


def questions_of(
    where: VisitHistory, facts: Facts, now: datetime, book_by: datetime
) -> tuple[tuple[Question, ...], datetime | None]:
    """What is asked now, and when that is another thing by itself."""
    if where.booked is not None:
        return _after_booking(where, where.booked, facts), None
    if where.seeking is None or where.since is None:
        return (), None
    if asks_patient(where, facts, now):
        return (offer_of(where, where.since, facts),), silent_at(where.since, facts)
    if hold(where, facts, now, book_by) and facts.offer(where.seeking) is None:
        return (), None
    return (_book(where, where.since, facts, book_by),), None


def _book(where: VisitHistory, since: datetime, facts: Facts, book_by: datetime) -> Question:
    """The coordinator books by phone, from when it was clear that the patient does not choose."""
    begins, why = why_by_phone(where, since, facts)
    last_day = facts.calendar.day(book_by - _A_MOMENT)
    ahead = timedelta(hours=facts.pathway.visit.remind_hours_before_closing)
    closes = facts.calendar.closing(facts.calendar.at(last_day, facts.pathway.staffed.opens))
    return question(
        where.book_key(where.round),
        BOOK_VISIT,
        Role.COORDINATOR,
        facts.calendar.next_staffed(begins),
        due=book_by if where.round == 1 else None,
        remind_at=(closes - ahead,) if where.round == 1 else (),
        words={"why": why, "clinic": facts.discharge.primary_care.clinic or ""},
    )


def date_wanted(where: VisitHistory, settled: Settlement, facts: Facts) -> Question:
    """Somebody on the ladder says that it is booked: without a date nobody can ask after it."""
    calendar = facts.calendar
    return question(
        where.date_key(where.round),
        BOOK_VISIT,
        Role.CASE_MANAGER,
        settled.at,
        remind_at=(calendar.next_staffed(calendar.end_of(calendar.day(settled.at))),),
        words={"why": phrase("visit.for_when", who=settled.by), "clinic": ""},
    )


def _after_booking(where: VisitHistory, booking: Booking, facts: Facts) -> tuple[Question, ...]:
    """The patient's reminders, and the question the morning after."""
    if where.over is not None:
        return ()
    asked = attended_question(booking, where, facts)
    return (*_reminders(booking, where, facts), asked)


def _reminders(booking: Booking, where: VisitHistory, facts: Facts) -> tuple[Question, ...]:
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
        where.reminder_key(booking),
        VISIT_REMINDER,
        recipient(facts) or Role.PATIENT,
        ahead[0],
        remind_at=tuple(ahead[1:]),
        useless_after=booking.at,
        words={"clinic": facts.discharge.primary_care.clinic or ""},
        times={"visit": booking.at},
    )
    return (reminder,)


def attended_question(booking: Booking, where: VisitHistory, facts: Facts) -> Question:
    """Whether it took place, asked the morning after, and the next one while nobody knows."""
    calendar = facts.calendar
    last = where.unknown[-1].told_at if where.unknown else booking.at
    after = calendar.end_of(calendar.day(last))
    return question(
        where.attended_key(booking, len(where.unknown) + 1),
        ATTENDED,
        Role.COORDINATOR,
        calendar.next_staffed(after),
        due=calendar.end_of(_known_by(booking, facts)),
        times={"visit": booking.at},
    )


def _known_by(booking: Booking, facts: Facts) -> date:
    days = facts.pathway.visit.unknown_business_days
    return facts.calendar.business_day_after(facts.calendar.day(booking.at), days)


def what_slipped(
    where: VisitHistory, facts: Facts, book_by: datetime, attend_by: datetime
) -> Escalation | None:
    """What has gone wrong, or will have unless something is answered before."""
    if where.over is not None:
        if where.over.value is Value.NOTHING_IN_TIME:
            return _raise(where, "unbooked", where.over.told_at, phrase("visit.nothing_in_time"))
        return _raise(where, "missed", where.over.told_at, phrase("visit.two_no_shows"))
    if where.booked is None:
        why = phrase("visit.booked_no_more") if where.bookings else phrase("visit.not_booked")
        since = attend_by if where.bookings else book_by
        return _raise(where, "unbooked", max(since, facts.opened_at), why)
    when, day = where.booked.at, facts.pathway.visit.attended_day
    if where.booked.told_at < attend_by <= when:
        return _raise(where, "unattended", attend_by, phrase("visit.booked_late", when=when), day)
    known_by = facts.calendar.end_of(_known_by(where.booked, facts))
    name, why = f"unknown-{where.booked.number}", phrase("visit.nobody_said", when=when)
    return _raise(where, name, known_by, why)


def _raise(where: VisitHistory, name: str, since: datetime, why: str, day: int = 0) -> Escalation:
    key, what = f"{where.prefix}/{name}", name.partition("-")[0]
    headline, done = phrase(f"visit.raised_{what}", day=day), phrase(f"visit.done_{what}")
    return Escalation(key=key, since=since, headline=headline, why=why, done=done)
