"""Each step of the schema with a row in every table: up, down and up again, on both databases."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Time,
    create_engine,
    func,
    select,
)

from tests.adapters.sql.test_erasing_and_views_migration import steps
from tests.places import ROOT

AT = datetime(2026, 11, 27, 15, tzinfo=UTC)
VALUES = (
    (Boolean, True), (Integer, 1), (Float, 1.0), (DateTime, AT), (Date, date(2026, 11, 27)),
    (Time, time(7, 30)), (LargeBinary, b"k:1"),
)  # fmt: skip
OF_ITS_OWN = {"0011": "rows of people must mean something: test_parties_migration.py has them"}
"""Steps whose way back is tried elsewhere."""


def scripts() -> dict[str, bool]:
    """Every step, the first one first, and whether it can be taken back."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    found = ScriptDirectory.from_config(config).walk_revisions()
    return {one.revision: hasattr(one.module, "downgrade") for one in [*found][::-1]}


SCRIPTS = scripts()
PAIRS = list(zip(SCRIPTS, list(SCRIPTS)[1:], strict=False))


def schema(engine: Engine) -> MetaData:
    """The tables as they are."""
    found = MetaData()
    found.reflect(engine)
    return found


def value(column: Column[object]) -> object:
    """Something that fits; the same text everywhere, so that one row may point at another."""
    kind = column.type
    return next((one for type_, one in VALUES if isinstance(kind, type_)), "x")


def fills(engine: Engine) -> set[str]:
    """Put a row into every table; gives their names."""
    found = schema(engine)
    tables = [one for one in found.sorted_tables if one.name != "alembic_version"]
    with engine.begin() as connection:
        for table in tables:
            row = {one.name: value(one) for one in table.columns}
            connection.execute(table.insert(), [row])
    return {one.name for one in tables}


def filled(engine: Engine) -> set[str]:
    """The tables with a row."""
    with engine.connect() as connection:
        return {
            table.name
            for table in schema(engine).sorted_tables
            if connection.execute(select(func.count()).select_from(table)).scalar_one()
        }


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=[f"{a}-{b}" for a, b in PAIRS])
def test_a_step_keeps_every_row(database_url: str, before: str, after: str) -> None:
    """Whatever table is there on both sides has its row still; down and up again where it goes."""
    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
    engine = create_engine(database_url)
    try:
        steps(engine, before, down=False)
        kept = fills(engine)
        back = (
            [(before, True), (after, False)] if SCRIPTS[after] and after not in OF_ITS_OWN else []
        )
        for revision, down in [(after, False), *back]:
            steps(engine, revision, down=down)
            there = set(schema(engine).tables)
            assert (kept & there) - filled(engine) == set(), revision
    finally:
        engine.dispose()
