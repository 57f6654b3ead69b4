"""Values of HL7 v2: times, names, telephone numbers, coded entries.

A value is None when it cannot be read as what it should be; who asked makes a doubt of that.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from itertools import product

from adapters.messages.hl7.segments import Repeat
from adapters.reference import phone_numbers
from adapters.reference.phone_numbers import OTHERS, Numbers

_MOMENT = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:[T ]?(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:\.\d{1,9})?)?)?)?"
    r"\s?(?P<zone>[+-]\d\d(?::?\d\d)?|Z)?"
)
_YEARS = range(1971, 2201)
"""Of what may happen in a stay: 1900 and 1970 are written where no time is known, and in others,
such as 9999, arithmetic would overflow."""
_YEARS_OF_BIRTH = range(1900, 2201)

_NO_PHONE = {"FX", "FAX", "MD", "BP", "BPN", "INTERNET", "NET", "X.400", "TDD", "TTY"}
_PHONES = {"CP": 0, "MC": 0, "CELL": 0, "MOBILE": 0, "PRS": 1, "PRN": 2, "": 3, "PH": 3,
           "ORN": 4, "VHN": 5, "WPN": 6, "ASN": 7, "EMR": 8}  # fmt: skip
"""XTN.2 and XTN.3: what may be called and texted, a mobile first. What is not here is as blank."""


@dataclass(frozen=True)
class Moment:
    """An instant with its offset. `exact` is False when only its day was said: then it is 00:00.

    `begins`: the instant, or the beginning of the hour that comes twice in autumn, where it was
    not said which of the two is meant.
    """

    at: datetime
    exact: bool = True
    twice: timedelta = timedelta()

    @property
    def begins(self) -> datetime:
        """The earliest that it may have been."""
        if not self.twice:
            return self.at
        since_midnight = self.at - self.at.replace(hour=0, minute=0, second=0, microsecond=0)
        return self.at - since_midnight % self.twice


def moment(text: str, zone: tzinfo) -> Moment | None:
    """Read 8 to 14 digits, fractions dropped, with their offset or else local to the facility.

    The offset is fixed: hours are added to it as hours, also across a change of clocks. 24:00 is
    the midnight that follows; a midnight in UTC is a date that some engine filled up, and of a
    date alone an offset says nothing.
    """
    if not (found := _MOMENT.fullmatch(text.strip())):
        return None
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        clock = (found["hour"], found["minute"] or "00", found["second"] or "00")
        return _in_range(_on(day, clock, _offset(found["zone"]), zone))
    except (ValueError, OverflowError):
        return None


def offset_of(text: str) -> str:
    """The offset that a time is written with, as it stands: "-0500", "Z"; "" without one."""
    found = _MOMENT.fullmatch(text.strip())
    return (found["zone"] or "") if found else ""


def _on(
    day: date, clock: tuple[str | None, str, str], offset: tzinfo | None, zone: tzinfo
) -> Moment:
    hour, minute, second = clock
    if hour is None:
        return Moment(_with_offset(datetime.combine(day, time(0)), zone), exact=False)
    if (hour, minute, second) == ("24", "00", "00"):
        day, hour = day + timedelta(days=1), "00"
    at = datetime.combine(day, time(int(hour), int(minute), min(int(second), 59)), offset)
    local = at.replace(tzinfo=zone)
    filled_up = offset is not None and not offset.utcoffset(at) and at.time() == time(0)
    if filled_up and local.utcoffset():
        return Moment(_with_offset(datetime.combine(day, time(0)), zone), exact=False)
    if offset is not None:
        return Moment(at)
    first = local.utcoffset() or timedelta()
    twice = first - (local.replace(fold=1).utcoffset() or timedelta())
    return Moment(_with_offset(at, zone), twice=max(twice, timedelta()))


def day(text: str) -> date | None:
    """The calendar date that is written, whatever the zone: a birth date has none."""
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", text.strip())
    try:
        said = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
    return said if said and said.year in _YEARS_OF_BIRTH else None


def _offset(text: str | None) -> tzinfo | None:
    if not text or text == "Z":
        return timezone.utc if text else None  # noqa: UP017 - beside timezone(...)
    minutes = int(text[1:3]) * 60 + int(text[3:].lstrip(":") or 0)
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))


def _with_offset(at: datetime, zone: tzinfo) -> datetime:
    if at.tzinfo is not None:
        return at
    return at.replace(tzinfo=timezone(at.replace(tzinfo=zone).utcoffset() or timedelta()))


def _in_range(said: Moment) -> Moment | None:
    return said if said.at.year in _YEARS else None


def telephone(repeats: Iterable[Repeat], country: str, *, not_theirs: str = OTHERS) -> Numbers:
    """The best numbers (XTN): a mobile, then the person's own, then home; never a fax."""
    ranked = ((_phone_rank(one), one) for one in repeats)
    said = [(rank, text) for rank, one in ranked if rank is not None for text in _numbers(one)]
    return phone_numbers.best(said, country, not_theirs=not_theirs)


