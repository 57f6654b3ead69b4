"""Slots and reports whose zone is said: which one is meant, and what is asked about."""

from datetime import datetime

import pytest

from domain.asking.choices import Value
from domain.texting.slots import named
from domain.time.dates import looks_like_an_instant, read_instant
from tests.domain.time.test_zones import CHICAGO, NEW_YORK, NOVEMBER, OFFERED, SLOTS

_CHICAGO_SLOTS = (
    *OFFERED,
    (Value.SLOT_3, datetime.fromisoformat("2026-12-03T10:30:00-06:00")),
)


@pytest.mark.parametrize(
    ("said", "zone", "slot"),
    [
        ("the 2:30pm ct one", CHICAGO, Value.SLOT_1),
        ("the 3:30pm et one", CHICAGO, Value.SLOT_1),
        ("the 2:30 central one please", CHICAGO, Value.SLOT_1),
        ("2:30 ct slot", NEW_YORK, Value.SLOT_1),
        ("1:30 mt one", CHICAGO, Value.SLOT_1),
        ("12:30 pt", "America/Los_Angeles", Value.SLOT_1),
        ("thu 7:30 AK time", "America/Anchorage", Value.SLOT_3),
        ("thu 6:30 HI time", "Pacific/Honolulu", Value.SLOT_3),
        ("1430", CHICAGO, Value.SLOT_1),
        ("1430 please", CHICAGO, Value.SLOT_1),
        ("the 1030 one", CHICAGO, Value.SLOT_3),
        ("tue 1430 ct", NEW_YORK, Value.SLOT_1),
    ],
)
def test_a_slot_is_named_with_its_zone_or_as_one_of_twenty_four_hours(
    said: str, zone: str, slot: Value
) -> None:
    """Also where "one" or "slot" stands behind the zone, and without a colon."""
    found = named(said, SLOTS, _CHICAGO_SLOTS, now=NOVEMBER, zone=zone)
    assert found is not None
    assert found.value is slot


@pytest.mark.parametrize(
    "said", ["1431", "2026", "1430 elm st", "2:30 ct scan", "2:30 ET", "1430 et one", "pt 230"]
)
def test_another_time_or_another_thing_names_no_slot(said: str) -> None:
    """A year, a house, a scan, and the same hour by other clocks: a person reads it."""
    assert named(said, SLOTS, _CHICAGO_SLOTS, now=NOVEMBER, zone=CHICAGO) is None


@pytest.mark.parametrize(
    "said", ["9:15a MT", "8:40a mt", "11a et", "2p ET", "14:30 CT", "11a my time"]
)
def test_a_report_with_its_zone_that_is_ahead_is_of_no_yesterday(said: str) -> None:
    """Half an hour ahead by the clocks that were named, the zone was a slip: it is asked about."""
    now = datetime.fromisoformat("2026-11-27T10:30:00-05:00")
    assert read_instant(said, now=now, zone=NEW_YORK, past=True) is None
    assert looks_like_an_instant(said)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("9:15a ct", "27T10:15"),
        ("8:33a mt", "27T10:30"),
        ("9:15a mt yest", "26T11:15"),
        ("yest 2p ET", "26T14:00"),
        ("2p", "26T14:00"),
        ("11:50p et", "26T23:50"),
        ("4:50p et", "26T16:50"),
    ],
)
def test_a_report_that_is_past_counts_with_its_zone(said: str, at: str) -> None:
    """What names its day or no zone, and what no slip of the zone could be, is plain."""
    now = datetime.fromisoformat("2026-11-27T10:30:00-05:00")
    found = read_instant(said, now=now, zone=NEW_YORK, past=True)
    assert found is not None
    assert found.at.isoformat() == f"2026-11-{at}:00-05:00"
