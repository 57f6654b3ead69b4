"""What a cancel request does, such as the button that the Temporal UI has on every page: nothing.

An episode is ended by `close` and by nothing else; a thread ends when nothing is left to do.
Whoever asked Temporal to cancel one meant something all the same: that is somebody's work, at once.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from temporalio import workflow

from activities.interfaces import Records
from models.payloads import CancelRequested
from workflows import timeline
from workflows.calling import run_until_done

_Run = TypeVar("_Run", bound=Callable[..., Coroutine[Any, Any, Any]])


class _Timed(Protocol):
    def _now(self) -> datetime:
        """The clinical time."""


def goes_on_when_cancelled(run: _Run) -> _Run:
    """Have a workflow's `run` go on to its own end; a request to cancel it is noted once."""

    @wraps(run)
    async def carried(self: _Timed, *given: object) -> object:
        task, noted = asyncio.create_task(run(self, *given)), False
        while True:
            try:
                return await asyncio.shield(task)
            except asyncio.CancelledError:
                if noted or workflow.cancellation_reason() is None:
                    raise  # the worker lets it go from memory
                noted = True
                request = CancelRequested(workflow=workflow.info().workflow_id, at=self._now())
                await run_until_done(Records.note_cancel_request, request, timeline.cancel())

    return cast("_Run", carried)
