"""Texts out: an intent row, one call to the carrier, and a look at what it has before another.

Twilio has no idempotency key, and an activity may run twice. A row that is still pending on a
second run means that the outcome is unknown: a text with the same body to the same number since
then that no other row claims is ours.
"""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from urllib.parse import quote

from sqlmodel import Session, col, select
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import interfaces
from adapters.database import Database
from adapters.encryption import Seal
from adapters.templates import Wording
from adapters.twilio import (
    OPTED_OUT,
    Accepted,
    CarrierBusy,
    CarrierOutcomeUnknown,
    CarrierRefused,
    Disposition,
)
from models.payloads import SendText, Sent
from models.tables import OutboxRow, WorkItem

LONGEST_VALID = timedelta(hours=10)
USUALLY_VALID = timedelta(hours=4)
CLOCKS_DIFFER = timedelta(minutes=1)


class Carrier(Protocol):
    """Who carries texts and calls. All methods block."""

    def send(
        self,
        to: str,
        body: str,
        *,
        status_callback: str | None = None,
        valid_for: timedelta | None = None,
    ) -> Accepted:
        """Hand one text to the carrier."""

    def find(self, to: str, body: str, since: datetime) -> tuple[str, ...]:
        """The ids of texts with this body to this number, newest first."""

    def call(self, to: str, say: str) -> str:
        """Place a voice call that says something."""


class Texting(interfaces.Messaging):
    """Sends through one carrier. `callback_url` is where its receipts go."""

    def __init__(
        self,
        carrier: Carrier,
        database: Database,
        seal: Seal,
        wording: Wording,
        callback_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._carrier = carrier
        self._database = database
        self._seal = seal
        self._wording = wording
        self._callback_url = callback_url
        self._now = now

    @activity.defn
    async def send_text(self, text: SendText) -> Sent:
        """Send one text, once, and place the call where one is wanted."""
        body = self._wording.text(
            text.items, language=text.language, time_zone=text.time_zone, now=text.now
        )
        row, first = await self._database.writing(lambda session: self._intend(session, text, body))
        if row.sid is not None or row.status != "pending":
            return Sent(sid=row.sid or "", status=row.status)
        body = self._seal.open(row.body_sealed)
        sid = None if first else await self._sent_before(text, row, body)
        accepted = Accepted(sid=sid, status="queued") if sid else await self._send(text, body)
        await self._database.writing(lambda session: _accept(session, text.key, accepted))
        if text.voice:
            await asyncio.to_thread(self._carrier.call, text.to_number, body)
        return Sent(sid=accepted.sid, status=accepted.status)

    def _intend(self, session: Session, text: SendText, body: str) -> tuple[OutboxRow, bool]:
        """The row of this text, and whether it was made just now."""
        row = session.get(OutboxRow, text.key)
        if row is not None:
            return row, False
        row = OutboxRow(
            key=text.key,
            phone_token=text.to_token,
            body_sealed=self._seal.seal(body),
            body_hash=hashlib.sha256(body.encode()).hexdigest(),
            highest_code=max(text.codes, default=0),
            voice=text.voice,
            real_created_at=self._now(),
            created_at=text.now,
        )
        session.add(row)
        return row, True

    async def _sent_before(self, text: SendText, row: OutboxRow, body: str) -> str | None:
        """The carrier's id of this text, if an earlier attempt got through."""
        since = row.real_created_at - CLOCKS_DIFFER
        try:
            sids = await asyncio.to_thread(self._carrier.find, text.to_number, body, since)
        except (CarrierBusy, CarrierOutcomeUnknown, CarrierRefused) as error:
            raise ApplicationError("the carrier did not say", type="OutcomeUnknown") from error
        claimed = await self._database.reading(lambda session: _claimed(session, sids))
        return next((sid for sid in reversed(sids) if sid not in claimed), None)

    async def _send(self, text: SendText, body: str) -> Accepted:
        callback = f"{self._callback_url}?key={quote(text.key, safe='')}"
        try:
            return await asyncio.to_thread(
                self._carrier.send,
                text.to_number,
                body,
                status_callback=callback,
                valid_for=self._valid_for(text),
            )
        except CarrierRefused as refused:
            await self._database.writing(partial(_refuse, text=text, refused=refused))
            raise _as_failure(refused) from refused
        except CarrierBusy as busy:
            raise ApplicationError("the carrier is busy", type="Busy") from busy
        except CarrierOutcomeUnknown as unknown:
            raise ApplicationError("it is not known", type="OutcomeUnknown") from unknown

    def _valid_for(self, text: SendText) -> timedelta:
        """How long the carrier may hold it: a task that is hours old does harm."""
        if text.useless_after_real is None:
            return USUALLY_VALID
        left = text.useless_after_real - self._now()
        return min(max(left, timedelta(seconds=1)), LONGEST_VALID)


def _accept(session: Session, key: str, accepted: Accepted) -> None:
    row = session.get_one(OutboxRow, key)
    if row.sid is None:
        row.sid = accepted.sid
    if row.status == "pending":
        row.status = accepted.status
    session.add(row)


def _claimed(session: Session, sids: tuple[str, ...]) -> set[str | None]:
    return set(session.exec(select(OutboxRow.sid).where(col(OutboxRow.sid).in_(sids))).all())


def _refuse(session: Session, text: SendText, refused: CarrierRefused) -> None:
    """A refusal for good ends the row; one that ops must mend leaves it and is put before them."""
    row = session.get_one(OutboxRow, text.key)
    row.error_code = refused.code
    if refused.disposition is Disposition.NEVER_AGAIN:
        row.status = "refused"
    if refused.disposition is Disposition.STOP_AND_TELL_OPS:
        reason = f"the carrier refuses our texts, error {refused.code}"
        item = WorkItem(key=f"carrier-{refused.code}", reason=reason, since=text.now)
        session.merge(item)
    session.add(row)


def _as_failure(refused: CarrierRefused) -> ApplicationError:
    never = refused.disposition is Disposition.NEVER_AGAIN
    kind = "OptedOut" if refused.code == OPTED_OUT else "CannotReach"
    return ApplicationError(
        f"the carrier refused, error {refused.code}", type=kind, non_retryable=never
    )
