"""Whom a family calls: the care line in its hours, the night number in all others."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.pathway import Lines, StaffedHours
from domain.time.calendar import Calendar, Holiday


@dataclass(frozen=True, kw_only=True)
class CareLine:
    """Two numbers of which one always answers, as they travel with a question.

    `hours` are the care line's, in the facility's zone; on the days in `closed` it does not answer.
    """

    care: str
    night: str
    hours: StaffedHours
    time_zone: str
    closed: tuple[date, ...] = ()

    def at(self, instant: datetime) -> str:
        """The number that answers then."""
        holidays = tuple(Holiday(day=day, name="") for day in self.closed)
        hours = Calendar(time_zone=self.time_zone, holidays=holidays, staffed=self.hours)
        return self.care if hours.next_staffed(instant) <= instant else self.night

    @property
    def at_night(self) -> str:
        """The number to be named beside the other; nothing where one answers at any hour."""
        return self.night if self.night != self.care else ""


def care_line(lines: Lines, calendar: Calendar, since: datetime) -> CareLine:
    """The line of a facility: it is closed with the team on the holidays that lie ahead."""
    today = calendar.day(since)
    return CareLine(
        care=lines.care,
        night=lines.night,
        hours=lines.hours,
        time_zone=calendar.time_zone,
        closed=tuple(one.day for one in calendar.holidays if one.closed and one.day >= today),
    )
