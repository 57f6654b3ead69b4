"""Two people of whom a hospital told, with everything that is kept of them; one is erased."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlmodel import Session, SQLModel, select
from temporalio.client import Client

from activities.ledger import Ledger
from activities.text_inbox import TextInbox
from adapters.encryption import KeyRing, Seal, Tokens, parse_key
from adapters.sql.database import Database
from domain.asking.choices import Value
from domain.episode.facts import Answer, Person, Via
from domain.hospital.address import Address
from domain.hospital.discharge import (
    Allergy,
    Caregiver,
    Diagnosis,
    Discharge,
    Medication,
    Medications,
)
from domain.hospital.erasure import Why
from domain.pathway import Role
from domain.protocol.ledger import AnswerEntry, Entries
from domain.time.clock import Clock
from models.payloads import GiveAnswer, KeepEntries, PhoneMemory, ReceivedText
from models.tables import (
    Assignment,
    Encounter,
    InboxRow,
    OutboxRow,
    Party,
    PartyRole,
    PhoneRow,
    WorkItem,
    place,
)
from operations.by_hand.erasing import Erasures
from store.arrivals import Arrival, Format, IntakeOutcome, arrival_of
from store.inbox import Outcome
from store.patient_data.erasing import let_go, numbers_that_answer
from store.patient_data.notes import Notes
from store.patient_data.numbers import Numbers
from store.patient_data.reasons import Reasons
from tests.intake.mixed_hospital import KEYS, Hospital
from tests.sealed import readable
from tests.stories.people import home, patient

_Row = TypeVar("_Row", bound=SQLModel)
_Result = TypeVar("_Result")
NOW = datetime(2026, 9, 8, 18, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
WHO = "mercy-general", "MRN-77120"
WORDS = (
    "Wilhelmina", "Ashgrovenor", "Bartholomew", "6175550123", "MRN-77120", "ENC-88213",
    "ZIP-02139", "Quillfeather", "spondylolisthesis", "dabigatran", "rivaroxaban", "penicillin",
    "1941-03-02", "tearfulness", "xylophones", "W.A. is waiting",
)  # fmt: skip
SHARED = "+16175550124"
OTHER_PHONE = "+16175550155"


def wilhelmina() -> Discharge:
    """Somebody whose every word comes up nowhere else; her son's phone is another family's too."""
    who = patient(
        mrn="MRN-77120", given="Wilhelmina", family="Ashgrovenor", postal_code="ZIP-02139",
        address=Address(street="7 Quillfeather Ln", city="Cambridge"),
        birth_date=datetime(1941, 3, 2, tzinfo=UTC).date(),
        caregiver=Caregiver(name="Bartholomew Ashgrovenor", mobile=SHARED, may_be_told=True),
    )  # fmt: skip
    return home(
        "2026-09-08 10:00", encounter="ENC-88213", patient=who,
        diagnoses=(Diagnosis(code="M43.16", text="spondylolisthesis", principal=True),),
        allergies=(Allergy(substance="penicillin"),),
        medications=Medications(
            before_admission=(Medication(name="dabigatran", dose="150 mg"),),
            at_discharge=(Medication(name="rivaroxaban", dose="20 mg"),),
        ),
    )  # fmt: skip


def neighbour() -> Discharge:
    """Another patient, of whom everything must stay."""
    who = patient(
        mrn="4821", given="Oswald", family="Pemberley", mobile=OTHER_PHONE,
        caregiver=Caregiver(name="Tom Pemberley", mobile=SHARED, may_be_told=True),
    )  # fmt: skip
    return home("2026-09-08 10:00", encounter="V-2", patient=who)


async def nowhere() -> Client:
    """Texts are kept, and not delivered here."""
    raise OSError


@dataclass
class Ward:
    """A hospital that has told of two people, and everything that is kept of them."""

    hospital: Hospital
    seal: Seal
    tokens: Tokens

    @property
    def database(self) -> Database:
        """The store."""
        return self.hospital.database

    @property
    def erasures(self) -> Erasures:
        """What is tested."""
        return self.erasures_at(NOW)

    def erasures_at(self, now: datetime) -> Erasures:
        """The same at another time."""
        return Erasures(
            database=self.database, seal=self.seal, tokens=self.tokens, real_now=lambda: now
        )

    async def arrives(self, arrival: Arrival) -> IntakeOutcome:
        """A message of the hospital, delivered; again where a busy machine was too slow for it."""
        taken = await self.hospital.inbox.take(arrival)
        for _ in range(3):
            await self.hospital.inbox.deliver(taken.ordering_key)
            if (await self.hospital.inbox.came(taken.inbox)).outcome != Outcome.WAITING:
                break
        return await self.hospital.inbox.came(taken.inbox)

    async def texts(self, number: str, body: str, message: str) -> None:
        """A text that was handed to its thread."""
        inbox = TextInbox(self.database, self.seal, self.tokens, nowhere, lambda: NOW)
        text = ReceivedText(message_id=message, phone=self.tokens.phone(number), body=body, at=NOW)
        await inbox.commit(number, text, NOW)
        with self.database.write() as session:
            row = session.exec(select(InboxRow).where(InboxRow.key == f"text:{message}")).one()
            row.outcome = Outcome.DELIVERED

    async def is_lived(self, told: Discharge, episode: str, words: str) -> None:
        """An episode of which a nurse has answered, with texts both ways."""
        nurse = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)
        message = f"SM-{episode[-4:]}"
        given = GiveAnswer(
            episode=episode, key="contact/call/1", value=Value.OTHER, by=nurse, happened_at=NOW,
            told_at=NOW, via=Via.TEXT, message_id=message, note=words,
        )  # fmt: skip
        kept = await Notes(self.database, self.seal).by_reference(given)
        said = Answer(
            question="contact/call/1", value=Value.OTHER, by=nurse, happened_at=NOW,
            told_at=NOW, message_id=message, note=kept.note,
        )  # fmt: skip
        entry = AnswerEntry(
            name=f"contact/call/1|{message}", message_id=message, answer=said, kind=None,
            value=Value.OTHER, told_at=NOW,
        )  # fmt: skip
        keep = KeepEntries(episode=episode, entries=Entries(answers=(entry,)))
        await Ledger(self.database, self.seal).keep(keep)
        await self.texts("+16175550111", f"27 3 {words}", message)
        await self.texts(told.patient.mobile or "", f"about {words}", f"{message}-p")
        token = self.tokens.phone(told.patient.mobile or "")
        memory = PhoneMemory(labels={"x": f"{words} label"}, opted_out=True, decided_at=NOW)
        with self.database.write() as session:
            Reasons(self.seal).keep(session, f"{episode}/visit", f"{words} are known")
            session.add(WorkItem(key=f"{episode}/visit", reason="open", about=episode, since=NOW))
            session.add(
                PhoneRow(
                    token=token,
                    memory_sealed=self.seal.seal(memory.model_dump_json(), place(PhoneRow, token)),
                )
            )
            session.add(self.asked(episode, token))
            for key, phone in ((f"{episode}|contact/call/1#1", "nurse"), (f"{message}-r", token)):
                session.add(self.sent(key, phone, f"{words} is told"))

    def sent(self, key: str, phone: str, body: str) -> OutboxRow:
        """A text of ours."""
        return OutboxRow(
            key=key, phone_token=phone, body_hash="",
            body_sealed=self.seal.seal(body, place(OutboxRow, key)),
            status="delivered", sid=f"sid {key}", real_created_at=NOW, created_at=NOW,
        )  # fmt: skip

    @staticmethod
    def asked(episode: str, token: str) -> Assignment:
        """The patient was asked something."""
        return Assignment(
            episode=episode, question="how-are-you/1", role="patient", handle="patient",
            phone_token=token,
        )  # fmt: skip

    def said(self) -> str:
        """All that can be read."""
        return "\n".join(
            line for rows in readable(self.database, self.seal).values() for line in rows
        )

    def left(self) -> set[str]:
        """Which of her words can still be read."""
        said = self.said()
        return {word for word in WORDS if word in said}

    def table(self, kind: type[_Row]) -> list[_Row]:
        """A whole table, by its key."""
        with self.database.read() as session:
            key = next(iter(kind.__table__.primary_key.columns))  # type: ignore[attr-defined]
            return list(session.exec(select(kind).order_by(key)).all())

    def number_of(self, number: str) -> str | None:
        """The number behind its own token, if it is kept."""
        with self.database.read() as session:
            return Numbers(self.seal, self.tokens).number(session, self.tokens.phone(number))

    def stands(self, key: str, outcome: Outcome) -> None:
        """A row of the inbox stands otherwise now."""
        with self.database.write() as session:
            row = session.exec(select(InboxRow).where(InboxRow.key == key)).one()
            row.outcome = outcome

    async def erase(self, now: datetime = NOW) -> str:
        """Both steps, and the sweep that follows; no thread owes an answer."""
        said = await self.erase_rows(now)
        self.sweep(now)
        return said

    def sweep(self, now: datetime = NOW, *, owes: bool = False) -> None:
        """What the sweep does with the numbers of the erased."""
        with self.database.write() as session:
            for token in numbers_that_answer(session):
                let_go(session, token, now, owes=owes)

    async def erase_rows(self, now: datetime = NOW) -> str:
        """Both steps."""
        desk = self.erasures_at(now)
        looked = await desk.look("", WHO, "hale")
        return await desk.erase("", WHO, Why.ASKED, "hale", looked.code)

    def hers(self) -> list[str]:
        """Her episodes."""
        mine = self.tokens.patient(*WHO)
        return [one.episode for one in self.table(Encounter) if one.patient_token == mine]


class ErasedMeanwhile(Database):
    """The store of a worker under whose hands somebody is erased: after so many of its uses.

    With `owes` a thread has to answer them yet, when the sweep asks it.
    """

    def __init__(self, ward: Ward, after: int, *, owes: bool = False) -> None:
        self._ward, self._left, self._owes = ward, after, owes

    @property
    def waits(self) -> bool:
        """Whether it has not come so far."""
        return self._left > 0

    async def reading(self, work: Callable[[Session], _Result]) -> _Result:
        """Read."""
        return await self._passed(await self._ward.database.reading(work))

    async def writing(self, work: Callable[[Session], _Result]) -> _Result:
        """Write."""
        return await self._passed(await self._ward.database.writing(work))

    async def _passed(self, result: _Result) -> _Result:
        self._left -= 1
        if self._left == 0:
            await self._ward.erase_rows()
            self._ward.sweep(owes=self._owes)
        return result

    async def clock(self) -> Clock:
        """The store's."""
        return await self._ward.database.clock()


