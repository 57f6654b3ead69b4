"""Hospitals' messages on the real engine: Temporal and the gateway as processes of their own."""

import asyncio
import contextlib
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copyfile
from typing import Any

import httpx
from pydantic import SecretStr
from sqlmodel import SQLModel, func, select
from temporalio.client import Client
from temporalio.service import RPCError

from adapters.encryption import new_keys
from adapters.settings import Settings
from adapters.sql.database import Database, migrate
from adapters.temporal.connection import connect, register_search_attributes
from intake.hospital_inbox import HospitalInbox
from models.tables import Facility
from tests.places import ROOT
from tests.servers import embedded, free_port

HOST = "127.0.0.1"
PATIENCE = timedelta(seconds=60)


@dataclass
class Place:
    """One installation: a folder, its settings, its store."""

    folder: Path
    feeds: Path = ROOT / "feeds"
    facilities: tuple[str, ...] = ("mercy-general", "lakeside")
    port: int = field(default_factory=free_port)
    gateway_port: int = field(default_factory=free_port)
    mllp_port: int = field(default_factory=free_port)
    client: Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        keys = new_keys()
        self.settings = Settings(
            _env_file=None,
            temporal_address=f"{HOST}:{self.port}",
            database_url=f"sqlite:///{self.folder / 'homeward.db'}",
            encryption_keys=SecretStr(keys.encryption_keys),
            token_key=SecretStr(keys.token_key),
            twilio_account_sid="AC5f1a9e0c2b7d4e6f8a9b0c1d2e3f4a5b",
            twilio_auth_token=SecretStr("9e1b6f0a4c7d2e8f5a3b1c0d9e8f7a6b"),
            twilio_from_number="+16175550100",
            public_base_url=f"http://{HOST}:{self.gateway_port}",
            gateway_port=self.gateway_port,
            mllp_port=self.mllp_port,
            pathways_dir=ROOT / "pathways",
            feeds_dir=self.feeds,
        )
        copyfile(_template(), self.folder / "homeward.db")
        self.database = Database(self.settings.database_url)
        with self.database.write() as session:
            for handle in self.facilities:
                session.add(Facility(handle=handle, name=handle, time_zone="America/New_York"))

    def hospital_inbox(self, now: datetime | None = None) -> HospitalInbox:
        """Our own hands on the inbox, at a clinical instant; real time where none is given."""

        async def connected() -> Client:
            return await connect(self.settings, identity="test", patience=PATIENCE)

        at = (lambda: now) if now else (lambda: datetime.now(UTC))
        return HospitalInbox.of(self.settings, self.database, connected, at)

    def count(self, table: type[SQLModel], *where: Any) -> int:
        """Count rows."""
        with self.database.read() as session:
            return session.exec(select(func.count()).select_from(table).where(*where)).one()


@cache
def _template() -> Path:
    """An empty store, migrated once for all of a process's places."""
    file = Path(tempfile.mkdtemp(prefix="homeward-")) / "homeward.db"
    migrate(f"sqlite:///{file}")
    return file


@contextlib.asynccontextmanager
async def temporal(place: Place) -> AsyncIterator[Client]:
    """The real server, on the place's own file: it can be stopped and started again."""
    async with embedded(place.port, place.folder):
        client = await connect(place.settings, identity="test", patience=PATIENCE)
        await _has_its_namespace(client)
        await register_search_attributes(client)
        yield client


async def _has_its_namespace(client: Client) -> None:
    """A server that has just started may answer before its namespace is there."""
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(RPCError):
                await episodes(client)
                return
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def gateway(place: Place) -> AsyncIterator[asyncio.subprocess.Process]:
    """The gateway as it runs in production, once it listens; stopped at the end."""
    environment = place.settings.environment() | {"PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway.app", env=environment, cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await until(lambda: _listens(place.mllp_port))
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def until(look: Callable[[], bool], within: float = 60.0) -> None:
    """Wait until a look finds it so."""
    async with asyncio.timeout(within):
        while not await asyncio.to_thread(look):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.05)


def _listens(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


async def episodes(client: Client) -> int:
    """How many episodes were ever started, as Temporal's own visibility counts them."""
    return (await client.count_workflows("WorkflowType = 'Episode'")).count


async def counted(client: Client, expected: int) -> int:
    """The count, once visibility has caught up with it or some seconds have passed."""
    found = -1
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(15):
            while found != expected:
                with contextlib.suppress(RPCError):
                    found = await episodes(client)
                await asyncio.sleep(0.1)
    return found


def http(place: Place) -> httpx.AsyncClient:
    """A client of the gateway."""
    return httpx.AsyncClient(base_url=place.settings.public_base_url, trust_env=False, timeout=30.0)
