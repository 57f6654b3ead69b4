"""`make demo`: thirty days of a dozen patients in five minutes, on the real server and its real UI.

It ends by itself, with a verdict: 0 only if every episode closed and nothing was sent twice or
lost. Lateness is shown and not judged.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.live import Live
from temporalio.client import Client

from adapters import wall_clock as wall
from adapters.files.hospital_reader import read_hospital
from adapters.files.pathway import read_pathways
from adapters.settings import load_local_ports
from adapters.sql.database import Database
from domain.hospital.discharge import Discharge
from domain.pathway import Pathway
from domain.time.clock import Clock
from intake.hospital_inbox import HospitalInbox
from local import board, command, example_discharges, ports, soundness, stack
from local.command import teller
from local.example_discharges import Arrived
from local.processes import Supervisor
from local.quiescence import Quiet
from local.refusals import DayTooShort, TookTooLong
from local.summary import handed, summary
from local.workspace import HOME, HOSPITAL, PATHWAYS, ROOT, Workspace, fill_store, workspace

SHORTEST_DAY_SECONDS = 10.0
PEOPLE = ROOT / "examples" / "people.toml"
FOLDER = HOME / "demo"
REFRESHES_A_SECOND = 4
STARTS_WITHIN = timedelta(seconds=10)
"""All but the engine. The clock is set before: each part reads it once."""
BEFORE_THE_WINDOW, AFTER_THE_WINDOW = timedelta(days=1), timedelta(days=14)
SLACK_DAYS, SLACK_SECONDS = 3, 120.0
UNSOUND = 1


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a demo runs."""

    day_seconds: float
    discharges: tuple[Discharge, ...]
    pathways: dict[str, Pathway]
    pathways_dir: Path
    folder: Path

    @property
    def window_days(self) -> int:
        """The longest window."""
        return max(pathway.window_days for pathway in self.pathways.values())

    @property
    def seconds(self) -> float:
        """How long it may last at the most, from the first discharge on."""
        first, last = self.discharges[0].discharged_at, self.discharges[-1].discharged_at
        days = (last - first) / timedelta(days=1) + self.window_days + SLACK_DAYS
        return days * self.day_seconds + SLACK_SECONDS


def check_day(day_seconds: float) -> None:
    """Raises DayTooShort; for the command line, since tests are content with less."""
    if day_seconds < SHORTEST_DAY_SECONDS:
        raise DayTooShort(day_seconds, SHORTEST_DAY_SECONDS)


def run(
    day_seconds: float,
    *,
    discharges: Sequence[Path] | None = None,
    pathways_dir: Path = PATHWAYS,
    folder: Path = FOLDER,
) -> int:
    """Run the demo to its end; give the exit status. `discharges` are files."""
    console = Console()

    async def whole() -> int:
        plan = Plan(
            day_seconds=day_seconds,
            discharges=example_discharges.read_discharges(
                discharges or example_discharges.example_files()
            ),
            pathways=read_pathways(pathways_dir),
            pathways_dir=pathways_dir,
            folder=folder,
        )
        return await _demo(plan, console)

    return command.run(whole, teller(console))


async def _demo(plan: Plan, console: Console) -> int:
    tell = teller(console)
    found = load_local_ports()
    ports.check(found)
    with workspace(plan.folder, found, fresh=True, pathways=plan.pathways_dir) as made:
        async with Supervisor(made.folder, stack.environment(made), tell) as supervisor:
            return await supervisor.beside(_course(plan, made, supervisor, console))


