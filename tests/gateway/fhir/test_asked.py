"""What a FHIR answer says that somebody is asked, because it was not understood."""

import json
from typing import Any

import pytest

from tests.adapters.messages.fhir.bodies import (
    IDENTIFIER_TYPE,
    bundle,
    concept,
    encounter,
    message,
    patient,
)
from tests.gateway.fhir.test_routes import Hospital, hospital

__all__ = ["hospital"]

ASKED = "Somebody is asked, unless another message says it: "
LEFT = {"dischargeDisposition": concept("urn:oid:2.16.840.1.113883.3.7777.9", "ZZHOME")}
NAMELESS: dict[str, Any] = {"name": []}


@pytest.mark.parametrize("kind", ["message", "collection"])
@pytest.mark.parametrize(
    ("person", "stay", "asked"),
    [
        ({}, {"hospitalization": LEFT}, "disposition: unknown disposition"),
        ({}, {"class": {"code": "ZZ"}}, "the patient class is not understood"),
        (NAMELESS, {}, "no name was sent"),
    ],
    ids=["disposition", "class", "name"],
)
async def test_the_sender_hears_what_somebody_is_asked(
    hospital: Hospital, kind: str, person: dict[str, Any], stay: dict[str, Any], asked: str
) -> None:
    """Taken, and a warning that says what a person must clear up; never what was found."""
    entries = (patient(**person), encounter(**stay))
    sent = message("A03", *entries) if kind == "message" else bundle(*entries, kind=kind)
    answer = await hospital.sends(sent, "/$process-message" if kind == "message" else "")
    assert answer.status_code == 200
    data = answer.json()
    told = data["entry"][1]["resource"] if kind == "message" else data
    warnings = [one["diagnostics"] for one in told["issue"] if one["severity"] == "warning"]
    assert ASKED + asked in warnings
    assert "ZZ" not in json.dumps(told)


async def test_nobody_is_said_to_be_asked_of_what_is_clear(hospital: Hospital) -> None:
    """Of two people in one body each is folded alone."""
    other = {"identifier": [{"type": concept(IDENTIFIER_TYPE, "MR"), "value": "4822"}]}
    second = encounter(id="e2", subject={"reference": "Patient/p2"})
    answer = await hospital.sends(
        bundle(patient(), patient(id="p2", **other), encounter(), second, kind="collection")
    )
    assert [one["severity"] for one in answer.json()["issue"]] == ["information"]
