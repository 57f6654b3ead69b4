"""The work queue from the command line: what waits for a person, listed, retried, dismissed.

    UnknownItem      nothing is kept under that id or key          (a retry cannot help)
    NoMessages       nothing of a patient is kept                  (a retry cannot help)
    NotRetried       a text or a body that was dropped             (a retry cannot help)
    NotDismissed     nobody waits for it any more                  (a retry cannot help)
    MayNotSettle     who is said to do it may not                  (somebody else may)

Each is a `NotDone` of `operations.by_hand.episodes`. What a message says
`operations.shown_messages` shows.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from adapters.encryption import EncryptionError, Seal, Tokens
from adapters.messages.hl7 import syntax
from adapters.sql.database import Database
from adapters.validation import Refused
from domain.episode.facts import Via
from domain.hospital.feed import Feeds
from domain.permissions import SETTLES, Scope
from domain.words.phrasebook import worded
from intake.hospital_inbox import HospitalInbox, ReadAgain
from models import names
from models.tables import InboxRow, WorkItem, place_of
from operations.by_hand.episodes import NotDone, UnknownPerson
from operations.shown_messages import ANYWHERE, NotReadable, UnknownItem, work_key
from store.charts import root_of
from store.inbox import HOSPITALS, Outcome, of_hospitals
from store.patient_data.reasons import Reasons
from store.people.parties import colleagues, roles_of
from store.views import View, Viewer, audited
from store.work_queue import UNSETTLED, WaitingLine, listed, row_of

_RANGE = re.compile(r"(\d{1,12})-(\d{1,12})")


class NoMessages(NotDone):
    """Nothing of a patient can be read again."""

    def __init__(self) -> None:
        super().__init__("no message of theirs is kept that could be read again")


class NotRetried(NotDone):
    """It cannot be delivered again."""

    def __init__(self, inbox: int | None, why: str) -> None:
        super().__init__(f"{inbox} cannot be retried: {why}")


class NotDismissed(NotDone):
    """Nobody waits for it."""

    def __init__(self, key: str, how: str) -> None:
        super().__init__(f"{key} waits for nobody: {how}")


class MayNotSettle(NotDone):
    """They may not take it in hand: its owner may, and who runs the intake there."""

    def __init__(self, handle: str, key: str, facility: str) -> None:
        super().__init__(
            f"{handle} may not take {key} in hand: its owner may, the intake lead, a case manager "
            f"or a supervisor of {facility or ANYWHERE}, or ops"
        )


@dataclass(frozen=True, kw_only=True)
class Handled:
    """What came of a message or an item that somebody took in hand."""

    words: str
    waits: bool


@dataclass(frozen=True, kw_only=True)
class Again:
    """What is to be read again, in one of these ways; `since` narrows a feed.

    `messages` are ids, "40-60" for a range of them.
    """

    messages: Sequence[str] = ()
    queued: bool = False
    patient: tuple[str, str] | None = None
    feed: str = ""
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class HospitalQueue:
    """`real_now` gives real time; work is counted in clinical time."""

    database: Database
    seal: Seal
    tokens: Tokens
    feeds: Feeds
    hospital_inbox: HospitalInbox
    real_now: Callable[[], datetime]

    async def listed(self, facility: str | None, *, settled: bool) -> list[WaitingLine]:
        """What waits, the longest waiting first; with `settled` also what waits no more."""
        now = await self.hospital_inbox.now()
        return await self.database.reading(
            lambda session: listed(session, now, facility, settled=settled)
        )

    async def queued(self) -> list[str]:
        """The ids of all messages that wait for a person."""
        return await self._ids(InboxRow.outcome == Outcome.QUEUED)

    async def of_patient(self, facility: str, mrn: str) -> list[str]:
        """The ids of all messages of a person whose body is kept. Raises NoMessages."""
        token = self.tokens.patient(facility, mrn)
        root = await self.database.reading(lambda session: root_of(session, token))
        found = await self._ids(
            col(InboxRow.ordering_key).in_({token, root}), InboxRow.body_sealed != b""
        )
        if not found:
            raise NoMessages
        return found

    async def of_feed(self, facility: str, since: datetime | None) -> list[str]:
        """The ids of all that a feed's file may read otherwise: a facility's, and nobody's."""
        whose = or_(
            col(InboxRow.facility) == facility,
            (col(InboxRow.facility) == "") & (col(InboxRow.outcome) == Outcome.QUEUED),
        )
        when = [col(InboxRow.received_at) >= since] if since else []
        settled = col(InboxRow.outcome) != Outcome.DISMISSED
        return await self._ids(whose, settled, InboxRow.body_sealed != b"", *when)

    async def spelt_out(self, messages: Sequence[str]) -> tuple[list[str], list[str]]:
        """Ids with ranges written out; and, in words, what of these is skipped, and why."""
        ids: list[str] = []
        skipped: list[str] = []
        for said in messages:
            ends = _RANGE.fullmatch(said)
            found, words = await self._between(*map(int, ends.groups())) if ends else ([said], "")
            ids += found
            skipped += [words] if words else []
        return ids, skipped

    async def _between(self, first: int, last: int) -> tuple[list[str], str]:
        """The ids in a range that can be retried; and, in words, why others in it are not."""
        between = select(InboxRow).where(col(InboxRow.id) >= first, col(InboxRow.id) <= last)
        rows = await self.database.reading(
            lambda s: s.exec(between.order_by(col(InboxRow.id))).all()
        )
        theirs = [row for row in rows if row.key.startswith(HOSPITALS)]
        reasons = {
            "came from phones": [row.id for row in rows if not row.key.startswith(HOSPITALS)],
            "have no body any more": [row.id for row in theirs if not row.body_sealed],
        }
        skipped = [f"{', '.join(map(str, ids))} {why}" for why, ids in reasons.items() if ids]
        if not theirs:
            skipped.append("no message of a hospital is in it")
        words = f"skipped of {first}-{last}: {'; '.join(skipped)}" if skipped else ""
        return [str(row.id) for row in theirs if row.body_sealed], words

    async def _ids(self, *wheres: ColumnElement[bool] | bool) -> list[str]:
        found = select(InboxRow.id).where(of_hospitals(), *wheres)
        ids = await self.database.reading(lambda s: s.exec(found.order_by(col(InboxRow.id))).all())
        return [str(one) for one in ids]

    async def must_know(self, by: str) -> None:
        """Raises UnknownPerson."""
        known = await self.database.reading(colleagues)
        if by not in known:
            raise UnknownPerson(by, tuple(known))

    async def retry(self, keys: Sequence[str], by: str, *, quiet: bool = False) -> list[Handled]:
        """Read messages again, each with all of its person's; a line each, in this order.

        With them a line for each other of the same people that comes to something else now;
        `quiet`: only such lines, also of those named. One that cannot be retried stops no other.
        Each that is named is a row of the trail. Raises UnknownPerson.
        """
        await self.must_know(by)
        told: dict[int, ReadAgain] = {}
        lines: list[Handled] = []
        for key in keys:
            try:
                inbox = await self._taken(key, by)
                lines += await self._retried(inbox, told, quiet=quiet)
            except NotDone as error:
                lines.append(Handled(words=str(error), waits=True))
        named = {key.removeprefix(names.message(0)[:-1]) for key in keys}
        others = [one for one in told.values() if str(one.inbox) not in named]
        lines += [_line(one) for one in others if _differs(one)]
        if same := sum(not _differs(one) for one in (told.values() if quiet else others)):
            lines.append(
                Handled(words=f"{same} more were read again, to the same end", waits=False)
            )
        return lines

    async def _taken(self, key: str, by: str) -> InboxRow:
        """A message that can be read again, once it is noted who has it read.

        Raises UnknownItem, NotRetried, MayNotSettle.
        """

        def take(session: Session) -> InboxRow:
            row = row_of(session, key)
            if row is None:
                raise UnknownItem(key)
            if not row.key.startswith(HOSPITALS):
                raise NotRetried(row.id, "it came from a phone")
            if not row.body_sealed:
                raise NotRetried(row.id, "its body was dropped")
            name = work_key(row)
            who = _settles(session, by, name, row.facility)
            audited(session, self.real_now(), who, View(what="inbox retried", about=name))
            return row

        return await self.database.writing(take)

    async def _retried(
        self, row: InboxRow, told: dict[int, ReadAgain], *, quiet: bool
    ) -> list[Handled]:
        inbox = row.id or 0
        if inbox not in told:
            alone = row.ordering_key == row.key
            ordering_key = await self._attributed(row) if alone else row.ordering_key
            again = await self.hospital_inbox.again(ordering_key, {inbox})
            told |= {one.inbox: one for one in again}
        found = told[inbox]
        return [_line(found)] if _differs(found) or not quiet else []

    async def _attributed(self, row: InboxRow) -> str:
        """See anew whose a message is, if its feed was not there or not right; its ordering key."""
        try:
            message = syntax.parse(self._body(row))
        except Refused:
            return row.ordering_key
        label = syntax.label(message)
        feed = self.feeds.speaking(label.application, label.facility)
        if feed is None:
            return row.ordering_key
        mrn = syntax.mrn(message, feed)
        patient = self.tokens.patient(feed.facility, mrn) if mrn else ""

        def attribute(session: Session) -> str:
            known = session.get_one(InboxRow, row.id)
            known.facility = feed.facility
            known.ordering_key = root_of(session, patient) if patient else known.ordering_key
            session.add(known)
            if item := session.get(WorkItem, names.message(row.id or 0)):
                item.facility = feed.facility
                session.add(item)
            return known.ordering_key

        return await self.database.writing(attribute)

    def _body(self, row: InboxRow) -> str:
        """To see whose it is; nobody is shown it. Raises NotReadable."""
        try:
            return self.seal.open(row.body_sealed, place_of(row))
        except EncryptionError as error:
            raise NotReadable(row.id, error) from None

    async def dismiss(self, key: str, reason: str, by: str) -> str:
        """Settle a message or an item of work without doing anything, for a reason.

        The reason is sealed, and stands beside what `shown` gives. Raises UnknownItem,
        NotDismissed, MayNotSettle.
        """
        now = await self.hospital_inbox.now()

        def settle(session: Session) -> str:
            row = row_of(session, key)
            item = session.get(WorkItem, work_key(row) if row else key)
            if row is None and item is None:
                raise UnknownItem(key)
            name = item.key if item else names.message(row.id or 0 if row else 0)
            if not _still_waits(row, item):
                raise NotDismissed(name, row.outcome if row else "it is settled")
            facility = row.facility if row else item.facility if item else ""
            who = _settles(session, by, name, facility)
            if item is not None and item.resolved_at is None:
                item.resolved_at, item.resolved_by = now, by
                session.add(item)
            if row is not None and row.key.startswith(HOSPITALS):
                row.outcome, row.real_leased_until = Outcome.DISMISSED, None
                session.add(row)
            Reasons(self.seal).keep(session, name, reason)
            audited(session, self.real_now(), who, View(what="inbox dismissed", about=name))
            return f"{name}: dismissed"

        return await self.database.writing(settle)


