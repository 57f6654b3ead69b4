"""One run: thirty patients on real processes, while a plan of faults strikes them."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
from temporalio.client import Client

from adapters.files.hospital_reader import read_hospital
from adapters.settings import LocalPorts
from adapters.sql.database import Database
from intake.hospital_inbox import HospitalInbox
from local import example_discharges, stack
from local.command import Tell
from local.example_discharges import Arrived
from local.processes import Part, Supervisor
from local.workspace import HOSPITAL, Workspace, fill_store, workspace
from tests.chaos import older, stuck
from tests.chaos.blows import plan
from tests.chaos.crowd import Crowd, gather
from tests.chaos.rest import Rest
from tests.chaos.striking import SWEEP_EVERY, Striker
from tests.checker import collect
from tests.checker.evidence import Evidence
from tests.places import ROOT
from tests.short_window import standard_of

EPISODES = 30
DAY_SECONDS = 27.0
STARTS_WITHIN = timedelta(seconds=12)
"""All but the engine. The clock is set before: each part reads it once."""
STRIKES_AFTER_SECONDS = 4.0
SLOT_DAYS = 40
SHORTEST_WINDOW_DAYS = 10
"""So that the last clock, the visit within seven days, runs out inside the window."""
ENDS_WITHIN_SECONDS = 660.0
"""After the plan: what waits for a retry, ten minutes at most, or a sweep comes to its end."""


class NeverAtRest(Exception):  # noqa: N818 - named for what it was
    """Something was under way long after the last fault; the lines say what it waits for."""

    def __init__(self, left: str, lines: Sequence[str] = ()) -> None:
        super().__init__("\n".join((f"never at rest: {left}", *lines)))


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is run. `seconds` is how long faults strike; an empty `store` is SQLite's file.

    `lasting`: some faults are there from the beginning and never go away.
    """

    seed: int
    seconds: float
    folder: Path
    store: str = ""
    lasting: bool = False

    @property
    def window_days(self) -> int:
        """So many clinical days that the last patients are cared for while faults strike."""
        return max(int(self.seconds / DAY_SECONDS), SHORTEST_WINDOW_DAYS)


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack that is up, with its crowd."""

    made: Workspace
    crowd: Crowd
    client: Client
    database: Database
    striker: Striker


async def run(terms: Terms, ports: LocalPorts, tell: Tell) -> Evidence:
    """Run it to its end. Raises NeverAtRest."""
    pathways = _pathways(terms)
    with workspace(terms.folder / "stack", ports, fresh=True, pathways=pathways) as own:
        other: dict[str, object] = {"database_url": terms.store} if terms.store else {}
        other["sweep_seconds"] = SWEEP_EVERY.total_seconds()
        made = replace(own, settings=own.settings.model_copy(update=other))
        async with Supervisor(made.folder, stack.environment(made), tell) as supervisor:
            return await supervisor.beside(_course(terms, made, supervisor, tell))


async def _course(terms: Terms, made: Workspace, supervisor: Supervisor, tell: Tell) -> Evidence:
    up = await _bring_up(terms, made, supervisor, tell)
    discharges = example_discharges.read_discharges(up.crowd.discharges)
    arrived: list[Arrived] = []

    async def connected() -> Client:
        return up.client

    inbox = HospitalInbox.of(made.settings, up.database, connected)
    clock = await up.database.clock()
    begins = asyncio.get_running_loop().time() + STRIKES_AFTER_SECONDS
    rest = Rest(up.client, up.database, made.settings.twilio_base_url or "", arrived)
    watch = asyncio.create_task(up.striker.watch_the_machine())
    try:
        async with asyncio.timeout(terms.seconds + ENDS_WITHIN_SECONDS):
            async with asyncio.TaskGroup() as together:
                opening = example_discharges.send_in_time(inbox, discharges, clock, arrived)
                together.create_task(opening)
                strikes = plan(terms.seed, terms.seconds)
                together.create_task(up.striker.strike_all(strikes, begins))
            await stack.until(rest.look)
    except TimeoutError:
        waits = [line for one in rest.workflows for line in await stuck.lines(up.client, one)]
        raise NeverAtRest(rest.left, waits) from None
    finally:
        watch.cancel()
        up.database.close()
    tell("at rest; collecting what it left ...")
    return await asyncio.to_thread(_collected, made, up)


def _collected(made: Workspace, up: Stack) -> Evidence:
    """What the independent checker looks at."""
    parts = collect.Stack(
        env=made.settings.environment(),
        downtimes=[(one.begins.isoformat(), one.ends.isoformat()) for one in up.striker.downtimes],
        faults=[str(strike) for strike in up.striker.struck],
    )
    planner = collect.Planner(ROOT / "starter.py", made.settings.pathways_dir / "standard.toml")
    logs = sorted((made.folder / "logs").glob("*.log"))
    return collect.collect(parts, up.crowd.discharges, planner, logs)


async def _bring_up(terms: Terms, made: Workspace, supervisor: Supervisor, tell: Tell) -> Stack:
    crowd = gather(terms.folder / "crowd", EPISODES)
    discharges = example_discharges.read_discharges(crowd.discharges)
    first = discharges[0].discharged_at.date() - timedelta(days=1)
    client, _ = await asyncio.gather(
        stack.start_engine(supervisor, made),
        asyncio.to_thread(fill_store, made.settings, read_hospital(HOSPITAL), first, SLOT_DAYS),
    )
    database = Database(made.settings.database_url)
    clock = example_discharges.demo_clock(discharges, DAY_SECONDS, STARTS_WITHIN)
    await asyncio.to_thread(database.set_clock, clock)
    faulty = (sys.executable, "-m", "tests.chaos.faulty")
    await asyncio.gather(
        stack.start_worker(supervisor, client, (*faulty, "worker", str(terms.seed))),
        stack.start_phones(supervisor, made, crowd.people, *stack.TRAVEL_FAST),
    )
    _start_an_older_worker(terms, supervisor, tell)
    await stack.start_gateway(supervisor, made, (*faulty, "gateway", str(terms.seed)))
    striker = Striker(
        folder=made.folder,
        client=client,
        simulator=made.settings.twilio_base_url or "",
        gateway=made.settings.public_base_url,
        tell=tell,
    )
    if terms.lasting:
        await _what_stays(striker)
    return Stack(made=made, crowd=crowd, client=client, database=database, striker=striker)


def _start_an_older_worker(terms: Terms, supervisor: Supervisor, tell: Tell) -> None:
    commit = older.newest_older_build()
    if commit is None:
        tell("no older build beside: the recorded histories are of the newest product commit")
        return
    tell(f"an older build works beside this one: {commit[:12]}")
    build = older.check_out(commit, terms.folder / "older")
    command = ("/usr/bin/env", f"PYTHONPATH={build}", sys.executable, str(build / "worker.py"))
    supervisor.start(Part(name="older-worker", command=command))


LANDLINE, NEVER_DELIVERED, NO_RECEIPTS = "+16175550111", "+13125550112", "+16175550115"
FOR_EVER = 1_000_000


async def _what_stays(striker: Striker) -> None:
    """A number that is refused, one that gets nothing, one of which no receipt comes."""
    async with httpx.AsyncClient(trust_env=False) as http:
        address = f"{striker.simulator}/phones/{LANDLINE}"
        (await http.post(address, json={"kind": "landline"})).raise_for_status()
    await striker.order(fault="undelivered", times=FOR_EVER, to=NEVER_DELIVERED)
    await striker.order(fault="receipts_dropped", times=FOR_EVER, to=NO_RECEIPTS)


def _pathways(terms: Terms) -> Path:
    """The standard pathway with a short window."""
    short = standard_of(terms.window_days)
    folder = terms.folder / "pathways"
    folder.mkdir(parents=True)
    (folder / "standard.toml").write_text(short, encoding="utf-8")
    return folder
