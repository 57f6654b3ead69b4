"""Time that is skipped: to the next instant at which a workflow goes on, and never past one."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from domain.time.clock import Clock
from local.refusals import LocalRefusal
from models import names
from models.payloads import Pending

ROUNDS = 400
ABOUT_THEN = timedelta(seconds=2)
PATIENCE = 25
AT_WORK_AT_MOST = 30.0
"""Seconds of real time: a carrier that asks to wait keeps a thread at work for five."""
_A_LITTLE = timedelta(milliseconds=5)


class TimeStandsStill(LocalRefusal):
    """A workflow does not come to rest, or no time passes; says which."""


@dataclass
class SkippedTime:
    """Clinical time on a time-skipping server. It waits for those that are `watched`."""

    env: WorkflowEnvironment
    watched: Callable[[], list[str]]
    clock: Clock | None = None

    async def begins(self, at: datetime) -> Clock:
        """Set the clinical clock, which runs as fast as real time; gives it."""
        real = await self.env.get_current_time()
        self.clock = Clock(real_origin=real, clinical_origin=at)
        return self.clock

    async def now(self) -> datetime:
        """The clinical time; before it was set the server's own."""
        real = await self.env.get_current_time()
        return self.clock.clinical(real) if self.clock else real

    async def settles(self) -> datetime | None:
        """Wait, boundedly, until no workflow is at work; gives when the next will be.

        A timer that is due and has not fired yet deserves more patience: its worker may be slow.
        Raises TimeStandsStill.
        """
        calm, wake = 0, None
        give_up_at = time.monotonic() + AT_WORK_AT_MOST
        while time.monotonic() < give_up_at:
            found = await asyncio.gather(*(pending(self.env.client, one) for one in self.watched()))
            calm = 0 if any(each.busy for each in found) else calm + 1
            wake = min((each.wake for each in found if each.wake), default=None)
            overdue = wake is not None and wake <= await self.now()
            if calm > (PATIENCE if overdue else 1):
                return wake
        busy = [one for one in self.watched() if (await pending(self.env.client, one)).busy]
        raise TimeStandsStill(f"this does not come to rest: {busy}")

    async def until(self, at: datetime) -> None:
        """Skip to an instant; a timer that fires at about then fires before anybody says anything.

        The time-skipping server refuses a workflow task that cancels a timer which fired while the
        task was under way, and never sends it again (temporalio/sdk-java issue 3088). Raises
        TimeStandsStill.
        """
        for _ in range(ROUNDS):
            wake = await self.settles()
            now = await self.now()
            step = min(at, wake) if wake is not None and wake > now else at
            if now >= at:
                if wake is None or not now < wake < now + ABOUT_THEN:
                    return
                step = wake
            await self.onward(step)
        raise TimeStandsStill("time does not pass")

    async def onward(self, at: datetime, beyond: timedelta = _A_LITTLE) -> None:
        """Skip to just after an instant, whatever comes before it."""
        await self.env.sleep(at - await self.now() + beyond)


async def pending(client: Client, workflow_id: str) -> Pending:
    """Whether a workflow is at work; one that is not there is not. Raises RPCError."""
    handle = client.get_workflow_handle(workflow_id)
    try:
        found: Pending = await handle.query(names.PENDING, result_type=Pending)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return Pending(busy=False)
    return found
