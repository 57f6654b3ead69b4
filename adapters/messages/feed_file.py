"""The feed files: how each hospital speaks, one TOML file for one facility, checked when loaded."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from adapters import validation
from adapters.files.discharge import ADMISSION_TYPES, FILLED, SLUG, ZONE
from adapters.messages.hl7 import syntax
from adapters.validation import Found, Problem, Refused, Rule
from domain.hospital import codes
from domain.hospital.disposition import ASK, FHIR, NUBC, READMISSION_PLANNED
from domain.hospital.events import AppointmentStatus, PatientClass
from domain.hospital.feed import Feed, Feeds, Hl7Feed
from domain.hospital.languages import is_language


def read_feeds(folder: Path) -> Feeds:
    """Read every feed of a folder. No folder, or none in it: no feeds. Raises Refused."""
    feeds = [read_feed(path) for path in sorted(folder.glob("*.toml"))]
    if problems := list(_overlaps(feeds)):
        raise Refused(str(folder), problems)
    return Feeds({feed.facility: feed for feed in feeds})


def read_feed(path: Path) -> Feed:
    """Read one that is in force. Raises Refused, naming everything that is wrong with it."""

    def across(found: Found) -> Iterator[Problem]:
        yield from _named_so(path, found)
        yield from _alone(found)

    return _read(path, across)


def read_draft(path: Path) -> Feed:
    """Read one of any name, that says itself whose it is. Raises Refused like `read_feed`."""
    return _read(path, _alone)


def _read(path: Path, across: Callable[[Found], Iterator[Problem]]) -> Feed:
    feed = validation.read(
        Feed, validation.decode_toml(path), source=str(path), rules=RULES, across=across
    )
    classes = {
        word: PatientClass.OUTPATIENT if what == NOT_FOLLOWED else what
        for word, what in feed.patient_classes.items()
    }
    return replace(feed, patient_classes=classes)


def _is_charset(name: str) -> bool:
    """Whether Python knows it, and writes ASCII as ASCII: MSH-18 is read before it is known."""
    try:
        return "MSH|".encode(name) == b"MSH|"
    except (LookupError, ValueError):
        return False


def _is_known(code: str) -> bool:
    number = code.strip().zfill(2)
    return number in NUBC or number in READMISSION_PLANNED or code.strip().lower() in (*FHIR, ASK)


_PATH = Rule("a field of a segment, such as PV1-19 or PID-3.4", syntax.is_path)
_COUNTRY = Rule(
    "a country's two capital letters, such as US",
    lambda text: re.fullmatch("[A-Z]{2}", text) is not None,
)
_SERVER = Rule("an address that begins with http", lambda url: url.startswith(("http:", "https:")))


LEAST_HOURS, MOST_LATE_HOURS, MOST_REPLY_HOURS, MOST_HOURS = 0.5, 12, 24, 720
_HOURS = Rule(
    f"hours from {LEAST_HOURS} to {MOST_HOURS}, or 0 for never",
    lambda hours: hours == 0 or LEAST_HOURS <= hours <= MOST_HOURS,
)


_SOON = Rule(
    f"hours from {LEAST_HOURS} to {MOST_REPLY_HOURS}",
    lambda hours: LEAST_HOURS <= hours <= MOST_REPLY_HOURS,
)


def _one_of(*meanings: str) -> Rule:
    return Rule(f"one of {', '.join(dict.fromkeys(meanings))}", lambda what: what in meanings)


NOT_FOLLOWED = "not_followed"
"""Of a class whose patients nobody calls, whatever it is: it goes as an outpatient's."""

TABLES = {
    "dispositions": Rule("a NUBC code such as 01, a FHIR one such as home, or ask", _is_known),
    "clinics": Rule("a clinic's handle: lower-case letters, digits and hyphens", SLUG.holds),
    "patient_classes": _one_of(*PatientClass, NOT_FOLLOWED),
    "admission_types": _one_of(*ADMISSION_TYPES),
    "languages": Rule("a language's code, such as es", is_language),
    "relationships": _one_of(*codes.LIKELIEST, codes.NOBODY),
    "deaths": _one_of(codes.DIED, codes.ALIVE),
    "orders": _one_of(codes.HOME, codes.WARD),
    "order_controls": _one_of(codes.ACTIVE, codes.ENDED),
    "appointments": _one_of(*AppointmentStatus, codes.PENDING),
}
"""What the words of each table may mean."""
MAY_BE_BLANK = ("orders", "order_controls")
"""Tables in which a blank field may mean something."""

