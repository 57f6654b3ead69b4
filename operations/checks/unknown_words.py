"""The words of coded fields that a feed does not know, as they were sent: for its command line."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from adapters.messages.fhir.bundles import decode
from adapters.messages.fhir.values import Element, all_words
from adapters.messages.hl7 import syntax
from adapters.messages.hl7.medications import unknown_purposes
from adapters.messages.hl7.reading import Reading
from adapters.messages.hl7.triggers import ORDERS
from adapters.messages.parsed import Parsed
from adapters.validation import Refused
from domain.hospital.disposition import Route, asks, route
from domain.hospital.feed import Feed
from operations.found_files import Piece
from store.arrivals import Arrival, Format

_UNKNOWN = re.compile(r"([A-Z][A-Z0-9]{2}-\d+): .*(?:that nobody knows|of the feed's clinics)")
_TABLES = {
    "PV1-2": "patient_classes",
    "PV1-4": "admission_types",
    "PD1-3": "clinics",
    "PD1-4": "clinics",
    "AIL-3": "clinics",
    "AIP-3": "clinics",
    "PID-15": "languages",
    "PID-30": "deaths",
    "NK1-3": "relationships",
    "NK1-7": "relationships",
    "ORC-1": "order_controls",
    "SCH-25": "appointments",
}
_PLACE = re.compile(r"\w+\.([\w.\[\]]+): expected ")
_ELEMENTS = {
    "class": "patient_classes",
    "priority": "admission_types",
    "generalPractitioner": "clinics",
    "language": "languages",
    "deceasedBoolean": "deaths",
    "relationship": "relationships",
    "category": "orders",
}
"""By the last name of its place, of FHIR."""


@dataclass(frozen=True, kw_only=True)
class UnknownWord:
    """A coded word that the feed does not know. `line` goes into that table of the feed file."""

    table: str
    word: str
    times: int
    line: str


def unknown_words(pieces: Sequence[Piece], feed: Feed) -> tuple[UnknownWord, ...]:
    """Each once for a message, the most frequent first."""
    counts = Counter(word for one in pieces for word in dict.fromkeys(_of(one, feed)))
    return tuple(
        UnknownWord(table=table, word=word, times=times, line=f'{_quoted(word)} = "..."')
        for (table, word), times in counts.most_common()
    )


def _of(piece: Piece, feed: Feed) -> Iterator[tuple[str, str]]:
    heard, arrival = piece.heard, piece.arrival
    if arrival is not None and arrival.format is Format.HL7:
        yield from _of_orders(arrival, feed)
    if heard is None or arrival is None:
        return
    for event in heard.events:
        said = (event.account.disposition or "").strip()
        if said and not asks(said) and route(said).route is Route.WORK_QUEUE:
            yield "dispositions", said
    if arrival.format is Format.FHIR:
        yield from _of_fhir(heard, arrival.body)
    if arrival.format is not Format.HL7:
        return
    reading = Reading(message=syntax.parse(arrival.body), feed=feed)
    for doubt in heard.doubts:
        found = _UNKNOWN.match(doubt)
        table = _TABLES.get(found.group(1), "") if found else ""
        words = reading.words(found.group(1)) if found and table else []
        yield from ((table, word) for word in words[:1])


def _of_orders(arrival: Arrival, feed: Feed) -> Iterator[tuple[str, str]]:
    """What each order is for, also where nobody knows whose it is."""
    with suppress(Refused):
        message = syntax.parse(arrival.body)
        if syntax.label(message).structure in ORDERS:
            words = unknown_purposes(Reading(message, feed))
            yield from (("orders", word) for word in words)


def _of_fhir(heard: Parsed, body: str) -> Iterator[tuple[str, str]]:
    root = Element(decode(body), "")
    for doubt in (*heard.doubts, *heard.aside):
        place = _PLACE.match(doubt)
        names = re.findall(r"[a-zA-Z]+|\d+", place[1]) if place else []
        table = _ELEMENTS.get(names[-1], "") if names else ""
        here = root if table else Element(None, "")
        for name in names:
            here = _below(here, name)
        yield from ((table, word) for word in _words(here)[:1])


def _below(here: Element, name: str) -> Element:
    """An element's child, or an item of the list that it is."""
    if not name.isdigit():
        return here.get(name)
    items = here.value if isinstance(here.value, list) else []
    return Element(items[int(name)], here.at) if int(name) < len(items) else Element(None, "")


def _words(said: Element) -> list[str]:
    """What a coding, a concept or a reference says of itself, the first of a list."""
    one = said.first()
    own = (one.text("code"), one.text("identifier", "value"), one.text("display"), one.text())
    return [*all_words(one), *(word for word in own if word)]


def _quoted(word: str) -> str:
    """As a key of TOML."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
