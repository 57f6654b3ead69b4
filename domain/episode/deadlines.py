"""When things are due after a discharge, and why: dates of programmes, and the first contact.

D is the discharge's calendar date in the facility's zone; D+n is n calendar days later. Sources:
CMS MLN908628, Transitional Care Management Services (contact within two business days; visit
within 7 or 14 days; service period of 30 days from D); NCQA HEDIS, Transitions of Care (patient
engagement within 30 days after discharge, not on D itself).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.pathway import Pathway, Role, WhenUnstaffed
from domain.time.calendar import Calendar
from domain.time.phrasing import short_date, short_day, short_instant

TCM_CONTACT_BUSINESS_DAYS = 2
TCM_HIGH_COMPLEXITY_VISIT_DAYS = 7
TCM_VISIT_DAYS = 14
TCM_LAST_DAY = 29
HEDIS_LAST_DAY = 30


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """Computed once, kept as data. A date means the end of that day in the facility's zone.

    `contact_48h` is elapsed time (the pathway's `due_hours`), with the zone's offset at that
    instant. A discharge that is learnt of late keeps deadlines that are already past.
    """

    contact_48h: datetime
    tcm_contact: date
    visit_booked: date
    visit_7d: date
    visit_14d: date
    tcm_last_day: date
    hedis_last_day: date


@dataclass(frozen=True, kw_only=True)
class ContactTiming:
    """When the 48-hour call is first asked for, by when it is due, of whom, and why so."""

    first_ask: datetime
    due: datetime
    to: Role
    reason: str


def deadlines(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> Deadlines:
    """Compute all the dates of one discharge."""
    d = calendar.day(discharged_at)
    return Deadlines(
        contact_48h=_contact_due(discharged_at, calendar, pathway),
        tcm_contact=calendar.business_day_after(d, TCM_CONTACT_BUSINESS_DAYS),
        visit_booked=calendar.next_business_day(_after(d, pathway.visit.booked_day)),
        visit_7d=_after(d, TCM_HIGH_COMPLEXITY_VISIT_DAYS),
        visit_14d=_after(d, TCM_VISIT_DAYS),
        tcm_last_day=_after(d, TCM_LAST_DAY),
        hedis_last_day=_after(d, HEDIS_LAST_DAY),
    )


def reasons(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> dict[str, str]:
    """Say why each of the `Deadlines` is what it is, by its field's name."""
    d, dates = calendar.day(discharged_at), deadlines(discharged_at, calendar, pathway)
    return {
        "contact_48h": f"{pathway.contact.due_hours} hours after discharge",
        "tcm_contact": "second business day after discharge"
        + _skipped(calendar, d, dates.tcm_contact),
        "visit_booked": _booked_reason(d, dates.visit_booked, calendar, pathway),
        "visit_7d": "7 days after discharge (CPT 99496)",
        "visit_14d": "14 days after discharge (CPT 99495)",
        "tcm_last_day": "last of the 30 days of transitional care, discharge included",
        "hedis_last_day": "30 days after discharge (HEDIS Transitions of Care)",
    }


def contact_timing(
    discharged_at: datetime, calendar: Calendar, pathway: Pathway, *, high_risk: bool
) -> ContactTiming:
    """Decide who is asked for the call, and when, by the pathway's staffing rule.

    A contact on D does not count for HEDIS and the patient is still travelling, so the first ask
    is on D+first_ask_day or later, except where the pathway says `earlier`.
    """
    begin = _first_ask(discharged_at, calendar, pathway)
    due = _contact_due(discharged_at, calendar, pathway)
    if calendar.staffed_between(begin, due):
        return ContactTiming(
            first_ask=calendar.next_staffed(begin),
            due=due,
            to=Role.NURSE,
            reason=f"{pathway.contact.due_hours} hours after discharge",
        )
    match _when_unstaffed(pathway, high_risk=high_risk):
        case WhenUnstaffed.ON_CALL:
            return _on_call(discharged_at, calendar, pathway)
        case WhenUnstaffed.EARLIER:
            return _earlier(discharged_at, calendar, pathway)
        case WhenUnstaffed.NEXT_STAFFED:
            return _next_staffed(discharged_at, calendar, pathway)


def _when_unstaffed(pathway: Pathway, *, high_risk: bool) -> WhenUnstaffed:
    rules = pathway.contact
    return rules.when_unstaffed_high_risk if high_risk else rules.when_unstaffed


def _on_call(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> ContactTiming:
    """Ask the on-call nurse in time, at the hour when the team would open."""
    begin = _first_ask(discharged_at, calendar, pathway)
    nobody = _nobody(discharged_at, calendar, pathway)
    return ContactTiming(
        first_ask=calendar.at(calendar.day(begin), pathway.staffed.opens),
        due=_contact_due(discharged_at, calendar, pathway),
        to=Role.ON_CALL,
        reason=f"{nobody}: the on-call nurse is asked",
    )


def _earlier(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> ContactTiming:
    """Ask the team in its last hours before; when none are left, the on-call nurse."""
    last = _last_staffed(discharged_at, calendar, pathway)
    if last is None:
        return _on_call(discharged_at, calendar, pathway)
    nobody = _nobody(discharged_at, calendar, pathway)
    asked = short_day(last, calendar.time_zone)
    uncounted = "; a contact on the day of discharge does not count for HEDIS"
    return ContactTiming(
        first_ask=last,
        due=_contact_due(discharged_at, calendar, pathway),
        to=Role.NURSE,
        reason=f"{nobody}: asked before, on {asked}"
        + (uncounted if calendar.day(last) == calendar.day(discharged_at) else ""),
    )


def _next_staffed(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> ContactTiming:
    """Move to closing time of the first staffed day, never past the end of the TCM date."""
    d = calendar.day(discharged_at)
    begin = _first_ask(discharged_at, calendar, pathway)
    latest = calendar.end_of(calendar.business_day_after(d, TCM_CONTACT_BUSINESS_DAYS))
    opens = calendar.next_staffed(begin)
    if opens >= latest:
        return _on_call(discharged_at, calendar, pathway)
    day = calendar.day(opens)
    return ContactTiming(
        first_ask=opens,
        due=min(calendar.closing(opens), latest),
        to=Role.NURSE,
        reason=f"{_nobody(discharged_at, calendar, pathway)}: first staffed day, "
        f"{short_date(day)}{_skipped(calendar, d, day)}",
    )


def _first_ask(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> datetime:
    """Find the start of the day from which the call may be asked for."""
    day = _after(calendar.day(discharged_at), pathway.contact.first_ask_day)
    return calendar.at(day, time.min)


def _contact_due(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> datetime:
    return calendar.later(discharged_at, timedelta(hours=pathway.contact.due_hours))


def _last_staffed(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> datetime | None:
    """Find the last staffed hours after discharge and before the first ask's day."""
    d = calendar.day(discharged_at)
    days = (_after(d, n) for n in reversed(range(pathway.contact.first_ask_day)))
    hours = (calendar.staffed_on(day, since=discharged_at) for day in days)
    return next((hour for hour in hours if hour is not None), None)


def _nobody(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> str:
    due = _contact_due(discharged_at, calendar, pathway)
    shown = short_instant(due, calendar.time_zone)
    return f"{pathway.contact.due_hours}th hour is {shown}, nobody is on shift"


def _booked_reason(d: date, booked: date, calendar: Calendar, pathway: Pathway) -> str:
    wanted = _after(d, pathway.visit.booked_day)
    counted = f"{pathway.visit.booked_day} days after discharge"
    if booked == wanted:
        return counted
    holiday = calendar.holiday(wanted) or "no business day"
    return f"{counted} is {short_date(wanted)}, {holiday}: the next business day"


def _skipped(calendar: Calendar, after: date, until: date) -> str:
    return "".join(f", {name} skipped" for name in calendar.skipped(after, until))


def _after(d: date, days: int) -> date:
    return d + timedelta(days=days)
