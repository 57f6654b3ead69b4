"""Erasing one person from the command line, in two steps: what would go, then that it goes.

    NothingKept      nothing is kept of them                              (a retry cannot help)
    NotConfirmed     the code is not that of this person and episodes     (look again)
    StillNamed       a message that waits under another record names them (settle it, then again)
    NotErased        there is nothing to lift                             (a retry cannot help)
    MayNotErase      who is said to decide it may not                     (somebody else may)

Each is a `NotDone` of `operations.by_hand.episodes`. What is said and audited names episodes and
counts.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlmodel import Session

from adapters.encryption import Seal, Tokens
from adapters.sql.database import Database
from domain.episode.facts import Via
from domain.hospital.erasure import Why
from domain.permissions import ERASES, Scope
from models import names
from models.tables import Encounter, InboxRow
from operations.by_hand.episodes import NotDone, UnknownEpisode, UnknownPerson
from store.charts import root_of
from store.patient_data import erasing
from store.patient_data.erasing import Erasing
from store.patient_data.messages import Messages, Named, Searched
from store.patient_data.whose import Kept, SearchedTooLittle, Whose, episodes_of, hospitals_of
from store.people.parties import colleagues, roles_of
from store.views import View, Viewer, audited


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


class MayNotErase(NotDone):
    """They may not decide it: of these facilities a supervisor may, and ops."""

    def __init__(self, handle: str, facilities: Collection[str]) -> None:
        where = ", ".join(sorted(facilities))
        super().__init__(
            f"{handle} may not decide that a patient of {where} is erased: a supervisor of all of "
            "these may, or ops"
        )


_Done = TypeVar("_Done")
Step = Callable[[float], None]
"""Hears what part of all was done."""


def _silent(part: float) -> None:
    """Who waits for nobody."""
    del part


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

    async def look(
        self, episode: str, patient: Patient | None, by: str, step: Step = _silent
    ) -> Looked:
        """Say what erasing would remove, and change nothing; `step` hears how far it is.

        Raises UnknownEpisode, NothingKept, UnknownPerson, MayNotErase.
        """

        def look(searched: Searched, session: Session) -> Looked:
            root = self._root(session, episode, patient)
            _decides(session, by, _facilities(session, root, patient))
            kept, episodes = (
                self._kept(session, root, patient, searched),
                episodes_of(session, root),
            )
            return Looked(
                lines=tuple(_foreseen(session, kept, episodes)),
                code=self.tokens.erasure(root, episodes),
            )

        return await self._searching(episode, patient, by, step, self.database.reading, look)

    async def erase(
        self,
        episode: str,
        patient: Patient | None,
        why: Why,
        by: str,
        code: str,
        step: Step = _silent,
    ) -> str:
        """Empty all of it at once, and say what went; done again it empties what came since.

        Raises UnknownEpisode, NothingKept, UnknownPerson, MayNotErase, NotConfirmed, StillNamed.
        """
        real_now = self.real_now()
        now = (await self.database.clock()).clinical(real_now)

        def erase(searched: Searched, session: Session) -> str:
            root = self._root(session, episode, patient)
            who = _decides(session, by, _facilities(session, root, patient))
            episodes = episodes_of(session, root)
            if code != self.tokens.erasure(root, episodes):
                raise NotConfirmed
            kept = self._kept(session, root, patient, searched)
            if kept.waiting:
                raise StillNamed(kept.waiting)
            marked = erasing.is_erased(session, root)
            self._erasing.erase(session, root, kept, now, real_now)
            if not marked or any(kept.counts().values()):
                about = "; ".join((why, _counted(kept.counts()), ", ".join(episodes)))
                audited(session, real_now, who, View(what="person erased", about=about))
            return f"emptied: {_counted(kept.counts())}"

        return await self._searching(episode, patient, by, step, self.database.writing, erase)

    async def lift(self, episode: str, patient: Patient | None, by: str) -> str:
        """Let hospitals speak of them again; nothing that was emptied comes back.

        Raises UnknownEpisode, UnknownPerson, MayNotErase, NotErased.
        """
        real_now = self.real_now()

        def lift(session: Session) -> str:
            root = self._root(session, episode, patient)
            who = _decides(session, by, _facilities(session, root, patient))
            if not erasing.lift(session, root):
                raise NotErased
            about = ", ".join(episodes_of(session, root))
            audited(session, real_now, who, View(what="erasing lifted", about=about))
            return "lifted: what waits of them can be tried again with `starter.py inbox retry`"

        return await self.database.writing(lift)

    async def _searching(
        self,
        episode: str,
        patient: Patient | None,
        by: str,
        step: Step,
        doing: Callable[[Callable[[Session], _Done]], Awaitable[_Done]],
        work: Callable[[Searched, Session], _Done],
    ) -> _Done:
        """Do it, once the messages were looked through; again where more is theirs meanwhile."""

        def named(session: Session) -> Named:
            root = self._root(session, episode, patient)
            _decides(session, by, _facilities(session, root, patient))
            return Whose(self.seal, self.tokens).named(session, root, patient)

        while True:
            by_what = await self.database.reading(named)
            searched = await Messages(self.seal).search(self.database, by_what, step)
            with suppress(SearchedTooLittle):
                return await doing(partial(work, searched))

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

    def _kept(
        self, session: Session, root: str, patient: Patient | None, searched: Searched
    ) -> Kept:
        """What there is. Raises NothingKept: most likely a number that was typed wrongly."""
        kept = Whose(self.seal, self.tokens).kept(session, root, patient, searched)
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


def _facilities(session: Session, root: str, patient: Patient | None) -> set[str]:
    """Where they are a patient, as far as anybody has said."""
    return hospitals_of(session, root) | ({patient[0]} if patient is not None else set())


def _decides(session: Session, handle: str, facilities: set[str]) -> Viewer:
    """Who decides it, in the role by which they may. Raises UnknownPerson, MayNotErase."""
    known = colleagues(session)
    if handle not in known:
        raise UnknownPerson(handle, tuple(known))
    for role, where in roles_of(session, handle).items():
        of = ERASES.get(role, Scope.NO)
        if of is Scope.ALL or (of is Scope.FACILITY and facilities <= where):
            return Viewer(handle=handle, role=role, via=Via.BY_HAND)
    raise MayNotErase(handle, facilities)
