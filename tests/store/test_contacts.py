"""From a question to a phone: what of the roster and of marked phones travels with it."""

from dataclasses import replace
from datetime import date

import pytest

from adapters.encryption import Seal
from adapters.files.hospital import DateException, Ward
from adapters.files.pathway import read_pathway
from adapters.sql.database import Database
from domain.hospital.discharge import Caregiver
from domain.pathway import Role
from models.payloads import Ask, Contact
from models.tables import Assignment, PhoneRow
from store.contacts import Contacts
from store.hospital_setup import load_hospital
from store.patient_data.numbers import Numbers
from tests.activities.wards import at, prepared
from tests.asks import ask
from tests.keys import RING, TOKENS
from tests.places import ROOT
from tests.stories.people import CAREGIVER, FACILITY, HOSPITAL, NURSE, PATIENT

PATHWAY = read_pathway(ROOT / "pathways" / "standard.toml")
MONDAY = at("2026-11-23 10:00")
TOM = Caregiver(name="Tom", mobile=CAREGIVER, may_be_told=True, consent_to_text=True)
OFF = DateException(person="a-lopez", day=date(2026, 11, 24), off=True)


@pytest.fixture
def store(database: Database) -> Database:
    """A store with the stories' hospital, where Lopez is off on Tuesday and speaks Spanish."""
    lopez = replace(HOSPITAL.people[0], languages=("en", "es"))
    staff = (lopez, *HOSPITAL.people[1:])
    with database.write() as session:
        hospital = replace(HOSPITAL, people=staff, exceptions=(OFF,))
        load_hospital(session, prepared(hospital), Seal(RING), TOKENS)
    return database


def find(store: Database, asked: Ask) -> Contact | None:
    """Whose phone it is."""
    with store.read() as session:
        return Contacts(Numbers(Seal(RING), TOKENS)).find(session, asked)


def handle(found: Contact | None) -> str:
    """Who was found."""
    return found.person.handle if found else "nobody"


def test_hours_travel_with_their_exceptions(store: Database) -> None:
    """Lopez is off on Tuesday; what is urgent comes at any hour, but not on that day."""
    found = find(store, ask(Role.NURSE))
    assert found is not None
    assert (found.person.handle, found.token) == ("a-lopez", TOKENS.phone(NURSE))
    assert found.reach.next_open(at("2026-11-23 17:00")) == at("2026-11-25 08:00")
    urgent = find(store, ask(Role.NURSE, urgent=True))
    assert urgent is not None
    assert urgent.reach.open_at(at("2026-11-23 23:00"))
    assert not urgent.reach.open_at(at("2026-11-24 10:00"))


def test_who_is_passed_over_once_or_always_is_not_asked(store: Database) -> None:
    """`avoid` and `not_of` alike; the patient's language does not bring them back."""
    assert handle(find(store, ask(Role.NURSE, "es"))) == "a-lopez"
    assert handle(find(store, ask(Role.NURSE, "es", not_of=("a-lopez",)))) == "b-kim"
    both = ask(Role.NURSE, avoid=("a-lopez",), not_of=("b-kim",))
    assert handle(find(store, both)) == "diaz"


def test_a_marked_phone_at_home_is_nobodys(store: Database) -> None:
    """Neither patient nor caregiver is asked on a phone that no text reaches."""
    assert handle(find(store, ask(Role.PATIENT))) == "patient"
    assert handle(find(store, ask(Role.CAREGIVER))) == "caregiver"
    with store.write() as session:
        for number in (PATIENT, CAREGIVER):
            row = PhoneRow(token=TOKENS.phone(number), memory_sealed=b"", mark="wrong_number")
            session.add(row)
    assert find(store, ask(Role.PATIENT)) is None
    assert find(store, ask(Role.CAREGIVER)) is None


WARD = Ward(handle="4-east", name="4 East", facility=FACILITY, mobile="+16175550181", pin="4110")
CORA = replace(
    HOSPITAL.people[0],
    handle="cora",
    name="Cora",
    roles=(Role.COORDINATOR, Role.NURSE),
    mobile="+16175550182",
)


def more(store: Database, **changes: object) -> None:
    """Load another file."""
    with store.write() as session:
        hospital = replace(HOSPITAL, **changes)  # type: ignore[arg-type]
        load_hospital(session, prepared(hospital), Seal(RING), TOKENS)


def to_ward(ward: str) -> Ask:
    """A question for the charge nurse of a ward."""
    asked = ask(Role.CHARGE_NURSE)
    return asked.model_copy(update={"question": replace(asked.question, words={"ward": ward})})


def test_the_charge_nurse_of_a_ward_has_the_wards_phone(store: Database) -> None:
    """Named by the ward, at any hour; of another ward, or another hospital's, nobody."""
    more(store, wards=(WARD,))
    found = find(store, to_ward("4-east"))
    assert found is not None
    assert (found.token, found.person.name) == (
        TOKENS.phone("+16175550181"),
        "charge nurse of 4 East",
    )
    assert found.person.role is Role.CHARGE_NURSE
    assert found.reach.open_at(at("2026-11-22 03:00"))
    assert find(store, to_ward("5-west")) is None
    assert find(store, to_ward("4-east").model_copy(update={"facility": "lakeside"})) is None


def test_the_role_that_was_asked_goes_along(store: Database) -> None:
    """Cora is coordinator and nurse: each question calls her what it asked for, also again."""
    more(store, people=(CORA, *HOSPITAL.people[2:]))
    for role in (Role.COORDINATOR, Role.NURSE):
        found = find(store, ask(role))
        assert found is not None
        assert (found.person.handle, found.person.role) == ("cora", role)
        row = Assignment(episode="e", question="q", handle="cora", role=role)
        with store.read() as session:
            again = Contacts(Numbers(Seal(RING), TOKENS)).again(session, ask(role), row)
        assert again == found


@pytest.mark.parametrize("role", [Role.OPS, Role.AUDITOR, Role.PROVIDER])
def test_nobody_is_asked_as_what_is_never_asked(store: Database, role: Role) -> None:
    """Whoever looks after the system is no one to turn to, nor yet whoever is outside."""
    ops = replace(CORA, roles=(Role.OPS, Role.AUDITOR))
    more(store, people=(ops, *HOSPITAL.people))
    assert find(store, ask(role)) is None
    assert handle(find(store, ask(Role.COORDINATOR))) == "a-lopez"
