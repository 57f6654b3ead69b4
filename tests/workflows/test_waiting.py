"""Timers that fire while nobody needs them, and that fire late."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHandle, WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from domain.time.clock import Clock
from tests.servers import TEST_SERVER
from workflows import waiting
from workflows.waiting import ClinicalTime

QUEUE = "waiting"
SPAN = timedelta(seconds=1)
UNDER_WAY, GO_ON = threading.Event(), threading.Event()


@workflow.defn(name=QUEUE, sandboxed=False)
class Waiting:
    """Waits for a timer or to be told, whichever comes first."""

    @workflow.init
    def __init__(self) -> None:
        now = workflow.now()
        self._time = ClinicalTime(Clock(real_origin=now, clinical_origin=now))
        self._at = now + SPAN
        self._told = False

    @workflow.run
    async def run(self) -> str:
        """What ended the wait, and after it one timer more."""
        fired = await self._time.waits(lambda: self._told, self._at, "the first")
        at = self._time.now() + SPAN
        await self._time.waits(lambda: False, at, "the second")
        return "fired" if fired else "told"

    @workflow.signal
    def tell(self) -> None:
        """Take until somebody lets it go on."""
        UNDER_WAY.set()
        GO_ON.wait(10)
        self._told = True


@workflow.defn(name="late", sandboxed=False)
class Late:
    """Its timer fires late; what it hears before that may lead to nothing yet."""

    @workflow.init
    def __init__(self) -> None:
        now = workflow.now()
        self._time = ClinicalTime(Clock(real_origin=now, clinical_origin=now))
        self._at = now + SPAN
        self._come = self._fired = False

    @workflow.run
    async def run(self) -> None:
        """One timer more if the instant has come when it hears something."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._has_come())
            await self._time.waits(lambda: False, self._at, "late")
            self._fired = True

    async def _has_come(self) -> None:
        await workflow.wait_condition(lambda: self._come or self._fired)
        if self._come:
            await workflow.sleep(SPAN)

    @workflow.signal
    def hear(self) -> None:
        """Look whether it has come."""
        self._come = self._time.now() >= self._at


@pytest.fixture
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """A server whose days pass at once."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=TEST_SERVER
    ) as environment:
        yield environment


async def counted(waits: WorkflowHandle[Waiting, str], what: str) -> int:
    """How often something stands in its history."""
    return sum(one.HasField(what) for one in (await waits.fetch_history()).events)  # type: ignore[arg-type]


async def set_its_timer(environment: WorkflowEnvironment) -> WorkflowHandle[Waiting, str]:
    """One that waits."""
    started = await environment.client.start_workflow(Waiting.run, id="waits", task_queue=QUEUE)
    while not await counted(started, "timer_started_event_attributes"):
        pass
    return started


async def told_while_it_fires(environment: WorkflowEnvironment) -> WorkflowHandle[Waiting, str]:
    """One that is told, and its timer fires before it has done with what it was told."""
    UNDER_WAY.clear()
    GO_ON.clear()
    started = await set_its_timer(environment)
    await started.signal(Waiting.tell)
    assert await asyncio.to_thread(UNDER_WAY.wait, 10)
    await environment.sleep(SPAN)
    GO_ON.set()
    return started


async def test_a_timer_about_to_fire_is_left_to_fire(environment: WorkflowEnvironment) -> None:
    """What it was told counts, and the next timer fires: no task is lost."""
    async with Worker(environment.client, task_queue=QUEUE, workflows=[Waiting]):
        told = await told_while_it_fires(environment)
        assert await asyncio.wait_for(told.result(), 10) == "told"


async def test_one_taken_back_while_it_fires_would_be_lost(
    environment: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other can fail: with nothing spared this server never goes on with the workflow."""
    monkeypatch.setattr(waiting, "ABOUT_TO_FIRE", timedelta(0))
    async with Worker(environment.client, task_queue=QUEUE, workflows=[Waiting]):
        told = await told_while_it_fires(environment)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told.result(), 3)


async def test_one_far_off_is_taken_back(
    environment: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing fires that nobody waits for: its history has a timer that was cancelled."""
    monkeypatch.setattr(waiting, "ABOUT_TO_FIRE", timedelta(0))
    async with Worker(environment.client, task_queue=QUEUE, workflows=[Waiting]):
        GO_ON.set()
        told = await set_its_timer(environment)
        await told.signal(Waiting.tell)
        assert await told.result() == "told"
        assert await counted(told, "timer_canceled_event_attributes") == 1
        assert await counted(told, "timer_fired_event_attributes") == 1


TASK = ("workflowTaskScheduled", "workflowTaskStarted", "workflowTaskCompleted")
HEARD_LATE: tuple[tuple[float, str, dict[str, object]], ...] = (
    (
        0.0,
        "workflowExecutionStarted",
        {
            "workflowType": {"name": "late"},
            "taskQueue": {"name": QUEUE},
            "originalExecutionRunId": "1",
            "attempt": 1,
        },
    ),
    *((0.0, one, {}) for one in TASK),
    (0.5, "timerStarted", {"timerId": "1", "startToFireTimeout": "1s"}),
    *((0.6, one, {}) for one in TASK),
    (0.9, "workflowExecutionSignaled", {"signalName": "hear"}),
    *((0.9, one, {}) for one in TASK),
    *((1.2, one, {}) for one in TASK),
    (1.5, "timerFired", {"timerId": "1", "startedEventId": "5"}),
    *((1.5, one, {}) for one in TASK),
    (1.5, "workflowExecutionCompleted", {}),
)
"""It is looked at; what it hears before its instant leads to nothing; it is looked at again after
that; then its timer fires."""


def _task(kind: str, number: int) -> dict[str, str]:
    """What a task's events say of those before them."""
    began = number - TASK.index(kind) if kind in TASK else number
    names = ("scheduledEventId", "startedEventId")
    return {name: str(began + after) for after, name in enumerate(names) if began + after < number}


async def replays(events: tuple[tuple[float, str, dict[str, object]], ...]) -> None:
    """One history of seconds, kinds and what they hold."""
    begun = datetime(2026, 9, 1, 12, tzinfo=UTC)
    rows = [
        {
            "eventId": number,
            "eventTime": (begun + timedelta(seconds=after)).isoformat().replace("+00:00", "Z"),
            "eventType": kind[0].upper() + kind[1:],
            f"{kind}EventAttributes": {**held, **_task(kind, number)},
        }
        for number, (after, kind, held) in enumerate(events, start=1)
    ]
    history = WorkflowHistory.from_json("late", {"events": rows})
    await Replayer(workflows=[Late]).replay_workflow(history)


async def test_an_instant_has_come_once_its_timer_has_fired() -> None:
    """What was heard before it is replayed as before it, whatever time the replay shows."""
    await replays(HEARD_LATE)


async def test_by_the_servers_time_a_replay_would_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other can fail: a replay joins two tasks, and gives the first the time of the second."""
    monkeypatch.setattr(waiting, "LATE_AT_MOST", timedelta(0))
    with pytest.raises(workflow.NondeterminismError):
        await replays(HEARD_LATE)
