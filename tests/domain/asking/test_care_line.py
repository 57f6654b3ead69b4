"""Whom a family calls: whichever number answers at that hour."""

from datetime import datetime, time

import pytest

from domain.asking.care_line import CareLine
from domain.pathway import StaffedHours
from domain.time.calendar import WEEKDAYS
from tests.domain.examples import ET, LINE, NEW_YORK


@pytest.mark.parametrize(
    ("local", "number"),
    [
        ("2026-09-08 08:00", LINE.care),
        ("2026-09-08 16:59", LINE.care),
        ("2026-09-08 17:00", LINE.night),
        ("2026-09-08 07:59", LINE.night),
        ("2026-09-12 12:00", LINE.night),
        ("2026-09-07 12:00", LINE.night),
        ("2026-11-02 08:30", LINE.care),
    ],
    ids=["opens", "last minute", "closes", "too early", "Saturday", "Labor Day", "clocks changed"],
)
def test_a_text_names_the_number_that_answers(local: str, number: str) -> None:
    """The care line in its hours, the night number on evenings, weekends and holidays."""
    assert LINE.at(datetime.fromisoformat(local).replace(tzinfo=ET)) == number


def test_a_line_that_always_answers_is_named_alone() -> None:
    """Open from midnight to midnight on all days, with one number: no other stands beside it."""
    always = StaffedHours(days=WEEKDAYS, opens=time(0), closes=time(0))
    line = CareLine(care=LINE.care, night=LINE.care, hours=always, time_zone=NEW_YORK)
    assert line.at(datetime(2026, 9, 12, 3, tzinfo=ET)) == LINE.care
    assert (line.at_night, LINE.at_night) == ("", LINE.night)


def test_only_the_holidays_ahead_travel() -> None:
    """What is past says nothing of when a text goes out."""
    assert [f"{day:%m-%d}" for day in LINE.closed] == ["09-07", "11-26"]