def _differs(one: ReadAgain) -> bool:
    before, after = one.before, one.after
    return (before.outcome, before.detail) != (after.outcome, after.detail)


def _line(one: ReadAgain) -> Handled:
    """What comes of it now, and what had come of it where that is something else."""
    after = "; ".join(filter(None, (", ".join(one.after.episodes), worded(one.after.detail))))
    was = f" (it was {one.before.outcome})" if one.before.outcome != one.after.outcome else ""
    words = f"{one.inbox}: {one.after.outcome}{': ' if after else ''}{after}{was}"
    return Handled(words=words, waits=one.after.outcome in UNSETTLED)


def _still_waits(row: InboxRow | None, item: WorkItem | None) -> bool:
    if item is not None and item.resolved_at is None:
        return True
    return row is not None and row.key.startswith(HOSPITALS) and row.outcome in UNSETTLED


def _settles(session: Session, by: str, key: str, facility: str) -> Viewer:
    """Who takes it in hand, in the role by which they may; of nobody's, with that role anywhere.

    Raises MayNotSettle.
    """
    item, where = session.get(WorkItem, key), roles_of(session, by)
    for role, there in where.items():
        of, here = SETTLES.get(role, Scope.NO), not facility or facility in there
        owns = item is not None and here and item.owner in (role, by)
        if owns or of is Scope.ALL or (of is Scope.FACILITY and here):
            return Viewer(handle=by, role=role, via=Via.BY_HAND)
    raise MayNotSettle(by, key, facility)
