"""FHIR resources into events: statuses, classes, messages, dispositions, people and lists."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.messages import records_apart
from adapters.messages.fhir import events
from adapters.validation import Refused
from domain.hospital.chart import chart
from domain.hospital.disposition import Route, route
from domain.hospital.events import AppointmentStatus, EventKind, PatientClass
from tests.adapters.messages.fhir.bodies import (
    FEED,
    IDENTIFIER_TYPE,
    bundle,
    concept,
    encounter,
    kinds,
    message,
    notification,
    only,
    patient,
    read,
    refused,
)

BACK = ["discharge_cancelled", "admitted"]
HEARD: list[tuple[str, str, list[str]]] = [
    ("finished", "IMP", ["discharged"]),
    ("finished", "ACUTE", ["discharged"]),
    ("finished", "NONAC", ["discharged"]),
    ("finished", "OBSENC", ["discharged"]),
    ("finished", "EMER", ["registered", "discharged"]),
    ("finished", "AMB", ["discharged"]),
    ("finished", "VR", ["discharged"]),
    ("finished", "HH", ["discharged"]),
    ("finished", "a word of the hospital's", ["discharged"]),
    ("in-progress", "IMP", BACK),
    ("arrived", "IMP", BACK),
    ("onleave", "IMP", BACK),
    ("in-progress", "OBSENC", BACK),
    ("in-progress", "EMER", ["registered"]),
    ("arrived", "EMER", ["registered"]),
    ("in-progress", "AMB", []),
    ("planned", "IMP", []),
    ("cancelled", "IMP", ["voided"]),
    ("cancelled", "AMB", ["voided"]),
    ("entered-in-error", "IMP", ["voided"]),
    ("entered-in-error", "AMB", ["voided"]),
]


@pytest.mark.parametrize(("status", "code", "expected"), HEARD)
def test_a_status_in_a_class(status: str, code: str, expected: list[str]) -> None:
    """What an Encounter means hangs on its status and class; what means nothing says why."""
    heard = read(bundle(patient(), encounter(status, code)))
    assert kinds(heard) == expected
    assert bool(heard.ignored) == (not expected)


MESSAGES: list[tuple[str, str, list[str]]] = [
    ("A03", "finished", ["discharged"]),
    ("A03", "in-progress", ["discharged"]),
    ("notification-discharge", "unknown", ["discharged"]),
    ("A03", "entered-in-error", ["voided"]),
    ("A01", "in-progress", BACK),
    ("notification-admit", "in-progress", BACK),
    ("A01", "finished", ["discharged"]),
    ("A08", "in-progress", ["updated"]),
    ("A08", "finished", ["discharged"]),
    ("A11", "cancelled", ["voided"]),
    ("A13", "in-progress", BACK),
    ("A16", "in-progress", ["discharge_expected"]),
    ("A25", "in-progress", ["expected_cancelled"]),
    ("A02", "in-progress", []),
]


@pytest.mark.parametrize(("code", "status", "expected"), MESSAGES)
def test_a_message_says_more_than_a_status(code: str, status: str, expected: list[str]) -> None:
    """The event of a message decides where it is explicit, the status everywhere else."""
    heard = read(message(code, encounter(status), patient()))
    assert kinds(heard) == expected
    assert all(event.trigger == f"FHIR {code}" for event in heard.events)


def test_a_message_without_a_person_voids_the_person() -> None:
    """A29 is about a person who should never have been known."""
    assert kinds(read(message("A29", patient()))) == ["voided"]


def test_a_status_that_returns_takes_the_discharge_back() -> None:
    """Finished and then in progress again leaves somebody who lies in hospital."""
    later = {"lastUpdated": "2026-09-04T16:00:00-04:00"}
    first = read(bundle(patient(), encounter())).events
    then = read(bundle(patient(), encounter("in-progress", meta=later))).events
    stay = chart([*then, *first]).stay("V-1")
    assert stay is not None
    assert stay.discharged_at is None
    assert stay.present_since is not None


def test_times_of_an_event() -> None:
    """Recorded when the server last changed it, sent with the bundle, happened at the period's end.

    Without these the time of arrival stands in.
    """
    event = only(read(message("A03", encounter(), patient())))
    assert event.recorded_at.astimezone(UTC) == datetime(2026, 9, 4, 19, 4, 10, tzinfo=UTC)
    assert event.sent_at.astimezone(UTC) == datetime(2026, 9, 4, 19, 4, 12, tzinfo=UTC)
    assert event.happened_at == event.account.discharged_at
    bare = only(read(bundle(patient(), encounter(meta={}))))
    assert bare.recorded_at == bare.sent_at == datetime(2026, 9, 4, 19, 5, tzinfo=UTC)


def test_a_time_without_a_zone_is_the_facilitys() -> None:
    """An offset may be missing; the hospital's clock is meant."""
    period = {"start": "2026-08-30", "end": "2026-09-04T15:00:00"}
    heard = read(bundle(patient(), encounter(period=period)))
    left = only(heard).account.discharged_at
    assert left is not None
    assert left.astimezone(UTC) == datetime(2026, 9, 4, 19, tzinfo=UTC)
    assert heard.doubts == ("Bundle.entry[1].resource.period.start: expected a date with its time",)


