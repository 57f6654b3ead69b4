"""How workflows have things done: patiently, as the timeline shows it; never failing a run."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from temporalio import workflow

from workflows.activity_options import UNTIL_DONE

_Sent = TypeVar("_Sent")
_Back = TypeVar("_Back")


async def run_until_done(method: Callable[[Any, _Sent], Awaitable[_Back]], sent: _Sent) -> _Back:
    """Do it, again and again until it works."""
    return await workflow.execute_activity_method(
        method, sent, summary=_words(method), **UNTIL_DONE
    )


def _words(method: Callable[..., object]) -> str:
    """The line that the timeline shows."""
    return method.__name__.replace("_", " ")
