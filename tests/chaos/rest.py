"""When a run is at rest: every episode closed, nothing under way, and quiet for a while."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from sqlmodel import Session, col, select
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.sql.database import Database
from local import board, phone_log
from local.example_discharges import Arrived
from local.phone_log import Text, Way
from local.quiescence import QUIET_SECONDS, busy_threads, rows_under_way
from models.tables import InboxRow
from store.inbox import TEXT


@dataclass
class Rest:
    """Looks at what may still be under way.

    `left` says what that was when it looked last, `workflows` which of them these are.
    """

    client: Client
    database: Database
    simulator: str
    arrived: Sequence[Arrived]
    left: str = "everything"
    workflows: tuple[str, ...] = ()
    _texts: tuple[Text, ...] = ()
    _since: float | None = None

    async def look(self) -> bool:
        """Whether all has been at rest for a while. A part that is away is not."""
        now = asyncio.get_running_loop().time()
        try:
            self.left = await self._under_way()
        except (httpx.HTTPError, RPCError) as away:
            self.left = type(away).__name__
        if self.left:
            self._since = None
            return False
        self._since = self._since or now
        return now - self._since >= QUIET_SECONDS

    async def _under_way(self) -> str:
        seen = await self.database.reading(board.snapshot)
        self.workflows = tuple(one.episode for one in seen.open_episodes(self.arrived))
        if self.workflows:
            return f"{len(self.workflows)} open episodes"
        texts = await phone_log.read(self.simulator)
        if texts != self._texts:
            self._texts = texts
            return "new texts"
        if travelling := [text.sid for text in texts if not self._has_arrived(text)]:
            return f"texts on their way: {travelling}"
        if lost := await self.database.reading(lambda session: _not_taken(session, texts)):
            return f"texts to us that are not in the inbox: {lost}"
        if rows := await self.database.reading(rows_under_way):
            return f"{rows} rows of the inbox or outbox"
        busy = await busy_threads(self.client)
        self.workflows = tuple(busy)
        return f"threads at work: {busy}" if busy else ""

    @staticmethod
    def _has_arrived(text: Text) -> bool:
        """Texts to us are judged by the inbox: a webhook that was lost is made good there."""
        return text.way is Way.THEIRS or text.has_arrived


def _not_taken(session: Session, texts: Sequence[Text]) -> list[str]:
    theirs = [text.sid for text in texts if text.way is Way.THEIRS]
    kept = select(InboxRow.key).where(col(InboxRow.key).in_([TEXT + sid for sid in theirs]))
    known = set(session.exec(kept))
    return [sid for sid in theirs if TEXT + sid not in known]
