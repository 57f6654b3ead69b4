"""FHIR's values, read from whatever JSON stands there: what has a wrong type is not there.

An `Element` knows its place, so that what is wrong can be named: "Patient.telecom[1].value".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_LONGEST = 1_000
_SANE_YEARS = range(1971, 2201)
"""Of what may happen in a stay: 1900 and 1970 are written where no time is known, and in others,
such as 9999, arithmetic would overflow."""
_YEARS_OF_BIRTH = range(1900, 2201)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d+))?(?:([Zz])|([+-]\d{2}):?(\d{2})?)?"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Element:
    """One element of a resource, or its absence (`value` is None), and where it stands."""

    value: Any
    at: str

    def __bool__(self) -> bool:
        """Whether something stands here."""
        return self.value not in (None, {}, [], "")

    def get(self, *names: str) -> "Element":
        """Go down by names; of a list where one element belongs, the first counts."""
        here = self
        for name in names:
            one = here.first()
            value = one.value.get(name) if isinstance(one.value, dict) else None
            here = Element(value, f"{one.at}.{name}" if one.at else name)
        return here

    def first(self) -> "Element":
        """Itself, or the first of the list that it is."""
        if isinstance(self.value, list) and self.value:
            return Element(self.value[0], f"{self.at}[0]")
        return self

    def each(self, *names: str) -> Iterator["Element"]:
        """Every group of fields in the list of that name; a lone group counts as a list of one."""
        here = self.get(*names)
        if isinstance(here.value, dict):
            yield here
        elif isinstance(here.value, list):
            for index, value in enumerate(here.value):
                if isinstance(value, dict):
                    yield Element(value, f"{here.at}[{index}]")

    def text(self, *names: str) -> str:
        """Text on one line as it can be stored, or ""."""
        value = self.get(*names).first().value
        if not isinstance(value, str):
            return ""
        return " ".join(_UNWRITABLE.sub(" ", value[:_LONGEST]).split())

    def texts(self, name: str) -> list[str]:
        """All texts of a list."""
        value = self.get(name).value
        found = value if isinstance(value, list) else [value]
        return [text for one in found if (text := Element(one, "").text())]

    def true(self, name: str) -> bool | None:
        """A boolean, or None."""
        value = self.get(name).value
        return value if isinstance(value, bool) else None


@dataclass(frozen=True)
class Coding:
    """One code with its system, and the words for it."""

    system: str
    code: str
    display: str


def codings(concept: Element) -> list[Coding]:
    """The codes of a CodeableConcept."""
    return [coding(one) for one in concept.each("coding")]


def coding(element: Element) -> Coding:
    """A Coding."""
    return Coding(element.text("system"), element.text("code"), element.text("display"))


def has_code(concept: Element, *codes: str) -> bool:
    """Whether a concept, or any of a list of concepts, carries one of these codes."""
    concepts = concept.value if isinstance(concept.value, list) else [concept.value]
    return any(one.code.lower() in codes for each in concepts for one in codings(Element(each, "")))


def words(concept: Element) -> str:
    """What a concept says in words: its text, else the first display, else the first code."""
    found = codings(concept)
    displays = [one.display for one in found if one.display]
    codes = [one.code for one in found if one.code]
    return next(iter([text for text in (concept.text("text"),) if text] + displays + codes), "")


def all_words(concept: Element) -> list[str]:
    """Everything that a concept says: its codes, their displays, its text."""
    known = codings(concept)
    said = (*(one.code for one in known), *(one.display for one in known), concept.text("text"))
    return [word for word in said if word]


def instant(element: Element, zone: ZoneInfo) -> datetime | None:
    """A date with its time; without an offset it is the facility's. A date alone is None."""
    return to_instant(element.text(), zone)


def to_instant(text: str, zone: ZoneInfo) -> datetime | None:
    """Read dateTime or instant, and what HL7 v2 allows of it. A leap second is the one before it.

    A midnight in UTC is a date that some engine filled up: the facility's midnight.
    """
    match = _INSTANT.fullmatch(text)
    if not match:
        return None
    day_, clock, fraction, utc, hours, minutes = match.groups()
    offset = "+00:00" if utc else f"{hours}:{minutes or '00'}" if hours else ""
    clock = re.sub(r":60$", ":59", clock)
    over = re.fullmatch(r"24:00(?::00)?", clock) is not None and not (fraction or "").strip("0")
    clock = "00:00" if over else clock
    try:
        at = datetime.fromisoformat(
            f"{day_}T{clock}" + (f".{fraction[:6]:0<6}" if fraction else "")
        )
        at = datetime.fromisoformat(at.isoformat() + offset) + timedelta(days=over)
    except (ValueError, OverflowError):
        return None
    if at.year not in _SANE_YEARS:
        return None
    if at.tzinfo is None:
        return at.replace(tzinfo=zone)
    filled_up = at.utcoffset() == timedelta() and at.time() == time(0)
    return datetime.combine(at.date(), time(0), zone) if filled_up else at


def noted(element: Element, zone: ZoneInfo) -> datetime | None:
    """When something was written down.

    Of an hour that comes twice in autumn, without an offset, its beginning: what is within it goes
    by the order of receipt.
    """
    at = instant(element, zone)
    if at is None or at.tzinfo is not zone or at.utcoffset() == at.replace(fold=1).utcoffset():
        return at
    return at.replace(minute=0, second=0, microsecond=0)


def day(element: Element) -> date | None:
    """A whole date; a year or a month alone is None."""
    text = element.text()
    try:
        found = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
    return found if found and found.year in _YEARS_OF_BIRTH else None


def first_minute(element: Element, zone: ZoneInfo) -> datetime | None:
    """The first minute of a whole date on which something may have happened."""
    found = day(element)
    sane = found is not None and found.year in _SANE_YEARS
    return datetime.combine(found, time(0), zone) if found and sane else None


def current(element: Element, at: datetime) -> bool:
    """Whether a name, number or identifier still counts: neither old nor beyond its period."""
    ended = instant(element.get("period", "end"), ZoneInfo("UTC"))
    return element.text("use") != "old" and (ended is None or ended > at.astimezone(UTC))


def number_of(element: Element) -> str:
    """A decimal as people write it: "2.5", "40". Anything else is ""."""
    value = element.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return f"{value:.10g}"
