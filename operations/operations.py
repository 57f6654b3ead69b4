"""What staff can do with a running system, put together once for all who offer it.

Unavailable        the store or Temporal is not there as it must be; one line (a retry can help)
UnknownFacility    a NotDone: the store has no such facility (a retry cannot help)
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Unpack

from sqlmodel import Session
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.conversations import Conversations
from adapters import settings
from adapters import wall_clock as wall
from adapters.encryption import Seal, Tokens
from adapters.files.hospital_reader import read_hospital
from adapters.files.pathway import read_pathways
from adapters.messages.census_csv import census_instant, read_census
from adapters.messages.feed_file import read_feeds
from adapters.reference.rxnorm import read_rxnorm
from adapters.settings import Settings
from adapters.sql.database import Database
from adapters.sql.trouble import StoreAway, in_one_line
from adapters.temporal.connection import TemporalUnreachable, connect_lazily
from adapters.validation import instant
from domain.pathway import Role
from domain.time.clock import Clock
from intake.hospital_inbox import HospitalInbox
from intake.readers import Readers
from models import names
from models.tables import DrugName
from operations.audits import AuditLine, Audits
from operations.by_hand.episodes import PATIENCE, ByHand, NotDone, NothingFound
from operations.by_hand.erasing import Erasures
from operations.by_hand.giving import Giving
from operations.census import Census, CensusReport
from operations.found_files import Files, attributed
from operations.keys import Keys
from operations.queue import Again, Handled, HospitalQueue
from operations.received import (
    FeedLine,
    ReceivedLine,
    Typed,
    by_feed,
    received,
    wanted,
)
from operations.send_files import Report, Sending, Step
from operations.shown_messages import ShownMessages
from operations.understood import Understanding
from store import lookup
from store.hospital_setup import load_hospital, prepare
from store.lookup import EpisodeLine
from store.people import who_is_asked
from store.people.who_is_asked import Ranking
from store.reference.drug_names import write_names
from store.views import Trail

IDENTITY = "starter"
_VACANT = "is nobody's there, and nobody stands in: give it to somebody, or name a stand-in"
_MERGED_AWAY = "this number was merged into another; these are that record's episodes"
_LATER = "when their shifts next end"
_UNANSWERED = (
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.UNAVAILABLE,
)


class Unavailable(Exception):  # noqa: N818 - named for what is wrong
    """A part of the system is not there as it must be."""


class UnknownFacility(NotDone):
    """No such facility in the store."""

    def __init__(self, facility: str, known: Sequence[str]) -> None:
        super().__init__(
            f"{facility!r} is no facility in the store; known: {', '.join(known) or 'none'}"
        )


@dataclass(frozen=True, kw_only=True)
class Operations:
    """The parts, with the store's clock as it was read at the start."""

    address: str
    client: Client
    database: Database
    seal: Seal
    tokens: Tokens
    clock: Clock
    hospital_inbox: HospitalInbox
    readers: Readers
    queue: HospitalQueue
    keys: Keys
    by_hand: ByHand
    giving: Giving
    erasures: Erasures
    understanding: Understanding
    shown_messages: ShownMessages

    def now(self) -> datetime:
        """The clinical time."""
        return self.clock.clinical(wall.now())

    async def reach(self) -> None:
        """Make sure that Temporal is there before anything is written. Raises Unavailable."""
        try:
            await self.client.service_client.check_health(timeout=PATIENCE)
        except (RPCError, RuntimeError):  # the second is the SDK's for "cannot connect"
            raise Unavailable(str(TemporalUnreachable(self.address))) from None

    async def send(self, paths: Sequence[Path], facility: str, step: Step) -> Report:
        """Send files through the inbox; `facility` is whose the FHIR in them is.

        Raises Unavailable, before anything is written; Refused: that facility has no feed.
        """
        files = Files(self.readers, attributed(self.readers.feeds, facility))
        await self.reach()
        sending = Sending(hospital_inbox=self.hospital_inbox, files=files)
        return await sending.send(paths, step)

    async def retry(self, which: Again, by: str) -> list[Handled]:
        """Read messages again, each with all of its person's.

        Raises Unavailable, before anything is changed; UnknownPerson, UnknownFacility, NoMessages;
        Refused: not a range, not a time.
        """
        await self.reach()
        await self.queue.must_know(by)
        if which.patient is not None:
            await self._must_be_known(which.patient[0])
            return await self.queue.retry(await self.queue.of_patient(*which.patient), by)
        if which.feed:
            await self._must_be_known(which.feed)
            ids = await self.queue.of_feed(which.feed, instant("--since", which.since))
            return await self.queue.retry(ids, by, quiet=True)
        if which.queued:
            return await self.queue.retry(await self.queue.queued(), by)
        keys, skipped = await self.queue.spelt_out(which.messages)
        done = await self.queue.retry(keys, by)
        return [*done, *(Handled(words=words, waits=False) for words in skipped)]

    async def dismiss(self, keys: Sequence[str], reason: str, by: str) -> list[Handled]:
        """Settle messages and items, one after another; what cannot be stops none of the others.

        Raises UnknownPerson.
        """
        await self.queue.must_know(by)
        return [await self._dismissed(key, reason, by) for key in keys]

    async def _dismissed(self, key: str, reason: str, by: str) -> Handled:
        try:
            return Handled(words=await self.queue.dismiss(key, reason, by), waits=False)
        except NotDone as error:
            return Handled(words=str(error), waits=True)

    async def census(self, facility: str, file: Path, at: str) -> CensusReport:
        """Compare a census; `at` is as of when, else the last midnight on the feed's clock.

        Raises UnknownFacility, Unavailable, Refused: before anything is written.
        """
        await self._must_be_known(facility)
        feed = attributed(self.readers.feeds, facility)
        if feed is None:
            raise UnknownFacility(facility, sorted(self.readers.feeds.by_facility))
        as_of = census_instant(at, feed.time_zone, await self.hospital_inbox.now())
        rows = await asyncio.to_thread(read_census, file, feed)
        await self.reach()
        taking = Census(
            client=self.client,
            database=self.database,
            seal=self.seal,
            tokens=self.tokens,
            hospital_inbox=self.hospital_inbox,
            real_now=wall.now,
        )
        return await taking.take(feed, rows, as_of)

    async def by_feed(self, facility: str) -> list[FeedLine]:
        """What each feed has sent. Raises UnknownFacility."""
        await self._must_be_known(facility)
        now = await self.hospital_inbox.now()
        return await self.database.reading(lambda session: by_feed(session, facility, now))

    async def episodes(self, facility: str | None, *, closed: bool) -> list[EpisodeLine]:
        """List episodes. Raises UnknownFacility."""
        await self._must_be_known(facility or "")
        return await self.database.reading(
            lambda session: lookup.episodes(session, self.now(), facility, closed=closed)
        )

    async def find(
        self,
        patient: tuple[str, str] | None = None,
        encounter: tuple[str, str] | None = None,
        number: str | None = None,
        code: int | None = None,
    ) -> tuple[str, str]:
        """Find episodes by facility and MRN or encounter, or by a number: their ids, a line each.

        Beside them in words, if the MRN was merged into another. Raises NothingFound.
        """
        wanted = lookup.EpisodeQuery(patient=patient, encounter=encounter, number=number, code=code)

        def look(session: Session) -> tuple[list[str], bool]:
            found = lookup.find(session, self.tokens, wanted)
            return found, lookup.merged_away(session, self.tokens, wanted)

        found, merged = await self.database.reading(look)
        if not found:
            raise NothingFound
        return "\n".join(found), _MERGED_AWAY if merged else ""

    async def audits(self, by: str, *, who: str, episode: str, limit: int) -> list[AuditLine]:
        """Who looked at or did what, the newest first. Raises UnknownPerson, NotAuditor."""
        trail = Trail(who=who, episode=episode, limit=limit)
        return await Audits(database=self.database).listed(by, trail)

    async def received(self, **typed: Unpack[Typed]) -> list[ReceivedLine]:
        """List what hospitals sent, the newest first. Raises UnknownFacility, Refused."""
        which = wanted(**typed)
        await self._must_be_known(which.facility)
        await self._must_be_known(which.patient[0] if which.patient else "")
        feeds = self.readers.feeds
        return await self.database.reading(
            lambda session: received(session, self.tokens, feeds, which)
        )

    async def standings(
        self, facility: str, role: Role | None, at: str, due: str, language: str, *, urgent: bool
    ) -> list[Ranking]:
        """Who would be asked, and why. Raises UnknownFacility; Refused: not a role, not a time."""
        supposed = who_is_asked.suppose(facility, role, at, due, language, urgent=urgent)
        await self._must_be_known(supposed.facility)
        return await self.database.reading(
            lambda session: who_is_asked.standings(session, self.now(), supposed)
        )

    async def _must_be_known(self, facility: str) -> None:
        """A typing error must not read as an all-clear. Raises UnknownFacility."""
        known = await self.database.reading(who_is_asked.facilities)
        if facility and facility not in known:
            raise UnknownFacility(facility, known)

    async def load_hospital(self, file: Path, days: int) -> tuple[str, str]:
        """Write a hospital file into the store; the threads of whom it concerns look at it now.

        Gives what that brought, and what was not heard of it, both in words. Raises Refused.
        """
        hospital = await asyncio.to_thread(read_hospital, file)
        prepared = await asyncio.to_thread(prepare, hospital, wall.now().date(), days)
        loaded = await self.database.writing(
            lambda session: load_hospital(session, prepared, self.seal, self.tokens)
        )
        heard = await self._tell_of_roster(loaded.changed)
        who = f"{len(hospital.people)} people, {len(hospital.organisations)} organisations"
        late = f"{TemporalUnreachable(self.address)}; who works otherwise now is seen to {_LATER}"
        vacant = [f"{facility}: {role} {_VACANT}" for facility, role in hospital.vacant()]
        told = [*vacant, *([] if heard else [late])]
        return f"{who}, {loaded.slots} new slots", "\n".join(told)

    async def load_drug_names(self, folder: Path) -> str:
        """Put RxNorm's names in the place of those before; discharges from now on are read so.

        Raises Refused.
        """
        read = await asyncio.to_thread(read_rxnorm, folder)
        rows = [DrugName(**asdict(one)) for one in read]
        count = await self.database.writing(lambda session: write_names(session, rows))
        return f"{count} names and codes of drugs"

    async def _tell_of_roster(self, phones: Sequence[str]) -> bool:
        """Whether Temporal is there to say so; a phone without a thread holds nothing."""
        for token in phones:
            thread = self.client.get_workflow_handle(names.conversation_id(token))
            try:
                await thread.signal(names.ROSTER, rpc_timeout=PATIENCE)
            except RuntimeError:  # the SDK's for "cannot connect"
                return False
            except RPCError as error:
                if error.status in _UNANSWERED:
                    return False
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
        return True


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
async def opened(found: Settings) -> AsyncIterator[Operations]:
    """Put it together; nothing of Temporal is reached before it is needed.

    Raises Unavailable, and StoreUnfit.
    """
    database = Database(found.database_url)
    try:
        with in_one_line():
            yield await _operations(found, database)
    except StoreAway as error:
        raise Unavailable(str(error)) from None
    except RPCError as error:
        if error.status is not RPCStatusCode.UNAVAILABLE:
            raise
        raise Unavailable(str(TemporalUnreachable(found.temporal_address))) from None
    finally:
        database.close()


