"""Offsets of a day's times that are not the hospital's own: a clock elsewhere, or a wrong word."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from adapters.messages.hl7 import syntax, values
from adapters.messages.hl7.syntax import Message
from adapters.validation import Refused
from domain.hospital.feed import Feed
from operations.found_files import Piece
from store.arrivals import Format

_APPOINTMENT = ("SCH-11.4", "TQ1-7", "AIS-4", "AIL-6", "AIP-6", "AIG-8")
_TIMES = ("MSH-7", "EVN-2", "EVN-6", "PV1-44", "PV1-45", "PV2-9", *_APPOINTMENT)


@dataclass(frozen=True, kw_only=True)
class OffsetCheck:
    """So many messages of a sender (MSH-3) have times with this offset; the zone then has its own.

    `fields`: where they stand.
    """

    sender: str
    offset: str
    zone: str
    messages: int
    fields: tuple[str, ...]


@dataclass
class _Seen:
    messages: int = 0
    fields: dict[str, None] = field(default_factory=dict)


def strange_offsets(pieces: Sequence[Piece], feed: Feed) -> tuple[OffsetCheck, ...]:
    """Every offset that the hospital's zone has not at that time, but of senders whose say nothing.

    Right where the sender's clock is elsewhere or in UTC; else everything is hours off.
    """
    found: dict[tuple[str, str, str], _Seen] = {}
    for piece in pieces:
        arrival = piece.arrival
        if arrival is None or arrival.format is not Format.HL7 or arrival.facility != feed.facility:
            continue
        with suppress(Refused):
            message = syntax.parse(arrival.body)
            sender = message.get("MSH-3")
            said = list(_strange(message, feed))
            for offset, zone in dict.fromkeys((offset, zone) for _, offset, zone in said):
                seen = found.setdefault((sender, offset, zone), _Seen())
                seen.messages += 1
                here = (path for path, *both in said if both == [offset, zone])
                seen.fields.update(dict.fromkeys(here))
    return tuple(
        OffsetCheck(
            sender=sender,
            offset=offset,
            zone=zone,
            messages=seen.messages,
            fields=tuple(seen.fields),
        )
        for (sender, offset, zone), seen in sorted(found.items())
        if sender not in feed.hl7.ignore_offsets
    )


def _strange(message: Message, feed: Feed) -> Iterator[tuple[str, str, str]]:
    """The path of each such time, its offset, and the zone's at the same clock time."""
    zone = ZoneInfo(feed.time_zone)
    for path in dict.fromkeys((*_TIMES, *feed.hl7.discharge_time_fields)):
        text = message.get(path)
        if not values.offset_of(text) or not (said := values.moment(text, zone)):
            continue
        theirs = said.at.utcoffset() or timedelta()
        wall = said.at.replace(tzinfo=zone)
        ours = {wall.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1)}
        if said.exact and theirs not in ours:
            yield path, _written(theirs), _written(min(ours))


def _written(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = "-" if minutes < 0 else "+", abs(minutes)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"
