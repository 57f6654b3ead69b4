"""Hospitals that have fallen silent: who hears of it, once each, and that it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session, col, or_, select
from temporalio.client import Client

from adapters.sql.database import Database
from adapters.temporal.threads import signal_thread
from domain.hospital.feed import Feed, Feeds
from domain.pathway import Role
from domain.staffing.assignment import Need
from domain.time.clock import Clock
from domain.time.silence import Patience, heard_by, too_long_at
from domain.words.phrasebook import phrase
from models import names
from models.payloads import Notify, TextItem
from models.tables import Facility, InboxRow, WorkItem
from store.arrivals import Format
from store.inbox import HOSPITALS
from store.people.parties import Texted, texted
from store.people.roster import Roster

SILENCE = "silence:"
SENDER = "hospital"


_SPOKEN = tuple(one for one in HOSPITALS if one != f"{Format.CENSUS}:")
"""A census says that nothing was said: it ends no silence."""


@dataclass(frozen=True)
class _Hears:
    """Who is told what. `silence` is the work item; `role` is None when it is over."""

    silence: str
    role: Role | None
    staff: Texted | None
    item: TextItem


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a feed's silence stands. `alarm_at` is None where no hours are set.

    `item` is the work of the silence that holds now, settled or not.
    """

    last: InboxRow
    alarm_at: datetime | None
    item: WorkItem | None


def standing(session: Session, feed: Feed) -> Standing | None:
    """What the last message of a feed means for its alarm; None: it never sent anything."""
    last = _last(session, feed.facility)
    if last is None or last.id is None:
        return None
    since = max(last.received_at, feed.accept_from)
    item = session.get(WorkItem, _key(feed.facility, last.id))
    return Standing(last=last, alarm_at=too_long_at(since, _patience(feed)), item=item)


@dataclass(frozen=True)
class Silences:
    """Looks at every feed. A text is sent before it is noted: after a crash its key is known."""

    client: Client
    database: Database
    feeds: Feeds

    async def look(self, now: datetime) -> None:
        """Tell whoever must have heard by now, and whoever was told that it is over."""
        clock = await self.database.clock()
        for feed in list(self.feeds.by_facility.values()):
            await self._look_at(feed, now, clock)

    async def _look_at(self, feed: Feed, now: datetime, clock: Clock) -> None:
        store = self.database
        over = await store.reading(lambda session: _over(session, feed.facility))
        new = await store.reading(lambda session: _new(session, feed, now))
        for hears in (*over, *new):
            await self._tell(hears, clock)
            await store.writing(partial(_note, hears=hears, feed=feed, now=now))
        if await store.reading(lambda session: list(_open(session, feed.facility))):
            await store.writing(lambda session: _resolve(session, feed.facility, now))

    async def _tell(self, hears: _Hears, clock: Clock) -> None:
        if hears.staff is None:
            return
        told = Notify(key=f"{hears.silence}/{hears.role or 'over'}", item=hears.item)
        await signal_thread(self.client, hears.staff.phone_token, clock, names.NOTIFY, told)


def _key(facility: str, last: int | None) -> str:
    return f"{SILENCE}{facility}:{last}"


def _patience(feed: Feed) -> Patience:
    return Patience(
        by_day=feed.silence_hours,
        at_night=feed.silence_hours_off,
        day_begins=feed.silence_day_begins,
        day_ends=feed.silence_day_ends,
        reply_hours=feed.silence_reply_hours,
        time_zone=feed.time_zone,
    )


def _last(session: Session, facility: str) -> InboxRow | None:
    """The last that came of a hospital, whatever became of it."""
    theirs = or_(*map(col(InboxRow.key).startswith, _SPOKEN))
    rows = select(InboxRow).where(InboxRow.facility == facility, theirs)
    return session.exec(rows.order_by(col(InboxRow.id).desc()).limit(1)).first()


def _new(session: Session, feed: Feed, now: datetime) -> list[_Hears]:
    """The next who must hear of a silence; nobody once somebody has settled it."""
    stands, facility = standing(session, feed), session.get(Facility, feed.facility)
    if stands is None or stands.alarm_at is None or facility is None:
        return []
    due, item = heard_by(stands.alarm_at, now, _patience(feed)), stands.item
    if item is not None and item.resolved_at is not None:
        return []
    told = due.index(Role(item.owner)) + 1 if item and item.owner in due else 0
    if item is not None and (item.owner not in due or (item.due and now < item.due)):
        return []  # the hours were made longer meanwhile; each has their time, also after a pause
    if told >= len(due):
        return []
    role, before = due[told], _told(item)
    need = Need(role=role, at=now, urgent=True)
    chosen = Roster(session, feed.facility).choose(need, episode="", without=before)
    staff = chosen[1] if chosen else None
    key = _key(feed.facility, stands.last.id)
    text = TextItem(
        kind="feed_silent",
        facility_name=facility.name,
        due=now + _patience(feed).reply,
        words={"key": key},
    )
    return [_Hears(key, role, staff, text)]


def _open(session: Session, facility: str) -> Sequence[WorkItem]:
    """The silences of a feed that a message has ended, or a dismissal not yet."""
    last = _last(session, facility)
    prefix = f"{SILENCE}{facility}:"
    items = select(WorkItem).where(
        col(WorkItem.key).startswith(prefix, autoescape=True), col(WorkItem.resolved_at).is_(None)
    )
    return [one for one in session.exec(items) if last and one.key != f"{prefix}{last.id}"]


def _over(session: Session, facility: str) -> list[_Hears]:
    place = session.get(Facility, facility)
    text = TextItem(kind="feed_back", facility_name=place.name if place else "")
    return [
        _Hears(item.key, None, texted(session, handle), text)
        for item in _open(session, facility)
        for handle in _told(item)
    ]


def _note(session: Session, hears: _Hears, feed: Feed, now: datetime) -> None:
    """Keep who has heard, and by when the next one does."""
    if hears.role is None:
        return
    item = session.get(WorkItem, hears.silence) or WorkItem(
        key=hears.silence,
        facility=feed.facility,
        reason=phrase("queue.feed_silent"),
        since=now,
        owner=hears.role.value,
        due=now + _patience(feed).reply,
    )
    heard = (*_told(item), hears.staff.party.handle) if hears.staff else _told(item)
    item.owner, item.about = hears.role.value, ",".join(heard)
    item.due = now + _patience(feed).reply
    session.add(item)


def _resolve(session: Session, facility: str, now: datetime) -> None:
    for item in _open(session, facility):
        item.resolved_at, item.resolved_by = now, SENDER


def _told(item: WorkItem | None) -> tuple[str, ...]:
    return tuple(item.about.split(",")) if item is not None and item.about else ()
