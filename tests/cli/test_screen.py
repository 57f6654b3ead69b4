"""What is listed into a pipe: a row is a line, whatever it holds, and nothing is folded."""

import pytest

from models.tables import EpisodeRow, StepRow, WorkItem
from tests.cli.world import EVENING, World, encounter

EPISODE = "mercy-general-0904-k7qd"
LONG = "a step with a long name that a narrow table would fold"


@pytest.fixture
def piped(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Nothing says how wide a line may be."""
    del world.env["COLUMNS"]
    monkeypatch.delenv("COLUMNS", raising=False)
    with world.database.write() as session:
        session.add(encounter(EPISODE))
        session.add(EpisodeRow(episode=EPISODE, version=1, phase="contact", at=EVENING))
        session.add_all(
            StepRow(episode=EPISODE, step=f"{LONG} {n}", title="x", state="open", owner=f"o{n}")
            for n in range(5)
        )
    return world


def test_a_row_of_a_list_is_one_line(piped: World) -> None:
    """With all that stands below an id in a terminal; a column begins where it did above."""
    head, row = piped.types("list").stdout.splitlines()
    assert row.startswith(f"{EPISODE}, contact, {LONG} 0, {LONG} 1,")
    assert "o0, o1, o2, o3, o4" in row
    assert head.index("day") == len(row.rstrip()) - 1
    assert len(row) > 250


def test_what_is_wide_in_a_terminal_is_folded_there(piped: World) -> None:
    """COLUMNS counts as a terminal's width, for whoever wants a table in a file."""
    piped.env["COLUMNS"] = "90"
    assert len(piped.types("list").stdout.splitlines()) > 5


def test_an_item_of_work_is_one_line(piped: World) -> None:
    """However much is said of it, and what to do about it behind that."""
    piped.keeps(WorkItem(key="inbox:7", facility="lakeside", reason=LONG * 9, since=EVENING))
    _, row = piped.types("inbox", "queue").stdout.splitlines()
    assert row.startswith("inbox:7, lakeside ")
    assert LONG * 9 in row
    assert "starter.py inbox" in row


def test_a_page_is_its_markdown(piped: World) -> None:
    """Nothing is drawn around it, and no line is cut."""
    page = piped.types("status", EPISODE).stdout.splitlines()
    assert page[0].startswith("**contact** ")
    assert len([line for line in page if line.startswith("| x |")]) == 5


def test_sections_have_no_blanks_behind_them(piped: World) -> None:
    """A width without end is not filled up."""
    shown = piped.types("roster", "--role", "nurse").stdout.splitlines()
    assert max(map(len, shown)) < 200
