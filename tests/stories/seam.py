"""When a story's episode continues as new: at the server's 4,096 events no story would ever."""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import (
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

from models import names

AN_HOUR = 60
CALM = 40


class Seam(Interceptor):
    """Suggests to continue as new from so many events of an episode on, in the server's place."""

    def __init__(self) -> None:
        self.after: int | None = None

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's own name
    ) -> type[WorkflowInboundInterceptor]:
        """The one that answers in the server's place."""
        seam = self

        class Outbound(WorkflowOutboundInterceptor):
            def info(self) -> workflow.Info:
                info = super().info()
                long = info.workflow_type == names.EPISODE and seam.reached(info)
                object.__setattr__(info, "is_continue_as_new_suggested", lambda: long)
                return info

        class Inbound(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(Outbound(outbound))

        return Inbound

    async def passed(self, env: WorkflowEnvironment, episode: WorkflowHandle[Any, Any]) -> None:
        """Let a minute after the other pass, until the episode goes on as a new run.

        Nobody asks it meanwhile: the time-skipping server stands still over a query of a run that
        continues as new.
        """
        old = await episode.describe()
        self.after = old.history_length
        for _ in range(AN_HOUR):
            await env.sleep(timedelta(minutes=1))
            now, calm = await episode.describe(), 0
            while calm < CALM and now.run_id == old.run_id:
                before, now = now, await episode.describe()
                calm = calm + 1 if now.history_length == before.history_length else 0
            if now.run_id != old.run_id:
                self.after = None
                return
        raise AssertionError("the episode did nothing in an hour")

    def reached(self, info: Any) -> bool:
        """Whether a run's history is long enough."""
        return self.after is not None and info.get_current_history_length() >= self.after
