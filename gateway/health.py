"""Whether the gateway lives, and what it can reach.

    GET /health/live     this process answers
    GET /health/ready    200 "ready", 200 "taking" while only Temporal is away, 503 "down"

"taking": texts are committed and acknowledged; they are acted on once Temporal is back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlmodel import select
from temporalio.client import Client

from adapters.sql.database import Database

PATIENCE_SECONDS = 2.0
REACHED, AWAY = "reached", "away"


class Health:
    """`refusals` are asked, by name, what was not taken since the start, and how often.

    `feeds` says "read", or which feed file will not do; then they are as they were before it.
    """

    def __init__(
        self,
        database: Database,
        connect: Callable[[], Awaitable[Client]],
        refusals: Mapping[str, Callable[[], int]],
        feeds: Callable[[], str],
    ) -> None:
        self._database = database
        self._connect = connect
        self._refusals = refusals
        self._feeds = feeds

    def router(self) -> APIRouter:
        """Give the routes."""
        router = APIRouter(prefix="/health")
        router.add_api_route("/live", self.live, methods=["GET"])
        router.add_api_route("/ready", self.ready, methods=["GET"])
        return router

    async def live(self) -> JSONResponse:
        """Answer."""
        counts = {name: count() for name, count in self._refusals.items()}
        return JSONResponse({"status": "alive", **counts})

    async def ready(self) -> JSONResponse:
        """Look at the store and at Temporal."""
        database, temporal = await asyncio.gather(
            _reached(self._store_answers), _reached(self._temporal_answers)
        )
        status = "down" if database == AWAY else "taking" if temporal == AWAY else "ready"
        feeds = self._feeds()
        found = {"status": status, "database": database, "temporal": temporal, "feeds": feeds}
        return JSONResponse(found, 503 if status == "down" else 200)

    async def _store_answers(self) -> None:
        await self._database.reading(lambda session: session.exec(select(1)).one())

    async def _temporal_answers(self) -> None:
        client = await self._connect()
        await client.service_client.check_health()


async def _reached(look: Callable[[], Awaitable[None]]) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await look()
    except Exception:  # noqa: BLE001 - whatever it is, it is away
        return AWAY
    return REACHED
