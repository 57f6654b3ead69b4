"""The example discharges: read, and opened one by one when the clinical clock reaches each."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from temporalio.service import RPCError

from activities.intake import Intake
from adapters import clock as wall
from adapters.discharge_file import read_discharge
from adapters.pathway_file import read_pathway
from domain.clock import Clock
from domain.discharge import Discharge
from domain.pathway import Pathway
from local.ground import ROOT

EXAMPLES = ROOT / "examples" / "discharges"
BEFORE_THE_FIRST = timedelta(minutes=30)
TRIES = 10
TRY_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A discharge and the episode that it became."""

    episode: str
    discharge: Discharge


def read_discharges(files: Iterable[Path]) -> tuple[Discharge, ...]:
    """Read them, the earliest first. Raises strict.Refused."""
    found = (read_discharge(file.read_bytes(), str(file)) for file in files)
    return tuple(sorted(found, key=lambda discharge: discharge.discharged_at))


def example_files() -> tuple[Path, ...]:
    """The discharges that come with the project."""
    return tuple(sorted(EXAMPLES.glob("*.json")))


def read_pathways(folder: Path) -> dict[str, Pathway]:
    """Every pathway by the name of its file. Raises strict.Refused."""
    return {file.stem: read_pathway(file) for file in sorted(folder.glob("*.toml"))}


def demo_clock(discharges: Sequence[Discharge], day_seconds: float, ahead: timedelta) -> Clock:
    """A clock that shows half an hour before the first discharge, `ahead` of now in real time."""
    return Clock(
        real_origin=wall.now() + ahead,
        clinical_origin=discharges[0].discharged_at - BEFORE_THE_FIRST,
        speed=timedelta(days=1) / timedelta(seconds=day_seconds),
    )


async def open_in_time(
    intake: Intake, discharges: Sequence[Discharge], clock: Clock, arrived: list[Arrived]
) -> None:
    """Open each episode when its patient leaves hospital, and note it in `arrived`."""
    for discharge in discharges:
        wait = clock.real(discharge.discharged_at) - wall.now()
        await asyncio.sleep(max(wait.total_seconds(), 0))
        episode = await _open(intake, discharge, clock)
        arrived.append(Arrived(episode=episode, discharge=discharge))


async def _open(intake: Intake, discharge: Discharge, clock: Clock) -> str:
    """Open one; repeating it is harmless, so it goes on through a restart of the server."""
    for _ in range(1, TRIES):
        try:
            return (await intake.open(discharge, clock.clinical(wall.now()), clock)).episode
        except RPCError:
            await asyncio.sleep(TRY_AGAIN_SECONDS)
    return (await intake.open(discharge, clock.clinical(wall.now()), clock)).episode