RULES = {
    "facility": SLUG,
    "time_zone": ZONE,
    "country": _COUNTRY,
    "silence_hours": _HOURS,
    "silence_hours_off": _HOURS,
    "silence_reply_hours": _SOON,
    "hl7.applications[]": FILLED,
    "hl7.facilities[]": FILLED,
    "hl7.processing_ids": Rule("at least one processing id, such as P", bool),
    "hl7.charset": Rule("a character set that Python knows, such as utf-8", _is_charset),
    "hl7.visit_fields": Rule("at least one field, such as PV1-19", bool),
    "hl7.visit_fields[]": _PATH,
    "hl7.phone_fields": Rule("at least one field, such as PID-13", bool),
    "hl7.phone_fields[]": _PATH,
    "hl7.order_fields[]": _PATH,
    "hl7.ignore_offsets[]": FILLED,
    "hl7.test_numbers[]": FILLED,
    "hl7.discharge_time_fields": Rule("at least one field, such as PV1-45", bool),
    "hl7.discharge_time_fields[]": _PATH,
    "fhir.server": _SERVER,
    **{f"census.{name}": FILLED for name in ("patient", "visit", "patient_class")},
    **{f"census.{name}": FILLED for name in ("unit", "admitted")},
    "census.late_bed_hours": Rule(
        f"hours from 0 to {MOST_LATE_HOURS}", lambda hours: 0 <= hours <= MOST_LATE_HOURS
    ),
    "census.settle_hours": _SOON,
    "census.delimiter": Rule("one character, such as ;", lambda text: len(text) == 1),
    "census.charset": Rule("a character set that Python knows, such as utf-8", _is_charset),
}


def _named_so(path: Path, found: Found) -> Iterator[Problem]:
    facility = found.get("facility")
    if facility and path.stem != facility:
        yield Problem(
            field="facility",
            found=validation.show(facility),
            expected=f"{path.stem}, like the name of the file",
        )


def _alone(found: Found) -> Iterator[Problem]:
    """What must fit in a feed, whoever's it is."""
    begins, ends = found.get("silence_day_begins"), found.get("silence_day_ends")
    if begins is not None and ends is not None and begins >= ends:
        yield Problem(
            field="silence_day_begins",
            found=validation.show(begins),
            expected=f"a time before silence_day_ends, {ends:%H:%M}",
        )
    yield from _tables(found)


def _tables(found: Found) -> Iterator[Problem]:
    """Each word must mean what its table may say, and one thing, whatever its case."""
    for table, rule in TABLES.items():
        meant: dict[str, str] = {}
        for word, what in found.get(table, {}).items():
            place, shown = f"{table}.{word}", validation.show(what)
            if not word.strip() and table not in MAY_BE_BLANK:
                yield Problem(field=place, found='""', expected="a word: blank says nothing here")
            elif what != codes.UNSAID and not rule.holds(what):
                expected = f"{rule.expected}, or {codes.UNSAID}"
                yield Problem(field=place, found=shown, expected=expected)
            elif meant.setdefault(codes.folded(word), what) != what:
                expected = "one meaning for a word, whatever its case"
                yield Problem(field=place, found=shown, expected=expected)


def _overlaps(feeds: list[Feed]) -> Iterator[Problem]:
    """Two feeds that would claim one message: nobody could say whose patient it is about."""
    for one, two in combinations(feeds, 2):
        if _both(one.hl7.applications, two.hl7.applications) and _both(
            one.hl7.facilities, two.hl7.facilities
        ):
            yield Problem(
                field=f"{two.facility}: hl7",
                found=_claims(two.hl7),
                expected=f"applications or facilities (MSH-3, MSH-4) that {one.facility} has not",
            )


def _both(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    return not one or not two or bool(set(one) & set(two))


def _claims(hl7: Hl7Feed) -> str:
    return " of ".join(", ".join(names) or "any" for names in (hl7.applications, hl7.facilities))
