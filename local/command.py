"""How every command here ends: one line and an exit status, never a traceback."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any

from rich.console import Console

from adapters.settings import SettingsRefused
from adapters.temporal.connection import TemporalError
from adapters.validation import Refused
from local.refusals import USAGE, LocalRefusal

INTERRUPTED = 130
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Tell = Callable[[str], None]
"""Says one line to people."""


def teller(console: Console) -> Tell:
    """Say a line as it is: no markup, no colors guessed, not folded."""
    return lambda words: console.print(words, markup=False, highlight=False, soft_wrap=True)


def run(work: Callable[[], Coroutine[Any, Any, int]], tell: Tell) -> int:
    """Work until it is done or told to stop; give the exit status."""
    try:
        return asyncio.run(_until_told(work))
    except asyncio.CancelledError:
        tell("stopped")
        return INTERRUPTED
    except LocalRefusal as refusal:
        tell(str(refusal))
        return refusal.status
    except (SettingsRefused, Refused) as refused:
        tell(str(refused))
        return USAGE
    except TemporalError as error:
        tell(str(error))
        return 1


async def _until_told(work: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """A first signal cancels; what comes while everything is being ended changes nothing."""
    task = asyncio.ensure_future(work())
    waiting = [task]

    def stop() -> None:
        if waiting:
            waiting.pop().cancel()

    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stop)
    return await task