async def _operations(found: Settings, database: Database) -> Operations:
    client = await connect_lazily(found, identity=IDENTITY)
    threads = Conversations(client, database, Seal(found.ring))
    by_hand = ByHand(client, database, threads, wall.now)

    async def connected() -> Client:
        return client

    hospital_inbox = HospitalInbox.of(found, database, connected)
    feeds = read_feeds(found.feeds_dir)
    return Operations(
        address=found.temporal_address,
        client=client,
        database=database,
        seal=Seal(found.ring),
        tokens=found.tokens,
        clock=await asyncio.to_thread(database.read_clock),
        hospital_inbox=hospital_inbox,
        readers=Readers(feeds),
        queue=HospitalQueue(
            database=database,
            seal=Seal(found.ring),
            tokens=found.tokens,
            feeds=feeds,
            hospital_inbox=hospital_inbox,
            real_now=wall.now,
        ),
        keys=Keys(database, wall.now),
        by_hand=by_hand,
        giving=Giving(by_hand, database),
        erasures=Erasures(
            database=database, seal=Seal(found.ring), tokens=found.tokens, real_now=wall.now
        ),
        shown_messages=ShownMessages(database=database, seal=Seal(found.ring), real_now=wall.now),
        understanding=Understanding(
            database=database,
            seal=Seal(found.ring),
            tokens=found.tokens,
            feeds=feeds,
            pathways=read_pathways(found.pathways_dir),
            real_now=wall.now,
        ),
    )
