"""A ward in a store: nurses with hours, what they were asked, phones, and a line to episodes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlmodel import SQLModel, col, delete, select
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from adapters.files.hospital import Hospital
from adapters.sql.database import Database
from domain.pathway import Role
from domain.time.calendar import WEEKDAYS
from intake.hospital_inbox import HospitalInbox
from models.payloads import ReassignQuestion, SweepReport
from models.tables import (
    Assignment,
    Encounter,
    Facility,
    OnCall,
    Party,
    PartyLanguage,
    PartyPhone,
    PartyRole,
    PhoneRow,
    Shift,
    ShiftException,
)
from store.hospital_setup import Prepared

WARD, ZONE = "mercy-general", "America/New_York"
DAYTIME, EVENING = (time(8), time(17)), (time(16), time(0))


def at(local: str) -> datetime:
    """A local instant, "2026-11-23 10:00" (a Monday)."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(ZONE))


def _with_pins(hospital: Hospital) -> Iterator[str]:
    yield from (person.handle for person in hospital.people)
    yield from (ward.handle for ward in hospital.wards)


def prepared(hospital: Hospital) -> Prepared:
    """A file without clinics' slots, and with PINs that nobody has to hash."""
    pins = dict.fromkeys(_with_pins(hospital), "scrypt:0:0")
    return Prepared(hospital=hospital, pins=pins, first=date(2026, 11, 23), days=0)


@dataclass(frozen=True)
class Ward:
    """Writes what a test is about into its store."""

    database: Database

    def keep(self, *rows: SQLModel) -> None:
        """Write rows, each after those that it refers to."""
        with self.database.write() as session:
            for row in rows:
                session.merge(row)
                session.flush()

    def opens(self) -> None:
        """The facility, and another one."""
        for handle in (WARD, "lakeside"):
            self.keep(Facility(handle=handle, name=handle, time_zone=ZONE))

    def has(
        self,
        handle: str,
        hours: tuple[time, time] | None = DAYTIME,
        *,
        role: Role = Role.NURSE,
        facility: str = WARD,
        languages: tuple[str, ...] = (),
        **changes: Any,
    ) -> None:
        """Somebody who works these hours on weekdays; nobody in particular has their phone."""
        person = Party(
            handle=handle,
            kind="person",
            facility=facility,
            name=f"RN {handle}",
            time_zone=ZONE,
            **changes,
        )
        phone = PartyPhone(party=handle, use="texts", phone_token=f"phone-{handle}")
        self.keep(person, phone, PartyRole(party=handle, role=role, facility=facility))
        for language in languages:
            self.keep(PartyLanguage(party=handle, language=language))
        for day in WEEKDAYS[:5] if hours else ():
            begins, ends = hours or DAYTIME
            self.keep(Shift(party=handle, day=day, begins=begins, ends=ends))

    def lets_go(self, handle: str) -> None:
        """A newer file does not name them any more."""
        with self.database.write() as session:
            session.exec(delete(Shift).where(col(Shift.party) == handle))
            session.exec(delete(PartyRole).where(col(PartyRole.party) == handle))

    def is_otherwise(
        self, handle: str, day: str, hours: tuple[time, time] | None = None, source: str = "file"
    ) -> None:
        """A date on which somebody works otherwise, or not at all."""
        begins, ends = hours or (None, None)
        on = date.fromisoformat(day)
        row = ShiftException(party=handle, day=on, begins=begins, ends=ends, source=source)
        self.keep(row)

    def calls(self, *handles: str) -> None:
        """The nurses' on-call list."""
        for position, handle in enumerate(handles, start=1):
            row = OnCall(facility=WARD, role=Role.NURSE, position=position, party=handle)
            self.keep(row)

    def marks(self, handle: str, why: str) -> None:
        """No text reaches their phone."""
        self.keep(PhoneRow(token=f"phone-{handle}", memory_sealed=b"", mark=why))

    def treats(self, episode: str, *asked: str, outcome: str = "", **changes: Any) -> None:
        """An episode in which these were asked one thing each."""
        encounter = Encounter(
            episode=episode,
            facility=WARD,
            encounter_token=episode,
            patient_token=episode,
            n=1,
            body_hash="",
            discharged_at=at("2026-11-20 10:00"),
            opened_at=at("2026-11-20 10:00"),
            outcome=outcome,
        )
        self.keep(encounter)
        for n, handle in enumerate(asked):
            row = Assignment(episode=episode, question=f"contact/call/{n}", handle=handle)
            self.keep(row.model_copy(update=changes))

    def said(self, handle: str) -> list[tuple[str, time | None, time | None]]:
        """The dates that somebody changed by text."""
        with self.database.read() as session:
            rows = session.exec(
                select(ShiftException).where(
                    ShiftException.party == handle, ShiftException.source == "text"
                )
            )
            return [(row.day.isoformat(), row.begins, row.ends) for row in rows]


@dataclass
class Line:
    """Stands where Temporal's client does; keeps what episodes were told. Closed ones hear none."""

    closed: set[str] = field(default_factory=set)
    told: list[tuple[str, str, ReassignQuestion]] = field(default_factory=list)

    def client(self) -> Client:
        """As the client that an activity receives."""
        return cast(Client, self)

    def get_workflow_handle(self, episode: str) -> "_Ear":
        """Whoever runs under that id."""
        return _Ear(self, episode)


@dataclass(frozen=True)
class _Ear:
    line: Line
    episode: str

    async def signal(self, name: str, payload: ReassignQuestion) -> None:
        """Hear something, or not be there."""
        if self.episode in self.line.closed:
            raise RPCError("gone", RPCStatusCode.NOT_FOUND, b"")
        self.line.told.append((self.episode, name, payload))


class NoHospitals(HospitalInbox):
    """Hospitals that send nothing."""

    def __init__(self) -> None:
        pass

    async def sweep(self) -> SweepReport:
        """Deliver nothing."""
        return SweepReport(delivered=0, waiting=0)
