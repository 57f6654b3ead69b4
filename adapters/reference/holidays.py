"""Holidays: the federal ones, observed days included, and what a hospital says beside them.

Looked up once at intake, then carried as data.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

import holidays

from domain.hospital.discharge import Discharge
from domain.pathway import Pathway
from domain.time.calendar import Calendar, Holiday, OwnHoliday


def federal(first: date, last: date) -> tuple[Holiday, ...]:
    """Give the federal holidays from the first to the last day, both included, in order."""
    years = (holiday for year in range(first.year, last.year + 1) for holiday in _year(year))
    return tuple(holiday for holiday in years if first <= holiday.day <= last)


def observed(own: Iterable[OwnHoliday], first: date, last: date) -> tuple[Holiday, ...]:
    """Give all holidays of a hospital in those days: the federal ones, and what it says itself."""
    found = {holiday.day: holiday for holiday in federal(first, last)}
    for each in own:
        if each.works and each.day in found:
            found[each.day] = replace(found[each.day], closed=False)
        elif not each.works and first <= each.day <= last and each.day not in found:
            found[each.day] = Holiday(day=each.day, name=each.name, federal=False)
    return tuple(found[day] for day in sorted(found))


def calendar_for(
    discharge: Discharge, pathway: Pathway, own: Iterable[OwnHoliday] = ()
) -> Calendar:
    """The facility's calendar, with the holidays of the window and a month on either side."""
    return calendar_around(discharge.discharged_at, discharge.time_zone, pathway, own)


def calendar_around(
    at: datetime, time_zone: str, pathway: Pathway, own: Iterable[OwnHoliday] = ()
) -> Calendar:
    """A facility's calendar from a month before an instant until a month after its window."""
    first = at.date() - timedelta(days=31)
    last = at.date() + timedelta(days=pathway.window_days + 31)
    return Calendar(
        time_zone=time_zone, holidays=observed(own, first, last), staffed=pathway.staffed
    )


@cache
def _year(year: int) -> tuple[Holiday, ...]:
    """One year's, and the New Year's Day that the year before observes on its last day."""
    found = sorted(holidays.country_holidays("US", years=year, observed=True).items())
    return tuple(Holiday(day=day, name=name) for day, name in found)
