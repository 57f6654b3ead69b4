"""Messages on their way to their episodes, a few people's at a time, each person's in order.

What is under way when the process ends is not lost: its rows wait, and the sweep goes on with them.
"""

import asyncio
from collections.abc import Awaitable, Callable

from adapters.logging import get_logger

AT_ONCE = 4
log = get_logger(__name__)


class Deliveries:
    """`deliver` delivers what waits for one person. A person who is named again waits once."""

    def __init__(self, deliver: Callable[[str], Awaitable[object]], at_once: int = AT_ONCE) -> None:
        self._deliver = deliver
        self._at_once = at_once
        self._waiting: dict[str, None] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def start(self, ordering_key: str) -> None:
        """Have a person's messages delivered, soon."""
        self._waiting[ordering_key] = None
        self._fill()

    async def settled(self) -> None:
        """Wait until nothing waits."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())

    async def close(self, patience: float) -> None:
        """Begin nothing more, and let what is under way end for some seconds."""
        self._waiting.clear()
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=patience)
        for task in self._under_way.values():
            task.cancel()

    def _fill(self) -> None:
        while len(self._under_way) < self._at_once:
            free = (key for key in self._waiting if key not in self._under_way)
            key = next(free, None)
            if key is None:
                return
            del self._waiting[key]
            self._under_way[key] = asyncio.create_task(self._one(key))

    async def _one(self, key: str) -> None:
        try:
            await self._deliver(key)
        except Exception as error:  # noqa: BLE001 - nobody waits for it; the sweep does it again
            log.warning("delivery_stopped", error=type(error).__name__)
        finally:
            del self._under_way[key]
            self._fill()
