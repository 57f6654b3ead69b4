"""When things are due after a discharge, and why: the dates of programmes.

D is the discharge's calendar date in the facility's zone; D+n is n calendar days later. Sources:
CMS MLN908628, Transitional Care Management Services (contact within two business days; visit
within 7 or 14 days; service period of 30 days from D); NCQA HEDIS, Transitions of Care (patient
engagement within 30 days after discharge, not on D itself).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.pathway import Pathway
from domain.time.calendar import Calendar
from domain.time.phrasing import short_date

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


def deadlines(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> Deadlines:
    """Compute all the dates of one discharge."""
    d = calendar.day(discharged_at)
    return Deadlines(
        contact_48h=contact_due(discharged_at, calendar, pathway),
        tcm_contact=calendar.business_day_after(d, TCM_CONTACT_BUSINESS_DAYS),
        visit_booked=calendar.next_working_day(_after(d, pathway.visit.booked_day)),
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


def contact_due(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> datetime:
    """Count the pathway's hours, 48, in elapsed time."""
    return calendar.later(discharged_at, timedelta(hours=pathway.contact.due_hours))


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
