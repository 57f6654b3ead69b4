"""A feed file changed under a running gateway: MLLP and HTTP speak by it, nothing is restarted."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import hl7  # type: ignore[import-untyped,unused-ignore]
import pytest
from hl7.mllp import open_hl7_connection  # type: ignore[import-untyped,unused-ignore]
from sqlmodel import col, select

from models.tables import InboxRow
from tests.adt import adt
from tests.intake.world import HOST, Place, gateway, http, temporal, until
from tests.places import ROOT

FILE = "mercy-general.toml"
NEW, STRANGER = 'applications = ["NEWADT", "MERCYSCH"]', "queued"
OLD = 'applications = ["MERCYADT", "MERCYSCH", "MERCYRX"]'
_numbers = count(1)


@pytest.fixture
async def up(tmp_path: Path) -> AsyncIterator[Place]:
    """The server and the gateway as processes of their own, on a folder of feeds."""
    feeds = tmp_path / "feeds"
    shutil.copytree(ROOT / "feeds", feeds)
    made = Place(tmp_path, feeds=feeds)
    async with temporal(made) as client, gateway(made):
        made.client = client
        yield made


async def came_of(place: Place, application: str) -> tuple[str, str, str]:
    """Send a message over MLLP: the answer's MSA-1, whose message it is, and its outcome."""
    number = next(_numbers)
    text = adt(
        "A01", "2026-10-05 11:05", control=f"R{number}", mrn=f"77{number:02}", visit=f"V{number}"
    )
    reader, writer = await open_hl7_connection(HOST, place.mllp_port)
    writer.writemessage(hl7.parse(text.replace("MERCYADT", application)))
    await writer.drain()
    answer = await reader.readmessage()
    writer.close()
    await until(lambda: place.count(InboxRow, InboxRow.outcome == "waiting") == 0)
    with place.database.read() as session:
        row = session.exec(select(InboxRow).order_by(col(InboxRow.id).desc())).first()
    assert row is not None
    return str(answer.segment("MSA")[1]), row.facility, row.outcome


async def state(place: Place) -> str:
    """What the gateway says of its feeds."""
    async with http(place) as client:
        said: str = (await client.get("/health/ready")).json()["feeds"]
    return said


async def says(place: Place, words: str) -> str:
    """Wait until the gateway says so."""
    async with asyncio.timeout(30):
        while words not in (said := await state(place)):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.1)
    return said


async def test_a_changed_feed_is_taken_up_and_a_broken_one_changes_nothing(up: Place) -> None:
    """A new sender is known within seconds; a bad file is named, and its words do not count."""
    file = up.feeds / FILE
    text = file.read_text()
    assert OLD in text
    assert await came_of(up, "MERCYADT") == ("AA", "mercy-general", "ignored")
    assert await came_of(up, "NEWADT") == ("AA", "", STRANGER)

    broken = text.replace(OLD, NEW).replace("America/New_York", "Mars/Olympus")
    file.write_text(broken)
    assert await says(up, FILE) == f"{FILE}: time_zone"
    assert await came_of(up, "MERCYADT") == ("AA", "mercy-general", "ignored")
    assert await came_of(up, "NEWADT") == ("AA", "", STRANGER)
    async with http(up) as client:
        page = (await client.get("/ops")).text
    assert f"{FILE}: time_zone. All feeds are as before." in page

    file.write_text(text.replace(OLD, NEW))
    assert await says(up, "read") == "read"
    assert await came_of(up, "NEWADT") == ("AA", "mercy-general", "ignored")
    assert await came_of(up, "MERCYADT") == ("AA", "", STRANGER)
