"""The discharge file: everything wrong with it is named, at once, in words of the trade."""

import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from adapters.files.discharge import read_discharge
from adapters.validation import Problem, Refused
from domain.hospital.discharge import (
    MOST_MEDICATIONS,
    Caregiver,
    Diagnosis,
    Discharge,
    Medication,
    Medications,
)

EXAMPLE: dict[str, Any] = json.loads("""
{"facility": "mercy-general", "encounter": "V-20260904-0117", "time_zone": "America/New_York",
 "admitted_at": "2026-08-30T09:12:00-04:00", "discharged_at": "2026-09-04T15:00:00-04:00",
 "disposition": "01", "admission_type": "emergency", "medical_decision_making": "high",
 "ed_visits_6_months": 1, "admissions_12_months": 0,
 "diagnoses": [{"code": "I50.9", "text": "Heart failure, unspecified", "principal": true}],
 "patient": {"mrn": "4821", "given": "Jane", "family": "Smith", "birth_date": "1948-03-02",
             "mobile": "+16175550123", "language": "en", "postal_code": "02139",
             "consent_to_text": true,
             "caregiver": {"name": "Tom Smith", "mobile": "+16175550124", "may_be_told": true}},
 "primary_care": {"clinic": "riverside-family", "clinician": "Dr. Ann Lee"},
 "medications": {"before_admission": [{"name": "metoprolol succinate", "rxcui": "866427",
                                       "dose": "25 mg", "frequency": "daily"}],
                 "at_discharge":     [{"name": "metoprolol succinate", "rxcui": "866427",
                                       "dose": "50 mg", "frequency": "daily"}]},
 "equipment": [{"item": "home oxygen concentrator", "needed_by": "2026-09-04T18:00:00-04:00"}],
 "transport": {"to_visits": true, "wheelchair": false}}
""")
LEAST: dict[str, Any] = {
    "facility": "lakeside",
    "encounter": "V-1",
    "time_zone": "America/Chicago",
    "discharged_at": "2026-09-04T15:00:00-05:00",
    "disposition": "01",
    "patient": {"mrn": "1", "given": "Jane", "family": "Smith"},
}
GONE = object()


def changed(path: str, value: object) -> dict[str, Any]:
    """The example with one field changed, or without it."""
    body = copy.deepcopy(EXAMPLE)
    *groups, last = (int(name) if name.isdecimal() else name for name in path.split("."))
    group: Any = body
    for name in groups:
        group = group[name]
    if value is GONE:
        del group[last]
    else:
        group[last] = value
    return body


def read(body: object) -> Discharge:
    """What the reader makes of this body."""
    return read_discharge(json.dumps(body).encode(), "discharge.json")


def refused(body: object) -> list[Problem]:
    """Everything that is wrong with this body."""
    with pytest.raises(Refused) as refusal:
        read(body)
    return list(refusal.value.problems)


def test_the_example_of_the_format_reads() -> None:
    """The documented example becomes exactly what it says."""
    discharge = read(EXAMPLE)

    assert discharge.discharged_at == datetime(2026, 9, 4, 19, tzinfo=UTC)
    assert discharge.patient.birth_date == date(1948, 3, 2)
    assert discharge.patient.caregiver == Caregiver(
        name="Tom Smith", mobile="+16175550124", may_be_told=True
    )
    assert discharge.diagnoses == (
        Diagnosis(code="I50.9", text="Heart failure, unspecified", principal=True),
    )
    assert discharge.medications.at_discharge == (
        Medication(name="metoprolol succinate", rxcui="866427", dose="50 mg", frequency="daily"),
    )
    assert discharge.transport.to_visits


def test_what_is_optional_may_be_missing() -> None:
    """Facility, encounter, zone, instant, disposition, MRN and names are all that is needed."""
    discharge = read(LEAST)

    assert discharge.patient.mobile is None
    assert not discharge.patient.consent_to_text
    assert discharge.medications == Medications(before_admission=None, at_discharge=None)


def test_an_absent_list_is_missing_and_an_empty_one_is_empty() -> None:
    """No list and an empty list stay two different things, and null is no list."""
    lists = read(LEAST | {"medications": {"before_admission": [], "at_discharge": None}})

    assert lists.medications == Medications(before_admission=(), at_discharge=None)


@pytest.mark.parametrize(
    "path",
    [
        "facility",
        "encounter",
        "time_zone",
        "discharged_at",
        "disposition",
        "patient",
        "patient.mrn",
        "patient.given",
        "patient.family",
    ],
)
def test_a_needed_field_that_is_missing_is_named(path: str) -> None:
    """A missing field is one problem, found as nothing."""
    (problem,) = refused(changed(path, GONE))
    assert (problem.field, problem.found) == (path, "nothing")


