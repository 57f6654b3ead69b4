"""docs/tables.md says what the store has: whoever checks a run from outside has nothing else."""

import re

import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel

from tests.places import ROOT
from tests.sealed import every_table, sealed_tables

PAGE = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
TABLES = {str(one.__tablename__): one for one in every_table()}


def part(page: str, begins: str) -> str:
    """A part of the page, from its heading to the next of that kind."""
    return page.split(f"\n{begins}", 1)[1].split("\n## ", 1)[0]


def said_of(page: str, table: str) -> set[str]:
    """The words in `code` where a table is described: its section, and the lines that begin so."""
    sections = re.split(r"\n### ", part(page, "## 1. The store"))
    own = [one for one in sections if f"`{table}`" in one.partition("\n")[0]]
    lines = [
        line
        for section in sections
        for line in section.splitlines()
        if line.startswith("| ") and f"`{table}`" in line.split(" | ")[0]
    ]
    beside = [line for line in part(page, "## 1. The store").splitlines() if _begins(line, table)]
    spans = re.findall(r"`([^`]+)`", "\n".join((*own, *lines, *beside)))
    return {word for span in spans for word in re.findall(r"\w+", span)}


def _begins(line: str, table: str) -> bool:
    """Of a small table that has a line of its own: `bookings`: `episode`, ..."""
    return line.startswith(f"`{table}`:")


def columns(table: type[SQLModel]) -> set[str]:
    """As the store names them."""
    kept: Table = table.__table__  # type: ignore[attr-defined]
    return {one.name for one in kept.columns}


@pytest.mark.parametrize("name", TABLES)
def test_each_table_and_each_of_its_columns_is_described(name: str) -> None:
    """Where the page speaks of a table it names every column of it."""
    assert columns(TABLES[name]) - said_of(PAGE, name) == set()


def test_nothing_is_described_that_is_not_there() -> None:
    """The number of tables is theirs, and each sealed column is in the list of those."""
    assert f"hold the same {len(TABLES)} tables" in PAGE
    sealed = part(PAGE, "## 2. Sealed columns").partition(":")[0]
    found = set(re.findall(r"`(\w+_sealed)`", sealed))
    ours = {one for table in sealed_tables() for one in columns(table) if one.endswith("_sealed")}
    assert found == ours


@pytest.mark.parametrize("name", TABLES)
def test_a_column_that_is_taken_from_the_page_is_missed(name: str) -> None:
    """The test above fails for each table whose words are gone."""
    without = PAGE.replace(f"`{name}`", "`another`")
    assert columns(TABLES[name]) - said_of(without, name)
