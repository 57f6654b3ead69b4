"""How days and times are written in texts: short, local to the reader, in GSM-7 letters.

A sentence is written before its reader is known: a hospital in Chicago has its case managers in
Boston. So an instant stands in it as `for_reader` marks it, and whoever says the sentence calls
`read_in`.

How a language writes them stands in its file, `written`: "Tue 9/8 2:30p", "mar 8 sep 2:30pm", and
where that fits "martes 8 sep 2:30pm". One that says nothing of it has them written as in English.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from domain.languages import LANGUAGES
from domain.languages.sections import Written
from domain.time.calendar import in_zone

_MARKED = re.compile(r"<(\d{4}-\d\d-\d\dT[\d:.+-]+)>")
_NOON = 12
_DAY = timedelta(days=1)
_WRITTEN = {one.code: one.written for one in LANGUAGES if one.written.date}
_IN_FULL = {
    f"{code}+": replace(said, weekdays=said.weekdays_in_full)
    for code, said in _WRITTEN.items()
    if said.weekdays_in_full
}


def short_time(instant: datetime, zone: str, language: str = "en") -> str:
    """Write 2:30p, 9a; Spanish 2:30pm, 9am."""
    there = in_zone(instant, zone)
    minutes = f":{there:%M}" if there.minute else ""
    half = _written(language).halves[there.hour // _NOON]
    return f"{there.hour % _NOON or _NOON}{minutes}{half}"


def short_day(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 9/8; Spanish mar 8 sep."""
    return short_date(in_zone(instant, zone).date(), language)


def short_date(day: date, language: str = "en") -> str:
    """Write a calendar date as Tue 9/8; Spanish mar 8 sep."""
    said = _written(language)
    month = said.months[day.month - 1] if said.months else day.month
    return said.date.format(weekday=said.weekdays[day.weekday()], day=day.day, month=month)


def short_instant(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 9/8 2:30p; Spanish mar 8 sep 2:30pm."""
    return f"{short_day(instant, zone, language)} {short_time(instant, zone, language)}"


def near_instant(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 8 2:30p, Spanish mar 8 2:30pm: for days so near that the month is plain."""
    there = in_zone(instant, zone)
    weekday = _written(language).weekdays[there.weekday()]
    return f"{weekday} {there.day} {short_time(instant, zone, language)}"


def short_due(instant: datetime, zone: str, language: str = "en") -> str:
    """Write by when something is due: the end of a day (its midnight) is that day, Tue 9/8."""
    there = in_zone(instant, zone)
    if there.time() == time(0):
        return short_date((there - _DAY).date(), language)
    return short_instant(instant, zone, language)


def named_instant(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 9/8 2:30p EDT: for cards and pages, whose readers may sit in another zone."""
    return f"{short_instant(instant, zone, language)} {zone_name(instant, zone)}"


def zone_name(instant: datetime, zone: str, _language: str = "en") -> str:
    """Write EDT: the zone's own name at that moment."""
    return in_zone(instant, zone).tzname() or zone


def for_reader(instant: datetime) -> str:
    """Mark an instant in a sentence, to be written when it is known who reads it."""
    return f"<{instant.isoformat()}>"


def with_instants(
    words: str,
    zone: str,
    language: str = "en",
    written: Callable[[datetime, str, str], str] = short_instant,
) -> str:
    """Write the marked instants of a sentence for a reader there."""
    return _MARKED.sub(
        lambda marked: written(datetime.fromisoformat(marked[1]), zone, language), words
    )


def in_full(language: str) -> str:
    """The language with its weekdays in full, martes 8 sep, where its file has them."""
    full = f"{language}+"
    return full if full in _IN_FULL else language


def _written(language: str) -> Written:
    return _IN_FULL.get(language) or _WRITTEN.get(language, _WRITTEN["en"])
