"""A timer that fires while the task that no longer needs it is under way."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tests.servers import TEST_SERVER
from workflows.waiting import ABOUT_TO_FIRE, waits

QUEUE = "waiting"
SPAN = timedelta(seconds=1)
UNDER_WAY, GO_ON = threading.Event(), threading.Event()


@workflow.defn(name=QUEUE, sandboxed=False)
class Waiting:
    """Waits for a timer or to be told, whichever comes first."""

    def __init__(self) -> None:
        self._told = False

    @workflow.run
    async def run(self, spared: float) -> str:
        """What ended the wait, and after it one timer more."""
        spare = timedelta(seconds=spared)
        fired = await waits(lambda: self._told, SPAN, spare, "the first")
        await waits(lambda: False, SPAN, spare, "the second")
        return "fired" if fired else "told"

    @workflow.signal
    def tell(self) -> None:
        """Take until somebody lets it go on."""
        UNDER_WAY.set()
        GO_ON.wait(10)
        self._told = True


@pytest.fixture
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """A server whose days pass at once."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=TEST_SERVER
    ) as environment:
        yield environment


async def waiting(
    environment: WorkflowEnvironment, spare: timedelta
) -> WorkflowHandle[Waiting, str]:
    """One that has set its timer."""
    started = await environment.client.start_workflow(
        Waiting.run, spare.total_seconds(), id="waits", task_queue=QUEUE
    )
    while not await counted(started, "timer_started_event_attributes"):
        pass
    return started


async def counted(waits: WorkflowHandle[Waiting, str], what: str) -> int:
    """How often something stands in its history."""
    return sum(one.HasField(what) for one in (await waits.fetch_history()).events)  # type: ignore[arg-type]


async def told_while_it_fires(
    environment: WorkflowEnvironment, spare: timedelta
) -> WorkflowHandle[Waiting, str]:
    """One that is told, and its timer fires before it has done with what it was told."""
    UNDER_WAY.clear()
    GO_ON.clear()
    started = await waiting(environment, spare)
    await started.signal(Waiting.tell)
    assert await asyncio.to_thread(UNDER_WAY.wait, 10)
    await environment.sleep(SPAN)
    GO_ON.set()
    return started


async def test_a_timer_about_to_fire_is_left_to_fire(environment: WorkflowEnvironment) -> None:
    """What it was told counts, and the next timer fires: no task is lost."""
    async with Worker(environment.client, task_queue=QUEUE, workflows=[Waiting]):
        told = await told_while_it_fires(environment, ABOUT_TO_FIRE)
        assert await asyncio.wait_for(told.result(), 10) == "told"


async def test_one_taken_back_while_it_fires_would_be_lost(
    environment: WorkflowEnvironment,
) -> None:
    """The other can fail: with nothing spared this server never goes on with the workflow."""
    async with Worker(environment.client, task_queue=QUEUE, workflows=[Waiting]):
        told = await told_while_it_fires(environment, timedelta(0))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told.result(), 3)


async def test_one_far_off_is_taken_back(environment: WorkflowEnvironment) -> None:
    """Nothing fires that nobody waits for: its history has a timer that was cancelled."""
    async with Worker(environment.client, task_queue=QUEUE, workflows=[Waiting]):
        GO_ON.set()
        told = await waiting(environment, timedelta(0))
        await told.signal(Waiting.tell)
        assert await told.result() == "told"
        assert await counted(told, "timer_canceled_event_attributes") == 1
        assert await counted(told, "timer_fired_event_attributes") == 1
