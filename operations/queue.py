"""The work queue from the command line: what waits for a person, looked at, retried, dismissed.

    UnknownItem      nothing is kept under that id or key          (a retry cannot help)
    NoMessage        work without a message                        (a retry cannot help)
    NotRetried       a text or a body that was dropped             (a retry cannot help)
    NotDismissed     nobody waits for it any more                  (a retry cannot help)
    NotReadable      its body was sealed with a key that is gone   (the key can)

Each is a `NotDone` of `operations.episodes`. Only `shown` gives what a message says, and is
audited.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from adapters.encryption import EncryptionError, Seal, Tokens
from adapters.messages.hl7 import syntax
from adapters.sql.database import Database
from adapters.validation import Refused
from domain.episode.facts import Via
from domain.hospital.feed import Feeds
from domain.pathway import Role
from intake.hospital_inbox import HospitalInbox
from models import names
from models.tables import AuditRow, InboxRow, WorkItem, place_of
from operations.episodes import OPS, NotDone
from store.charts import root_of
from store.inbox import HOSPITALS, Outcome
from store.views import Viewer, Views
from store.work_queue import UNSETTLED, WaitingLine, listed, of_hospitals, row_of


class UnknownItem(NotDone):
    """Nothing is kept under that id or key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"nothing is kept under {key!r}; `starter.py inbox list` shows what is")


class NoMessage(NotDone):
    """It is work for a person, and no message stands behind it."""

    def __init__(self, item: WorkItem) -> None:
        super().__init__(f"{item.key}: {item.reason}; there is no message to show")


class NotRetried(NotDone):
    """It cannot be delivered again."""

    def __init__(self, inbox: int | None, why: str) -> None:
        super().__init__(f"{inbox} cannot be retried: {why}")


class NotDismissed(NotDone):
    """Nobody waits for it."""

    def __init__(self, key: str, how: str) -> None:
        super().__init__(f"{key} waits for nobody: {how}")


class NotReadable(NotDone):
    """Its body cannot be opened."""

    def __init__(self, inbox: int | None, error: EncryptionError) -> None:
        super().__init__(f"the body of {inbox} cannot be read: {error}")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message as a person reads it: what is known of it, and its body, one thing a line."""

    facts: tuple[tuple[str, str], ...]
    body: str


@dataclass(frozen=True, kw_only=True)
class Handled:
    """What came of a message or an item that somebody took in hand."""

    words: str
    waits: bool


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

    async def shown(self, key: str) -> Shown:
        """A message in clear, once it is noted who looked.

        Raises UnknownItem, NoMessage, NotReadable.
        """

        def look(session: Session) -> tuple[InboxRow, str | EncryptionError | None]:
            row = row_of(session, key)
            if row is None and (item := session.get(WorkItem, key)) is not None:
                raise NoMessage(item)
            if row is None:
                raise UnknownItem(key)
            return row, self._opened(session, row)

        row, body = await self.database.writing(look)
        if isinstance(body, EncryptionError):
            raise NotReadable(row.id, body)
        return Shown(facts=_facts(row), body="(it was dropped)" if body is None else _legible(body))

    def _opened(self, session: Session, row: InboxRow) -> str | EncryptionError | None:
        """What it says, or why nobody can read it: that somebody looked is kept either way."""
        viewer = Viewer(handle=OPS, role=Role.OPS, via=Via.BY_HAND)
        try:
            return Views(self.seal, self.real_now()).message(session, viewer, row)
        except EncryptionError as error:
            return error

    async def queued(self) -> list[str]:
        """The ids of all messages that wait for a person."""
        queued = select(InboxRow.id).where(InboxRow.outcome == Outcome.QUEUED, of_hospitals())
        found = await self.database.reading(
            lambda s: s.exec(queued.order_by(col(InboxRow.id))).all()
        )
        return [str(one) for one in found]

    async def retry(self, key: str) -> Handled:
        """Deliver a message again and say what came of it. Raises UnknownItem, NotRetried."""
        row = await self.database.reading(lambda session: row_of(session, key))
        if row is None:
            raise UnknownItem(key)
        if not row.key.startswith(HOSPITALS):
            raise NotRetried(row.id, "it came from a phone")
        if not row.body_sealed:
            raise NotRetried(row.id, "its body was dropped")
        inbox = row.id or 0
        alone = row.ordering_key == row.key
        ordering_key = await self._attributed(row) if alone else row.ordering_key
        await self.hospital_inbox.again(inbox)
        await self.hospital_inbox.deliver(ordering_key)
        came = await self.hospital_inbox.came(inbox)
        after = ", ".join(came.episodes) or came.detail
        words = f"{inbox}: {came.outcome}{': ' if after else ''}{after}"
        return Handled(words=words, waits=came.outcome in UNSETTLED)

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

    async def dismiss(self, key: str, reason: str) -> str:
        """Settle a message or an item of work without doing anything, for a reason.

        The reason is kept in clear: it names no patient. Raises UnknownItem, NotDismissed.
        """
        now = await self.hospital_inbox.now()

        def settle(session: Session) -> str:
            row = row_of(session, key)
            item = session.get(WorkItem, _work_key(row) if row else key)
            if row is None and item is None:
                raise UnknownItem(key)
            name = item.key if item else names.message(row.id or 0 if row else 0)
            if not _still_waits(row, item):
                raise NotDismissed(name, row.outcome if row else "it is settled")
            if item is not None:
                _resolve(session, item, now)
            if row is not None and row.key.startswith(HOSPITALS):
                row.outcome, row.real_leased_until = Outcome.DISMISSED, None
                row.detail = "; ".join(filter(None, (row.detail, f"dismissed: {reason}")))
                session.add(row)
            session.add(self._audit("inbox dismissed", f"{name}|{reason}"))
            return f"{name}: dismissed"

        return await self.database.writing(settle)

    def _audit(self, what: str, about: str) -> AuditRow:
        return AuditRow(real_at=self.real_now(), who=OPS, what=what, about=about)


def _work_key(row: InboxRow) -> str:
    """What the work queue calls a row."""
    return names.message(row.id or 0) if row.key.startswith(HOSPITALS) else row.key


def _still_waits(row: InboxRow | None, item: WorkItem | None) -> bool:
    if item is not None and item.resolved_at is None:
        return True
    return row is not None and row.key.startswith(HOSPITALS) and row.outcome in UNSETTLED


def _resolve(session: Session, item: WorkItem, now: datetime) -> None:
    if item.resolved_at is None:
        item.resolved_at, item.resolved_by = now, OPS
        session.add(item)


# ---- one message


def _facts(row: InboxRow) -> tuple[tuple[str, str], ...]:
    """What is known of a message, but for what it says."""
    facts: Sequence[tuple[str, object]] = (
        ("message", names.message(row.id or 0)),
        ("facility", row.facility),
        ("what", row.trigger or row.key.partition(":")[0]),
        ("received", f"{row.received_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("outcome", row.outcome),
        ("detail", row.detail),
        ("episodes", row.episodes),
        ("attempts", row.attempts or ""),
        ("error", row.error),
    )
    return tuple((name, str(value)) for name, value in facts if value != "")


def _legible(body: str) -> str:
    """HL7 one segment a line, JSON indented."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body.replace("\r", "\n").strip()
