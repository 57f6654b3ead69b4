"""When things are due after a discharge, and why: the dates of programmes.

D is the discharge's calendar date in the facility's zone; D+n is n calendar days later. Sources:
CMS MLN908628, Transitional Care Management Services (contact within two business days; visit
within 7 or 14 days; service period of 30 days from D); NCQA HEDIS, Transitions of Care (patient
engagement within 30 days after discharge, not on D itself).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.episode.facts import Facts, once
from domain.pathway import Pathway
from domain.time.calendar import Calendar
from domain.time.phrasing import short_date
from domain.words.phrasebook import phrase

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
        "contact_48h": phrase("deadlines.hours_after", hours=pathway.contact.due_hours),
        "tcm_contact": phrase("deadlines.tcm_contact")
        + skipped(calendar.skipped(d, dates.tcm_contact)),
        "visit_booked": _booked_reason(d, dates.visit_booked, calendar, pathway),
        "visit_7d": phrase("deadlines.visit_7d"),
        "visit_14d": phrase("deadlines.visit_14d"),
        "tcm_last_day": phrase("deadlines.tcm_last_day"),
        "hedis_last_day": phrase("deadlines.hedis_last_day"),
    }


def contact_due(discharged_at: datetime, calendar: Calendar, pathway: Pathway) -> datetime:
    """Count the pathway's hours, 48, in elapsed time."""
    return calendar.later(discharged_at, timedelta(hours=pathway.contact.due_hours))


def _booked_reason(d: date, booked: date, calendar: Calendar, pathway: Pathway) -> str:
    wanted = _after(d, pathway.visit.booked_day)
    days = pathway.visit.booked_day
    if booked == wanted:
        return phrase("deadlines.days_after", days=days)
    holiday = calendar.holiday(wanted) or phrase("deadlines.no_business_day")
    return phrase("deadlines.next_business_day", days=days, day=short_date(wanted), why=holiday)


def skipped(names: Iterable[str]) -> str:
    """The days that were not counted, behind a reason."""
    return "".join(phrase("deadlines.skipped", name=name) for name in names)


def _after(d: date, days: int) -> date:
    return d + timedelta(days=days)


@once
def window_ends(facts: Facts) -> datetime:
    """The end of the window: the instant after its last day."""
    day = facts.calendar.day(facts.discharge.discharged_at)
    return facts.calendar.end_of(day + timedelta(days=facts.pathway.window_days))