async def _course(plan: Plan, made: Workspace, supervisor: Supervisor, console: Console) -> int:
    """Bring everything up, let the thirty days pass, and judge them."""
    tell = teller(console)
    tell("starting Temporal, the worker, the gateway and the phones ...")
    first = plan.discharges[0].discharged_at.date() - BEFORE_THE_WINDOW
    days = (BEFORE_THE_WINDOW + AFTER_THE_WINDOW).days + plan.window_days
    client, _ = await asyncio.gather(
        stack.start_engine(supervisor, made),
        asyncio.to_thread(fill_store, made.settings, read_hospital(HOSPITAL), first, days),
    )
    database = Database(made.settings.database_url)
    clock = example_discharges.demo_clock(plan.discharges, plan.day_seconds, STARTS_WITHIN)
    await asyncio.to_thread(database.set_clock, clock)
    await asyncio.gather(
        stack.start_worker(supervisor, client),
        stack.start_phones(supervisor, made, PEOPLE, *stack.TRAVEL_FAST),
    )
    await stack.start_gateway(supervisor, made)
    for words in _where_to_look(made, plan):
        tell(words)
    demo = Demo(plan, made, client, database, clock, console)
    try:
        return await demo.play()
    finally:
        database.close()


def _where_to_look(made: Workspace, plan: Plan) -> tuple[str, ...]:
    minutes = plan.window_days * plan.day_seconds / 60
    return (
        *stack.places(made),
        f"A day lasts {plan.day_seconds:g} s, the whole {minutes:.0f} minutes. Ctrl-C ends it.",
        "",
    )


@dataclass
class Demo:
    """The thirty days, once everything is up."""

    plan: Plan
    made: Workspace
    client: Client
    database: Database
    clock: Clock
    console: Console

    def __post_init__(self) -> None:
        self._arrived: list[Arrived] = []
        self._shown_day = ""
        self._quiet = Quiet(self.client, self.database, self.made.settings.twilio_base_url or "")

    async def play(self) -> int:
        """Open each episode in time, show them until all is over, then sum up and judge.

        Raises TookTooLong.
        """
        hospital_inbox = HospitalInbox.of(self.made.settings, self.database, self._connected)
        coming = example_discharges.send_in_time(
            hospital_inbox, self.plan.discharges, self.clock, self._arrived
        )
        opening = asyncio.create_task(coming)
        try:
            async with asyncio.timeout(self.plan.seconds):
                await self._show_until_over(opening)
                await stack.until(self._quiet.look)
        except TimeoutError:
            raise TookTooLong(self.plan.seconds, await self._still_open()) from None
        finally:
            opening.cancel()
        return await self._judge()

    async def _connected(self) -> Client:
        return self.client

    async def _show_until_over(self, opening: asyncio.Task[None]) -> None:
        """Draw the table until every discharge has come and every episode has closed."""
        with self._screen() as live:
            while True:
                seen = await self.database.reading(board.snapshot)
                self._show(live, seen)
                if opening.done():
                    opening.result()
                    if not seen.open_episodes(self._arrived):
                        return
                await asyncio.sleep(1 / REFRESHES_A_SECOND)

    def _screen(self) -> AbstractContextManager[Live | None]:
        if not self.console.is_terminal:
            return nullcontext()
        return Live(console=self.console, auto_refresh=False)

    def _show(self, live: Live | None, seen: board.Snapshot) -> None:
        now = board.clock_words(self.clock, wall.now())
        if live is not None:
            drawn = board.table(seen, self._arrived, now, self.plan.window_days)
            live.update(drawn, refresh=True)
        elif (day := f"{now:%Y-%m-%d}") != self._shown_day:
            self._shown_day = day
            teller(self.console)(board.line(seen, self._arrived, now))

    async def _still_open(self) -> str:
        seen = await self.database.reading(board.snapshot)
        episodes = [one.episode for one in seen.open_episodes(self._arrived)]
        return ", ".join(episodes) or self._quiet.under_way

    async def _judge(self) -> int:
        """Print the summary and the verdict."""
        tell = teller(self.console)
        seen = await self.database.reading(board.snapshot)
        went = await self.database.reading(handed)
        books = await self.database.reading(soundness.books)
        wrong = soundness.problems(books, self._quiet.texts, len(self.plan.discharges))
        for words in ("", *summary(seen, self._quiet.texts, went), ""):
            tell(words)
        for problem in wrong:
            tell(f"WRONG: {problem}")
        if not wrong:
            tell("Every episode closed. Nothing was sent twice, nothing was lost.")
        return UNSOUND if wrong else 0
