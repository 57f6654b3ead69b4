"""What a workflow that never ends is waiting for, in lines that a log can hold."""

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError

LAST = 6


async def lines(client: Client, workflow: str) -> list[str]:
    """Its last events, why its last task failed, and what is pending. Words of a person: none."""
    handle = client.get_workflow_handle(workflow)
    try:
        history, described = await handle.fetch_history(), await handle.describe()
    except RPCError as away:
        return [f"{workflow}: {away}"]
    return [
        f"{workflow}: {len(history.events)} events, {_status(described.status)}",
        *(f"  {_at(event)} {_name(event)}" for event in history.events[-LAST:]),
        *_last_failure(history),
        *_pending(described.raw_description),
    ]


def _pending(described: DescribeWorkflowExecutionResponse) -> list[str]:
    lines = [
        f"  pending: {one.activity_type.name}, attempt {one.attempt}: {one.last_failure.message}"
        for one in described.pending_activities
    ]
    if described.HasField("pending_workflow_task"):
        attempt = described.pending_workflow_task.attempt
        lines.append(f"  pending: a workflow task, attempt {attempt}")
    return lines


def _at(event: HistoryEvent) -> str:
    at = event.event_time.ToDatetime()
    return f"{event.event_id} {at.isoformat(timespec='milliseconds')}"


def _status(status: object) -> str:
    return getattr(status, "name", "no status").lower()


def _name(event: HistoryEvent) -> str:
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").lower()


def _last_failure(history: WorkflowHistory) -> list[str]:
    failed = [event for event in history.events if _name(event) == "workflow_task_failed"]
    if not failed:
        return []
    what = failed[-1].workflow_task_failed_event_attributes
    return [f"  failed: event {failed[-1].event_id}, {what.identity}: {what.failure.message}"]
