"""Whose card a link opens, whether the PIN was right, and who looked: each try and view audited."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from adapters.encryption import KeyRing, Seal, check_pin
from adapters.sql.database import Database
from domain.episode.facts import Person, Via
from domain.pathway import Role
from domain.permissions import Thing
from models.payloads import Card, GiveAnswer, GivenAnswer
from models.tables import Assignment, AuditRow, Party
from operations.cards import PatientsOnCards
from store.patient_data.notes import Notes
from store.people.parties import Called, called
from store.views import PICTURE, View, Viewer, Views, audited

TRIES = 5
TRIES_OF_ONE_PERSON = 20
LOCKED = timedelta(minutes=15)
WRONG_PIN = "wrong PIN"
RIGHT_PIN = "right PIN"
_CARD = re.compile(r"[0-9A-Za-z]{1,32}")


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The person whom one question went to. Vendors have no PIN; everybody else needs one."""

    card: str = field(repr=False)
    episode: str
    question: str
    person: Person
    withdrawn: bool
    pin_hash: str = field(repr=False)

    @property
    def needs_pin(self) -> bool:
        """Whether the link alone does not open the card."""
        return self.person.role is not Role.VENDOR

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        return Viewer(handle=self.person.handle, role=self.person.role, via=Via.CARD)

    @property
    def about(self) -> str:
        """How the audit trail names this card."""
        return f"{self.episode} {self.question}"


class CardAccess:
    """The assignments and the audit trail, as far as cards need them."""

    def __init__(self, database: Database, ring: KeyRing, real_now: Callable[[], datetime]) -> None:
        self._database = database
        self._seal = Seal(ring)
        self._patients = PatientsOnCards(database, self._seal, real_now)
        self._notes = Notes(database, self._seal)
        self._real_now = real_now

    async def find(self, card: str) -> Holder | None:
        """Find whose card this is; links of patients and unknown ones open nothing."""
        if not _CARD.fullmatch(card):
            return None
        return await self._database.reading(lambda session: _holder(session, card))

    async def tries(self, holder: Holder, pin: str) -> bool | None:
        """Whether the PIN is right; None when too many were wrong lately.

        A try is noted as wrong before it is judged: a hundred at once are a hundred tries.
        """
        noted = await self._database.writing(lambda s: _note_try(s, holder, self._real_now()))
        if noted is None:
            return None
        right = await asyncio.to_thread(check_pin, pin, holder.pin_hash)  # slow on purpose
        if right:
            await self._database.writing(lambda s: _put_right(s, noted))
        return right

    async def clinic(self, handle: str) -> Called | None:
        """Find the clinic that a card says to call."""
        return await self._database.reading(lambda session: called(session, handle))

    async def whole(self, card: Card, holder: Holder) -> Card:
        """The card with who it is about, of whoever may see it; the view is noted."""
        return await self._patients.whole(card, holder.viewer, holder.episode, holder.question)

    async def sees_picture(self, holder: Holder) -> None:
        """Note that somebody is shown a picture, before they are."""
        views = Views(self._seal, self._real_now())
        view = View(what=PICTURE, things=(Thing.NOTES,), episode=holder.episode, about=holder.about)
        await self._database.writing(lambda session: views.noted(session, holder.viewer, view))

    async def by_reference(self, answer: GiveAnswer) -> GivenAnswer:
        """The answer as its episode is told it, once what was written beside it is kept."""
        return await self._notes.by_reference(answer)

    async def audit(self, holder: Holder, what: str) -> None:
        """Note what somebody did with a card, before it is done."""
        at, done = self._real_now(), View(what=what, episode=holder.episode, about=holder.about)
        await self._database.writing(lambda session: audited(session, at, holder.viewer, done))


def _holder(session: Session, card: str) -> Holder | None:
    found = session.exec(select(Assignment).where(Assignment.card == card)).first()
    if found is None or not found.handle or not found.role or Role(found.role).is_family:
        return None
    party = session.get(Party, found.handle)
    return Holder(
        card=card,
        episode=found.episode,
        question=found.question,
        person=Person(handle=found.handle, name=found.person_name, role=Role(found.role)),
        withdrawn=found.withdrawn,
        pin_hash=party.pin_hash if party else "",
    )


def _note_try(session: Session, holder: Holder, now: datetime) -> int | None:
    who, since = holder.person.handle, now - LOCKED
    wrong = select(AuditRow).where(
        AuditRow.who == who, AuditRow.what == WRONG_PIN, col(AuditRow.real_at) > since
    )
    tried = session.exec(wrong).all()
    here = [row for row in tried if row.about == holder.about]
    if len(here) >= TRIES or len(tried) >= TRIES_OF_ONE_PERSON:
        return None
    tried_now = View(what=WRONG_PIN, episode=holder.episode, about=holder.about)
    row = audited(session, now, holder.viewer, tried_now)
    session.flush()
    return row.id


def _put_right(session: Session, noted: int) -> None:
    """Note that this try was the right PIN after all."""
    row = session.get(AuditRow, noted)
    if row is not None:
        row.what = RIGHT_PIN
