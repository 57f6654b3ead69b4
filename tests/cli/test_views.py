"""Every command: which of them show somebody a patient, and that each such look is kept.

A command that is new stands in no list, and fails here until it is said which it is.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from sqlmodel import select

import starter
from models.tables import AuditRow, Party, PartyRole
from tests.cli.world import World

Hl7 = Callable[..., Path]
SHOWN = {
    "inbox show": "inbox shown",
    "census": "census compared",
    "understood": "understood shown",
}
"""How the trail calls it."""
NOBODY = {
    "plan": "a file of one's own", "simulate": "files of one's own", "example": "made up",
    "read": "words of one's own",
    "consent": "an episode is told", "lower": "an episode is told", "give": "an episode is told",
    "erase": "counts", "audit": "who looked",
    "discharge": "what came of files of one's own", "close": "an episode is told",
    "readmit": "an episode is told", "answer": "what is asked, as ops may see it",
    "status": "steps, owners and due times", "list": "steps, owners and due times",
    "find": "ids of episodes", "roster": "colleagues", "feed check": "files of one's own",
    "inbox queue": "what waits, and not what it says", "inbox list": "what came of messages",
    "inbox feeds": "counts", "inbox retry": "what came of it",
    "inbox dismiss": "that it is settled",
    "key new": "a key", "key list": "keys", "key rotate": "a key", "key revoke": "a key",
    "migrate": "nothing", "hospital": "colleagues", "rxnorm": "drugs of the outside",
    "codec": "an address", "demo": "made up", "up": "addresses", "language check": "words",
}  # fmt: skip


def commands(of: object, name: str = "") -> Iterator[str]:
    """The words of each command."""
    inner = getattr(of, "commands", None)
    if inner is None:
        yield name.strip()
    for word, one in (inner or {}).items():
        yield from commands(one, f"{name} {word}")


def test_every_command_is_known() -> None:
    """None shows anything before it was said whether somebody is shown a patient by it."""
    assert {*commands(typer.main.get_command(starter.app))} ^ (
        NOBODY.keys() | SHOWN.keys()
    ) == set()


def rows(world: World) -> list[AuditRow]:
    """The trail."""
    with world.database.read() as session:
        return list(session.exec(select(AuditRow)).all())


def test_a_message_that_is_shown_is_one_row(running: World, hl7: Hl7) -> None:
    """Who in which role, every kind of thing, by hand; the row names nobody."""
    running.types("discharge", hl7("a03-11-heart-failure"))
    assert rows(running) == []
    assert "Smith" in running.types("inbox", "show", "1", "--by", "ortiz").stdout
    (row,) = rows(running)
    assert (row.who, row.role, row.what, row.via) == (
        "ortiz", "case_manager", "inbox shown", "by_hand",
    )  # fmt: skip
    assert row.things.startswith("times and places, contact, clinical, drugs, notes")
    assert row.about == "inbox:1"
    assert "Smith" not in str(row)


def test_the_trail_is_an_auditor_s_to_list(running: World, hl7: Hl7) -> None:
    """Newest first, by who and by episode, for programs too; nobody else may, nor who left."""
    with running.database.write() as session:
        session.add(
            Party(handle="mays", facility="mercy-general", name="A. Mays", kind="person",
                  time_zone="America/New_York")
        )  # fmt: skip
        session.add(
            Party(handle="left", facility="mercy-general", name="B. Left", kind="person",
                  time_zone="America/New_York")
        )  # fmt: skip
        session.flush()
        session.add(PartyRole(party="mays", role="auditor", facility="mercy-general"))
        session.add(AuditRow(real_at=datetime.now(UTC), who="lopez", what="card viewed",
                             role="nurse", episode="e-1", about="e-1 contact/call/1"))  # fmt: skip
    running.types("discharge", hl7("a03-11-heart-failure"))
    running.types("inbox", "show", "1", "--by", "ortiz")
    shown = running.types("audit", "--by", "mays")
    assert shown.exit_code == 0
    assert shown.stdout.index("inbox shown") < shown.stdout.index("lopez (nurse)")
    assert "inbox" not in running.types("audit", "--by", "mays", "--episode", "e-1").stdout
    assert "lopez" not in running.types("audit", "--by", "mays", "--who", "ortiz").stdout
    assert '"episode": "e-1"' in running.types("audit", "--by", "mays", "--json").stdout
    for nobody in ("lopez", "stranger", "left"):
        assert running.types("audit", "--by", nobody).exit_code == 1


@pytest.mark.parametrize("word", ["Smith", "4821"])
def test_nothing_else_shows_a_patient(running: World, hl7: Hl7, word: str) -> None:
    """After a discharge, whatever only looks names neither her nor her number."""
    running.types("discharge", hl7("a03-11-heart-failure"))
    for words in ("list", "inbox queue --all", "inbox list", "inbox feeds", "key list", "roster"):
        assert word not in running.types(*words.split()).output, words
    assert rows(running) == []
