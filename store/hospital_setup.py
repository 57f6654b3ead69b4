"""A hospital file into the store: facilities, staff, shifts, on call, clinics, slots, vendors."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, select

from adapters.encryption import Seal, Tokens, hash_pin
from adapters.files.hospital import (
    Clinic,
    DateException,
    Hospital,
    OnCallList,
    StaffMember,
    Vendor,
    slots,
)
from adapters.reference.holidays import federal
from adapters.settings import Settings
from adapters.sql.database import Database
from domain.parties import PartyKind, ProviderKind
from models import tables
from store.patient_data.numbers import Numbers
from store.people.parties import Use
from store.people.roster import FILE

_WHOLLY_THE_FILES = (
    tables.Shift,
    tables.OnCall,
    tables.PartyRole,
    tables.PartyLanguage,
    tables.FacilityHoliday,
    tables.StandInRow,
)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a hospital file changed: how many slots are new, and whose threads should hear of it.

    `changed` are the phones, by their tokens, of those on the roster before whose hours, facilities
    or phone are others now.
    """

    slots: int
    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A hospital file with what takes long: it is done before a transaction, which others wait for.

    `pins` are the hashes, by handle. Slots are for so many days from the first.
    """

    hospital: Hospital
    pins: Mapping[str, str]
    first: date
    days: int


def prepare(hospital: Hospital, first: date, days: int) -> Prepared:
    """Hash the PINs: a fifth of a second each, so not on an event loop."""
    return Prepared(hospital=hospital, pins=_pins(hospital), first=first, days=days)


def write_hospital(settings: Settings, hospital: Hospital, first: date, days: int) -> int:
    """Bring a hospital file into the store, with slots for some days; says how many were new."""
    prepared, database = prepare(hospital, first, days), Database(settings.database_url)
    with database.write() as session:
        loaded = load_hospital(session, prepared, Seal(settings.ring), settings.tokens)
    database.close()
    return loaded.slots


def load_hospital(session: Session, prepared: Prepared, seal: Seal, tokens: Tokens) -> Loaded:
    """Bring it into the store in one transaction; says too whom it concerns.

    Who is no longer named stays, since episodes may refer to them, but works nowhere any more. What
    people said by text of single days stays too.
    """
    hospital, first, days = prepared.hospital, prepared.first, prepared.days
    closed = {holiday.day for holiday in federal(first, first + timedelta(days=days))}
    before = _terms(session)
    _write(session, hospital, prepared.pins, seal, tokens)
    session.flush()
    after = _terms(session)
    changed = [handle for handle, terms in before.items() if terms != after.get(handle)]
    known = (terms.get(handle) for handle in changed for terms in (before, after))
    phones = (one.phone for one in known if one is not None)
    new = store_slots(session, hospital.clinics, first, days, closed)
    return Loaded(slots=new, changed=tuple(dict.fromkeys(phones)))


def _pins(hospital: Hospital) -> dict[str, str]:
    return {member.handle: hash_pin(member.pin) for member in hospital.staff}


def _write(
    session: Session, hospital: Hospital, pins: Mapping[str, str], seal: Seal, tokens: Tokens
) -> None:
    for facility in hospital.facilities:
        session.merge(tables.Facility(**_plain(facility)))
    for table in _WHOLLY_THE_FILES:
        session.exec(delete(table))
    session.exec(delete(tables.ShiftException).where(col(tables.ShiftException.source) == FILE))
    numbers = Numbers(seal, tokens)
    for member in hospital.staff:
        session.merge(_staff(member, pins[member.handle]))
        session.merge(_texts(member.handle, member.mobile, seal, tokens))
        numbers.keep(session, member.mobile)
        session.flush()
        _add(session, (*_shifts(member), *_roles(member), *_languages(member)))
    _add(session, map(_exception, hospital.exceptions))
    _add(session, (tables.FacilityHoliday(**_plain(holiday)) for holiday in hospital.holidays))
    for position, vendor in enumerate(hospital.vendors, start=1):
        session.merge(_vendor(vendor))
        session.merge(_texts(vendor.handle, vendor.mobile, seal, tokens))
        numbers.keep(session, vendor.mobile)
        session.flush()
        _add(session, _serves(vendor, position))
    everywhere = [facility.handle for facility in hospital.facilities]
    for clinic in hospital.clinics:
        session.merge(_clinic(clinic))
        session.flush()
        for phone in _lines(clinic):
            session.merge(phone)
        _add(session, _cares(clinic, everywhere))
    session.flush()
    for on_call in hospital.on_call:
        _add(session, _on_call(on_call))


def store_slots(
    session: Session, clinics: Iterable[Clinic], first: date, days: int, closed: Container[date]
) -> int:
    """Add the clinics' slots of some days, but those that are there; says how many were new."""
    new = 0
    for clinic in clinics:
        for slot_id, starts_at in slots(clinic, first, days, closed=closed):
            if session.get(tables.SlotRow, slot_id) is None:
                row = tables.SlotRow(id=slot_id, clinic=clinic.handle, starts_at=starts_at)
                session.add(row)
                new += 1
    return new


