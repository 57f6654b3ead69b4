"""When somebody wants to be reminded: the next such moment, so that nothing has to be asked back.

"3", "at 3", "3p", "2:30", "in 2 hours", "30 min", "1h", "tomorrow 9a", "mon 8:30a", "noon",
"tonight at 8", "3p CT". A reminder is no appointment: a time of twelve hours without its half is
the next of the two. "In 20" is twenty minutes; "in 2" may be two hours and is asked about, so is
"20" alone.
"""

import re
from datetime import datetime, time, timedelta

from domain.normalize import clean, plain
from domain.time.calendar import in_zone, on_the_wall
from domain.time.dates import read_instant
from domain.time.zones import take_zone

FARTHEST = timedelta(days=7)
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_HOURS = {"h", "hr", "hrs", "hour", "hours", "hora", "horas"}
_UNITS = "|".join(sorted(_HOURS, key=len, reverse=True)) + "|minutes|minutos|minute|mins|min|m"
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty five": 45, "half an": 0.5, "half a": 0.5,
    "half": 0.5, "a half": 0.5, "1/2": 0.5, "1/2 an": 0.5, "a couple": 2, "a couple of": 2,
    "couple": 2, "una": 1, "un": 1, "dos": 2, "tres": 3, "media": 0.5, "diez": 10, "quince": 15,
    "veinte": 20, "treinta": 30,
}  # fmt: skip
_LEAD = r"(?:(?:at|by|until|till|til|around|for|in|en|a las|a la|hasta|@)\s*)*"
_SPAN = re.compile(
    rf"{_LEAD}(?:(?P<digits>[0-9]{{1,3}}(?:\.[0-9]{{1,2}})?)"
    rf"|(?P<word>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}))"
    rf"\s*(?P<unit>{_UNITS})(?P<half> and a half| y media)?(?: from now)?"
)
_MINUTES = re.compile(r"(?:in|for|en|por)\s+(?:about )?(?P<digits>[0-9]{1,3})")
_SHORTEST, _FEW = 10, range(11, 13)
"""Without a unit: fewer may be hours, more are minutes, and of a few nobody can say."""
_TONIGHT = re.compile(r"(?P<before>.*?)\s*\b(?:tonight|esta noche)\b\s*(?P<after>.*)")
_AT = re.compile(r"(?:at|by|until|till|til|a las|@)(?!\w)")
_BARE = re.compile(
    rf"{_LEAD}(?:(?P<noon>noon|mediodia)"
    r"|(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-5][0-9]))?\s*(?:(?P<half>[ap])\.?m?\.?)?)"
)
_TWELVE, _LAST_HOUR, _EVENING = 12, 23, 5


def read_soon(text: str, *, now: datetime, zone: str) -> datetime | None:
    """The moment that the whole text names, after `now` and within a week; None if unsure."""
    said = " ".join(plain(clean(text)).split()).strip(" .!,")
    if bare := _MINUTES.fullmatch(said):
        number = int(bare["digits"])
        unsure = number < _SHORTEST or number in _FEW
        return None if unsure else now + timedelta(minutes=number)
    said, spoken = take_zone(said, zone)
    there = zone if spoken is None else spoken.name
    if not there:
        return None
    said = _tonight(said)
    at = _after(said, now) or _at_a_time(said, now=now, zone=there) or _on_a_day(said, now, there)
    if at is None or not now < at <= now + FARTHEST:
        return None
    shown = in_zone(at, there)
    fits = spoken is None or spoken.of(shown.date(), shown.time(), zone) == there
    return in_zone(at, zone) if fits else None


def _after(said: str, now: datetime) -> datetime | None:
    found = _SPAN.fullmatch(said)
    if found is None:
        return None
    number = float(found["digits"] or _NUMBERS[found["word"]])
    unit = _HOUR if found["unit"] in _HOURS else _MINUTE
    return now + (number + (0.5 if found["half"] else 0)) * unit


def _tonight(said: str) -> str:
    """Read "8 tonight" as 8 p.m. today; tonight alone is no time."""
    found = _TONIGHT.fullmatch(said)
    if found is None:
        return said
    told = f"{found['before']} {found['after']}".strip()
    clock = _BARE.fullmatch(told)
    if clock is None or clock["noon"] or not _EVENING <= int(clock["hour"]) < _TWELVE:
        return "tonight"
    return f"today {clock['hour']}:{clock['minute'] or '00'}p"


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
    named = found["minute"] or _AT.match(found[0])
    return (hour,) if hour <= _LAST_HOUR and named else ()


def _on_a_day(said: str, now: datetime, zone: str) -> datetime | None:
    found = read_instant(said, now=now, zone=zone, past=False)
    return found.at if found and found.consumed == len(said) else None
