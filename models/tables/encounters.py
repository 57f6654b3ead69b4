"""Discharges: who each is, what hospitals said of it, who was asked for it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class Encounter(SQLModel, table=True):
    """The identity of one discharge: the n-th of an encounter. `outcome` is set at the end.

    `body_hash` is of the hospital's account as its episode was last told it, `held` whether it is
    readmitted, `returns` how often the encounter had begun again under the same number. `ending`:
    the hospital took the discharge back, so that a newer one is the next n. `unsure`: something is
    being told, and a crash may leave it open whether it was heard; `plan` counts the plans made
    for it, so that an older one that ends late notes nothing.
    """

    __tablename__ = "encounters"
    __table_args__ = (UniqueConstraint("facility", "encounter_token", "n"),)

    episode: str = Field(primary_key=True)
    facility: str = Field(index=True)
    encounter_token: str = Field(index=True)
    patient_token: str = Field(index=True)
    n: int
    body_hash: str
    discharged_at: datetime = Field(sa_type=Instant)
    opened_at: datetime = Field(sa_type=Instant)
    held: bool = False
    returns: int = 0
    ending: str = ""
    unsure: bool = False
    plan: int = 0
    outcome: str = ""


class AccountRow(SQLModel, table=True):
    """The hospital's account of a discharge in its `version`-th wording; the newest counts.

    Episodes point here. `body_sealed` is the discharge as it was read; empty once it was erased.
    """

    __tablename__ = "accounts"

    episode: str = Field(foreign_key="encounters.episode", primary_key=True)
    version: int = Field(primary_key=True)
    body_sealed: bytes


class FamilyPhone(SQLModel, table=True):
    """The phone of a patient or caregiver, as the hospital last said it: known before any text.

    `language` is that of the texts it would get: the patient's.
    """

    __tablename__ = "family_phones"

    episode: str = Field(foreign_key="encounters.episode", primary_key=True)
    role: str = Field(primary_key=True)
    phone_token: str = Field(index=True)
    language: str


class HospitalEventRow(SQLModel, table=True):
    """One event of a hospital's message, as its adapter read it; `row` orders within a message."""

    __tablename__ = "hospital_events"

    inbox: int = Field(foreign_key="inbox.id", primary_key=True)
    row: int = Field(primary_key=True)
    facility: str
    patient_token: str = Field(index=True)
    encounter_token: str = Field(default="", index=True)
    event_sealed: bytes


class MergedPatient(SQLModel, table=True):
    """A record that a hospital merged into another: the same person, whatever comes next."""

    __tablename__ = "merged_patients"

    patient_token: str = Field(primary_key=True)
    into_token: str = Field(index=True)


class ErasedPatient(SQLModel, table=True):
    """A person whose rows were emptied, by the record that all of theirs were merged into.

    While it stands, what hospitals say of them is work for a person, and opens and tells nothing.
    """

    __tablename__ = "erased_patients"

    patient_token: str = Field(primary_key=True)
    real_at: datetime = Field(sa_type=Instant)


class MovedEncounter(SQLModel, table=True):
    """An encounter that a hospital moved to another person's record; the newest move holds."""

    __tablename__ = "moved_encounters"

    encounter_token: str = Field(primary_key=True)
    patient_token: str
    moved_at: datetime = Field(sa_type=Instant)


class Assignment(SQLModel, table=True):
    """Who one question went to. A withdrawn row is a tombstone: it is never asked again.

    Settled is what nobody need answer any more; what is neither is an open task.
    """

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_open", "handle", "settled", "withdrawn"),)

    episode: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    role: str = ""
    handle: str = ""
    person_name: str = ""
    phone_token: str = Field(default="", index=True)
    card: str = Field(default="", index=True)
    withdrawn: bool = False
    settled: bool = False
