"""The few ways in which activities are called: how long, how often, where. In real time."""

from datetime import timedelta
from typing import TypedDict

from temporalio.common import RetryPolicy

from models.names import MESSAGES_TASK_QUEUE


class Options(TypedDict, total=False):
    """For work that waits on something else."""

    start_to_close_timeout: timedelta
    schedule_to_close_timeout: timedelta
    heartbeat_timeout: timedelta
    retry_policy: RetryPolicy
    task_queue: str


UNTIL_DONE: Options = {
    "start_to_close_timeout": timedelta(seconds=10),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30)
    ),
}
"""Until it works: nothing of this may be lost."""

ONE_TEXT: Options = {
    "start_to_close_timeout": timedelta(seconds=12),
    "retry_policy": RetryPolicy(maximum_attempts=1),
    "task_queue": MESSAGES_TASK_QUEUE,
}
"""One attempt: the thread decides anew before the next whether the text is still wanted."""

LONGEST_PRESSING = timedelta(seconds=30)
"""No emergency line and no urgent prompt waits longer for its next attempt."""

RENEWS_WITHIN = timedelta(seconds=15)
"""How long a thread with a long history begins nothing new, waiting for what is under way."""

SEND_AGAIN_AFTER = (
    *(timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30)),
    *(timedelta(seconds=120), timedelta(seconds=600)),
)
"""How long a failed text waits before it is tried again; the last one repeats."""
