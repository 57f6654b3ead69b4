"""How workflows have things done: at home first, patiently when that fails; never failing a run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

from workflows.activity_options import LOCAL, UNTIL_DONE

_Sent = TypeVar("_Sent")
_Back = TypeVar("_Back")


async def run_local(
    method: Callable[[Any, _Sent], Awaitable[_Back]], sent: _Sent, turn: asyncio.Lock
) -> _Back:
    """Do it as a local activity; one that fails for long goes on as an ordinary one.

    Only one of those that share a `turn` runs at a time. Of several that end together a replay may
    see the ends in other groups than the run did, and one gets another's result (known of
    temporalio since 1.32): the wrong person would be noted as asked.
    """
    try:
        async with turn:
            return await workflow.execute_local_activity_method(
                method, sent, summary=_words(method), **LOCAL
            )
    except FailureError as error:
        if is_cancelled_exception(error):
            raise
        return await run_until_done(method, sent)


async def run_until_done(method: Callable[[Any, _Sent], Awaitable[_Back]], sent: _Sent) -> _Back:
    """Do it as an ordinary activity, again and again until it works."""
    return await workflow.execute_activity_method(
        method, sent, summary=_words(method), **UNTIL_DONE
    )


def _words(method: Callable[..., object]) -> str:
    """The line that the timeline shows."""
    return method.__name__.replace("_", " ")
