"""The SQL store: sync sessions in threads, on SQLite or PostgreSQL, with the same promises on both.

A write sees no other write half-way. SQLite has one writer at a time (`BEGIN IMMEDIATE`: a
transaction that began by reading could not become a writer while another one writes); the threads
of one process take turns before they ask SQLite, whose own waiting is by naps and unfair: with
eight threads asking, one waited two seconds for locks that were held for 4 ms each. PostgreSQL
runs writes SERIALIZABLE, and `writing` does the work again when it lost a race.
"""

import asyncio
import contextvars
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import Session

from adapters.sql.trouble import StoreUnfit
from domain.time.clock import Clock
from models.tables import ClockRow

BUSY_SECONDS = 2.0
MIGRATION_SECONDS = 60.0
THREADS = 8
TRIES = 10
MIGRATIONS = Path(__file__).parents[2] / "migrations"

REAL_TIME = Clock(
    real_origin=datetime.fromtimestamp(0, UTC), clinical_origin=datetime.fromtimestamp(0, UTC)
)

_BEGIN = "homeward_begin"
_READING: dict[str, dict[str, Any]] = {
    "sqlite": {_BEGIN: ("PRAGMA query_only=ON", "BEGIN")},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
_WRITING: dict[str, dict[str, Any]] = {
    "sqlite": {_BEGIN: ("PRAGMA query_only=OFF", "BEGIN IMMEDIATE")},
    "postgresql": {"isolation_level": "SERIALIZABLE"},
}
_NO_FILE = (None, "", ":memory:")
_MIGRATION_LOCK = "SELECT pg_advisory_xact_lock(4711202609)"
_LOST_RACES = frozenset({"40001", "40P01"})  # serialization failure, deadlock

_Result = TypeVar("_Result")


class Database:
    """One store, built in composition roots only. Closes with `close`. Raises StoreUnfit."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url, BUSY_SECONDS, "foreign_keys=ON")
        self._reader = self._engine.execution_options(**_READING[self._engine.dialect.name])
        self._writer = self._engine.execution_options(**_WRITING[self._engine.dialect.name])
        sqlite = self._engine.dialect.name == "sqlite"
        self._turn = threading.Lock() if sqlite else nullcontext()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        self._clock: Clock | None = None

    async def reading(self, work: Callable[[Session], _Result]) -> _Result:
        """Run `work` in a thread, in one transaction that cannot write. Rows stay usable after."""
        return await self._in_thread(lambda: self._reading_once(work))

    async def writing(self, work: Callable[[Session], _Result]) -> _Result:
        """Run `work` in a thread, in one transaction, committed when it returns.

        It may run again after losing a race, so it must do nothing but SQL. Rows stay usable after.
        """
        return await self._in_thread(lambda: self._writing_until_won(work))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that cannot write, in this thread."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction that commits at the end, in this thread."""
        with (
            self._turn,
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def clock(self) -> Clock:
        """Give the store's clock; it is set before any process starts, so it is read once."""
        if self._clock is None:
            self._clock = await asyncio.to_thread(self.read_clock)
        return self._clock

    def read_clock(self) -> Clock:
        """Give the store's clock; real time where none was set."""
        with self.read() as session:
            return clock_in(session)

    def set_clock(self, clock: Clock) -> None:
        """Set the store's one clock, before any process reads it."""
        row = ClockRow(
            id=1,
            real_origin=clock.real_origin,
            clinical_origin=clock.clinical_origin,
            speed=clock.speed,
        )
        with self.write() as session:
            session.merge(row)
        self._clock = clock

    def close(self) -> None:
        """Let work under way finish, then close every connection."""
        self._threads.shutdown()
        self._engine.dispose()

    async def _in_thread(self, work: Callable[[], _Result]) -> _Result:
        context = contextvars.copy_context()  # so that log lines keep their ids
        return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, work)

    def _reading_once(self, work: Callable[[Session], _Result]) -> _Result:
        with self.read() as session:
            return work(session)

    def _writing_once(self, work: Callable[[Session], _Result]) -> _Result:
        with self.write() as session:
            return work(session)

    def _writing_until_won(self, work: Callable[[Session], _Result]) -> _Result:
        for attempt in range(1, TRIES):
            try:
                return self._writing_once(work)
            except DBAPIError as error:
                if not _lost_race(error):
                    raise
            time.sleep(secrets.randbelow(2**attempt) / 1000)
        return self._writing_once(work)


def clock_in(session: Session) -> Clock:
    """The store's clock, read in a transaction of the caller's."""
    row = session.get(ClockRow, 1)
    if row is None:
        return REAL_TIME
    return Clock(real_origin=row.real_origin, clinical_origin=row.clinical_origin, speed=row.speed)


def migrate(url: str) -> None:
    """Bring the store to the newest schema. Harmless to repeat, and safe from several processes.

    Raises StoreUnfit.
    """
    engine = _engine(url, MIGRATION_SECONDS, "foreign_keys=OFF")  # SQLite rebuilds tables to alter
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.execution_options(**_WRITING["sqlite"]).begin() as connection:
            _take_turns(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:  # mostly a revision that only a newer program knows
        raise StoreUnfit(f"its schema is none of ours: {error}") from None
    finally:
        engine.dispose()


def _lost_race(error: DBAPIError) -> bool:
    """Whether another writer was in the way; on SQLite, through all of our patience."""
    busy = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
    return busy or getattr(error.orig, "sqlstate", None) in _LOST_RACES


def _take_turns(connection: Connection) -> None:
    """Wait for another migrator; SQLite's `BEGIN IMMEDIATE` has done so."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(_MIGRATION_LOCK))


def _engine(url: str, busy_seconds: float, *pragmas: str) -> Engine:
    """Build the engine of either kind; nothing is reached yet. Raises StoreUnfit."""
    address = _address(url)
    try:
        if address.get_backend_name() == "sqlite":
            return _sqlite(address, busy_seconds, *pragmas)
        return create_engine(address, pool_size=THREADS, pool_pre_ping=True)
    except OSError as error:  # there can be no such folder
        raise StoreUnfit(f"{error.filename}: {error.strerror}") from None
    except (ArgumentError, ImportError) as error:
        raise StoreUnfit(str(error)) from None


def _address(url: str) -> URL:
    """Read the address; what is wrong with it is said without it, for it holds a password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreUnfit("its address cannot be read") from None
    if address.get_backend_name() not in _READING:
        raise StoreUnfit(f"neither of SQLite nor of PostgreSQL: {address.get_backend_name()}")
    if address.get_backend_name() == "sqlite" and address.database in _NO_FILE:
        raise StoreUnfit("its address names no file")
    return address


def _sqlite(address: URL, busy_seconds: float, *pragmas: str) -> Engine:
    """Build an engine whose transactions begin as told (SQLAlchemy's recipe for sqlite3).

    `synchronous` is FULL: an acknowledgement means "durably taken", through a power cut too. A
    store that is thrown away may say `?synchronous=NORMAL`: it is safe against kill -9 alone.
    """
    synchronous = "NORMAL" if address.query.get("synchronous") == "NORMAL" else "FULL"
    address = address.difference_update_query(["synchronous"])
    Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, pool_size=THREADS, connect_args={"timeout": busy_seconds})

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # sqlite3 begins nothing by itself
        _keep_a_log(connection, busy_seconds)
        for pragma in (f"synchronous={synchronous}", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _keep_a_log(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Switch to a write-ahead log. SQLite does not wait for the lock of a new file's switch."""
    give_up = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # its reason is in the rest
            if not busy or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    for statement in connection.get_execution_options().get(_BEGIN, ("BEGIN",)):
        connection.exec_driver_sql(statement)
