"""The schema of notes by name: up and down with data, and no other word changes."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, Table, create_engine, select

from tests.adapters.sql.test_erasing_and_views_migration import AT, puts, steps


@pytest.fixture
def engine(database_url: str) -> Engine:
    """A store of the schema before, with one answer that has a note and one that has none."""
    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
    engine = create_engine(database_url)
    steps(engine, "0013", down=False)
    for name, noted in (("contact/call/1|SM1", True), ("visit/book/1|SM2", False)):
        puts(
            engine, "answers", episode="e-1", name=name, incarnation=1, step="contact",
            question=name.partition("|")[0], occurrence="1", message_id=name[-3:], kind="call",
            value="spoke_well", happened_at=AT, told_at=AT, by="lopez", role="nurse",
            credential="", billing_group="", via="sms", flag="", noted=noted, supersedes="",
        )  # fmt: skip
    puts(engine, "answer_notes", episode="e-1", name="contact/call/1|SM1", body_sealed=b"k:1")
    return engine


def test_up_and_down_and_up_again(engine: Engine) -> None:
    """A note stands under its answer's own name, and an answer without one names none."""
    for _ in range(2):
        steps(engine, "0014", down=False)
        assert _column(engine, "note") == ["contact/call/1|SM1", ""]
        steps(engine, "0013", down=True)
        assert list(map(bool, _column(engine, "noted"))) == [True, False]
    engine.dispose()


def _column(engine: Engine, name: str) -> list[object]:
    with engine.connect() as connection:
        answers = Table("answers", MetaData(), autoload_with=connection)
        return list(connection.execute(select(answers.c[name]).order_by("name")).scalars())
