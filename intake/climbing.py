"""Messages that may be discharges and that nobody could use: which climb, and who hears of them.

Every function runs inside one transaction of its caller. A text is kept before it is sent, with
whom it is for and how many it counts: after a crash the same one is sent under the same key.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, or_, select

from adapters.reference.holidays import calendar_around
from domain.episode import unread_discharge
from domain.episode.unread_discharge import Heard, Telling
from domain.pathway import Pathway, Role
from domain.staffing.assignment import Need
from domain.time.calendar import Calendar
from models import names
from models.tables import Facility, InboxRow, UnreadDischarge, UnreadText, WorkItem
from store.inbox import HOSPITALS
from store.people.roster import Roster, own_holidays
from store.work_queue import UNSETTLED, row_of

_MESSAGE = names.message(0).removesuffix("0")
_STANDARD = "standard"
_LATE = timedelta(minutes=10)
"""A text that is as much later than it should be waits for staffed hours."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message that was looked at. `discharged_at` is what it says, None: nothing readable."""

    item: str
    row: InboxRow
    climbs: bool
    discharged_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Site:
    """Whose people hear of a sender's messages: the facility's own, else the first one's."""

    facility: Facility
    pathway: Pathway
    calendar: Calendar


def site(
    session: Session, facility: str, pathways: Mapping[str, Pathway], around: datetime
) -> Site | None:
    """Whose people hear; None where no hospital file was ever loaded."""
    own = session.get(Facility, facility)
    first = select(Facility).order_by(col(Facility.handle)).limit(1)
    found = own or session.exec(first).first()
    if found is None:
        return None
    pathway = (
        pathways.get(found.pathway) or pathways.get(_STANDARD) or next(iter(pathways.values()))
    )
    holidays = own_holidays(session, found.handle)
    calendar = calendar_around(around, found.time_zone, pathway, holidays)
    return Site(facility=found, pathway=pathway, calendar=calendar)


def fresh(session: Session, most: int) -> list[tuple[str, InboxRow]]:
    """Items of the work queue that nobody has looked at since they were opened, the oldest first.

    Given are their keys and messages, so many at most.
    """
    unseen = (
        select(WorkItem)
        .join(UnreadDischarge, col(UnreadDischarge.item) == col(WorkItem.key), isouter=True)
        .where(
            col(WorkItem.key).startswith(_MESSAGE),
            col(WorkItem.resolved_at).is_(None),
            or_(col(UnreadDischarge.item).is_(None), col(UnreadDischarge.over)),
        )
        .order_by(col(WorkItem.since), col(WorkItem.key))
    )
    found: list[tuple[str, InboxRow]] = []
    for item in session.exec(unseen):
        row = _message(session, item)
        if row is not None and not _settled(item, row):
            found.append((item.key, row))
        if len(found) == most:
            break
    return found


def note(
    session: Session, seen: Iterable[Seen], pathways: Mapping[str, Pathway], now: datetime
) -> None:
    """Keep what was seen; of what climbs the work queue says by when somebody must have looked."""
    for one in seen:
        where = site(session, one.row.facility, pathways, one.row.received_at)
        if where is None:
            continue
        due = unread_discharge.due(
            one.discharged_at, one.row.received_at, where.calendar, where.pathway
        )
        kept = UnreadDischarge(
            item=one.item,
            inbox=one.row.id or 0,
            climbs=one.climbs,
            begun_at=now,
            due=due if one.climbs else None,
        )
        session.merge(kept)


def plan(session: Session, pathways: Mapping[str, Pathway], now: datetime) -> None:
    """Note who must hear by now, one text for each feed and role; and what is settled."""
    climbing = (
        select(UnreadDischarge, WorkItem)
        .join(WorkItem, col(WorkItem.key) == col(UnreadDischarge.item))
        .where(col(UnreadDischarge.climbs), col(UnreadDischarge.over).is_(False))
        .order_by(col(UnreadDischarge.inbox), col(UnreadDischarge.item))
    )
    by_sender: dict[str, list[tuple[UnreadDischarge, WorkItem]]] = defaultdict(list)
    for one, item in session.exec(climbing).all():
        row = _message(session, item)
        if row is None or _settled(item, row):
            one.over = True
            session.add(one)
        else:
            by_sender[row.facility].append((one, item))
    for facility, found in by_sender.items():
        where = site(session, facility, pathways, now)
        if where is not None:
            _plan_of(session, facility, found, where, now)