def _phone_rank(repeat: Repeat) -> int | None:
    kinds = [repeat.get(n).upper() for n in (2, 3)]
    if _NO_PHONE & set(kinds):
        return None
    return min(_PHONES.get(kind, _PHONES[""]) for kind in kinds if kind or not any(kinds))


def _numbers(repeat: Repeat) -> Iterable[str]:
    """The ways in which one XTN may say its number: free text, unformatted, in parts."""
    country, area, local = (repeat.get(n) for n in (5, 6, 7))
    code = f"+{country.lstrip('+')}" if country.lstrip("+").isdigit() else ""
    behind = f" ext {repeat.get(8)}" if repeat.get(8) else ""
    note = f" {repeat.get(9)}" if repeat.get(9) else ""
    split = f"{code}{area}{local}" if local else ""
    said = (repeat.get(1), repeat.get(12), split, f"{area}{local}")
    return [f"{text}{behind}{note}" for text in said if text]


def person(repeat: Repeat, start: int = 1) -> str | None:
    """A name to read out (XPN, or XCN from its second part): "Tom Smith", "Dr. Ann Lee"."""
    surname, given = family(repeat, start), repeat.get(start + 1)
    prefix = repeat.get(start + 4)
    words = [word for word in (prefix, given, surname) if word and word != '""']
    return " ".join(words) if surname or given else None


def family(repeat: Repeat, part: int = 1) -> str:
    """A family name (FN); where the whole of it is blank, its prefix and surname, own or partner's.

    "&van&Beethoven" is "van Beethoven".
    """
    own, partner = ((repeat.get(part, n), repeat.get(part, n + 1)) for n in (2, 4))
    said = own if own[1] else partner
    parted = " ".join(one for one in said if one and one != '""') if said[1] else ""
    return repeat.get(part) or parted


def names_of(repeat: Repeat) -> list[str]:
    """Everything by which somebody (XCN) may be listed: number, name with and without a title."""
    plain = " ".join(filter(None, (repeat.get(3), repeat.get(2))))
    said = (repeat.get(1), person(repeat, start=2), plain, f"{repeat.get(2)}, {repeat.get(3)}")
    return [one for one in said if one and one.strip(", ") and '""' not in one]


def coded(repeat: Repeat) -> Iterable[tuple[str, str, str]]:
    """The code, text and system of a coded entry (CWE) and of its alternate."""
    return [(repeat.get(first), repeat.words(first + 1), repeat.get(first + 2)) for first in (1, 4)]


def coded_words(repeats: Iterable[Repeat]) -> list[str]:
    """The codes and texts of coded entries (CWE), also of their alternates."""
    return words(repeats, (1, 2, 4, 5))


def words(repeats: Iterable[Repeat], parts: Iterable[int]) -> list[str]:
    """What stands in these parts, of each repetition, that is not blank."""
    said = (repeat.words(part) for repeat, part in product(repeats, tuple(parts)))
    return [text for text in said if text]
