"""A hospital file into the store: facilities, staff, shifts, on call, clinics, slots, vendors."""

from collections.abc import Container, Iterable
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, delete

from adapters.database import Database
from adapters.encryption import Seal, Tokens, hash_pin
from adapters.holidays import federal
from adapters.hospital_file import Clinic, Hospital, OnCallList, StaffMember, Vendor, slots
from adapters.settings import Settings
from models import tables


def write_hospital(settings: Settings, hospital: Hospital, first: date, days: int) -> int:
    """Bring a hospital file into the store, with slots for some days; says how many were new."""
    database = Database(settings.database_url)
    closed = {holiday.day for holiday in federal(first, first + timedelta(days=days))}
    with database.write() as session:
        store_hospital(session, hospital, Seal(settings.ring), settings.tokens)
        session.flush()
        new = store_slots(session, hospital.clinics, first, days, closed)
    database.close()
    return new


def store_hospital(session: Session, hospital: Hospital, seal: Seal, tokens: Tokens) -> None:
    """Write the roster anew; who is no longer named stays, since episodes may refer to them."""
    for facility in hospital.facilities:
        session.merge(tables.Facility(**_plain(facility)))
    for table in (tables.Shift, tables.OnCall, tables.StaffCoverage, tables.VendorCoverage):
        session.exec(delete(table))
    for member in hospital.staff:
        session.merge(_staff(member, seal, tokens))
        session.flush()
        _add(session, (*_shifts(member), *_coverage(member)))
    for position, vendor in enumerate(hospital.vendors, start=1):
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


def _plain(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _staff(member: StaffMember, seal: Seal, tokens: Tokens) -> tables.Staff:
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
        pin_hash=hash_pin(member.pin),
    )


def _shifts(member: StaffMember) -> Iterable[tables.Shift]:
    return tuple(
        tables.Shift(staff=member.handle, day=day, begins=shift.begins, ends=shift.ends)
        for shift in member.shifts
        for day in shift.days
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
