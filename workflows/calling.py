"""How workflows have things done: patiently, as the timeline shows it; never failing a run."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from temporalio import workflow

from workflows.activity_options import UNTIL_DONE

_Sent = TypeVar("_Sent")
_Back = TypeVar("_Back")


async def run_until_done(
    method: Callable[[Any, _Sent], Awaitable[_Back]], sent: _Sent, shown: str
) -> _Back:
    """Do it, again and again until it works; the timeline shows it in these words."""
    return await workflow.execute_activity_method(method, sent, summary=shown, **UNTIL_DONE)


class Calls:
    """What a workflow has under way: while there is any it is at work, and does not renew."""

    def __init__(self) -> None:
        self._under_way = 0

    @property
    def busy(self) -> bool:
        """Whether anything is."""
        return self._under_way > 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """One more until it ends, however it ends."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    async def until_done(
        self, method: Callable[[Any, _Sent], Awaitable[_Back]], sent: _Sent, shown: str
    ) -> _Back:
        """Do it, again and again until it works, and be at work meanwhile."""
        with self.counted():
            return await run_until_done(method, sent, shown)
