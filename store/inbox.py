"""The inbox as SQL sees it: rows of one key in order, one of them leased, each settled once.

Every function runs inside one transaction of its caller.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from domain.pathway import Role
from domain.words.phrasebook import phrase
from models.tables import Assignment, FamilyPhone, InboxRow, PartyPhone, PhoneRow, WorkItem
from store.arrivals import Format

TEXT = "text:"
RECEIPT = "receipt:"
PHONES = (TEXT, RECEIPT)
HOSPITALS = tuple(f"{form}:" for form in Format)
"""How the keys of rows begin: of what people texted, of what hospitals sent."""
ASIDE = "/aside"
"""How the work queue's key of a part of a message ends."""
LEASE = timedelta(seconds=15)
PHONE_LEASE = timedelta(seconds=6)
"""A text is handed on within five seconds or put back: who holds one for longer has died."""
READ_WITHIN = timedelta(hours=24)
"""Words of which nobody knows whose they are may be a patient's: the case manager has a day."""
UNKNOWN_NUMBER = phrase("queue.unknown_number")
MOST_TOGETHER = 50


class Outcome(StrEnum):
    """How a row stands. HELD waits for its beginning, QUEUED for a person."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    UNKNOWN_SENDER = "unknown_sender"
    NO_THREAD = "no_thread"
    STARTED = "started"
    APPLIED = "applied"
    IGNORED = "ignored"
    HELD = "held"
    QUEUED = "queued"
    DISMISSED = "dismissed"


def put(session: Session, row: InboxRow) -> bool:
    """Keep a row; False when its key was there already."""
    if session.exec(select(InboxRow.id).where(InboxRow.key == row.key)).first() is not None:
        return False
    session.add(row)
    return True


def claim(session: Session, ordering_key: str, real_now: datetime) -> InboxRow | None:
    """Lease the oldest row that waits; none while somebody else delivers for this key."""
    oldest = select(InboxRow).where(
        InboxRow.outcome == Outcome.WAITING, InboxRow.ordering_key == ordering_key
    )
    row = session.exec(oldest.order_by(col(InboxRow.id)).limit(1)).first()
    if row is None or (row.real_leased_until is not None and row.real_leased_until > real_now):
        return None
    row.real_leased_until = real_now + PHONE_LEASE
    return row


def claim_all(session: Session, ordering_key: str, real_now: datetime) -> list[InboxRow]:
    """Lease the oldest rows that wait, some at a time; none while somebody else delivers them."""
    waiting = select(InboxRow).where(
        InboxRow.outcome == Outcome.WAITING, InboxRow.ordering_key == ordering_key
    )
    rows = session.exec(waiting.order_by(col(InboxRow.id)).limit(MOST_TOGETHER)).all()
    if any(row.real_leased_until and row.real_leased_until > real_now for row in rows):
        return []
    for row in rows:
        row.real_leased_until = real_now + LEASE
    return list(rows)


def settle(session: Session, row_id: int | None, outcome: Outcome) -> None:
    """Note what became of a row; the first word stands."""
    row = session.get(InboxRow, row_id)
    if row is not None and row.outcome == Outcome.WAITING:
        row.outcome, row.error, row.real_leased_until = outcome, "", None


def put_back(session: Session, row_id: int | None, error: str) -> None:
    """Let a row wait for another attempt. `error` names a type and holds no words of a person."""
    row = session.get(InboxRow, row_id)
    if row is not None and row.outcome == Outcome.WAITING:
        row.attempts, row.error, row.real_leased_until = row.attempts + 1, error, None


def set_aside(session: Session, row: InboxRow) -> None:
    """Make a text from an unknown number the case manager's work; it is not answered."""
    settle(session, row.id, Outcome.UNKNOWN_SENDER)
    session.merge(
        WorkItem(
            key=row.key,
            reason=UNKNOWN_NUMBER,
            since=row.received_at,
            owner=Role.CASE_MANAGER,
            due=row.received_at + READ_WITHIN,
        )
    )


def is_known(session: Session, phone_token: str) -> bool:
    """Whether we ever had to do with this phone: staff, vendors, and whoever was asked."""
    return any(_any(session, found) for found in _traces(phone_token))


def waiting_keys(session: Session, kinds: tuple[str, ...]) -> list[str]:
    """Give every key with rows of some kinds that wait, the longest waiting first."""
    waiting = (
        select(InboxRow.ordering_key).where(_waits(kinds)).group_by(col(InboxRow.ordering_key))
    )
    return list(session.exec(waiting.order_by(func.min(InboxRow.id))))


def count_waiting(session: Session, kinds: tuple[str, ...]) -> int:
    """Count the rows of some kinds that wait."""
    return session.exec(select(func.count()).select_from(InboxRow).where(_waits(kinds))).one()


def kept_since(session: Session, kind: str, real: datetime) -> set[str]:
    """Give the keys of the rows of a kind that came since then."""
    of_kind = select(InboxRow.key).where(col(InboxRow.key).startswith(kind))
    return set(session.exec(of_kind.where(col(InboxRow.real_received_at) >= real)))


def newest(session: Session, kind: str) -> datetime | None:
    """When the last row of a kind came, in real time."""
    of_kind = select(InboxRow.real_received_at).where(col(InboxRow.key).startswith(kind))
    return session.exec(of_kind.order_by(col(InboxRow.id).desc()).limit(1)).first()


def of_hospitals() -> ColumnElement[bool]:
    """Rows that hospitals sent."""
    return _of(HOSPITALS)


def _waits(kinds: tuple[str, ...]) -> ColumnElement[bool]:
    return (col(InboxRow.outcome) == Outcome.WAITING) & _of(kinds)


def _of(kinds: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*map(col(InboxRow.key).startswith, kinds))


def _traces(token: str) -> Iterable[ColumnElement[bool]]:
    yield col(PartyPhone.phone_token) == token
    yield col(Assignment.phone_token) == token
    yield col(PhoneRow.token) == token
    yield col(FamilyPhone.phone_token) == token


def _any(session: Session, found: ColumnElement[bool]) -> bool:
    return session.exec(select(1).where(found).limit(1)).first() is not None
