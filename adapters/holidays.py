"""Federal holidays, observed days included: looked up once at intake, then carried as data."""

from datetime import date

import holidays

from domain.calendar import Holiday


def federal(first: date, last: date) -> tuple[Holiday, ...]:
    """Give the federal holidays from the first to the last day, both included, in order."""
    years = range(first.year, last.year + 1)
    found = sorted(holidays.country_holidays("US", years=years, observed=True).items())
    return tuple(Holiday(day=day, name=name) for day, name in found if first <= day <= last)
