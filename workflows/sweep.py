"""The sweep: every minute, what arrived and could not be delivered at once is delivered."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

from activities.interfaces import Inbox
from models import names
from models.payloads import SweepReport
from workflows import timeline
from workflows.activity_options import Options

ONCE: Options = {
    "start_to_close_timeout": timedelta(seconds=55),
    "heartbeat_timeout": timedelta(seconds=5),
    "retry_policy": RetryPolicy(maximum_attempts=1),
}
"""One attempt: the next sweep comes within the minute, and does not wait for one that has died."""


@workflow.defn(name=names.SWEEP)
class Sweep:
    """One pass over the inbox."""

    @workflow.run
    async def run(self) -> SweepReport:
        """Deliver whatever waits, and say what still does."""
        return await workflow.execute_activity_method(Inbox.sweep, summary=timeline.sweep(), **ONCE)