def test_a_discharge_with_a_date_alone_is_of_its_first_minute() -> None:
    """No deadline is too late then; that it was a date is said."""
    period = {"start": "2026-08-30T08:00:00Z", "end": "2026-09-04"}
    heard = read(bundle(patient(), encounter(period=period)))
    left = only(heard).account.discharged_at
    assert left is not None
    assert left.isoformat() == "2026-09-04T00:00:00-04:00"
    assert heard.doubts == ("Bundle.entry[1].resource.period.end: a date without a time",)


@pytest.mark.parametrize("said", ["2026", "2026-09", "9999-12-31T23:59:59Z", "Friday", 2026, ["x"]])
def test_a_discharge_whose_time_cannot_be_read_is_no_less_a_discharge(said: object) -> None:
    """A year or a month is no time: that of its stay is not known, and its sender is told."""
    heard = read(bundle(patient(), encounter(period={"start": "2026", "end": said})))
    left = only(heard)
    assert (left.kind, left.encounter) == (EventKind.DISCHARGED, "V-1")
    assert left.undated
    assert (left.account.discharged_at, left.happened_at, left.account.admitted_at) == (None,) * 3
    wanted = {
        "Bundle.entry[1].resource.period.start: expected a date with its time",
        "Bundle.entry[1].resource.period.end: expected when the patient left, date and time",
    }
    assert set(heard.doubts) == wanted


@pytest.mark.parametrize("end", ["2026", "2026-09"])
def test_an_end_that_is_a_year_moves_no_discharge_that_is_known(end: str) -> None:
    """The encounter with its hour, before or after: the same stay, the same time, no other."""
    later = {"lastUpdated": "2026-09-05T09:00:00-04:00"}
    known = read(bundle(patient(), encounter())).events
    vague = read(bundle(patient(), encounter(meta=later, period={"end": end}))).events
    for told in ([*known, *vague], [*vague, *known]):
        stays = [one for one in chart(told).stays if not one.voided]
        assert [(one.encounter, one.discharged_at) for one in stays] == [
            ("V-1", known[0].account.discharged_at)
        ]
    alone = chart(vague).stays
    assert [(one.unnumbered, one.voided) for one in alone] == [(True, False)]


UNUSABLE: list[tuple[dict[str, Any], list[str]]] = [
    (encounter(), ["Encounter.subject"]),
    (encounter(period={}), ["Encounter.period.end", "Encounter.subject"]),
    (bundle(patient(), encounter(period={})), ["Bundle.entry[1].resource.period.end"]),
    (encounter(period={"end": "2026-09"}), ["Encounter.period.end", "Encounter.subject"]),
    (bundle(patient(identifier=[]), encounter()), ["Bundle.entry[0].resource.identifier"]),
    (bundle(patient(), encounter("completed")), ["Bundle.entry[1].resource.status"]),
    (bundle(encounter(), kind="message"), ["Bundle.entry[0].resource"]),
    (notification(), ["Bundle.entry[0].resource.parameter.part"]),
    ({}, ["resourceType"]),
    ({"resourceType": ["Patient"]}, ["resourceType"]),
]  # fmt: skip


