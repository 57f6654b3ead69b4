"""Texts and calls on their way: receipts, what people type and the digits that they press."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from simulator.background import Background
from simulator.clock import now
from simulator.faults import Fault, FaultOrder, Faults, Stage
from simulator.network import (
    Account,
    Call,
    CallStatus,
    Message,
    MessageStatus,
    Network,
    PhoneKind,
    Press,
)
from simulator.twilio_wire import (
    digit_parameters,
    inbound_parameters,
    receipt_parameters,
    signature_headers,
)
from simulator.twiml import Heard, NotTwiml, hear

log = logging.getLogger(__name__)

LANDLINE = 30006
APPLICATION_ERROR = (
    "<Response><Say>We are sorry. An application error has occurred. Goodbye.</Say></Response>"
)
"""What Twilio says where a webhook gave it no TwiML."""


@dataclass(frozen=True)
class Pace:
    """How long things take, in seconds."""

    until_sent: float = 0.2
    until_delivered: float = 0.4  # after it was sent
    first_retry: float = 0.5  # doubled after each post that failed
    longest_retry: float = 5.0
    webhook: float = 15.0  # Twilio's patience with an answer


USUAL_PACE = Pace()


@dataclass(frozen=True)
class _End:
    """How a journey ends, with Twilio's code unless the phone shows the text."""

    status: MessageStatus
    code: int | None = None


_ENDS = {MessageStatus.DELIVERED, MessageStatus.UNDELIVERED, MessageStatus.FAILED}


