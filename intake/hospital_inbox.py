"""Whatever a hospital sends is kept before it is acknowledged, and delivered after.

A person's messages are delivered one at a time, in the order in which they came; what each of them
means is a matter of the chart, so that they may come in any order.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sqlmodel import Session, col, select
from temporalio.client import Client

from adapters import wall_clock
from adapters.encryption import Seal, Tokens
from adapters.files.pathway import read_pathways
from adapters.logging import get_logger
from adapters.messages.feed_folder import FeedFolder
from adapters.settings import Settings
from adapters.sql.database import Database
from domain.hospital.feed import Feeds
from intake.commit_batch import BatchedCommit
from intake.delivery import HospitalDelivery, Reader
from intake.opening import Intake
from intake.readers import Readers
from intake.reconciler import Reconciler
from intake.running import Running, on_temporal
from models.payloads import SweepReport
from models.tables import HospitalEventRow, InboxRow, place
from store.arrivals import Arrival, IntakeOutcome, KeptArrival
from store.charts import Charts
from store.hospital_inbox import Message, overtake, put, readable, started_before
from store.inbox import Outcome

log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class ReadAgain:
    """A message that was read again: what had come of it, and what comes of it now."""

    inbox: int
    before: IntakeOutcome
    after: IntakeOutcome


class HospitalInbox:
    """`running` gives the episodes when they are wanted: a message is taken without them."""

    def __init__(  # noqa: PLR0913, PLR0917 - its parts
        self,
        database: Database,
        seal: Seal,
        tokens: Tokens,
        read: Reader,
        reconciler: Reconciler,
        running: Running,
        real_now: Callable[[], datetime] = wall_clock.now,
    ) -> None:
        self._database = database
        self._seal = seal
        self._tokens = tokens
        self._real_now = real_now
        self._batches = BatchedCommit(self._keep)
        self._delivery = HospitalDelivery(
            database,
            seal,
            tokens,
            read,
            reconciler,
            Charts(seal, tokens),
            running,
            database.clock,
            real_now,
        )

    @classmethod
    def of(
        cls,
        settings: Settings,
        database: Database,
        connect: Callable[[], Awaitable[Client]],
        real_now: Callable[[], datetime] = wall_clock.now,
        feeds: Feeds | None = None,
    ) -> Self:
        """Put it together from settings. Raises Refused: a pathway or a feed will not do.

        `feeds`: those that the process has already, else the settings' folder as it changes.
        """
        seal, tokens = Seal(settings.ring), settings.tokens
        feeds = feeds or FeedFolder(settings.feeds_dir)
        reconciler = Reconciler(
            Charts(seal, tokens), Intake(seal, tokens, read_pathways(settings.pathways_dir)), feeds
        )
        readers = Readers(feeds)
        return cls(database, seal, tokens, readers, reconciler, on_temporal(connect), real_now)

    async def now(self) -> datetime:
        """The clinical time."""
        return (await self._database.clock()).clinical(self._real_now())

    # ---- taking

    async def take(self, arrival: Arrival) -> KeptArrival:
        """Keep a message for good.

        Raises whatever the store raises: then nothing was kept, and the sender must not be told so.
        """
        taken = await self._batches.add(arrival)
        if taken.reused:
            log.warning("sender_key_reused", inbox=taken.inbox, trigger=arrival.trigger)
        return taken

    async def _keep(self, arrivals: Sequence[Arrival]) -> list[KeptArrival]:
        real_now, now = self._real_now(), await self.now()
        messages = [
            self._message(arrival, now + later * timedelta.resolution, real_now)
            for later, arrival in enumerate(arrivals)
        ]  # each at an instant of its own: what a message leaves doubtful is known by when it came
        return await self._database.writing(lambda session: put(session, messages))

    def _message(self, arrival: Arrival, now: datetime, real_now: datetime) -> Message:
        form, mrn = arrival.format, arrival.mrn
        sender, key = (arrival.facility, form, arrival.sender_key), self._key(arrival)
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
            body_sealed=self._seal.seal(arrival.body, place(InboxRow, key)),
            received_at=now,
            real_received_at=real_now,
            outcome=outcome,
            detail=detail,
        )

    def _key(self, arrival: Arrival) -> str:
        sender = (arrival.facility, arrival.format, arrival.sender_key)
        own = self._tokens.message(*sender, arrival.mrn or "", arrival.body)
        return f"{arrival.format}:{own}"

    async def overtake(self, refused: Arrival) -> None:
        """What was refused before came again and was taken: nobody need look at it any more."""
        key = self._key(refused)
        await self._database.writing(lambda session: overtake(session, key))

    async def knows_visit(self, facility: str, number: str) -> bool:
        """Whether any message told of a visit, by its number."""
        token = self._tokens.encounter(facility, number)
        told = select(HospitalEventRow).where(col(HospitalEventRow.encounter_token) == token)
        found = await self._database.reading(lambda session: session.exec(told.limit(1)).first())
        return found is not None

    async def came(self, inbox: int) -> IntakeOutcome:
        """What came of a message so far."""
        row = await self._database.reading(lambda session: session.get(InboxRow, inbox))
        return IntakeOutcome(outcome=Outcome.WAITING) if row is None else _came(row)

    async def again(self, ordering_key: str, named: Collection[int]) -> list[ReadAgain]:
        """Read everything of a person again, and deliver it: something has changed.

        `named`: those that are wanted though they were settled by hand, or are very old. One alone
        would be folded beside what the others said when they came.
        """
        before: dict[int, IntakeOutcome] = {}
        while rows := await self._readable(ordering_key, named, before):
            before |= {row.id or 0: _came(row) for row in rows}
            await self._delivery.read_again(rows)
        await self.deliver(ordering_key)
        started = [(inbox, one) for inbox, one in before.items() if one.outcome == Outcome.STARTED]

        def still(session: Session) -> None:
            for inbox, one in started:
                started_before(session, inbox, one.episodes)

        await self._database.writing(still)
        found = sorted(before.items())
        return [
            ReadAgain(inbox=inbox, before=was, after=await self.came(inbox)) for inbox, was in found
        ]

    async def _readable(
        self, ordering_key: str, named: Collection[int], known: Collection[int]
    ) -> list[InboxRow]:
        """Those of the person that were not read yet; a merge that is now read brings more."""
        real_now = self._real_now()
        rows = await self._database.reading(
            lambda session: readable(session, ordering_key, named, real_now)
        )
        return [row for row in rows if row.id not in known]

    # ---- delivering

    async def deliver(self, ordering_key: str) -> int:
        """Deliver one person's waiting messages in order; what fails waits, and all later ones."""
        return await self._delivery.deliver(ordering_key)

    async def deliver_calmly(self, ordering_key: str) -> int:
        """Deliver once no sender waits for an acknowledgement, or after a second."""
        await self._batches.calm()
        return await self.deliver(ordering_key)

    async def sweep(self) -> SweepReport:
        """Deliver whatever still waits, and forget what need not be kept."""
        return await self._delivery.sweep()


def _came(row: InboxRow) -> IntakeOutcome:
    return IntakeOutcome(
        outcome=row.outcome, detail=row.detail, episodes=tuple(row.episodes.split())
    )
