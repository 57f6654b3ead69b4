"""Whether the machine that carries a run, and the worker that does its work, have any time left."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from adapters import wall_clock

LOOK_EVERY_SECONDS = 0.5
STOOD_STILL = timedelta(seconds=1)
FULL = 0.85
_PROC = Path("/proc")
_IDLE = (3, 4)  # waiting for a disk is idle too
_USER, _SYSTEM = 13, 14
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Look:
    """Ticks since the start: of all processors, busy ones and all; of one process its own.

    Of a machine that tells no such thing all are nothing.
    """

    at: datetime
    busy: int = 0
    total: int = 0
    process: int = 0


def look(pid: int) -> Look:
    """How time was spent until now."""
    at = wall_clock.now()
    try:
        all_ = [int(each) for each in (_PROC / "stat").read_text().splitlines()[0].split()[1:9]]
        own = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return Look(at=at)
    idle = sum(all_[place] for place in _IDLE)
    process = int(own[_USER - 2]) + int(own[_SYSTEM - 2])
    return Look(at=at, busy=sum(all_) - idle, total=sum(all_), process=process)


def was_full(before: Look, after: Look) -> bool:
    """Whether between two looks no time was left, none to the worker, or none was given to us.

    Python runs on one processor: a worker that fills one has no time left, whatever the others do.
    """
    seconds = (after.at - before.at).total_seconds()
    if seconds > LOOK_EVERY_SECONDS + STOOD_STILL.total_seconds():
        return True
    if not before.total < after.total:
        return False
    machine = (after.busy - before.busy) / (after.total - before.total)
    worker = (after.process - before.process) / (seconds * _TICKS_A_SECOND)
    return machine >= FULL or worker >= FULL