def _add(session: Session, rows: Iterable[SQLModel]) -> None:
    for row in rows:
        session.add(row)


@dataclass(frozen=True, kw_only=True)
class _Terms:
    """On what terms somebody works: if these change, what they hold may have to move."""

    phone: str
    time_zone: str
    works: frozenset[object]


def _terms(session: Session) -> dict[str, _Terms]:
    """Everybody's, whoever has none too."""
    works: dict[str, set[object]] = defaultdict(set)
    role, shift, other = tables.PartyRole, tables.Shift, tables.ShiftException
    for handle, facility, as_what in session.exec(select(role.party, role.facility, role.role)):
        works[handle].add((facility, as_what))
    week = (col(shift.party), col(shift.day), col(shift.begins), col(shift.ends))
    for handle, *window in session.exec(select(*week)):
        works[handle].add(tuple(window))
    dates = (col(other.party), col(other.day), col(other.begins), col(other.ends))
    for handle, *window in session.exec(select(*dates)):
        works[handle].add(tuple(window))
    holidays: dict[str, set[object]] = defaultdict(set)
    for row in session.exec(select(tables.FacilityHoliday)):
        holidays[row.facility].add((row.day, row.works))
    party, on = tables.Party, tables.PartyPhone
    people = (
        select(party.handle, party.time_zone, party.facility, on.phone_token)
        .join(on, col(on.party) == col(party.handle))
        .where(col(party.facility).is_not(None), on.use == Use.TEXTS)
    )
    return {
        handle: _Terms(
            phone=phone, time_zone=zone, works=frozenset(works[handle] | holidays[home or ""])
        )
        for handle, zone, home, phone in session.exec(people)
    }


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _staff(member: StaffMember, pin_hash: str) -> tables.Party:
    return tables.Party(
        handle=member.handle,
        kind=PartyKind.PERSON,
        facility=member.covers[0],
        name=member.name,
        time_zone=member.time_zone,
        language=member.language,
        credential=member.credential,
        billing_group=member.billing_group,
        pin_hash=pin_hash,
        cap=member.cap,
    )


def _texts(handle: str, mobile: str, seal: Seal, tokens: Tokens) -> tables.PartyPhone:
    """The phone on which somebody gets their texts."""
    token, sealed = tokens.phone(mobile), seal.seal(mobile)
    return tables.PartyPhone(party=handle, use=Use.TEXTS, phone_token=token, phone_sealed=sealed)


def _languages(member: StaffMember) -> Iterable[tables.PartyLanguage]:
    return tuple(tables.PartyLanguage(party=member.handle, language=one) for one in member.speaks())


def _shifts(member: StaffMember) -> Iterable[tables.Shift]:
    return tuple(
        tables.Shift(party=member.handle, day=day, begins=shift.begins, ends=shift.ends)
        for shift in member.shifts
        for day in shift.days
    )


def _exception(exception: DateException) -> tables.ShiftException:
    return tables.ShiftException(
        party=exception.staff,
        day=exception.day,
        begins=exception.begins,
        ends=exception.ends,
        source=FILE,
    )


def _roles(member: StaffMember) -> Iterable[tables.PartyRole]:
    return tuple(
        tables.PartyRole(party=member.handle, role=member.role, facility=facility)
        for facility in member.covers
    )


def _vendor(vendor: Vendor) -> tables.Party:
    return tables.Party(
        handle=vendor.handle,
        kind=PartyKind.ORGANISATION,
        name=vendor.name,
        time_zone=vendor.time_zone,
    )


def _serves(vendor: Vendor, position: int) -> Iterable[tables.PartyRole]:
    return tuple(
        tables.PartyRole(
            party=vendor.handle, role=vendor.kind, facility=facility, position=position
        )
        for facility in vendor.serves
    )


def _clinic(clinic: Clinic) -> tables.Party:
    return tables.Party(
        handle=clinic.handle,
        kind=PartyKind.ORGANISATION,
        name=clinic.name,
        neutral_name=clinic.neutral_name,
        time_zone=clinic.time_zone,
    )


def _lines(clinic: Clinic) -> Iterable[tables.PartyPhone]:
    return (
        tables.PartyPhone(party=clinic.handle, use=Use.CALLS, number=clinic.phone),
        tables.PartyPhone(party=clinic.handle, use=Use.FAX, number=clinic.fax),
    )


def _cares(clinic: Clinic, facilities: Iterable[str]) -> Iterable[tables.PartyRole]:
    return tuple(
        tables.PartyRole(party=clinic.handle, role=ProviderKind.PCP, facility=facility)
        for facility in facilities
    )


def _on_call(on_call: OnCallList) -> Iterable[tables.OnCall]:
    return tuple(
        tables.OnCall(
            facility=on_call.facility,
            role=on_call.role.value,
            position=position,
            days=",".join(on_call.days),
            party=handle,
        )
        for position, handle in enumerate(on_call.order, start=1)
    )
