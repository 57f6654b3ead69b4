"""When a demo is over: every episode closed, nothing under way, and quiet for a while."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from sqlmodel import Session, func, select
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.sql.database import Database
from local import phone_log
from local.phone_log import Text
from local.soundness import WAITING, is_under_way
from models import names
from models.payloads import Pending
from models.tables import InboxRow, OutboxRow

QUIET_SECONDS = 4.0  # scripted people think for up to three
_THREADS = f"WorkflowType = '{names.CONVERSATION}' AND ExecutionStatus = 'Running'"


@dataclass
class Quiet:
    """Looks at everything that may still be under way. `look` is True after a quiet while."""

    client: Client
    database: Database
    simulator: str
    texts: tuple[Text, ...] = ()
    under_way: str = "the phones"
    _since: float | None = field(default=None)

    async def look(self) -> bool:
        """Whether nothing has been under way, and nothing new was said, for a while."""
        now = asyncio.get_running_loop().time()
        try:
            texts = await phone_log.read(self.simulator)
            self.under_way = "new texts" if texts != self.texts else await self._waiting(texts)
        except (httpx.HTTPError, RPCError):
            self.under_way = "a part that does not answer"
            return False  # it is being started again
        self.texts = texts
        if self.under_way:
            self._since = None
            return False
        self._since = self._since or now
        return now - self._since >= QUIET_SECONDS

    async def _waiting(self, texts: Sequence[Text]) -> str:
        """Name what is under way; nothing when all is at rest."""
        if travelling := [text.sid for text in texts if not text.has_arrived]:
            return f"texts on their way: {', '.join(travelling)}"
        if rows := await self.database.reading(rows_under_way):
            return f"{rows} rows of the inbox or outbox"
        busy = await busy_threads(self.client)
        return f"threads at work: {', '.join(busy)}" if busy else ""


async def busy_threads(client: Client) -> list[str]:
    """The phones' threads that have anything to hand on or to send."""
    found = [entry.id async for entry in client.list_workflows(_THREADS)]
    busy = await asyncio.gather(*(_busy(client, thread) for thread in found))
    return [thread for thread, is_busy in zip(found, busy, strict=True) if is_busy]


def rows_under_way(session: Session) -> int:
    """How many rows of the inbox and the outbox still have to say what became of them."""
    unsent = sum(map(is_under_way, session.exec(select(OutboxRow)).all()))
    untold = select(func.count()).select_from(InboxRow).where(InboxRow.outcome == WAITING)
    return unsent + session.exec(untold).one()


async def _busy(client: Client, thread: str) -> bool:
    handle = client.get_workflow_handle(thread)
    try:
        pending: Pending = await handle.query(names.PENDING, result_type=Pending)
    except RPCError:
        return True  # asked again at the next look
    return pending.busy
