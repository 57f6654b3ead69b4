"""What the carrier has that its webhooks did not bring: texts to us, and what became of ours.

A webhook can be lost: our address was away for longer than the carrier tries, a receipt is tried
once. So the carrier is asked from time to time, and what it says is taken as if it had called.
A text that was taken back while nobody knew whether it had got out is looked for as well: only then
does its row say what is true.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from activities.text_inbox import TextInbox
from adapters import wall_clock
from adapters.carrier import CarrierError, Lists, Received, Reported
from adapters.encryption import Seal
from adapters.logging import get_logger
from adapters.sql.database import Database
from domain.texting.attachments import MOST, Attachment
from domain.texting.leaving.consent import carrier_keyword
from models.payloads import Delivery, ReceivedText
from models.tables import OutboxRow, place_of
from store import inbox, outbox
from store.inbox import TEXT
from store.receipts import CALL, advances

LAG = timedelta(minutes=5)
LOOK_BACK = timedelta(hours=3)
FARTHEST = timedelta(days=1)
WHOLE_SECOND = timedelta(seconds=1)
PATIENCE_SECONDS = 15.0
LOOK_SECONDS = 2.0
"""For the list of what came with one text: those behind it must not wait for it."""
log = get_logger(__name__)


class CarrierCatchUp:
    """Asks once in a `lag`, and at once after a start.

    That is how long a carrier's lists and receipts may take: what is younger is left alone.
    """

    def __init__(
        self,
        carrier: Lists,
        texts: TextInbox,
        database: Database,
        seal: Seal,
        lag: timedelta = LAG,
        real_now: Callable[[], datetime] = wall_clock.now,
    ) -> None:
        self._carrier = carrier
        self._texts = texts
        self._database = database
        self._seal = seal
        self._lag = lag
        self._real_now = real_now
        self._asked_at: datetime | None = None
        self._heard_at: datetime | None = None

    async def fetch(self) -> None:
        """Ask, if it is time. A carrier that is away is noted: nothing else waits for it."""
        now = self._real_now()
        if self._asked_at is not None and now - self._asked_at < self._lag:
            return
        self._asked_at = now
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._take_received(now)
                await self._settle_doubts(now)
                await self._take_reports(now)
        except Exception as error:  # noqa: BLE001 - what waits must go out, whatever this is
            log.warning("carrier_not_asked", error=type(error).__name__)
        else:
            self._heard_at = now

    async def _take_received(self, now: datetime) -> None:
        """Commit what is not in the inbox, in the order in which the carrier got it."""
        since = await self._since(now)
        listed = await asyncio.to_thread(self._carrier.received_since, since)
        kept = await self._database.reading(lambda session: inbox.kept_since(session, TEXT, since))
        for one in [one for one in listed if TEXT + one.sid not in kept]:
            if await self._texts.commit(one.sender, await self._text(one, now), now):
                log.info("text_fetched", message=one.sid)

    async def _since(self, now: datetime) -> datetime:
        """Three hours before the last that we heard, but not for ever."""
        last = self._heard_at or await self._database.reading(
            lambda session: inbox.newest(session, TEXT)
        )
        return max(min(last or now, now) - LOOK_BACK, now - FARTHEST)

    async def _text(self, one: Received, now: datetime) -> ReceivedText:
        """As the webhook makes it. Listed times are whole seconds: it came within the next."""
        return ReceivedText(
            message_id=one.sid,
            phone=self._texts.phone(one.sender),
            body=one.body,
            at=await self._texts.clinical(min(one.at + WHOLE_SECOND, now)),
            carrier_confirms=carrier_keyword(one.body),
            attached=await self._attached(one),
        )

    async def _attached(self, one: Received) -> tuple[Attachment, ...]:
        """What came with it. That something came is told though nobody can say what."""
        if not one.attached:
            return ()
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                kept = await asyncio.to_thread(self._carrier.attachments, one.sid)
        except (CarrierError, TimeoutError) as error:
            log.warning("attachments_not_listed", message=one.sid, error=type(error).__name__)
            kept = ()
        return (*kept, *(Attachment(),) * min(one.attached - len(kept), MOST))

    async def _settle_doubts(self, now: datetime) -> None:
        """Look for each text that was taken back in doubt; then it has its id, or did not go.

        So does one that was begun while its questions were being taken back.
        """
        begun = (now - FARTHEST, now - self._lag)
        await self._database.writing(lambda session: outbox.take_back_what_is_over(session, *begun))
        for row, number in await self._database.reading(lambda s: self._in_doubt(s, *begun)):
            sids = await asyncio.to_thread(self._find, row, number)
            await self._database.writing(partial(outbox.found, key=row.key, sids=sids))
            log.info("doubt_settled", outbox=row.key, got_out=bool(sids))

    def _in_doubt(
        self, session: Session, since: datetime, until: datetime
    ) -> list[tuple[OutboxRow, str]]:
        """Each with its number, where that is still kept."""
        rows = outbox.in_doubt(session, since, until)
        numbers = [(row, self._texts.numbers.number(session, row.phone_token)) for row in rows]
        return [(row, number) for row, number in numbers if number is not None]

    def _find(self, row: OutboxRow, number: str) -> tuple[str, ...]:
        if row.body_hash == CALL:
            return self._carrier.find_calls(number, row.real_created_at)
        if not row.body_sealed:  # it was erased
            return ()
        body = self._seal.open(row.body_sealed, place_of(row))
        return self._carrier.find(number, body, row.real_created_at)

    async def _take_reports(self, now: datetime) -> None:
        """Apply what the carrier says of texts whose last receipt is overdue."""
        rows = await self._database.reading(
            lambda session: outbox.under_way(session, now - FARTHEST, now - self._lag)
        )
        if not rows:
            return
        oldest = min(row.real_created_at for row in rows.values())
        reports = await asyncio.to_thread(self._carrier.sent_since, oldest)
        for one in _new(reports, {sid: row.status for sid, row in rows.items()}):
            told = Delivery(key=rows[one.sid].key, status=one.status, error_code=one.error_code)
            await self._texts.record_receipt(told, one.sid)


def _new(reports: Sequence[Reported], known: dict[str, str]) -> list[Reported]:
    return [one for one in reports if one.sid in known and advances(known[one.sid], one.status)]
