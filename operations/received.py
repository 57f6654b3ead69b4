"""Everything that hospitals sent, as lines: when, whose, what, and what came of it.

No line holds what a message says. A patient is looked for by the keyed hash of their number.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col, or_

from adapters.encryption import Tokens
from adapters.validation import Problem, Refused, instant, show
from domain.hospital.feed import Feeds
from domain.words.phrasebook import worded
from models.tables import InboxRow
from store.arrivals import Format
from store.charts import root_of
from store.inbox import Outcome, of_hospitals

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


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which messages; what is empty narrows nothing. `before` is an id, for the next page.

    `event` is "ADT^A03" or "A03"; `since` is in, `until` is not. `control_id` is MSH-10, or the
    sender's whole key: "MSH-3|MSH-4|MSH-10", a Bundle's "system|value", an Idempotency-Key.
    """

    facility: str = ""
    event: str = ""
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None
    patient: tuple[str, str] | None = None
    control_id: str = ""
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

    def as_json(self) -> dict[str, object]:
        """For programs; an instant is ISO 8601 in UTC."""
        return {**asdict(self), "received": self.received.isoformat()}


@dataclass(frozen=True, kw_only=True)
class FeedLine:
    """One event of a feed: its last message, and how many of each outcome in a day and a week."""

    facility: str
    event: str
    last: datetime
    day: tuple[tuple[str, int], ...]
    week: tuple[tuple[str, int], ...]

    def cells(self) -> tuple[str, ...]:
        """As a row: feed, event, last in UTC, counts of a day, counts of a week."""
        last = f"{self.last:%Y-%m-%d %H:%M}"
        return self.facility or "not known", self.event, last, _said(self.day), _said(self.week)

    def as_json(self) -> dict[str, object]:
        """For programs: counts by outcome; an instant is ISO 8601 in UTC."""
        last, day, week = self.last.isoformat(), dict(self.day), dict(self.week)
        return {**asdict(self), "last": last, "day": day, "week": week}


def _said(counts: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in counts)


class Typed(TypedDict):
    """What was typed, as it was."""

    facility: str
    event: str
    outcome: str
    since: str
    until: str
    patient: tuple[str, str] | None
    control_id: str
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
        since=instant("--since", typed["since"]),
        until=instant("--until", typed["until"]),
        patient=typed["patient"],
        control_id=typed["control_id"],
        before=typed["before"],
        limit=typed["limit"],
    )


def received(session: Session, tokens: Tokens, feeds: Feeds, which: Wanted) -> list[ReceivedLine]:
    """Messages, the newest first. Raises Refused: no feed says who would have sent that id."""
    columns = (
        InboxRow.id,
        InboxRow.received_at,
        InboxRow.facility,
        InboxRow.trigger,
        InboxRow.outcome,
        InboxRow.detail,
        InboxRow.episodes,
    )
    narrowed = _narrowed(session, tokens, which)
    if which.control_id:
        keyed = _sender_tokens(tokens, feeds, which)
        narrowed.append(col(InboxRow.sender_token).in_(keyed))
    found = select(*map(col, columns)).where(of_hospitals(), *narrowed)
    ordered = found.order_by(col(InboxRow.id).desc()).limit(which.limit)
    return [
        ReceivedLine(
            inbox=row.id,
            received=row.received_at,
            facility=row.facility,
            event=row.trigger,
            outcome=row.outcome,
            detail="; ".join(filter(None, (row.episodes.replace(" ", ", "), worded(row.detail)))),
        )
        for row in session.connection().execute(ordered)
    ]


def by_feed(session: Session, facility: str, now: datetime) -> list[FeedLine]:
    """What each feed has sent, event by event, the newest first; of silence the last says it."""
    mine = [of_hospitals(), *([col(InboxRow.facility) == facility] if facility else [])]
    key = (col(InboxRow.facility), col(InboxRow.trigger))
    last = select(*key, func.max(InboxRow.received_at)).where(*mine).group_by(*key)
    counts = [_counted(session, mine, now - span) for span in (timedelta(days=1), timedelta(7))]
    lines = [
        FeedLine(
            facility=feed,
            event=event,
            last=at,
            day=counts[0].get((feed, event), ()),
            week=counts[1].get((feed, event), ()),
        )
        for feed, event, at in session.connection().execute(last)
    ]
    return sorted(lines, key=lambda one: (one.facility, -one.last.timestamp(), one.event))


def _counted(
    session: Session, mine: Sequence[ColumnElement[bool]], since: datetime
) -> dict[tuple[str, str], tuple[tuple[str, int], ...]]:
    key = (col(InboxRow.facility), col(InboxRow.trigger), col(InboxRow.outcome))
    found = select(*key, func.count()).where(*mine, col(InboxRow.received_at) >= since)
    counted: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {}
    for feed, event, outcome, count in session.connection().execute(found.group_by(*key)):
        counted[feed, event] = (*counted.get((feed, event), ()), (outcome, count))
    return {event: tuple(sorted(each)) for event, each in counted.items()}


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


def _sender_tokens(tokens: Tokens, feeds: Feeds, which: Wanted) -> set[str]:
    """The keyed hashes under which a sender's own key may stand; its text is kept nowhere.

    Raises Refused: a bare MSH-10 of a feed that takes any sender could stand under any hash.
    """
    facilities = {which.facility} if which.facility else {*feeds.by_facility}
    spoken = {name: feed for name in facilities if (feed := feeds.of(name)) is not None}
    keys = {which.control_id}
    for name, feed in spoken.items():
        apps, places = feed.hl7.applications, feed.hl7.facilities
        if "|" not in which.control_id and bool(apps) is not bool(places):
            expected = f"MSH-3|MSH-4|MSH-10, for the feed of {name} does not name its senders"
            problem = Problem(field="--control-id", found=show(which.control_id), expected=expected)
            raise Refused("the command", [problem])
        keys |= {f"{app}|{place}|{which.control_id}" for app in apps for place in places}
    said_by = (*facilities, "")  # a sender whom no feed named when it came
    return {tokens.message(who, form, key) for who in said_by for form in Format for key in keys}
