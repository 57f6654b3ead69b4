"""Hospitals' messages as SQL keeps them: each once, its end noted, what nobody can use queued.

Every function runs inside one transaction of its caller.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, delete, or_, select, update

from domain.pathway import Role
from domain.words.phrasebook import phrase
from models import names
from models.tables import Encounter, HospitalEventRow, InboxRow, MergedPatient, WorkItem
from store.arrivals import NOT_AGREED, IntakeOutcome, KeptArrival
from store.charts import root_of
from store.inbox import ASIDE, Outcome, of_hospitals

HELD_FOR = timedelta(days=1)
IGNORED_KEPT = timedelta(days=5)
EVENTS_KEPT = timedelta(days=120)
"""Longer than any stay whose first words still matter at its end."""
LATER_DELIVERY = "a later delivery"
"""Who has settled what came again and could be used."""
ANSWER_WITHIN = timedelta(hours=48)
"""A message that nobody can read may be a discharge: its first contact would be due by then."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A row to be: as values, since a transaction that lost a race makes its rows anew."""

    key: str
    ordering_key: str
    sender_token: str
    facility: str
    trigger: str
    body_sealed: bytes = field(repr=False)
    received_at: datetime
    real_received_at: datetime
    outcome: Outcome
    detail: str


def put(session: Session, messages: Sequence[Message]) -> list[KeptArrival]:
    """Keep the new ones; those that were kept before are found again.

    In a few statements, however many there are: senders wait for it.
    """
    taken = _kept(session, [one.key for one in messages])
    fresh = {one.key: one for one in messages if one.key not in taken}
    said = _said(session, [one.sender_token for one in fresh.values() if one.sender_token])
    roots = _roots(session, [one.ordering_key for one in fresh.values()])
    rows = [
        asdict(one) | {"ordering_key": roots.get(one.ordering_key, one.ordering_key)}
        for one in fresh.values()
    ]
    for inbox, row in zip(_insert(session, rows), rows, strict=True):
        sender = row["sender_token"]
        taken[row["key"]] = KeptArrival(
            inbox=inbox, ordering_key=row["ordering_key"], reused=sender in said
        )
        said |= {sender} - {""}
        if row["outcome"] == Outcome.QUEUED:
            session.merge(_work(InboxRow(id=inbox, **row)))
    first = {one.key: place for place, one in reversed(list(enumerate(messages)))}
    return [
        taken[one.key] if first[one.key] == place else replace(taken[one.key], already=True)
        for place, one in enumerate(messages)
    ]


def _kept(session: Session, keys: Sequence[str]) -> dict[str, KeptArrival]:
    found = select(InboxRow.key, InboxRow.id, InboxRow.ordering_key)
    rows = session.exec(found.where(col(InboxRow.key).in_(keys))).all()
    return {
        key: KeptArrival(inbox=inbox or 0, ordering_key=ordering_key, already=True)
        for key, inbox, ordering_key in rows
    }


def _said(session: Session, senders: Sequence[str]) -> set[str]:
    """The senders' keys among these that came before."""
    found = select(InboxRow.sender_token).where(col(InboxRow.sender_token).in_(senders))
    return set(session.exec(found.distinct()).all())


def _roots(session: Session, tokens: Sequence[str]) -> dict[str, str]:
    """The records that these were merged into, where they were."""
    merged = select(MergedPatient.patient_token).where(col(MergedPatient.patient_token).in_(tokens))
    return {token: root_of(session, token) for token in session.exec(merged).all()}


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    """Their ids, in their order."""
    if not rows:
        return ()
    statement = insert(InboxRow).returning(col(InboxRow.id), sort_by_parameter_order=True)
    return [inbox or 0 for inbox in session.scalars(statement, rows)]


def settle(session: Session, inbox: int | None, came: IntakeOutcome) -> None:
    """Note what became of a message; one that a person must look at goes to the work queue."""
    kept = session.get(InboxRow, inbox)
    if kept is None or kept.outcome != Outcome.WAITING:
        return
    kept.outcome, kept.detail, kept.error = came.outcome, came.detail, ""
    kept.episodes, kept.real_leased_until = " ".join(came.episodes), None
    session.add(kept)
    item = session.get(WorkItem, names.message(kept.id or 0))
    waits = item is not None and item.resolved_at is None
    if came.outcome != Outcome.QUEUED:
        _resolve(session, item, kept)
    elif item is not None and waits:  # whoever has heard of it, and by when, stays
        item.reason = _work(kept).reason
        session.add(item)
    else:
        session.merge(_work(kept))


