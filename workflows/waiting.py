"""The time of a workflow, and waiting for an instant or for something else."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

from domain.time.clock import Clock

ABOUT_TO_FIRE = timedelta(seconds=5)
"""Clinical time, longer than a workflow task takes. A timer so near its instant may fire while the
task that no longer needs it is under way; the time-skipping server then loses that task for good
(temporalio/sdk-java issue 3088). So it is left to fire, and nobody listens."""
LATE_AT_MOST = timedelta(seconds=10)
"""Real time by which a timer may fire late; who was away longer learns the true time at once."""
_JUST_BEFORE = timedelta(microseconds=1)


class ClinicalTime:
    """What time it is, and waiting for another. An instant has come once its timer has fired.

    A replay joins a task that led to nothing with an empty one after it, and shows what was in the
    first the time of the second (temporalio/sdk-rust issue 1606). Were an instant between the two
    taken for come, the replay would do what was not done.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._awaited: list[datetime] = []
        self._fired: datetime | None = None

    def now(self) -> datetime:
        """The clinical time, just before an instant whose timer is about to fire."""
        now, late = self._clock.clinical(workflow.now()), self._clock.clinical_span(LATE_AT_MOST)
        fired = self._fired
        ahead = (at for at in self._awaited if fired is None or at > fired)
        due = min(ahead, default=None)
        return now if due is None or not due <= now < due + late else due - _JUST_BEFORE

    async def waits(self, something: Callable[[], bool], at: datetime | None, summary: str) -> bool:
        """Wait until something holds or an instant has come; says whether it has.

        A timer that is no longer needed is taken back, unless it is about to fire anyway.
        """
        if at is None:
            await workflow.wait_condition(something)
            return False
        span = self._clock.real_span(at - self.now())
        fires_at = workflow.now() + span
        timer = asyncio.create_task(workflow.sleep(span, summary=summary))
        self._awaited.append(at)
        await workflow.wait_condition(lambda: timer.done() or something())
        self._awaited.remove(at)
        if timer.done():
            self._fired = max(self._fired or at, at)
            return True
        if fires_at - workflow.now() > self._clock.real_span(ABOUT_TO_FIRE):
            timer.cancel()
        return False
