"""Federal holidays, observed days included: looked up once at intake, then carried as data."""

from datetime import date, timedelta

import holidays

from domain.hospital.discharge import Discharge
from domain.pathway import Pathway
from domain.time.calendar import Calendar, Holiday


def federal(first: date, last: date) -> tuple[Holiday, ...]:
    """Give the federal holidays from the first to the last day, both included, in order."""
    years = range(first.year, last.year + 1)
    found = sorted(holidays.country_holidays("US", years=years, observed=True).items())
    return tuple(Holiday(day=day, name=name) for day, name in found if first <= day <= last)


def calendar_for(discharge: Discharge, pathway: Pathway) -> Calendar:
    """The facility's calendar, with the federal holidays of the window and a month beyond."""
    first = discharge.discharged_at.date() - timedelta(days=31)
    last = discharge.discharged_at.date() + timedelta(days=pathway.window_days + 31)
    return Calendar(
        time_zone=discharge.time_zone, holidays=federal(first, last), staffed=pathway.staffed
    )
