"""What the store keeps of one person, wherever it is kept: the rows that erasing them empties.

Every function runs inside one transaction of its caller.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import TypeAdapter
from sqlmodel import Session, col, or_, select

from adapters.encryption import EncryptionError, Seal, Tokens
from domain.hospital.discharge import Caregiver, Discharge, Patient
from domain.hospital.events import Account, HospitalEvent
from domain.pathway import Role
from models.tables import (
    AccountRow,
    AnswerNote,
    AnswerRow,
    Assignment,
    Encounter,
    FamilyPhone,
    HospitalEventRow,
    InboxRow,
    MergedPatient,
    OutboxRow,
    PartyPhone,
    PhoneNumber,
    PhoneRow,
    Place,
    WorkItem,
    place_of,
)
from store.inbox import HOSPITALS, RECEIPT, TEXT, Outcome

_EVENT: TypeAdapter[HospitalEvent] = TypeAdapter(HospitalEvent)
_DISCHARGE: TypeAdapter[Discharge] = TypeAdapter(Discharge)
_FAMILY = tuple(role.value for role in Role if role.is_family)
_FOR_A_PERSON = (Outcome.WAITING, Outcome.HELD, Outcome.QUEUED)
_Read = TypeVar("_Read")
_SHORTEST_NUMBER = 3
"""Of a record or a visit: what is shorter stands in a message for anything."""


@dataclass
class Kept:
    """The rows in which something readable stands of one person.

    `waiting` are messages that name them, stand under somebody else's record and wait: they cannot
    be emptied before that is settled.
    """

    accounts: list[AccountRow] = field(default_factory=list)
    notes: list[AnswerNote] = field(default_factory=list)
    events: list[HospitalEventRow] = field(default_factory=list)
    messages: list[InboxRow] = field(default_factory=list)
    texts: list[InboxRow] = field(default_factory=list)
    sent: list[OutboxRow] = field(default_factory=list)
    numbers: list[PhoneNumber] = field(default_factory=list)
    phones: list[PhoneRow] = field(default_factory=list)
    waiting: list[InboxRow] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many of each kind would go, in the words of the command line."""
        return {
            "accounts": len(self.accounts),
            "notes": len(self.notes),
            "events": len(self.events),
            "hospital messages": len(self.messages),
            "texts received": len(self.texts),
            "texts sent": len(self.sent),
            "phone numbers": len(self.numbers),
        }


@dataclass(frozen=True)
class _Said:
    """What stands in a person's own rows: their hospitals, their numbers there, their phones."""

    facilities: set[str]
    numbers: set[str]
    phones: set[str]


@dataclass(frozen=True)
class Whose:
    """Finds the rows of a person, by the record that all of theirs were merged into."""

    seal: Seal
    tokens: Tokens

    def kept(self, session: Session, root: str, record: tuple[str, str] | None = None) -> Kept:
        """Everything that is to be emptied. `record`: facility and a number of theirs there."""
        tokens, episodes = records_of(session, root), episodes_of(session, root)
        accounts = session.exec(
            select(AccountRow).where(col(AccountRow.episode).in_(episodes))
        ).all()
        notes = session.exec(select(AnswerNote).where(col(AnswerNote.episode).in_(episodes))).all()
        events = session.exec(
            select(HospitalEventRow).where(col(HospitalEventRow.patient_token).in_(tokens))
        ).all()
        found = Kept(
            accounts=[one for one in accounts if one.body_sealed],
            notes=[one for one in notes if one.body_sealed],
            events=list(events),
        )
        said = self._said(found)
        if record is not None:
            said.facilities.add(record[0])
            said.numbers.add(record[1])
        self._messages(session, found, tokens, said)
        alone = _alone(session, episodes, said.phones | _phones_of(session, episodes))
        held = select(PhoneNumber).where(col(PhoneNumber.token).in_(alone))
        found.numbers = list(session.exec(held).all())
        found.phones = list(
            session.exec(select(PhoneRow).where(col(PhoneRow.token).in_(alone))).all()
        )
        self._texts(session, found, episodes, alone)
        return found

    def _said(self, found: Kept) -> _Said:
        facilities = {row.facility for row in found.events}
        numbers: set[str] = set()
        phones: set[str | None] = set()
        for row in found.events:
            for event in self._read(_EVENT, row.event_sealed, place_of(row)):
                numbers |= set(filter(None, (event.mrn, event.other_mrn, event.encounter)))
                phones |= set(_phones(event.account, event.account.caregiver))
        for account in found.accounts:
            for told in self._read(_DISCHARGE, account.body_sealed, place_of(account)):
                facilities.add(told.facility)
                numbers |= {told.patient.mrn, told.encounter}
                phones |= set(_phones(told.patient, told.patient.caregiver))
        return _Said(facilities, numbers, {self.tokens.phone(one) for one in phones if one})

    def _read(self, kind: TypeAdapter[_Read], sealed: bytes, where: Place) -> Iterator[_Read]:
        """What a row says; what no key opens is read by nobody."""
        try:
            yield kind.validate_json(self.seal.open(sealed, where))
        except EncryptionError:
            return

    def _messages(self, session: Session, found: Kept, tokens: Sequence[str], said: _Said) -> None:
        """Their messages, and what else of their hospitals, or of nobody known, names them."""
        mine = {row.inbox for row in found.events}
        named = _named(said.numbers)
        kept = select(InboxRow).where(
            or_(*map(col(InboxRow.key).startswith, HOSPITALS)),
            or_(
                col(InboxRow.ordering_key).in_(tokens),
                col(InboxRow.facility).in_([*said.facilities, ""]),
            ),
            col(InboxRow.body_sealed) != b"",
        )
        for row in session.exec(kept.order_by(col(InboxRow.id)).execution_options(yield_per=200)):
            own = row.ordering_key in tokens
            if own or row.id in mine or (named and named.search(self._body(row))):
                theirs = own or row.outcome not in _FOR_A_PERSON
                (found.messages if theirs else found.waiting).append(row)

    def _body(self, row: InboxRow) -> str:
        try:
            return self.seal.open(row.body_sealed, place_of(row))
        except EncryptionError:
            return ""

    @staticmethod
    def _texts(session: Session, found: Kept, episodes: Sequence[str], alone: set[str]) -> None:
        """What was texted by them and about them. What is still to be heard stays until it is."""
        messages = _messages_about(session, episodes, alone)
        came = select(InboxRow).where(
            or_(*map(col(InboxRow.key).startswith, (TEXT, RECEIPT))),
            InboxRow.outcome != Outcome.WAITING,
            col(InboxRow.body_sealed) != b"",
            or_(
                col(InboxRow.ordering_key).in_(alone),
                col(InboxRow.key).in_([TEXT + one for one in messages]),
            ),
        )
        found.texts = list(session.exec(came).all())
        about = [*(f"{one}|" for one in episodes), *messages]
        said = [col(OutboxRow.key).contains(one, autoescape=True) for one in about]
        went = select(OutboxRow).where(
            col(OutboxRow.body_sealed) != b"",
            or_(col(OutboxRow.phone_token).in_(alone), *said),
        )
        found.sent = list(session.exec(went).all())


