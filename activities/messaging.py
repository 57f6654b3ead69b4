"""Texts out: an intent row, one call to the carrier, and a look at what it has before another.

Twilio has no idempotency key, and an activity may run twice. A row that is still pending on a
second run means that the outcome is unknown: a text with the same body to the same number since
then that no other row claims is ours. A phone call has a row of its own, and the same law.
An alarm that is also said aloud rings whatever becomes of its text: also where that is refused.

    Busy            not sent: `details[0]` is how many seconds to wait
    OutcomeUnknown  nobody knows; the next attempt looks first
    Ops             not sent, and not before somebody has mended what the work queue says
    Refused         not sent, for a reason that nobody knows; the second time it is CannotReach
    OptedOut        never again to this number, before it texts START
    CannotReach     never again to this number
    TooLate         not sent, and of no use any more

The last three are no use trying again.
"""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeGuard
from urllib.parse import quote

from sqlmodel import Session
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import interfaces
from adapters.carrier import (
    Accepted,
    Carrier,
    CarrierBusy,
    CarrierError,
    CarrierErrorClass,
    CarrierRefused,
    Spoken,
    words,
)
from adapters.logging import get_logger
from adapters.sql.database import Database
from adapters.wording.texts import Wording
from domain.words.phrasebook import phrase
from models.payloads import DeliveryOutcome, SendText, Sent, TextItem
from models.tables import OutboxRow, place, place_of
from store import outbox, receipts
from store.patient_data.numbers import NUMBER_OF, Numbers
from store.receipts import CALL, EXPIRED, REFUSED, RUNG, UNSENT

LONGEST_VALID = timedelta(hours=10)
USUALLY_VALID = timedelta(hours=4)
BUSY_SECONDS = 30.0
ERASED_SECONDS = 0.1
"""A number went between reading it and keeping its text: the next attempt reads what is left."""
LOOKS_WITHIN = timedelta(seconds=3)
"""What is left of an attempt must be enough for one call to the carrier: two attempts at the same
time would each look, find nothing and send."""
RINGS_WITHIN = timedelta(minutes=2)
_RINGS_ALL_THE_SAME = frozenset({"OptedOut", "CannotReach", "Ops", "Refused"})
"""Refusals of a text that say nothing against a call."""
log = get_logger(__name__)


@dataclass(frozen=True)
class _Way:
    """One way to a phone: how to send a body on it, and how to look for one since an instant.

    `holds`: whether the numbers that were read for it are still kept as they were.
    """

    send: Callable[[str], Accepted]
    find: Callable[[str, datetime], tuple[str, ...]]
    holds: Callable[[Session], bool]
    useless_after: datetime | None = None


