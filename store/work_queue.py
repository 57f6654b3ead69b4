"""What waits for a person, as lines: the work queue with its messages, and messages that are stuck.

No line holds what a message says.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from domain.time.phrasing import short_due, short_instant
from domain.words.phrasebook import phrase, worded
from models import names
from models.tables import Facility, InboxRow, WorkItem
from store.inbox import ASIDE, HOSPITALS, Outcome, of_hospitals

UNSETTLED = (Outcome.WAITING, Outcome.HELD, Outcome.QUEUED, Outcome.UNKNOWN_SENDER)
_ANY_ZONE = "UTC"
_MESSAGE = names.message(0).removesuffix("0")
_LONGEST_ID = 18
_DISPOSITION = "/disposition"


@dataclass(frozen=True, kw_only=True)
class WaitingLine:
    """One line of the queue. `key` is what `inbox show`, `retry` and `dismiss` take."""

    key: str
    facility: str
    time_zone: str
    since: datetime
    owner: str
    due: datetime | None
    late: bool
    reason: str
    what_to_do: str

    def cells(self) -> tuple[str, ...]:
        """As a row: key with facility below, since, owner, due, reason with what to do below."""
        due = short_due(self.due, self.time_zone) if self.due else ""
        return (
            "\n".join(filter(None, (self.key, self.facility))),
            short_instant(self.since, self.time_zone),
            self.owner.replace("_", " "),
            worded(phrase("queue.late", due=due)) if self.late else due,
            f"{self.reason}\n{self.what_to_do}",
        )


def listed(
    session: Session, now: datetime, facility: str | None, *, settled: bool
) -> list[WaitingLine]:
    """What waits, the longest waiting first; with `settled` also what waits no more."""
    zones = {one.handle: one.time_zone for one in session.exec(select(Facility)).all()}
    work = select(WorkItem)
    stuck = select(InboxRow).where(
        of_hospitals(),
        or_(
            col(InboxRow.outcome).in_((Outcome.QUEUED, Outcome.HELD)),
            (col(InboxRow.outcome) == Outcome.WAITING) & (col(InboxRow.attempts) > 0),
        ),
    )
    if facility is not None:
        work, stuck = (
            work.where(WorkItem.facility == facility),
            stuck.where(InboxRow.facility == facility),
        )
    lines: dict[str, WaitingLine] = {}
    for item in session.exec(work).all():
        row = row_of(session, item.key)
        if settled or _is_open(item, row):
            lines[item.key] = _of_item(item, row, zones, now)
    for row in session.exec(stuck).all():
        key = names.message(row.id or 0)
        if key not in lines:
            lines[key] = _of_row(row, zones)
    return sorted(lines.values(), key=lambda line: (line.since, line.key))


def _is_open(item: WorkItem, row: InboxRow | None) -> bool:
    """Whether somebody has to look; not at a message that a newer one has settled."""
    by_itself = row is not None and row.key.startswith(HOSPITALS) and row.outcome not in UNSETTLED
    return item.resolved_at is None and not by_itself


def _of_item(
    item: WorkItem, row: InboxRow | None, zones: dict[str, str], now: datetime
) -> WaitingLine:
    zone = zones.get(item.facility, _ANY_ZONE)
    waits = _is_open(item, row)
    return WaitingLine(
        key=str(row.id) if row and row.key.startswith(HOSPITALS) else item.key,
        facility=item.facility,
        time_zone=zone,
        since=item.since,
        owner=item.owner,
        due=item.due,
        late=waits and item.due is not None and item.due < now,
        reason=worded(item.reason),
        what_to_do=_what_to_do(item, row) if waits else _how_settled(item, row, zone),
    )


def _how_settled(item: WorkItem, row: InboxRow | None, zone: str) -> str:
    of_hospital = row is not None and row.key.startswith(HOSPITALS)
    how = phrase(f"values.{row.outcome if row is not None and of_hospital else 'settled'}")
    if item.resolved_by:
        how = phrase("queue.settled_by", how=how, who=item.resolved_by)
    when = short_instant(item.resolved_at, zone) if item.resolved_at else ""
    return " ".join(filter(None, (worded(how), when)))


def _what_to_do(item: WorkItem, row: InboxRow | None) -> str:
    if row is not None:
        return _by_row(row)
    if item.key == f"{item.about}{ASIDE}":
        number = item.about.removeprefix(_MESSAGE)
        return worded(phrase("queue.do_aside", number=number, key=item.key))
    if item.key == f"{item.about}{_DISPOSITION}":
        return worded(phrase("queue.do_disposition", about=item.about))
    if item.key.startswith(f"{item.about}/"):
        return worded(phrase("queue.do_step", about=item.about))
    return worded(phrase("queue.do_other", key=item.key))


def _by_row(row: InboxRow) -> str:
    if row.key.startswith(HOSPITALS) and row.outcome == Outcome.HELD:
        return worded(phrase("queue.do_held"))
    if row.key.startswith(HOSPITALS) and row.outcome == Outcome.WAITING:
        return worded(phrase("queue.do_waiting", attempts=row.attempts, error=row.error))
    return worded(phrase("queue.do_show", inbox=row.id or 0))


def _of_row(row: InboxRow, zones: dict[str, str]) -> WaitingLine:
    return WaitingLine(
        key=str(row.id),
        facility=row.facility,
        time_zone=zones.get(row.facility, _ANY_ZONE),
        since=row.received_at,
        owner="",
        due=None,
        late=False,
        reason=worded(f"{row.trigger}: {row.detail}") if row.detail else row.trigger,
        what_to_do=_by_row(row),
    )


def row_of(session: Session, key: str) -> InboxRow | None:
    """A message by its id ("12", "inbox:12"), or by its own key, as texts are named."""
    number = key.removeprefix(_MESSAGE)
    if number.isascii() and number.isdigit():
        return session.get(InboxRow, int(number)) if len(number) < _LONGEST_ID else None
    return session.exec(select(InboxRow).where(InboxRow.key == key)).first()