@pytest.mark.parametrize(("data", "places"), UNUSABLE)
def test_what_cannot_be_used_is_refused_at_its_element(
    data: dict[str, Any], places: list[str]
) -> None:
    """A discharge needs somebody and an end; the refusal says where they belong."""
    assert refused(data) == places


@pytest.mark.parametrize("body", ["", "nonsense", "[]", '{"a": NaN}', "[" * 99_999, '{"a":1,"a":2}',
                                  '{"a":' * 99_999])  # fmt: skip
def test_what_is_no_resource_is_refused(body: str) -> None:
    """Not JSON, no group, a name twice, too deep: all of it is refused and none of it raises."""
    with pytest.raises(Refused):
        events.read(body, FEED, datetime(2026, 9, 4, tzinfo=UTC))


_HL7 = "http://terminology.hl7.org/CodeSystem/discharge-disposition"
DISPOSITIONS: list[tuple[dict[str, Any], str | None]] = [
    (concept("http://www.nubc.org/patient-discharge", "01"), "01"),
    (concept("https://www.nubc.org/CodeSystem/PatDischargeStatus", "06"), "06"),
    (concept("http://terminology.hl7.org/CodeSystem/nubc-UB92", "1"), "01"),
    (concept(_HL7, "home"), "home"),
    (concept(_HL7, "alt-home"), "alt-home"),
    (concept(_HL7, "exp"), "exp"),
    ({"coding": [{"system": _HL7, "code": "home"},
                 {"system": "http://www.nubc.org/patient-discharge", "code": "06"}]}, "06"),
    ({"text": "WENT HOME"}, "01"),
    (concept("urn:ours", "X", "went home"), "01"),
    (concept("urn:ours", "X", "somewhere"), "X"),
    ({"text": "Feeling great"}, "Feeling great"),
    (concept("urn:ours", "1"), "urn:ours|1"),
    ({}, None),
    ({"coding": "01"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), DISPOSITIONS)
def test_a_disposition(said: dict[str, Any], expected: str | None) -> None:
    """Four code systems and the hospital's own words are understood; nothing is defaulted."""
    left = encounter(hospitalization={"dischargeDisposition": said})
    assert only(read(bundle(patient(), left))).account.disposition == expected


def test_an_unknown_systems_number_opens_nothing() -> None:
    """The "1" of a system that nobody knows is not NUBC's "01"."""
    assert route("urn:ours|1").route is Route.WORK_QUEUE


@pytest.mark.parametrize(
    ("reference", "url", "own"),
    [
        ("Patient/p1", "", "p1"),
        ("Patient/p1/_history/2", "", "p1"),
        ("urn:uuid:0001", "urn:uuid:0001", ""),
        ("urn:uuid:p1", "", "p1"),
        ("https://x.example/r4/Patient/p1", "https://x.example/r4/Patient/p1", "p1"),
        ("Patient/p1", "https://x.example/r4/Patient/p1", "p1"),
    ],
)
def test_a_reference_is_found_in_its_bundle(reference: str, url: str, own: str) -> None:
    """By fullUrl, by urn:uuid, by type and id."""
    body = bundle(patient(id=own), encounter(subject={"reference": reference}))
    body["entry"][0]["fullUrl"] = url
    assert only(read(body)).mrn == "4821"


def test_a_contained_patient_is_found() -> None:
    """A lone Encounter may carry its patient inside."""
    lone = encounter(subject={"reference": "#p1"}, contained=[patient()])
    assert only(read(lone)).mrn == "4821"


def test_a_bundle_of_several_patients() -> None:
    """Events of several people come apart by their number."""
    other = {"identifier": [{"type": concept(IDENTIFIER_TYPE, "MR"), "value": "4822"}]}
    body = bundle(
        patient(),
        patient(id="p2", **other),
        encounter(),
        encounter(id="e2", subject={"reference": "Patient/p2"}),
    )
    assert [event.mrn for event in read(body).events] == ["4821", "4822"]
    assert [event.mrn for event in read(body, only_mrn="4822").events] == ["4822"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("booked", AppointmentStatus.BOOKED),
        ("cancelled", AppointmentStatus.CANCELLED),
        ("noshow", AppointmentStatus.MISSED),
        ("fulfilled", AppointmentStatus.KEPT),
        ("proposed", None),
    ],
)
def test_an_appointment(status: str, expected: AppointmentStatus | None) -> None:
    """An appointment is booked, cancelled, missed or kept; a wish is none."""
    actors = ("Patient/p1", "Location/riverside")
    lone = {
        "resourceType": "Appointment",
        "id": "a1",
        "status": status,
        "start": "2026-09-10T09:30:00-04:00",
        "participant": [{"actor": {"reference": one}} for one in actors],
    }
    heard = read(bundle(patient(), lone))
    if expected is None:
        assert heard.ignored == "an appointment that is only a wish"
        return
    event = only(heard)
    assert event.kind is EventKind.APPOINTMENT
    assert event.appointment is not None
    assert event.appointment.status is expected
    assert event.appointment.clinic == "riverside-family"


