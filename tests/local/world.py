"""A run of the local stack as a process of its own, on ports and in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.places import ROOT

PORTS = ("TEMPORAL_PORT", "TEMPORAL_UI_PORT", "GATEWAY_PORT", "SIMULATOR_PORT", "MLLP_PORT")
LOOK_AGAIN_SECONDS = 0.05


def free_ports() -> dict[str, str]:
    """Ports that nobody uses now, as the settings that name them."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    found = {
        f"HOMEWARD_{name}": str(listener.getsockname()[1])
        for name, listener in zip(PORTS, held, strict=True)
    }
    for listener in held:
        listener.close()
    return found


def wait_until(condition: Callable[[], bool], what: str, seconds: float) -> None:
    """Look until it is so, at most so long."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            pytest.fail(f"not within {seconds:g} s: {what}")
        time.sleep(LOOK_AGAIN_SECONDS)


def is_alive(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Run:
    """A run and what it says."""

    process: subprocess.Popen[bytes]
    folder: Path
    output: Path

    @property
    def said(self) -> str:
        """Everything so far."""
        return self.output.read_text()

    def says(self, words: str, seconds: float) -> None:
        """Wait for words."""
        wait_until(lambda: words in self.said or self._ended, f"{words!r} in its output", seconds)
        assert words in self.said, self.said

    def ends(self, seconds: float) -> int:
        """Wait for its exit status."""
        wait_until(lambda: self._ended, "its end", seconds)
        return self.process.wait()

    def pids(self) -> dict[str, int]:
        """The process of each part."""
        files = (self.folder / "pids").glob("*")
        return {file.name: int(file.read_text() or 0) for file in files}

    @property
    def _ended(self) -> bool:
        return self.process.poll() is not None


@contextmanager
def running(code: str, folder: Path) -> Iterator[Run]:
    """Run Python code that runs a stack in `folder`; whatever happens, it is ended."""
    output = folder.parent / "output.txt"
    with output.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, **free_ports(), "PYTHONUNBUFFERED": "1"},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Run(process, folder, output)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait()
