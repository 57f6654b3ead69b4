"""When a person may be texted: weekly windows in their own zone."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MIDNIGHT = time(0)


@dataclass(frozen=True, kw_only=True)
class Window:
    """One weekly stretch on one day; `ends` at 00:00 means the end of that day."""

    day: str
    begins: time
    ends: time


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A person's hours. No windows at all means any hour."""

    time_zone: str
    windows: tuple[Window, ...] = ()

    def local(self, instant: datetime) -> datetime:
        """The instant on the person's own clock."""
        return instant.astimezone(ZoneInfo(self.time_zone))

    def next_open(self, instant: datetime) -> datetime:
        """The instant itself when it lies in a window, else when the next window opens."""
        if not self.windows:
            return instant
        local = self.local(instant)
        ahead = (self._on(local, days) for days in range(8))
        starts = (max(begins, instant) for day in ahead for begins, ends in day if ends > instant)
        return min(starts, default=instant)

    def open_at(self, instant: datetime) -> bool:
        """Whether the instant lies in a window."""
        return self.next_open(instant) == instant

    def last_open(self, instant: datetime) -> datetime:
        """The instant itself when open, else the last moment before it: earlier, not later.

        The moment is a minute before the window's end, so that the text goes out inside it.
        """
        if self.open_at(instant):
            return instant
        local = self.local(instant)
        behind = (self._on(local, -days) for days in range(8))
        return max(
            (ends - timedelta(minutes=1) for day in behind for _, ends in day if ends <= instant),
            default=instant,
        )

    def _on(self, local: datetime, days: int) -> list[tuple[datetime, datetime]]:
        zone = ZoneInfo(self.time_zone)
        day = (local + timedelta(days=days)).date()
        return [
            (
                datetime.combine(day, window.begins, zone),
                datetime.combine(day + timedelta(days=window.ends == _MIDNIGHT), window.ends, zone),
            )
            for window in self.windows
            if window.day == DAYS[day.weekday()]
        ]


def every_day(time_zone: str, begins: time, ends: time) -> Reach:
    """The same hours on each day of the week."""
    windows = tuple(Window(day=day, begins=begins, ends=ends) for day in DAYS)
    return Reach(time_zone=time_zone, windows=windows)
