"""How days and times are written in texts: short, local to the reader, in GSM-7 letters.

A sentence is written before its reader is known: a hospital in Chicago has its case managers in
Boston. So an instant stands in it as `for_reader` marks it, and whoever says the sentence calls
`read_in`.

English "Tue 9/8 2:30p"; Spanish "mar 8 sep 2:30pm", weekday and month in words: read as 8/9 or 9/8,
numbers alone would be two days.
"""

import re
from datetime import date, datetime, time, timedelta

from domain.time.calendar import in_zone

_SPANISH = "es"
_MARKED = re.compile(r"<(\d{4}-\d\d-\d\dT[\d:.+-]+)>")
_NOON = 12
_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sab", "dom"),  # GSM-7 has é and no á
}
_MESES = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


def short_time(instant: datetime, zone: str, language: str = "en") -> str:
    """Write 2:30p, 9a; Spanish 2:30pm, 9am."""
    there = in_zone(instant, zone)
    minutes = f":{there:%M}" if there.minute else ""
    half = f"{'a' if there.hour < _NOON else 'p'}{'m' if language == _SPANISH else ''}"
    return f"{there.hour % _NOON or _NOON}{minutes}{half}"


def short_day(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 9/8; Spanish mar 8 sep."""
    return short_date(in_zone(instant, zone).date(), language)


def short_date(day: date, language: str = "en") -> str:
    """Write a calendar date as Tue 9/8; Spanish mar 8 sep."""
    if language == _SPANISH:
        return f"{_WEEKDAYS['es'][day.weekday()]} {day.day} {_MESES[day.month - 1]}"
    return f"{_WEEKDAYS['en'][day.weekday()]} {day.month}/{day.day}"


def short_instant(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 9/8 2:30p; Spanish mar 8 sep 2:30pm."""
    return f"{short_day(instant, zone, language)} {short_time(instant, zone, language)}"


def near_instant(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 8 2:30p, Spanish mar 8 2:30pm: for days so near that the month is plain."""
    there = in_zone(instant, zone)
    weekday = _WEEKDAYS.get(language, _WEEKDAYS["en"])[there.weekday()]
    return f"{weekday} {there.day} {short_time(instant, zone, language)}"


def short_due(instant: datetime, zone: str, language: str = "en") -> str:
    """Write by when something is due: the end of a day (its midnight) is that day, Tue 9/8."""
    there = in_zone(instant, zone)
    if there.time() == time(0):
        return short_date((there - timedelta(days=1)).date(), language)
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


def read_in(words: str, zone: str, language: str = "en") -> str:
    """Write the marked instants of a sentence for a reader there."""
    return _MARKED.sub(
        lambda marked: short_instant(datetime.fromisoformat(marked[1]), zone, language), words
    )
