"""Deaths that a Patient tells of beside whatever else: heard, asked, and nothing else with them."""

from typing import Any

import pytest

from domain.hospital.events import Account, EventKind
from tests.adapters.messages.fhir.bodies import bundle, encounter, kinds, message, patient, read

DEAD = ({"deceasedBoolean": True}, {"deceasedDateTime": "2026-09-03T10:00:00-04:00"})
NOTHING = (
    ("planned", "IMP"), ("in-progress", "AMB"), ("in-progress", "HH"), ("arrived", "VR"),
    ("unknown", "IMP"), ("unknown", "AMB"),
)  # fmt: skip


def appointment(status: str = "booked", whose: str = "Patient/p1") -> dict[str, Any]:
    """An appointment of the patient."""
    return {
        "resourceType": "Appointment",
        "id": "a1",
        "status": status,
        "start": "2026-09-10T10:00:00-04:00",
        "participant": [{"actor": {"reference": whose}}],
    }


@pytest.mark.parametrize("dead", DEAD)
@pytest.mark.parametrize(("status", "code"), NOTHING)
def test_a_death_beside_an_encounter_that_tells_nothing(
    status: str, code: str, dead: dict[str, Any]
) -> None:
    """It is the one event, of the person; an encounter that cannot be used is still set aside."""
    heard = read(bundle(patient(**dead), encounter(status, code)))
    (one,) = heard.events
    assert (one.kind, one.mrn, one.encounter) == (EventKind.DEATH_TOLD, "4821", None)
    assert one.account == Account(given="Jane", family="Smith", died=True)
    assert bool(heard.aside) is (status == "unknown" and code == "IMP")


@pytest.mark.parametrize("status", ["booked", "cancelled", "noshow", "proposed"])
def test_a_death_beside_an_appointment(status: str) -> None:
    """The appointment is what it was; also of one that is only a wish the death is heard."""
    heard = read(bundle(patient(deceasedBoolean=True), appointment(status)))
    own = [] if status == "proposed" else ["appointment"]
    assert kinds(heard) == [*own, "death_told"]
    assert heard.events[-1].appointment is None


def test_a_death_is_told_once() -> None:
    """A stay that tells it already is enough; a word that nobody knows is perhaps one."""
    dead = patient(deceasedBoolean=True)
    assert kinds(read(bundle(dead, encounter()))) == ["discharged"]
    assert kinds(read(bundle(dead, encounter("planned"), appointment()))) == [
        "appointment",
        "death_told",
    ]
    strange = read(bundle(patient(deceasedBoolean="maybe"), encounter("planned")))
    assert [one.account.perhaps_died for one in strange.events] == [True]
    assert any("deceasedBoolean" in one for one in strange.doubts)


@pytest.mark.parametrize("code", ["A02", "A37", "A24"])
def test_a_death_in_a_message_that_changes_nothing(code: str) -> None:
    """A transfer, or two records that are taken apart: what a person must do stays theirs."""
    heard = read(message(code, patient(deceasedBoolean=True), encounter("in-progress")))
    assert kinds(heard) == ["death_told"]
    assert bool(heard.for_a_person) is (code != "A02")


def test_a_death_within_what_is_about_the_patient() -> None:
    """A Patient that an Encounter contains tells it as well."""
    one = encounter("planned", contained=[patient(deceasedBoolean=True)])
    one["subject"] = {"reference": "#p1"}
    assert kinds(read(bundle(one))) == ["death_told"]


def test_who_lives_is_not_told_of() -> None:
    """`false` beside what means nothing says nothing."""
    alive = patient(deceasedBoolean=False)
    assert read(bundle(alive, encounter("planned"))).ignored
