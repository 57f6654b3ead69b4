"""Feeds on the page of operations staff: the last message, a day's counts, how the alarm stands."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from activities.silences import SILENCE
from models.tables import Facility, InboxRow, WorkItem
from tests.gateway.world import MERCY, NOON, World, settings, world_on

HOUR = timedelta(hours=1)
OTHERS = {"lakeside": "Lakeside", "hillview": "Hillview", "quiet": "Quiet Falls"}


def feed(facility: str, by_day: float) -> str:
    """A feed file of a hospital that is told of after so many hours."""
    return (
        f'facility = "{facility}"\ntime_zone = "America/New_York"\nsilence_hours = {by_day}\n'
        f"silence_hours_off = {2 * by_day}\naccept_from = 2026-09-01T00:00:00-04:00\n"
        f'[hl7]\napplications = ["{facility}"]\nfacilities = ["X"]\n'
    )


@pytest.fixture
async def wired(empty_store: Path, tmp_path: Path) -> AsyncIterator[World]:
    """Five feeds at noon on a Tuesday, one of them of a hospital that the store does not have."""
    for facility, hours in {MERCY: 6, "lakeside": 6, "hillview": 0, "quiet": 6, "moon": 6}.items():
        (tmp_path / f"{facility}.toml").write_text(feed(facility, hours))
    store = tmp_path / "homeward.db"
    shutil.copy(empty_store, store)
    async with world_on(settings(store, feeds_dir=tmp_path)) as world:
        for handle, name in OTHERS.items():
            world.add(Facility(handle=handle, name=name, time_zone="America/New_York"))
        yield world


def came(number: int, facility: str, event: str, outcome: str, hours_ago: float) -> InboxRow:
    """A message."""
    at = NOON - hours_ago * HOUR
    return InboxRow(
        id=number,
        key=f"hl7:{number}",
        ordering_key=f"of {number}",
        body_sealed=b"",
        received_at=at,
        real_received_at=at,
        facility=facility,
        trigger=event,
        outcome=outcome,
    )


async def line(world: World, name: str) -> str:
    """The words of one feed's row."""
    page = (await world.http.get("/ops")).text.partition("<h2>Feeds</h2>")[2]
    row = page.partition("<h2>Work queue</h2>")[0].partition(f">{name}</td>")[2]
    return " ".join(row.partition("</tr>")[0].split())


async def test_a_feed_says_its_last_message_and_a_days_counts(wired: World) -> None:
    """By event and outcome of the last 24 hours; what is older is only the last, if it is."""
    wired.add(
        came(1, MERCY, "ADT^A03", "started", 3),
        came(2, MERCY, "ADT^A03", "started", 2),
        came(3, MERCY, "ADT^A03", "queued", 2),
        came(4, MERCY, "ADT^A08", "applied", 1),
        came(5, MERCY, "ADT^A01", "ignored", 30),
        came(6, "lakeside", "ADT^A03", "started", 48),
        came(7, "", "ADT^A03", "queued", 1),
    )
    mercy, lakeside = await line(wired, "Mercy General"), await line(wired, "Lakeside")
    assert "Tue 9/8 11a EDT" in mercy
    assert "ADT^A08: 1 applied<br>ADT^A03: 1 queued, 2 started" in mercy
    assert "ADT^A01" not in mercy
    assert "Sun 9/6 12p EDT" in lakeside
    assert "nothing" in lakeside
    stranger = await line(wired, "of a sender without a feed")
    assert "1 queued" in stranger
    assert "no file in feeds/" in stranger


async def test_a_feed_says_how_its_alarm_stands(wired: World) -> None:
    """When it would ring, who is asked since it rang, who dismissed it, why it never will."""
    wired.add(
        came(1, MERCY, "ADT^A03", "started", 1),
        came(2, "lakeside", "ADT^A03", "started", 48),
        came(3, "hillview", "ADT^A03", "started", 48),
        came(4, "moon", "ADT^A03", "started", 48),
    )
    assert "if nothing comes, alarm Tue 9/8 5p EDT" in await line(wired, "Mercy General")
    late = await line(wired, "Lakeside")
    assert "silent</span> since Mon 9/7" in late
    assert "nobody is told yet" in late
    assert "no hours are set" in await line(wired, "Hillview")
    assert "nothing came yet" in await line(wired, "Quiet Falls")
    assert "nobody can be told" in await line(wired, "moon")
    key = f"{SILENCE}lakeside:2"
    item = WorkItem(
        key=key, facility="lakeside", reason="", since=NOON, owner="intake_lead", due=NOON + HOUR
    )
    wired.add(item)
    assert "intake lead is asked until Tue 9/8 1p EDT" in await line(wired, "Lakeside")
    with wired.database.write() as session:
        session.get_one(WorkItem, key).resolved_at = NOON
    assert "silent; dismissed Tue 9/8 12p EDT" in await line(wired, "Lakeside")
    wired.add(came(5, "lakeside", "ADT^A08", "applied", 0))
    assert "if nothing comes, alarm Tue 9/8 6p EDT" in await line(wired, "Lakeside")


async def test_a_broken_feed_file_is_said_on_the_page(wired: World, tmp_path: Path) -> None:
    """The file and the field, until it is mended; every feed goes on as before."""
    file = tmp_path / f"{MERCY}.toml"
    file.write_text(file.read_text().replace("America/New_York", "Mars/Olympus"))
    for touched in (file, tmp_path):
        os.utime(touched, (1, 1))
    async with asyncio.timeout(10):
        while "will not do" not in (page := (await wired.http.get("/ops")).text):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    assert f"{MERCY}.toml: time_zone. All feeds are as before." in page
    assert "nothing came yet" in await line(wired, "Mercy General")
