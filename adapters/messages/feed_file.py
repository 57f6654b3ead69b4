"""The feed files: how each hospital speaks, one TOML file for one facility, checked when loaded."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from adapters import validation
from adapters.files.discharge import FILLED, SLUG, ZONE
from adapters.messages.hl7 import syntax
from adapters.validation import Found, Problem, Refused, Rule
from domain.hospital.disposition import FHIR, NUBC, READMISSION_PLANNED
from domain.hospital.feed import Feed, Feeds, Hl7Feed


def read_feeds(folder: Path) -> Feeds:
    """Read every feed of a folder. No folder, or none in it: no feeds. Raises Refused."""
    feeds = [read_feed(path) for path in sorted(folder.glob("*.toml"))]
    if problems := list(_overlaps(feeds)):
        raise Refused(str(folder), problems)
    return Feeds({feed.facility: feed for feed in feeds})


def read_feed(path: Path) -> Feed:
    """Read one. Raises Refused, naming everything that is wrong with it."""

    def across(found: Found) -> Iterator[Problem]:
        yield from _named_so(path, found)
        yield from _dispositions(found.get("dispositions", {}))

    return validation.read(
        Feed, validation.decode_toml(path), source=str(path), rules=RULES, across=across
    )


def _is_charset(name: str) -> bool:
    """Whether Python knows it, and writes ASCII as ASCII: MSH-18 is read before it is known."""
    try:
        return "MSH|".encode(name) == b"MSH|"
    except (LookupError, ValueError):
        return False


def _is_known(code: str) -> bool:
    number = code.strip().zfill(2)
    return number in NUBC or number in READMISSION_PLANNED or code.strip().lower() in FHIR


_PATH = Rule("a field of a segment, such as PV1-19 or PID-3.4", syntax.is_path)
_COUNTRY = Rule(
    "a country's two capital letters, such as US",
    lambda text: re.fullmatch("[A-Z]{2}", text) is not None,
)
_HANDLES = Rule(
    "clinic handles: lower-case letters, digits and hyphens",
    lambda clinics: all(SLUG.holds(handle) for handle in clinics.values()),
)
_SERVER = Rule("an address that begins with http", lambda url: url.startswith(("http:", "https:")))

RULES = {
    "facility": SLUG,
    "time_zone": ZONE,
    "country": _COUNTRY,
    "clinics": _HANDLES,
    "hl7.applications[]": FILLED,
    "hl7.facilities[]": FILLED,
    "hl7.processing_ids": Rule("at least one processing id, such as P", bool),
    "hl7.charset": Rule("a character set that Python knows, such as utf-8", _is_charset),
    "hl7.visit_fields": Rule("at least one field, such as PV1-19", bool),
    "hl7.visit_fields[]": _PATH,
    "hl7.phone_fields": Rule("at least one field, such as PID-13", bool),
    "hl7.phone_fields[]": _PATH,
    "hl7.discharge_time_fields": Rule("at least one field, such as PV1-45", bool),
    "hl7.discharge_time_fields[]": _PATH,
    "fhir.server": _SERVER,
}


def _named_so(path: Path, found: Found) -> Iterator[Problem]:
    facility = found.get("facility")
    if facility and path.stem != facility:
        yield Problem(
            field="facility",
            found=validation.show(facility),
            expected=f"{path.stem}, like the name of the file",
        )


def _dispositions(words: dict[str, str]) -> Iterator[Problem]:
    """Each word must mean a code that has a route, and one code, whatever its case."""
    for word, code in words.items():
        if not _is_known(code):
            expected = "a NUBC code such as 01, or a FHIR one such as home"
            yield Problem(
                field=f"dispositions.{word}", found=validation.show(code), expected=expected
            )
    meant: dict[str, str] = {}
    for word, code in words.items():
        if meant.setdefault(word.casefold(), code) != code:
            expected = "one code for a word, whatever its case"
            yield Problem(
                field=f"dispositions.{word}", found=validation.show(code), expected=expected
            )


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
