"""A gateway on a real store, a Temporal server that may be away, a clock that stands."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
import uvicorn
from pydantic import SecretStr
from sqlmodel import SQLModel, select
from temporalio.client import Client
from twilio.request_validator import RequestValidator

from activities.text_inbox import TextInbox
from adapters.encryption import Seal, Tokens, hash_pin, new_keys
from adapters.settings import Settings
from adapters.sql.database import Database
from adapters.temporal.connection import TemporalUnreachable
from domain.time.clock import Clock
from gateway.app import build
from gateway.assembly import Connection, GatewayParts, assemble
from models.tables import (
    Assignment,
    AuditRow,
    Encounter,
    EpisodeRow,
    Facility,
    InboxRow,
    OutboxRow,
    Party,
    PartyPhone,
    PartyRole,
    StepRow,
    WorkItem,
)

PUBLIC = "https://hw.example"
ACCOUNT = "AC0123456789abcdef"
TWILIO_TOKEN = "twilio's token for tests"  # noqa: S105  # nobody's
PREVIOUS_TOKEN = "the one before it"  # noqa: S105  # nobody's
NOON = datetime(2026, 9, 8, 16, 0, tzinfo=UTC)
MERCY, NURSE, PIN, EPISODE = "mercy-general", "rn-lopez", "4711", "episode-mercy-general-abc-1"
LOPEZ, STRANGER = "+16175550111", "+16175550999"
CALL = "contact/call/1"
_KEYS = new_keys()
_PIN_HASH = hash_pin(PIN)

Row = TypeVar("Row", bound=SQLModel)
Found = TypeVar("Found")


def settings(database: Path, **others: Any) -> Settings:
    """Give settings with keys of their own."""
    values: dict[str, Any] = {
        "database_url": f"sqlite:///{database}",
        "encryption_keys": SecretStr(_KEYS.encryption_keys),
        "token_key": SecretStr(_KEYS.token_key),
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": SecretStr(TWILIO_TOKEN),
        "twilio_previous_auth_token": SecretStr(PREVIOUS_TOKEN),
        "twilio_from_number": "+15005550006",
        "public_base_url": PUBLIC,
        "mllp_port": 0,
    }
    return Settings(_env_file=None, **(values | others))


async def until(look: Callable[[], Found], within: float = 5.0) -> Found:
    """Wait until a look finds something."""
    async with asyncio.timeout(within):
        while not (found := look()):  # noqa: ASYNC110  # what is looked at raises no event
            await asyncio.sleep(0.01)
    return found


@dataclass
class Hands:
    """What the gateway is given: a time that is told, and a Temporal that may be away."""

    now: datetime = NOON
    client: Client | None = None
    connection: Connection | None = None

    def real_now(self) -> datetime:
        """Tell the time."""
        return self.now

    def passes(self, span: timedelta) -> None:
        """Let time pass."""
        self.now += span

    async def connect(self) -> Client:
        """Give the client, if the server is up; a real connection finds out by itself."""
        if self.connection is not None:
            return await self.connection()
        if self.client is None:
            raise TemporalUnreachable("nowhere")
        return self.client


@dataclass
class World:
    """A gateway with its surroundings."""

    settings: Settings
    hands: Hands
    parts: GatewayParts
    http: httpx.AsyncClient
    inbox: TextInbox
    sent: int = field(default=0)

    @property
    def database(self) -> Database:
        """The store."""
        return self.parts.database

    @property
    def tokens(self) -> Tokens:
        """The keyed hashes."""
        return self.settings.tokens

    @property
    def seal(self) -> Seal:
        """What seals columns."""
        return Seal(self.settings.ring)

    def add(self, *rows: SQLModel) -> None:
        """Put rows into the store."""
        with self.database.write() as session:
            session.add_all(rows)

    def rows(self, table: type[Row]) -> list[Row]:
        """Read a whole table."""
        with self.database.read() as session:
            return list(session.exec(select(table)))

    def outcomes(self) -> list[str]:
        """Read what became of the inbox, in order."""
        return [row.outcome for row in self.rows(InboxRow)]

    def audited(self) -> list[str]:
        """Read the audit trail."""
        return [f"{row.who}: {row.what}" for row in self.rows(AuditRow)]

    def hires(self, handle: str = NURSE, number: str = LOPEZ) -> None:
        """Put somebody on the staff."""
        self.add(
            Party(
                handle=handle,
                kind="person",
                facility=MERCY,
                name="RN Lopez",
                time_zone="America/New_York",
                pin_hash=_PIN_HASH,
            )
        )
        phone = PartyPhone(party=handle, use="texts", phone_token=self.tokens.phone(number))
        self.add(phone, PartyRole(party=handle, role="nurse", facility=MERCY))

    def assigns(
        self,
        *,
        role: str = "nurse",
        handle: str = NURSE,
        question: str = CALL,
        episode: str = EPISODE,
    ) -> str:
        """Ask somebody; gives the token of the card."""
        card = self.tokens.card(episode, question, handle)
        self.add(
            Assignment(
                episode=episode,
                question=question,
                role=role,
                handle=handle,
                person_name="RN Lopez",
                phone_token=self.tokens.phone(LOPEZ),
                card=card,
            )
        )
        return card

    def mailed(self, key: str, **fields: Any) -> None:
        """Put a text of ours into the outbox."""
        values: dict[str, Any] = {
            "key": key,
            "phone_token": self.tokens.phone(LOPEZ),
            "body_sealed": b"",
            "body_hash": "",
            "real_created_at": NOON,
            "created_at": NOON,
        }
        self.add(OutboxRow(**(values | fields)))

    async def texts(self, number: str, body: str, sid: str = "", **fields: str) -> httpx.Response:
        """Let Twilio bring us a text."""
        self.sent += 1
        form = {"MessageSid": sid or f"SM{self.sent:032d}", "From": number, "Body": body} | fields
        return await self.posts("/twilio/inbound", form)

    async def reports(self, key: str, status: str, **fields: str) -> httpx.Response:
        """Let Twilio send a receipt."""
        form = {"MessageSid": "SM1", "MessageStatus": status, "To": LOPEZ} | fields
        return await self.posts(f"/twilio/status?{urlencode({'key': key})}", form)

    async def posts(
        self, path: str, form: Mapping[str, str], token: str = TWILIO_TOKEN
    ) -> httpx.Response:
        """Post a form as Twilio does, signed over the public address."""
        signature = RequestValidator(token).compute_signature(PUBLIC + path, dict(form))
        answer = await self.http.post(path, data=form, headers={"X-Twilio-Signature": signature})
        await self.parts.background.settled()
        return answer


@asynccontextmanager
async def world_on(found: Settings) -> AsyncIterator[World]:
    """Build a gateway with one hospital and one nurse; Temporal is away."""
    hands = Hands()
    parts = assemble(found, hands.connect, hands.real_now)
    inbox = TextInbox(parts.database, Seal(found.ring), found.tokens, hands.connect, hands.real_now)
    parts.database.set_clock(Clock(real_origin=NOON, clinical_origin=NOON))
    transport = httpx.ASGITransport(build(parts))
    async with httpx.AsyncClient(transport=transport, base_url="https://127.0.0.1:8080") as http:
        world = World(found, hands, parts, http, inbox)
        world.add(Facility(handle=MERCY, name="Mercy General", time_zone="America/New_York"))
        world.hires()
        yield world
    await parts.background.close()
    parts.carrier.close()
    parts.database.close()


@asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    """Serve the gateway on a loopback port, for browsers."""
    config = uvicorn.Config(
        build(world.parts), access_log=False, log_level="warning", lifespan="off"
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve([listener]))
        await until(lambda: server.started)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await task


def seed_ward(world: World) -> None:
    """Put episodes of every look and some work into the store."""
    looks = (("contact", True, False, 2), ("visit", False, True, 1), ("watching", False, False, 0))
    for n, (phase, urgent, unowned, late) in enumerate(looks, start=1):
        episode = f"episode-{MERCY}-m6hd3cv2w4ao5nqjx7kb-{n}"
        world.add(
            Encounter(
                episode=episode,
                facility=MERCY,
                encounter_token=f"e{n}",
                patient_token="p",  # noqa: S106  # nobody's
                n=n,
                body_hash="",
                discharged_at=NOON,
                opened_at=NOON,
            ),
            EpisodeRow(
                episode=episode,
                version=1,
                phase=phase,
                at=NOON,
                next_due=NOON + timedelta(hours=n),
                urgent=urgent,
                unowned=unowned,
            ),
            *(_step(episode, number, late) for number in range(3)),
        )
    world.add(
        *(_message(number) for number in range(4)),
        WorkItem(key="text:SM1", reason="text from an unknown number", since=NOON),
        WorkItem(key="x", facility=MERCY, reason="no nurse on shift", since=NOON, about=EPISODE),
    )


def _message(number: int) -> InboxRow:
    event, outcome = (("ADT^A03", "started"), ("ADT^A08", "applied"))[number % 2]
    return InboxRow(
        key=f"hl7:{number}",
        ordering_key="p",
        body_sealed=b"",
        received_at=NOON - timedelta(hours=number),
        real_received_at=NOON - timedelta(hours=number),
        facility=MERCY,
        trigger=event,
        outcome=outcome,
    )


def _step(episode: str, number: int, late: int) -> StepRow:
    due = NOON + timedelta(hours=-1 if number < late else 1)
    return StepRow(
        episode=episode, step=str(number), title="", state="open", owner="rn-lopez", due=due
    )
