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
from models import tables
from store.patient_data.numbers import Numbers
from store.roster import FILE

_WHOLLY_THE_FILES = (
    tables.Shift,
    tables.OnCall,
    tables.StaffCoverage,
    tables.VendorCoverage,
    tables.FacilityHoliday,
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
    changed = [handle for handle, terms in before.items() if terms != after[handle]]
    phones = (terms[handle].phone for handle in changed for terms in (before, after))
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
        numbers.keep(session, member.mobile)
        session.merge(_staff(member, pins[member.handle], seal, tokens))
        session.flush()
        _add(session, (*_shifts(member), *_coverage(member)))
    _add(session, map(_exception, hospital.exceptions))
    _add(session, (tables.FacilityHoliday(**_plain(holiday)) for holiday in hospital.holidays))
    for position, vendor in enumerate(hospital.vendors, start=1):
        numbers.keep(session, vendor.mobile)
        session.merge(_vendor(vendor, seal, tokens))
        session.flush()
        _add(session, _serves(vendor, position))
    for clinic in hospital.clinics:
        session.merge(
            tables.Clinic(
                handle=clinic.handle,
                name=clinic.name,
                neutral_name=clinic.neutral_name,
                time_zone=clinic.time_zone,
                phone=clinic.phone,
                fax=clinic.fax,
            )
        )
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
    role: str
    time_zone: str
    works: frozenset[object]


def _terms(session: Session) -> dict[str, _Terms]:
    """Everybody's, whoever has none too."""
    works: dict[str, set[object]] = defaultdict(set)
    coverage, shift, other = tables.StaffCoverage, tables.Shift, tables.ShiftException
    for handle, facility in session.exec(select(coverage.staff, coverage.facility)):
        works[handle].add(facility)
    week = (col(shift.staff), col(shift.day), col(shift.begins), col(shift.ends))
    for handle, *window in session.exec(select(*week)):
        works[handle].add(tuple(window))
    dates = (col(other.staff), col(other.day), col(other.begins), col(other.ends))
    for handle, *window in session.exec(select(*dates)):
        works[handle].add(tuple(window))
    holidays: dict[str, set[object]] = defaultdict(set)
    for row in session.exec(select(tables.FacilityHoliday)):
        holidays[row.facility].add((row.day, row.works))
    for handle, facility in session.exec(select(tables.Staff.handle, tables.Staff.facility)):
        works[handle] |= holidays[facility]
    staff = select(
        tables.Staff.handle, tables.Staff.phone_token, tables.Staff.role, tables.Staff.time_zone
    )
    return {
        handle: _Terms(phone=phone, role=role, time_zone=zone, works=frozenset(works[handle]))
        for handle, phone, role, zone in session.exec(staff)
    }


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _staff(member: StaffMember, pin_hash: str, seal: Seal, tokens: Tokens) -> tables.Staff:
    return tables.Staff(
        handle=member.handle,
        facility=member.covers[0],
        name=member.name,
        role=member.role.value,
        phone_token=tokens.phone(member.mobile),
        phone_sealed=seal.seal(member.mobile),
        time_zone=member.time_zone,
        language=member.language,
        credential=member.credential,
        billing_group=member.billing_group,
        pin_hash=pin_hash,
        cap=member.cap,
        languages=",".join(member.speaks()),
    )


def _shifts(member: StaffMember) -> Iterable[tables.Shift]:
    return tuple(
        tables.Shift(staff=member.handle, day=day, begins=shift.begins, ends=shift.ends)
        for shift in member.shifts
        for day in shift.days
    )


def _exception(exception: DateException) -> tables.ShiftException:
    return tables.ShiftException(
        staff=exception.staff,
        day=exception.day,
        begins=exception.begins,
        ends=exception.ends,
        source=FILE,
    )


def _coverage(member: StaffMember) -> Iterable[tables.StaffCoverage]:
    return tuple(
        tables.StaffCoverage(staff=member.handle, facility=facility) for facility in member.covers
    )


def _vendor(vendor: Vendor, seal: Seal, tokens: Tokens) -> tables.Vendor:
    return tables.Vendor(
        handle=vendor.handle,
        name=vendor.name,
        kind=vendor.kind.value,
        phone_token=tokens.phone(vendor.mobile),
        phone_sealed=seal.seal(vendor.mobile),
        time_zone=vendor.time_zone,
    )


def _serves(vendor: Vendor, position: int) -> Iterable[tables.VendorCoverage]:
    return tuple(
        tables.VendorCoverage(vendor=vendor.handle, facility=facility, position=position)
        for facility in vendor.serves
    )


def _on_call(on_call: OnCallList) -> Iterable[tables.OnCall]:
    return tuple(
        tables.OnCall(
            facility=on_call.facility,
            role=on_call.role.value,
            position=position,
            days=",".join(on_call.days),
            staff=handle,
        )
        for position, handle in enumerate(on_call.order, start=1)
    )
