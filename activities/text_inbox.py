"""Texts and receipts: committed before they are acknowledged, then delivered in order, each once.

The order of a phone holds live and swept: a row waits for every earlier one of its phone, so that
an UNDO never overtakes the answer it takes back. Delivering twice is harmless: a thread acts on a
message id once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from sqlmodel import Session
from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.interfaces import Inbox
from adapters import wall_clock
from adapters.encryption import Seal, Tokens
from adapters.logging import get_logger
from adapters.sql.database import Database
from adapters.temporal.threads import owes_an_answer, signal_thread
from domain.clinical.triage import look
from domain.languages import Level
from domain.texting.leaving.consent import Keyword, keyword
from models import names
from models.payloads import (
    DeliverInbox,
    Delivery,
    DeliveryOutcome,
    ReceivedText,
    SweepReport,
)
from models.tables import InboxRow, place, place_of
from store import inbox, receipts
from store.inbox import PHONES, RECEIPT, TEXT, Outcome
from store.patient_data.erasing import let_go, note_texted, numbers_that_answer
from store.patient_data.numbers import Numbers

PATIENCE_SECONDS = 5.0
log = get_logger(__name__)


class TextInbox(Inbox):
    """`connect` gives the Temporal client when it is wanted: a text is taken without it.

    `real_now` reads the wall clock, for leases.
    """

    def __init__(
        self,
        database: Database,
        seal: Seal,
        tokens: Tokens,
        connect: Callable[[], Awaitable[Client]],
        real_now: Callable[[], datetime] = wall_clock.now,
    ) -> None:
        self._database = database
        self._seal = seal
        self.numbers = Numbers(seal, tokens)
        self._connect = connect
        self._real_now = real_now

    async def clinical(self, real: datetime) -> datetime:
        """The clinical time of a real one."""
        return (await self._database.clock()).clinical(real)

    def phone(self, number: str) -> str:
        """Give the token of a number, by which a phone's rows are kept in order."""
        return self.numbers.tokens.phone(number)

    async def commit(self, number: str, text: ReceivedText, real_now: datetime) -> bool:
        """Keep a text and its number for good; False when this message was kept before."""
        body = text.model_dump_json()
        row = self._row(TEXT + text.message_id, text.phone, body, text.at, real_now)

        def keep(session: Session) -> bool:
            if not inbox.put(session, row):  # nor its number, which may have been erased since
                return False
            new = self.numbers.is_new(session, text.phone)
            self.numbers.keep(session, number)
            if new:
                note_texted(session, text.phone, text.at)
            return True

        return await self._database.writing(keep)

    async def record_receipt(self, delivery: Delivery, sid: str) -> str | None:
        """Move a text's row by rank. Gives the phone's key when its thread must hear of it.

        It hears what the carrier's code means for the next text; what only we can mend goes to the
        work queue as well.
        """
        real_now = self._real_now()
        received_at = await self.clinical(real_now)
        delivery = delivery.model_copy(
            update={"outcome": receipts.delivery_outcome(delivery.error_code)}
        )

        def record(session: Session) -> str | None:
            sent = receipts.apply(session, delivery, sid)
            if sent is None:
                return None
            if delivery.outcome is DeliveryOutcome.OPS:
                receipts.tell_ops(session, delivery.error_code, received_at)
            key = f"{RECEIPT}{delivery.key}:{sid}"
            body = delivery.model_dump_json()
            row = self._row(key, sent.phone_token, body, received_at, real_now)
            inbox.put(session, row)
            return sent.phone_token

        return await self._database.writing(record)

    @activity.defn
    async def deliver(self, deliver: DeliverInbox) -> int:
        """Deliver one phone's waiting rows in order; what fails waits, and all later ones too."""
        done = 0
        row = await self._next(deliver.ordering_key)
        while row is not None:
            outcome = await self._outcome(row)
            if outcome is Outcome.WAITING:
                break
            done += 1
            row = await self._next(deliver.ordering_key, (row.id, outcome))
        return done

    @activity.defn
    async def sweep(self) -> SweepReport:
        """Deliver whatever still waits, phone by phone; one that fails holds up no other."""
        keys = await self._database.reading(lambda s: inbox.waiting_keys(s, PHONES))
        delivered = [await self._deliver_calmly(key) for key in keys]
        await self.let_go()
        waiting = await self._database.reading(lambda s: inbox.count_waiting(s, PHONES))
        return SweepReport(delivered=sum(delivered), waiting=waiting)

    async def let_go(self) -> None:
        """Let each erased number go whose texts were answered; what cannot be asked keeps its."""
        real_now = self._real_now()
        for token in await self._database.reading(numbers_that_answer):
            go = partial(let_go, phone=token, real_now=real_now, owes=await self._owes(token))
            await self._database.writing(go)

    async def _owes(self, token: str) -> bool:
        try:
            return await owes_an_answer(await self._connect(), token)
        except Exception as error:  # noqa: BLE001 - the next sweep asks again
            log.warning("thread_not_asked", error=type(error).__name__)
            return True

    async def _deliver_calmly(self, ordering_key: str) -> int:
        try:
            return await self.deliver(DeliverInbox(ordering_key=ordering_key))
        except Exception as error:  # noqa: BLE001 - the next sweep does it again
            log.warning("delivery_stopped", error=type(error).__name__)
            return 0

    async def _next(
        self, ordering_key: str, settled: tuple[int | None, Outcome] | None = None
    ) -> InboxRow | None:
        """Settle one row and lease the next, in one transaction; unknown senders are set aside."""
        real_now = self._real_now()

        def step(session: Session) -> InboxRow | None:
            if settled is not None:
                inbox.settle(session, *settled)
            while (row := inbox.claim(session, ordering_key, real_now)) is not None:
                known = row.key.startswith(RECEIPT) or inbox.is_known(session, ordering_key)
                if known or self._must_be_heard(row):
                    return row
                inbox.set_aside(session, row)
            return None

        return await self._database.writing(step)

    def _must_be_heard(self, row: InboxRow) -> bool:
        """A stranger's danger gets the emergency line, a stranger's STOP stops."""
        body = ReceivedText.model_validate_json(
            self._seal.open(row.body_sealed, place_of(row))
        ).body
        flag = look(body)
        danger = flag is not None and flag.level is Level.EMERGENCY
        return danger or keyword(body, opted_out=False) is Keyword.STOP

    async def _outcome(self, row: InboxRow) -> Outcome:
        """Hand one row to its thread; whatever goes wrong, the row waits, its error named."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._hand_on(row)
        except Exception as error:  # noqa: BLE001 - a row that fails must wait, and be let go
            failed = type(error).__name__
            log.warning("delivery_failed", inbox=row.key, error=failed, attempts=row.attempts + 1)
            await self._database.writing(lambda s: inbox.put_back(s, row.id, failed))
            return Outcome.WAITING

    async def _hand_on(self, row: InboxRow) -> Outcome:
        client = await self._connect()
        body = self._seal.open(row.body_sealed, place_of(row))
        if row.key.startswith(RECEIPT):
            return await _tell(client, row.ordering_key, Delivery.model_validate_json(body))
        text = ReceivedText.model_validate_json(body)
        clock = await self._database.clock()
        await signal_thread(client, row.ordering_key, clock, names.RECEIVED, text)
        return Outcome.DELIVERED

    def _row(
        self, key: str, ordering_key: str, body: str, received_at: datetime, real_now: datetime
    ) -> InboxRow:
        return InboxRow(
            key=key,
            ordering_key=ordering_key,
            body_sealed=self._seal.seal(body, place(InboxRow, key)),
            received_at=received_at,
            real_received_at=real_now,
        )


async def _tell(client: Client, token: str, delivery: Delivery) -> Outcome:
    """Tell the thread that a text did not arrive; a thread that ended wants nothing any more."""
    try:
        handle = client.get_workflow_handle(names.conversation_id(token))
        await handle.signal(names.DELIVERY, delivery)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return Outcome.NO_THREAD
    return Outcome.DELIVERED