@pytest.fixture
async def ward(database: Database) -> Ward:
    """Two people went home; both wrote, and the nurse wrote of both."""
    hospital = Hospital(database, NOW)
    seal = Seal(KeyRing.parse(KEYS.encryption_keys))
    ward = Ward(hospital, seal, Tokens(parse_key(KEYS.token_key)))
    with database.write() as session:
        session.add(
            Party(handle="hale", facility="mercy-general", name="Hale", kind="person",
                  time_zone="America/New_York")
        )  # fmt: skip
        session.flush()
        session.add(PartyRole(party="hale", role="supervisor", facility="mercy-general"))
    hers = await ward.arrives(arrival_of(wilhelmina()))
    first = replace(wilhelmina(), disposition="06")
    await ward.arrives(arrival_of(first))
    theirs = await ward.arrives(arrival_of(neighbour()))
    await ward.is_lived(wilhelmina(), hers.episodes[0], "tearfulness and xylophones")
    await ward.is_lived(neighbour(), theirs.episodes[0], "gladness")
    with database.write() as session:
        session.add(ward.sent("said", ward.tokens.phone("+16175550123"), "W.A. is waiting"))
    assert ward.left() == set(WORDS)
    return ward


def hl7(text: str, mrn: str) -> Arrival:
    """An HL7 message."""
    return Arrival(
        format=Format.HL7, facility="mercy-general", sender_key="", trigger="ADT",
        body=text, mrn=mrn,
    )  # fmt: skip
