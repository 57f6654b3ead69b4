"""The supervisor, with small programs in place of the parts."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from local.processes import Part, Supervisor
from local.refusals import KeepsEnding
from tests.local.world import is_alive, wait_until
from tests.places import ROOT

STAYS = "import time; print('here', flush=True); time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


def _part(name: str, code: str) -> Part:
    return Part(name=name, command=(sys.executable, "-c", code))


async def _until(condition: Callable[[], bool], what: str) -> None:
    await asyncio.to_thread(wait_until, condition, what, 20)


def _pid(folder: Path, name: str) -> int:
    file = folder / "pids" / name
    return int(file.read_text() or 0) if file.exists() else 0


@pytest.fixture
def said() -> list[str]:
    """The lines that people are told."""
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Callable[[], Supervisor]:
    """Supervisors of one folder."""
    return lambda: Supervisor(tmp_path, {}, said.append)


async def test_a_part_that_is_killed_is_started_again(
    supervisor: Callable[[], Supervisor], said: list[str], tmp_path: Path
) -> None:
    """A new process stands for it at once, and one line says so."""
    async with supervisor() as keeping:
        keeping.start(_part("worker", STAYS))
        await _until(lambda: _pid(tmp_path, "worker") > 0, "it runs")
        first = _pid(tmp_path, "worker")
        os.kill(first, signal.SIGKILL)
        await _until(lambda: _pid(tmp_path, "worker") not in {0, first}, "it runs again")
        assert said == ["worker ended (by SIGKILL) and is started again"]
    assert not is_alive(_pid(tmp_path, "worker"))


async def test_a_part_that_does_nothing_but_end_is_given_up(
    supervisor: Callable[[], Supervisor], said: list[str]
) -> None:
    """Work beside it ends with the part's name, its log and its last words."""
    async with supervisor() as keeping:
        keeping.start(_part("gateway", "import sys; sys.exit('no such setting')"))
        with pytest.raises(KeepsEnding, match=r"gateway keeps ending.*no such setting"):
            await keeping.beside(asyncio.sleep(60))
    assert said == ["gateway ended (status 1) and is started again"] * 3


async def test_even_a_stubborn_part_is_ended(
    supervisor: Callable[[], Supervisor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who does not heed SIGTERM is killed after a grace."""
    monkeypatch.setattr("local.processes.GRACE_SECONDS", 0.3)
    async with supervisor() as keeping:
        keeping.start(_part("worker", STUBBORN))
        await _until(lambda: _pid(tmp_path, "worker") > 0, "it runs")
    assert not is_alive(_pid(tmp_path, "worker"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent")
def test_parts_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    """Nothing is left over even after kill -9 of the demo itself."""
    code = f"""
import asyncio
from pathlib import Path
from local.processes import Supervisor
from tests.local.test_processes import STAYS, _part

async def main():
    async with Supervisor(Path({str(tmp_path)!r}), {{}}, print) as keeping:
        keeping.start(_part("worker", STAYS))
        await asyncio.sleep(600)

asyncio.run(main())
"""
    demo = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)  # noqa: S603 - our own code
    log = tmp_path / "logs" / "worker.log"
    wait_until(lambda: log.exists() and "here" in log.read_text(), "the part runs", 20)
    demo.kill()
    demo.wait()
    wait_until(lambda: not is_alive(_pid(tmp_path, "worker")), "the part ends too", 10)
