"""A hospital file comes into the store again: what is kept, and whose threads should hear of it."""

from dataclasses import replace
from datetime import date, time

import pytest

from adapters.encryption import Seal
from adapters.files.hospital import DateException, Hospital, Shift
from adapters.sql.database import Database
from domain.pathway import Role
from domain.staffing.assignment import Need
from models.tables import Party, ShiftException
from store.hospital_setup import load_hospital
from store.people.roster import Roster, hours
from tests.activities.wards import at, prepared
from tests.keys import RING, TOKENS
from tests.stories.people import FACILITY, HOSPITAL, NURSE, OTHER_NURSE

MONDAY = at("2026-11-23 10:00")
LOPEZ, KIM, *_ = HOSPITAL.staff
OFF = DateException(staff="b-kim", day=date(2026, 11, 23), off=True)


def load(database: Database, hospital: Hospital) -> tuple[str, ...]:
    """Write a file; gives whose threads should hear of it."""
    with database.write() as session:
        return load_hospital(session, prepared(hospital), Seal(RING), TOKENS).changed


def but(lopez: object, *others: object) -> Hospital:
    """The hospital, with another Lopez."""
    return replace(HOSPITAL, staff=(lopez, *HOSPITAL.staff[1:]), exceptions=others)  # type: ignore[arg-type]


@pytest.fixture
def loaded(database: Database) -> Database:
    """A store with the stories' hospital."""
    assert load(database, HOSPITAL) == ()
    return database


def test_only_those_hear_of_it_whose_hours_or_phones_changed(loaded: Database) -> None:
    """The same file changes nothing; a phone that went to another number is told at both."""
    assert load(loaded, HOSPITAL) == ()
    early = (Shift(days=("mon",), begins=time(7), ends=time(15)),)
    assert load(loaded, but(replace(LOPEZ, shifts=early))) == (TOKENS.phone(NURSE),)
    assert load(loaded, but(replace(LOPEZ, name="RN Lopez-Diaz", shifts=early), OFF)) == (
        TOKENS.phone(OTHER_NURSE),
    )
    elsewhere = but(replace(LOPEZ, shifts=early, mobile="+16175550199"), OFF)
    assert load(loaded, elsewhere) == (TOKENS.phone(NURSE), TOKENS.phone("+16175550199"))


def test_what_somebody_said_by_text_outlives_the_file(loaded: Database) -> None:
    """The file's own dates are those of the newest file."""
    load(loaded, replace(HOSPITAL, exceptions=(OFF,)))
    with loaded.write() as session:
        session.add(ShiftException(party="a-lopez", day=MONDAY.date(), source="text"))
    load(loaded, HOSPITAL)
    with loaded.read() as session:
        staff = [session.get_one(Party, handle) for handle in ("a-lopez", "b-kim")]
        works = hours(session, staff, MONDAY)
    assert not works["a-lopez"].open_at(MONDAY)
    assert works["b-kim"].open_at(MONDAY)


def test_who_is_no_longer_named_stays_and_is_never_asked(loaded: Database) -> None:
    """Episodes may refer to them; nobody without shifts is taken for somebody at any hour."""
    on_call = (replace(HOSPITAL.on_call[0], order=("a-lopez",)),)
    left = replace(HOSPITAL, staff=(LOPEZ, *HOSPITAL.staff[2:]), on_call=on_call)
    assert load(loaded, left) == (TOKENS.phone(OTHER_NURSE),)
    need = Need(role=Role.NURSE, at=MONDAY.replace(hour=22), urgent=True)
    with loaded.read() as session:
        assert session.get_one(Party, "b-kim").name == "RN Kim"
        found = Roster(session, FACILITY).candidates(need)
    assert [each.handle for each in found] == ["a-lopez", "diaz", "hale"]


def test_caps_and_languages_come_from_the_file(loaded: Database) -> None:
    """As written there; without any, the language of one's own texts."""
    load(loaded, but(replace(LOPEZ, cap=12, languages=("es", "en"))))
    with loaded.read() as session:
        need = Need(role=Role.NURSE, at=MONDAY)
        lopez, kim, *_ = Roster(session, FACILITY).candidates(need)
    assert (lopez.cap, set(lopez.languages)) == (12, {"en", "es"})
    assert (kim.cap, set(kim.languages)) == (40, {"en"})
