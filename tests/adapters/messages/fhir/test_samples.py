"""Published and generated FHIR bodies, and our own examples."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.files.discharge import read_discharge_file
from adapters.messages.fhir import events, missing_references, operation_outcome
from adapters.messages.parsed import Parsed
from adapters.validation import Refused
from domain.hospital.discharge import Discharge
from domain.hospital.events import Account
from domain.hospital.feed import Feed
from tests import places
from tests.adapters.messages.fhir.bodies import ARRIVED, FEED, only
from tests.places import ROOT

SAMPLES = places.SAMPLES / "fhir"
EXAMPLES = ROOT / "examples"

# What each gives: events as kind, class and encounter; or why there are none; or where it is wrong.
GIVES: dict[str, list[str] | str] = {
    "condition-encounter-diagnosis-example1": "ignored: FHIR Condition without the encounter that "
    "it belongs to",
    "davinci-admit-message": ["registered emergency Elden718Halvorson12420181021T2122150700"],
    "davinci-discharge-message": ["discharged inpatient Elden718Halvorson12420181021T2122150700"],
    "documentreference-discharge-summary": "ignored: FHIR DocumentReference current holds nothing "
    "of ours",
    "encounter-1036": "refused: Encounter.subject",
    "encounter-delivery": "refused: Encounter.period.end Encounter.subject",
    "encounter-example-1": "ignored: an encounter of the class outpatient that is finished",
    "generated-backport-notification": "refused: Bundle.entry[1].resource.subject",
    "generated-message-A03": ["discharged inpatient V529490685545"],
    "generated-resthook-encounter": "refused: Encounter.subject",
    "medicationrequest-coded-oral-axid": "ignored: FHIR MedicationRequest active without the "
    "encounter that it belongs to",
    "servicerequest-rehab": "ignored: FHIR ServiceRequest active without the encounter that it "
    "belongs to",
    "synthea-inpatient-a": [
        "registered emergency 4ec4574a-979f-44ad-97d7-7742a3513e67",
        "discharged emergency 4ec4574a-979f-44ad-97d7-7742a3513e67",
        "discharged inpatient 8ca871d7-a5da-4c1a-b2dd-f960af8a2290",
        "discharged outpatient 262638e3-50c2-40a4-a945-82963f69d1a1",
        "discharged outpatient d973fd23-1090-4329-a98a-3e8d5e0dc673",
        "discharged outpatient 2d1721fa-db2e-4abf-b342-d072ce9dbc6e",
        "discharged outpatient 7886e50f-ad43-4eab-a15f-140ae5d6b951",
        "discharged outpatient 20757039-8858-462a-8a7a-b6a1be3eae2a",
        "discharged outpatient 7e99ce10-12c5-450f-a0ff-312626fcb2a9",
    ],
}


def _gives(body: str) -> list[str] | str:
    try:
        heard = events.read(body, FEED, ARRIVED)
    except Refused as refused:
        return f"refused: {' '.join(problem.field for problem in refused.problems)}"
    if heard.ignored:
        return f"ignored: {heard.ignored}"
    return [f"{one.kind} {one.patient_class} {one.encounter}" for one in heard.events]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")
def test_every_sample_is_in_the_table() -> None:
    """No published body goes untried."""
    assert {path.stem for path in SAMPLES.glob("*.json")} == set(GIVES)


@pytest.mark.parametrize("name", GIVES)
def test_what_a_sample_gives(name: str) -> None:
    """Published and generated bodies give their events, or say why there are none."""
    path = SAMPLES / f"{name}.json"
    if not path.is_file():
        pytest.skip("the samples are not beside the project")
    assert _gives(path.read_text()) == GIVES[name]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")
def test_a_generated_discharge_says_who_went_home() -> None:
    """Everything that a real server's message says of the person arrives."""
    event = only(_read(SAMPLES / "generated-message-A03.json", FEED))
    account = event.account
    assert (event.mrn, event.trigger) == ("MRN20125405", "FHIR A03")
    assert (account.given, account.family, account.mobile) == ("Robert", "Myers", "+15555158143")
    assert (account.disposition, account.clinician) == ("home", "Gregory House")
    assert account.discharged_at is not None


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")
def test_a_social_security_number_is_never_anybodys_number() -> None:
    """Da Vinci's patient has one, and the event carries another."""
    assert only(_read(SAMPLES / "davinci-discharge-message.json", FEED)).mrn == (
        "06e1f0dd-5fbe-4480-9bb4-6b54ec02d31b"
    )


