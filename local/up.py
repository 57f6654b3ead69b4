"""`make up`: the same stack in real time with nobody scripted, until Ctrl-C; it keeps its data."""

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from adapters import wall_clock as wall
from adapters.files.hospital import Hospital
from adapters.files.hospital_reader import read_hospital
from adapters.files.pathway import read_pathways
from adapters.settings import load_local_ports
from domain.pathway import Pathway
from local import command, ports, stack
from local.command import Tell, teller
from local.processes import Supervisor
from local.workspace import HOME, HOSPITAL, PATHWAYS, Workspace, fill_store, workspace

FOLDER = HOME / "up"
_KEPT = (
    "the hospital that was written into this store is kept; starter.py hospital FILE writes one,"
    " and the slots of its clinics for the next weeks"
)
SLOTS_BEFORE, SLOTS_DAYS = timedelta(days=1), 60


def run(*, folder: Path = FOLDER) -> int:
    """Run until told to stop; give the exit status."""
    tell = teller(Console())
    return command.run(lambda: _up(folder, tell), tell)


async def _up(folder: Path, tell: Tell) -> int:
    found = load_local_ports()
    ports.check(found)
    with workspace(folder, found, fresh=False) as made:
        async with Supervisor(made.folder, stack.environment(made), tell) as supervisor:
            await supervisor.beside(_until_stopped(made, supervisor, tell))
    return 0


async def _until_stopped(made: Workspace, supervisor: Supervisor, tell: Tell) -> None:
    """Bring everything up, say where to look, and stay."""
    tell("starting Temporal, the worker, the gateway and the phones ...")
    first, hospital = wall.now().date() - SLOTS_BEFORE, read_hospital(HOSPITAL)
    settings, days = made.settings, SLOTS_DAYS
    client, written = await asyncio.gather(
        stack.start_engine(supervisor, made),
        asyncio.to_thread(fill_store, settings, hospital, first, days, unless_others=True),
    )
    if not written:
        tell(_KEPT)
    names = made.folder / "phones.toml"
    names.write_text(whose_phones(hospital, read_pathways(PATHWAYS)), encoding="utf-8")
    await asyncio.gather(
        stack.start_worker(supervisor, client),
        stack.start_phones(supervisor, made, names),
        stack.start_gateway(supervisor, made),
    )
    for words in _where_to_look(made):
        tell(words)
    await asyncio.Event().wait()


def whose_phones(hospital: Hospital, pathways: Mapping[str, Pathway]) -> str:
    """A people file of colleagues, vendors and always-on numbers: none of them says anything.

    So that whoever looks at the phones sees whose each is.
    """
    phones = {one.lines.always_on: ("Always-on line", "answers at any hour")
              for one in pathways.values()}  # fmt: skip
    phones |= {one.mobile: (one.name, _in_words(one.roles)) for one in hospital.people}
    phones |= {one.mobile: (one.name, _in_words(one.roles)) for one in hospital.organisations}
    return "\n".join(
        f"[[person]]\nnumber = {json.dumps(number)}\nname = {json.dumps(name)}\n"
        f"role = {json.dumps(role)}\n"
        for number, (name, role) in phones.items()
        if number
    )


def _in_words(roles: tuple[str, ...]) -> str:
    return ", ".join(role.replace("_", " ") for role in roles)


def _where_to_look(made: Workspace) -> tuple[str, ...]:
    return (
        *stack.places(made),
        "Send a discharge from another terminal:",
        "  .venv/bin/python starter.py example > mine.json",
        "  .venv/bin/python starter.py discharge mine.json",
        "",
        "Ctrl-C stops everything; the data stays.",
    )
