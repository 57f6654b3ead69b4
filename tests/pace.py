"""Work of the processor, measured beside a floor: seconds drift from one machine to the next."""

import gc
import time
from collections.abc import Callable


def in_floors(work: Callable[[], object], *, again: int = 3) -> float:
    """The least work of several trials, as a multiple of the least of a fixed arithmetic.

    The two are measured in turn, so that a machine which is busy slows both. A floor is about ten
    milliseconds of a core of 2025.
    """
    least, floor = float("inf"), float("inf")
    for _ in range(again):
        floor = min(floor, seconds(_arithmetic))
        least = min(least, seconds(work))
    return least / floor


def seconds(work: Callable[[], object]) -> float:
    """What the work takes of the processor; time in which another program ran is not counted.

    Nor is the collector's, which walks through all that other tests have left.
    """
    gc.disable()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.enable()


def _arithmetic() -> None:
    sum(n * n for n in range(200_000))
