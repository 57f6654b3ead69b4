"""`feed check` of the published samples against the running product, by its doors and by SQL."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from adapters.files.pathway import read_pathways
from adapters.messages.feed_file import read_feed, read_feeds
from domain.time.clock import Clock
from domain.words.phrasebook import worded
from intake.readers import Readers
from models import names
from models.tables import Encounter, InboxRow, WorkItem
from operations.checks.feed_check import REFUSED, check_day
from operations.found_files import Files
from store.api_keys import Scope, create
from store.arrivals import Arrival, Format
from store.inbox import Outcome
from tests.intake.hospital import Hospital
from tests.intake.test_feed_check import State, by_check
from tests.intake.test_samples import FEED, NOW
from tests.intake.world import Place, gateway, http, temporal
from tests.places import ROOT, SAMPLES

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the published samples are not here")

FACILITY = "samples"


@pytest.fixture
async def up(tmp_path: Path) -> AsyncIterator[Hospital]:
    """An installation that listens to whoever sent the samples, on the day that they are sent."""
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "samples.toml").write_text(FEED)
    place = Place(tmp_path, feeds=tmp_path / "feeds", facilities=(FACILITY,))
    place.database.set_clock(Clock(real_origin=datetime.now(UTC), clinical_origin=NOW))
    with place.database.write() as session:
        key = create(session, FACILITY, [Scope.FHIR_WRITE], datetime.now(UTC))
    async with temporal(place) as client, gateway(place), http(place) as sender:
        sender.headers["authorization"] = f"Bearer {key.text}"
        sender.headers["content-type"] = "application/fhir+json"
        yield Hospital(place, client, sender)


def renumbered(text: str, number: int) -> str:
    """The same message under a control id that nobody used before."""
    header, end, rest = text.replace("\r\n", "\r").replace("\n", "\r").partition("\r")
    fields = header.split("|")
    fields[9] = f"NEW{number}"
    return "|".join(fields) + end + rest


def in_store(place: Place) -> list[State]:
    """Every patient of whom something runs, ended or is asked, as SQL has them."""
    with place.database.read() as session:
        rows = session.exec(select(Encounter)).all()
        items = session.exec(select(WorkItem).where(col(WorkItem.resolved_at).is_(None))).all()
        sent = session.exec(select(InboxRow)).all()
    found: list[State] = []
    for key in {one.patient_token for one in rows} | {one.ordering_key for one in sent}:
        mine = [one for one in rows if one.patient_token == key]
        about = {one.episode for one in mine}
        about |= {names.message(one.id or 0) for one in sent if one.ordering_key == key}
        episodes = sorted((f"{one.discharged_at:%d %H:%M}", one.ending, one.held) for one in mine)
        asked = sorted(
            worded(one.reason) for one in items if one.about in about or one.key in about
        )
        found.append((episodes, asked))
    return sorted(one for one in found if one != ([], []))


async def all_sent(up: Hospital, arrivals: list[Arrival]) -> None:
    """Send each by its own door, HL7 under a new control id."""
    for number, one in enumerate(arrivals):
        if one.format is Format.HL7:
            assert await up.speaks(renumbered(one.body, number)) in (["AA"], ["CA"])
        else:
            path = "/$process-message" if '"MessageHeader"' in one.body else ""
            kind = "" if '"Bundle"' in one.body else f"/{one.trigger.split()[1]}"
            answer = await up.posts(one.body.encode(), path or kind)
            assert answer.status_code in (200, 422), answer.text


async def test_the_published_samples_come_to_what_was_checked(up: Hospital) -> None:
    """Shuffled, under new control ids, by MLLP and HTTP: the same runs and the same is asked."""
    feeds = read_feeds(up.place.feeds)
    folders = [SAMPLES / "fhir", SAMPLES / "hl7"]
    paths = sorted(path for folder in folders for path in folder.iterdir())
    files = Files(Readers(feeds), feeds.of(FACILITY))
    pieces = [piece for path in paths for piece in files.pieces(path, NOW)]
    sent: dict[str, Arrival] = {
        one.arrival.body: one.arrival for one in pieces if one.arrival is not None
    }
    assert len(sent) > 20
    feed = read_feed(up.place.feeds / "samples.toml")
    day = await check_day(feed, read_pathways(ROOT / "pathways"), paths, NOW, lambda _part: None)
    shuffled = list(sent.values())
    random.Random(14).shuffle(shuffled)  # noqa: S311 - the same order every time
    await all_sent(up, shuffled)
    checked = sorted(found for one in day.patients if (found := by_check(one))[0])
    running = in_store(up.place)
    assert checked
    assert [one for one in running if one[0]] == checked
    refused = [one.event for one in day.messages if one.outcome in (REFUSED, Outcome.QUEUED)]
    with up.place.database.read() as session:
        kept = session.exec(select(InboxRow)).all()
    assert sorted(one.trigger for one in kept if one.outcome == Outcome.QUEUED) == sorted(refused)
    assert len([one for one in running if not one[0]]) == len(refused)
    waits = [one.trigger for one in kept if one.outcome == Outcome.HELD]
    assert waits in ([], ["ADT^A13"])  # of 2029, so as it came: its A03 may have come after it
    assert all(one.outcome != Outcome.WAITING and not one.error for one in kept)
