"""OperationOutcomes, and the R4B models that name what is wrong."""

import json
import subprocess
import sys
from typing import Any

import pytest

from adapters.messages.fhir.operation_outcome import Issue, issues_of, operation_outcome, problems
from tests.adapters.messages.fhir.bodies import bundle, encounter, patient
from tests.places import ROOT

WRONG: list[tuple[dict[str, Any], dict[str, str]]] = [
    (encounter(), {}),
    (encounter(period={"end": "soon"}),
     {"Encounter.period.end": "a value as FHIR R4 defines this element"}),
    (encounter(shoes="brown"), {"Encounter.shoes": "no element of this name"}),
    (bundle(patient(birthDate="x")),
     {"Bundle.entry[0].resource.birthDate": "a value as FHIR R4 defines this element"}),
    ({"resourceType": "MedicationRequest"},
     {"MedicationRequest.subject": "this element, which FHIR R4 requires"}),
    (patient(name={"family": "Smith"}), {"Patient.name": "a list"}),
    (bundle({"resourceType": "Nope"}), {"Bundle": "resources of FHIR R4 alone"}),
    ({"resourceType": "Nope"}, {"resourceType": "the type of a FHIR R4 resource"}),
    ({}, {"resourceType": "the type of a FHIR R4 resource"}),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "expected"), WRONG)
def test_what_is_wrong_is_named_by_its_element(
    resource: dict[str, Any], expected: dict[str, str]
) -> None:
    """Places as FHIRPath writes them, with what belongs there."""
    assert {one.field: one.expected for one in problems(resource)} == expected


def test_an_outcome_is_fhir_and_repeats_nothing() -> None:
    """An OperationOutcome is valid itself, and carries no value that was found."""
    found = problems(patient(birthDate="the second of March", deceasedBoolean="Zyxwv"))
    outcome = operation_outcome(issues_of(found))
    assert problems(outcome) == ()
    assert "March" not in json.dumps(outcome)
    assert "Zyxwv" not in json.dumps(outcome)
    assert [one["expression"] for one in outcome["issue"]]


def test_an_outcome_says_something() -> None:
    """Without any issue it says that all is well."""
    assert operation_outcome([])["issue"][0]["severity"] == "information"
    told = Issue(severity="warning", code="incomplete", diagnostics="1 event never came")
    assert problems(operation_outcome([told])) == ()


def test_reading_imports_no_models() -> None:
    """The models are slow to import: accepting a body costs none of them."""
    program = (
        "import sys; from adapters.messages.fhir import events, operation_outcome; "
        "from gateway.fhir import routes; "
        "sys.exit(any(name.startswith('fhir.') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0  # noqa: S603 - ours
