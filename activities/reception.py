"""Reception: whatever a hospital sends is kept before it is acknowledged, and delivered after.

A person's messages are delivered one at a time, in the order in which they came; what each of them
means is a matter of the chart, so that they may come in any order.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Self

from sqlmodel import Session
from temporalio.client import Client
from temporalio.exceptions import TemporalError
from temporalio.service import RPCError

from activities import inbox_rows
from activities.arrivals import Arrival, Came, Format, Taken
from activities.charts import Charts, root_of
from activities.gathering import Gathering
from activities.hospital_messages import Message, forget, put, retry, settle
from activities.inbox_rows import HOSPITALS, Outcome
from activities.intake import Intake, NotOpened
from activities.readers import Readers
from activities.steering import Moves, Steering
from adapters import clock
from adapters.database import Database
from adapters.encryption import Seal, Tokens
from adapters.feed_file import read_feeds
from adapters.heard import Heard, places
from adapters.logging import get_logger
from adapters.pathway_file import read_pathways
from adapters.settings import Settings
from adapters.strict import Refused
from domain.clock import Clock
from domain.hospital_events import HospitalEvent
from domain.wanted import Course
from models.payloads import SweepReport
from models.tables import Encounter, InboxRow

PATIENCE_SECONDS = 5.0
TRIES = 20
SWEPT_AT_ONCE = 8
log = get_logger(__name__)

Reader = Callable[[Format, str, str, datetime], Heard]
"""Reads a body: (format, facility, body, received at). Raises Refused."""


class Reception:
    """`connect` gives the Temporal client when it is wanted: a message is taken without it."""

    def __init__(  # noqa: PLR0913, PLR0917 - its parts
        self,
        database: Database,
        seal: Seal,
        tokens: Tokens,
        read: Reader,
        steering: Steering,
        connect: Callable[[], Awaitable[Client]],
        real_now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._database = database
        self._seal = seal
        self._tokens = tokens
        self._read = read
        self._steering = steering
        self._charts = Charts(seal, tokens)
        self._connect = connect
        self._real_now = real_now
        self._clinical: Clock | None = None
        self._gathering = Gathering(self._keep)

    @classmethod
    def of(
        cls,
        settings: Settings,
        database: Database,
        connect: Callable[[], Awaitable[Client]],
        real_now: Callable[[], datetime] = clock.now,
    ) -> Self:
        """Put it together from settings. Raises Refused: a pathway or a feed will not do."""
        seal, tokens, feeds = Seal(settings.ring), settings.tokens, read_feeds(settings.feeds_dir)
        steering = Steering(
            Charts(seal, tokens), Intake(tokens, read_pathways(settings.pathways_dir)), feeds
        )
        readers = Readers(feeds)
        return cls(database, seal, tokens, readers, steering, connect, real_now)

    async def clock(self) -> Clock:
        """Give the store's clock; it is set before any process starts, so it is read once."""
        if self._clinical is None:
            self._clinical = await asyncio.to_thread(self._database.read_clock)
        return self._clinical

    async def now(self) -> datetime:
        """The clinical time."""
        return (await self.clock()).clinical(self._real_now())

    # ---- taking

    async def take(self, arrival: Arrival) -> Taken:
        """Keep a message for good.

        Raises whatever the store raises: then nothing was kept, and the sender must not be told so.
        """
        taken = await self._gathering.add(arrival)
        if taken.reused:
            log.warning("sender_key_reused", inbox=taken.inbox, trigger=arrival.trigger)
        return taken

    async def _keep(self, arrivals: Sequence[Arrival]) -> list[Taken]:
        real_now, now = self._real_now(), await self.now()
        messages = [self._message(arrival, now, real_now) for arrival in arrivals]
        return await self._database.writing(lambda session: put(session, messages))

    def _message(self, arrival: Arrival, now: datetime, real_now: datetime) -> Message:
        form, mrn = arrival.format, arrival.mrn
        sender = (arrival.facility, form, arrival.sender_key)
        key = f"{form}:{self._tokens.message(*sender, mrn or '', arrival.body)}"
        outcome, detail = Outcome.WAITING, ""
        if arrival.refusal:
            outcome, detail = Outcome.QUEUED, arrival.refusal
        elif arrival.ignored:
            outcome, detail = Outcome.IGNORED, arrival.ignored
        return Message(
            key=key,
            ordering_key=self._tokens.patient(arrival.facility, mrn) if mrn else key,
            sender_token=self._tokens.message(*sender) if arrival.sender_key else "",
            facility=arrival.facility,
            trigger=arrival.trigger,
            body_sealed=self._seal.seal(arrival.body),
            received_at=now,
            real_received_at=real_now,
            outcome=outcome,
            detail=detail,
        )

    async def came(self, inbox: int) -> Came:
        """What came of a message so far."""
        row = await self._database.reading(lambda session: session.get(InboxRow, inbox))
        if row is None:
            return Came(outcome=Outcome.WAITING)
        return Came(outcome=row.outcome, detail=row.detail, episodes=tuple(row.episodes.split()))

    async def again(self, inbox: int) -> None:
        """Let a message be delivered once more: whoever asks knows that something has changed."""
        await self._database.writing(lambda session: retry(session, inbox))

    # ---- delivering

    async def deliver(self, ordering_key: str) -> int:
        """Deliver one person's waiting messages in order; what fails waits, and all later ones."""
        done = 0
        while (row := await self._claim(ordering_key)) is not None:
            delivered = await self._outcome(row)
            if delivered is None:
                break
            await self._settle(row, delivered)
            done += 1
        return done

    async def _settle(self, row: InboxRow, came: Came) -> None:
        await self._database.writing(lambda session: settle(session, row.id, came))

    async def sweep(self) -> SweepReport:
        """Deliver whatever still waits, and forget what need not be kept."""
        keys = await self._database.reading(lambda s: inbox_rows.waiting_keys(s, HOSPITALS))
        some = asyncio.Semaphore(SWEPT_AT_ONCE)

        async def deliver(key: str) -> int:
            async with some:
                return await self.deliver(key)

        delivered = await asyncio.gather(*map(deliver, keys))
        await self._database.writing(lambda session: forget(session, self._real_now()))
        waiting = await self._database.reading(lambda s: inbox_rows.count_waiting(s, HOSPITALS))
        return SweepReport(delivered=sum(delivered), waiting=waiting)

    async def _claim(self, ordering_key: str) -> InboxRow | None:
        real_now = self._real_now()

        def claim(session: Session) -> InboxRow | None:
            return inbox_rows.claim(session, root_of(session, ordering_key), real_now)

        return await self._database.writing(claim)

    async def _outcome(self, row: InboxRow) -> Came | None:
        """Deliver one message; nothing when it must wait for another attempt, its error named."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._deliver(row)
        except (TimeoutError, RPCError, TemporalError, OSError, RuntimeError) as error:
            await self._put_back(row, error)
        except Exception as error:  # noqa: BLE001 - one bad message must not stop the rest
            if row.attempts + 1 >= TRIES:
                detail = f"failed {TRIES} times: {type(error).__name__}"
                return Came(outcome=Outcome.QUEUED, detail=detail)
            await self._put_back(row, error)
        return None

    async def _put_back(self, row: InboxRow, error: Exception) -> None:
        failed = type(error).__name__
        log.warning("delivery_failed", inbox=row.id, error=failed, attempts=row.attempts + 1)
        await self._database.writing(lambda s: inbox_rows.put_back(s, row.id, failed))

    async def _deliver(self, row: InboxRow) -> Came:
        body = self._seal.open(row.body_sealed)
        form = Format(row.key.partition(":")[0])
        try:
            heard = self._read(form, row.facility, body, row.received_at)
        except Refused as refused:
            return Came(outcome=Outcome.QUEUED, detail=places(refused))
        if not heard.events:
            return Came(outcome=Outcome.IGNORED, detail=heard.ignored)
        try:
            return await self._steer(row, heard)
        except NotOpened as refused:
            return Came(outcome=Outcome.QUEUED, detail=str(refused))

    async def _steer(self, row: InboxRow, heard: Heard) -> Came:
        """Keep the events, see what they change, and change it."""
        now, clinical = await self.now(), await self.clock()

        def plan(session: Session) -> list[Moves]:
            events = [one for one in heard.events if self._mine(session, row, one)]
            people = self._charts.absorb(session, row.id or 0, events)
            return [self._steering.plan(session, root, now, clinical) for root in people]

        planned = await self._database.writing(plan)
        if any(moves.starts or moves.tells for moves in planned):
            client = await self._connect()
            for moves in planned:
                await self._steering.move(client, moves)

        def note(session: Session) -> None:
            for moves in planned:
                self._steering.settle(session, moves, now)
                self._begun(session, moves)

        await self._database.writing(note)
        return _what_came(heard, planned)

    def _mine(self, session: Session, row: InboxRow, event: HospitalEvent) -> bool:
        """Of a bundle about several people, each row delivers one person's events."""
        if not row.key.startswith(Format.FHIR):
            return True
        token = self._tokens.patient(event.facility, event.mrn)
        return root_of(session, token) == row.ordering_key

    def _begun(self, session: Session, moves: Moves) -> None:
        """What was held for its beginning has one now."""
        if moves.chart.waiting or not moves.rows:
            return
        held = self._charts.held(session, [row.patient_token for row in moves.rows.values()])
        for row in held:
            row.outcome, row.detail = Outcome.APPLIED, "its beginning has come"
            session.add(row)


