"""How a day was sent: in which order, and which acknowledgements its messages ask for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.messages.hl7 import syntax
from adapters.messages.hl7.acks import acknowledge
from adapters.messages.hl7.reading import Reading
from adapters.validation import Refused
from domain.hospital.feed import Feed
from operations.found_files import Files, Piece
from store.arrivals import Format

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class AnswersCheck:
    """So many messages, with these words in MSH-15 and MSH-16, get so many answers each."""

    messages: int
    accept: str
    application: str
    answers: int


def answers_asked(pieces: Sequence[Piece], feed: Feed) -> tuple[AnswersCheck, ...]:
    """Of the messages of HL7 those that get none or two, as the listener would answer them.

    An engine that waits for one answer to each is stopped by the first, and is one behind after
    the second.
    """
    found: Counter[tuple[str, str, int]] = Counter()
    for piece in pieces:
        arrival, verdict = piece.arrival, piece.heard or piece.refused
        if arrival is None or arrival.format is not Format.HL7 or arrival.facility != feed.facility:
            continue
        with suppress(Refused):
            message = syntax.parse(arrival.body)
            said = syntax.label(message)
            given = acknowledge(message, feed, verdict, received_at=_ANY_TIME, control_id="1")
            found[said.accept_ack, said.application_ack, len(given)] += 1
    return tuple(
        AnswersCheck(messages=times, accept=accept, application=application, answers=answers)
        for (accept, application, answers), times in sorted(found.items())
        if answers != 1
    )


def numbers_two_ways(pieces: Sequence[Piece], feed: Feed) -> tuple[tuple[str, int], ...]:
    """Fields whose numbers come with their check digit apart and as their last sign, and how many.

    CX.2 is the check digit. Each way is a number of its own here: another stay, another person.
    """
    whole: dict[str, set[str]] = {}
    apart: dict[str, set[str]] = {}
    fields = {"PID-3", *(path.partition(".")[0] for path in feed.hl7.visit_fields)}
    for piece in pieces:
        arrival = piece.arrival
        if arrival is None or arrival.format is not Format.HL7 or arrival.facility != feed.facility:
            continue
        with suppress(Refused):
            message = syntax.parse(arrival.body)
            for field in fields:
                for one in message.repeats(field):
                    kept, digit = (apart, one.get(2)) if one.get(2) else (whole, "")
                    kept.setdefault(field, set()).add(one.get() + digit)
    found = ((field, len(apart.get(field, set()) & whole.get(field, set()))) for field in fields)
    return tuple(sorted((field, count) for field, count in found if count))


def in_order(
    files: Files, feed: Feed, paths: Sequence[Path], now: datetime
) -> Iterator[tuple[datetime, Piece]]:
    """In the order of sending; what does not say when goes with the message before it."""
    found = [piece for path in paths for piece in files.pieces(path, now)]
    said = [_sent_at(piece, feed, now) for piece in found]
    last, timed = min(filter(None, said), default=now), []
    for piece, at in zip(found, said, strict=True):
        last = at or last
        timed.append((last, piece))
    yield from sorted(timed, key=lambda one: one[0])


def _sent_at(piece: Piece, feed: Feed, now: datetime) -> datetime | None:
    """When it was sent, or recorded; a discharge file says neither: when the patient left.

    Of HL7 that tells no event MSH-7. A clock that is ahead says nothing.
    """
    events, arrival = piece.heard.events if piece.heard else (), piece.arrival
    if arrival is not None and arrival.format is Format.DISCHARGE:
        return max((one.happened_at or now for one in events), default=None)
    if not events and arrival is not None and arrival.format is Format.HL7:
        return _header_at(arrival.body, feed, now)
    said = (at for one in events for at in (one.recorded_at, one.sent_at))
    return max((at for at in said if at < now), default=None)


def _header_at(body: str, feed: Feed, now: datetime) -> datetime | None:
    with suppress(Refused):
        said = Reading(syntax.parse(body), feed).moment("MSH-7")
        return said.begins if said and said.begins < now else None
    return None
