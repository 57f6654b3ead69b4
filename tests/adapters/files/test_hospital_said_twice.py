"""What a hospital file may not say twice: an order of people, their days, their hours."""

from pathlib import Path

import pytest

from tests.adapters.files.test_hospital import refused

SHIFT = "begins = 08:00:00, ends = 17:00:00 }]"
LATE = '{ days = ["fri"], begins = 16:59:00, ends = 00:00:00 }]'
AT_WEEKENDS = 'days = ["sat", "sun"]\norder = ["okafor", "lopez"]'


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ('order = ["ortiz", "reed"]', 'order = ["ortiz", "ortiz"]', "on_call[4].order", "once"),
        (
            AT_WEEKENDS,
            AT_WEEKENDS.replace('"sat"', '"fri", "sat"'),
            "on_call[1].days",
            "on_call[0] has it",
        ),
        (SHIFT, f"{SHIFT[:-1]}, {LATE}", "people[0].shifts[1]", "shifts[0] has them"),
    ],
)
def test_what_is_said_twice_is_refused(
    tmp_path: Path, old: str, new: str, field: str, expected: str
) -> None:
    """One order of whom to ask, in one list, for one day; nobody is at work twice at once."""
    (problem,) = refused(tmp_path, old, new)
    assert problem.field == field
    assert expected in problem.expected
