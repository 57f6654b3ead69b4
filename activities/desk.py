"""The desk: everything that the command line does with a running system, put together.

Away    the store or Temporal is not there as it must be; the message is one line (a retry can help)
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities import lookup
from activities.arrivals import Came, arrival_of
from activities.by_hand import PATIENCE, ByHand, NothingFound
from activities.inbox_rows import Outcome
from activities.lookup import EpisodeLine, OnShift
from activities.reception import Reception
from activities.threads import Threads
from adapters import clock as wall
from adapters import settings
from adapters.database import Database
from adapters.discharge_file import read_discharge_file
from adapters.encryption import Seal, Tokens
from adapters.settings import Settings
from adapters.strict import Refused
from adapters.temporal import TemporalUnreachable, connect_lazily
from domain.clock import Clock

IDENTITY = "starter"


class Away(Exception):  # noqa: N818 - named for what is wrong
    """A part of the system is not there as it must be."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of a discharge, in words."""

    words: str
    refused: bool = False


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The parts, with the store's clock as it was read at the start."""

    address: str
    client: Client
    database: Database
    tokens: Tokens
    clock: Clock
    reception: Reception
    by_hand: ByHand

    def now(self) -> datetime:
        """The clinical time."""
        return self.clock.clinical(wall.now())

    async def reach(self) -> None:
        """Make sure that Temporal is there before anything is written. Raises Away."""
        try:
            await self.client.service_client.check_health(timeout=PATIENCE)
        except (RPCError, RuntimeError):  # the second is the SDK's for "cannot connect"
            raise Away(str(TemporalUnreachable(self.address))) from None

    async def start(self, file: Path) -> Told:
        """Start the episode of a discharge; a disposition that opens none is no fault."""
        try:
            discharge = read_discharge_file(file)
        except Refused as refused:
            return Told(words=str(refused), refused=True)
        taken = await self.reception.take(arrival_of(discharge))
        if taken.already:
            await self.reception.again(taken.inbox)
        await self.reception.deliver(taken.ordering_key)
        came = await self.reception.came(taken.inbox)
        return _told(file, came, already=taken.already)

    async def episodes(self, facility: str | None, *, closed: bool) -> list[EpisodeLine]:
        """List episodes."""
        return await self.database.reading(
            lambda session: lookup.episodes(session, self.now(), facility, closed=closed)
        )

    async def find(
        self,
        patient: tuple[str, str] | None = None,
        encounter: tuple[str, str] | None = None,
        number: str | None = None,
        code: int | None = None,
    ) -> list[str]:
        """Find episodes by facility and MRN or encounter, or by a number. Raises NothingFound."""
        wanted = lookup.Wanted(patient=patient, encounter=encounter, number=number, code=code)
        found = await self.database.reading(
            lambda session: lookup.find(session, self.tokens, wanted)
        )
        if not found:
            raise NothingFound
        return found

    async def on_shift(self) -> list[OnShift]:
        """Who works now."""
        return await self.database.reading(lambda session: lookup.on_shift(session, self.now()))


def _told(file: Path, came: Came, *, already: bool) -> Told:
    """One line for whoever sent it."""
    episodes = ", ".join(came.episodes)
    words = {
        Outcome.STARTED: f"started: {episodes}",
        Outcome.APPLIED: f"{'already there' if already else 'applied'}: {episodes}",
        Outcome.IGNORED: f"no episode: {came.detail}",
        Outcome.WAITING: "kept, not delivered yet; the sweep goes on with it",
    }
    queued = f"is in the work queue: {came.detail}"
    refused = came.outcome in (Outcome.QUEUED, Outcome.HELD)
    return Told(words=f"{file}: {words.get(Outcome(came.outcome), queued)}", refused=refused)


def settings_here(root: Path, tell: Callable[[str], None]) -> Settings:
    """The environment's and `.env`'s; where there are none, those of a local stack that runs.

    Raises SettingsRefused.
    """
    running = sorted(root.glob(".homeward/*/env"), key=lambda env: -env.stat().st_mtime)
    try:
        return settings.load()
    except settings.SettingsRefused:
        if Path(".env").exists() or not running:
            raise
    tell(f"using the stack that runs in {running[0].parent}")
    return settings.load(running[0])


@asynccontextmanager
async def at_desk(found: Settings) -> AsyncIterator[Desk]:
    """Put the desk together; nothing of Temporal is reached before it is needed. Raises Away."""
    database = Database(found.database_url)
    try:
        yield await _desk(found, database)
    except DBAPIError as error:
        words = f"the store cannot be used ({error.orig}); `python starter.py migrate` makes it"
        raise Away(words) from None
    except RPCError as error:
        if error.status is not RPCStatusCode.UNAVAILABLE:
            raise
        raise Away(str(TemporalUnreachable(found.temporal_address))) from None
    finally:
        database.close()


async def _desk(found: Settings, database: Database) -> Desk:
    client = await connect_lazily(found, identity=IDENTITY)
    threads = Threads(client, database, Seal(found.ring))

    async def connected() -> Client:
        return client

    return Desk(
        address=found.temporal_address,
        client=client,
        database=database,
        tokens=found.tokens,
        clock=await asyncio.to_thread(database.read_clock),
        reception=Reception.of(found, database, connected),
        by_hand=ByHand(client, database, threads, wall.now),
    )
