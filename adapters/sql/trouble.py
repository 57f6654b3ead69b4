"""Why a store cannot be used, in one line in which nothing of a row stands.

StoreError
├── StoreAway      nobody answers, it is busy or full, or has no schema yet    (a retry can help)
└── StoreUnfit     what the address names is no store that we may use      (an operator must act)
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

_PASSING = frozenset(
    {
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL),
        *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL),
    }
)
_PASSING_CLASSES = ("08", "40", "53", "55", "57", "58")
"""PostgreSQL's classes: connections, lost races, resources, locks, operators, its machine."""
_NO_SCHEMA = ("no such table", "no such column")
_NO_SCHEMA_STATES = frozenset({"42P01", "42703"})  # undefined table, undefined column


_NOT_REACHED = {
    "connection refused": "Connection refused",
    "resolve host": "its host is not known",
    "password": "its password is not accepted",
    "timeout": "no answer in time",
    "timed out": "no answer in time",
    "does not exist": "there is no such database or user",
}


class StoreError(Exception):
    """The store cannot be used."""

    def __init__(self, why: str, hint: str = "") -> None:
        self.why = why
        super().__init__(f"the store cannot be used ({why}){f'; {hint}' if hint else ''}")


class StoreAway(StoreError):  # noqa: N818 - a fact, as all our errors are named
    """It is not there as it must be, for the moment."""


class StoreUnfit(StoreError):  # noqa: N818
    """What its address names will never do."""

    def __init__(self, why: str) -> None:
        super().__init__(why, "HOMEWARD_DATABASE_URL says where it is")


@contextmanager
def in_one_line() -> Iterator[None]:
    """Use the store within: its driver's errors are ours. Raises StoreAway, StoreUnfit."""
    try:
        yield
    except (IntegrityError, DataError):
        raise  # of what was written and not of the store: a fault of ours, and its words hold rows
    except DBAPIError as error:
        raise _meaning(error) from None


def _meaning(error: DBAPIError) -> StoreError:
    """What a driver's error means; its first line alone: those below can hold a row's values."""
    why = next(iter(str(error.orig).splitlines()), "") or type(error.orig).__name__
    state, code = getattr(error.orig, "sqlstate", None), _sqlite_code(error)
    if state in _NO_SCHEMA_STATES or why.startswith(_NO_SCHEMA):
        return StoreAway(why, "`python starter.py migrate` makes it")
    if code is None and state is None:  # PostgreSQL that was not reached tells no state
        return StoreAway(_not_reached(why))
    passing = code in _PASSING if state is None else state.startswith(_PASSING_CLASSES)
    return StoreAway(why) if passing else StoreUnfit(why)


def _not_reached(words: str) -> str:
    """Why nobody was reached, in our words.

    The driver's repeat the address, and what it takes for a host may be part of a password.
    """
    said = words.lower()
    return next((ours for theirs, ours in _NOT_REACHED.items() if theirs in said), "no answer")


def _sqlite_code(error: DBAPIError) -> int | None:
    """The first byte of SQLite's code; the others tell it more exactly."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
