"""The thread of a phone, signalled from outside: it starts if it is not there."""

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy

from domain.time.clock import Clock
from models import names
from models.payloads import OpenConversation, Payload


async def signal_thread(
    client: Client, token: str, clock: Clock, signal: str, told: Payload
) -> None:
    """Signal a phone's thread, starting it where there is none. Raises RPCError."""
    await client.start_workflow(
        names.CONVERSATION,
        OpenConversation(token=token, clock=clock),
        id=names.conversation_id(token),
        task_queue=names.TASK_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal=signal,
        start_signal_args=[told],
    )
