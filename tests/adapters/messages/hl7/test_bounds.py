"""How much of a message is taken, and which times: what is beyond is a doubt or a refusal."""

import json
from typing import Any

import pytest

from adapters.files.discharge import read_discharge
from adapters.messages.hl7.events import read
from adapters.messages.parsed import MOST_DIAGNOSES
from adapters.validation import Refused
from domain.hospital.discharge import MOST_MEDICATIONS
from tests.adapters.messages.hl7.speech import FEED, RECEIVED, event, field, message

YEARS = ["9999", "2201", "1899", "0001"]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("EVN-2", {"EVN": "EVN|A08|{}0904150100"}),
        ("EVN-6", {"EVN": "EVN|A08|20260904150100||||{}0904150100"}),
        ("PV1-44", {"PV1": field("PV1", 44, "{}0904150100+1400")}),
        ("PV1-45", {"PV1": field("PV1", 45, "{}0904150100-1200")}),
        ("PID-7", {"PID": field("PID", 7, "{}0904")}),
    ],
)
def test_a_time_of_another_age_cannot_be_read(path: str, lines: dict[str, str], year: str) -> None:
    """Outside 1971..2200 an optional time is a doubt and not there."""
    said = {name: line.format(year) for name, line in lines.items()}
    heard = read(message("ADT^A08", **said), FEED, RECEIVED)
    assert any(doubt.startswith(f"{path}: no ") for doubt in heard.doubts)
    (found,) = heard.events
    assert year not in repr(found)


@pytest.mark.parametrize("year", YEARS)
def test_a_discharge_of_another_age_is_missing(year: str) -> None:
    """Where a time is needed, one outside 1971..2200 is none: the discharge has no time."""
    pv1 = field("PV1", 45, f"{year}0904150000")
    heard = read(message(PV1=pv1, EVN="EVN|A03"), FEED, RECEIVED)
    assert [one.field for one in heard.missing] == ["PV1-45"]
    assert heard.events[0].undated


def test_the_first_and_last_year_are_read() -> None:
    """1971 and 2200 are within."""
    for year in (1971, 2200):
        at = event(message(PV1=field("PV1", 45, f"{year}0904150000"))).account.discharged_at
        assert at is not None
        assert at.year == year


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", ["admitted_at", "discharged_at", "needed_by"])
def test_a_discharge_file_of_another_age_is_refused(name: str, year: str) -> None:
    """The file's times lie within the same years, each refused at its own field."""
    at = f"{year}-09-04T15:00:00-04:00"
    body: dict[str, Any] = {
        "facility": "lakeside", "encounter": "V-1", "time_zone": "America/Chicago",
        "admitted_at": "2026-08-30T09:12:00-04:00", "discharged_at": "2026-09-04T15:00:00-05:00",
        "disposition": "01", "patient": {"mrn": "1", "given": "Jane", "family": "Smith"},
    }  # fmt: skip
    item = {"item": "oxygen", "needed_by": at}
    body |= {"equipment": [item]} if name == "needed_by" else {name: at}
    with pytest.raises(Refused) as refusal:
        read_discharge(json.dumps(body).encode(), "discharge.json")
    (problem,) = refusal.value.problems
    assert problem.field.endswith(name)
    assert problem.expected.endswith("between 1900 and 2200")


def test_no_more_diagnoses_than_a_payload_bears() -> None:
    """The first hundred are kept, and the doubt names the place."""
    lines = [f"DG1|{n}||I50.{n}^x^I10" for n in range(MOST_DIAGNOSES + 1)]
    heard = read(message("ADT^A03", *lines), FEED, RECEIVED)
    diagnoses = heard.events[0].account.diagnoses or ()
    assert [one.code for one in diagnoses] == [f"I50.{n}" for n in range(MOST_DIAGNOSES)]
    assert heard.doubts == (f"DG1-3: more than {MOST_DIAGNOSES} diagnoses",)
    assert read(message("ADT^A03", *lines[:-1]), FEED, RECEIVED).doubts == ()


def _prescribed(orders: int, lines: int) -> list[str]:
    drugs = [f"RXE||{n}^drug {n}^X|1||mg" for n in range(lines)]
    return ["ORC|NW" + "|" * 28 + "O", *drugs] * orders


@pytest.mark.parametrize(
    ("kind", "orders", "lines", "doubts"),
    [
        ("RDE^O11", 2, MOST_MEDICATIONS // 2, 0),
        ("RDE^O11", 2, MOST_MEDICATIONS // 2 + 1, 1),
        ("RDE^O11", MOST_MEDICATIONS + 1, 1, 1),
        ("MDM^T02", 1, MOST_MEDICATIONS + 1, 1),
    ],
)
def test_no_more_medications_than_a_payload_bears(
    kind: str, orders: int, lines: int, doubts: int
) -> None:
    """The first two hundred are kept, whichever way they are ordered, with a doubt of the rest."""
    heard = read(message(kind, *_prescribed(orders, lines)), FEED, RECEIVED)
    found = heard.events[0].account.orders or ()
    assert len(found) == MOST_MEDICATIONS
    assert found[0].name == "drug 0"
    expected = (f"RXE-2: more than {MOST_MEDICATIONS} medications",)
    assert heard.doubts == expected[:doubts]
