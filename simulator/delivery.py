"""Texts on their way: receipts to the status callback, and what people type to the webhook."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from simulator.background import Background
from simulator.clock import now
from simulator.faults import Fault, Faults
from simulator.network import Account, Call, CallStatus, Message, MessageStatus, Network
from simulator.twilio_wire import inbound_parameters, receipt_parameters, signature

log = logging.getLogger(__name__)

UNREACHABLE_HANDSET = 30003


@dataclass(frozen=True)
class Pace:
    """How long things take, in seconds."""

    until_sent: float = 0.2
    until_delivered: float = 0.4  # after it was sent
    first_retry: float = 0.5  # doubled after each post that failed
    longest_retry: float = 5.0
    webhook: float = 15.0  # Twilio's patience with an answer


USUAL_PACE = Pace()


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
        fault = self._faults.for_receipts() if message.status_callback else None
        reached: asyncio.Queue[MessageStatus] = asyncio.Queue()
        self.background.start(self._travel(message, fault, reached, arrived))
        if message.status_callback:
            self.background.start(self._report(message, message.status_callback, fault, reached))

    def place(self, call: Call) -> None:
        """Let a phone ring and hear the call out."""
        self.background.start(self._ring(call))

    def hand_over(self, message: Message) -> None:
        """Post what a person typed to the webhook, after all that they typed before."""
        if message.sender not in self._typed:
            self._typed[message.sender] = asyncio.Queue()
            self.background.start(self._hand_over_in_order(self._typed[message.sender]))
        self._typed[message.sender].put_nowait(message)

    async def close(self) -> None:
        """Stop every journey and hang up."""
        await self.background.close()
        await self._client.aclose()

    async def _travel(
        self,
        message: Message,
        fault: Fault | None,
        reached: asyncio.Queue[MessageStatus],
        arrived: Callable[[Message], None],
    ) -> None:
        """Change the status as time goes, whatever becomes of the receipts."""
        await asyncio.sleep(self._pace.until_sent)
        message.sent_at = now()
        self._reach(message, MessageStatus.SENT, reached)
        await asyncio.sleep(self._pace.until_delivered)
        if fault is Fault.UNDELIVERED:
            message.error_code = UNREACHABLE_HANDSET
            self._reach(message, MessageStatus.UNDELIVERED, reached)
            return
        self._reach(message, MessageStatus.DELIVERED, reached)
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
        fault: Fault | None,
        reached: asyncio.Queue[MessageStatus],
    ) -> None:
        """Post the receipts one after the other; Twilio tries each only once."""
        for _ in ("sent", "delivered or not"):
            for status in _receipts_at(await reached.get(), fault):
                await self._post(url, receipt_parameters(message, status, self._account))

    async def _ring(self, call: Call) -> None:
        await asyncio.sleep(self._pace.until_sent + self._pace.until_delivered)
        call.status = CallStatus.COMPLETED
        self._network.record(call)

    async def _hand_over_in_order(self, typed: asyncio.Queue[Message]) -> None:
        while True:
            await self._hand_over(await typed.get())

    async def _hand_over(self, message: Message) -> None:
        """Post until it is taken: longer than Twilio would, so that a restart loses nothing."""
        pause = self._pace.first_retry
        while not message.taken:
            form = inbound_parameters(message, self._account)
            message.taken = await self._post(self._account.inbound_url, form)
            message.attempts += 1
            self._network.record(message)
            if not message.taken:
                await asyncio.sleep(pause)
                pause = min(pause * 2, self._pace.longest_retry)

    async def _post(self, url: str, form: Mapping[str, str]) -> bool:
        """Post a signed form; True when it was answered with 2xx."""
        request = self._client.build_request("POST", url.partition("#")[0], data=dict(form))
        signed = signature(self._account.token, str(request.url), form)
        request.headers["X-Twilio-Signature"] = signed
        try:
            response = await self._client.send(request)
        except httpx.HTTPError as error:
            log.warning("webhook of %s failed: %r", form["MessageSid"], error)
            return False
        if not response.is_success:
            log.warning("webhook of %s answered %d", form["MessageSid"], response.status_code)
        return response.is_success


def _receipts_at(status: MessageStatus, fault: Fault | None) -> list[MessageStatus]:
    """Give the receipts to post when a text reaches a status."""
    match fault:
        case Fault.RECEIPTS_DROPPED:
            return []
        case Fault.RECEIPTS_DUPLICATED:
            return [status, status]
        case Fault.RECEIPTS_REORDERED:
            return [] if status is MessageStatus.SENT else [status, MessageStatus.SENT]
        case _:
            return [status]