# ---- our own examples ----------------------------------------------------------------------------

_MERCY = replace(FEED, consent_on_file=True)
_LAKESIDE = replace(
    _MERCY,
    facility="lakeside",
    time_zone="America/Chicago",
    clinics={"North Lake Clinic": "north-lake"},
)
_JANE = "11-heart-failure-before-labor-day"
_LORRAINE = "10-copd-oxygen-and-ride-home"
_NO_LISTS: dict[str, Any] = {
    "diagnoses": None, "before_admission": None, "at_discharge": None, "equipment": None,
}  # fmt: skip
FHIR_EXAMPLES: dict[str, tuple[str, Feed, dict[str, Any]]] = {
    "11-heart-failure-message": (_JANE, _MERCY, {}),
    "11-heart-failure-subscription-notification": (_JANE, _MERCY, _NO_LISTS),
    "10-copd-collection": (_LORRAINE, _LAKESIDE, {}),
}


def _read(path: Path, feed: Feed) -> Parsed:
    return events.read(path.read_text(), feed, ARRIVED)


def _carried(discharge: Discharge) -> Account:
    """What FHIR carries of a discharge: neither rides nor counts of earlier visits."""
    person, lists = discharge.patient, discharge.medications
    assert person.caregiver is not None
    return Account(
        given=person.given,
        family=person.family,
        birth_date=person.birth_date,
        mobile=person.mobile,
        language=person.language,
        postal_code=person.postal_code,
        address=person.address,
        consent_to_text=person.consent_to_text,
        caregiver=replace(person.caregiver, may_be_told=False),
        clinic=discharge.primary_care.clinic,
        clinician=discharge.primary_care.clinician,
        admitted_at=discharge.admitted_at,
        discharged_at=discharge.discharged_at,
        disposition=discharge.disposition,
        admission_type=discharge.admission_type,
        diagnoses=discharge.diagnoses,
        before_admission=lists.before_admission,
        at_discharge=lists.at_discharge,
        equipment=discharge.equipment,
    )


@pytest.mark.parametrize("name", FHIR_EXAMPLES)
def test_an_example_says_what_the_discharge_file_says(name: str) -> None:
    """One discharge is one account, whichever way it came."""
    file, feed, others = FHIR_EXAMPLES[name]
    discharge = read_discharge_file(EXAMPLES / "discharges" / f"{file}.json")
    event = _read(EXAMPLES / "fhir" / f"{name}.json", feed).events[0]

    assert (event.facility, event.mrn) == (discharge.facility, discharge.patient.mrn)
    assert event.encounter == discharge.encounter
    assert event.account == replace(_carried(discharge), **others)


def test_the_rest_hook_example_says_it_with_what_is_fetched() -> None:
    """A lone Encounter asks for its patient and its lists, and is whole with them."""
    body = (EXAMPLES / "fhir" / "11-heart-failure-rest-hook-encounter.json").read_text()
    other = json.loads((EXAMPLES / "fhir" / "11-heart-failure-subscription-notification.json")
                       .read_text())  # fmt: skip
    person = other["entry"][2]["resource"]

    wanted = missing_references.missing(body, FEED)
    whole = missing_references.with_fetched(body, {"Patient/patient-4821": person})

    assert wanted == (
        "Patient/patient-4821",
        *(
            f"{kind}?{name}=Encounter/enc-v-20260904-0117"
            for kind, name in missing_references.SEARCHES.items()
        ),
    )
    discharge = read_discharge_file(EXAMPLES / "discharges" / f"{_JANE}.json")
    event = only(events.read(whole, _MERCY, ARRIVED))
    assert event.account == replace(_carried(discharge), **_NO_LISTS)


def test_the_copd_example_books_a_visit_and_tells_of_a_referral() -> None:
    """An appointment is an event of its own; a referral is named as not acted upon."""
    heard = _read(EXAMPLES / "fhir" / "10-copd-collection.json", _LAKESIDE)
    appointment = heard.events[1].appointment
    assert appointment is not None
    assert (appointment.id, appointment.clinic) == ("visit-l-30399", "north-lake")
    assert heard.doubts == ("Bundle.entry[13].resource: a referral is not acted upon",)


@pytest.mark.parametrize("path", sorted((EXAMPLES / "fhir").glob("*.json")), ids=lambda p: p.stem)
def test_the_examples_are_fhir(path: Path) -> None:
    """Nobody learns invalid FHIR from us."""
    assert operation_outcome.problems(json.loads(path.read_text())) == ()
