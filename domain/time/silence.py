"""When a hospital that sends has been silent for too long, and who hears of it by when.

The hours are the clinic's own (set): no standard says how long an interface may be quiet.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from domain.pathway import Role
from domain.time.calendar import in_zone, on_the_wall

RUNGS = (Role.INTAKE_LEAD, Role.CASE_MANAGER, Role.SUPERVISOR)
_SATURDAY = 5
_TOMORROW = timedelta(days=1)
_FARTHEST = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How many hours of silence are too many, by day and at night or on a weekend; 0: never.

    By day is Monday to Friday from `day_begins` to `day_ends` on the facility's clock. An hour
    counts as its share of the patience of its own time, so that a quiet night alone raises nothing
    in the morning. Each has `reply_hours` before the next one hears of it.
    """

    by_day: float
    at_night: float
    day_begins: time
    day_ends: time
    reply_hours: float
    time_zone: str

    @property
    def reply(self) -> timedelta:
        """How long each has before the next one hears."""
        return timedelta(hours=self.reply_hours)


def too_long_at(since: datetime, patience: Patience) -> datetime | None:
    """The instant from which a silence since then is too long; None: no hours are set."""
    left, at = 1.0, since
    while at < since + _FARTHEST:
        ends, hours = _stretch(at, patience)
        if hours > 0:
            whole = timedelta(hours=hours) * left
            if at + whole <= ends:
                return at + whole
            left -= (ends - at) / timedelta(hours=hours)
        at = ends
    return None


def heard_by(begins: datetime, now: datetime, patience: Patience) -> tuple[Role, ...]:
    """Everybody who must have heard by now, in order, of a silence that is too long from then."""
    return tuple(role for n, role in enumerate(RUNGS) if begins + n * patience.reply <= now)


def _stretch(at: datetime, patience: Patience) -> tuple[datetime, float]:
    """When the day or the night that an instant lies in ends, and the hours that hold in it."""
    local = in_zone(at, patience.time_zone)
    today = local.date()
    hours = (patience.day_begins, patience.day_ends)
    day, night = (on_the_wall(today, each, patience.time_zone) for each in hours)
    tomorrow = on_the_wall(today + _TOMORROW, time(0), patience.time_zone)
    if today.weekday() >= _SATURDAY or at >= night:
        return tomorrow, patience.at_night
    return (day, patience.at_night) if at < day else (night, patience.by_day)
