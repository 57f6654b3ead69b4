"""What hospitals' HL7 connections bring: kept, acknowledged, and delivered after that.

The acknowledgement means "safely kept". Whether the content can be used is found out afterwards,
unless the sender's feed asks to be told (`acknowledge = "by_content"`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.messages.hl7 import acks, events, people, syntax, v2_xml
from adapters.messages.hl7.acks import Verdict
from adapters.messages.hl7.batches import MOST_MESSAGES, Batch, batch
from adapters.messages.hl7.mllp_frames import TooLong
from adapters.messages.hl7.syntax import Message
from adapters.messages.parsed import places
from adapters.validation import Problem, Refused
from domain.hospital import may_be_discharge
from domain.hospital.feed import Acknowledge, Feed, Feeds
from gateway.http.delivery_queue import Deliveries
from intake.commit_batch import MOST_AT_ONCE
from store.arrivals import NOT_AGREED, Arrival, Format, KeptArrival

UNREADABLE = "HL7"
NO_FEED = "MSH-3, MSH-4: expected a sender that a file in feeds/ names"
TOO_LONG = Problem(field="MSH", found="", expected="a message of 16 MiB at most")


@dataclass(frozen=True)
class _Read:
    """A message on its way: what is answered, whose it is, and what is kept (None: nothing)."""

    received: Message | bytes
    feed: Feed | None
    arrival: Arrival | None


class Hl7Line:
    """`take` keeps a message for good; `now` is the clinical time.

    `acknowledgements` counts those that were sent to us: they are neither answered nor kept.
    """

    def __init__(
        self,
        take: Callable[[Arrival], Awaitable[KeptArrival]],
        deliveries: Deliveries,
        feeds: Feeds,
        now: Callable[[], Awaitable[datetime]],
    ) -> None:
        self._take = take
        self._deliveries = deliveries
        self._feeds = feeds
        self._now = now
        self.acknowledgements = 0

    async def receive(self, raw: bytes) -> Sequence[bytes]:
        """Keep a block and answer each of its messages, in order, once all of them are kept.

        Raises when it cannot be kept: then nothing of it may be answered. Sent again, what was kept
        is known. An empty block is some engines' way of asking whether we are there.
        """
        if not raw.strip():
            return ()
        if v2_xml.looks_like(raw):
            return await self._in_xml(raw)
        sent = batch(raw)
        if not sent.messages and not sent.envelope:
            return await self._all([self._read(raw)])
        if len(sent.messages) > MOST_MESSAGES:
            read = _Read(raw, None, _unreadable(raw, f"MSH: expected at most {MOST_MESSAGES}"))
            return await self._all([read])
        answers: list[bytes] = []
        for at in range(0, len(sent.messages), MOST_AT_ONCE):
            some = sent.messages[at : at + MOST_AT_ONCE]
            answers += await self._all([self._read(one) for one in some])
        await self._around(sent)
        return answers if sent.messages else await self._empty(sent)

    async def too_long(self, block: TooLong) -> Sequence[bytes]:
        """Keep the beginning of a block that is too long, for a person, and answer by it."""
        refused = Refused("the message", [TOO_LONG])
        words = f"{places(refused)}; only its beginning is kept"
        return await self._all([_Read(block.head, None, _unreadable(block.head, words))])

    def _read(self, raw: bytes) -> _Read:
        """One message, as it is to be kept; an acknowledgement of ours is nothing to keep."""
        text = syntax.decode(raw, "utf-8")
        try:
            message = syntax.parse(text)
        except Refused as refused:
            return _Read(raw, None, _unreadable(raw, places(refused)))
        label = syntax.label(message)
        if syntax.acknowledges(message):
            return _Read(message, None, None)
        feed = self._feeds.speaking(label.application, label.facility)
        if feed is not None and not message.get("MSH-18"):
            text = syntax.decode(raw, feed.hl7.charset)
            message = syntax.parse(text)
        arrival = _arrival(
            feed.facility if feed else "",
            text,
            label.sender_key,
            label.structure or UNREADABLE,
            mrn=syntax.mrn(message, feed) if feed else None,
            refusal="" if feed else NO_FEED,
        )
        if feed is not None and feed.hl7.acknowledge is Acknowledge.BY_CONTENT:
            told = people.deaths(message, feed, [])
            arrival = _not_agreed(arrival, acks.not_agreed(label, feed), of_a_death=bool(told))
        return _Read(message, feed, arrival)

    async def _all(self, read: Sequence[_Read]) -> list[bytes]:
        """Keep some messages in one go, and only then answer each."""
        kept = [one.arrival for one in read if one.arrival is not None]
        self.acknowledgements += len(read) - len(kept)
        await asyncio.gather(*map(self._keep, kept))
        answers: list[bytes] = []
        for one in read:
            if one.arrival is not None:
                answers += await self._answers(one.received, one.feed, one.arrival.body)
        return answers

    async def _keep(self, arrival: Arrival) -> None:
        taken = await self._take(arrival)
        if not (taken.already or arrival.refusal):
            self._deliveries.start(taken.ordering_key)

    async def _around(self, sent: Batch) -> None:
        """What stood around the messages and is wrong, or is nobody's, is work for a person."""
        if sent.loose:
            await self._keep(_unreadable(sent.loose, "MSH: expected lines of a message"))
        if sent.miscounted:
            expected = f"{sent.miscounted}: expected as many as came; what came is kept"
            await self._keep(_unreadable(sent.envelope, expected))

    async def _empty(self, sent: Batch) -> list[bytes]:
        """A batch without a message, answered under its own control id."""
        if not sent.miscounted:
            kept = _unreadable(sent.envelope, "")
            await self._keep(replace(kept, ignored="a batch without a message"))
        control_id = sent.control_id
        header = syntax.parse(f"MSH|^~\\&||||||||{control_id}") if control_id else b""
        return await self._answers(header, None, "")

    async def _in_xml(self, raw: bytes) -> list[bytes]:
        """v2.xml is refused in XML, and kept for a person; an acknowledgement in it is none."""
        found = v2_xml.label(syntax.decode(raw, "utf-8"))
        if found.kind == "ACK":
            self.acknowledgements += 1
            return []
        feed = self._feeds.speaking(found.application, found.facility)
        arrival = replace(
            _unreadable(raw, v2_xml.EXPECTED),
            facility=feed.facility if feed else "",
            sender_key=found.sender_key,
            trigger=found.structure or UNREADABLE,
        )
        await self._keep(arrival)
        return [v2_xml.refusal(found, await self._now())]

    async def _verdict(self, text: str, feed: Feed | None) -> Verdict:
        """What the sender wants to be told of the content; most want to hear nothing."""
        if feed is None or feed.hl7.acknowledge is not Acknowledge.BY_CONTENT:
            return None
        try:
            return events.read(text, feed, await self._now())
        except Refused as refused:
            return refused

    async def _answers(
        self, received: Message | bytes, feed: Feed | None, text: str
    ) -> list[bytes]:
        verdict, now = await self._verdict(text, feed), await self._now()
        control_id = f"{now:%y%m%d%H%M%S%f}"
        given = acks.acknowledge(received, feed, verdict, received_at=now, control_id=control_id)
        return list(given)


def _not_agreed(arrival: Arrival, faults: Sequence[acks.Fault], *, of_a_death: bool) -> Arrival:
    """What is refused is ignored; but a discharge of another version alone is a person's work.

    Of a kind that nobody agreed on the death alone is heard that it tells.
    """
    if not faults or (of_a_death and all(one.place == "MSH-9" for one in faults)):
        return arrival
    words = f"{', '.join(one.place for one in faults)}: {NOT_AGREED}"
    only_version = all(one.place == "MSH-12" for one in faults)
    if only_version and may_be_discharge.in_hl7(arrival.trigger):
        return replace(arrival, refusal=words)
    return replace(arrival, ignored=words)


def _unreadable(raw: bytes, why: str) -> Arrival:
    return _arrival("", syntax.decode(raw, "utf-8"), "", UNREADABLE, refusal=why)


def _arrival(
    facility: str, text: str, sender_key: str, trigger: str, *, mrn: str | None = None, refusal: str
) -> Arrival:
    return Arrival(
        format=Format.HL7,
        facility=facility,
        sender_key=sender_key,
        trigger=trigger,
        body=text.strip() + "\r",
        mrn=mrn,
        refusal=refusal,
    )
