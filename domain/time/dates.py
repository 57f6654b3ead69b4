"""The dates and times that people text: a small strict grammar, because a guess harms.

A day ("tue", "9/8", "tue 9/8", "today", "tomorrow", "yest") and a time ("3pm", "2:30p", "14:30",
"09:15", "noon") in either order. A time of twelve hours without a.m. or p.m. is refused, so is a
weekday that contradicts its date and a time that the clocks skip. A zone may follow. Dates are
month/day; after a Spanish weekday they are day/month, or whichever order alone fits that weekday.
The words stand in each language's file, `dates`.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.languages import LANGUAGES
from domain.languages.joined import any_of, of_all
from domain.normalize import plain
from domain.time.calendar import in_zone, on_the_wall
from domain.time.zones import speaks_of_a_zone, zone_pattern, zone_said

WEEKDAY_OF = {
    word: n for one in LANGUAGES for n, words in enumerate(one.dates.weekdays) for word in words
}
_DAY_FIRST = {
    word
    for one in LANGUAGES
    if one.dates.day_first
    for words in one.dates.weekdays
    for word in words
}
DAYS_FROM_TODAY = {
    **dict.fromkeys(of_all(lambda one: one.dates.today), 0),
    **dict.fromkeys(of_all(lambda one: one.dates.tomorrow), 1),
    **dict.fromkeys(of_all(lambda one: one.dates.yesterday), -1),
}


def _any_of(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_EITHER = any_of(of_all(lambda one: one.dates.either))
_NOON = any_of(of_all(lambda one: one.dates.noon))
_ARTICLE = f"(?:{any_of(of_all(lambda one: one.dates.article))})"
_DATE = r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})(?:/(?P<year>20[0-9]{2}|[0-9]{2}))?(?![0-9/])"
_DAY = (
    rf"(?:(?P<relative>{_any_of(DAYS_FROM_TODAY)})\b"
    rf"|(?P<weekday>{_any_of(WEEKDAY_OF)})\b\.?(?:,?\s*(?:{_ARTICLE}\s+)?{_DATE})?"
    rf"|{_DATE.replace('P<', 'P<bare_')})"
)
_TIME = (
    rf"(?:(?P<noon>{_NOON})\b"
    r"|(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-5][0-9]))?"
    r"(?:(?P<half>[ap]|\s?[ap]\.?m\b\.?)(?![\w:/]))?(?![\w:/]))"
)
_BETWEEN = rf"(?:\s*,?\s*(?:@|(?:{any_of(of_all(lambda one: one.dates.between))})\s)?\s*)"
_BEFORE = rf"\s*(?:(?:{any_of(of_all(lambda one: one.dates.before))})\s|@|~)?\s*"
_SHAPES = tuple(
    re.compile(rf"{_BEFORE}{shape}", re.ASCII)
    for shape in (
        rf"{_DAY}{_BETWEEN}{_TIME}{zone_pattern()}?",
        rf"{_TIME}{zone_pattern()}?{_BETWEEN}{_DAY}{zone_pattern('day_zone')}?",
        rf"{_TIME}{zone_pattern()}?",
    )
)
_CLOCK = r"[0-9]{1,2}(?:[:/][0-9]|(?:[ap]|\s?[ap]\.?m)\b)"
_UNTIL = any_of(of_all(lambda one: one.dates.until))
_TWO_READINGS = re.compile(
    rf"\s*,?\s*\(?(?:(?:{_EITHER})\b|(?:(?:{_UNTIL})\s|-|/|=)?\s*"
    rf"(?:{_CLOCK}|[0-9]{{1,2}}\s*(?:$|[,.;])|(?:{_any_of(WEEKDAY_OF)})\b))"
)
_ANOTHER_ZONE = re.compile(rf"\s*(?:/|(?:{_EITHER})\b)?{zone_pattern()}")
_PART = f"(?:{any_of(of_all(lambda one: one.dates.day_part))})"
_HOW_LONG = f"(?:[0-9]{{1,3}}|{any_of(of_all(lambda one: one.dates.how_long))})"
_VAGUE = (
    rf"(?:(?:{any_of(of_all(lambda one: one.dates.last))})"
    rf" (?:{_PART}|{any_of(of_all(lambda one: one.dates.week))}|{_any_of(WEEKDAY_OF)})\b"
    rf"|(?:{any_of(of_all(lambda one: one.dates.vague))})\b"
    rf"|(?:{any_of(of_all(lambda one: one.dates.this_part))}) {_PART}\b"
    rf"|{_HOW_LONG}(?:{any_of(of_all(lambda one: one.dates.ago))})\b"
    rf"|(?:{any_of(of_all(lambda one: one.dates.ago_ahead))}) {_HOW_LONG}\b)"
)
"""Times that are said and name no minute: "last night", "this am", "an hour ago"."""
_VAGUE_AHEAD = re.compile(rf"{_BEFORE}{_VAGUE}")
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "half an": 0.5, "half a": 0.5}
_SPAN_AGO = re.compile(
    rf"(?:(?P<digits>[0-9]{{1,3}})|(?P<word>{'|'.join(sorted(_COUNTS, key=len, reverse=True))}))"
    r"\s?(?P<unit>h|hrs?|hours?|m|mins?|minutes?) ago\b"
)
_SATURATION = r"sat\b\W*(?:[4-9][0-9]|100)(?![0-9:/]|\s*[ap]m?\b)"
"""Saturation, and no Saturday: "sat 97 RA"."""
_NEAR = re.compile(
    rf"\(?{_BEFORE}(?:{_CLOCK}|(?:y'day|{any_of(of_all(lambda one: one.dates.near))})\b"
    rf"|(?!{_SATURATION})(?:{_any_of(WEEKDAY_OF)})\b\W*(?:[0-9]|at\b|{_PART}\b|$))"
)

_PATIENT = "pt"
"""Behind the time of a call it may be the patient as well as a zone."""
_TWELVE = 12
_LAST_HOUR = 23
_CENTURY = 2000
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_WATCHES_DIFFER = timedelta(minutes=5)
_ZONES_APART = timedelta(hours=6)
"""The most that a slip of the zone can be, from New York to Honolulu."""


@dataclass(frozen=True, kw_only=True)
class Instant:
    """What was read, and how many characters of the text it took: a note may follow.

    `zoned`: the text said in which zone; what is echoed says so too.
    """

    at: datetime
    consumed: int
    zoned: bool = False


def read_instant(text: str, *, now: datetime, zone: str, past: bool) -> Instant | None:
    """Read the date and time at the start of a text, as meant in that zone; None if unsure.

    Ahead (`past` false) needs a day and a time: the next such weekday, the date this year or next,
    always after `now`. Past: the most recent such moment, and a bare time is today's or
    yesterday's; up to five minutes ahead counts as `now`, since watches differ. A zone behind the
    time counts in place of `zone`; one that is not known, or contradicts, makes it unsure, and so
    does one behind a bare time that lies ahead by no more than zones differ.
    """
    lower = plain(text)
    if past and (ago := _ago(lower, now)):
        return ago
    for shape in _SHAPES[:2] if not past else _SHAPES:
        if (found := shape.match(lower)) and not _TWO_READINGS.match(lower, found.end()):
            return _instant(found, lower, now=now, zone=zone, past=past)
    return None


def _instant(
    found: re.Match[str], lower: str, *, now: datetime, zone: str, past: bool
) -> Instant | None:
    """What the found words mean; a place behind the time stays in the note."""
    said = found.groupdict()
    words, ends = _zone_words(said), found.end()
    note = lower[ends:]
    at = _meant(said, now=now, zone=zone, past=past)
    if past and words == _PATIENT:
        without = {**said, "zone": None, "day_zone": None}
        at = at if at == _meant(without, now=now, zone=zone, past=past) else None
    if at is None or (_ANOTHER_ZONE.match(note) if words else speaks_of_a_zone(note, at)):
        return None
    if words is None or not zone_said(words, zone).is_a_place:
        return Instant(at=at, consumed=ends, zoned=words is not None)
    ends = max(found.start(name) for name in ("zone", "day_zone") if said.get(name))
    return Instant(at=at, consumed=ends)


def looks_like_an_instant(text: str) -> bool:
    """Say whether a text begins as a date or time does, readable or not: then never ignore it."""
    return _NEAR.match(plain(text)) is not None


def says_when_vaguely(text: str) -> bool:
    """Say whether a text begins with a time that names no minute: "last night", "this am"."""
    return _VAGUE_AHEAD.match(plain(text)) is not None


def _ago(lower: str, now: datetime) -> Instant | None:
    """Read "10 min ago" and "an hour ago"."""
    found = _SPAN_AGO.match(lower)
    if found is None:
        return None
    number = float(found["digits"] or _COUNTS[found["word"]])
    unit = _HOUR if found["unit"].startswith("h") else _MINUTE
    return Instant(at=now - number * unit, consumed=found.end())


def _meant(said: dict[str, str | None], *, now: datetime, zone: str, past: bool) -> datetime | None:
    """Choose the one moment that fits what was said and lies on the right side of now."""
    at = _time(said)
    if at is None:
        return None
    words = _zone_words(said)
    spoken = zone_said(words, zone) if words else None
    here = zone if _names_a_day(said) or spoken is None else spoken.name or zone
    today = in_zone(now, here).date()
    for day in _days(said, today, past=past):
        there = spoken.of(day, at, zone) if spoken else zone
        moment = _shown(day, at, there) if there else None
        hardly_yesterday = past and spoken and not _names_a_day(said)
        if moment is None or (hardly_yesterday and _is_ahead(moment, now)):
            return None
        moment = in_zone(moment, zone)
        if past and moment <= now + _WATCHES_DIFFER:
            return min(moment, in_zone(now, zone))
        if not past and moment > now:
            if said.get("weekday") and not said.get("first") and day == today:
                return None  # today, or in a week?
            return moment
    return None


def _is_ahead(moment: datetime, now: datetime) -> bool:
    """Whether it is ahead by no more than a slip of the zone may be."""
    return _WATCHES_DIFFER < moment - now < _ZONES_APART


def _zone_words(said: dict[str, str | None]) -> str | None:
    """The zone, behind the time or behind the day; said twice, both must be the same."""
    behind_time, behind_day = said.get("zone"), said.get("day_zone")
    if behind_time and behind_day and behind_time.strip() != behind_day.strip():
        return f"{behind_time} {behind_day}"
    return behind_time or behind_day


def _names_a_day(said: dict[str, str | None]) -> bool:
    return any(said.get(name) for name in ("relative", "weekday", "first", "bare_first"))


def _time(said: dict[str, str | None]) -> time | None:
    """Read a time of 24 hours, or of twelve with its half of the day."""
    if said["noon"]:
        return time(_TWELVE)
    hour, minute = int(said["hour"] or 0), int(said["minute"] or 0)
    if half := (said["half"] or "").strip():
        if not 1 <= hour <= _TWELVE:
            return None
        return time(hour % _TWELVE + (_TWELVE if half.startswith("p") else 0), minute)
    certain = hour == 0 or hour > _TWELVE or (said["hour"] or "").startswith("0")
    return time(hour, minute) if said["minute"] and certain and hour <= _LAST_HOUR else None


def _days(said: dict[str, str | None], today: date, *, past: bool) -> list[date]:
    """List the days that may be meant, the likeliest first."""
    step = timedelta(days=-1 if past else 1)
    if relative := said.get("relative"):
        return [today + timedelta(days=DAYS_FROM_TODAY[relative])]
    if said.get("first") or said.get("bare_first"):
        return _dated(said, today, past=past)
    if weekday := said.get("weekday"):
        week = [today + step * n for n in range(8)]
        return [day for day in week if day.weekday() == WEEKDAY_OF[weekday]]
    return [today, today + step]


def _dated(said: dict[str, str | None], today: date, *, past: bool) -> list[date]:
    """Read month/day, or either order after a weekday that has it so; two readings are none."""
    bare = "" if said.get("first") else "bare_"
    first, second = int(said[f"{bare}first"] or 0), int(said[f"{bare}second"] or 0)
    weekday, year = said.get("weekday"), said[f"{bare}year"]
    orders = {(first, second), (second, first)} if weekday in _DAY_FIRST else {(first, second)}
    found = [_nearest(month, day, year, today, past=past) for month, day in orders]
    days = [day for day in found if day is not None]
    if weekday is not None:
        days = [day for day in days if day.weekday() == WEEKDAY_OF[weekday]]
    return days if len(days) == 1 else []


def _nearest(month: int, day: int, year: str | None, today: date, *, past: bool) -> date | None:
    """Take the year that was written, else this one or, when that is the wrong side, its neighbour.

    The year is chosen before the weekday is compared: a contradiction never moves it.
    """
    if year is not None:
        return _date(int(year) % 100 + _CENTURY, month, day)
    this = _date(today.year, month, day)
    if this is not None and (this <= today if past else this >= today):
        return this
    return _date(today.year + (-1 if past else 1), month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shown(day: date, at: time, zone: str) -> datetime | None:
    """Find the instant, unless the clocks skip it."""
    instant = on_the_wall(day, at, zone)
    return instant if instant.time() == at else None
