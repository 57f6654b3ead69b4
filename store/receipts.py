"""What carriers say of our texts, in whatever order and however often they say it."""

from datetime import datetime

from sqlmodel import Session, select

from adapters.carrier import CarrierErrorClass
from adapters.twilio.error_codes import OPTED_OUT, error_class
from domain.pathway import Role
from domain.words.phrasebook import phrase
from models.payloads import Delivery, DeliveryOutcome
from models.tables import OutboxRow, WorkItem

PENDING = "pending"
UNSENT = "unsent"
WITHDRAWN = "withdrawn"
DROPPED = "dropped"
EXPIRED = "expired"
REFUSED = "refused"
RUNG = "rung"
"""Our own words. Pending and withdrawn texts may have got out; unsent and dropped ones did not."""

CALL = "/voice"
"""What the key of a call has more than that of its text, and all that is known of its words."""

NOT_ARRIVED = frozenset({"undelivered", "failed"})
_RANKS = {
    PENDING: 0,
    UNSENT: 0,
    WITHDRAWN: 0,
    DROPPED: 0,
    EXPIRED: 0,
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "delivered": 5,
    "undelivered": 5,
    "failed": 5,
    "canceled": 5,
    REFUSED: 5,
    RUNG: 5,
}
"""A receipt moves a text up and never down; of the last rank the first word stands."""
UNDER_WAY = tuple(status for status, rank in _RANKS.items() if 0 < rank < _RANKS["delivered"])

_OUTCOMES = {
    CarrierErrorClass.NEVER_AGAIN: DeliveryOutcome.NEVER,
    CarrierErrorClass.LATER: DeliveryOutcome.LATER,
    CarrierErrorClass.STOP_AND_TELL_OPS: DeliveryOutcome.OPS,
}


def advances(status: str, heard: str) -> bool:
    """Whether a text with this status is moved by what was heard; unknown words move nothing."""
    return _RANKS.get(heard, -1) > _RANKS.get(status, 0)


def delivery_outcome(error_code: int | None) -> DeliveryOutcome:
    """What a carrier's code means for the next text to that phone; of most codes nobody knows."""
    if error_code == OPTED_OUT:
        return DeliveryOutcome.OPTED_OUT
    return _OUTCOMES.get(error_class(error_code), DeliveryOutcome.UNKNOWN)


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


def tell_ops(
    session: Session, error_code: int | None, since: datetime, *, what: str = "texts"
) -> None:
    """Put a code before whoever runs this, once and at once: nobody can be texted meanwhile.

    One that comes back after it was settled too.
    """
    key = f"carrier-{error_code or 0}"
    known = session.get(WorkItem, key)
    if known is None or known.resolved_at is not None:
        reason = phrase(f"queue.carrier_refuses_{what}", error=error_code or 0)
        session.merge(
            WorkItem(key=key, reason=reason, since=since, owner=Role.OPS.value, due=since)
        )


def _is_about(session: Session, row: OutboxRow, sid: str) -> bool:
    if row.sid is not None:
        return row.sid == sid
    return session.exec(select(OutboxRow.key).where(OutboxRow.sid == sid)).first() is None