def records_of(session: Session, root: str) -> tuple[str, ...]:
    """Every record of a person: the one that is kept, and all that were merged into it."""
    found, new = [root], [root]
    while new:
        merged = select(MergedPatient.patient_token).where(col(MergedPatient.into_token).in_(new))
        new = [one for one in session.exec(merged).all() if one not in found]
        found += new
    return tuple(found)


def episodes_of(session: Session, root: str) -> tuple[str, ...]:
    """Every episode of a person, in some order that stays."""
    mine = select(Encounter.episode).where(
        col(Encounter.patient_token).in_(records_of(session, root))
    )
    return tuple(session.exec(mine.order_by(col(Encounter.episode))).all())


def _phones(who: Patient | Account, caregiver: Caregiver | None) -> Iterable[str | None]:
    yield from (who.mobile, who.phone)
    if caregiver is not None:
        yield from (caregiver.mobile, caregiver.phone)


def _named(numbers: set[str]) -> re.Pattern[str] | None:
    """Any of a person's numbers, as a word of its own."""
    long = sorted(re.escape(one) for one in numbers if len(one) >= _SHORTEST_NUMBER)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(long)})(?![\w-])") if long else None


def _phones_of(session: Session, episodes: Sequence[str]) -> set[str]:
    """The phones of a family, as the hospital named them and as they were asked."""
    charted = select(FamilyPhone.phone_token).where(col(FamilyPhone.episode).in_(episodes))
    asked = select(Assignment.phone_token).where(
        col(Assignment.episode).in_(episodes), col(Assignment.role).in_(_FAMILY)
    )
    return {*session.exec(charted).all(), *session.exec(asked).all()} - {""}


def _alone(session: Session, episodes: Sequence[str], phones: set[str]) -> set[str]:
    """Those phones that nobody else has: no colleague, no other patient's family."""
    taken = (
        select(PartyPhone.phone_token).where(col(PartyPhone.phone_token).in_(phones)),
        select(FamilyPhone.phone_token).where(
            col(FamilyPhone.phone_token).in_(phones), col(FamilyPhone.episode).not_in(episodes)
        ),
        select(Assignment.phone_token).where(
            col(Assignment.phone_token).in_(phones), col(Assignment.episode).not_in(episodes)
        ),
    )
    return phones - {token for one in taken for token in session.exec(one).all()}


def _messages_about(session: Session, episodes: Sequence[str], alone: set[str]) -> list[str]:
    """The ids of texts that answered for these episodes, or wait for a person about them."""
    answered = select(AnswerRow.message_id).where(col(AnswerRow.episode).in_(episodes))
    work = select(WorkItem.key).where(
        col(WorkItem.key).startswith(TEXT), col(WorkItem.about).in_([*episodes, *alone])
    )
    keys = [key.removeprefix(TEXT) for key in session.exec(work).all()]
    return [one for one in {*session.exec(answered).all(), *keys} if one]
