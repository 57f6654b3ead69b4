"""When lateness is not judged: only while the machine, or the worker, has no time left."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.machine import Look, look, was_full

BEGINS = datetime(2026, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("busy", "process", "seconds", "full"),
    [
        (100, 0, 0.5, True),
        (86, 0, 0.5, True),
        (80, 40, 0.5, False),
        (50, 46, 0.5, True),
        (0, 0, 0.5, False),
        (0, 0, 1.6, True),
    ],
)
def test_a_full_machine_is_known(busy: int, process: int, seconds: float, *, full: bool) -> None:
    """Both processors busy, one filled by the worker, or this process not run for over a second."""
    before = Look(at=BEGINS, busy=1000, total=5000, process=300)
    after = Look(
        at=BEGINS + timedelta(seconds=seconds),
        busy=1000 + busy,
        total=5100,
        process=300 + process,
    )
    assert was_full(before, after) is full


def test_time_is_read_from_the_machine() -> None:
    """What was busy is a part of all, and grows; a process that is gone says nothing."""
    first = look(os.getpid())
    sum(number * number for number in range(3_000_000))
    second = look(os.getpid())
    assert first.busy <= first.total <= second.total
    assert first.process < second.process
    assert look(2**30).total == 0
