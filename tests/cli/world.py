"""A store, a Temporal server without workers, and a terminal to type commands in."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from typer.testing import CliRunner, Result

import starter
from adapters import wall_clock
from adapters.encryption import new_keys
from adapters.sql.database import Database, migrate
from adapters.temporal.connection import embedded_server
from domain.time.clock import Clock
from models.tables import AuditRow, Encounter, InboxRow, WorkItem
from tests.places import ROOT

KEYS = new_keys()
EVENING = datetime(2026, 9, 4, 21, 0, tzinfo=UTC)
"""The clinical time at which a world begins: after the examples' first discharges."""
EXAMPLES = ROOT / "examples"
NO_SERVER = "127.0.0.1:1"


@dataclass
class World:
    """What commands are typed into."""

    env: dict[str, str]
    database: Database

    def types(self, *words: object) -> Result:
        """Type a command."""
        return CliRunner().invoke(starter.app, [*map(str, words)], env=self.env)

    def reaches(self, address: str) -> None:
        """Temporal is there, from now on; or it is away."""
        self.env["HOMEWARD_TEMPORAL_ADDRESS"] = address

    def keeps(self, *rows: InboxRow | WorkItem) -> None:
        """Something is in the store already."""
        with self.database.write() as session:
            session.add_all(rows)

    def messages(self) -> list[InboxRow]:
        """Everything that was kept, in its order."""
        with self.database.read() as session:
            return list(session.exec(select(InboxRow).order_by(InboxRow.id)).all())  # type: ignore[arg-type]

    def work(self) -> dict[str, WorkItem]:
        """The work queue."""
        with self.database.read() as session:
            return {item.key: item for item in session.exec(select(WorkItem)).all()}

    def audited(self) -> list[tuple[str, str, str]]:
        """Who did what about what."""
        with self.database.read() as session:
            return [(row.who, row.what, row.about) for row in session.exec(select(AuditRow)).all()]


def encounter(episode: str, outcome: str = "") -> Encounter:
    """What the store keeps of an episode from its beginning on."""
    return Encounter(
        episode=episode,
        facility="mercy-general",
        encounter_token=f"of {episode}",
        patient_token="of its patient",  # noqa: S106 - a keyed hash, and no password
        n=1,
        body_hash="",
        discharged_at=EVENING - timedelta(hours=2),
        opened_at=EVENING,
        outcome=outcome,
    )


def _settings(database: Path) -> dict[str, str]:
    return {
        "HOMEWARD_TEMPORAL_ADDRESS": NO_SERVER,
        "HOMEWARD_DATABASE_URL": f"sqlite:///{database}?synchronous=NORMAL",
        "HOMEWARD_ENCRYPTION_KEYS": KEYS.encryption_keys,
        "HOMEWARD_TOKEN_KEY": KEYS.token_key,
        "HOMEWARD_TWILIO_ACCOUNT_SID": "AC5ab2",
        "HOMEWARD_TWILIO_AUTH_TOKEN": "7d1f",
        "HOMEWARD_TWILIO_FROM_NUMBER": "+16175550190",
        "HOMEWARD_PATHWAYS_DIR": str(ROOT / "pathways"),
        "HOMEWARD_FEEDS_DIR": str(ROOT / "feeds"),
        "COLUMNS": "200",
    }


@pytest.fixture(scope="session")
def hospitals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample hospitals, to be copied."""
    path = tmp_path_factory.mktemp("hospitals") / "homeward.db"
    env = _settings(path)
    migrate(env["HOMEWARD_DATABASE_URL"])
    database = Database(env["HOMEWARD_DATABASE_URL"])
    slow = Clock(real_origin=wall_clock.now(), clinical_origin=EVENING, speed=0.001)
    database.set_clock(slow)  # a busy machine takes minutes over what is asserted to the minute
    database.close()
    words = ["hospital", str(EXAMPLES / "hospital.toml"), "--days", "1"]
    result = CliRunner().invoke(starter.app, words, env=env)
    assert result.exit_code == 0, result.stderr
    return path


@pytest.fixture
def world(hospitals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The sample hospitals on an evening in September; Temporal is away."""
    folder = tmp_path.parent / f"{tmp_path.name}-store"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(starter, "ROOT", folder)
    shutil.copy(hospitals, folder / "homeward.db")
    env = _settings(folder / "homeward.db")
    database = Database(env["HOMEWARD_DATABASE_URL"])
    yield World(env, database)
    database.close()


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[Client]:
    """The embedded server; nobody works there."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(embedded_server())
    ) as environment:
        yield environment.client


@pytest.fixture
def running(world: World, server: Client) -> World:
    """A world in which Temporal is there."""
    world.reaches(server.service_client.config.target_host)
    return world


@pytest.fixture
def hl7(tmp_path: Path) -> Callable[..., Path]:
    """Write an example, some words in it replaced, as a file of its own."""

    def write(name: str, *replaced: tuple[str, str], to: str = "message.hl7") -> Path:
        text = (EXAMPLES / "hl7" / f"{name}.hl7").read_bytes().decode()
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / to
        path.write_bytes(text.encode())
        return path

    return write
