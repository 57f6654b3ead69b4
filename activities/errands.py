"""What a change of an episode has for the world, in one go: kept, taken back, asked, listed."""

import asyncio

from temporalio import activity

from activities import interfaces
from activities.ledger import Ledger
from activities.prompts import Prompts
from activities.records import Records
from adapters.logging import get_logger
from models.payloads import AskedTogether, Errand, ErrandDone

log = get_logger(__name__)

EACH_AT_MOST = 3.0
ALL_AT_MOST = 7.0
"""Seconds of real time, less than an activity has: a part that hangs is told as failed."""


class Errands(interfaces.Errands):
    """Each part is done by its own key: what a crash cut short is done again, and once."""

    def __init__(self, prompts: Prompts, ledger: Ledger, records: Records) -> None:
        self._prompts, self._ledger, self._records = prompts, ledger, records

    @activity.defn
    async def run_errand(self, errand: Errand) -> ErrandDone:
        """Do each part; one that fails keeps no other from being done, and is told.

        The only part of an errand raises what it failed with: it is tried again.
        """
        parts, failed = errand.each(), []
        asked: list[AskedTogether | None] = []
        last = asyncio.get_running_loop().time() + ALL_AT_MOST
        for place, part in enumerate(parts):
            found = None
            try:
                async with asyncio.timeout_at(min(last, _from_now(EACH_AT_MOST))):
                    found = await self._one(part)
                    if part.record is not None:
                        await self._records.publish(errand.listed(tuple(asked)) or part.record)
            except Exception as error:
                if len(parts) == 1:
                    raise
                log.warning("part_failed", place=place, error=type(error).__name__)
                failed.append(place)
            if part.ask:
                asked.append(found)
        return ErrandDone(asked=tuple(asked), failed=tuple(failed))

    async def _one(self, part: Errand) -> AskedTogether | None:
        """Who was asked, where somebody was to be."""
        for keep in part.keep:
            await self._ledger.keep(keep)
        for withdraw in part.withdraw:
            await self._prompts.withdraw(withdraw)
        for ask in part.ask:
            return await self._prompts.ask(ask)
        return None


def _from_now(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds
