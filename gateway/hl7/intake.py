"""What hospitals' HL7 connections bring: kept, acknowledged, and delivered after that.

The acknowledgement means "safely kept". Whether the content can be used is found out afterwards,
unless the sender's feed asks to be told (`acknowledge = "by_content"`).
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from adapters.messages.hl7 import acks, events, syntax
from adapters.messages.hl7.acks import Verdict
from adapters.messages.hl7.mllp_frames import TooLong
from adapters.messages.hl7.syntax import Message
from adapters.messages.parsed import places
from adapters.validation import Problem, Refused
from domain.hospital.feed import Acknowledge, Feed, Feeds
from gateway.http.delivery_queue import Deliveries
from store.arrivals import Arrival, Format, KeptArrival

UNREADABLE = "HL7"
NO_FEED = "MSH-3, MSH-4: expected a sender that a file in feeds/ names"
TOO_LONG = Problem(field="MSH", found="", expected="a message of 16 MiB at most")


class Hl7Line:
    """`take` keeps a message for good; `now` is the clinical time."""

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

    async def receive(self, raw: bytes) -> bytes | None:
        """Keep one message and answer it. Raises when it cannot be kept: it must not be answered.

        An empty block is some engines' way of asking whether we are there.
        """
        if not raw.strip():
            return None
        text = syntax.decode(raw, "utf-8")
        try:
            message = syntax.parse(text)
        except Refused as refused:
            await self._keep(_arrival("", text, "", UNREADABLE, refusal=places(refused)))
            return await self._answer(raw, None, refused)
        label = syntax.label(message)
        feed = self._feeds.speaking(label.application, label.facility)
        if feed is not None and not message.get("MSH-18"):
            text = syntax.decode(raw, feed.hl7.charset)
            message = syntax.parse(text)
        mrn = syntax.mrn(message, feed)
        arrival = _arrival(
            feed.facility if feed else "",
            text,
            label.sender_key,
            label.structure or UNREADABLE,
            mrn=mrn if feed else None,
            refusal="" if feed else NO_FEED,
        )
        if feed is not None and feed.hl7.acknowledge is Acknowledge.BY_CONTENT:
            wrong = ", ".join(one.place for one in acks.not_agreed(label, feed))
            arrival = replace(arrival, ignored=f"{wrong}: not agreed" if wrong else "")
        await self._keep(arrival)
        return await self._answer(message, feed, await self._verdict(text, feed))

    async def too_long(self, block: TooLong) -> bytes | None:
        """Keep the beginning of a block that is too long, for a person, and answer by it."""
        beginning = syntax.decode(block.head, "utf-8")
        refused = Refused("the message", [TOO_LONG])
        words = f"{places(refused)}; only its beginning is kept"
        await self._keep(_arrival("", beginning, "", UNREADABLE, refusal=words))
        return await self._answer(block.head, None, refused)

    async def _keep(self, arrival: Arrival) -> None:
        taken = await self._take(arrival)
        if not (taken.already or arrival.refusal):
            self._deliveries.start(taken.ordering_key)

    async def _verdict(self, text: str, feed: Feed | None) -> Verdict:
        """What the sender wants to be told of the content; most want to hear nothing."""
        if feed is None or feed.hl7.acknowledge is Acknowledge.ALWAYS_ACCEPT:
            return None
        try:
            return events.read(text, feed, await self._now())
        except Refused as refused:
            return refused

    async def _answer(
        self, received: Message | bytes, feed: Feed | None, verdict: Verdict
    ) -> bytes | None:
        now = await self._now()
        control_id = f"{now:%Y%m%d%H%M%S%f}"
        return acks.acknowledge(received, feed, verdict, received_at=now, control_id=control_id)


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
