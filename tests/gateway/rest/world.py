"""The REST interface on a real store and a real inbox, for which Temporal is away."""

import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from sqlmodel import SQLModel, select
from starlette.exceptions import HTTPException
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.encryption import Seal
from adapters.settings import Settings
from adapters.sql.database import Database
from domain.time.clock import Clock
from gateway.http.api_key_auth import ApiKeyAuth
from gateway.http.background import Background
from gateway.http.rate_limits import Limit, Limits
from gateway.http.refusals import Refusal
from gateway.ops.ui_links import UiLinks
from gateway.rest import problems
from gateway.rest.routes import Receiving, Rest
from intake.hospital_inbox import HospitalInbox
from models import names
from models.payloads import Close
from models.tables import Encounter, EpisodeRow, Facility, InboxRow, StepRow
from store import api_keys
from store.api_keys import Scope
from store.arrivals import Arrival, IntakeOutcome, KeptArrival
from store.patient_data.notes import Notes
from tests.gateway.world import EPISODE, MERCY, NOON, Row, settings
from tests.places import ROOT

LAKESIDE = "lakeside"
EPISODE_PATH = f"/episodes/{EPISODE}"
EXAMPLE = ROOT / "examples/discharges/01-knee-replacement-all-simple.json"
PHI = (
    "Harriet",
    "Dunmore",
    "5102",
    "6175550111",
    "1961-11-19",
    "V-20260901",
    "02143",
    "2026-08-30",
)
"""What of the example must never come back or stand in a log."""


def discharge(**others: object) -> dict[str, Any]:
    """Give the example, changed."""
    found: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return found | others


def encounter(episode: str) -> Encounter:
    """Give an episode of Mercy's, three days old."""
    began = NOON - timedelta(days=3)
    return Encounter(
        episode=episode,
        facility=MERCY,
        encounter_token=episode,
        patient_token="p",  # noqa: S106  # nobody's
        n=1,
        body_hash="",
        discharged_at=began,
        opened_at=began,
    )


@dataclass
class Told:
    """A Temporal in which episodes are told things. `missing`: nothing runs."""

    signals: list[tuple[str, str, Close]] = field(default_factory=list)
    missing: bool = False

    def get_workflow_handle(self, episode: str) -> "TheEpisode":
        return TheEpisode(self, episode)


@dataclass
class TheEpisode:
    """One of them."""

    told: Told
    id: str

    async def signal(self, name: str, close: Close, *, rpc_timeout: timedelta) -> None:
        assert rpc_timeout
        if self.told.missing:
            raise RPCError("no such workflow", RPCStatusCode.NOT_FOUND, b"")
        self.told.signals.append((self.id, name, close))


@dataclass
class Clerk:
    """An inbox whose outcomes are told beforehand."""

    outcome: IntakeOutcome
    already: bool = False
    failing: bool = False
    taken: list[Arrival] = field(default_factory=list)

    async def take(self, arrival: Arrival) -> KeptArrival:
        if self.failing:
            raise ConnectionError(f"cannot keep {arrival.body}")
        self.taken.append(arrival)
        return KeptArrival(inbox=len(self.taken), ordering_key="p", already=self.already)

    async def deliver(self, ordering_key: str) -> int:
        return 1

    async def came(self, inbox: int) -> IntakeOutcome:
        return self.outcome

    async def now(self) -> datetime:
        return NOON


async def away() -> Client:
    """Temporal that does not answer."""
    raise RPCError("nowhere", RPCStatusCode.UNAVAILABLE, b"")


