"""Time that is skipped: to the next instant at which a workflow goes on, and never past one."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from temporalio.client import Client, WorkflowQueryRejectedError
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from domain.time.clock import Clock
from local.refusals import LocalRefusal
from models import names
from models.payloads import Pending

ROUNDS = 400
ABOUT_THEN = timedelta(seconds=5)
"""What is due within it is waited for first: so long may a busy machine need for one answer."""
PATIENCE = 5.0
"""Seconds of real time in which a timer that is due must be heard of: its worker may be slow."""
AT_WORK_AT_MOST = 30.0
"""Seconds of real time: a carrier that asks to wait keeps a thread at work for five."""
_A_LITTLE = timedelta(milliseconds=5)


class TimeStandsStill(LocalRefusal):
    """A workflow does not come to rest, or no time passes; says which."""


class People(Protocol):
    """Those who read what came and answer it, once nothing is at work."""

    @property
    def waiting(self) -> bool:
        """Whether anybody has an answer."""

    async def answer(self) -> None:
        """Let all say theirs."""


class Nobody:
    """No one answers."""

    waiting = False

    async def answer(self) -> None:
        """Nothing is said."""


@dataclass
class SkippedTime:
    """Clinical time on a time-skipping server. It waits for those that are `watched`.

    The time-skipping server refuses a workflow task that cancels a timer which fired while the
    task was under way, and never sends it again (temporalio/sdk-java issue 3088). So nobody says
    anything while a workflow is at work, nor just before one would go on by itself.
    """

    env: WorkflowEnvironment
    watched: Callable[[], list[str]]
    clock: Clock | None = None
    people: People = field(default_factory=Nobody)

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

        Raises TimeStandsStill.
        """
        calm, wake, last_busy = 0, None, time.monotonic()
        give_up_at = time.monotonic() + AT_WORK_AT_MOST
        while time.monotonic() < give_up_at:
            found = await asyncio.gather(*(pending(self.env.client, one) for one in self.watched()))
            calm = calm + 1
            if any(each.busy for each in found):
                calm, last_busy = 0, time.monotonic()
            wake = min((each.wake for each in found if each.wake), default=None)
            overdue = wake is not None and wake <= await self.now()
            waited = not overdue or time.monotonic() - last_busy > PATIENCE
            if calm >= (1 if self.people.waiting else 2) and waited:
                return wake
        busy = [one for one in self.watched() if (await pending(self.env.client, one)).busy]
        raise TimeStandsStill(f"this does not come to rest: {busy}")

    async def rests(self) -> datetime | None:
        """Wait until nothing is at work and nobody has an answer left; gives when the next will be.

        Raises TimeStandsStill.
        """
        for _ in range(ROUNDS):
            wake = await self.settles()
            if not self.people.waiting:
                return wake
            if wake is not None and await self._soon(wake):
                await self.onward(wake)
            else:
                await self.people.answer()
        raise TimeStandsStill("people answer without end")

    async def until(self, at: datetime) -> None:
        """Skip to an instant, and past what fires at about then. Raises TimeStandsStill."""
        for _ in range(ROUNDS):
            wake = await self.rests()
            now = await self.now()
            step = min(at, wake) if wake is not None and wake > now else at
            if now >= at:
                if wake is None or not await self._soon(wake):
                    return
                step = wake
            await self.onward(step)
        raise TimeStandsStill("time does not pass")

    async def _soon(self, wake: datetime) -> bool:
        """Whether a timer is about to fire."""
        now = await self.now()
        return now < wake < now + ABOUT_THEN

    async def onward(self, at: datetime, beyond: timedelta = _A_LITTLE) -> None:
        """Skip to just after an instant, whatever comes before it."""
        await self.env.sleep(at - await self.now() + beyond)


_SILENT = {RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED}
"""Who waited in vain: the server, or the client itself ("Timeout expired")."""


async def pending(client: Client, workflow_id: str) -> Pending:
    """Whether a workflow is at work; one that is over or not there is not, one that is silent is.

    Raises RPCError.
    """
    handle = client.get_workflow_handle(workflow_id)
    not_open = QueryRejectCondition.NOT_OPEN  # of one that is over all would be replayed for a word
    try:
        found: Pending = await handle.query(
            names.PENDING, result_type=Pending, reject_condition=not_open
        )
    except WorkflowQueryRejectedError:
        return Pending(busy=False)
    except RPCError as error:
        if error.status not in {RPCStatusCode.NOT_FOUND, *_SILENT}:
            raise
        return Pending(busy=error.status in _SILENT)
    return found
