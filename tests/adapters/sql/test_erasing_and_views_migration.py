"""The schema of erasing and of views: up and down with data, and no other row changes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData, Table, create_engine, inspect

from tests.places import ROOT

AT = datetime(2026, 11, 27, 15, tzinfo=UTC)


@pytest.fixture
def engine(database_url: str) -> Engine:
    """A store of the schema before, with a number and a message in it."""
    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
    engine = create_engine(database_url)
    steps(engine, "0012", down=False)
    puts(engine, "phone_numbers", token="t", number_sealed=b"k:1")  # noqa: S106
    puts(
        engine, "inbox", key="hl7:1", ordering_key="p", body_sealed=b"k:2", received_at=AT,
        real_received_at=AT, outcome="applied", attempts=0, error="", facility="mercy",
        trigger="ADT^A03", sender_token="", detail="", episodes="",
    )  # fmt: skip
    puts(engine, "audit", real_at=AT, who="lopez", what="card viewed", about="e-1 contact/call/1")
    return engine


def steps(engine: Engine, revision: str, *, down: bool) -> None:
    """Bring the store there, in the direction that it lies."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def puts(engine: Engine, table: str, /, **row: object) -> None:
    """Write a row."""
    with engine.begin() as connection:
        connection.execute(Table(table, MetaData(), autoload_with=connection).insert(), [row])


def rows(engine: Engine, name: str) -> list[tuple[object, ...]]:
    """A whole table."""
    with engine.connect() as connection:
        table = Table(name, MetaData(), autoload_with=connection)
        return [tuple(row) for row in connection.execute(table.select())]


def test_up_and_down_and_up_again(engine: Engine) -> None:
    """Who was erased is kept from then on; going back forgets that alone."""
    before = {name: rows(engine, name) for name in ("phone_numbers", "inbox", "audit")}
    for _ in range(2):
        steps(engine, "0013", down=False)
        assert rows(engine, "erased_patients") == []
        puts(engine, "erased_patients", patient_token="p", real_at=AT)  # noqa: S106
        assert len(rows(engine, "erased_patients")) == 1
        assert [row[-4:] for row in rows(engine, "audit")] == [("", "", "", "")]
        steps(engine, "0012", down=True)
        assert "erased_patients" not in inspect(engine).get_table_names()
    assert {name: rows(engine, name) for name in before} == before
    engine.dispose()