def _what_came(heard: Heard, planned: Sequence[Moves]) -> Came:
    """In one word what a message did, and why in some more."""
    spoken = {event.encounter for event in heard.events if event.encounter}
    waiting = [event for moves in planned for event in moves.chart.waiting]
    wanted = [one for moves in planned for one in moves.wanted.values()]
    mine = [one for one in wanted if one.encounter in spoken] or wanted
    episodes = tuple({row.episode: None for moves in planned for row in _rows_of(moves, spoken)})
    doubts = "; ".join(heard.doubts)
    if any(event in waiting for event in heard.events):
        return Came(outcome=Outcome.HELD, detail="waits for the discharge that it cancels")
    if any(one.course is Course.UNCLEAR for one in mine):
        return Came(outcome=Outcome.QUEUED, detail=mine[-1].reason)
    if any(start.episode in episodes for moves in planned for start in moves.starts):
        return Came(outcome=Outcome.STARTED, detail=doubts, episodes=episodes)
    if episodes:
        return Came(outcome=Outcome.APPLIED, detail=doubts, episodes=episodes)
    why = mine[-1].reason if mine else "nothing was discharged yet"
    return Came(outcome=Outcome.IGNORED, detail=why)


def _rows_of(moves: Moves, spoken: set[str]) -> list[Encounter]:
    """The episodes of the encounters that a message spoke of; of none, all of the person's."""
    mine = [row for encounter, row in moves.rows.items() if encounter in spoken]
    return mine or list(moves.rows.values())
