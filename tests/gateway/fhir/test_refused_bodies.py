"""Discharges over FHIR that are refused before they are read: a person sees them all the same."""

import json
from typing import Any

import pytest

from gateway.fhir.routes import MOST_BYTES
from tests.adapters.messages.fhir.bodies import FEED, bundle, encounter, patient
from tests.gateway.fhir.test_routes import Hospital, hospital

__all__ = ["hospital"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (("POST", "", encounter(), {}), 400),
        (("PUT", "/Encounter/another", encounter(), {}), 400),
        (("POST", "/Patient", encounter(), {}), 400),
        (("POST", "/$process-message", bundle(patient(), encounter(), kind="batch"), {}), 400),
        (("POST", "/Encounter", json.dumps(encounter()).encode()[:-9], {}), 400),
        (("POST", "/Encounter", json.dumps(encounter()).encode("utf-16"), {}), 400),
        (("POST", "/Encounter", encounter(), {"accept": "application/fhir+xml"}), 406),
        (("POST", "/Encounter", encounter(), {"content_type": "text/plain"}), 415),
        (("POST", "", json.dumps(encounter()).encode() + b" " * MOST_BYTES, {}), 413),
    ],
)
async def test_a_refused_discharge_is_kept_for_a_person(
    hospital: Hospital, sent: tuple[str, str, Any, dict[str, str]], status: int
) -> None:
    """Whatever it was refused for, and of one that is too large its beginning."""
    method, path, data, headers = sent
    answer = await hospital.sends(data, path, method, **headers)
    assert answer.status_code == status
    (kept,) = hospital.kept
    assert (kept.facility, bool(kept.refusal), hospital.delivered) == (FEED.facility, True, [])
    assert "Encounter" in kept.body
    assert len(kept.body) < MOST_BYTES
