"""What may be seen of a message that nobody could use: in doubt it is a discharge, and its time."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.messages import glimpse
from adapters.messages.glimpse import Glimpse
from tests.adt import adt, instant, siu

ZONE = ZoneInfo("America/New_York")
HOME = "2026-09-08 10:00"
LEFT = instant(HOME)
A03 = adt("A03", HOME, discharged=HOME, disposition="01")
XML = (
    '<?xml version="1.0"?><ADT_A03 xmlns="urn:hl7-org:v2xml"><MSH><MSH.9><MSG.1>ADT</MSG.1>'
    "<MSG.2>{event}</MSG.2></MSH.9></MSH><PV1><PV1.45><TS.1>20260908100000-0400</TS.1></PV1.45>"
    "</PV1></ADT_A03>"
)


def hl7(body: str) -> Glimpse:
    """Seen without a feed."""
    return glimpse.in_hl7(body, None, ZONE)


def fhir(*resources: dict[str, Any], kind: str = "collection") -> str:
    """A Bundle."""
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries})


def encounter(status: str = "finished", **more: Any) -> dict[str, Any]:
    """A stay that ended."""
    period = {"end": "2026-09-08T10:00:00.000-04:00"}
    return {"resourceType": "Encounter", "status": status, "period": period, **more}


BROKEN_HL7 = {
    "whole": A03,
    "no PID": A03.replace("PID|", "ZID|"),
    "no MSH": A03.partition("\r")[2],
    "MSH-2 of letters": A03.replace("|^~\\&|", "|abcd|"),
    "blanks before MSH": f"\n  {A03}",
    "MSH-9 without a type": A03.replace("ADT^A03", ""),
    "lines that end with LF": A03.replace("\r", "\n"),
    "two messages in one": adt("A08", HOME) + A03,
    "one that names nothing beside an A08": adt("A08", HOME, discharged=HOME)
    + "MSH|^~\\&|X|Y|||20260908||\r",
    "in XML": XML.format(event="A03"),
}


@pytest.mark.parametrize("body", BROKEN_HL7.values(), ids=BROKEN_HL7.keys())
def test_a_broken_a03_may_be_a_discharge_of_its_time(body: str) -> None:
    """Whatever is broken in it, what PV1-45 says can be read."""
    assert hl7(body) == Glimpse(may_be_discharge=True, discharged_at=LEFT)


@pytest.mark.parametrize(
    "body",
    [
        *(adt(event, HOME) for event in ("A01", "A04", "A08", "A11", "A13", "A31", "A37", "A40")),
        siu("S12", HOME, HOME),
        "MSH|^~\\&|LAB|OTHER|||20260908||ORU^R01|1|P|2.5\rPID|1\r",
        adt("A08", HOME).replace("|^~\\&|", "|abcd|"),
        adt("A08", HOME).partition("\r")[2],
        XML.replace("ADT_A03", "ADT_A08").format(event="A08"),
    ],
)
def test_what_says_that_it_is_something_else_is_no_discharge(body: str) -> None:
    """Admissions, updates, cancellations, merges, appointments, results, also broken."""
    assert hl7(body) == Glimpse(may_be_discharge=False)


@pytest.mark.parametrize(
    "body",
    ["", "\x00\x01garbage", "PID|1||4821\r", "FHS|^~\\&|X\rFTS|3\r", "<a>no HL7</a>",
     adt("A16", HOME), adt("Z99", HOME), "MSH|^~\\&|X|Y|||20260908||ZZZ^Z01|1|P|2.5\r"],
)  # fmt: skip
def test_in_doubt_it_is_one(body: str) -> None:
    """Nothing that can be told, an announced discharge, and events that no table names."""
    assert hl7(body).may_be_discharge


BROKEN_FHIR = {
    "without a patient": json.dumps(encounter()),
    "in a bundle": fhir(encounter()),
    "of no status": json.dumps(encounter("")),
    "of a newer FHIR": json.dumps(encounter("completed")),
    "an event that says so": fhir(
        {"resourceType": "MessageHeader", "eventCoding": {"code": "notification-discharge"}},
        encounter("in-progress"),
        kind="message",
    ),
    "a name twice": json.dumps(encounter())[:-1] + ', "status": "finished"}',
    "cut off": fhir(encounter(), {"resourceType": "Patient"})[:-40],
    "a discharge file": '{"facility": "mercy-general", "discharged_at": "2026-09-08T10:00-04:00"',
}


@pytest.mark.parametrize("body", BROKEN_FHIR.values(), ids=BROKEN_FHIR.keys())
def test_a_refused_encounter_may_be_a_discharge_of_its_time(body: str) -> None:
    """By its status, by the event, and in doubt."""
    assert glimpse.in_fhir(body, ZONE) == Glimpse(may_be_discharge=True, discharged_at=LEFT)


@pytest.mark.parametrize(
    "body",
    [
        *(json.dumps(encounter(status)) for status in ("planned", "in-progress", "cancelled")),
        json.dumps({"resourceType": "Patient"}),
        fhir({"resourceType": "Patient"}, {"resourceType": "Appointment", "status": "booked"}),
        '{"resourceType": "Patient", "id": ',
        '{"resourceType": "Encounter", "status": "in-progress", ',
        '{"hello": "world"}',
        "no JSON at all",
        "[]",
    ],
)
def test_what_is_nothing_like_a_discharge_is_none(body: str) -> None:
    """Another status, other resources alone, JSON about something else."""
    assert glimpse.in_fhir(body, ZONE) == Glimpse(may_be_discharge=False)


def test_a_notification_that_names_a_stay_and_leaves_it_out_may_be_one() -> None:
    """Its focus was never seen; of an appointment it is none."""
    for kind, may_be in (("Encounter", True), ("Appointment", False)):
        focus = {"name": "focus", "valueReference": {"reference": f"{kind}/1"}}
        event = {"name": "notification-event", "part": [focus]}
        status = {"resourceType": "Parameters", "parameter": [event]}
        body = fhir(status, kind="history")
        assert glimpse.in_fhir(body, ZONE).may_be_discharge is may_be


@pytest.mark.parametrize("body", ['{"discharged_at": "2026-09-08T10:00:00-04:00", "patient": ',
                                  '{"discharged_at": "2026-09-08T14:00:00Z"}'])  # fmt: skip
def test_a_discharge_file_is_one_whatever_is_wrong_with_it(body: str) -> None:
    """Nothing else is sent that way; its time where one stands there."""
    assert glimpse.in_discharge(body, ZONE).discharged_at == LEFT
    assert glimpse.in_discharge("{}", ZONE) == Glimpse(may_be_discharge=True)


@given(st.text(max_size=300), st.sampled_from([A03, json.dumps(encounter()), ""]), st.integers(0))
def test_no_body_is_too_broken_to_look_at(noise: str, whole: str, place: int) -> None:
    """Whatever is sent, looking raises nothing, and a time that is found is an instant."""
    at = place % (len(whole) + 1)
    body = whole[:at] + noise + whole[at:]
    for seen in (hl7(body), glimpse.in_fhir(body, ZONE), glimpse.in_discharge(body, ZONE)):
        left = seen.discharged_at
        assert left is None or left.astimezone(UTC) > datetime(1800, 1, 1, tzinfo=UTC)
