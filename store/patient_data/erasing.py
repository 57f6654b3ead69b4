"""Erasing one person: their rows are emptied, and what is appended for good stays as it is.

Every function runs inside one transaction of its caller.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, not_, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from adapters.encryption import EncryptionError, Seal, Tokens
from adapters.sql.database import clock_in
from domain.hospital.events import HospitalEvent
from domain.pathway import Role
from domain.words.phrasebook import phrase
from models import names
from models.payloads import PhoneMemory
from models.tables import (
    Encounter,
    ErasedPatient,
    FamilyPhone,
    InboxRow,
    MovedEncounter,
    OutboxRow,
    PhoneNumber,
    PhoneRow,
    WorkItem,
    place_of,
)
from store.charts import root_of
from store.inbox import RECEIPT, TEXT, Outcome
from store.patient_data.messages import FOR_A_PERSON
from store.patient_data.whose import Kept

ERASED = "erased"
WAITS = phrase("queue.erased_waits")
TEXTED = phrase("queue.erased_texted")
UNANSWERED = phrase("queue.erased_unanswered")
LOOK_WITHIN = timedelta(hours=48)
LONGEST_ANSWERING = timedelta(days=3)
"""How long, in real time, an erased number waits for what its texts are answered."""
_OF_NOBODY: dict[str, object] = {"labels": {}, "patients": (), "closed": {}, "stale": None}
"""A phone's memory without whom it was asked of."""
_IS_HEARD = col(InboxRow.outcome) != Outcome.WAITING


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
        for reason in found.reasons:
            reason.reason_sealed = b""
            session.add(reason)
        for event in found.events:
            session.delete(event)
        for number in found.numbers:
            _give_up(session, number, real_now)
            _resolve(session, f"{ERASED}:{number.token}", now)
        for phone in found.phones:
            self._forget_whom(session, phone)
        for message in found.messages:
            _settle(session, message, now)
        session.merge(ErasedPatient(patient_token=root, real_at=real_now))
        session.flush()

    def _forget_whom(self, session: Session, phone: PhoneRow) -> None:
        """A phone keeps its codes and its no, and forgets of whom it was asked."""
        try:
            memory = PhoneMemory.model_validate_json(
                self.seal.open(phone.memory_sealed, place_of(phone))
            )
        except EncryptionError:  # nobody reads it, and a no may stand in it
            return
        left = memory.model_copy(update=_OF_NOBODY)
        phone.memory_sealed = self.seal.seal(left.model_dump_json(), place_of(phone))
        session.add(phone)

    def tells_of_erased(self, session: Session, events: Iterable[HospitalEvent]) -> bool:
        """Whether any of these events is about somebody who was erased."""
        tokens = {token for event in events for token in self._whose(session, event)}
        return any(is_erased(session, root_of(session, token)) for token in tokens)

    def _whose(self, session: Session, event: HospitalEvent) -> Iterator[str]:
        """The records that an event names, and those that its stay was moved to or opened under."""
        for mrn in filter(None, (event.mrn, event.other_mrn)):
            yield self.tokens.patient(event.facility, mrn)
        if not event.encounter:
            return
        stay = self.tokens.encounter(event.facility, event.encounter)
        for kept in (MovedEncounter, Encounter):
            found = select(kept.patient_token).where(kept.encounter_token == stay)
            yield from session.exec(found).all()


def to_remember(session: Session, memory: PhoneMemory) -> PhoneMemory:
    """What of a family's thread is kept, also where it began before somebody was erased."""
    named = {*memory.labels, memory.stale.episode if memory.stale else ""}
    gone = {one for one in named if _was_erased(session, one)}
    if memory.staff or not gone:
        return memory
    labels = {one: label for one, label in memory.labels.items() if one not in gone}
    theirs = {memory.labels.get(one) for one in gone}
    closed = {
        code: said for code, said in memory.closed.items() if said.partition(":")[0] not in theirs
    }
    stale = None if memory.stale and memory.stale.episode in gone else memory.stale
    return memory.model_copy(update={"labels": labels, "closed": closed, "stale": stale})


