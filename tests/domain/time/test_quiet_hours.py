"""Quiet hours: 8:00:00 to 20:59:59 on the patient's own clock, and earlier rather than later."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.hours import Reach, every_day
from tests.domain.examples import LOS_ANGELES, NEW_YORK

PHOENIX, HONOLULU, ST_JOHNS = "America/Phoenix", "Pacific/Honolulu", "America/St_Johns"

TABLE: list[tuple[str, str, bool]] = [
    (NEW_YORK, "2026-06-01T07:59:59-04:00", False),
    (NEW_YORK, "2026-06-01T08:00:00-04:00", True),
    (NEW_YORK, "2026-06-01T20:59:59-04:00", True),
    (NEW_YORK, "2026-06-01T21:00:00-04:00", False),
    (NEW_YORK, "2026-06-01T00:00:00-04:00", False),
    (NEW_YORK, "2026-06-06T12:00:00-04:00", True),  # a Saturday: civil hours know no weekend
    (LOS_ANGELES, "2026-06-01T09:00:00-04:00", False),  # nine in New York is six there
    (LOS_ANGELES, "2026-06-01T11:00:00-04:00", True),
    (LOS_ANGELES, "2026-06-01T23:59:59-04:00", True),
    (LOS_ANGELES, "2026-06-02T00:00:00-04:00", False),
    (PHOENIX, "2026-06-01T11:00:00-04:00", True),  # no summer time: eight there
    (PHOENIX, "2026-12-01T09:59:59-05:00", False),
    (PHOENIX, "2026-12-01T10:00:00-05:00", True),
    (HONOLULU, "2026-06-01T13:59:59-04:00", False),
    (HONOLULU, "2026-06-01T14:00:00-04:00", True),
    (ST_JOHNS, "2026-06-01T06:29:59-04:00", False),
    (ST_JOHNS, "2026-06-01T06:30:00-04:00", True),
    (NEW_YORK, "2026-03-08T11:59:59+00:00", False),  # the clocks went forward in the night
    (NEW_YORK, "2026-03-08T12:00:00+00:00", True),
    (NEW_YORK, "2026-03-09T00:59:59+00:00", True),
    (NEW_YORK, "2026-03-09T01:00:00+00:00", False),
    (NEW_YORK, "2026-11-01T12:59:59+00:00", False),  # and back
    (NEW_YORK, "2026-11-01T13:00:00+00:00", True),
    (NEW_YORK, "2026-11-02T01:59:59+00:00", True),
    (NEW_YORK, "2026-11-02T02:00:00+00:00", False),
]


@pytest.mark.parametrize(("zone", "instant", "open_"), TABLE)
def test_when_a_patient_may_be_texted(zone: str, instant: str, *, open_: bool) -> None:
    """From eight to just before nine in the evening on the patient's clock, whatever the season."""
    assert _civil(zone).open_at(datetime.fromisoformat(instant)) is open_


@pytest.mark.parametrize(
    ("zone", "instant", "earlier", "later"),
    [
        (NEW_YORK, "2026-06-01T22:00-04:00", "2026-06-01T20:59-04:00", "2026-06-02T08:00-04:00"),
        (NEW_YORK, "2026-06-02T06:00-04:00", "2026-06-01T20:59-04:00", "2026-06-02T08:00-04:00"),
        (NEW_YORK, "2026-06-01T12:00-04:00", "2026-06-01T12:00-04:00", "2026-06-01T12:00-04:00"),
        (LOS_ANGELES, "2026-06-02T01:00-04:00", "2026-06-01T20:59-07:00", "2026-06-02T08:00-07:00"),
        (NEW_YORK, "2026-03-08T03:30-04:00", "2026-03-07T20:59-05:00", "2026-03-08T08:00-04:00"),
        (NEW_YORK, "2026-11-01T01:30-05:00", "2026-10-31T20:59-04:00", "2026-11-01T08:00-05:00"),
    ],
)
def test_what_would_fall_in_the_night_goes_earlier(
    zone: str, instant: str, earlier: str, later: str
) -> None:
    """The last minute of the evening before, where it may be early; else the next morning."""
    civil, at = _civil(zone), datetime.fromisoformat(instant)
    assert civil.last_open(at) == datetime.fromisoformat(earlier)
    assert civil.next_open(at) == datetime.fromisoformat(later)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),  # noqa: DTZ001 - made aware below
    st.sampled_from([NEW_YORK, LOS_ANGELES, PHOENIX, HONOLULU, ST_JOHNS]),
)
def test_no_moment_is_far_from_an_open_one(moment: datetime, zone: str) -> None:
    """Whatever the moment, both moves land in the hours, within a night of at most twelve hours."""
    civil = _civil(zone)
    at = moment.astimezone(civil.local(datetime.fromisoformat("2026-01-01T00:00+00:00")).tzinfo)
    for moved in (civil.last_open(at), civil.next_open(at)):
        assert time(8) <= civil.local(moved).time() < time(21)
        assert abs(moved.timestamp() - at.timestamp()) <= timedelta(hours=12, minutes=1).seconds


def _civil(zone: str) -> Reach:
    return every_day(zone, time(8), time(21))
