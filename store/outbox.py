"""The outbox as SQL sees it: what is meant to go out, what may have got out, and what did.

The carrier's list shows whom a text went to and what it says, never whose row it is: two texts in
the same words to one phone cannot be told apart there. So at most one of them is ever in doubt.
Before another may go out the first is looked for; then it has its id, or is known not to be sent.

Every function runs inside one transaction of its caller.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from adapters.carrier import Accepted, CarrierErrorClass
from adapters.twilio.error_codes import error_class
from models.tables import Assignment, OutboxRow, PhoneRow
from store import receipts
from store.receipts import CALL, DROPPED, EXPIRED, PENDING, REFUSED, UNDER_WAY, UNSENT, WITHDRAWN

_NOT_THERE = {PENDING: UNSENT, WITHDRAWN: DROPPED}
"""What a text in doubt becomes when the carrier does not have it."""


def is_settled(row: OutboxRow) -> bool:
    """Whether nothing is to be sent for this row any more."""
    return row.sid is not None or row.status not in {PENDING, UNSENT}


def begin(session: Session, meant: OutboxRow) -> tuple[OutboxRow, list[OutboxRow]]:
    """Take up a row, made if it is not there, with those that must be looked for before it goes.

    With none of those it is pending from here on: the next thing is the one call to the carrier.
    What is known not to be sent says what is meant now, and not what it meant at first.
    """
    row = session.get(OutboxRow, meant.key)
    if row is None:
        row = meant
        session.add(row)
    if is_settled(row):
        return row, []
    if row.status == PENDING:
        return row, [row]
    row.body_sealed, row.body_hash = meant.body_sealed, meant.body_hash
    rivals = _in_doubt(session, row)
    if not rivals:
        row.status = PENDING
    return row, rivals


def found(session: Session, key: str, sids: Sequence[str]) -> None:
    """Note what the carrier has of a text in doubt: its id, the newest first, or nothing."""
    row = session.get_one(OutboxRow, key)
    if row.sid is not None:
        return
    claimed = set(session.exec(select(OutboxRow.sid).where(col(OutboxRow.sid).in_(sids))))
    mine = next((sid for sid in reversed(sids) if sid not in claimed), None)
    if mine is not None:
        accept(session, key, Accepted(sid=mine, status="queued"))
    else:
        row.status = _NOT_THERE.get(row.status, row.status)


def accept(session: Session, key: str, accepted: Accepted) -> OutboxRow:
    """Note that the carrier took a text; a receipt may have said more by now."""
    row = session.get_one(OutboxRow, key)
    if row.sid is None:
        row.sid = accepted.sid
    if receipts.advances(row.status, accepted.status):
        row.status, row.error_code = accepted.status, None
    return row


def not_taken(session: Session, key: str) -> None:
    """Note that the carrier took nothing, for certain."""
    row = session.get_one(OutboxRow, key)
    if row.sid is None:
        row.status = _NOT_THERE.get(row.status, row.status)


def refuse(session: Session, key: str, code: int | None, now: datetime) -> OutboxRow:
    """Note a refusal, and tell ops where they must mend something.

    It is the end of a text to a number that is never reached. A code that nobody knows is the end
    when one comes for the second time; ops are told of it then. Of a call they always are: what is
    rung is the last number of a ladder, and only they can give it another.
    """
    row = session.get_one(OutboxRow, key)
    meaning, strange = error_class(code), CarrierErrorClass.ONE_RETRY
    twice = meaning is strange and _was_refused(row) and error_class(row.error_code) is strange
    not_taken(session, key)
    row.error_code = code or 0
    if twice or meaning is CarrierErrorClass.NEVER_AGAIN:
        row.status = REFUSED
    call = row.key.endswith(CALL) and row.status == REFUSED
    if twice or call or meaning is CarrierErrorClass.STOP_AND_TELL_OPS:
        receipts.tell_ops(session, code, now, what="calls" if call else "texts")
    return row


def expire(session: Session, key: str) -> None:
    """Note that a text was not sent and is of no use any more."""
    row = session.get_one(OutboxRow, key)
    if not is_settled(row):
        row.status = EXPIRED


def under_way(session: Session, since: datetime, until: datetime) -> dict[str, OutboxRow]:
    """By their ids, the texts of some time that the carrier has and has not finished with."""
    rows = select(OutboxRow).where(
        col(OutboxRow.status).in_(UNDER_WAY),
        col(OutboxRow.sid).is_not(None),
        col(OutboxRow.real_created_at) >= since,
        col(OutboxRow.real_created_at) <= until,
    )
    return {row.sid or "": row for row in session.exec(rows)}


def call_of(session: Session, sid: str) -> OutboxRow | None:
    """Find the call with this id; none while its answer has not come back to us."""
    row = session.exec(select(OutboxRow).where(OutboxRow.sid == sid)).first()
    return row if row is not None and row.key.endswith(CALL) else None


def take_back(session: Session, asked: Assignment) -> None:
    """A text whose questions are all taken back, cut short by a crash, is not tried again: say so.

    One that did get out is claimed by its receipt, which names its row, or is looked for.
    """
    texts = _unfinished().where(
        OutboxRow.phone_token == asked.phone_token,
        col(OutboxRow.key).contains(f"{asked.episode}|{asked.question}", autoescape=True),
    )
    for text in session.exec(texts):
        _take_back_if_over(session, text)


def take_back_what_is_over(session: Session, since: datetime, until: datetime) -> None:
    """The same of texts that were begun while their questions were already being taken back."""
    texts = _unfinished().where(
        col(OutboxRow.real_created_at) >= since, col(OutboxRow.real_created_at) <= until
    )
    for text in session.exec(texts):
        _take_back_if_over(session, text)


def _unfinished() -> SelectOfScalar[OutboxRow]:
    unfinished = col(OutboxRow.status).in_((PENDING, UNSENT))
    return select(OutboxRow).where(unfinished, col(OutboxRow.sid).is_(None))


def _take_back_if_over(session: Session, text: OutboxRow) -> None:
    named = [name for name in text.key.rpartition("#")[0].split("&") if "|" in name]
    if named and all(_is_over(session, name) for name in named):
        text.status = WITHDRAWN
        session.add(text)


def _is_over(session: Session, prompt: str) -> bool:
    """Whether a prompt, as its phone calls it, wants nothing any more, or its phone gets no texts.

    Who leaves closes what stands on their phone: nobody takes it back, and it is not tried again.
    """
    episode, _, question = prompt.partition("|")
    asked = session.get(Assignment, (episode, question))
    if asked is None:
        return False
    phone = session.get(PhoneRow, asked.phone_token)
    left = phone is not None and phone.mark != ""
    return asked.withdrawn or asked.settled or left


def in_doubt(session: Session, since: datetime, until: datetime) -> list[OutboxRow]:
    """The texts of some time that were taken back while nobody knew whether they had got out.

    Nobody tries them again, so nobody else would look.
    """
    rows = select(OutboxRow).where(
        OutboxRow.status == WITHDRAWN,
        col(OutboxRow.sid).is_(None),
        col(OutboxRow.real_created_at) >= since,
        col(OutboxRow.real_created_at) <= until,
    )
    return list(session.exec(rows.order_by(col(OutboxRow.real_created_at))).all())


def _was_refused(row: OutboxRow) -> bool:
    return row.error_code is not None


def _in_doubt(session: Session, row: OutboxRow) -> list[OutboxRow]:
    """Other texts in the same words to the same phone that may have got out, the oldest first."""
    alike = select(OutboxRow).where(
        OutboxRow.phone_token == row.phone_token,
        OutboxRow.body_hash == row.body_hash,
        OutboxRow.key != row.key,
        col(OutboxRow.sid).is_(None),
        col(OutboxRow.status).in_(tuple(_NOT_THERE)),
    )
    return list(session.exec(alike.order_by(col(OutboxRow.real_created_at))))
