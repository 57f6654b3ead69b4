"""The two inboxes behind one interface: what people text and what hospitals send."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

from activities.carrier_catch_up import CarrierCatchUp
from activities.interfaces import Inbox
from activities.text_inbox import TextInbox
from intake.hospital_inbox import HospitalInbox
from models.payloads import DeliverInbox, SweepReport

BEAT_SECONDS = 1.0


class Inboxes(Inbox):
    """Sweeps both, after a look at what the carrier's webhooks did not bring."""

    def __init__(self, texts: TextInbox, hospitals: HospitalInbox, news: CarrierCatchUp) -> None:
        self._texts = texts
        self._hospitals = hospitals
        self._news = news

    @activity.defn
    async def deliver(self, deliver: DeliverInbox) -> int:
        """Deliver one phone's waiting rows in order."""
        return await self._texts.deliver(deliver)

    @activity.defn
    async def sweep(self) -> SweepReport:
        """Deliver whatever still waits: texts first, people are waiting for their answers."""
        async with _beating():
            await self._news.fetch()
            texts = await self._texts.sweep()
            hospitals = await self._hospitals.sweep()
        return SweepReport(
            delivered=texts.delivered + hospitals.delivered,
            waiting=texts.waiting + hospitals.waiting,
        )


@asynccontextmanager
async def _beating() -> AsyncIterator[None]:
    """Tell the server all the while that this is alive."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(BEAT_SECONDS)

    beats = asyncio.create_task(beat())
    try:
        yield
    finally:
        beats.cancel()
