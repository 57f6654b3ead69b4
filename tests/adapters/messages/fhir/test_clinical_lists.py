"""Drug lists, diagnoses and equipment of a stay, from FHIR resources."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.messages.fhir import missing_references
from domain.hospital.discharge import Diagnosis, EquipmentItem, Medication
from tests.adapters.messages.fhir.bodies import (
    FEED,
    RXNORM,
    bundle,
    concept,
    encounter,
    of_stay,
    only,
    patient,
    read,
)

_DRUG = concept(RXNORM, "866427", "metoprolol succinate")


def _order(name: str, **others: Any) -> dict[str, Any]:
    fields = {"intent": "order", "medicationCodeableConcept": {"text": name}} | others
    return of_stay("MedicationRequest", **fields)


def _drugs(*orders: dict[str, Any], status: str = "finished") -> list[str] | None:
    heard = read(bundle(patient(), encounter(status), *orders))
    found = heard.events[-1].account.at_discharge
    return None if found is None else [one.name for one in found]


_CATEGORY = "http://terminology.hl7.org/CodeSystem/medicationrequest-category"
_DISCHARGE, _WARD = [concept(_CATEGORY, "discharge")], [concept(_CATEGORY, "inpatient")]


def test_the_discharge_list() -> None:
    """Discharge prescriptions if they are marked; else the stay's orders but the ward's."""
    assert _drugs() is None
    assert _drugs(_order("a"), _order("b", status="stopped"), _order("c", intent="proposal")) == [
        "a"
    ]
    assert _drugs(_order("a"), _order("b", category=_WARD)) == ["a"]
    assert _drugs(_order("a"), _order("b", category=_DISCHARGE)) == ["b"]
    assert _drugs(_order("a", encounter=None)) is None
    assert _drugs(_order("a", encounter=None, category=_DISCHARGE)) == ["a"]
    assert _drugs(_order("a", encounter={"reference": "Encounter/another"})) is None
    assert _drugs(_order("a"), status="in-progress") is None


def test_a_lone_prescription_is_not_a_list() -> None:
    """From one line nobody learns what else was stopped, also when its stay is fetched."""
    assert read(_order("a")).ignored
    body = json.dumps(_order("a"))
    assert missing_references.missing(body, FEED) == ("Encounter/e1",)
    stay = bundle(patient(), encounter())
    whole = missing_references.with_fetched(body, {"Encounter/e1": stay})
    assert "MedicationRequest?encounter=Encounter/e1" in missing_references.missing(whole, FEED)
    assert only(read(json.loads(whole))).account.at_discharge is None


DOSES: list[tuple[dict[str, Any], tuple[str | None, str | None, str | None]]] = [
    ({"doseAndRate": [{"doseQuantity": {"value": 50, "unit": "mg"}}],
      "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
      "route": {"text": "oral"}}, ("50 mg", "daily", "oral")),
    ({"doseAndRate": [{"doseQuantity": {"value": 2.5, "code": "mg"}}],
      "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
      "asNeededBoolean": True}, ("2.5 mg", "twice daily as needed", None)),
    ({"timing": {"repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}}},
     (None, "every 8 hours", None)),
    ({"timing": {"code": {"text": "at bedtime"}}}, (None, "at bedtime", None)),
    ({"text": "10 mL bid"}, (None, "10 mL bid", None)),
    ({"doseAndRate": "much", "timing": 7}, (None, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), DOSES)
def test_a_dosage(
    said: dict[str, Any], expected: tuple[str | None, str | None, str | None]
) -> None:
    """Dose, frequency and route in words; a sender's free text stands as it is."""
    order = _order("", medicationCodeableConcept=_DRUG, dosageInstruction=[said])
    found = only(read(bundle(patient(), encounter(), order))).account.at_discharge
    dose, frequency, way = expected
    assert found == (
        Medication(name="metoprolol succinate", rxcui="866427", dose=dose, frequency=frequency,
                   route=way),
    )  # fmt: skip


def test_what_the_patient_takes_at_home() -> None:
    """MedicationStatement is the list before admission; what is stopped is not on it."""
    drug = {"resourceType": "Medication", "id": "d", "code": _DRUG}
    taken = of_stay(
        "MedicationStatement", medicationReference={"reference": "#d"}, contained=[drug]
    )
    stopped = of_stay("MedicationStatement", status="stopped", medicationCodeableConcept=_DRUG)
    account = only(read(bundle(patient(), encounter(), taken, stopped))).account
    assert account.before_admission == (Medication(name="metoprolol succinate", rxcui="866427"),)


def test_diagnoses() -> None:
    """ICD-10 before SNOMED CT, the principal one first, nothing refuted."""
    icd, snomed = "http://hl7.org/fhir/sid/icd-10-cm", "http://snomed.info/sct"
    both = {"coding": [{"system": snomed, "code": "42343007"}, {"system": icd, "code": "I50.9"}],
            "text": "Heart failure"}  # fmt: skip
    heart = of_stay("Condition", id="c1", code=both)
    burn = of_stay("Condition", id="c2", code=concept(snomed, "39065001", "Burn of ear"))
    untrue = of_stay(
        "Condition", id="c3", code=both, verificationStatus=concept("urn:v", "refuted")
    )
    rank = [{"condition": {"reference": "Condition/c1"}, "rank": 1}]
    account = only(read(bundle(patient(), encounter(diagnosis=rank), burn, heart, untrue))).account
    assert account.diagnoses == (
        Diagnosis(code="I50.9", text="Heart failure", principal=True),
        Diagnosis(code="39065001", text="Burn of ear"),
    )


def test_equipment() -> None:
    """What must stand in the home, and by when; what was revoked need not."""
    oxygen = of_stay(
        "DeviceRequest",
        codeCodeableConcept={"text": "oxygen"},
        occurrenceDateTime="2026-09-04T18:00:00-04:00",
    )
    revoked = of_stay("DeviceRequest", status="revoked", codeCodeableConcept={"text": "walker"})
    account = only(read(bundle(patient(), encounter(), oxygen, revoked))).account
    needed = datetime(2026, 9, 4, 22, tzinfo=UTC)
    assert account.equipment == (EquipmentItem(item="oxygen", needed_by=needed),)