@pytest.mark.parametrize(
    ("path", "value", "field", "expected"),
    [
        ("discharged_at", "2026-09-04T15:00:00", "discharged_at", "offset"),
        ("discharged_at", "1788548400", "discharged_at", "offset"),
        ("discharged_at", 1788548400, "discharged_at", "offset"),
        ("discharged_at", "2026-09-04", "discharged_at", "offset"),
        ("discharged_at", "2026-08-30T09:12:00-04:00", "discharged_at", "after admitted_at"),
        ("equipment.0.needed_by", "tonight", "equipment[0].needed_by", "offset"),
        ("time_zone", "Eastern", "time_zone", "IANA"),
        ("time_zone", "../../etc/passwd", "time_zone", "IANA"),
        ("time_zone", "America", "time_zone", "IANA"),
        ("facility", "Mercy General", "facility", "lower-case"),
        ("encounter", " ", "encounter", "not empty"),
        ("disposition", 1, "disposition", "text"),
        ("admission_type", "walk-in", "admission_type", "elective"),
        ("medical_decision_making", "High", "medical_decision_making", "moderate"),
        ("ed_visits_6_months", -1, "ed_visits_6_months", "0 or more"),
        ("ed_visits_6_months", "1", "ed_visits_6_months", "0 or more"),
        ("admissions_12_months", 1.5, "admissions_12_months", "0 or more"),
        ("admissions_12_months", True, "admissions_12_months", "0 or more"),
        ("patient.mrn", "", "patient.mrn", "not empty"),
        ("patient.mrn", 4821, "patient.mrn", "text"),
        ("patient.birth_date", "03/02/1948", "patient.birth_date", "1948-03-02"),
        ("patient.birth_date", "2026-09-05", "patient.birth_date", "not after the discharge"),
        ("patient.mobile", "(617) 555-0123", "patient.mobile", "+16175550123"),
        ("patient.mobile", "6175550123", "patient.mobile", "country code"),
        ("patient.mobile", "+1617555", "patient.mobile", "country code"),
        ("patient.mobile", "+1 617 555 0123", "patient.mobile", "country code"),
        ("patient.language", None, "patient.language", "text"),
        ("patient.consent_to_text", "yes", "patient.consent_to_text", "true or false"),
        ("patient.caregiver", "Tom", "patient.caregiver", "a group of fields"),
        ("patient.caregiver.mobile", "x", "patient.caregiver.mobile", "country code"),
        ("diagnoses", {}, "diagnoses", "a list"),
        ("diagnoses.0", "I50.9", "diagnoses[0]", "a group of fields"),
        ("medications.at_discharge.0.name", "", "medications.at_discharge[0].name", "not empty"),
    ],
)
def test_a_wrong_value_says_where_and_what_was_expected(
    path: str, value: object, field: str, expected: str
) -> None:
    """Each fault is one problem: the field, what was found there, what belongs there."""
    (problem,) = refused(changed(path, value))

    assert problem.field == field
    assert problem.found == json.dumps(value)
    assert expected in problem.expected


@pytest.mark.parametrize(
    ("path", "value", "field", "advice"),
    [
        ("patient.mobil", "+16175550123", "patient.mobil", 'did you mean "mobile"?'),
        ("dispostion", "01", "dispostion", 'did you mean "disposition"?'),
        ("equipment.0.neededby", None, "equipment[0].neededby", 'did you mean "needed_by"?'),
        ("shoe_size", 9, "shoe_size", "no field of this name"),
    ],
)
def test_an_unknown_field_is_refused_by_name(
    path: str, value: object, field: str, advice: str
) -> None:
    """A field nobody knows is a slip of the pen: it is named, with its nearest neighbour."""
    (problem,) = refused(changed(path, value))

    assert problem.field == field
    assert problem.expected.endswith(advice)


def test_all_problems_are_reported_together() -> None:
    """Shape, values and what does not fit together come in one report, one line for each."""
    body = changed("patient.mobil", "1") | {"discharged_at": "2026-08-01T09:00:00-04:00"}
    body["medical_decision_making"] = "hard"
    del body["encounter"]

    with pytest.raises(Refused) as refusal:
        read(body)

    fields = {problem.field for problem in refusal.value.problems}
    assert fields == {"patient.mobil", "discharged_at", "medical_decision_making", "encounter"}
    words = str(refusal.value).splitlines()
    assert words[0] == "discharge.json is refused:"
    assert len(words) == 1 + len(fields)
    assert '  medical_decision_making: found "hard"; expected one of straightforward, low,' in (
        "\n".join(words)
    )
    assert "pydantic" not in str(refusal.value)


@pytest.mark.parametrize("disposition", ["06", "86", "99", "home", ""])
def test_no_disposition_is_refused(disposition: str) -> None:
    """Which dispositions open an episode is a rule, and not a matter of reading."""
    assert read(changed("disposition", disposition)).disposition == disposition


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"facility": "mercy",\n  "encounter" 1}', "line 2 column 15"),
        (b"", "line 1 column 1"),
        (b"\xff\xfe", "can't decode"),
        (b'{"mrn": "1", "mrn": "2"}', "given twice in one group: mrn"),
        (b'{"ed_visits_6_months": NaN}', "NaN"),
        (b"[" * 100_000, "recursion"),
        (b"[]", "[]"),
        (b"null", "null"),
    ],
)
def test_what_is_not_one_json_object_is_refused_with_its_place(body: bytes, found: str) -> None:
    """A file that cannot be read at all says where the reading stopped."""
    with pytest.raises(Refused) as refusal:
        read_discharge(body, "discharge.json")

    (problem,) = refusal.value.problems
    assert found in problem.found
    assert str(refusal.value).startswith("discharge.json is refused:\n  the whole file: found")


def test_windows_byte_order_mark_and_utf8_names_are_read() -> None:
    """Files saved on Windows begin with a mark; names keep their accents."""
    body = json.dumps(changed("patient.given", "Zoë"), ensure_ascii=False).encode("utf-8-sig")
    assert read_discharge(body, "discharge.json").patient.given == "Zoë"


def test_a_list_has_at_most_two_hundred_lines() -> None:
    """As by every other way in: what lists more is wrong, and is refused by its name."""
    drugs = [{"name": f"drug {n}"} for n in range(MOST_MEDICATIONS + 1)]
    assert read(changed("medications.at_discharge", drugs[1:])).medications.at_discharge
    with pytest.raises(Refused) as refused:
        read(changed("medications.at_discharge", drugs))
    assert [problem.field for problem in refused.value.problems] == ["medications.at_discharge"]
