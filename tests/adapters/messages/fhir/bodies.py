"""FHIR bodies of one invented patient, made to measure; every part can be replaced."""

import json
from datetime import UTC, datetime
from typing import Any

from adapters.messages.fhir import events
from adapters.messages.parsed import Parsed
from adapters.validation import Refused
from domain.hospital.events import HospitalEvent
from domain.hospital.feed import Feed, FhirFeed

ARRIVED = datetime(2026, 9, 4, 19, 5, tzinfo=UTC)
LAST_UPDATED = "2026-09-04T15:04:10-04:00"
SERVER = "https://fhir.mercy-general.example/r4"
FEED = Feed(
    facility="mercy-general",
    time_zone="America/New_York",
    accept_from=datetime(2026, 1, 1, tzinfo=UTC),
    dispositions={"Went home": "01"},
    clinics={"Riverside Family Medicine": "riverside-family", "riverside": "riverside-family"},
    fhir=FhirFeed(server=SERVER),
)
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def concept(system: str, code: str, text: str = "") -> dict[str, Any]:
    """Give a CodeableConcept."""
    return {"coding": [{"system": system, "code": code}]} | ({"text": text} if text else {})


def patient(**others: Any) -> dict[str, Any]:
    """Give a Patient."""
    return {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [
            {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-55-0123"},
            {"type": concept(IDENTIFIER_TYPE, "MR"), "system": "urn:mrn", "value": "4821"},
        ],
        "name": [{"use": "official", "family": "Smith", "given": ["Jane"]}],
        "telecom": [{"system": "phone", "use": "mobile", "value": "617 555 0123"}],
    } | others


def encounter(status: str = "finished", code: str = "IMP", **others: Any) -> dict[str, Any]:
    """Give an Encounter."""
    return {
        "resourceType": "Encounter",
        "id": "e1",
        "meta": {"versionId": "3", "lastUpdated": LAST_UPDATED},
        "identifier": [{"type": concept(IDENTIFIER_TYPE, "VN"), "value": "V-1"}],
        "status": status,
        "class": {"system": ACT_CODE, "code": code},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2026-08-30T09:12:00-04:00", "end": "2026-09-04T15:00:00-04:00"},
    } | others


def of_stay(kind: str, **fields: Any) -> dict[str, Any]:
    """Give a resource that belongs to the stay."""
    links = {"subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/e1"}}
    return {"resourceType": kind, "id": "r1", "status": "active"} | links | fields


def bundle(*resources: dict[str, Any], kind: str = "collection", **others: Any) -> dict[str, Any]:
    """Give a Bundle."""
    entries = [{"resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries} | others


def message(code: str, *resources: dict[str, Any], id: str = "m1") -> dict[str, Any]:  # noqa: A002
    """Give a message Bundle about the stay."""
    header = {
        "resourceType": "MessageHeader",
        "id": id,
        "eventCoding": {"code": code},
        "focus": [{"reference": "Encounter/e1"}],
    }
    return bundle(header, *resources, kind="message", timestamp="2026-09-04T15:04:12-04:00")


def notification(
    *resources: dict[str, Any],
    kind: str = "event-notification",
    number: int = 42,
    server: str = SERVER,
) -> dict[str, Any]:
    """Give a backport notification about the stay."""
    part = [
        {"name": "event-number", "valueString": str(number)},
        {"name": "focus", "valueReference": {"reference": f"{server}/Encounter/e1"}},
    ]
    status = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "subscription", "valueReference": {"reference": f"{server}/Subscription/s1"}},
            {"name": "type", "valueCode": kind},
            {"name": "events-since-subscription-start", "valueString": str(number)},
            {"name": "notification-event", "part": part},
        ],
    }
    return bundle(status, *resources, kind="history")


def read(data: object, feed: Feed = FEED, **others: Any) -> Parsed:
    """Read a body as it would come."""
    return events.read(json.dumps(data), feed, ARRIVED, **others)


def only(heard: Parsed) -> HospitalEvent:
    """Give the one event there is."""
    (event,) = heard.events
    return event


def kinds(heard: Parsed) -> list[str]:
    """Give the kinds of the events."""
    return [str(event.kind) for event in heard.events]


def refused(data: object, feed: Feed = FEED) -> list[str]:
    """Give the places for which a body is refused."""
    try:
        heard = read(data, feed)
    except Refused as refusal:
        return [problem.field for problem in refusal.problems]
    raise AssertionError(f"not refused: {heard}")
