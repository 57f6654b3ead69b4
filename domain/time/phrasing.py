"""How days and times are written in texts: short, local to the reader, in GSM-7 letters.

English "Tue 9/8 2:30p"; Spanish "mar 8/9 14:30", the day before the month and 24 hours.
"""

from datetime import date, datetime, time, timedelta

from domain.time.calendar import in_zone

_SPANISH = "es"
_NOON = 12
_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mie", "jue", "vie", "sab", "dom"),  # no accents: GSM-7 lacks some
}


def short_time(instant: datetime, zone: str, language: str = "en") -> str:
    """Write 2:30p, 9a; Spanish 14:30."""
    there = in_zone(instant, zone)
    if language == _SPANISH:
        return f"{there.hour}:{there:%M}"
    minutes = f":{there:%M}" if there.minute else ""
    return f"{there.hour % _NOON or _NOON}{minutes}{'a' if there.hour < _NOON else 'p'}"


def short_day(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 9/8; Spanish mar 8/9."""
    return short_date(in_zone(instant, zone).date(), language)


def short_date(day: date, language: str = "en") -> str:
    """Write a calendar date as Tue 9/8; Spanish mar 8/9."""
    if language == _SPANISH:
        return f"{_WEEKDAYS['es'][day.weekday()]} {day.day}/{day.month}"
    return f"{_WEEKDAYS['en'][day.weekday()]} {day.month}/{day.day}"


def short_instant(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 9/8 2:30p; Spanish mar 8/9 14:30."""
    return f"{short_day(instant, zone, language)} {short_time(instant, zone, language)}"


def short_due(instant: datetime, zone: str, language: str = "en") -> str:
    """Write by when something is due: the end of a day (its midnight) is that day, Tue 9/8."""
    there = in_zone(instant, zone)
    if there.time() == time(0):
        return short_date((there - timedelta(days=1)).date(), language)
    return short_instant(instant, zone, language)


def named_instant(instant: datetime, zone: str, language: str = "en") -> str:
    """Write Tue 9/8 2:30p EDT: for cards and pages, whose readers may sit in another zone."""
    return f"{short_instant(instant, zone, language)} {in_zone(instant, zone).tzname()}"
