"""How many events an episode's history costs, whoever looks at it meanwhile."""

from collections.abc import Iterable
from itertools import pairwise

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

_TASK = 3
_WAKES = (
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
    EventType.EVENT_TYPE_TIMER_FIRED,
)


def spent(history: Iterable[HistoryEvent]) -> int:
    """Its events but for the workflow tasks of three events in which nothing but a query was said.

    A story looks all the time, and the time-skipping server makes a task of a look that meets
    another task; a server that people use makes none of it.
    """
    kinds = [event.event_type for event in history]
    woken, idle = False, 0
    for kind, then in pairwise((*kinds, EventType.EVENT_TYPE_UNSPECIFIED)):
        woken = woken or kind in _WAKES
        if kind == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            updated = then == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
            idle += not woken and not updated
            woken = False
    return len(kinds) - _TASK * idle
