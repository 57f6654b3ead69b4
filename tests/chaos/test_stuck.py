"""A run of faults that never comes to rest says what stands, and what for."""

from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from tests.chaos.stuck import lines
from tests.servers import TEST_SERVER

QUEUE = "stuck"


@activity.defn
async def never_works() -> None:
    """Fail, each time."""
    raise ApplicationError("the store went away")


@workflow.defn(sandboxed=False)
class Stuck:
    """Tries for ever."""

    @workflow.run
    async def run(self) -> None:
        """Wait for what never works."""
        policy = RetryPolicy(backoff_coefficient=1)
        await workflow.execute_activity(
            never_works, start_to_close_timeout=timedelta(seconds=5), retry_policy=policy
        )


async def test_it_says_what_is_pending_and_why() -> None:
    """The last events, the activity with its failure; of a workflow that is not there that."""
    server = WorkflowEnvironment.start_time_skipping(test_server_existing_path=TEST_SERVER)
    async with await server as environment:
        client = environment.client
        stuck = await client.start_workflow(Stuck.run, id="stuck", task_queue=QUEUE)
        found: list[str] = []
        async with Worker(client, task_queue=QUEUE, workflows=[Stuck], activities=[never_works]):
            while not any("the store went away" in line for line in found):
                found = await lines(client, "stuck")
        assert found[0].startswith("stuck: ")
        assert found[0].endswith("running")
        assert any(line.endswith("activity_task_scheduled") for line in found)
        assert any("pending: never_works, attempt " in line for line in found)
        await stuck.terminate()
        assert "not" in (await lines(client, "nobody"))[0]
