"""What a body leaves out, and where it may be asked for."""

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.messages.fhir import missing_references
from domain.hospital.feed import FhirFeed
from tests.adapters.messages.fhir.bodies import (
    FEED,
    SERVER,
    bundle,
    encounter,
    message,
    notification,
    of_stay,
    patient,
    read,
)

LISTS = tuple(f"{kind}?{by}=Encounter/e1" for kind, by in missing_references.SEARCHES.items())
INSIDE = "http://10.0.0.7:8080/fhir"
_LINK = [{"type": "replaces", "other": {"reference": "Patient/p2"}}]
WANTED: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    (encounter(), ("Patient/p1", *LISTS)),
    (encounter("in-progress"), ("Patient/p1",)),
    (encounter(code="AMB"), ()),
    (encounter(subject={"reference": f"{SERVER}/Patient/p1"}), ("Patient/p1", *LISTS)),
    (encounter("in-progress", subject={"reference": "https://x.example/Patient/p1"}), ()),
    (encounter("in-progress", subject={"reference": "Patient/.."}), ()),
    (bundle(patient(), encounter(), of_stay("Condition"), of_stay("DeviceRequest")), LISTS[1:3]),
    (message("A03", encounter(), patient()), ()),
    (message("A03", encounter()), ("Patient/p1",)),
    (notification(), ("Encounter/e1",)),
    (notification(server=INSIDE), ("Encounter/e1",)),
    (notification(encounter("in-progress")), ("Patient/p1",)),
    (of_stay("MedicationRequest"), ("Encounter/e1",)),
    (patient(), ()),
    (patient(link=_LINK), ("Patient/p2",)),
    (message("A03", encounter(), patient(link=_LINK)), ("Patient/p2",)),
    (patient(link=[_LINK[0] | {"type": "seealso"}]), ()),
]


@pytest.mark.parametrize(("data", "expected"), WANTED)
def test_what_is_asked_for(data: dict[str, Any], expected: tuple[str, ...]) -> None:
    """Who went home, their lists, whom they are merged with; nothing of another server's."""
    assert missing_references.missing(json.dumps(data), FEED) == expected


def test_nothing_is_asked_of_nobody() -> None:
    """A feed without a server has nothing to ask for."""
    alone = replace(FEED, fhir=FhirFeed())
    assert missing_references.missing(json.dumps(encounter()), alone) == ()


def test_no_more_is_asked_than_is_reasonable() -> None:
    """A body with a thousand stays asks for a few things only."""
    many = [encounter(id=f"e{n}", subject={"reference": f"Patient/p{n}"}) for n in range(1_000)]
    assert (
        len(missing_references.missing(json.dumps(bundle(*many)), FEED)) == missing_references.MOST
    )


def test_what_was_fetched_stands_beside_what_came() -> None:
    """The body to keep says everything by itself, and keeps what it was."""
    body = json.dumps(message("A03", encounter()))
    whole = json.loads(missing_references.with_fetched(body, {"Patient/p1": patient()}))
    assert whole["type"] == "message"
    assert whole["timestamp"] == json.loads(body)["timestamp"]
    assert [event.mrn for event in read(whole).events] == ["4821"]
