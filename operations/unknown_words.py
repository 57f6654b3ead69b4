"""The words of coded fields that a feed does not know, as they were sent: for its command line."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.messages.hl7 import syntax
from adapters.messages.hl7.reading import Reading
from domain.hospital.disposition import Route, route
from domain.hospital.feed import Feed
from operations.found_files import Piece
from store.arrivals import Format

_UNKNOWN = re.compile(r"([A-Z][A-Z0-9]{2}-\d+): .* that nobody knows")
_TABLES = {
    "PV1-2": "patient_classes",
    "PV1-4": "admission_types",
    "PID-15": "languages",
    "PID-30": "deaths",
    "NK1-3": "relationships",
    "NK1-7": "relationships",
    "ORC-1": "order_controls",
    "ORC-29": "orders",
    "SCH-25": "appointments",
}


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
    if heard is None or arrival is None:
        return
    for event in heard.events:
        said = (event.account.disposition or "").strip()
        if said and route(said).route is Route.WORK_QUEUE:
            yield "dispositions", said
    if arrival.format is not Format.HL7:
        return
    reading = Reading(message=syntax.parse(arrival.body), feed=feed)
    for doubt in heard.doubts:
        found = _UNKNOWN.match(doubt)
        table = _TABLES.get(found.group(1), "") if found else ""
        words = reading.words(found.group(1)) if found and table else []
        yield from ((table, word) for word in words[:1])


def _quoted(word: str) -> str:
    """As a key of TOML."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
