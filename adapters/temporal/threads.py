"""The thread of a phone, signalled from outside: it starts if it is not there."""

from datetime import timedelta

from temporalio.client import Client, WorkflowQueryRejectedError
from temporalio.common import QueryRejectCondition, WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from domain.time.clock import Clock
from models import names
from models.payloads import OpenConversation, Payload, Pending

ANSWERS_WITHIN = timedelta(seconds=5)


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


async def owes_an_answer(client: Client, token: str) -> bool:
    """Whether a phone's thread has not said all yet to what came. Raises RPCError and others."""
    thread = client.get_workflow_handle(names.conversation_id(token))
    try:
        pending: Pending = await thread.query(
            names.PENDING,
            result_type=Pending,
            reject_condition=QueryRejectCondition.NOT_OPEN,
            rpc_timeout=ANSWERS_WITHIN,
        )
    except WorkflowQueryRejectedError:  # it is over
        return False
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return pending.owes