def unsent(session: Session) -> Sequence[UnreadText]:
    """The texts that were decided upon and not noted as sent, the oldest first."""
    waiting = select(UnreadText).where(col(UnreadText.sent).is_(False))
    return session.exec(waiting.order_by(col(UnreadText.at), col(UnreadText.key))).all()


def sent(session: Session, key: str) -> None:
    """Note that a text is with its phone's thread."""
    text = session.get_one(UnreadText, key)
    text.sent = True
    session.add(text)


def _message(session: Session, item: WorkItem) -> InboxRow | None:
    return row_of(session, item.key.partition("/")[0])


def _settled(item: WorkItem, row: InboxRow) -> bool:
    """Whether nobody need look any more; a part that was set aside outlives its message."""
    if item.resolved_at is not None or not row.key.startswith(HOSPITALS):
        return True
    return item.key == names.message(row.id or 0) and row.outcome not in UNSETTLED


def _plan_of(
    session: Session,
    facility: str,
    found: Sequence[tuple[UnreadDischarge, WorkItem]],
    where: Site,
    now: datetime,
) -> None:
    people = _people(session, where, now)
    due: dict[Role, list[tuple[UnreadDischarge, WorkItem, Telling]]] = defaultdict(list)
    for one, item in found:
        telling = _next(one, item, where, people, now)
        if telling is not None and telling.at <= now:
            due[telling.role].append((one, item, telling))
        item.due = one.due
        session.add(item)
    for role, tellings in due.items():
        at = max(telling.at for _, _, telling in tellings)
        if _waits(session, facility, role, where, at, now):
            continue
        session.add(_text(facility, people.get(role, ""), tellings, now))
        for one, item, telling in tellings:
            one.place, one.last_at, item.owner = telling.place, now, role.value
            if role is Role.INTAKE_LEAD and one.first_at is None:
                one.first_at = now
            session.add(one)
            session.add(item)


def _next(
    one: UnreadDischarge,
    item: WorkItem,
    where: Site,
    people: Mapping[Role, str],
    now: datetime,
) -> Telling | None:
    climbing = unread_discharge.UnreadDischarge(
        received_at=item.since,
        due=one.due or item.since,
        calendar=where.calendar,
        pathway=where.pathway,
        nobody=[role for role, who in people.items() if not who and role.is_staff],
    )
    heard = Heard(place=one.place, first_at=one.first_at, last_at=one.last_at)
    return climbing.next(heard, now)


def _people(session: Session, where: Site, now: datetime) -> dict[Role, str]:
    """Whose handle would hear now, of each role that may have to; "" where nobody."""
    roster = Roster(session, where.facility.handle)
    rungs = where.pathway.ladders.routine.rungs
    roles = dict.fromkeys((Role.INTAKE_LEAD, *(rung.role for rung in rungs)))
    chosen = {
        role: roster.choose(Need(role=role, at=now), episode="") for role in roles if role.is_staff
    }
    return {role: found[1].party.handle if found else "" for role, found in chosen.items()}


def _waits(
    session: Session, facility: str, role: Role, where: Site, at: datetime, now: datetime
) -> bool:
    """Whether a text must wait: one went not long ago, or it is late and nobody works."""
    texts = select(UnreadText.at).where(
        UnreadText.facility == facility, UnreadText.role == role.value
    )
    told = session.exec(texts.order_by(col(UnreadText.at).desc()).limit(1)).first()
    gathered = timedelta(minutes=where.pathway.intake.gather_minutes)
    if told is not None and now < told + gathered:
        return True
    staffed_only = where.pathway.ladders.routine.staffed_only
    return staffed_only and now > at + _LATE and where.calendar.next_staffed(now) > now


def _text(
    facility: str,
    who: str,
    tellings: Sequence[tuple[UnreadDischarge, WorkItem, Telling]],
    now: datetime,
) -> UnreadText:
    first, item, telling = tellings[0]
    begun = f"{first.begun_at.astimezone(UTC):%Y%m%d%H%M%S}"
    return UnreadText(
        key=f"unread/{item.key}/{begun}/{telling.place}",
        facility=facility,
        role=telling.role.value,
        staff=who,
        inbox=first.inbox,
        item=item.key,
        count=len(tellings),
        due=min(one.due or item.since for one, item, _ in tellings),
        at=now,
    )
