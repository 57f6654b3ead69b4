"""Episodes as cards reach them: by name, through Temporal, with little patience.

TryAgain   nobody answered in time; of an answer it is not known whether it counted
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from temporalio.client import (
    Client,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError, RPCStatusCode

from adapters.logging import get_logger
from adapters.temporal.connection import TemporalError
from domain.episode.facts import Wrote
from domain.pathway import Role
from domain.words.phrasebook import phrase, worded
from gateway.http.refusals import TryAgain
from models import names
from models.payloads import (
    Card,
    CardOpened,
    CardRequest,
    GivenAnswer,
    Payload,
    ReassignQuestion,
    Verdict,
    VerdictState,
    Written,
)

PATIENCE_SECONDS = 8.0
UNCERTAIN = worded(phrase("card_page.uncertain"))
_AWAY = (
    OSError,
    RPCError,
    RuntimeError,  # what the SDK raises when it cannot connect
    TemporalError,
    TimeoutError,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
log = get_logger(__name__)


class Episodes:
    """`connect` gives the Temporal client when it is wanted."""

    def __init__(
        self, connect: Callable[[], Awaitable[Client]], patience: float = PATIENCE_SECONDS
    ) -> None:
        self._connect = connect
        self._patience = patience

    async def card(self, episode: str, key: str, reader: Role) -> Card:
        """Read a card as a role may see it; one of an episode that is forgotten is closed.

        Raises TryAgain.
        """
        request = CardRequest(key=key, reader=reader)
        async with self._reaching(episode) as client:
            handle = client.get_workflow_handle(episode)
            try:
                card: Card = await handle.query(names.CARD, request, result_type=Card)
            except RPCError as error:
                _expect_not_found(error)
                return Card(open=False)
            return card

    async def answer(self, given: GivenAnswer) -> Verdict:
        """Give an answer; the same message twice is one answer. Raises TryAgain."""
        async with self._reaching(given.episode, UNCERTAIN) as client:
            handle = client.get_workflow_handle(given.episode)
            try:
                verdict: Verdict = await handle.execute_update(
                    names.ANSWER, given, id=given.message_id, result_type=Verdict
                )
            except RPCError as error:
                _expect_not_found(error)
                return Verdict(state=VerdictState.CLOSED)
            return verdict

    async def wrote(self, episode: str, words: Wrote) -> bool:
        """Bring an episode words; the same twice are one. False: it has ended. Raises TryAgain."""
        return await self._told(episode, names.WROTE, Written(wrote=words))

    async def hand_over(self, episode: str, told: ReassignQuestion) -> bool:
        """Tell an episode whose a question is now. False: it has ended. Raises TryAgain."""
        return await self._told(episode, names.HAND_OVER, told)

    async def opened(self, episode: str, seen: CardOpened) -> None:
        """Tell an episode who has opened which card. Raises TryAgain."""
        async with self._reaching(episode) as client:
            handle = client.get_workflow_handle(episode)
            try:
                await handle.signal(names.CARD_OPENED, seen)
            except RPCError as error:
                _expect_not_found(error)  # it ended just now: nothing more is read there

    async def _told(self, episode: str, signal: str, payload: Payload) -> bool:
        async with self._reaching(episode, UNCERTAIN) as client:
            handle = client.get_workflow_handle(episode)
            try:
                await handle.signal(signal, payload)
            except RPCError as error:
                _expect_not_found(error)
                return False
            return True

    @asynccontextmanager
    async def _reaching(self, episode: str, words: str | None = None) -> AsyncIterator[Client]:
        try:
            async with asyncio.timeout(self._patience):
                yield await self._connect()
        except _AWAY as error:
            log.warning("episode_out_of_reach", episode=episode, error=type(error).__name__)
            raise TryAgain(words) from None


def _expect_not_found(error: RPCError) -> None:
    if error.status is not RPCStatusCode.NOT_FOUND:
        raise error
