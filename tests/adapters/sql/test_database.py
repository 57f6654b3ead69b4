"""The SQL store keeps the same promises on SQLite and on PostgreSQL."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, select

from adapters.sql.database import REAL_TIME, Database, migrate
from adapters.sql.trouble import in_one_line
from domain.time.clock import Clock
from models.tables import AuditRow, ClockRow, Facility, PhoneRow, Shift

PHONE = "mfrggzdfmztwq2lk"
NOON = datetime(2026, 9, 4, 12, tzinfo=UTC)


def _facility(handle: str = "mercy-general", name: str = "Mercy General") -> Facility:
    return Facility(handle=handle, name=name, time_zone="America/New_York")


def _add(session: Session) -> None:
    session.add(_facility())


def _names(session: Session) -> list[str]:
    return list(session.exec(select(Facility.name)))


def test_the_migrations_add_up_to_the_tables(database_url: str) -> None:
    """After every step, nothing differs from `models/tables/`; else add a step."""
    migrate(database_url)
    engine = create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, ClockRow.metadata)
    engine.dispose()
    assert differences == []


def test_migrating_twice_at_once_is_harmless(database_url: str) -> None:
    """Several processes may start together: each finds the newest schema, none fails."""
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(migrate, [database_url] * 3))
    migrate(database_url)
    engine = create_engine(database_url)
    assert "episodes" in inspect(engine).get_table_names()
    engine.dispose()


async def test_what_is_written_is_read_again(database: Database) -> None:
    """A write commits when its work returns, and rows stay usable outside."""
    await database.writing(_add)
    facility = await database.reading(lambda session: session.get(Facility, "mercy-general"))
    assert facility is not None
    assert facility.time_zone == "America/New_York"


async def test_a_failing_write_leaves_nothing(database: Database) -> None:
    """What raises is rolled back whole."""

    def fail(session: Session) -> None:
        session.add(_facility())
        session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        await database.writing(fail)
    assert await database.reading(_names) == []


async def test_a_read_cannot_write(database: Database) -> None:
    """A read that writes is refused, and a later write on the same connection is not."""

    def sneak(session: Session) -> None:
        session.add(_facility())
        session.flush()

    with pytest.raises(DBAPIError):
        await database.reading(sneak)
    await database.writing(_add)
    assert await database.reading(_names) == ["Mercy General"]


async def test_a_key_that_leads_nowhere_is_refused(database: Database) -> None:
    """Foreign keys hold."""
    shift = Shift(party="nobody", day="mon", begins=NOON.time(), ends=NOON.time())
    with pytest.raises(IntegrityError):
        await database.writing(lambda session: session.add(shift))


async def test_no_count_is_lost_between_writers(database: Database) -> None:
    """Reading and then writing is one step: twenty at once add up to twenty."""
    await database.writing(_add)

    def one_more(session: Session) -> None:
        facility = session.get_one(Facility, "mercy-general")
        facility.name = str(int(facility.name) + 1) if facility.name.isdigit() else "1"
        session.add(facility)

    await asyncio.gather(*(database.writing(one_more) for _ in range(20)))
    assert await database.reading(_names) == ["20"]


async def test_one_of_two_who_check_first_finds_the_other(database: Database) -> None:
    """Inserting what is not there, from many at once, gives one row and no error."""

    def once(session: Session) -> bool:
        if session.get(Facility, "mercy-general"):
            return False
        session.add(_facility())
        return True

    inserted = await asyncio.gather(*(database.writing(once) for _ in range(12)))
    assert sorted(inserted) == [False] * 11 + [True]


async def test_a_reader_is_not_held_up_by_a_writer(database: Database) -> None:
    """While a write is open, a read sees the state before it."""
    written, seen = threading.Event(), threading.Event()

    def write_and_wait(session: Session) -> None:
        session.add(_facility())
        session.flush()
        written.set()
        assert seen.wait(10)

    writing = asyncio.create_task(database.writing(write_and_wait))
    await asyncio.to_thread(written.wait, 10)
    assert await database.reading(_names) == []
    seen.set()
    await writing
    assert await database.reading(_names) == ["Mercy General"]


async def test_the_context_goes_along_into_the_thread(database: Database) -> None:
    """What is bound to a task stays bound in its database thread: log lines keep their ids."""
    episode: ContextVar[str] = ContextVar("episode", default="none")
    episode.set("e-1")
    assert await database.reading(lambda _: episode.get()) == "e-1"


async def test_instants_and_bytes_come_back_as_they_went(database: Database) -> None:
    """Instants are aware and the same moment; sealed bytes are the same bytes."""
    eastern = NOON.astimezone(tz=None)

    def write(session: Session) -> None:
        session.add(AuditRow(real_at=eastern, who="rn-lopez", what="card"))
        session.add(PhoneRow(token=PHONE, memory_sealed=b"\x00\xff"))

    await database.writing(write)
    with database.read() as session:
        assert session.exec(select(AuditRow.real_at)).one() == NOON
        assert session.exec(select(PhoneRow.memory_sealed)).one() == b"\x00\xff"


def test_a_store_without_a_clock_is_on_real_time(database: Database) -> None:
    """Until somebody sets a clock, clinical time is real time."""
    assert database.read_clock() == REAL_TIME
    assert database.read_clock().clinical(NOON) == NOON


def test_the_clock_is_one_for_the_store(database: Database) -> None:
    """Setting the clock again replaces it, and it is read as it was set."""
    real = Clock(real_origin=NOON, clinical_origin=NOON)
    demo = Clock(real_origin=NOON, clinical_origin=NOON - timedelta(days=3), speed=8640)
    database.set_clock(real)
    database.set_clock(demo)
    assert database.read_clock() == demo


@pytest.mark.parametrize(("asked", "synchronous"), [("", 2), ("?synchronous=NORMAL", 1)])
async def test_sqlite_survives_a_killed_process(
    asked: str, synchronous: int, tmp_path: Path
) -> None:
    """A write-ahead log, and each commit reaches the disk unless the store is a throw-away one."""
    url = f"sqlite:///{tmp_path}/homeward.db{asked}"
    migrate(url)
    database = Database(url)
    with database.read() as session:
        connection = session.connection()
        pragmas = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    database.close()
    expected = {"journal_mode": "wal", "synchronous": synchronous}
    assert pragmas == expected | {"busy_timeout": 2000, "foreign_keys": 1}


async def test_a_fault_of_what_is_written_is_not_the_stores(database: Database) -> None:
    """A key that is there already says nothing of the store's address: it is not put so."""
    await database.writing(_add)
    with pytest.raises(IntegrityError), in_one_line(), database.write() as session:
        session.add(_facility())
