"""An episode that a hospital ends early: how that is asked for, and how the episode is told.

Away   503  Temporal does not answer, or nothing runs under that id just now
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, WithJsonSchema
from temporalio.client import Client
from temporalio.service import RPCError

from adapters import validation
from adapters.logging import get_logger
from adapters.temporal.connection import TemporalError
from adapters.validation import Refused, Rule
from gateway.rest.problems import Invalid, NotJson, Unavailable
from models import names
from models.payloads import Close

LONGEST_NOTE = 500
PATIENCE = timedelta(seconds=5)
_AWAY = (OSError, RPCError, RuntimeError, TemporalError, TimeoutError)
log = get_logger(__name__)


class Reason(StrEnum):
    """The endings that a hospital may give; each is one of `domain.episode.facts.Ending`."""

    DIED = "died"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class ClosingOrder:
    """What a hospital says of an ending."""

    reason: Annotated[Reason, WithJsonSchema({"type": "string", "enum": list(Reason)})]
    note: Annotated[
        str | None,
        Field(
            max_length=LONGEST_NOTE,
            description="For those who care for the patient; encrypted, and never logged.",
        ),
    ] = None


_RULES = {
    "note": Rule(
        f"text of {LONGEST_NOTE} characters at most", lambda note: len(note) <= LONGEST_NOTE
    )
}


def read_order(body: bytes) -> ClosingOrder:
    """Read the body. Raises NotJson or Invalid."""
    try:
        data = json.loads(body.decode("utf-8-sig"))
        return validation.read(ClosingOrder, data, source="the body", rules=_RULES)
    except Refused as refused:
        raise Invalid(refused) from None
    except (ValueError, RecursionError):
        raise NotJson from None


async def tell(connect: Callable[[], Awaitable[Client]], episode: str, close: Close) -> None:
    """Signal an episode. Raises Unavailable."""
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            client = await connect()
            handle = client.get_workflow_handle(episode)
            await handle.signal(names.CLOSE, close, rpc_timeout=PATIENCE)
    except _AWAY as error:
        log.warning("close_not_told", episode=episode, error=type(error).__name__)
        raise Unavailable from None
