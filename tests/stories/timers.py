"""How many timers a workflow had set at once."""

from collections.abc import Iterable

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

_CHANGES = {
    EventType.EVENT_TYPE_TIMER_STARTED: 1,
    EventType.EVENT_TYPE_TIMER_FIRED: -1,
    EventType.EVENT_TYPE_TIMER_CANCELED: -1,
}


def most_at_once(events: Iterable[HistoryEvent]) -> int:
    """Counted as each workflow task leaves them: one is set anew after another is taken back."""
    standing = most = 0
    for event in events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED:
            most = max(most, standing)
        standing += _CHANGES.get(event.event_type, 0)
    return max(most, standing)
