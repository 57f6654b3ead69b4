"""A hospital file comes into the store again: what is kept, and whose threads should hear of it."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import select

from adapters.encryption import Seal
from adapters.files.hospital import DateException, Hospital, Shift
from adapters.sql.database import Database
from domain.pathway import Role
from domain.staffing.assignment import Need
from models.tables import Party, PartyRole, ShiftException, StandInRow
from store.hospital_setup import load_hospital
from store.people.parties import Called, called, colleague_on
from store.people.roster import Roster, hours
from tests.activities.wards import at, prepared
from tests.keys import RING, TOKENS
from tests.stories.people import FACILITY, HOSPITAL, NURSE, OTHER_NURSE

MONDAY = at("2026-11-23 10:00")
LOPEZ, KIM, *_ = HOSPITAL.people
OFF = DateException(person="b-kim", day=date(2026, 11, 23), off=True)


def load(database: Database, hospital: Hospital) -> tuple[str, ...]:
    """Write a file; gives whose threads should hear of it."""
    with database.write() as session:
        return load_hospital(session, prepared(hospital), Seal(RING), TOKENS).changed


def but(lopez: object, *others: object) -> Hospital:
    """The hospital, with another Lopez."""
    return replace(HOSPITAL, people=(lopez, *HOSPITAL.people[1:]), exceptions=others)  # type: ignore[arg-type]


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
    left = replace(HOSPITAL, people=(LOPEZ, *HOSPITAL.people[2:]), on_call=on_call)
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


def test_roles_places_and_stand_ins_are_those_of_the_newest_file(loaded: Database) -> None:
    """Several roles of one person, who serves everywhere, a hospital's own rule."""
    facility = replace(HOSPITAL.facilities[0], stand_ins={"coordinator": Role.NURSE})
    load(
        loaded, replace(but(replace(LOPEZ, roles=("nurse", "coordinator"))), facilities=(facility,))
    )
    with loaded.read() as session:
        roles = set(session.exec(select(PartyRole.party, PartyRole.role)))
        rules = [(row.role, row.stand_in) for row in session.exec(select(StandInRow))]
    assert {("a-lopez", "nurse"), ("a-lopez", "coordinator"), ("riverside-family", "pcp")} <= roles
    assert rules == [("coordinator", "nurse")]
    load(loaded, HOSPITAL)
    with loaded.read() as session:
        assert ("a-lopez", "coordinator") not in set(
            session.exec(select(PartyRole.party, PartyRole.role))
        )
        assert session.exec(select(StandInRow)).all() == []


def test_whose_roles_change_has_a_thread_that_hears_of_it(loaded: Database) -> None:
    """What they hold may have to move; somebody who moves outside is heard of too."""
    phone = TOKENS.phone(NURSE)
    assert load(loaded, but(replace(LOPEZ, roles=("coordinator",)))) == (phone,)
    assert load(loaded, but(replace(LOPEZ, roles=("prescriber",), pin=""))) == (phone,)


def test_a_number_that_was_given_on_is_whose_it_is_now(loaded: Database) -> None:
    """A nurse leaves and another gets her phone: a text from it is the new one's."""
    rita = replace(LOPEZ, handle="rita", name="RN Rita")
    load(loaded, replace(HOSPITAL, people=(rita, *HOSPITAL.people[1:])))
    with loaded.read() as session:
        found = colleague_on(session, TOKENS.phone(NURSE))
    assert found is not None
    assert found.party.handle == "rita"


def test_lines_that_a_file_no_longer_has_are_gone(loaded: Database) -> None:
    """A clinic's old fax is not sent to for ever."""
    clinic = HOSPITAL.organisations[0]
    rest = HOSPITAL.organisations[1:]
    with_fax = replace(clinic, phone="+16175550171", fax="+16175550172")
    load(loaded, replace(HOSPITAL, organisations=(with_fax, *rest)))
    load(loaded, replace(HOSPITAL, organisations=(replace(with_fax, fax=""), *rest)))
    with loaded.read() as session:
        assert called(session, clinic.handle) == Called(
            name="Riverside Family", phone="+16175550171", fax=""
        )