@dataclass
class RestWorld:
    """The interface with its surroundings: time that is told, keys on demand."""

    database: Database
    http: httpx.AsyncClient = field(init=False)
    app: FastAPI = field(init=False)
    routes: Rest = field(init=False)
    holders: ApiKeyAuth = field(init=False)
    now: datetime = NOON
    seconds: float = 0.0
    temporal: Told | None = None
    limits: Limits = field(
        default_factory=lambda: Limits(
            key=Limit(per_second=1, burst=100), failures=Limit(per_second=0.1, burst=5)
        )
    )

    async def connect(self) -> Client:
        """Give the stand-in, if it is there."""
        return await away() if self.temporal is None else cast("Client", self.temporal)

    def key(self, *scopes: Scope, facility: str = MERCY) -> dict[str, str]:
        """Make a key, with every scope unless some are named, as headers."""
        with self.database.write() as session:
            key = api_keys.create(session, facility, scopes or tuple(Scope), self.now)
        return {"authorization": f"Bearer {key.text}"}

    def add(self, *rows: SQLModel) -> None:
        """Put rows into the store."""
        with self.database.write() as session:
            session.add_all(rows)

    def rows(self, table: type[Row]) -> list[Row]:
        """Read a whole table."""
        with self.database.read() as session:
            return list(session.exec(select(table)))

    def outcomes(self) -> list[str]:
        """What became of the inbox, in order."""
        return [row.outcome for row in self.rows(InboxRow)]

    async def sends(
        self,
        body: object,
        path: str = "/discharges",
        key: dict[str, str] | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Post JSON, or bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"content-type": "application/json", **(key or self.key()), **given}
        return await self.http.post(path, content=content, headers=sent)


def build(world: RestWorld, found: Settings, hospital_inbox: Receiving | None = None) -> FastAPI:
    """Put the interface together, with the handler that the gateway has."""
    world.holders = ApiKeyAuth(
        world.database, lambda: world.now, lambda: world.seconds, world.limits
    )
    real = HospitalInbox.of(found, world.database, away, lambda: world.now)
    world.routes = Rest(
        authenticate=world.holders,
        hospital_inbox=hospital_inbox or real,
        database=world.database,
        tokens=found.tokens,
        notes=Notes(world.database, Seal(found.ring)),
        connect=world.connect,
        links=UiLinks("http://127.0.0.1:8233", names.NAMESPACE),
        background=Background(),
        real_now=lambda: world.now,
        base="https://hw.example",
    )
    app = FastAPI(openapi_url=None)
    app.include_router(world.routes.router())

    async def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal | HTTPException)
        assert problems.covers(request.url.path)
        return problems.answer(request, error)

    app.add_exception_handler(HTTPException, refuse)
    return app


def seed(world: RestWorld) -> None:
    """Put two hospitals and an episode of the first into the store."""
    for handle, zone in ((MERCY, "America/New_York"), (LAKESIDE, "America/Chicago")):
        world.add(Facility(handle=handle, name=handle, time_zone=zone))
    world.add(
        encounter(EPISODE),
        EpisodeRow(episode=EPISODE, version=1, phase="visit", at=NOON, next_due=NOON),
        StepRow(
            episode=EPISODE,
            step="visit",
            title="Visit",
            state="open",
            owner="rn-lopez",
            due=NOON,
            late=True,
            detail="Harriet asked for another day",
        ),
        StepRow(episode=EPISODE, step="contact", title="Call", state="done", by="Harriet"),
    )


@pytest.fixture
async def rest(empty_store: Path, tmp_path: Path) -> AsyncIterator[RestWorld]:
    """The interface on a store of its own; Temporal is away."""
    path = tmp_path / "homeward.db"
    shutil.copy(empty_store, path)
    found = settings(path)
    world = RestWorld(Database(found.database_url))
    world.database.set_clock(Clock(real_origin=NOON, clinical_origin=NOON))
    seed(world)
    world.app = build(world, found)
    transport = httpx.ASGITransport(world.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://hw.example") as http:
        world.http = http
        yield world
    await world.routes.background.close()
    world.database.close()


def with_clerk(world: RestWorld, clerk: Clerk) -> None:
    """Put another inbox in."""
    world.routes.hospital_inbox = clerk
