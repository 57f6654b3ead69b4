"""The schema of sealed reasons: up and down with data, and no other word changes."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect

from tests.adapters.sql.test_erasing_and_views_migration import AT, puts, rows, steps

WHY = "Jane Smith was sent twice | by them"
DETAILS = {
    f"no number of the patient; dismissed: {WHY}": "no number of the patient",
    f"dismissed: {WHY}; dismissed: again": "",
    "sent again, and taken": "sent again, and taken",
    "": "",
}
"""What stood beside a message, and what does afterwards."""
ABOUT = {
    ("inbox dismissed", f"inbox:1|{WHY}"): "inbox:1",
    ("inbox dismissed", f"inbox:1/aside|{WHY}"): "inbox:1/aside",
    ("inbox shown", "inbox:1"): "inbox:1",
    ("answered by hand", "e-1|contact/call/1|lopez"): "e-1|contact/call/1|lopez",
}


@pytest.fixture
def engine(database_url: str) -> Engine:
    """A store of the schema before, in which reasons stand in clear."""
    if database_url.startswith("sqlite:///"):
        Path(database_url.removeprefix("sqlite:///")).parent.mkdir(exist_ok=True)
    engine = create_engine(database_url)
    steps(engine, "0015", down=False)
    for number, detail in enumerate(DETAILS):
        puts(
            engine, "inbox", key=f"hl7:{number}", ordering_key="p", body_sealed=b"k:2",
            received_at=AT, real_received_at=AT, outcome="dismissed", attempts=0, error="",
            facility="mercy", trigger="ADT^A03", sender_token="", detail=detail, episodes="",
        )  # fmt: skip
    for what, about in ABOUT:
        puts(
            engine, "audit", real_at=AT, who="ops", what=what, about=about, role="", things="",
            episode="", via="",
        )  # fmt: skip
    return engine


def test_up_and_down_and_up_again(engine: Engine) -> None:
    """Nobody's words are left in clear; who dismissed what stays, and so does all else."""
    said = {name: str(rows(engine, name)) for name in ("inbox", "audit")}
    assert all(WHY in one for one in said.values())
    for _ in range(2):
        steps(engine, "0016", down=False)
        left = rows(engine, "inbox") + rows(engine, "audit")
        assert "Jane" not in str(left)
        for was, now in [*DETAILS.items(), *((about, now) for (_, about), now in ABOUT.items())]:
            assert now in [value for row in left for value in row], was
        assert len(left) == len(DETAILS) + len(ABOUT)
        puts(engine, "dismissals", item="inbox:1", number=1, reason_sealed=b"k:3")
        steps(engine, "0015", down=True)
        assert "dismissals" not in inspect(engine).get_table_names()
    engine.dispose()
