"""Work that goes on after its request was answered. Losing it loses nothing: rows keep waiting."""

import asyncio
from collections.abc import Coroutine

from adapters.logging import get_logger

LAST_SECONDS = 5.0
log = get_logger(__name__)


class Background:
    """Holds its tasks, so that none is collected half-way, and lets them finish at the end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, object]) -> None:
        """Begin, without waiting."""
        task = asyncio.create_task(_named(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait for everything under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Let everything finish for a few seconds, then stop it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _named(work: Coroutine[None, None, object]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 - nobody waits for it; the sweep does it again
        log.warning("background_failed", error=type(error).__name__)
