"""A word of death on its way to a person's other episodes: kept first, then told to each."""

from datetime import datetime

from sqlmodel import Session
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from adapters.sql.database import Database
from domain.episode.facts import Wrote
from models import names
from models.payloads import Written
from models.tables import Encounter
from store.charts import running_beside
from store.deaths import keep_word, word_of


class Deaths:
    """Whoever plans an episode sees the word, or whoever tells it sees the episode: never neither.

    Both look and write in one transaction each.
    """

    def __init__(self, client: Client, database: Database) -> None:
        self._client = client
        self._database = database

    async def tell(self, episode: str, wrote: Wrote) -> None:
        """Tell the episodes that run beside the one that says so.

        Raises `ApplicationError` while one is about to begin: it is tried until it has.
        """
        await self._told(episode, wrote.message_id, wrote.at, wrote)

    async def tell_of_one_that_is_over(self, episode: str, message_id: str, at: datetime) -> int:
        """What is said of an episode that has ended, by whoever did not know; how many hear it."""
        return await self._told(episode, message_id, at, word_of(episode, at))

    async def _told(self, episode: str, message_id: str, at: datetime, wrote: Wrote) -> int:
        def kept(session: Session) -> list[Encounter]:
            keep_word(session, episode, message_id, at)
            return list(running_beside(session, episode))

        rows = await self._database.writing(kept)
        for row in rows:
            await self._signal(row, wrote)
        return len(rows)

    async def _signal(self, row: Encounter, wrote: Wrote) -> None:
        there = self._client.get_workflow_handle(row.episode)
        try:
            await there.signal(names.WROTE, Written(wrote=wrote))
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            if not row.body_hash:
                raise ApplicationError("an episode is about to begin") from error
