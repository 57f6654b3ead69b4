"""The real server with a thread on it: a client, and the workers that the threads need."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from temporalio.client import Client, WorkflowHistory
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities import interfaces
from adapters.temporal.connection import LOOPBACK, RETRY_SECONDS, TRY_SECONDS, data_converter
from models import names
from models.payloads import OpenConversation, Payload
from tests.keys import RING
from tests.sandbox import PASSED_THROUGH, sandbox
from tests.servers import embedded, free_port
from tests.workers import unhurried
from workflows.conversation.workflow import Conversation

CONVERTER = data_converter(RING, names.NAMESPACE)


@contextlib.asynccontextmanager
async def server(folder: Path) -> AsyncIterator[int]:
    """The embedded server as it ships; gives its port once its namespace is there."""
    port = free_port()
    async with embedded(port, folder):
        await (await connected(port)).count_workflows()
        yield port


async def connected(port: int) -> Client:
    """A client, once the server has a namespace to serve."""
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(TimeoutError, RuntimeError, RPCError):
                async with asyncio.timeout(TRY_SECONDS):
                    client = await Client.connect(f"{LOOPBACK}:{port}", data_converter=CONVERTER)
                    await client.count_workflows()
                    return client
            await asyncio.sleep(RETRY_SECONDS)


SANDBOX = sandbox(*PASSED_THROUGH)


def main_worker(
    client: Client,
    threads: interfaces.Conversations,
    shifts: interfaces.Shifts,
    most_cached: int = 100,
    runner: WorkflowRunner = SANDBOX,
) -> Worker:
    """The worker of the threads alone; with nothing cached each task begins from the history."""
    worker = Worker(
        client,
        task_queue=names.TASK_QUEUE,
        workflows=[Conversation],
        activities=[
            threads.load_phone,
            threads.save_phone,
            threads.hand_over,
            threads.take_back,
            threads.correct,
            threads.pass_on,
            threads.tell_unreachable,
            threads.mark_phone,
            shifts.review_shift,
        ],
        workflow_runner=runner,
        max_cached_workflows=most_cached,
    )
    return unhurried(worker)


def messages_worker(client: Client, messaging: interfaces.Messaging) -> Worker:
    """The worker that sends texts."""
    return Worker(client, task_queue=names.MESSAGES_TASK_QUEUE, activities=[messaging.send_text])


async def signalled(
    client: Client, opening: OpenConversation, signal: str, payload: Payload
) -> None:
    """Signal a thread as `activities/prompts.py` and the inbox do, starting it if need be."""
    await client.start_workflow(
        names.CONVERSATION,
        opening,
        id=names.conversation_id(opening.token),
        task_queue=names.TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal=signal,
        start_signal_args=[payload],
    )


async def runs(client: Client, workflow_id: str) -> list[WorkflowHistory]:
    """The histories of a thread and of all that it continued as, the first one first."""
    newest = await client.get_workflow_handle(workflow_id).describe()
    run_id: str | None = newest.raw_description.workflow_execution_info.first_run_id
    found = []
    while run_id:
        handle = client.get_workflow_handle(workflow_id, run_id=run_id)
        found.append(await handle.fetch_history())
        ended = found[-1].events[-1].workflow_execution_continued_as_new_event_attributes
        run_id = ended.new_execution_run_id
    return found


async def replay(histories: list[WorkflowHistory]) -> None:
    """Every run goes the same way again with the code of today."""
    replayer = Replayer(
        debug_mode=True,  # a busy machine's two seconds are no deadlock
        workflows=[Conversation],
        data_converter=CONVERTER,
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    for history in histories:
        await replayer.replay_workflow(history)
