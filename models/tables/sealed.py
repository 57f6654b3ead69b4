"""The place of what is sealed: what was sealed for one row opens in no other, nor in its columns.

A row is named by its key as it is known before it is kept: the primary key, or what `SEALED_BY` of
its table names.
"""

from typing import NamedTuple

from sqlalchemy import LargeBinary, Table
from sqlmodel import SQLModel


class Place(NamedTuple):
    """A column of one row."""

    table: str
    column: str
    row: tuple[str, ...]


def place(table: type[SQLModel], *key: object) -> Place:
    """The place in the one sealed column of a table, by the row's whole key. Raises ValueError."""
    kept: Table = table.__table__  # type: ignore[attr-defined]
    (column,) = (one.name for one in kept.columns if isinstance(one.type, LargeBinary))
    if len(key) != len(_key_of(table)):
        msg = f"a row of {kept.name} is named by {', '.join(_key_of(table))}"
        raise ValueError(msg)
    return Place(kept.name, column, tuple(map(str, key)))


def place_of(row: SQLModel) -> Place:
    """The place in the sealed column of a row."""
    return place(type(row), *(getattr(row, name) for name in _key_of(type(row))))


def _key_of(table: type[SQLModel]) -> tuple[str, ...]:
    kept: Table = table.__table__  # type: ignore[attr-defined]
    named: tuple[str, ...] = getattr(table, "SEALED_BY", ())
    return named or tuple(one.name for one in kept.primary_key.columns)
