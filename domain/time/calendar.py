"""When the team works: days, business days and staffed hours, in the facility's zone.

Holidays are data, looked up at intake, so that replay never depends on a library's tables.
Every instant that leaves here carries a fixed offset: Python adds wall-clock time to a datetime
that carries a zone, and compares two of them by the wall; both are wrong across a clock change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Never
from zoneinfo import ZoneInfo

from domain.pathway import StaffedHours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SATURDAY = 5
_LONGEST_SEARCH_DAYS = 400
_DAY = timedelta(days=1)
_REMEMBERED = 16_384


@lru_cache(maxsize=_REMEMBERED)
def in_zone(instant: datetime, zone: str) -> datetime:
    """Give the same instant the offset, and its name ("EDT"), that the zone has then."""
    there = instant.astimezone(ZoneInfo(zone))
    return there.replace(tzinfo=timezone(there.utcoffset() or timedelta(), there.tzname() or zone))


@lru_cache(maxsize=_REMEMBERED)
def on_the_wall(day: date, at: time, zone: str) -> datetime:
    """Find the instant when the zone's clocks show this.

    A time that the clocks skip in spring is as much later; of a repeated hour it is the first.
    """
    shown = datetime.combine(day, at.replace(tzinfo=None, fold=0), ZoneInfo(zone))
    return in_zone(shown.astimezone(UTC), zone)


def end_of_day(instant: datetime, zone: str) -> datetime:
    """Find the last instant of the day that a zone's clocks show then."""
    tomorrow = in_zone(instant, zone).date() + _DAY
    return on_the_wall(tomorrow, time.min, zone) - timedelta.resolution


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A day that is not like others; `name` is shown in reasons.

    `federal`: no business day, whatever the hospital does (Medicare counts so). `closed`: the team
    does not work. A hospital's own holiday is closed alone; a federal one may be worked.
    """

    day: date
    name: str
    federal: bool = True
    closed: bool = True


@dataclass(frozen=True, kw_only=True)
class OwnHoliday:
    """What a hospital says of a day: closed beside the federal ones, or a federal one it works."""

    day: date
    name: str = ""
    works: bool = False


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """A facility's days and hours. `time_zone` is IANA; `staffed` are the team's hours."""

    time_zone: str
    holidays: tuple[Holiday, ...]
    staffed: StaffedHours

    def local(self, instant: datetime) -> datetime:
        """Give the instant the facility's offset."""
        return in_zone(instant, self.time_zone)

    def day(self, instant: datetime) -> date:
        """Read the facility's calendar date at that instant."""
        return self.local(instant).date()

    def at(self, day: date, at: time) -> datetime:
        """Find the instant when the facility's clocks show this time on that day."""
        return on_the_wall(day, at, self.time_zone)

    def end_of(self, day: date) -> datetime:
        """Find the first instant of the next day: "by the end of that day" means before it."""
        return self.at(day + _DAY, time.min)

    def holiday(self, day: date) -> str | None:
        """Name the holiday, if that day is one."""
        found = self._holiday(day)
        return found.name if found else None

    def later(self, instant: datetime, elapsed: timedelta) -> datetime:
        """Add elapsed time, whatever the clocks on the wall do meanwhile."""
        return self.local(instant.astimezone(UTC) + elapsed)

    def is_business_day(self, day: date) -> bool:
        """Monday to Friday but holidays, whatever the office hours (CMS, transitional care)."""
        found = self._holiday(day)
        return day.weekday() < _SATURDAY and not (found and found.federal)

    def is_working_day(self, day: date) -> bool:
        """A business day that is no holiday of the hospital's own either."""
        return day.weekday() < _SATURDAY and self._holiday(day) is None

    def next_working_day(self, day: date) -> date:
        """Take that day itself if it is a working day, else the first one after it."""
        return next(filter(self.is_working_day, _days_from(day)), None) or _never("working day")

    def business_day_after(self, day: date, n: int) -> date:
        """Count to the n-th business day strictly after that day."""
        for _ in range(n):
            found = filter(self.is_business_day, _days_from(day + _DAY))
            day = next(found, None) or _never("business day")
        return day

    def next_staffed(self, instant: datetime) -> datetime:
        """Take the instant itself when staffed, else the next opening.

        Raises ValueError when nobody ever works; the pathway's loader refuses such hours.
        """
        opens, _ = self._next_hours(instant)
        return self.local(max(instant, opens))

    def staffed_time(self, begin: datetime, end: datetime) -> timedelta:
        """Add up the staffed time from `begin` until `end`."""
        if begin >= end:
            return timedelta()
        first, last = self.day(begin), self.day(end)
        days = (first + _DAY * n for n in range((last - first).days + 1))
        hours = (hours for day in days for hours in self._hours(day))
        parts = ((max(opens, begin), min(closes, end)) for opens, closes in hours)
        return sum((to - since for since, to in parts if since < to), timedelta())

    def staffed_after(self, instant: datetime, span: timedelta) -> datetime:
        """Find the instant by which so much staffed time has gone by."""
        opens, closes = self._next_hours(instant)
        while closes - max(opens, instant) < span:
            span -= closes - max(opens, instant)
            instant = closes
            opens, closes = self._next_hours(instant)
        return self.later(max(opens, instant), span)

    def staffed_before(self, end: datetime, span: timedelta, since: datetime) -> datetime | None:
        """Find the last instant with so much staffed time before `end`; None: none from `since`."""
        last = self.day(end)
        for day in (last - _DAY * n for n in range((last - self.day(since)).days + 1)):
            for opens, closes in self._hours(day):
                until = min(closes, end)
                if opens < until and until - opens >= span:
                    at = self.later(until, -span)
                    return at if at >= since else None
                span -= max(until - opens, timedelta())
        return None

    def closing(self, instant: datetime) -> datetime:
        """Find the end of the staffed hours that hold the instant, or of the next ones."""
        _, closes = self._next_hours(instant)
        return closes

    def staffed_on(self, day: date, since: datetime) -> datetime | None:
        """Find the first staffed moment of that day that is not before `since`."""
        left = (max(opens, since) for opens, closes in self._hours(day) if since < closes)
        return next(map(self.local, left), None)

    def skipped(self, after: date, until: date) -> tuple[str, ...]:
        """Name the federal holidays on weekdays strictly between two days, in order."""
        return tuple(each.name for each in self._between(after, until) if each.federal)

    def closed(self, after: date, until: date) -> tuple[str, ...]:
        """Name the weekdays strictly between two days on which the team does not work, in order."""
        return tuple(each.name for each in self._between(after, until) if each.closed)

    def _between(self, after: date, until: date) -> Iterator[Holiday]:
        for n in range(1, (until - after).days):
            found = self._holiday(after + _DAY * n)
            if found is not None and found.day.weekday() < _SATURDAY:
                yield found

    def _holiday(self, day: date) -> Holiday | None:
        return next((holiday for holiday in self.holidays if holiday.day == day), None)

    def _next_hours(self, instant: datetime) -> tuple[datetime, datetime]:
        for day in _days_from(self.day(instant)):
            for opens, closes in self._hours(day):
                if instant < closes:
                    return opens, closes
        return _never("staffed moment")

    def _hours(self, day: date) -> list[tuple[datetime, datetime]]:
        """List that day's staffed hours, if any; a closing time of 00:00 is the end of the day."""
        found = self._holiday(day)
        if WEEKDAYS[day.weekday()] not in self.staffed.days or (found and found.closed):
            return []
        closes = self.staffed.closes
        end = self.end_of(day) if closes == time.min else self.at(day, closes)
        return [(self.at(day, self.staffed.opens), end)]


def _days_from(day: date) -> Iterator[date]:
    """Days in order, but never without end."""
    return (day + _DAY * n for n in range(_LONGEST_SEARCH_DAYS))


def _never(what: str) -> Never:
    raise ValueError(f"no {what} within {_LONGEST_SEARCH_DAYS} days: check staffed days, holidays")
