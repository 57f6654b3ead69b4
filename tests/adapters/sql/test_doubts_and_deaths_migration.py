"""The column of what is answered: up and down with a running episode, of which nothing is known."""

from pathlib import Path

from sqlalchemy import MetaData, Table, create_engine, select

from tests.adapters.sql.test_erasing_and_views_migration import AT, puts, steps


def test_up_and_down_and_up_again(database_url: str) -> None:
    """No answer is invented for an episode that was there before, and none of its words is lost."""
    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
    engine = create_engine(database_url)
    steps(engine, "0014", down=False)
    puts(
        engine, "episodes", episode="e-1", version=3, phase="queued", outcome="", at=AT,
        next_due=AT, unowned=False, urgent=False, alarms_real=1, alarms_false=0,
    )  # fmt: skip
    for _ in range(2):
        steps(engine, "0015", down=False)
        with engine.connect() as connection:
            rows = Table("episodes", MetaData(), autoload_with=connection)
            (row,) = connection.execute(select(rows)).mappings()
        assert (row["version"], row["alarms_real"], row["doubts_settled"]) == (3, 1, None)
        steps(engine, "0014", down=True)
    engine.dispose()
