"""Everything that hospitals sent, as lines: when, whose, what, and what came of it.

No line holds what a message says. A patient is looked for by the keyed hash of their number.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict, Unpack

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col, or_

from adapters.encryption import Tokens
from adapters.validation import Problem, Refused, show
from models.tables import InboxRow
from store.charts import root_of
from store.inbox import Outcome
from store.work_queue import of_hospitals

OUTCOMES = (
    Outcome.WAITING,
    Outcome.STARTED,
    Outcome.APPLIED,
    Outcome.IGNORED,
    Outcome.HELD,
    Outcome.QUEUED,
    Outcome.DISMISSED,
)
"""What may come of a hospital's message."""
_EXPECTED_TIME = 'a time in UTC such as "2026-11-27" or "2026-11-27 15:00"'


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which messages; what is empty narrows nothing. `before` is an id, for the next page.

    `event` is "ADT^A03" or "A03"; `since` is in, `until` is not.
    """

    facility: str = ""
    event: str = ""
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None
    patient: tuple[str, str] | None = None
    before: int | None = None
    limit: int


@dataclass(frozen=True, kw_only=True)
class ReceivedLine:
    """One message. `received` is in UTC."""

    inbox: int
    received: datetime
    facility: str
    event: str
    outcome: str
    detail: str

    def cells(self) -> tuple[str, ...]:
        """As a row: id, received, facility, event, outcome, what came of it."""
        received = f"{self.received:%Y-%m-%d %H:%M}"
        return (
            str(self.inbox),
            received,
            self.facility or "not known",
            self.event,
            self.outcome,
            self.detail,
        )


class Typed(TypedDict):
    """What was typed, as it was."""

    facility: str
    event: str
    outcome: str
    since: str
    until: str
    patient: tuple[str, str] | None
    before: int | None
    limit: int


def wanted(**typed: Unpack[Typed]) -> Wanted:
    """Read what was typed. Raises Refused: no outcome, no time."""
    outcome = typed["outcome"]
    if outcome and outcome not in OUTCOMES:
        expected = f"one of {', '.join(OUTCOMES)}"
        problem = Problem(field="--outcome", found=show(outcome), expected=expected)
        raise Refused("the command", [problem])
    return Wanted(
        facility=typed["facility"],
        event=typed["event"].upper(),
        outcome=Outcome(outcome) if outcome else None,
        since=_instant("--since", typed["since"]),
        until=_instant("--until", typed["until"]),
        patient=typed["patient"],
        before=typed["before"],
        limit=typed["limit"],
    )


def received(session: Session, tokens: Tokens, which: Wanted) -> list[ReceivedLine]:
    """Messages, the newest first."""
    columns = (
        InboxRow.id,
        InboxRow.received_at,
        InboxRow.facility,
        InboxRow.trigger,
        InboxRow.outcome,
        InboxRow.detail,
        InboxRow.episodes,
    )
    found = select(*map(col, columns)).where(of_hospitals(), *_narrowed(session, tokens, which))
    ordered = found.order_by(col(InboxRow.id).desc()).limit(which.limit)
    return [
        ReceivedLine(
            inbox=row.id,
            received=row.received_at,
            facility=row.facility,
            event=row.trigger,
            outcome=row.outcome,
            detail=row.episodes.replace(" ", ", ") or row.detail,
        )
        for row in session.connection().execute(ordered)
    ]


def _narrowed(session: Session, tokens: Tokens, which: Wanted) -> list[ColumnElement[bool]]:
    wheres: list[ColumnElement[bool]] = []
    if which.facility:
        wheres.append(col(InboxRow.facility) == which.facility)
    if which.event:
        trigger = col(InboxRow.trigger)
        wheres.append(or_(trigger == which.event, trigger.endswith(f"^{which.event}")))
    if which.outcome is not None:
        wheres.append(col(InboxRow.outcome) == which.outcome)
    if which.since is not None:
        wheres.append(col(InboxRow.received_at) >= which.since)
    if which.until is not None:
        wheres.append(col(InboxRow.received_at) < which.until)
    if which.before is not None:
        wheres.append(col(InboxRow.id) < which.before)
    if which.patient is not None:
        token = tokens.patient(*which.patient)
        known = {token, root_of(session, token)}
        wheres.append(col(InboxRow.ordering_key).in_(known))
    return wheres


def _instant(option: str, said: str) -> datetime | None:
    if not said:
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        problem = Problem(field=option, found=show(said), expected=_EXPECTED_TIME)
        raise Refused("the command", [problem]) from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
