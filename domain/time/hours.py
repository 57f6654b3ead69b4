"""When a person may be texted: weekly windows in their own zone, and dates that are otherwise.

Every instant that leaves here carries a fixed offset, so that it can be compared and reckoned
with across clock changes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.time.calendar import WEEKDAYS, on_the_wall

_MIDNIGHT = time(0)
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_HORIZON = timedelta(days=60)
"""Nobody is looked for further than this: who is off so long has no hours."""

Stretch = tuple[datetime, datetime]
"""From its first instant until just before its end."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """One weekly stretch on one day; `ends` at 00:00 means the end of that day."""

    day: str
    begins: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class DayHours:
    """The hours of one date, in place of its weekday's; without windows it is a day off.

    As in the week, an end at 00:00 means the end of that day.
    """

    day: date
    windows: tuple[tuple[time, time], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A person's hours. No weekly windows mean any hour, but on the dates in `exceptions`.

    On `holidays` the weekly windows are closed; only an exception opens such a day.
    """

    time_zone: str
    windows: tuple[Window, ...] = ()
    exceptions: tuple[DayHours, ...] = ()
    holidays: tuple[date, ...] = ()

    def at_any_hour(self) -> "Reach":
        """The same person for what is urgent or on call: off on their own dates only."""
        return replace(self, windows=())

    def local(self, instant: datetime) -> datetime:
        """The instant on the person's own clock."""
        return instant.astimezone(ZoneInfo(self.time_zone))

    def next_open(self, instant: datetime) -> datetime:
        """The instant itself when it lies in a window, else when the next window opens.

        Of somebody who is off for all of the next 60 days, the end of these.
        """
        if self._at_any_hour():
            return instant
        ahead = (begins for begins, ends in self._from(self._date(instant)) if ends > instant)
        return max(next(ahead, instant + _HORIZON), instant)

    def open_at(self, instant: datetime) -> bool:
        """Whether the instant lies in a window."""
        today = self._on(self._date(instant))
        return self._at_any_hour() or any(begins <= instant < ends for begins, ends in today)

    def last_open(self, instant: datetime) -> datetime:
        """The instant itself when open, else the last moment before it: earlier, not later.

        The moment is a minute before the window's end, so that the text goes out inside it.
        """
        if self.open_at(instant):
            return instant
        behind = (ends for _, ends in self._back_from(self._date(instant)) if ends <= instant)
        return next((ends - _MINUTE for ends in behind), instant)

    def next_begin(self, after: datetime) -> datetime | None:
        """When work next begins, strictly after; windows that touch are one stretch of work.

        None: not within 60 days, as of somebody who works at any hour.
        """
        stretches = _joined(self._from(self._date(after)))
        return next((begins for begins, _ in stretches if begins > after), None)

    def next_end(self, after: datetime) -> datetime | None:
        """When work next ends, strictly after. None: not within 60 days."""
        today = self._date(after)
        horizon = self._midnight(today + _HORIZON + _DAY)
        ends = (ends for _, ends in _joined(self._from(today)) if after < ends < horizon)
        return next(ends, None)

    def began(self, at: datetime) -> datetime | None:
        """When the stretch of work that holds this instant began.

        None when off; and at any hour, which began at no time: ask `open_at` who is on shift.
        """
        if not self.open_at(at):
            return None
        begun = at
        for begins, ends in self._back_from(self._date(at)):
            if ends < begun:
                return begun
            begun = min(begun, begins)
        return None

    def from_now_on(self, now: datetime) -> DayHours:
        """The hours of a day on which somebody says that they work: from now to its last end.

        On a day that has no end any more that lies ahead, until midnight.
        """
        local = self.local(now)
        ends = max((ends for _, ends in self._on(local.date()) if ends > now), default=None)
        last = self.local(ends).time() if ends else _MIDNIGHT
        begins = local.time().replace(second=0, microsecond=0)
        return DayHours(day=local.date(), windows=((begins, last),))

    def _at_any_hour(self) -> bool:
        return not (self.windows or self.exceptions)

    def _date(self, instant: datetime) -> date:
        return self.local(instant).date()

    def _midnight(self, day: date) -> datetime:
        return on_the_wall(day, _MIDNIGHT, self.time_zone)

    def _from(self, first: date) -> Iterator[Stretch]:
        """The windows of that day and those after it, in order."""
        for days in range(_HORIZON.days + 1):
            yield from self._on(first + timedelta(days=days))

    def _back_from(self, last: date) -> Iterator[Stretch]:
        """The windows of that day and those before it, the latest first."""
        for days in range(_HORIZON.days + 1):
            yield from reversed(self._on(last - timedelta(days=days)))

    def _on(self, day: date) -> list[Stretch]:
        """The hours of one day, in order; of what a clock change swallows nothing is left."""
        wall = ((self._at(day, begins), self._end(day, ends)) for begins, ends in self._hours(day))
        return list(_joined(sorted((begins, ends) for begins, ends in wall if begins < ends)))

    def _hours(self, day: date) -> Iterator[tuple[time, time]]:
        exception = next((each for each in self.exceptions if each.day == day), None)
        if exception is not None:
            yield from exception.windows
        elif not self.windows:
            yield _MIDNIGHT, _MIDNIGHT
        elif day not in self.holidays:
            name = WEEKDAYS[day.weekday()]
            yield from ((each.begins, each.ends) for each in self.windows if each.day == name)

    def _at(self, day: date, at: time) -> datetime:
        return on_the_wall(day, at, self.time_zone)

    def _end(self, day: date, ends: time) -> datetime:
        return self._midnight(day + _DAY) if ends == _MIDNIGHT else self._at(day, ends)


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Those that touch or overlap as one; they come in order."""
    begun: Stretch | None = None
    for begins, ends in stretches:
        if begun is not None and begins > begun[1]:
            yield begun
            begun = None
        begun = (begins, ends) if begun is None else (begun[0], max(begun[1], ends))
    if begun is not None:
        yield begun


def every_day(time_zone: str, begins: time, ends: time) -> Reach:
    """The same hours on each day of the week."""
    windows = tuple(Window(day=day, begins=begins, ends=ends) for day in WEEKDAYS)
    return Reach(time_zone=time_zone, windows=windows)