class Delivery:
    """Carries texts both ways; nothing that a person typed is given up."""

    def __init__(self, account: Account, network: Network, faults: Faults, pace: Pace) -> None:
        self.background = Background()
        self._account = account
        self._network = network
        self._faults = faults
        self._pace = pace
        self._client = httpx.AsyncClient(timeout=pace.webhook, trust_env=False)
        self._typed: dict[str, asyncio.Queue[Message]] = {}

    def carry(self, message: Message, arrived: Callable[[Message], None]) -> None:
        """Bring a text to its phone; `arrived` is called when the phone shows it."""
        url = message.status_callback
        order = self._faults.take(Stage.JOURNEY, message.recipient) if url else None
        if order and order.fault is Fault.LISTED_LATE:
            message.listed_at = now() + timedelta(seconds=order.seconds)
        reached: asyncio.Queue[MessageStatus] = asyncio.Queue()
        self.background.start(self._travel(message, self._end(message, order), reached, arrived))
        if url:
            self.background.start(self._report(message, url, order, reached))

    def place(self, call: Call, heard: Callable[[Call], None]) -> None:
        """Let a phone ring and be picked up; `heard` is called with each thing that is said."""
        self.background.start(self._ring(call, heard))

    def press(self, call: Call, digit: str, heard: Callable[[Call], None]) -> None:
        """Post a digit to where the call waits for it, and say what is answered."""
        url, pressed = call.digits_to, Press(digit=digit, after=len(call.said))
        if url is None:
            return
        call.digits_to = None  # one digit for each Gather
        call.pressed.append(pressed)
        self._network.record(call)
        order = self._faults.take(Stage.INBOUND, call.recipient)
        if order and order.fault is Fault.INBOUND_DROPPED:
            return
        times = 2 if order else 1
        self.background.start(self._gathered(call, pressed, url, times, heard))

    def hand_over(self, message: Message) -> None:
        """Post what a person typed to the webhook, after all that they typed before."""
        order = self._faults.take(Stage.INBOUND, message.sender)
        if order and order.fault is Fault.INBOUND_DROPPED:
            return
        if message.sender not in self._typed:
            self._typed[message.sender] = asyncio.Queue()
            self.background.start(self._hand_over_in_order(self._typed[message.sender]))
        for _ in ("first", "repeated") if order else ("first",):
            self._typed[message.sender].put_nowait(message)

    async def close(self) -> None:
        """Stop every journey and hang up."""
        await self.background.close()
        await self._client.aclose()

    def _end(self, message: Message, order: FaultOrder | None) -> _End:
        """Say how a journey ends: as ordered, or as the phone is."""
        match order:
            case FaultOrder(fault=Fault.FAILED):
                return _End(MessageStatus.FAILED, order.code)
            case FaultOrder(fault=Fault.UNDELIVERED):
                return _End(MessageStatus.UNDELIVERED, order.code)
            case _ if self._network.phone(message.recipient).kind is PhoneKind.LANDLINE:
                return _End(MessageStatus.UNDELIVERED, LANDLINE)
            case _:
                return _End(MessageStatus.DELIVERED)

    async def _travel(
        self,
        message: Message,
        end: _End,
        reached: asyncio.Queue[MessageStatus],
        arrived: Callable[[Message], None],
    ) -> None:
        """Change the status as time goes, whatever becomes of the receipts."""
        await asyncio.sleep(self._pace.until_sent)
        if end.status is not MessageStatus.FAILED:
            message.sent_at = now()
            self._reach(message, MessageStatus.SENT, reached)
            await asyncio.sleep(self._pace.until_delivered)
        message.error_code = end.code
        self._reach(message, end.status, reached)
        if end.status is MessageStatus.DELIVERED:
            arrived(message)

    def _reach(
        self, message: Message, status: MessageStatus, reached: asyncio.Queue[MessageStatus]
    ) -> None:
        message.status = status
        self._network.record(message)
        reached.put_nowait(status)

    async def _report(
        self,
        message: Message,
        url: str,
        order: FaultOrder | None,
        reached: asyncio.Queue[MessageStatus],
    ) -> None:
        """Post the receipts one after the other; Twilio tries each only once."""
        status = MessageStatus.QUEUED
        if order and order.fault is Fault.RECEIPTS_DELAYED:
            await asyncio.sleep(order.seconds)
        while status not in _ENDS:
            status = await reached.get()
            for told in _receipts_at(status, order):
                await self._post(url, receipt_parameters(message, told, self._account))

    async def _ring(self, call: Call, heard: Callable[[Call], None]) -> None:
        await asyncio.sleep(self._pace.until_sent)
        call.status = CallStatus.IN_PROGRESS
        self._hears(call, call.body, heard)
        await asyncio.sleep(self._pace.until_delivered)
        call.status = CallStatus.COMPLETED
        self._network.record(call)

    def _hears(self, call: Call, twiml: str, heard: Callable[[Call], None]) -> None:
        """Let a phone hear what TwiML says; of what is none, as an address, nothing."""
        try:
            said = hear(twiml)
        except NotTwiml:
            said = Heard()
        call.said.extend(said.said)
        call.digits_to = said.digits_to
        self._network.record(call)
        heard(call)

    async def _gathered(
        self, call: Call, pressed: Press, url: str, times: int, heard: Callable[[Call], None]
    ) -> None:
        """Twilio posts a digit once: where that fails, the caller hears so and it hangs up."""
        form = digit_parameters(call, pressed.digit, self._account)
        answers = [await self._post(url, form) for _ in range(times)]
        answer = answers[-1]
        pressed.taken = any(each is not None for each in answers)
        self._hears(call, APPLICATION_ERROR if answer is None else answer, heard)

    async def _hand_over_in_order(self, typed: asyncio.Queue[Message]) -> None:
        while True:
            await self._hand_over(await typed.get())

    async def _hand_over(self, message: Message) -> None:
        """Post until it is taken: longer than Twilio would, so that a restart loses nothing."""
        pause = self._pace.first_retry
        form = inbound_parameters(message, self._account)
        while not await self._attempt(message, form):
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._pace.longest_retry)

    async def _attempt(self, message: Message, form: Mapping[str, str]) -> bool:
        taken = await self._post(self._account.inbound_url, form) is not None
        message.taken, message.attempts = message.taken or taken, message.attempts + 1
        self._network.record(message)
        return taken

    async def _post(self, url: str, form: Mapping[str, str]) -> str | None:
        """Post a signed form; gives what it was answered with 2xx, None otherwise.

        The fragment of a URL is for Twilio (how to retry): neither requested nor signed.
        """
        request = self._client.build_request("POST", url.partition("#")[0], data=dict(form))
        request.headers.update(signature_headers(self._account, str(request.url), form))
        try:
            response = await self._client.send(request)
        except httpx.HTTPError as error:
            log.warning("webhook of %s failed: %r", _about(form), error)
            return None
        if not response.is_success:
            log.warning("webhook of %s answered %d", _about(form), response.status_code)
            return None
        return response.text


def _about(form: Mapping[str, str]) -> str:
    return form.get("MessageSid") or form["CallSid"]


def _receipts_at(status: MessageStatus, order: FaultOrder | None) -> Iterable[MessageStatus]:
    """Give the receipts to post when a text reaches a status."""
    match order:
        case FaultOrder(fault=Fault.RECEIPTS_DROPPED):
            return []
        case FaultOrder(fault=Fault.RECEIPTS_DUPLICATED):
            return [status, status]
        case FaultOrder(fault=Fault.RECEIPTS_REORDERED):
            return [] if status is MessageStatus.SENT else [status, MessageStatus.SENT]
        case _:
            return [status]