def test_a_lone_patient_is_an_update() -> None:
    """A person's new number is known without any stay."""
    event = only(read(patient(meta={"lastUpdated": "2026-09-05T08:00:00Z"})))
    assert (event.kind, event.encounter, event.mrn) == (EventKind.UPDATED, None, "4821")
    assert event.recorded_at == datetime(2026, 9, 5, 8, tzinfo=UTC)


def _linked(own: str, number: str, **link: Any) -> dict[str, Any]:
    numbers = [{"type": concept(IDENTIFIER_TYPE, "MR"), "value": number}]
    return patient(id=own, identifier=numbers, link=[link] if link else [])


MERGES = [
    [_linked("p1", "4821", type="replaces", other={"reference": "Patient/p2"}),
     _linked("p2", "9999")],
    [_linked("p2", "9999", type="replaced-by", other={"reference": "Patient/p1"}),
     _linked("p1", "4821")],
]  # fmt: skip


@pytest.mark.parametrize("patients", MERGES)
def test_a_link_between_patients_is_a_merge(patients: list[dict[str, Any]]) -> None:
    """Either side may say which number goes on; See-also links are none."""
    merges = [one for one in read(bundle(*patients)).events if one.kind is EventKind.MERGED]
    assert [(one.mrn, one.other_mrn) for one in merges] == [("4821", "9999")]
    other = _linked("p1", "4821", type="seealso", other={"reference": "Patient/p2"})
    assert kinds(read(other)) == ["updated"]


def test_a_merge_with_somebody_unknown_is_a_doubt() -> None:
    """Without the other's number nothing can be merged."""
    alone = _linked("p1", "4821", type="replaces", other={"reference": "Patient/p2"})
    heard = read(alone)
    assert kinds(heard) == ["updated"]
    assert heard.doubts[0].startswith("Patient.link[0].other: expected")


@pytest.mark.parametrize("code", [*records_apart.RECORDS, *records_apart.MERGES])
def test_who_is_who_is_for_a_person(code: str) -> None:
    """As in HL7: an unmerge, a link, another number, and a merge that no link explains."""
    people = [_linked("p1", "4821"), _linked("p2", "9999")]
    heard = read(message(code, *people))
    assert heard.for_a_person
    assert heard.records == ("4821", "9999")
    assert heard.always == (code == "A37")
    assert {event.kind for event in heard.events} <= {EventKind.UPDATED}
    assert refused(message("A37", encounter())) == ["Bundle.entry"]
    if code in records_apart.MERGES:
        merged = read(message(code, *MERGES[0]))
        assert (merged.for_a_person, kinds(merged).count("merged")) == ("", 1)


@pytest.mark.parametrize("kind", ["handshake", "heartbeat"])
def test_a_sign_of_life_is_no_event(kind: str) -> None:
    """A subscription's handshake and heartbeat change nothing."""
    assert read(notification(kind=kind)).ignored == f"a subscription's {kind}"


def test_an_unknown_class_is_said_to_be_unknown() -> None:
    """A class that nobody knows is neither an admission nor a visit: a person must look."""
    heard = read(bundle(patient(), encounter(code="X9")))
    assert only(heard).patient_class is PatientClass.UNKNOWN
    assert heard.doubts == (
        "Bundle.entry[1].resource.class: expected a code of v3 ActEncounterCode",
    )
