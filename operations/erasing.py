"""Erasing one person from the command line, in two steps: what would go, then that it goes.

    NothingKept      nothing is kept of them                              (a retry cannot help)
    NotConfirmed     the code is not that of this person and episodes     (look again)
    StillNamed       a message that waits under another record names them (settle it, then again)
    NotErased        there is nothing to lift                             (a retry cannot help)

Each is a `NotDone` of `operations.episodes`. What is said and audited names episodes and counts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from adapters.encryption import Seal, Tokens
from adapters.sql.database import Database
from domain.episode.facts import Via
from domain.hospital.erasure import Why
from domain.pathway import Role
from models import names
from models.tables import AuditRow, Encounter, InboxRow
from operations.episodes import NotDone, UnknownEpisode, UnknownPerson
from store.charts import root_of
from store.patient_data import erasing
from store.patient_data.erasing import Erasing
from store.patient_data.whose import Kept, Whose, episodes_of
from store.people.parties import acts_as, colleagues
from store.views import Viewer


class NothingKept(NotDone):
    """Nothing is kept of them."""

    def __init__(self) -> None:
        super().__init__("nothing is kept of them")


class NotConfirmed(NotDone):
    """The code is another person's, or another episode has begun since."""

    def __init__(self) -> None:
        super().__init__(
            "that is not the code of this person as they stand; look without --confirm"
        )


class StillNamed(NotDone):
    """A message under another record names them, and somebody has to look at it first.

    It may be that patient's discharge; once theirs is emptied nothing would find it any more.
    """

    def __init__(self, waiting: Sequence[InboxRow]) -> None:
        super().__init__(_named_in(waiting))


class NotErased(NotDone):
    """Nothing to lift."""

    def __init__(self) -> None:
        super().__init__("they were not erased, or it was lifted")


Patient = tuple[str, str]
"""Facility and MRN, as `find` takes them; without them it is the person of an episode."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What would be removed: a line for each thing that somebody must know, and the code."""

    lines: tuple[str, ...]
    code: str


@dataclass(frozen=True, kw_only=True)
class Erasures:
    """`real_now` gives real time; every erasing and lifting is audited."""

    database: Database
    seal: Seal
    tokens: Tokens
    real_now: Callable[[], datetime]

    async def look(self, episode: str, patient: Patient | None) -> Looked:
        """Say what erasing would remove, and change nothing. Raises UnknownEpisode, NothingKept."""

        def look(session: Session) -> Looked:
            root = self._root(session, episode, patient)
            kept, episodes = self._kept(session, root, patient), episodes_of(session, root)
            return Looked(
                lines=tuple(_foreseen(session, kept, episodes)),
                code=self.tokens.erasure(root, episodes),
            )

        return await self.database.reading(look)

    async def erase(
        self, episode: str, patient: Patient | None, why: Why, by: str, code: str
    ) -> str:
        """Empty all of it at once, and say what went; done again it empties what came since.

        Raises UnknownEpisode, NothingKept, UnknownPerson, NotConfirmed, StillNamed.
        """
        real_now = self.real_now()
        now = (await self.database.clock()).clinical(real_now)

        def erase(session: Session) -> str:
            root = self._root(session, episode, patient)
            who = _colleague(session, by)
            episodes = episodes_of(session, root)
            if code != self.tokens.erasure(root, episodes):
                raise NotConfirmed
            kept = self._kept(session, root, patient)
            if kept.waiting:
                raise StillNamed(kept.waiting)
            marked = erasing.is_erased(session, root)
            self._erasing.erase(session, root, kept, now, real_now)
            if not marked or any(kept.counts().values()):
                about = "; ".join((why, _counted(kept.counts()), ", ".join(episodes)))
                session.add(_audited(who, real_now, "person erased", about))
            return f"emptied: {_counted(kept.counts())}"

        return await self.database.writing(erase)

    async def lift(self, episode: str, patient: Patient | None, by: str) -> str:
        """Let hospitals speak of them again; nothing that was emptied comes back.

        Raises UnknownEpisode, UnknownPerson, NotErased.
        """
        real_now = self.real_now()

        def lift(session: Session) -> str:
            root, who = self._root(session, episode, patient), _colleague(session, by)
            if not erasing.lift(session, root):
                raise NotErased
            about = ", ".join(episodes_of(session, root))
            session.add(_audited(who, real_now, "erasing lifted", about))
            return "lifted: what waits of them can be tried again with `starter.py inbox retry`"

        return await self.database.writing(lift)

    @property
    def _erasing(self) -> Erasing:
        return Erasing(self.seal, self.tokens)

    def _root(self, session: Session, episode: str, patient: Patient | None) -> str:
        """The record that all of a person's were merged into. Raises UnknownEpisode."""
        if patient is not None:
            return root_of(session, self.tokens.patient(*patient))
        root = erasing.root_known(session, episode)
        if root is None:
            raise UnknownEpisode(episode)
        return root

    def _kept(self, session: Session, root: str, patient: Patient | None) -> Kept:
        """What there is. Raises NothingKept: most likely a number that was typed wrongly."""
        kept = Whose(self.seal, self.tokens).kept(session, root, patient)
        known = episodes_of(session, root) or erasing.is_erased(session, root)
        if not (known or any(kept.counts().values())):
            raise NothingKept
        return kept


def _foreseen(session: Session, kept: Kept, episodes: tuple[str, ...]) -> list[str]:
    rows = [session.get_one(Encounter, one) for one in episodes]
    stands = [f"{row.episode} ({row.outcome or 'open'})" for row in rows]
    open_ = [row.episode for row in rows if not row.outcome]
    lines = [f"episodes: {', '.join(stands) or 'none'}"]
    lines.append(f"to be emptied, for good: {_counted(kept.counts())}")
    if open_:
        lines.append(
            f"{', '.join(open_)} would go on without a name or a number: nobody could call or text "
            "the patient; `starter.py close` ends it"
        )
    return [*lines, *([_named_in(kept.waiting)] if kept.waiting else [])]


def _named_in(waiting: Sequence[InboxRow]) -> str:
    ids = ", ".join(names.message(row.id or 0) for row in waiting)
    return f"{ids}: names them under another record and waits for a person; settle it first"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing"


def _audited(who: Viewer, real_at: datetime, what: str, about: str) -> AuditRow:
    return AuditRow(
        real_at=real_at, who=who.handle, role=who.role, what=what, about=about, via=who.via
    )


def _colleague(session: Session, handle: str) -> Viewer:
    """Who decides it. Raises UnknownPerson."""
    known = colleagues(session)
    if handle not in known:
        raise UnknownPerson(handle, tuple(known))
    role = acts_as(session, handle, Role.OPS)
    return Viewer(handle=handle, role=role, via=Via.BY_HAND)
