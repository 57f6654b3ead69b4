"""Whether the machine that carries a run has any time left for it."""

from datetime import datetime, timedelta
from pathlib import Path

LOOK_EVERY_SECONDS = 0.5
STOOD_STILL = timedelta(seconds=1)
FULL = 0.85
_STAT = Path("/proc/stat")
_IDLE = (3, 4)  # waiting for a disk is idle too

Spent = tuple[int, int]
"""Ticks of all processors since the machine started: busy ones, and all."""


def spent() -> Spent:
    """How its processors' time was spent; nothing where no such thing is told."""
    if not _STAT.exists():
        return 0, 0
    ticks = [int(each) for each in _STAT.read_text().splitlines()[0].split()[1:9]]
    return sum(ticks) - sum(ticks[place] for place in _IDLE), sum(ticks)


def was_full(before: tuple[Spent, datetime], after: tuple[Spent, datetime]) -> bool:
    """Whether no time was left between two looks, or none was given to us."""
    (busy, total), (busy_now, total_now) = before[0], after[0]
    if after[1] - before[1] > timedelta(seconds=LOOK_EVERY_SECONDS) + STOOD_STILL:
        return True
    return total_now > total and (busy_now - busy) / (total_now - total) >= FULL
