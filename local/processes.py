"""The processes of a local stack: started, kept alive, and ended together.

Each part has a log and a process group of its own. One that ends unbidden is started again at
once, with one line said about it. Parts are ended in the reverse order of their first start, the
first (the Temporal server) only when all others are gone.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

from local import bound
from local.command import Tell
from local.refusals import KeepsEnding

GRACE_SECONDS = 5.0
MOST_ENDS = 4
ENDS_WITHIN_SECONDS = 30.0

_Result = TypeVar("_Result")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One process: `command` begins with the path of a program."""

    name: str
    command: tuple[str, ...]


@dataclass
class _Kept:
    """A part that was started: the process that stands for it now, and when it ended lately."""

    part: Part
    process: Process | None = None
    keeper: asyncio.Task[None] | None = None
    ends: list[float] = field(default_factory=list)


class Supervisor:
    """Keeps parts running inside `async with`; after it none of them is left.

    `folder` gets `logs/` and `pids/`; `tell` says one line to people.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], tell: Tell) -> None:
        self._folder = folder
        self._environment = environment
        self._tell = tell
        self._kept: list[_Kept] = []
        self._stopping = False
        self._given_up: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        for name in ("logs", "pids"):
            (self._folder / name).mkdir(exist_ok=True)
        return self

    async def __aexit__(
        self,
        *_raised: object,
    ) -> None:
        self._stopping = True
        await asyncio.gather(*(self._end(kept) for kept in self._kept[1:]))
        await asyncio.gather(*(self._end(kept) for kept in self._kept[:1]))
        self._given_up.cancel()

    def start(self, part: Part) -> None:
        """Run a part, and run it again whenever it ends."""
        kept = _Kept(part)
        self._kept.append(kept)
        kept.keeper = asyncio.create_task(self._keep(kept))

    async def beside(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Do some work. Raises KeepsEnding when a part is given up meanwhile."""
        task = asyncio.create_task(work)
        watched: set[asyncio.Future[Any]] = {task, self._given_up}
        try:
            await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            if self._given_up.done():
                self._given_up.result()
            return await task
        finally:
            task.cancel()
            await asyncio.wait({task})

    def log_of(self, name: str) -> Path:
        """Where a part writes."""
        return self._folder / "logs" / f"{name}.log"

    async def _keep(self, kept: _Kept) -> None:
        while not self._stopping and not self._given_up.done():
            kept.process = await self._spawn(kept.part)
            if self._stopping:  # it was told to end before it was there
                _signal(kept.process, signal.SIGKILL)
            status = await kept.process.wait()
            if not self._stopping:
                self._ended(kept, status)

    def _ended(self, kept: _Kept, status: int) -> None:
        """Say that a part ended; give up on one that does nothing else."""
        now = asyncio.get_running_loop().time()
        kept.ends = [at for at in kept.ends if now - at < ENDS_WITHIN_SECONDS] + [now]
        name = kept.part.name
        if len(kept.ends) < MOST_ENDS:
            self._tell(f"{name} ended ({_in_words(status)}) and is started again")
        elif not self._given_up.done():
            log = self.log_of(name)
            self._given_up.set_exception(KeepsEnding(name, log, _last_line(log)))

    async def _spawn(self, part: Part) -> Process:
        guard = (sys.executable, "-S", str(bound.__file__), str(os.getpid()))
        with self.log_of(part.name).open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *guard,
                *part.command,
                cwd=self._folder,  # where no .env of somebody else's lies
                env=self._environment,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                start_new_session=True,
            )
        (self._folder / "pids" / part.name).write_text(f"{process.pid}\n")
        return process

    async def _end(self, kept: _Kept) -> None:
        """Ask it to end, and after a grace make it."""
        if kept.keeper is None:
            return
        if kept.process is not None:
            _signal(kept.process, signal.SIGTERM)
        await asyncio.wait({kept.keeper}, timeout=GRACE_SECONDS)
        if kept.process is not None:
            _signal(kept.process, signal.SIGKILL)  # whatever its group still holds
        await asyncio.wait({kept.keeper})


def _signal(process: Process, number: signal.Signals) -> None:
    """Reach the whole group: the process leads it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _in_words(status: int) -> str:
    return f"by {signal.Signals(-status).name}" if status < 0 else f"status {status}"


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "none")
