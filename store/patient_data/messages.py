"""Hospitals' messages that name a person, under whatever record they stand.

To open all of a hospital's takes long, and a transaction that writes must not take long: they are
looked through before, some at a time, and it opens those alone that were found and those that
nobody had looked through: what has come, or was put elsewhere, since.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from adapters.encryption import EncryptionError, Seal
from adapters.sql.database import Database
from models.tables import InboxRow, Place, place_of
from store.inbox import Outcome, of_hospitals

SOME = 200
"""So many are opened in one transaction that reads."""
FOR_A_PERSON = (Outcome.WAITING, Outcome.HELD, Outcome.QUEUED)
_SHORTEST_NUMBER = 3
"""Of a record or a visit: what is shorter stands in a message for anything."""


@dataclass(frozen=True)
class Named:
    """By what somebody is known in messages: their records' tokens, hospitals, and numbers there.

    `mine` are messages of which an event of theirs is kept.
    """

    tokens: frozenset[str]
    facilities: frozenset[str]
    numbers: frozenset[str]
    mine: frozenset[int]

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """Any of their numbers, as a word of its own."""
        long = sorted(re.escape(one) for one in self.numbers if len(one) >= _SHORTEST_NUMBER)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(long)})(?![\w-])") if long else None


@dataclass
class Searched:
    """What was looked through for these numbers, by the ids of messages, and which name them."""

    numbers: frozenset[str] = frozenset()
    through: set[int] = field(default_factory=set)
    naming: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Messages:
    """Looks through them."""

    seal: Seal

    async def search(
        self, database: Database, named: Named, step: Callable[[float], None]
    ) -> Searched:
        """Look through all that there are now; `step` hears what part of all one message was."""
        found = Searched(named.numbers)
        many = await database.reading(
            lambda session: session.exec(
                select(func.count()).select_from(InboxRow).where(_of(named))
            ).one()
        )
        after: int | None = 0
        while after is not None:
            some = await database.reading(partial(self._search, named, found, after))
            for _ in some:
                step(1 / max(many, 1))
            after = max(some, default=None)
        return found

    def _search(self, named: Named, found: Searched, after: int, session: Session) -> list[int]:
        """Look through the next few; gives their ids."""
        rows = select(InboxRow).where(_of(named), col(InboxRow.id) > after)
        some = session.exec(rows.order_by(col(InboxRow.id)).limit(SOME)).all()
        pattern = named.pattern
        found.naming |= {row.id or 0 for row in some if self._names(row, pattern)}
        ids = [row.id or 0 for row in some]
        found.through |= set(ids)
        return ids

    def about(
        self, session: Session, named: Named, searched: Searched
    ) -> tuple[list[InboxRow], list[InboxRow]]:
        """Theirs, and those of somebody else's record that name them and wait for a person."""
        ids = {one or 0 for one in session.exec(select(InboxRow.id).where(_of(named))).all()}
        to_open = (ids - searched.through) | (ids & (searched.naming | named.mine))
        theirs = list(session.exec(select(InboxRow).where(_own(named))).all())
        waiting: list[InboxRow] = []
        pattern = named.pattern
        for row in _by_ids(session, to_open - {one.id for one in theirs}):
            if row.id not in named.mine and not self._names(row, pattern):
                continue
            (waiting if row.outcome in FOR_A_PERSON else theirs).append(row)
        return theirs, waiting

    def _names(self, row: InboxRow, pattern: re.Pattern[str] | None) -> bool:
        words = opened(self.seal, row.body_sealed, place_of(row)) if pattern else ""
        return bool(pattern and pattern.search(words))


def opened(seal: Seal, sealed: bytes, where: Place) -> str:
    """What it says; what no key opens is read by nobody."""
    try:
        return seal.open(sealed, where)
    except EncryptionError:
        return ""


def _of(named: Named) -> ColumnElement[bool]:
    """Messages of their hospitals, or of nobody known, that say something and may name them."""
    return (
        of_hospitals()
        & col(InboxRow.facility).in_([*named.facilities, ""])
        & (col(InboxRow.body_sealed) != b"")
    )


def _own(named: Named) -> ColumnElement[bool]:
    """What stands under one of their records."""
    return (
        of_hospitals()
        & col(InboxRow.ordering_key).in_(named.tokens)
        & (col(InboxRow.body_sealed) != b"")
    )


def _by_ids(session: Session, ids: set[int]) -> Sequence[InboxRow]:
    found: list[InboxRow] = []
    wanted = sorted(ids)
    for first in range(0, len(wanted), SOME):
        some = select(InboxRow).where(col(InboxRow.id).in_(wanted[first : first + SOME]))
        found += session.exec(some.order_by(col(InboxRow.id))).all()
    return found
