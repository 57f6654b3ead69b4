"""What carriers say of our texts, in whatever order and however often they say it."""

from sqlmodel import Session, select

from models.payloads import Delivery
from models.tables import OutboxRow

PENDING = "pending"
WITHDRAWN = "withdrawn"
NOT_ARRIVED = frozenset({"undelivered", "failed"})
_RANKS = {
    PENDING: 0,
    WITHDRAWN: 0,
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "delivered": 5,
    "undelivered": 5,
    "failed": 5,
    "canceled": 5,
    "refused": 5,
}
"""A receipt moves a text up and never down; of the last rank the first word stands."""


def advances(status: str, heard: str) -> bool:
    """Whether a text with this status is moved by what was heard; unknown words move nothing."""
    return _RANKS.get(heard, -1) > _RANKS.get(status, 0)


def apply(session: Session, delivery: Delivery, sid: str) -> OutboxRow | None:
    """Move a text's row; gives it back when the carrier gave the text up just now.

    A receipt may come before our own call returned: it then brings the text's id. One for another
    id tells of a second copy and not of this row.
    """
    row = session.get(OutboxRow, delivery.key)
    if row is None or not _is_about(session, row, sid) or not advances(row.status, delivery.status):
        return None
    row.sid, row.status, row.error_code = sid, delivery.status, delivery.error_code
    return row if delivery.status in NOT_ARRIVED else None


def _is_about(session: Session, row: OutboxRow, sid: str) -> bool:
    if row.sid is not None:
        return row.sid == sid
    return session.exec(select(OutboxRow.key).where(OutboxRow.sid == sid)).first() is None
