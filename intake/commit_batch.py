"""Keeping many things at once: whoever comes while one transaction runs goes into the next.

A commit costs a store the same for one row as for two hundred.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

MOST_AT_ONCE = 200
MOMENT_SECONDS, MOST_SECONDS = 0.02, 1.0

_Thing = TypeVar("_Thing")
_Kept = TypeVar("_Kept")


class BatchedCommit(Generic[_Thing, _Kept]):
    """`keep` keeps some things in one transaction, and gives back one result for each, in order."""

    def __init__(self, keep: Callable[[Sequence[_Thing]], Awaitable[Sequence[_Kept]]]) -> None:
        self._keep = keep
        self._coming: list[tuple[_Thing, asyncio.Future[_Kept]]] = []
        self._keeping: asyncio.Task[None] | None = None
        self._last = 0.0

    async def calm(self) -> None:
        """Wait until nothing has come for a moment, at most for a second.

        Whoever waits for an acknowledgement goes before work that nobody waits for.
        """
        time = asyncio.get_running_loop().time
        began = time()
        while self._last + MOMENT_SECONDS > time() < began + MOST_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(MOMENT_SECONDS)

    async def add(self, thing: _Thing) -> _Kept:
        """Wait until this one is kept. Raises whatever `keep` raised: then it was not."""
        kept: asyncio.Future[_Kept] = asyncio.get_running_loop().create_future()
        self._coming.append((thing, kept))
        self._last = asyncio.get_running_loop().time()
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep_all())
        return await kept

    async def _keep_all(self) -> None:
        while self._coming:
            batch, self._coming = self._coming[:MOST_AT_ONCE], self._coming[MOST_AT_ONCE:]
            waiting = [(thing, kept) for thing, kept in batch if not kept.done()]
            try:
                results = await self._keep([thing for thing, _ in waiting])
            except Exception as error:  # noqa: BLE001 - each is told, by its own future
                for _, kept in waiting:
                    if not kept.done():
                        kept.set_exception(error)
                continue
            for (_, kept), result in zip(waiting, results, strict=True):
                if not kept.done():
                    kept.set_result(result)
