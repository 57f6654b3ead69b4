"""A hospital file into the store: facilities, parties with what they are, hours, slots."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, delete, select

from adapters.encryption import Seal, Tokens, hash_pin
from adapters.files.hospital import (
    DateException,
    Facility,
    Hospital,
    OnCallList,
    Organisation,
    Person,
    Ward,
    slots,
)
from adapters.reference.holidays import federal
from adapters.settings import Settings
from adapters.sql.database import Database
from domain.parties import PartyKind
from domain.pathway import Role
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
    new = store_slots(session, hospital.organisations, first, days, closed)
    return Loaded(slots=new, changed=tuple(dict.fromkeys(phones)))


def _pins(hospital: Hospital) -> dict[str, str]:
    pins = {
        **{one.handle: one.pin for one in hospital.people if one.pin},
        **{one.handle: one.pin for one in hospital.wards},
    }
    return {handle: hash_pin(pin) for handle, pin in pins.items()}


def _write(
    session: Session, hospital: Hospital, pins: Mapping[str, str], seal: Seal, tokens: Tokens
) -> None:
    zones = {facility.handle: facility.time_zone for facility in hospital.facilities}
    for facility in hospital.facilities:
        session.merge(_facility(facility))
    for table in _WHOLLY_THE_FILES:
        session.exec(delete(table))
    session.exec(delete(tables.ShiftException).where(col(tables.ShiftException.source) == FILE))
    parties = [
        *(_person(one, pins.get(one.handle, "")) for one in hospital.people),
        *map(_organisation, hospital.organisations),
        *(_ward(one, pins[one.handle], zones[one.facility]) for one in hospital.wards),
    ]
    for party in parties:
        session.merge(party)
    named = [party.handle for party in parties]
    session.exec(delete(tables.PartyPhone).where(col(tables.PartyPhone.party).in_(named)))
    session.flush()
    numbers = Numbers(seal, tokens)
    everybody: tuple[Person | Organisation | Ward, ...] = (
        *hospital.people, *hospital.organisations, *hospital.wards,
    )  # fmt: skip
    for one in everybody:
        _add(session, _phones(session, one, numbers))
    for person in hospital.people:
        _add(session, (*_shifts(person), *_languages(person)))
    _add(session, _roles(hospital))
    _add(session, map(_exception, hospital.exceptions))
    _add(session, (tables.FacilityHoliday(**_plain(holiday)) for holiday in hospital.holidays))
    for on_call in hospital.on_call:
        _add(session, _on_call(on_call))
    for facility in hospital.facilities:
        _add(session, _stand_ins(facility))


def store_slots(
    session: Session,
    clinics: Iterable[Organisation],
    first: date,
    days: int,
    closed: Container[date],
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


def _facility(facility: Facility) -> tables.Facility:
    return tables.Facility(
        handle=facility.handle,
        name=facility.name,
        time_zone=facility.time_zone,
        pathway=facility.pathway,
    )


def _stand_ins(facility: Facility) -> Iterable[tables.StandInRow]:
    return tuple(
        tables.StandInRow(facility=facility.handle, role=role, stand_in=stand_in)
        for role, stand_in in facility.stand_ins.items()
    )


def _person(person: Person, pin_hash: str) -> tables.Party:
    """Who has no role inside belongs to no hospital."""
    return tables.Party(
        handle=person.handle,
        kind=PartyKind.PERSON,
        facility=person.facilities[0] if person.inside else None,
        name=person.name,
        time_zone=person.time_zone,
        language=person.language,
        credential=person.credential,
        billing_group=person.billing_group,
        pin_hash=pin_hash,
        cap=person.cap,
    )


def _organisation(one: Organisation) -> tables.Party:
    return tables.Party(
        handle=one.handle,
        kind=PartyKind.ORGANISATION,
        name=one.name,
        neutral_name=one.neutral_name,
        time_zone=one.time_zone,
    )


def _ward(ward: Ward, pin_hash: str, zone: str) -> tables.Party:
    return tables.Party(
        handle=ward.handle,
        kind=PartyKind.WARD,
        facility=ward.facility,
        name=ward.name,
        time_zone=zone,
        pin_hash=pin_hash,
    )


def _phones(
    session: Session, one: Person | Organisation | Ward, numbers: Numbers
) -> Iterable[tables.PartyPhone]:
    """The phone on which somebody gets their texts, its number kept apart; and published lines."""
    if one.mobile:
        token = numbers.keep(session, one.mobile)
        yield tables.PartyPhone(party=one.handle, use=Use.TEXTS, phone_token=token)
    if not isinstance(one, Ward):
        for use, number in ((Use.CALLS, one.phone), (Use.FAX, one.fax)):
            if number:
                yield tables.PartyPhone(party=one.handle, use=use, number=number)


def _roles(hospital: Hospital) -> Iterable[tables.PartyRole]:
    """Who is what where; organisations without facilities serve all of them."""
    everywhere = tuple(facility.handle for facility in hospital.facilities)
    have = [(one.handle, one.roles, one.facilities, 0) for one in hospital.people]
    serve = [
        (one.handle, one.roles, one.facilities or everywhere, position)
        for position, one in enumerate(hospital.organisations, start=1)
    ]
    for handle, roles, facilities, position in (*have, *serve):
        for role in roles:
            for facility in facilities:
                yield _role(handle, role, facility, position)
    for ward in hospital.wards:
        yield _role(ward.handle, Role.CHARGE_NURSE, ward.facility, 0)


def _role(party: str, role: str, facility: str, position: int) -> tables.PartyRole:
    return tables.PartyRole(party=party, role=role, facility=facility, position=position)


def _languages(person: Person) -> Iterable[tables.PartyLanguage]:
    return tuple(tables.PartyLanguage(party=person.handle, language=one) for one in person.speaks())


def _shifts(person: Person) -> Iterable[tables.Shift]:
    return tuple(
        tables.Shift(party=person.handle, day=day, begins=shift.begins, ends=shift.ends)
        for shift in person.shifts
        for day in shift.days
    )


def _exception(exception: DateException) -> tables.ShiftException:
    return tables.ShiftException(
        party=exception.person,
        day=exception.day,
        begins=exception.begins,
        ends=exception.ends,
        source=FILE,
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