def overtake(session: Session, key: str) -> None:
    """The same body came again and was taken: nobody need look at the one that was refused."""
    row = session.exec(select(InboxRow).where(InboxRow.key == key)).first()
    if row is None or row.outcome != Outcome.QUEUED:
        return
    row.outcome, row.detail = Outcome.DISMISSED, f"{row.detail}; {phrase('intake.sent_again')}"
    session.add(row)
    _resolve(session, session.get(WorkItem, names.message(row.id or 0)), row)


def set_aside(session: Session, inbox: int | None, reasons: Sequence[str]) -> None:
    """What of a message nobody could use, though the rest was: a person looks at it.

    Once all of it can be used nobody need look any more.
    """
    row = session.get(InboxRow, inbox)
    if row is None:
        return
    item = _work(row)
    item.key, item.reason = f"{item.key}{ASIDE}", f"{row.trigger}: {'; '.join(reasons)}"
    known = session.get(WorkItem, item.key)
    if not reasons:
        _resolve(session, known, row)
    elif known is None:
        session.add(item)


def give_up_holding(session: Session, real_now: datetime) -> None:
    """A cancellation whose beginning does not come is before a person after a day."""
    late = select(InboxRow).where(
        InboxRow.outcome == Outcome.HELD, col(InboxRow.real_received_at) < real_now - HELD_FOR
    )
    for row in session.exec(late).all():
        row.outcome = Outcome.QUEUED
        session.add(row)
        session.merge(_work(row))


def readable(
    session: Session, ordering_key: str, named: Collection[int], real_now: datetime
) -> Sequence[InboxRow]:
    """What can be read again of a person, in its order: all whose body is kept.

    But what was settled by hand, what its sender was told is not taken, and what is so old that
    the chart has it no longer, unless it is named.
    """
    theirs = select(InboxRow).where(
        InboxRow.ordering_key == root_of(session, ordering_key),
        of_hospitals(),
        col(InboxRow.body_sealed) != b"",
        or_(
            col(InboxRow.id).in_(named),
            (col(InboxRow.outcome) != Outcome.DISMISSED)
            & ~col(InboxRow.detail).endswith(NOT_AGREED)
            & (col(InboxRow.real_received_at) >= real_now - EVENTS_KEPT),
        ),
    )
    return session.exec(theirs.order_by(col(InboxRow.id))).all()


def retry(session: Session, inbox: int) -> bool:
    """Let a message wait again; one whose body was dropped cannot. Says whether it does."""
    row = session.get(InboxRow, inbox)
    if row is None or not row.body_sealed:
        return False
    row.outcome, row.attempts, row.error, row.real_leased_until = Outcome.WAITING, 0, "", None
    session.add(row)
    return True


def started_before(session: Session, inbox: int, episodes: Sequence[str]) -> None:
    """What was read again started these episodes when it came, and did not do so anew."""
    row = session.get(InboxRow, inbox)
    if row is not None and row.outcome == Outcome.APPLIED and row.episodes.split() == [*episodes]:
        row.outcome = Outcome.STARTED
        session.add(row)


def forget(session: Session, real_now: datetime) -> int:
    """Drop what need not be kept: bodies of what was ignored, and events of the long past.

    The row stays and says that something came. Says how many bodies went.
    """
    ignored = update(InboxRow).where(
        col(InboxRow.outcome).in_((Outcome.IGNORED, Outcome.DISMISSED)),
        col(InboxRow.body_sealed) != b"",
        col(InboxRow.real_received_at) < real_now - IGNORED_KEPT,
    )
    dropped = session.exec(ignored.values(body_sealed=b"")).rowcount
    open_ = select(Encounter.patient_token).where(Encounter.outcome == "", Encounter.ending == "")
    old = select(InboxRow.id).where(col(InboxRow.real_received_at) < real_now - EVENTS_KEPT)
    session.exec(
        delete(HospitalEventRow).where(
            col(HospitalEventRow.inbox).in_(old),
            col(HospitalEventRow.patient_token).not_in(open_),
        )
    )
    return int(dropped)


def _resolve(session: Session, item: WorkItem | None, row: InboxRow) -> None:
    if item is not None and item.resolved_at is None:
        item.resolved_at, item.resolved_by = row.received_at, LATER_DELIVERY
        session.add(item)


def _work(row: InboxRow) -> WorkItem:
    return WorkItem(
        key=names.message(row.id or 0),
        facility=row.facility,
        reason=f"{row.trigger}: {row.detail}",
        about=names.message(row.id or 0),
        since=row.received_at,
        owner=Role.INTAKE_LEAD,
        due=row.received_at + ANSWER_WITHIN,
    )
