"""When somebody wants to be reminded: the next such moment, so that nothing has to be asked back.

"3", "at 3", "3p", "2:30", "in 2 hours", "30 min", "1h", "tomorrow 9a", "mon 8:30a", "noon". A
reminder is no appointment: a time of twelve hours without its half is the next of the two.
"""

import re
from datetime import datetime, time, timedelta

from domain.normalize import clean, plain
from domain.time.calendar import in_zone, on_the_wall
from domain.time.dates import read_instant

FARTHEST = timedelta(days=7)
_HOURS = {"h", "hr", "hrs", "hour", "hours", "hora", "horas"}
_UNITS = "|".join(sorted(_HOURS, key=len, reverse=True)) + "|minutes|minutos|minute|mins|min|m"
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "half an": 0.5, "una": 1, "dos": 2}
_LEAD = r"(?:(?:at|by|until|till|til|around|for|in|en|a las|a la|hasta|@)\s*)*"
_SPAN = re.compile(
    rf"{_LEAD}(?:(?P<digits>[0-9]{{1,3}})|(?P<word>{'|'.join(_NUMBERS)}))\s*(?P<unit>{_UNITS})"
)
_BARE = re.compile(
    rf"{_LEAD}(?:(?P<noon>noon|mediodia)"
    r"|(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-5][0-9]))?\s*(?:(?P<half>[ap])\.?m?\.?)?)"
)
_TWELVE, _LAST_HOUR = 12, 23


def read_soon(text: str, *, now: datetime, zone: str) -> datetime | None:
    """The moment that the whole text names, after `now` and within a week; None if unsure."""
    said = " ".join(plain(clean(text)).split()).strip(" .!,")
    at = _after(said, now) or _at_a_time(said, now=now, zone=zone) or _on_a_day(said, now, zone)
    return at if at is not None and now < at <= now + FARTHEST else None


def _after(said: str, now: datetime) -> datetime | None:
    found = _SPAN.fullmatch(said)
    if found is None:
        return None
    number = float(found["digits"] or _NUMBERS[found["word"]])
    unit = timedelta(hours=1) if found["unit"] in _HOURS else timedelta(minutes=1)
    return now + number * unit


def _at_a_time(said: str, *, now: datetime, zone: str) -> datetime | None:
    found = _BARE.fullmatch(said)
    if found is None:
        return None
    hours = _hours(found)
    minute = int(found["minute"] or 0)
    today = in_zone(now, zone).date()
    times = (
        on_the_wall(today + timedelta(days=ahead), time(hour, minute), zone)
        for ahead in (0, 1)
        for hour in hours
    )
    return min((at for at in times if at > now), default=None)


def _hours(found: re.Match[str]) -> tuple[int, ...]:
    if found["noon"]:
        return (_TWELVE,)
    hour = int(found["hour"])
    if found["half"]:
        later = _TWELVE if found["half"] == "p" else 0
        return (hour % _TWELVE + later,) if 1 <= hour <= _TWELVE else ()
    if 1 <= hour <= _TWELVE and not found["hour"].startswith("0"):
        return (hour % _TWELVE, hour % _TWELVE + _TWELVE)
    return (hour,) if hour <= _LAST_HOUR else ()


def _on_a_day(said: str, now: datetime, zone: str) -> datetime | None:
    found = read_instant(said, now=now, zone=zone, past=False)
    return found.at if found and found.consumed == len(said) else None
