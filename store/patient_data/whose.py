"""What the store keeps of one person, wherever it is kept: the rows that erasing them empties.

Every function runs inside one transaction of its caller.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import TypeAdapter
from sqlmodel import Session, col, or_, select

from adapters.encryption import Seal, Tokens
from domain.episode.facts import OF_A_MESSAGE
from domain.hospital.discharge import Caregiver, Discharge, Patient
from domain.hospital.events import Account, HospitalEvent
from domain.pathway import Role
from models import names
from models.tables import (
    AccountRow,
    AnswerNote,
    AnswerRow,
    Assignment,
    Dismissal,
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
from store.inbox import ASIDE, RECEIPT, TEXT, Outcome
from store.patient_data.messages import Messages, Named, Searched, opened

_EVENT: TypeAdapter[HospitalEvent] = TypeAdapter(HospitalEvent)
_DISCHARGE: TypeAdapter[Discharge] = TypeAdapter(Discharge)
_FAMILY = tuple(role.value for role in Role if role.is_family)
_Read = TypeVar("_Read")


class SearchedTooLittle(Exception):  # noqa: N818 - a fact
    """Messages were looked through for fewer numbers than are theirs by now: look once more."""


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
    reasons: list[Dismissal] = field(default_factory=list)
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
            "reasons": len(self.reasons),
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

    def named(self, session: Session, root: str, record: tuple[str, str] | None) -> Named:
        """By what they are known in messages. `record`: facility and a number of theirs there."""
        return self._of_theirs(session, root, record)[1]

    def kept(
        self, session: Session, root: str, record: tuple[str, str] | None, searched: Searched
    ) -> Kept:
        """Everything that is to be emptied. Raises SearchedTooLittle."""
        found, named, phones = self._of_theirs(session, root, record)
        if not named.numbers <= searched.numbers:
            raise SearchedTooLittle
        episodes = episodes_of(session, root)
        found.messages, found.waiting = Messages(self.seal).about(session, named, searched)
        alone = _alone(session, episodes, phones | _phones_of(session, episodes))
        held = select(PhoneNumber).where(
            col(PhoneNumber.token).in_(alone), col(PhoneNumber.real_erased_at).is_(None)
        )
        found.numbers = list(session.exec(held).all())
        found.phones = list(
            session.exec(select(PhoneRow).where(col(PhoneRow.token).in_(alone))).all()
        )
        messages = _messages_about(session, episodes, alone)
        self._texts(session, found, episodes, alone, messages)
        about = {TEXT + one for one in messages} | _work_about(session, episodes, named.tokens)
        found.reasons = self._reasons(session, about, found, named.pattern)
        return found

    def _of_theirs(
        self, session: Session, root: str, record: tuple[str, str] | None
    ) -> tuple[Kept, Named, set[str]]:
        """What stands in their own rows, what names them by it, and the tokens of their phones."""
        tokens, episodes = records_of(session, root), episodes_of(session, root)
        accounts = session.exec(
            select(AccountRow).where(col(AccountRow.episode).in_(episodes))
        ).all()
        notes = _notes_of(session, episodes)
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
        named = Named(
            tokens=frozenset(tokens),
            facilities=frozenset(said.facilities),
            numbers=frozenset(said.numbers),
            mine=frozenset(row.inbox for row in events),
        )
        return found, named, said.phones

    def _reasons(
        self, session: Session, about: set[str], found: Kept, named: re.Pattern[str] | None
    ) -> list[Dismissal]:
        """Why work about them was dismissed, and what else was said so that names them."""
        theirs = about | {names.message(one.id or 0) for one in found.messages}
        kept = session.exec(select(Dismissal).where(col(Dismissal.reason_sealed) != b"")).all()
        return [
            one
            for one in kept
            if one.item.removesuffix(ASIDE) in theirs
            or (named and named.search(opened(self.seal, one.reason_sealed, place_of(one))))
        ]

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
        if said := opened(self.seal, sealed, where):
            yield kind.validate_json(said)

    @staticmethod
    def _texts(
        session: Session,
        found: Kept,
        episodes: Sequence[str],
        alone: set[str],
        messages: Sequence[str],
    ) -> None:
        """What was texted by them and about them. What is still to be heard stays until it is."""
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


def _notes_of(session: Session, episodes: Sequence[str]) -> list[AnswerNote]:
    """What stands beside answers in a person's episodes, and beside the same ones in others.

    A danger is told to all that a phone has to do with; the name has the message in it.
    """
    mine = session.exec(select(AnswerNote).where(col(AnswerNote.episode).in_(episodes))).all()
    beside = [one.name for one in mine if OF_A_MESSAGE in one.name]
    told = select(AnswerNote).where(
        col(AnswerNote.name).in_(beside), col(AnswerNote.episode).not_in(episodes)
    )
    return [*mine, *session.exec(told).all()]


def hospitals_of(session: Session, root: str) -> set[str]:
    """The facilities where somebody is a patient, by what is kept of them."""
    records, found = records_of(session, root), set()
    for kept in (Encounter, HospitalEventRow):
        mine = select(kept.facility).where(col(kept.patient_token).in_(records))
        found |= set(session.exec(mine.distinct()).all())
    return found


def _phones(who: Patient | Account, caregiver: Caregiver | None) -> Iterable[str | None]:
    yield from (who.mobile, who.phone)
    if caregiver is not None:
        yield from (caregiver.mobile, caregiver.phone)


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


def _work_about(session: Session, episodes: Sequence[str], tokens: Collection[str]) -> set[str]:
    """The work queue's keys of what is about these episodes, or a message of these records."""
    work = select(WorkItem.key).where(col(WorkItem.about).in_(episodes))
    sent = select(InboxRow.id).where(col(InboxRow.ordering_key).in_(tokens))
    messages = {names.message(one or 0) for one in session.exec(sent).all()}
    return messages | set(session.exec(work).all())


def _messages_about(session: Session, episodes: Sequence[str], alone: set[str]) -> list[str]:
    """The ids of texts that answered for these episodes, or wait for a person about them."""
    answered = select(AnswerRow.message_id).where(col(AnswerRow.episode).in_(episodes))
    work = select(WorkItem.key).where(
        col(WorkItem.key).startswith(TEXT), col(WorkItem.about).in_([*episodes, *alone])
    )
    keys = [key.removeprefix(TEXT) for key in session.exec(work).all()]
    return [one for one in {*session.exec(answered).all(), *keys} if one]
