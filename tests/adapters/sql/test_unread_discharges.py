"""The step to 0010 and back: what waits in the work queue is there all the while."""

from datetime import UTC, datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect, text
from sqlmodel import Session, select

from adapters.sql.database import MIGRATIONS, migrate
from models.tables import UnreadDischarge, UnreadText, WorkItem

NOON = datetime(2026, 9, 4, 12, tzinfo=UTC)
TABLES = {"unread_discharges", "unread_texts"}


def test_up_down_and_up_again_loses_no_work(database_url: str) -> None:
    """Rows of before stay through each step; of the two tables only their own content goes."""
    migrate(database_url)
    engine = create_engine(database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    def step(way: str) -> set[str]:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            (command.downgrade if way == "0009" else command.upgrade)(config, way)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT key FROM work_queue")).all() == [("inbox:1",)]
        return TABLES & set(inspect(engine).get_table_names())

    with Session(engine) as session:
        session.add(WorkItem(key="inbox:1", reason="ADT^A03: PID-3", about="inbox:1", since=NOON))
        session.add(UnreadDischarge(item="inbox:1", inbox=1, climbs=True, begun_at=NOON, due=NOON))
        session.add(
            UnreadText(
                key="unread/1",
                role="intake_lead",
                inbox=1,
                item="inbox:1",
                count=1,
                due=NOON,
                at=NOON,
            )
        )
        session.commit()
    assert step("0009") == set()
    assert step("head") == TABLES
    with Session(engine) as session:
        assert session.exec(select(UnreadDischarge)).all() == []
        item = session.get_one(WorkItem, "inbox:1")
        session.add(UnreadDischarge(item=item.key, inbox=1, climbs=False, begun_at=item.since))
        session.commit()
        assert session.get_one(UnreadDischarge, "inbox:1").place == 0
    engine.dispose()
