"""A worker that dies at any line of sending, before the real simulator, and retries as a thread.

The simulator's receipts come to an endpoint of ours, which lets them in when it is told to.
"""

import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import uvicorn
from fastapi import FastAPI, Request
from sqlmodel import Session
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.messaging import Texting
from activities.text_inbox import TextInbox
from adapters import wall_clock
from adapters.carrier import Accepted, Carrier, Spoken
from adapters.sql.database import Database
from adapters.twilio.carrier import TwilioCarrier
from adapters.wording.texts import Wording
from models.payloads import Delivery, SendText
from models.tables import OutboxRow
from simulator.faults import Fault, FaultOrder
from simulator.network import Call, Message
from tests.activities.texts_out import NUMBERS, SEAL, TOKENS
from tests.simulator.world import NUMBER, SID, TOKEN, World, serving, until, world_with

PATIENT = 20.0  # seconds
IMPATIENT, SILENT, LATE = 0.4, 0.6, 2.0
"""How long one carrier waits, how long the network then says nothing, and how long after that a
text may still be taken; one that a busy machine was too slow to read is never taken."""
MOST_ATTEMPTS = 30
_Result = TypeVar("_Result")


class Died(BaseException):
    """The worker is gone: nothing in it may catch this."""


@dataclass(frozen=True)
class Death:
    """Die before or after a use of the store or of the carrier: at the n-th line, or by name."""

    at: int | str


Mishap = Death | Fault


class When(Enum):
    """When the receipts of a text come: before our own call returned, after it, or at the end."""

    BEFORE = "before"
    BETWEEN = "between"
    AFTER = "after"
    NEVER = "never"


@dataclass
class Fuse:
    """Follows an attempt from line to line, and kills it at one of them."""

    death: Death | None
    lines: list[str] = field(default_factory=list)

    def passes(self, name: str) -> None:
        """Come to a line. Raises Died."""
        self.lines.append(name)
        if self.death is not None and self.death.at in {name, len(self.lines) - 1}:
            raise Died

    @property
    def sent(self) -> bool:
        """Whether the carrier took something just now."""
        return self.lines[-1:] in (["after the text"], ["after the call"])


class MortalDatabase(Database):
    """The store as a worker sees it that may die before or after each write."""

    def __init__(self, real: Database, fuse: Fuse) -> None:
        self._real = real
        self._fuse = fuse

    async def reading(self, work: Callable[[Session], _Result]) -> _Result:
        """Read."""
        return await self._real.reading(work)

    async def writing(self, work: Callable[[Session], _Result]) -> _Result:
        """Write, and live or die."""
        name = "the record" if self._fuse.sent else "the intent"
        self._fuse.passes(f"before {name}")
        result = await self._real.writing(work)
        self._fuse.passes(f"after {name}")
        return result


class MortalCarrier(Carrier):
    """The carrier as such a worker sees it. `answered` runs between the answer and our reading."""

    def __init__(
        self,
        sender: TwilioCarrier,
        real: TwilioCarrier,
        fuse: Fuse,
        answered: Callable[[str], None],
    ) -> None:
        self._sender = sender
        self._real = real
        self._fuse = fuse
        self._answered = answered

    def send(
        self,
        to: str,
        body: str,
        *,
        status_callback: str | None = None,
        valid_for: timedelta | None = None,
    ) -> Accepted:
        """Send, and live or die."""
        self._fuse.passes("before the text")
        accepted = self._sender.send(to, body, status_callback=status_callback, valid_for=valid_for)
        self._answered(_key(status_callback))
        self._fuse.passes("after the text")
        return accepted

    def find(self, to: str, body: str, since: datetime) -> tuple[str, ...]:
        """Look, and live or die."""
        self._fuse.passes("before the look")
        sids = self._real.find(to, body, since)
        self._fuse.passes("after the look")
        return sids

    def call(self, to: str, say: Spoken) -> str:
        """Ring, and live or die."""
        self._fuse.passes("before the call")
        sid = self._real.call(to, say)
        self._fuse.passes("after the call")
        return sid

    def find_calls(self, to: str, since: datetime) -> tuple[str, ...]:
        """Look for the call, and live or die."""
        self._fuse.passes("before the look for a call")
        sids = self._real.find_calls(to, since)
        self._fuse.passes("after the look for a call")
        return sids


@dataclass
class Plan:
    """One text, what goes wrong with its attempts, and when its receipts come."""

    text: SendText
    mishaps: list[Mishap]
    when: When = When.BETWEEN
    attempts: int = 0
    done: bool = False

    @property
    def key(self) -> str:
        """Its outbox row."""
        return self.text.key

    @property
    def number(self) -> str:
        """Whose phone it goes to."""
        return NUMBERS.known[self.text.to]


