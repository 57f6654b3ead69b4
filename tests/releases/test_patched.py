"""How a change is guarded from 1.0 on: proven on a small workflow while the product guards none."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker
from temporalio.workflow import NondeterminismError

from tests.releases.errands import NAME, Guarded, Old, Unguarded
from tests.servers import TEST_SERVER


@pytest.fixture
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """A server whose days pass at once."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=TEST_SERVER
    ) as environment:
        yield environment


async def ended(environment: WorkflowEnvironment, build: type) -> tuple[str, WorkflowHistory]:
    """What an errand of that build says at its end, and its history."""
    async with Worker(environment.client, task_queue=NAME, workflows=[build]):
        errand = await environment.client.start_workflow(NAME, id=build.__name__, task_queue=NAME)
        return await errand.result(), await errand.fetch_history()


async def test_a_guarded_change_leaves_what_began_before_it(
    environment: WorkflowEnvironment,
) -> None:
    """An old history replays with the guarded build, and so does a new one, which goes anew."""
    old, new = await ended(environment, Old), await ended(environment, Guarded)
    assert (old[0], new[0]) == ("once", "twice")
    for _, history in (old, new):
        await Replayer(workflows=[Guarded]).replay_workflow(history)


async def test_an_unguarded_change_is_found_by_replay(environment: WorkflowEnvironment) -> None:
    """The gate can fail: the same history with the change for all is refused."""
    _, history = await ended(environment, Old)
    with pytest.raises(NondeterminismError):
        await Replayer(workflows=[Unguarded]).replay_workflow(history)
