"""What came, as somebody may see it: a message in clear, or why work without one was dismissed.

    UnknownItem      nothing is kept under that id or key          (a retry cannot help)
    NoMessage        work without a message                        (a retry cannot help)
    NotReadable      its body was sealed with a key that is gone   (the key can)

Each is a `NotDone` of `operations.by_hand.episodes`. Who may see which kind of thing the permission
matrix says, as of cards and of what was understood; each look is one row of the audit trail.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from adapters.encryption import EncryptionError, Seal
from adapters.sql.database import Database
from domain.episode.facts import Via
from domain.permissions import Thing
from domain.words.phrasebook import worded
from models import names
from models.tables import InboxRow, WorkItem
from operations.by_hand.episodes import NotDone, UnknownPerson
from operations.message_parts import legible
from operations.understood import NotTheirs
from store.inbox import HOSPITALS
from store.patient_data.reasons import Reasons
from store.people.parties import colleagues
from store.people.sight import Sight, sight_of_work
from store.views import MESSAGE, View, Viewer, Views
from store.work_queue import row_of

ANYWHERE = "any facility"
_MESSAGE = names.message(0).removesuffix("0")


class UnknownItem(NotDone):
    """Nothing is kept under that id or key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"nothing is kept under {key!r}; `starter.py inbox list` shows what is")


class NoMessage(NotDone):
    """It is work for a person, and no message stands behind it."""

    def __init__(self, item: WorkItem) -> None:
        super().__init__(f"{item.key}: {worded(item.reason)}; there is no message to show")


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
class ShownMessages:
    """`real_now` gives real time, for the trail."""

    database: Database
    seal: Seal
    real_now: Callable[[], datetime]

    async def shown(self, key: str, by: str) -> Shown:
        """A message as `by` may see it, once it is noted that they looked.

        Raises UnknownItem, UnknownPerson, NotTheirs, NoMessage, NotReadable.
        """

        def look(session: Session) -> Shown | NotReadable:
            handles = colleagues(session)
            if by not in handles:
                raise UnknownPerson(by, tuple(handles))
            row, item = row_of(session, key), session.get(WorkItem, key)
            if row is not None:
                return self._message(session, row, by)
            if item is None:
                raise UnknownItem(key)
            return self._work(session, item, by)

        shown = await self.database.writing(look)
        if isinstance(shown, NotReadable):
            raise shown
        return shown

    def _message(self, session: Session, row: InboxRow, by: str) -> Shown | NotReadable:
        name = work_key(row)
        sight = _sight(session, by, row.facility, row.episodes.split(), name)
        try:
            views = Views(self.seal, self.real_now())
            body = views.message(session, _viewer(by, sight), row, sight.things)
        except EncryptionError as error:  # that somebody looked is kept all the same
            return NotReadable(row.id, error)
        reasons = self._reasons(session, name, sight)
        if body is None:
            return Shown(facts=(*_facts(row), *reasons), body="(it was dropped)")
        words, hidden = legible(body, sight.things)
        lacking = [("not shown", _not_for(by, sight, hidden))] if hidden else []
        return Shown(facts=(*_facts(row), *reasons, *lacking), body=words)

    def _work(self, session: Session, item: WorkItem, by: str) -> Shown:
        """Work without a message: somebody may have said why it needs none. Raises NoMessage."""
        of_an_episode = [item.about] if item.about and not item.about.startswith(_MESSAGE) else []
        sight = _sight(session, by, item.facility, of_an_episode, item.key)
        reasons = list(self._reasons(session, item.key, sight))
        if not reasons:
            raise NoMessage(item)
        view = View(what=MESSAGE, things=sight.things & {Thing.NOTES}, about=item.key)
        Views(self.seal, self.real_now()).noted(session, _viewer(by, sight), view)
        return Shown(facts=(("work", item.key), ("why", worded(item.reason)), *reasons), body="")

    def _reasons(self, session: Session, item: str, sight: Sight) -> Iterator[tuple[str, str]]:
        """Why it was dismissed: people wrote that."""
        for one in Reasons(self.seal).opened(session, item):
            yield "dismissed", one if Thing.NOTES in sight.things else "(a reason, not shown)"


def work_key(row: InboxRow) -> str:
    """What the work queue calls a row."""
    return names.message(row.id or 0) if row.key.startswith(HOSPITALS) else row.key


def _sight(session: Session, by: str, facility: str, episodes: Sequence[str], item: str) -> Sight:
    """Raises NotTheirs."""
    sight = sight_of_work(session, by, facility, episodes, item)
    if not sight.things:
        raise NotTheirs(by, facility or ANYWHERE)
    return sight


def _viewer(by: str, sight: Sight) -> Viewer:
    return Viewer(handle=by, role=sight.role, via=Via.BY_HAND)


def _not_for(by: str, sight: Sight, hidden: frozenset[Thing]) -> str:
    kinds = ", ".join(one.value for one in Thing if one in hidden)
    return f"{kinds}: not for {by} ({sight.role.value.replace('_', ' ')})"


def _facts(row: InboxRow) -> tuple[tuple[str, str], ...]:
    """What is known of a message, but for what it says."""
    facts: Sequence[tuple[str, object]] = (
        ("message", names.message(row.id or 0)),
        ("facility", row.facility),
        ("what", row.trigger or row.key.partition(":")[0]),
        ("received", f"{row.received_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("outcome", row.outcome),
        ("detail", worded(row.detail)),
        ("episodes", row.episodes),
        ("attempts", row.attempts or ""),
        ("error", row.error),
    )
    return tuple((name, str(value)) for name, value in facts if value != "")
