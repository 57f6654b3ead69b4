"""Erasing one person: their rows are emptied, and what is appended for good stays as it is.

Every function runs inside one transaction of its caller.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from adapters.encryption import EncryptionError, Seal, Tokens
from domain.hospital.events import HospitalEvent
from domain.pathway import Role
from models import names
from models.payloads import PhoneMemory
from models.tables import (
    Encounter,
    ErasedPatient,
    FamilyPhone,
    InboxRow,
    PhoneRow,
    WorkItem,
    place_of,
)
from store.charts import root_of
from store.inbox import Outcome
from store.patient_data.whose import Kept

ERASED = "erased"
WAITS = "about somebody who was erased: nothing is done before `starter.py erase --lift`"
TEXTED = "somebody who was erased texted; their number is kept again"
LOOK_WITHIN = timedelta(hours=48)


@dataclass(frozen=True)
class Erasing:
    """Empties, marks and unmarks."""

    seal: Seal
    tokens: Tokens

    def erase(
        self, session: Session, root: str, found: Kept, now: datetime, real_now: datetime
    ) -> None:
        """Empty what was found, and mark the person; done again it empties what came since."""
        for row in (*found.accounts, *found.notes, *found.texts, *found.messages, *found.sent):
            row.body_sealed = b""
            session.add(row)
        for event in found.events:
            session.delete(event)
        for number in found.numbers:
            session.delete(number)
            _resolve(session, f"{ERASED}:{number.token}", now)
        for phone in found.phones:
            self._forget_whom(session, phone)
        for message in found.messages:
            _settle(session, message, now)
        if session.get(ErasedPatient, root) is None:
            session.add(ErasedPatient(patient_token=root, real_at=real_now))
        session.flush()

    def _forget_whom(self, session: Session, phone: PhoneRow) -> None:
        """A phone keeps its codes and its no, and forgets of whom it was asked."""
        try:
            memory = PhoneMemory.model_validate_json(
                self.seal.open(phone.memory_sealed, place_of(phone))
            )
        except EncryptionError:  # nobody reads it, and a no may stand in it
            return
        left = memory.model_copy(update={"labels": {}, "patients": (), "closed": {}})
        phone.memory_sealed = self.seal.seal(left.model_dump_json(), place_of(phone))
        session.add(phone)

    def tells_of_erased(self, session: Session, events: Iterable[HospitalEvent]) -> bool:
        """Whether any of these events is about somebody who was erased."""
        records = ((one.facility, mrn) for one in events for mrn in (one.mrn, one.other_mrn) if mrn)
        tokens = {self.tokens.patient(*record) for record in records}
        return any(is_erased(session, root_of(session, token)) for token in tokens)


def is_erased(session: Session, root: str) -> bool:
    """Whether this person was erased, and it stands."""
    return session.get(ErasedPatient, root) is not None


def lift(session: Session, root: str) -> bool:
    """Let hospitals speak of them again, as of somebody new. Says whether they were erased."""
    row = session.get(ErasedPatient, root)
    if row is not None:
        session.delete(row)
    return row is not None


def root_known(session: Session, episode: str) -> str | None:
    """Whose an episode is; None where there is none under that id."""
    row = session.get(Encounter, episode)
    return root_of(session, row.patient_token) if row is not None else None


def note_texted(session: Session, phone: str, at: datetime) -> None:
    """A text from the phone of somebody who was erased is heard, and is the intake lead's work."""
    erased = select(FamilyPhone, Encounter, ErasedPatient).where(
        FamilyPhone.phone_token == phone,
        col(Encounter.episode) == col(FamilyPhone.episode),
        col(ErasedPatient.patient_token) == col(Encounter.patient_token),
    )
    found = session.exec(erased.order_by(col(Encounter.episode).desc())).first()
    if found is None:
        return
    encounter = found[1]
    key = f"{ERASED}:{phone}"
    known = session.get(WorkItem, key)
    if known is not None and known.resolved_at is None:
        return
    session.merge(
        WorkItem(
            key=key,
            facility=encounter.facility,
            reason=TEXTED,
            about=encounter.episode,
            since=at,
            owner=Role.INTAKE_LEAD,
            due=at + LOOK_WITHIN,
        )
    )


def _settle(session: Session, row: InboxRow, now: datetime) -> None:
    """Nobody need look at a message that says nothing any more."""
    if row.outcome in {Outcome.WAITING, Outcome.HELD, Outcome.QUEUED}:
        row.outcome, row.real_leased_until = Outcome.DISMISSED, None
        row.detail = ERASED
    session.add(row)
    _resolve(session, names.message(row.id or 0), now)


def _resolve(session: Session, key: str, at: datetime) -> None:
    item = session.get(WorkItem, key)
    if item is not None and item.resolved_at is None:
        item.resolved_at, item.resolved_by = at, ERASED
        session.add(item)
