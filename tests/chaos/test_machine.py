"""When lateness is not judged: only while the machine has no time left."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.machine import Spent, spent, was_full

BEGINS = datetime(2026, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("busy", "seconds", "full"),
    [(100, 0.5, True), (86, 0.5, True), (80, 0.5, False), (0, 0.5, False), (0, 1.6, True)],
)
def test_a_full_machine_is_known(busy: int, seconds: float, *, full: bool) -> None:
    """Both processors busy, or this process not run for more than a second."""
    before: tuple[Spent, datetime] = ((1000, 5000), BEGINS)
    after = ((1000 + busy, 5100), BEGINS + timedelta(seconds=seconds))
    assert was_full(before, after) is full


def test_time_is_read_from_the_machine() -> None:
    """What was busy is a part of all, and grows."""
    first = spent()
    sum(number * number for number in range(1_000_000))
    second = spent()
    assert first[0] <= first[1]
    assert first[1] <= second[1]
