"""Waiting for an instant or for something else, whichever comes first."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from temporalio import workflow

ABOUT_TO_FIRE = timedelta(seconds=5)
"""Clinical time, longer than a workflow task takes. A timer so near its instant may fire while the
task that no longer needs it is under way; the time-skipping server then loses that task for good
(temporalio/sdk-java issue 3088). So it is left to fire, and nobody listens."""


async def waits(
    something: Callable[[], bool], span: timedelta | None, spare: timedelta, summary: str
) -> bool:
    """Wait until something holds or a real span has passed; says whether the span has.

    A timer that is no longer needed is taken back unless it fires within `spare` (real) anyway.
    """
    if span is None:
        await workflow.wait_condition(something)
        return False
    fires_at = workflow.now() + span
    timer = asyncio.create_task(workflow.sleep(span, summary=summary))
    await workflow.wait_condition(lambda: timer.done() or something())
    fired = timer.done()
    if fires_at - workflow.now() > spare:
        timer.cancel()
    return fired
