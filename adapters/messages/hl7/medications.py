"""Medications of orders (RDE, and RXE or RXO in an MDM), one line for each order.

An order says in ORC-29, or where its feed says so, whether it is for the ward (I) or for the way
home (O). Only the latter are a discharge list. Silence says neither: the feed's `orders` may say
what a blank one is for, else a person is told that somebody's list was not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from adapters.messages.hl7 import values
from adapters.messages.hl7.reading import Reading
from adapters.messages.hl7.segments import DELETED, Segment
from adapters.messages.hl7.syntax import MOST_OF_ONE_NAME, Message
from domain.hospital import codes
from domain.hospital.codes import HOME
from domain.hospital.discharge import MOST_MEDICATIONS, Medication

_DRUGS = ("RXE", "RXO", "RXD")
_RXNORM = re.compile(r"RXN(ORM)?|2\.16\.840\.1\.113883\.6\.88", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Orders:
    """The orders of a message: what stands to take home, what was ended, what nobody could read."""

    stand: tuple[Medication, ...]
    ended: tuple[Medication, ...]
    unread: tuple[str, ...]


def to_take_home(reading: Reading) -> Orders:
    """The medications of the orders for the way home.

    Ended is what was cancelled, discontinued or held. What an order is for and nobody knows is
    unread, and so is one to take home that names no drug.
    """
    known = len(reading.doubts)
    orders = _orders(reading)
    if holds_drugs(reading.message):  # beside orders of drugs those of a laboratory are none
        orders = tuple(one for one in orders if not one.segment("OBR") or holds_drugs(one))
    home = [one for one in orders if _meant_for(reading, one) == HOME]
    if not all(any(_drugs(one)) for one in home):
        reading.doubt("RXE-2", "an order to take home that names no drug")
    unread = tuple(reading.doubts[known:])
    ended = [one for one in home if _stands(reading, one) == codes.ENDED]
    return Orders(
        stand=_first(line for order in home for line in _lines(reading, order)),
        ended=_first(line for order in ended for line in _drugs(order)),
        unread=unread,
    )


def listed(reading: Reading) -> tuple[Medication, ...]:
    """Every medication of a document that is a list of them."""
    return _first(line for order in _orders(reading) for line in _lines(reading, order))


def holds_drugs(message: Message) -> bool:
    """Whether an order that may be of anything is of drugs."""
    return any(map(message.segment, _DRUGS))


def _orders(reading: Reading) -> tuple[Message, ...]:
    """Each order; drugs without an ORC before them are one, of which nothing more is said."""
    message = reading.message
    return message.groups("ORC") or ((message,) if holds_drugs(message) else ())


def _meant_for(reading: Reading, order: Message) -> str | None:
    """Whether an order is for the way home or for the ward, by the first field that says so."""
    feed, (path, words) = reading.feed, _purpose(reading, order)
    if not words:
        found = codes.meaning([""], feed.orders, {})
        if found is None:
            reading.doubt(path, "not said what an order is for")
        return found
    found = codes.meaning(words, feed.orders, codes.ORDERS)
    if found is None:
        reading.doubt(path, "what an order is for, in a word that nobody knows")
    return None if found == codes.UNSAID else found


def _purpose(reading: Reading, order: Message) -> tuple[str, list[str]]:
    """The first field of an order that says what it is for, and its words; else where it might."""
    fields = reading.feed.hl7.order_fields
    for path in fields:
        if words := values.coded_words(order.repeats(path)[:1]):
            return path, words
    return next(iter(fields), "ORC-29"), []


def unknown_purposes(reading: Reading) -> list[str]:
    """Words for what an order is for that nobody knows, as they were sent."""
    said = (_purpose(reading, order)[1] for order in _orders(reading))
    unknown = (
        words[0]
        for words in said
        if words and codes.meaning(words, reading.feed.orders, codes.ORDERS) is None
    )
    return list(dict.fromkeys(unknown))


def _first(lines: Iterator[Medication]) -> tuple[Medication, ...]:
    """As many as are kept, and one more by which it is known that there are more."""
    return tuple(islice(lines, MOST_MEDICATIONS + 1))


def too_many(message: Message, lines: tuple[Medication, ...]) -> bool:
    """Whether a message holds more than is kept, or more than is looked at."""
    names = ("ORC", *_DRUGS)
    counts = [sum(line.startswith(name) for line in message.lines) for name in names]
    return len(lines) > MOST_MEDICATIONS or max(counts) > MOST_OF_ONE_NAME


def _lines(reading: Reading, order: Message) -> Iterator[Medication]:
    stands = _stands(reading, order)
    if stands is None:
        reading.doubt("ORC-1", "an order control that nobody knows; its order is taken to stand")
    if stands != codes.ENDED:
        yield from _drugs(order)


def _stands(reading: Reading, order: Message) -> str | None:
    """Whether an order is active or ended; None of a word that nobody knows."""
    said = order.get("ORC-1")
    return codes.meaning([said], reading.feed.order_controls, codes.ORDER_CONTROLS)


def _drugs(order: Message) -> Iterator[Medication]:
    """Of one order as encoded, else as asked for, else as dispensed."""
    said = (groups for name in _DRUGS if (groups := order.groups(name)))
    for group in next(said, ()):
        given, asked = group.segment("RXE"), group.segment("RXO")
        if given:
            line = _encoded(given, group, order)
        else:
            line = _requested(asked, group) if asked else _dispensed(group, order)
        if line:
            yield line


def _encoded(given: Segment, group: Message, order: Message) -> Medication | None:
    timing = _timing(group) or _interval(given.repeat(1).words(2)) or _timing(order)
    route = _route(group) or _route(order)
    return _medication(given, 2, (given.get(3), given.get(4), _unit(given, 5)), (timing, route))


def _dispensed(group: Message, order: Message) -> Medication | None:
    """Of what was handed out; how much of it is no dose."""
    handed = group.segment("RXD")
    how = (_timing(group) or _timing(order), _route(group) or _route(order))
    return _medication(handed, 2, ("", "", ""), how) if handed else None


def _requested(asked: Segment, group: Message) -> Medication | None:
    dose = (asked.get(2), asked.get(3), _unit(asked, 4))
    return _medication(asked, 1, dose, (_timing(group), _route(group)))


def _medication(
    segment: Segment,
    drug: int,
    dose: tuple[str, str, str],
    how: tuple[str | None, str | None],
) -> Medication | None:
    what = segment.repeat(drug).standing()
    entries = [entry for entry in values.coded(what) if any(entry[:2])]
    names = [*(text for _, text, _ in entries), what.words(9)]
    names += [code for code, _, _ in entries]
    name = next(filter(None, names), None)
    rxcui = next((code for code, _, system in entries if _RXNORM.fullmatch(system) and code), None)
    frequency, route = how
    if name is None:
        return None
    return Medication(name=name, rxcui=rxcui, dose=_dose(*dose), frequency=frequency, route=route)


def _dose(least: str, most: str, unit: str) -> str | None:
    amount = f"{least}-{most}" if most and least and most != least else least or most
    return f"{amount} {unit}".strip() if amount and DELETED not in (least, most) else None


def _unit(segment: Segment, number: int) -> str:
    """The unit's text, else its code."""
    return segment.repeat(number).words(2) or segment.get(number)


def _timing(group: Message) -> str | None:
    """TQ1-3: the text of a repeat pattern, else its code; else what TQ1-11 says in words."""
    segment = group.segment("TQ1")
    if segment is None:
        return None
    pattern = segment.repeat(3)
    return pattern.get(1, 2) or pattern.get(1) or segment.get(11) or None


def _interval(text: str) -> str | None:
    """RXE-1.2 of older versions: a repeat pattern before its first "&"."""
    return text.partition("&")[0].strip() or None


def _route(group: Message) -> str | None:
    segment = group.segment("RXR")
    return (segment.repeat(1).words(2) or segment.get(1) or None) if segment else None
