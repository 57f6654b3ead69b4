"""FHIR over HTTP: packed bodies, and what a sender makes a request depend on."""

import gzip
import json

import pytest

from tests.adapters.messages.fhir.bodies import bundle, encounter, patient
from tests.gateway.fhir.test_routes import Hospital, hospital

__all__ = ["hospital"]


async def test_a_packed_bundle_is_read_and_another_packing_refused(hospital: Hospital) -> None:
    """The unpacked body is kept; a 415 names what is taken, and a person sees what came."""
    body = json.dumps(bundle(patient(), encounter(), kind="collection")).encode()
    answer = await hospital.sends(gzip.compress(body), content_encoding="gzip")
    assert answer.status_code == 200
    assert hospital.kept[0].body == body.decode()
    refused = await hospital.sends(body, content_encoding="br")
    assert (refused.status_code, refused.headers["accept-encoding"]) == (415, "gzip")
    twice = await hospital.sends(gzip.compress(gzip.compress(body)), content_encoding="gzip")
    assert twice.status_code == 400
    assert [bool(one.refusal) for one in hospital.kept] == [False, True, True]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ({"if_none_exist": "identifier=a|1"}, "If-None-Exist"),
        ({"if_none_match": "*"}, "If-None-Match"),
        ({"prefer": "return=representation"}, "Prefer"),
    ],
)
async def test_a_condition_that_nothing_here_can_meet_is_said(
    hospital: Hospital, header: dict[str, str], name: str
) -> None:
    """The resource is taken, and the answer names the condition."""
    answer = await hospital.sends(patient(), "/Patient", **header)
    assert answer.status_code == 200
    assert any(one["diagnostics"].startswith(f"{name}:") for one in answer.json()["issue"])
    assert len(hospital.kept) == 1


async def test_a_conditional_update_is_taken_by_what_it_holds(hospital: Hospital) -> None:
    """PUT with criteria needs no id in the address; without either it is refused."""
    answer = await hospital.sends(patient(), "/Patient?identifier=a|1", "PUT")
    assert answer.status_code == 200
    assert any(one["diagnostics"].startswith("criteria:") for one in answer.json()["issue"])
    assert (await hospital.sends(patient(), "/Patient", "PUT")).status_code == 400
    assert len(hospital.kept) == 1


async def test_an_update_of_a_version_is_refused_by_name(hospital: Hospital) -> None:
    """There are no versions here: 412, in a Bundle as well. Only a discharge is kept for people."""
    alone = await hospital.sends(patient(), "/Patient/p1", "PUT", if_match='W/"3"')
    whole = bundle(patient(), encounter(), kind="transaction")
    whole["entry"][0]["request"] = {"method": "PUT", "url": "Patient/p1", "ifMatch": 'W/"3"'}
    together = await hospital.sends(whole)
    assert (alone.status_code, together.status_code) == (412, 412)
    assert "If-Match" in alone.text
    assert "ifMatch" in together.text
    (kept,) = hospital.kept
    assert (kept.refusal[:8], kept.body) == ("ifMatch:", json.dumps(whole))


async def test_a_condition_within_a_bundle_is_said(hospital: Hospital) -> None:
    """An entry with ifNoneExist is taken, and the condition named."""
    whole = bundle(patient(), encounter(), kind="transaction")
    request = {"method": "POST", "url": "Patient", "ifNoneExist": "identifier=a|1"}
    for entry in whole["entry"]:
        entry["request"] = request
    answer = await hospital.sends(whole)
    assert answer.status_code == 200
    assert "ifNoneExist" in answer.text


CRITERIA = (
    "identifier=urn:visits|V-1",
    "Encounter?identifier=urn%3Avisits%7CV-1",
    "identifier=V-1",
)


@pytest.mark.parametrize("criteria", CRITERIA)
async def test_a_visit_that_is_known_is_not_created_again(
    hospital: Hospital, criteria: str
) -> None:
    """A match means that nothing changes: 200 and nothing is kept; of one not known it is taken."""
    gone = encounter(hospitalization={"dischargeDisposition": {"text": "SNF"}})
    first = await hospital.sends(gone, "/Encounter", if_none_exist=criteria)
    assert (first.status_code, len(hospital.kept)) == (422, 1)
    hospital.visits.add("V-1")
    again = await hospital.sends(gone, "/Encounter", if_none_exist=criteria)
    assert (again.status_code, len(hospital.kept), hospital.delivered) == (200, 1, [])
    assert "known already" in again.text
    assert (await hospital.sends(patient(), "/Patient", if_none_exist=criteria)).status_code == 200


@pytest.mark.parametrize("kind", ["transaction", "batch"])
async def test_a_visit_that_is_known_is_not_created_again_within_a_bundle(
    hospital: Hospital, kind: str
) -> None:
    """412 by name: nothing of it is delivered, and a person sees that it came."""
    hospital.visits.add("V-1")
    whole = bundle(patient(), encounter(), kind=kind)
    whole["entry"][1]["request"] = {
        "method": "POST",
        "url": "Encounter",
        "ifNoneExist": CRITERIA[0],
    }
    answer = await hospital.sends(whole)
    assert (answer.status_code, hospital.delivered) == (412, [])
    assert "ifNoneExist:" in answer.text
    assert [bool(one.refusal) for one in hospital.kept] == [True]


@pytest.mark.parametrize("method", ["DELETE", "delete", "PATCH"])
async def test_what_is_to_be_deleted_is_refused_by_name(hospital: Hospital, method: str) -> None:
    """An entry that deletes an Encounter starts no episode."""
    whole = bundle(patient(), encounter(), kind="transaction")
    whole["entry"][1]["request"] = {"method": method, "url": "Encounter/e1"}
    answer = await hospital.sends(whole)
    assert (answer.status_code, hospital.delivered) == (400, [])
    assert method.upper() in answer.text
