"""A discharge that reaches no chart is told to people, by whatever door it came, until settled."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from activities.unread_discharges import UnreadDischarges
from adapters.messages.feed_file import read_feeds
from domain.episode.facts import Ending
from models.tables import Encounter, WorkItem
from operations.queue import HospitalQueue
from tests.adt import adt, instant
from tests.stories.doors import DOORS, HOME, Door, without_an_end_over_fhir
from tests.stories.phones import Phone
from tests.stories.story import FEEDS, Story

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CANNOT_USE = "cannot use"


async def looks(story: Story) -> None:
    """The sweep looks."""
    watch = UnreadDischarges(
        story.client, story.database, story.seal, story.tokens, read_feeds(FEEDS),
        {"standard": story.pathway},
    )  # fmt: skip
    await watch.look(await story.now())


def told(phone: Phone) -> list[str]:
    """The texts about it."""
    return [text for _, text in phone.received if CANNOT_USE in text]


async def hears(story: Story, phone: Phone, count: int) -> None:
    """After looks in which nothing else is due, a phone has so many texts."""
    for _ in range(2):
        await looks(story)
    async with asyncio.timeout(20):
        while len(told(phone)) < count:
            await story.env.get_current_time()
    await story.settles()
    assert len(told(phone)) == count, story.transcript()


async def climbs(story: Story) -> None:
    """Two hours each: the lead again, the case manager, the supervisor, whose it then is."""
    for hours, phone, count in (
        (2, story.case_manager, 2),
        (2, story.case_manager, 3),
        (2, story.supervisor, 1),
    ):
        await story.passes(hours=hours)
        await hears(story, phone, count)
    assert item(story).owner == "supervisor"


async def begins(story: Story) -> None:
    """Half an hour after the discharge."""
    await story.begins(instant(HOME) + HOUR / 2)
    for phone in (story.case_manager, story.supervisor):
        phone.allows(CANNOT_USE)
        story.counts(phone)


def item(story: Story) -> WorkItem:
    """The one thing in the work queue."""
    with story.database.read() as session:
        (found,) = session.exec(select(WorkItem)).all()
    return found


def naming_the_stranger(folder: Path) -> Path:
    """The feeds with one application more."""
    folder.mkdir()
    for file in FEEDS.glob("*.toml"):
        text = file.read_text(encoding="utf-8").replace('"MERCYADT"', '"MERCYADT", "ELSEWHERE"')
        (folder / file.name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
async def test_it_climbs_by_whatever_door_it_came(story: Story, door: Door, tmp_path: Path) -> None:
    """Whoever leads the intake, twice; the case manager; the supervisor; then each morning.

    It is due with the first contact of the discharge, and over once it is dismissed with a reason.
    """
    await begins(story)
    await door(story, tmp_path)
    await hears(story, story.case_manager, 1)
    assert (item(story).owner, item(story).due) == ("intake_lead", instant("2026-09-10 10:00"))
    (text,) = told(story.case_manager)
    assert "starter.py inbox show 1" in text
    assert "First call due Thu 9/10 10a" in text
    assert "4821" not in text
    await climbs(story)
    await story.reaches("Wed 2026-09-09 08:05")
    await hears(story, story.supervisor, 2)
    real = await story.env.get_current_time()
    queue = HospitalQueue(
        database=story.database, seal=story.seal, tokens=story.tokens, feeds=read_feeds(FEEDS),
        hospital_inbox=story.hospital_inbox(lambda: real), real_now=lambda: real,
    )  # fmt: skip
    await queue.dismiss("1", "it was sent anew", "diaz")
    await story.reaches("Thu 2026-09-10 08:05")
    await hears(story, story.supervisor, 2)
    assert len(told(story.case_manager)) == 3
    await story.ends()


async def test_what_says_no_end_climbs_from_its_receipt(story: Story, tmp_path: Path) -> None:
    """A finished Encounter without its period: each rung hears, at the instants of the others."""
    await begins(story)
    await without_an_end_over_fhir(story, tmp_path)
    await hears(story, story.case_manager, 1)
    assert item(story).owner == "intake_lead"
    due = item(story).due
    assert due is not None
    assert abs(due - instant(HOME) - HOUR / 2 - 48 * HOUR) < MINUTE
    await climbs(story)
    await story.ends()


async def test_a_retry_under_a_mended_feed_begins_the_episode_and_ends_the_ladder(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender whom no feed named: named now and tried again, nobody more is told of it."""
    await begins(story)
    await DOORS["of_a_stranger"](story, tmp_path)
    await hears(story, story.case_manager, 1)
    await story.passes(hours=2)
    await hears(story, story.case_manager, 2)
    waiting = item(story)
    assert waiting.resolved_at is None
    mended = naming_the_stranger(tmp_path / "feeds")
    monkeypatch.setattr("tests.stories.story.FEEDS", mended)
    real = await story.env.get_current_time()
    queue = HospitalQueue(
        database=story.database, seal=story.seal, tokens=story.tokens, feeds=read_feeds(mended),
        hospital_inbox=story.hospital_inbox(lambda: real), real_now=lambda: real,
    )  # fmt: skip
    (waits,) = await queue.queued()
    (handled,) = await queue.retry([waits], "diaz")
    assert ("started" in handled.words, handled.waits) == (True, False)
    with story.database.read() as session:
        (row,) = session.exec(select(Encounter)).all()
        assert session.get_one(WorkItem, waiting.key).resolved_at is not None
    story.episodes.append(row.episode)
    for phone in story.network.phones.values():
        phone.allows("")
    await story.reaches("Wed 2026-09-09 08:05")
    await hears(story, story.case_manager, 2)
    await hears(story, story.supervisor, 0)
    assert (await story.status(row.episode)).record.outcome == ""
    await story.closes(Ending.WITHDRAWN, row.episode)
    await story.ends()


async def test_a_flood_over_mllp_is_one_text_an_hour(story: Story, tmp_path: Path) -> None:
    """The first at once, what comes within the hour is counted; another feed's is beside it."""
    await begins(story)
    for name, texts in (
        ("of_a_stranger", 1),
        ("broken", 1),
        ("in_xml", 1),
        ("without_a_number", 2),
    ):
        await DOORS[name](story, tmp_path)
        await hears(story, story.case_manager, texts)
    await story.passes(minutes=61)
    await hears(story, story.case_manager, 3)
    (counted,) = [text for text in told(story.case_manager) if " 2 messages" in text]
    assert "An unknown sender" in counted
    await story.ends()


async def test_an_update_that_nobody_can_use_is_texted_to_nobody(story: Story) -> None:
    """An A08 without a patient number waits in the queue, and no phone hears of it."""
    await begins(story)
    text = adt("A08", HOME).replace("4821^^^MERCY^MR", "")
    came = await story.sends(text, mrn="")
    assert came.outcome == "queued"
    await story.passes(hours=6)
    for phone in (story.case_manager, story.supervisor):
        await hears(story, phone, 0)
    await story.ends()
