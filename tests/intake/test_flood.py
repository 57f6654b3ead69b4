"""A flood of messages through an outage, sent with python-hl7's own client."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hl7  # type: ignore[import-untyped,unused-ignore]
import pytest
from hl7.mllp import open_hl7_connection  # type: ignore[import-untyped,unused-ignore]

from models.tables import Encounter, InboxRow
from store.inbox import Outcome
from tests.adt import adt
from tests.intake.world import HOST, Place, counted, episodes, gateway, temporal, until

PEOPLE, EACH, CONNECTIONS = 200, 10, 4
NOW = datetime.now(UTC)


def local(hours: float) -> str:
    """An instant so many hours ago, as the hospital writes it."""
    return f"{NOW - timedelta(hours=hours):%Y-%m-%d %H:%M}"


def stay(number: int) -> Iterator[str]:
    """One person's ten messages; every fourth discharge is cancelled and made again."""
    mrn, visit = f"{60_000 + number}", f"F-{number}"
    same = {"mrn": mrn, "visit": visit, "mobile": f"617555{number:04}"}
    home = {"disposition": "01", "admitted": local(60)}
    for hour, event in enumerate(("A04", "A06", "A08", "A02", "A08", "A31"), start=-60):
        yield adt(event, local(-hour), **same, control=f"{number}{event}{hour}")
    yield adt("A03", local(9), **same, **home, discharged=local(9), control=f"{number}-1")
    if number % 4 == 0:
        yield adt("A13", local(8), **same, control=f"{number}-2")
        yield adt("A03", local(7), **same, **home, discharged=local(7), control=f"{number}-3")
    else:
        yield adt("A08", local(8), **same, control=f"{number}-2")
        yield adt("A12", local(7), **same, control=f"{number}-3")
    yield adt("A08", local(6), **same, control=f"{number}-4")


def messages(connection: int) -> list[str]:
    """What one connection sends: its people's messages, interleaved but each person's in order."""
    people = [list(stay(number)) for number in range(connection, PEOPLE, CONNECTIONS)]
    return [one for step in zip(*people, strict=True) for one in step]


@contextlib.asynccontextmanager
async def connected(place: Place) -> AsyncIterator[tuple[Any, Any]]:
    """One connection of python-hl7's."""
    reader, writer = await open_hl7_connection(HOST, place.mllp_port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def sends(place: Place, texts: list[str], acknowledged: Callable[[], None]) -> int:
    """Send each until it is acknowledged, on a connection that is made anew when it breaks."""
    sent, waiting = 0, [*texts]
    while waiting:
        with contextlib.suppress(OSError, EOFError, asyncio.IncompleteReadError):
            async with connected(place) as (reader, writer):
                while waiting:
                    message = hl7.parse(waiting[0])
                    writer.writemessage(message)
                    await writer.drain()
                    answer = await reader.readmessage()
                    sent += 1
                    said = answer.segment("MSA")
                    assert (str(said[1]), str(said[2])) == ("AA", str(message.segment("MSH")[10]))
                    waiting.pop(0)
                    acknowledged()
        await asyncio.sleep(0.05 if waiting else 0)
    return sent


class Flood:
    """All four connections at once."""

    def __init__(self, place: Place) -> None:
        self.acknowledged = 0
        self._place = place
        self.over = asyncio.Event()

    def _one(self) -> None:
        self.acknowledged += 1

    async def run(self) -> None:
        """Send everything."""
        every = [sends(self._place, messages(n), self._one) for n in range(CONNECTIONS)]
        await asyncio.gather(*every)
        self.over.set()

    async def reaches(self, count: int) -> None:
        """Wait for so many acknowledgements."""
        await until(lambda: self.acknowledged >= count)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """An installation of its own."""
    made = Place(tmp_path)
    yield made
    made.database.close()


async def settled(place: Place) -> None:
    """Let the sweep deliver what was left waiting, as the worker's would."""
    hospital_inbox = place.hospital_inbox()
    async with asyncio.timeout(120):
        while place.count(InboxRow, InboxRow.outcome == Outcome.WAITING):
            await hospital_inbox.sweep()


def all_is_well(place: Place) -> None:
    """Every message is kept once, none waits, and each discharge has one identity."""
    assert place.count(InboxRow) == EACH * PEOPLE
    assert place.count(InboxRow, InboxRow.outcome == Outcome.WAITING) == 0
    assert place.count(InboxRow, InboxRow.outcome == Outcome.QUEUED) == 0
    running = (Encounter.ending == "", Encounter.outcome == "")
    assert place.count(Encounter, *running) == PEOPLE


@pytest.mark.long
async def test_two_thousand_messages_while_temporal_is_stopped_and_started(place: Place) -> None:
    """Every message is acknowledged though nobody runs, and every episode starts exactly once."""
    flood = Flood(place)
    async with gateway(place):
        async with temporal(place):
            sending = asyncio.create_task(flood.run())
            await flood.reaches(300)
        await flood.reaches(1200)  # Temporal is away now
        async with temporal(place) as client:
            await sending
            await settled(place)
            all_is_well(place)
            started = place.count(Encounter, Encounter.body_hash != "")
            assert await counted(client, started) == started == await episodes(client)


@pytest.mark.long
async def test_two_thousand_messages_while_the_gateway_is_killed(place: Place) -> None:
    """A sender that sends again what was not acknowledged: nothing is lost, nothing done twice."""
    flood = Flood(place)
    async with temporal(place) as client:
        sending: asyncio.Task[None] | None = None
        for killed_at in (400, 1100):
            async with gateway(place) as process:
                sending = sending or asyncio.create_task(flood.run())
                await flood.reaches(killed_at)
                process.kill()
        async with gateway(place):
            assert sending is not None
            await sending
            await settled(place)
        all_is_well(place)
        started = place.count(Encounter, Encounter.body_hash != "")
        assert await counted(client, started) == started == await episodes(client)
