"""Keys to our HTTP interface: each is one facility's, for some scopes, until it expires.

A key is written `hw_<id>_<secret>` and is shown once, when it is made: only its hash is kept. A
facility may hold several, so that a new one can be rolled out before the old one ends.

    KeyNotMade
    ├── UnknownFacility   no such hospital in the store           (a retry cannot help)
    └── NoSuchKey         none of that id, or it holds no more    (a retry cannot help)

Every function runs inside one transaction of its caller; times are real. No text of a key may be
logged.
"""

import hashlib
import hmac
import re
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from models.tables import ApiKey, Facility
from store.views import BY_OPS, View, audited

ID_LENGTH = 12
SECRET_LENGTH = 43
"""Base62 characters for at least 256 bits."""
_BASE62 = string.digits + string.ascii_letters
_TEXT = re.compile(rf"hw_([0-9A-Za-z]{{{ID_LENGTH}}})_[0-9A-Za-z]{{{SECRET_LENGTH}}}")


class Scope(StrEnum):
    """What a key opens."""

    DISCHARGES_WRITE = "discharges:write"
    EPISODES_READ = "episodes:read"
    EPISODES_CLOSE = "episodes:close"
    FHIR_WRITE = "fhir:write"


class KeyNotMade(Exception):  # noqa: N818 - named for what came of it
    """It could not be done; the message is one line."""


class UnknownFacility(KeyNotMade):
    """A key for nobody."""

    def __init__(self, facility: str) -> None:
        super().__init__(f"{facility!r} is no facility in the store")


class NoSuchKey(KeyNotMade):
    """Nothing to rotate or revoke."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"no key {key_id!r} holds")


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """A key that was just made: the only time that its text is known."""

    id: str
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose key somebody showed, and what it opens."""

    id: str
    facility: str
    scopes: frozenset[Scope]


@dataclass(frozen=True, kw_only=True)
class KeyLine:
    """One key in a list."""

    id: str
    facility: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None

    def holds(self, real_now: datetime) -> bool:
        """Whether it opens anything now."""
        return self.expires_at is None or real_now < self.expires_at


def create(
    session: Session,
    facility: str,
    scopes: Iterable[Scope],
    real_now: datetime,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key; those that a facility has already go on. Raises UnknownFacility."""
    if session.get(Facility, facility) is None:
        raise UnknownFacility(facility)
    key_id = _random(ID_LENGTH)
    key = NewKey(id=key_id, text=f"hw_{key_id}_{_random(SECRET_LENGTH)}")
    row = ApiKey(
        id=key.id,
        facility=facility,
        key_hash=_hash(key.text),
        scopes=" ".join(sorted(set(scopes))),
        real_created_at=real_now,
        real_expires_at=expires_at,
    )
    session.add(row)
    _audit(session, "api key created", row, real_now)
    return key


def rotate(session: Session, key_id: str, real_now: datetime, overlap: timedelta) -> NewKey:
    """Make a key like this one, which ends after the overlap if not sooner. Raises NoSuchKey.

    Where the old one was made for a span of time, the new one is for as long.
    """
    old = session.get(ApiKey, key_id)
    if old is None or not _line(old).holds(real_now):
        raise NoSuchKey(key_id)
    ends = old.real_expires_at and real_now + (old.real_expires_at - old.real_created_at)
    key = create(session, old.facility, _scopes(old), real_now, ends)
    _end(session, old, real_now + overlap)
    _audit(session, f"api key rotated to {key.id}", old, real_now)
    return key


def revoke(session: Session, key_id: str, real_now: datetime) -> None:
    """End a key now; its line stays in the list. Harmless to repeat. Raises NoSuchKey."""
    row = session.get(ApiKey, key_id)
    if row is None:
        raise NoSuchKey(key_id)
    _end(session, row, real_now)
    _audit(session, "api key revoked", row, real_now)


def listed(session: Session, facility: str | None = None) -> list[KeyLine]:
    """Every key, also those that hold no more, the oldest of each facility first."""
    found = select(ApiKey).order_by(col(ApiKey.facility), col(ApiKey.real_created_at))
    if facility is not None:
        found = found.where(ApiKey.facility == facility)
    return [_line(row) for row in session.exec(found)]


def check(session: Session, text: str, real_now: datetime) -> Holder | None:
    """Whose key this is, if it holds; found by its id and compared in constant time."""
    written = _TEXT.fullmatch(text)
    if written is None:
        return None
    row = session.get(ApiKey, written[1])
    right = hmac.compare_digest(row.key_hash if row else _hash(""), _hash(text))
    if row is None or not right or not _line(row).holds(real_now):
        return None
    return Holder(id=row.id, facility=row.facility, scopes=frozenset(_scopes(row)))


def _hash(text: str) -> str:
    """Plain SHA-256: slow hashes protect what people choose, and nobody guesses 256 random bits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _random(length: int) -> str:
    return "".join(secrets.choice(_BASE62) for _ in range(length))


def _scopes(row: ApiKey) -> tuple[Scope, ...]:
    """Those that we know; a newer release may have written others."""
    return tuple(scope for scope in Scope if scope in row.scopes.split())


def _line(row: ApiKey) -> KeyLine:
    return KeyLine(
        id=row.id,
        facility=row.facility,
        scopes=_scopes(row),
        created_at=row.real_created_at,
        expires_at=row.real_expires_at,
    )


def _end(session: Session, row: ApiKey, at: datetime) -> None:
    """No end is ever put off."""
    row.real_expires_at = min(row.real_expires_at or at, at)
    session.add(row)


def _audit(session: Session, what: str, row: ApiKey, real_now: datetime) -> None:
    about = f"{row.facility}|{row.id}|{row.scopes}"
    audited(session, real_now, BY_OPS, View(what=what, about=about))
