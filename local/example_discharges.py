"""The example discharges: read, and opened one by one when the clinical clock reaches each."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from adapters import wall_clock as wall
from adapters.files.discharge import read_discharge
from domain.hospital.discharge import Discharge
from domain.time.clock import Clock
from intake.hospital_inbox import HospitalInbox
from local.workspace import ROOT
from store.arrivals import arrival_of

EXAMPLES = ROOT / "examples" / "discharges"
BEFORE_THE_FIRST = timedelta(minutes=30)
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


def demo_clock(discharges: Sequence[Discharge], day_seconds: float, ahead: timedelta) -> Clock:
    """A clock that shows half an hour before the first discharge, `ahead` of now in real time."""
    return Clock(
        real_origin=wall.now() + ahead,
        clinical_origin=discharges[0].discharged_at - BEFORE_THE_FIRST,
        speed=timedelta(days=1) / timedelta(seconds=day_seconds),
    )


async def send_in_time(
    hospital_inbox: HospitalInbox,
    discharges: Sequence[Discharge],
    clock: Clock,
    arrived: list[Arrived],
) -> None:
    """Send each discharge when its patient leaves hospital, and note its episode in `arrived`."""
    for discharge in discharges:
        wait = clock.real(discharge.discharged_at) - wall.now()
        await asyncio.sleep(max(wait.total_seconds(), 0))
        episode = await _send(hospital_inbox, discharge)
        arrived.append(Arrived(episode=episode, discharge=discharge))


async def _send(hospital_inbox: HospitalInbox, discharge: Discharge) -> str:
    """Send one, and wait until its episode runs, through a restart of the server too."""
    taken = await hospital_inbox.take(arrival_of(discharge))
    came = await hospital_inbox.came(taken.inbox)
    while not came.episodes:
        if not await hospital_inbox.deliver(taken.ordering_key):
            await asyncio.sleep(TRY_AGAIN_SECONDS)
        came = await hospital_inbox.came(taken.inbox)
    return came.episodes[0]
