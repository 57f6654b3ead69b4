"""Striking: each blow of a plan at its time, and when its target was back."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from temporalio.client import Client
from temporalio.service import RPCError

from adapters import wall_clock
from local import stack
from models import names
from store.inbox import PHONE_LEASE
from tests.chaos import held, machine
from tests.chaos.blows import Blow, Strike

BACK_WITHIN_SECONDS = 40
SWEEP_EVERY = timedelta(seconds=2)
LOOK_AGAIN_SECONDS = 0.05
RECOVERS = timedelta(seconds=2)
"""From answering again to serving again."""
GIVEN_UP_WITHIN = timedelta(seconds=13)
"""What a dead worker was sending is given up after 12 s and tried again after one."""
GIVEN_OUT_AGAIN = timedelta(seconds=20)
"""A task that a server gave out as it died is given out again by the next: ten seconds until it
is missed, ten until somebody else than the worker that it was meant for may have it."""
HELD_BY_THE_DEAD = PHONE_LEASE + SWEEP_EVERY
"""A text that a gateway had in hand: its lease runs out, the next sweep takes it."""


@dataclass(frozen=True, kw_only=True)
class Downtime:
    """A part was away, in real time."""

    part: str
    begins: datetime
    ends: datetime


@dataclass
class Striker:
    """Strikes one stack. `tell` says one line to people."""

    folder: Path
    client: Client
    simulator: str
    gateway: str
    tell: Callable[[str], None]
    downtimes: list[Downtime] = field(default_factory=list)
    struck: list[Strike] = field(default_factory=list)

    async def strike_all(self, strikes: Sequence[Strike], begins: float) -> None:
        """Each at its time; `begins` is the loop's time of the first discharge."""
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as under_way:
            for strike in strikes:
                await asyncio.sleep(max(begins + strike.at - loop.time(), 0))
                self.tell(str(strike))
                self.struck.append(strike)
                under_way.create_task(self._strike(strike))

    async def _strike(self, strike: Strike) -> None:
        match strike.blow:
            case Blow.KILL:
                await self._away(strike, self._kill(strike.target))
            case Blow.REFUSE:
                held.hold(self.folder, strike.target, strike.lasts)
                await self._away(strike, self._kill(strike.target))
            case Blow.FREEZE:
                await self._away(strike, self._freeze(strike))
            case Blow.CARRIER:
                await self.order(fault=strike.target, times=int(strike.lasts))
            case Blow.CANCEL:
                await self._cancel(strike.target)

    async def order(self, **fault: object) -> None:
        """Have the simulator do something to the next texts."""
        async with httpx.AsyncClient(trust_env=False) as http:
            (await http.post(f"{self.simulator}/faults", json=fault)).raise_for_status()

    async def _away(self, strike: Strike, blow: Awaitable[None]) -> None:
        begins = wall_clock.now()
        await blow
        async with asyncio.timeout(BACK_WITHIN_SECONDS):
            await stack.until(lambda: self._is_back(strike.target))
        ends = wall_clock.now()
        if strike.blow is not Blow.FREEZE:  # a frozen one goes on with what it has in hand
            ends = max(ends, self._serves_again(strike.target, begins, ends))
        self.downtimes.append(Downtime(part=strike.target, begins=begins, ends=ends + RECOVERS))

    @staticmethod
    def _serves_again(part: str, killed: datetime, back: datetime) -> datetime:
        """When somebody else may at last have what the part had in hand."""
        match part:
            case "worker":
                return killed + GIVEN_UP_WITHIN
            case "temporal":
                return back + GIVEN_OUT_AGAIN
            case _:
                return back + HELD_BY_THE_DEAD

    async def watch_the_machine(self) -> None:
        """Note when no time was left for the work: then nothing of ours can be in time."""
        before = machine.look(self._pid("worker"))
        while True:
            await asyncio.sleep(machine.LOOK_EVERY_SECONDS)
            after = machine.look(self._pid("worker"))
            if machine.was_full(before, after):
                still = Downtime(part="machine", begins=before.at, ends=after.at + RECOVERS)
                self.downtimes.append(still)
            before = after

    async def _kill(self, part: str) -> None:
        before = self._pid(part)
        with suppress(ProcessLookupError):
            os.kill(before, signal.SIGKILL)
        while self._pid(part) == before:  # noqa: ASYNC110 - a file tells nobody
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _freeze(self, strike: Strike) -> None:
        pid = self._pid(strike.target)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(strike.lasts)
            os.kill(pid, signal.SIGCONT)

    def _pid(self, part: str) -> int:
        return int((self.folder / "pids" / part).read_text() or 0)

    async def _is_back(self, part: str) -> bool:
        if part == "gateway":
            return await stack.answers(f"{self.gateway}/health/live")
        with suppress(RPCError, TimeoutError):
            async with asyncio.timeout(1):
                return await stack.is_polled(self.client)
        return False

    async def _cancel(self, target: str) -> None:
        """Press the button of the Temporal UI on one that runs."""
        kind = names.EPISODE if target == "episode" else names.CONVERSATION
        query = f"WorkflowType = '{kind}' AND ExecutionStatus = 'Running'"
        with suppress(RPCError):
            async for running in self.client.list_workflows(query, limit=1):
                await self.client.get_workflow_handle(running.id).cancel()
