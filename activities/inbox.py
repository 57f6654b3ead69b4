"""The two inboxes behind one interface: what people text and what hospitals send."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from temporalio import activity

from activities.carrier_catch_up import CarrierCatchUp
from activities.interfaces import Inbox
from activities.silences import Silences
from activities.text_inbox import TextInbox
from activities.unread_discharges import UnreadDischarges
from adapters.logging import get_logger
from intake.hospital_inbox import HospitalInbox
from models.payloads import DeliverInbox, SweepReport

BEAT_SECONDS = 1.0
log = get_logger(__name__)


class Inboxes(Inbox):
    """Sweeps both, after a look at what the carrier's webhooks did not bring.

    `watches` by name: each looks at the store after all that waits was delivered.
    """

    def __init__(
        self,
        texts: TextInbox,
        hospitals: HospitalInbox,
        news: CarrierCatchUp,
        watches: Mapping[str, Silences | UnreadDischarges],
    ) -> None:
        self._texts = texts
        self._hospitals = hospitals
        self._news = news
        self._watches = watches

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
            await self._look()
        return SweepReport(
            delivered=texts.delivered + hospitals.delivered,
            waiting=texts.waiting + hospitals.waiting,
        )

    async def _look(self) -> None:
        """What one cannot look at holds up no other; the next sweep looks again."""
        for name, watch in self._watches.items():
            try:
                await watch.look(await self._hospitals.now())
            except Exception as error:  # noqa: BLE001 - what was delivered stays so
                log.warning("not_looked_at", what=name, error=type(error).__name__)


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
