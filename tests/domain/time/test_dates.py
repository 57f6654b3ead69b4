"""Dates and times as people text them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.dates import looks_like_an_instant, read_instant
from tests.domain.examples import LOS_ANGELES, NEW_YORK

PHOENIX = "America/Phoenix"

NOW = datetime.fromisoformat("2026-09-08T10:00:00-04:00")  # a Tuesday

AHEAD = [
    ("tue 3pm", None),  # today, or in a week?
    ("tue 9a", "2026-09-15T09:00"),
    ("Wed 3 PM", "2026-09-09T15:00"),
    ("wednesday at 3 p.m.", "2026-09-09T15:00"),
    ("tue 9/8 2:30p", "2026-09-08T14:30"),
    ("Tue, 9/8 at 2:30 pm", "2026-09-08T14:30"),
    ("12/1 2:30p", "2026-12-01T14:30"),
    ("9/8 14:30", "2026-09-08T14:30"),
    ("9/10/26 09:15", "2026-09-10T09:15"),
    ("1/5 9a", "2027-01-05T09:00"),
    ("tomorrow 9a", "2026-09-09T09:00"),
    ("3pm tomorrow", "2026-09-09T15:00"),
    ("2:30p on 9/10", "2026-09-10T14:30"),
    ("fri noon", "2026-09-11T12:00"),
    ("friday 12p", "2026-09-11T12:00"),
    ("mañana 9:00am", "2026-09-09T09:00"),
    ("miércoles 3pm", "2026-09-09T15:00"),
    ("mié 9/9 14:30", "2026-09-09T14:30"),
    ("jue 10/9 14:30", "2026-09-10T14:30"),
    ("today 14:30", "2026-09-08T14:30"),
]
PAST = [
    ("yest 4:50p", "2026-09-07T16:50"),
    ("yesterday at 4:50 pm", "2026-09-07T16:50"),
    ("4:50p yest", "2026-09-07T16:50"),
    ("today 9:02a", "2026-09-08T09:02"),
    ("9:02a", "2026-09-08T09:02"),
    ("10:04a", "2026-09-08T10:00"),
    ("10:06a", "2026-09-07T10:06"),
    ("16:50", "2026-09-07T16:50"),
    ("mon 4:50p", "2026-09-07T16:50"),
    ("tue 9a", "2026-09-08T09:00"),
    ("tue 3pm", "2026-09-01T15:00"),
    ("9/7 4:50p", "2026-09-07T16:50"),
    ("12/30 4p", "2025-12-30T16:00"),
    ("ayer 16:50", "2026-09-07T16:50"),
]


@pytest.mark.parametrize(("text", "instant"), AHEAD)
def test_ahead(text: str, instant: str) -> None:
    """A booking is the next moment that fits the day and the time."""
    assert _read(text, past=False) == instant


@pytest.mark.parametrize(("text", "instant"), PAST)
def test_past(text: str, instant: str) -> None:
    """What happened is the last moment that fits; a bare time is today's or yesterday's."""
    assert _read(text, past=True) == instant


@pytest.mark.parametrize(
    "text",
    [
        "tuesday 3", "tue", "3pm", "tue 10:30", "9/8 9:30", "wed 9/8 2:30p", "13/40 2p", "2/29 9a",
        "yest 4p", "today 9a", "dec 1 at 1430", "10-5", "9/8 2026", "tue 3pm or wed 4pm",
        "tue 3p - 4p", "tue 3pm 9/15", "tue 14:30pm", "tue 0pm", "tue 13p", "tue 25:00", "",
        "lun 7/9/26 9a", "next week", "3/14/27 2:30a", "tue 3 a patient", "271", "tue 3pm wed",
        "tue 3pm 4", "tue 3pm-4pm", "sun 11/1 or 11/2 9a", "sep 8 2p",
    ],
)  # fmt: skip
def test_what_is_unsure_ahead_is_refused(text: str) -> None:
    """Without a day, a sure time, a day that exists and agrees, there is no booking."""
    assert _read(text, past=False) is None


@pytest.mark.parametrize("text", ["tomorrow 9a", "yest 4:50", "yest", "4:50", "9/7", "today", "30"])
def test_what_is_unsure_past_is_refused(text: str) -> None:
    """The future never happened, and half a time is no time."""
    assert _read(text, past=True) is None


@pytest.mark.parametrize(
    ("text", "now", "zone", "past", "instant"),
    [
        ("sun 3/14 1:30a", "2027-03-13T12:00-05:00", NEW_YORK, False, "2027-03-14T01:30-05:00"),
        ("sun 3/14 2:30a", "2027-03-13T12:00-05:00", NEW_YORK, False, None),
        ("sun 3/14 3:00a", "2027-03-13T12:00-05:00", NEW_YORK, False, "2027-03-14T03:00-04:00"),
        ("2:30a", "2027-03-14T12:00-04:00", NEW_YORK, True, None),
        ("sat 3pm", "2027-03-14T12:00-04:00", NEW_YORK, True, "2027-03-13T15:00-05:00"),
        ("tomorrow 9a", "2027-03-13T12:00-05:00", NEW_YORK, False, "2027-03-14T09:00-04:00"),
        ("11/1 1:30a", "2026-10-31T12:00-04:00", NEW_YORK, False, "2026-11-01T01:30-04:00"),
        ("1:30a", "2026-11-01T12:00-05:00", NEW_YORK, True, "2026-11-01T01:30-04:00"),
        ("mon 9a", "2026-10-31T12:00-04:00", NEW_YORK, False, "2026-11-02T09:00-05:00"),
        ("yest 4:50p", "2026-11-02T09:00-05:00", NEW_YORK, True, "2026-11-01T16:50-05:00"),
        ("wed 3pm", "2026-09-08T10:00-04:00", LOS_ANGELES, False, "2026-09-09T15:00-07:00"),
        ("today 11p", "2026-09-09T01:00-04:00", LOS_ANGELES, False, "2026-09-08T23:00-07:00"),
        ("3/14 2:30a", "2027-03-12T12:00-05:00", PHOENIX, False, "2027-03-14T02:30-07:00"),
        ("12/31 11p", "2026-12-31T12:00-05:00", NEW_YORK, False, "2026-12-31T23:00-05:00"),
        ("1/1 9a", "2026-12-31T12:00-05:00", NEW_YORK, False, "2027-01-01T09:00-05:00"),
        ("12/31 4p", "2027-01-01T09:00-05:00", NEW_YORK, True, "2026-12-31T16:00-05:00"),
        ("2/29 9a", "2028-02-01T12:00-05:00", NEW_YORK, False, "2028-02-29T09:00-05:00"),
        ("2/29 9a", "2027-02-01T12:00-05:00", NEW_YORK, False, "2028-02-29T09:00-05:00"),
        ("2/29/27 9a", "2027-02-01T12:00-05:00", NEW_YORK, False, None),
        ("12a today", "2026-09-08T10:00-04:00", NEW_YORK, True, "2026-09-08T00:00-04:00"),
        ("00:05", "2026-09-08T10:00-04:00", NEW_YORK, True, "2026-09-08T00:05-04:00"),
    ],
)
def test_clocks_zones_and_years(
    text: str, now: str, zone: str, *, past: bool, instant: str | None
) -> None:
    """What the wall showed there and then: a skipped time is refused, of a repeated one the first.

    A date without a year is the nearest on the right side of now.
    """
    found = read_instant(text, now=datetime.fromisoformat(now), zone=zone, past=past)
    expected = None if instant is None else datetime.fromisoformat(instant)
    assert (found.at if found else None) == expected


def test_spring_skips_an_hour() -> None:
    """A time that the clocks skip is refused, and the one after it is not."""
    before = datetime.fromisoformat("2027-03-12T12:00:00-05:00")
    assert read_instant("3/14 2:30a", now=before, zone=NEW_YORK, past=False) is None
    assert read_instant("3/14 3:30a", now=before, zone=NEW_YORK, past=False) is not None


def test_a_note_may_follow() -> None:
    """It is told how much of the text was the instant."""
    for note in (", Dr Lee", " 2nd floor", " to be confirmed", " - 617-555-0100", ""):
        found = read_instant(f" tue 9/8 2:30p{note}", now=NOW, zone=NEW_YORK, past=False)
        assert found is not None
        assert found.consumed == len(" tue 9/8 2:30p")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[("yest 4:50", True), ("tue 3", True), ("4:50", True), ("3pm", True), ("tue", True)],
        *[("tuesday she goes", False), ("30 min", False), ("", False), ("spoke 2 min", False)],
    ],
)
def test_what_begins_like_an_instant(text: str, *, expected: bool) -> None:
    """A misspelt time is noticed, so that it is asked about and not ignored."""
    assert looks_like_an_instant(text) is expected


_WORDS = st.sampled_from(
    [
        *(
            "tue",
            "9/8",
            "2:30p",
            "14:30",
            "yest",
            "today",
            "tomorrow",
            "12/31",
            "1/1",
            "9a",
            "noon",
        ),
        *("at", ",", "mar", "11/1", "1:30a", "x", "24:00", "0a", "2/29", "3/14"),
    ]
)
_TEXTS = st.one_of(st.text(max_size=40), st.lists(_WORDS, max_size=5).map(" ".join))
_TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(_TEXTS, _TIMES)
def test_a_booking_is_never_past(text: str, now: datetime) -> None:
    """Whatever is texted and whenever, a booking lies ahead, within two years."""
    found = read_instant(text, now=now, zone=NEW_YORK, past=False)
    assert found is None or now < found.at < now + timedelta(days=731)


@given(_TEXTS, _TIMES)
def test_what_happened_is_never_ahead(text: str, now: datetime) -> None:
    """Whatever is texted and whenever, what happened has happened."""
    found = read_instant(text, now=now, zone=NEW_YORK, past=True)
    assert found is None or found.at <= now


def _read(text: str, *, past: bool) -> str | None:
    found = read_instant(text, now=NOW, zone=NEW_YORK, past=past)
    return found.at.isoformat(timespec="minutes")[:16] if found else None