@dataclass
class Office:
    """Everything that texts go through, and the books of both sides."""

    world: World
    carrier: TwilioCarrier
    impatient: TwilioCarrier
    database: Database
    wording: Wording
    inbox: TextInbox
    url: str = ""
    deaths: list[str] = field(default_factory=list)
    _held: dict[str, list[tuple[Delivery, str]]] = field(default_factory=lambda: defaultdict(list))
    _free: dict[str, threading.Event] = field(default_factory=lambda: defaultdict(threading.Event))
    _told: dict[str, threading.Event] = field(default_factory=lambda: defaultdict(threading.Event))

    # ---- receipts

    async def take(self, request: Request) -> None:
        """Take a receipt, and keep it until it may come in."""
        form = await request.form()
        key = request.query_params["key"]
        told = Delivery(key=key, status=str(form["MessageStatus"]))
        self._held[key].append((told, str(form["MessageSid"])))
        if self._free[key].is_set():
            await self.let_in(key)

    async def let_in(self, key: str) -> None:
        """Let in what came for a text, the last first, and all that still comes."""
        self._free[key].set()
        while self._held[key]:
            await self.inbox.record_receipt(*self._held[key].pop())
        with self.database.read() as session:
            row = session.get(OutboxRow, key)
        if row is not None and row.status == "delivered":
            self._told[key].set()

    # ---- what the phones saw

    def texts(self, key: str) -> list[Message]:
        """The texts of one row that the network took."""
        return [one for one in self.world.exchange.network.messages() if _sent_for(one) == key]

    def calls(self, phone: str) -> list[Call]:
        """The calls to one phone."""
        return [one for one in self.world.exchange.network.calls() if one.recipient == phone]

    def row(self, key: str) -> OutboxRow:
        """Our own book."""
        with self.database.read() as session:
            return session.get_one(OutboxRow, key)

    # ---- a phone's thread

    async def carry(self, plans: list[Plan]) -> None:
        """Send the texts of one phone, an attempt of each in turn, until each is through."""
        while waiting := [plan for plan in plans if not plan.done]:
            for plan in waiting:
                await self._attempt(plan)
        for plan in plans:
            if plan.when is not When.NEVER:
                await self._all_receipts(plan)

    async def _attempt(self, plan: Plan) -> None:
        mishap = plan.mishaps[plan.attempts] if plan.attempts < len(plan.mishaps) else None
        plan.attempts += 1
        assert plan.attempts < MOST_ATTEMPTS, f"{plan} never ends"
        if isinstance(mishap, Fault):
            order = FaultOrder(fault=mishap, seconds=SILENT, to=plan.number)
            self.world.exchange.faults.order(order)
        if plan.when is When.BEFORE:
            await self.let_in(plan.key)
        fuse = Fuse(mishap if isinstance(mishap, Death) else None)
        try:
            await self._worker(fuse, plan, mishap).send_text(plan.text)
        except Died:
            self.deaths.append(fuse.lines[-1])
        except ApplicationError as failure:
            if failure.non_retryable:
                raise
        else:
            plan.done = True
        if mishap is Fault.HANG_AFTER_ACCEPTING and fuse.lines[-1:] == ["before the text"]:
            with suppress(TimeoutError):
                await until(lambda: self.texts(plan.key), LATE)
        if plan.when is When.BETWEEN and plan.attempts == 1:
            await self._all_receipts(plan)

    async def _all_receipts(self, plan: Plan) -> None:
        """Let in both receipts, if the network has the text."""
        if self.texts(plan.key):
            await self.let_in(plan.key)
            await until(self._told[plan.key].is_set, PATIENT)

    def _worker(self, fuse: Fuse, plan: Plan, mishap: Mishap | None) -> Texting:
        """A worker of its own for each attempt, as after a restart."""
        hangs = mishap is Fault.HANG_AFTER_ACCEPTING
        sender = self.impatient if hangs else self.carrier

        def answered(key: str) -> None:
            if plan.when is When.BEFORE:
                assert self._told[key].wait(PATIENT)

        return Texting(
            MortalCarrier(sender, self.carrier, fuse, answered),
            MortalDatabase(self.database, fuse),
            NUMBERS,
            self.wording,
            self.url,
            wall_clock.now,
        )


@asynccontextmanager
async def office(database: Database, wording: Wording) -> AsyncIterator[Office]:
    """Open one before a simulator of its own."""

    async def nobody() -> Client:
        raise AssertionError

    async with world_with() as world:
        carrier, impatient = (
            TwilioCarrier(SID, TOKEN, NUMBER, base_url=world.url, timeout=seconds)
            for seconds in (PATIENT, IMPATIENT)
        )
        inbox = TextInbox(database, SEAL, TOKENS, nobody)
        office, app = Office(world, carrier, impatient, database, wording, inbox), FastAPI()
        app.add_api_route("/status", office.take, methods=["POST"])
        config = uvicorn.Config(app, access_log=False, log_level="warning")
        async with serving(uvicorn.Server(config)) as url:
            office.url = url
            yield office
        carrier.close()
        impatient.close()


def _sent_for(message: Message) -> str:
    return _key(message.status_callback)


def _key(callback: str | None) -> str:
    return parse_qs(urlsplit(callback or "").query).get("key", [""])[0]
