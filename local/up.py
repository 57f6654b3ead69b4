"""`make up`: the same stack in real time with nobody scripted, until Ctrl-C; it keeps its data."""

import asyncio
import json
import re
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from adapters import wall_clock as wall
from adapters.files.hospital import read_hospital
from adapters.settings import load_local_ports
from adapters.temporal.schedules import EVERY
from local import command, ports, stack
from local.command import Notify, teller
from local.processes import Supervisor
from local.workspace import HOME, HOSPITAL, ROOT, Workspace, fill_store, workspace

FOLDER = HOME / "up"
SLOTS_BEFORE, SLOTS_DAYS = timedelta(days=1), 60
EXAMPLE = ROOT / "examples" / "discharges" / "01-knee-replacement-all-simple.json"
SAMPLE = "discharge-of-today.json"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def run(*, folder: Path = FOLDER) -> int:
    """Run until told to stop; give the exit status."""
    tell = teller(Console())
    return command.run(lambda: _up(folder, tell), tell)


async def _up(folder: Path, tell: Notify) -> int:
    found = load_local_ports()
    ports.check(found)
    with workspace(folder, found, fresh=False) as made:
        async with Supervisor(made.folder, stack.environment(made), tell) as supervisor:
            await supervisor.beside(_until_stopped(made, supervisor, tell))
    return 0


async def _until_stopped(made: Workspace, supervisor: Supervisor, tell: Notify) -> None:
    """Bring everything up, say where to look, and stay."""
    tell("starting Temporal, the worker, the gateway and the phones ...")
    first = wall.now().date() - SLOTS_BEFORE
    client, _ = await asyncio.gather(
        stack.start_engine(supervisor, made),
        asyncio.to_thread(fill_store, made.settings, read_hospital(HOSPITAL), first, SLOTS_DAYS),
    )
    await asyncio.gather(
        stack.start_worker(supervisor, client),
        stack.start_phones(supervisor, made, None),
        stack.start_gateway(supervisor, made),
    )
    await stack.start_sweeping(client, EVERY)
    for words in _where_to_look(made):
        tell(words)
    await asyncio.Event().wait()


def sample(folder: Path, now: datetime) -> Path:
    """Write an example as if its patient had gone home an hour ago: an old one opens nothing."""
    text = EXAMPLE.read_text(encoding="utf-8")
    home = datetime.fromisoformat(json.loads(text)["discharged_at"])
    since = now - timedelta(hours=1) - home

    def moved(found: re.Match[str]) -> str:
        return (datetime.fromisoformat(found.group()) + since).isoformat(timespec="seconds")

    file = folder / SAMPLE
    file.write_text(_INSTANT.sub(moved, text), encoding="utf-8")
    return file


def _where_to_look(made: Workspace) -> tuple[str, ...]:
    return (
        *stack.places(made),
        "Send a discharge from another terminal:",
        f"  .venv/bin/python starter.py discharge {sample(made.folder, wall.now())}",
        "",
        "Ctrl-C stops everything; the data stays.",
    )