class Texting(interfaces.Messaging):
    """Sends through one carrier; `now` is real.

    Below `callback_url` its receipts go to `/status`, and digits pressed in calls to `/voice`.
    """

    def __init__(
        self,
        carrier: Carrier,
        database: Database,
        numbers: Numbers,
        wording: Wording,
        callback_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._carrier = carrier
        self._database = database
        self._numbers, self._seal = numbers, numbers.seal
        self._wording = wording
        self._callback_url = callback_url
        self._now = now

    @activity.defn
    async def send_text(self, text: SendText) -> Sent:
        """Send one text, once, and place the call where one is wanted."""
        began = self._now()
        number, items = await self._database.reading(lambda session: self._read(session, text))
        if not text.written:
            call = await self._ring(text, number, began)
            return Sent(sid=call.sid or "", status=call.status)
        body = self._wording.text(
            items, language=text.language, time_zone=text.time_zone, now=text.now
        )
        try:
            way = self._by_text(text, number, items)
            row = await self._once(self._text_row(text, body), way, began)
        except ApplicationError as refusal:
            if text.voice and refusal.type in _RINGS_ALL_THE_SAME:
                await self._ring(text, number, began)
            raise
        if text.voice and row.sid is not None:
            await self._ring(text, number, began)
        return Sent(sid=row.sid or "", status=row.status)

    def _read(self, session: Session, text: SendText) -> tuple[str, tuple[TextItem, ...]]:
        """The number that it goes to, and the items with the numbers that they name."""
        number = self._numbers.number_for(session, text.to, text.key)
        if number is None:
            raise _no_number()
        return number, tuple(self._with_number(session, one) for one in text.items)

    def _with_number(self, session: Session, item: TextItem) -> TextItem:
        if NUMBER_OF not in item.words:
            return item
        named = self._numbers.number(session, item.words[NUMBER_OF]) or phrase(
            "contact.number_not_kept"
        )
        return item.model_copy(update={"words": {**item.words, "number": named}})

    async def _ring(self, text: SendText, number: str, began: datetime) -> OutboxRow:
        """Say it aloud. A call that cannot be placed is noted in the end: its reminder rings."""
        meant = self._call_row(text)
        try:
            return await self._once(meant, self._by_voice(text, number), began)
        except ApplicationError as failure:
            row = await self._database.reading(lambda session: session.get(OutboxRow, meant.key))
            passes = not failure.non_retryable and failure.type != "Ops"
            since = row.real_created_at if row else began
            if passes and self._now() - since < RINGS_WITHIN:
                raise _not_rung_yet() from failure
            log.warning("not_rung", outbox=meant.key, error=failure.type)
            return row or meant

    # ---- once

    async def _once(self, meant: OutboxRow, way: _Way, began: datetime) -> OutboxRow:
        """Send what a row means, unless the carrier has it; gives the row as it is then."""

        def begin(session: Session) -> tuple[OutboxRow, list[OutboxRow]]:
            if not way.holds(session):
                raise _busy(ERASED_SECONDS)
            return outbox.begin(session, meant)

        self._must_have_time(began)
        row, doubtful = await self._database.writing(begin)
        while doubtful:
            for one in doubtful:
                await self._look_for(one, way)
            self._must_have_time(began)
            row, doubtful = await self._database.writing(begin)
        if outbox.is_settled(row):
            return _ended(row)
        if way.useless_after is not None and way.useless_after <= self._now():
            await self._database.writing(lambda session: outbox.expire(session, row.key))
            raise _too_late()
        return await self._send(row, way, began)

    async def _look_for(self, row: OutboxRow, way: _Way) -> None:
        """Ask the carrier whether it has a text that may have got out."""
        if not row.body_sealed:  # it was erased: a second copy is better than none
            await self._database.writing(lambda session: outbox.found(session, row.key, ()))
            return
        body = self._seal.open(row.body_sealed, place_of(row))
        try:
            sids = await asyncio.to_thread(way.find, body, row.real_created_at)
        except CarrierError as error:
            if _needs_ops(error):
                tell = partial(receipts.tell_ops, error_code=error.code, since=row.created_at)
                await self._database.writing(tell)
            raise _failure(error) from error
        await self._database.writing(lambda session: outbox.found(session, row.key, sids))

    async def _send(self, row: OutboxRow, way: _Way, began: datetime) -> OutboxRow:
        def send() -> Accepted:
            self._must_have_time(began)  # here, for threads may have been scarce
            return way.send(self._seal.open(row.body_sealed, place_of(row)))

        try:
            accepted = await asyncio.to_thread(send)
        except CarrierRefused as refused:
            refuse = partial(outbox.refuse, key=row.key, code=refused.code, now=row.created_at)
            raise _refusal(refused, await self._database.writing(refuse)) from refused
        except CarrierBusy as busy:
            await self._database.writing(lambda session: outbox.not_taken(session, row.key))
            raise _failure(busy) from busy
        except CarrierError as unknown:
            raise _failure(unknown) from unknown
        accept = partial(outbox.accept, key=row.key, accepted=accepted)
        return await self._database.writing(accept)

    def _must_have_time(self, began: datetime) -> None:
        if self._now() - began > LOOKS_WITHIN:
            raise ApplicationError("too little time is left", type="OutcomeUnknown")

    # ---- rows and ways

    def _text_row(self, text: SendText, body: str) -> OutboxRow:
        return OutboxRow(
            key=text.key,
            phone_token=text.to,
            body_sealed=self._seal.seal(body, place(OutboxRow, text.key)),
            body_hash=hashlib.sha256(words(body).encode()).hexdigest(),
            status=UNSENT,
            highest_code=max(text.codes, default=0),
            page=text.page,
            voice=text.voice,
            real_created_at=self._now(),
            created_at=text.now,
        )

    def _call_row(self, text: SendText) -> OutboxRow:
        """The carrier does not list what calls say: all calls to one phone are alike."""
        said = self._wording.spoken(text.items[0], language=text.language)
        key = f"{text.key}{CALL}"
        return OutboxRow(
            key=key,
            phone_token=text.to,
            body_sealed=self._seal.seal(said, place(OutboxRow, key)),
            body_hash=CALL,
            status=UNSENT,
            highest_code=max(text.codes, default=0),
            page=text.page and not text.written,
            voice=True,
            real_created_at=self._now(),
            created_at=text.now,
        )

    def _by_text(self, text: SendText, number: str, items: tuple[TextItem, ...]) -> _Way:
        callback = f"{self._callback_url}/status?key={quote(text.key, safe='')}"
        return _Way(
            send=lambda body: self._carrier.send(
                number, body, status_callback=callback, valid_for=self._valid_for(text)
            ),
            find=partial(self._carrier.find, number),
            holds=lambda session: self._read(session, text) == (number, items),
            useless_after=text.useless_after_real,
        )

    def _by_voice(self, text: SendText, number: str) -> _Way:
        otherwise = self._wording.spoken(TextItem(kind="no_digit"), language=text.language)
        digits_to = f"{self._callback_url}/voice?code={next(iter(text.codes), '')}"

        def call(said: str) -> Accepted:
            say = Spoken(words=said, otherwise=otherwise, digits_to=digits_to)
            return Accepted(self._carrier.call(number, say), RUNG)

        return _Way(
            send=call,
            find=lambda _, since: self._carrier.find_calls(number, since),
            holds=lambda session: self._numbers.number_for(session, text.to, text.key) == number,
        )

    def _valid_for(self, text: SendText) -> timedelta:
        """How long the carrier may hold it: a task that is hours old does harm."""
        if text.useless_after_real is None:
            return USUALLY_VALID
        left = text.useless_after_real - self._now()
        return min(max(left, timedelta(seconds=1)), LONGEST_VALID)


def _ended(row: OutboxRow) -> OutboxRow:
    """A row that nothing is to be sent for: what its first end was is said again."""
    if row.sid is None and row.status == EXPIRED:
        raise _too_late()
    if row.sid is None and row.status == REFUSED:
        raise _never(row.error_code)
    return row


def _failure(error: CarrierError) -> ApplicationError:
    """What an attempt means that sent nothing for certain, or that nobody knows of."""
    if isinstance(error, CarrierBusy):
        return _busy(error.retry_after.total_seconds())
    if isinstance(error, CarrierRefused):
        return _not_yet(error)
    return ApplicationError("it is not known", type="OutcomeUnknown")


def _refusal(refused: CarrierRefused, row: OutboxRow) -> ApplicationError:
    """What a refusal means, `row` being how it left the text."""
    return _never(refused.code) if row.status == REFUSED else _not_yet(refused)


def _not_yet(refused: CarrierRefused) -> ApplicationError:
    if refused.error_class is CarrierErrorClass.LATER:
        return _busy(BUSY_SECONDS)
    return ApplicationError(
        f"the carrier refused, error {refused.code}",
        type="Ops" if _needs_ops(refused) else "Refused",
    )


def _needs_ops(error: CarrierError) -> TypeGuard[CarrierRefused]:
    return (
        isinstance(error, CarrierRefused)
        and error.error_class is CarrierErrorClass.STOP_AND_TELL_OPS
    )


def _never(code: int | None) -> ApplicationError:
    opted_out = receipts.delivery_outcome(code) is DeliveryOutcome.OPTED_OUT
    return ApplicationError(
        f"the carrier refused, error {code}",
        type="OptedOut" if opted_out else "CannotReach",
        non_retryable=True,
    )


def _not_rung_yet() -> ApplicationError:
    """Of the call it may be known that it was not placed: its text may have gone out."""
    return ApplicationError("its call is not placed yet", type="OutcomeUnknown")


def _busy(seconds: float) -> ApplicationError:
    return ApplicationError("the carrier is busy", seconds, type="Busy")


def _no_number() -> ApplicationError:
    return ApplicationError("the number is kept no longer", type="CannotReach", non_retryable=True)


def _too_late() -> ApplicationError:
    return ApplicationError("it is of no use any more", type="TooLate", non_retryable=True)
