"""How much of a FHIR body is taken, and which times: what is beyond is a doubt or a refusal."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.messages.fhir.events import MOST_PATIENTS
from adapters.messages.parsed import MOST_DIAGNOSES, MOST_EQUIPMENT, places
from domain.hospital.discharge import MOST_MEDICATIONS
from domain.hospital.feed import Feeds
from intake.readers import Readers
from operations.found_files import Files
from tests.adapters.messages.fhir.bodies import (
    ARRIVED,
    FEED,
    bundle,
    encounter,
    message,
    of_stay,
    only,
    patient,
    read,
    refused,
)

YEARS = ["9999", "2201", "1899", "0001"]
AT = "{}-09-04T15:00:00-04:00"


def _dated(year: str) -> list[tuple[str, dict[str, Any]]]:
    at, there = AT.format(year), "Bundle.entry[1].resource"
    lasts = {"start": at, "end": "2026-09-04T15:00:00-04:00"}
    ends = {"start": "2026-08-30T09:12:00-04:00", "end": at}
    oxygen = of_stay("DeviceRequest", codeCodeableConcept={"text": "oxygen"}, occurrenceDateTime=at)
    visit = {"resourceType": "Appointment", "id": "a1", "status": "booked", "start": at,
             "participant": [{"actor": {"reference": "Patient/p1"}}]}  # fmt: skip
    return [
        (f"{there}.period.start", bundle(patient(), encounter(period=lasts))),
        (f"{there}.period.end", message("A16", encounter("in-progress", period=ends), patient())),
        (f"{there}.meta.lastUpdated", bundle(patient(), encounter(meta={"lastUpdated": at}))),
        ("Bundle.timestamp", bundle(patient(), encounter(), timestamp=at)),
        (f"{there}.start", bundle(patient(), visit)),
        ("Bundle.entry[0].resource.birthDate",
         bundle(patient(birthDate=f"{year}-09-04"), encounter())),
        ("Bundle.entry[2].resource.occurrenceDateTime", bundle(patient(), encounter(), oxygen)),
    ]  # fmt: skip


@pytest.mark.parametrize(("place", "body"), [each for year in YEARS for each in _dated(year)])
def test_a_time_of_another_age_cannot_be_read(place: str, body: dict[str, Any]) -> None:
    """Outside 1971..2200 an optional time is a doubt and not there."""
    heard = read(body)
    assert [one.partition(":")[0] for one in heard.doubts] == [place]
    assert not any(f"{int(year)}, 9, 4" in repr(heard.events) for year in YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_a_discharge_of_another_age_has_no_time(year: str) -> None:
    """Where a time is needed, one outside 1971..2200 is none: of no stay, and said."""
    heard = read(bundle(patient(), encounter(period={"end": AT.format(year)})))
    assert (only(heard).encounter, only(heard).account.discharged_at) == ("V-1", None)
    assert [one.partition(":")[0] for one in heard.doubts] == [
        "Bundle.entry[1].resource.period.end"
    ]


def test_the_first_and_last_year_are_read() -> None:
    """1971 and 2200 are within."""
    for year in (1971, 2200):
        body = bundle(patient(), encounter(period={"end": AT.format(year)}))
        left = only(read(body)).account.discharged_at
        assert left is not None
        assert left.year == year


def _drugs(kind: str, count: int, **others: Any) -> list[dict[str, Any]]:
    return [
        of_stay(kind, medicationCodeableConcept={"text": f"drug {n}"}, **others)
        for n in range(count)
    ]


def test_no_more_medications_than_a_payload_bears() -> None:
    """Two hundred are kept, the discharge's before the home's; the first left out is named."""
    home = _drugs("MedicationStatement", 2)
    orders = _drugs("MedicationRequest", MOST_MEDICATIONS + 1, intent="order")
    for leaving, taken, places_left in ((199, 1, [202]), (200, 0, [202]), (201, 0, [202, 203])):
        heard = read(bundle(patient(), encounter(), *orders[:leaving], *home))
        account = heard.events[0].account
        left = min(leaving, MOST_MEDICATIONS)
        assert [one.name for one in account.at_discharge or ()] == [
            f"drug {n}" for n in range(left)
        ]
        assert len(account.before_admission or ()) == taken
        assert len(heard.doubts) == len(places_left)
        for place, doubt in zip(places_left, heard.doubts, strict=True):
            assert doubt.startswith(f"Bundle.entry[{place}].resource: expected at most")
            assert doubt.endswith("medications of a stay")


def test_no_more_diagnoses_and_equipment_than_a_payload_bears() -> None:
    """The first hundred and the first fifty are kept, and the first that is left out is named."""
    ill = [of_stay("Condition", code={"text": f"{n}"}) for n in range(MOST_DIAGNOSES + 1)]
    things = [
        of_stay("DeviceRequest", codeCodeableConcept={"text": f"{n}"})
        for n in range(MOST_EQUIPMENT + 1)
    ]
    heard = read(bundle(patient(), encounter(), *ill, *things))
    account = heard.events[0].account
    assert [one.text for one in account.diagnoses or ()] == [f"{n}" for n in range(MOST_DIAGNOSES)]
    assert [one.item for one in account.equipment or ()] == [f"{n}" for n in range(MOST_EQUIPMENT)]
    assert heard.doubts == (
        "Bundle.entry[102].resource: expected at most 100 diagnoses of a stay",
        "Bundle.entry[153].resource: expected at most 50 items of equipment of a stay",
    )
    within = read(bundle(patient(), encounter(), *ill[:-1], *things[:-1]))
    assert within.doubts == ()


def _crowd(count: int) -> dict[str, Any]:
    """The discharges of as many people."""
    people = ({"identifier": {"value": f"{number}"}} for number in range(1, count + 1))
    return bundle(*(encounter(id=f"e{n}", subject=one) for n, one in enumerate(people)))


def test_a_body_about_a_crowd_is_refused() -> None:
    """Each patient's row would hold all of it: fifty are read, one more is refused."""
    assert len(read(_crowd(MOST_PATIENTS)).events) == MOST_PATIENTS
    assert refused(_crowd(MOST_PATIENTS + 1)) == ["Bundle.entry"]


def test_a_file_about_a_crowd_is_kept_once_with_its_refusal(tmp_path: Path) -> None:
    """From a file too: one piece, for a person, and no row of any patient's."""
    files = Files(Readers(Feeds({FEED.facility: FEED})), FEED)
    path = tmp_path / "crowd.json"
    path.write_text(json.dumps(_crowd(MOST_PATIENTS + 1)))
    (piece,) = files.pieces(path, ARRIVED)
    assert piece.arrival is not None
    assert piece.refused is not None
    assert (piece.arrival.mrn, piece.arrival.refusal) == (None, places(piece.refused))
    path.write_text(json.dumps(_crowd(MOST_PATIENTS)))
    assert len(files.pieces(path, datetime(2026, 9, 4, tzinfo=UTC))) == MOST_PATIENTS
