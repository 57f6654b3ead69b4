"""How instants are written."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.texting.gsm7 import to_gsm7
from domain.time.phrasing import (
    for_reader,
    named_instant,
    short_day,
    short_instant,
    short_time,
    with_instants,
)
from tests.domain.examples import LOS_ANGELES, NEW_YORK

AT = datetime.fromisoformat("2026-09-08T18:30:00+00:00")


@pytest.mark.parametrize(
    ("instant", "english", "spanish"),
    [
        ("2026-09-08T14:30-04:00", "2:30p", "2:30pm"),
        ("2026-09-08T09:00-04:00", "9a", "9am"),
        ("2026-09-08T09:05-04:00", "9:05a", "9:05am"),
        ("2026-09-08T12:00-04:00", "12p", "12pm"),
        ("2026-09-08T00:15-04:00", "12:15a", "12:15am"),
    ],
)
def test_times(instant: str, english: str, spanish: str) -> None:
    """Both count to twelve and drop :00."""
    at = datetime.fromisoformat(instant)
    assert (short_time(at, NEW_YORK), short_time(at, NEW_YORK, "es")) == (english, spanish)


def test_instants_are_local_to_the_reader() -> None:
    """The same instant reads differently in two zones and two languages."""
    assert short_instant(AT, NEW_YORK) == "Tue 9/8 2:30p"
    assert short_instant(AT, LOS_ANGELES) == "Tue 9/8 11:30a"
    assert short_instant(AT, NEW_YORK, "es") == "mar 8 sep 2:30pm"
    assert short_day(AT, NEW_YORK) == "Tue 9/8"
    assert named_instant(AT, LOS_ANGELES) == "Tue 9/8 11:30a PDT"


def test_an_unknown_language_reads_english() -> None:
    """Dates of a language without its own words are written in English."""
    assert short_instant(AT, NEW_YORK, "vi") == "Tue 9/8 2:30p"


@pytest.mark.parametrize("day", range(6, 13))
def test_weekdays_are_gsm7(day: int) -> None:
    """No weekday's name turns a text into UCS-2."""
    written = short_instant(AT.replace(day=day), NEW_YORK, "es")
    assert to_gsm7(written) == written


def test_a_sentence_is_written_in_the_zone_of_whoever_reads_it() -> None:
    """An instant marked in a sentence is 4:35a for Boston, 3:35a for Chicago; also in Spanish."""
    at = datetime(2026, 9, 6, 8, 35, tzinfo=UTC)
    words = f"You are asked again {for_reader(at)}. <b> {for_reader(at + timedelta(hours=1))}"
    assert with_instants(words, "America/New_York") == (
        "You are asked again Sun 9/6 4:35a. <b> Sun 9/6 5:35a"
    )
    assert with_instants(words, "America/Chicago").startswith("You are asked again Sun 9/6 3:35a.")
    assert with_instants(words, "America/New_York", "es").startswith(
        "You are asked again dom 6 sep 4:35am."
    )