def told_before(session: Session, episode: str, at: datetime | None) -> bool:
    """Whether words were told before the person of their episode was erased, in clinical time.

    Of words of which nobody knows when they were told it is so while the erasing stands.
    """
    root = root_known(session, episode)
    row = session.get(ErasedPatient, root) if root is not None else None
    if row is None:
        return False
    return at is None or at <= clock_in(session).clinical(row.real_at)


def is_erased(session: Session, root: str) -> bool:
    """Whether this person was erased, and it stands."""
    return session.get(ErasedPatient, root) is not None


def lift(session: Session, root: str) -> bool:
    """Let hospitals speak of them again, as of somebody new. Says whether they were erased."""
    row = session.get(ErasedPatient, root)
    if row is not None:
        session.delete(row)
    return row is not None


def _was_erased(session: Session, episode: str) -> bool:
    root = root_known(session, episode)
    return root is not None and is_erased(session, root)


def root_known(session: Session, episode: str) -> str | None:
    """Whose an episode is; None where there is none under that id."""
    row = session.get(Encounter, episode)
    return root_of(session, row.patient_token) if row is not None else None


def note_texted(session: Session, phone: str, at: datetime) -> None:
    """A text from the phone of somebody who was erased is heard, and is the intake lead's work."""
    _note(session, phone, TEXTED, at)


def _note(session: Session, phone: str, why: str, at: datetime) -> None:
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
            reason=why,
            about=encounter.episode,
            since=at,
            owner=Role.INTAKE_LEAD,
            due=at + LOOK_WITHIN,
        )
    )


def _give_up(session: Session, number: PhoneNumber, real_now: datetime) -> None:
    """A number goes at once, or as soon as what it texted is answered: it may be danger."""
    if session.exec(_texts_from(number.token).limit(1)).first() is None:
        session.delete(number)
    else:
        number.real_erased_at = real_now
        session.add(number)


def numbers_that_answer(session: Session) -> list[str]:
    """The erased numbers that are kept until what they texted is answered, by token."""
    kept = select(PhoneNumber.token).where(col(PhoneNumber.real_erased_at).is_not(None))
    return list(session.exec(kept.order_by(PhoneNumber.token)).all())


def let_go(session: Session, phone: str, real_now: datetime, *, owes: bool) -> None:
    """Empty the last that is kept of an erased number, unless its thread owes or its texts wait.

    After the longest time it goes all the same, and that nobody was answered is somebody's work.
    """
    number = session.get(PhoneNumber, phone)
    if number is None or number.real_erased_at is None:  # it has texted again meanwhile
        return
    if owes or _waits(session, phone):
        if real_now < number.real_erased_at + LONGEST_ANSWERING:
            return
        _note(session, phone, UNANSWERED, clock_in(session).clinical(real_now))
    session.delete(number)
    for text in session.exec(_texts_from(phone, RECEIPT).where(_IS_HEARD)).all():
        text.body_sealed = b""
        session.add(text)
    for sent in session.exec(select(OutboxRow).where(OutboxRow.phone_token == phone)).all():
        sent.body_sealed = b""
        session.add(sent)


def _texts_from(phone: str, *others: str) -> SelectOfScalar[InboxRow]:
    kinds = or_(*map(col(InboxRow.key).startswith, (TEXT, *others)))
    return select(InboxRow).where(InboxRow.ordering_key == phone, kinds)


def _waits(session: Session, phone: str) -> bool:
    return session.exec(_texts_from(phone).where(not_(_IS_HEARD)).limit(1)).first() is not None


def _settle(session: Session, row: InboxRow, now: datetime) -> None:
    """Nobody need look at a message that says nothing any more."""
    if row.outcome in FOR_A_PERSON:
        row.outcome, row.real_leased_until = Outcome.DISMISSED, None
        row.detail = ERASED
    session.add(row)
    _resolve(session, names.message(row.id or 0), now)


def _resolve(session: Session, key: str, at: datetime) -> None:
    item = session.get(WorkItem, key)
    if item is not None and item.resolved_at is None:
        item.resolved_at, item.resolved_by = at, ERASED
        session.add(item)
