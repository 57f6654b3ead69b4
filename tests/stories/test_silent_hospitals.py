"""A hospital that falls silent: the sweep sees it, the intake lead is texted, once each time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlmodel import select
from temporalio.client import Client
from temporalio.worker import Worker

from activities.carrier_catch_up import CarrierCatchUp
from activities.inbox import Inboxes
from activities.silences import Silences
from activities.text_inbox import TextInbox
from adapters.carrier import Received, Reported
from adapters.messages.feed_file import read_feeds
from domain.hospital.feed import Feeds
from domain.texting.attachments import Attachment
from models import names
from models.tables import WorkItem
from tests.adt import adt, instant
from tests.stories import people
from tests.stories.story import FEEDS, Story
from tests.workers import unhurried
from workflows.sweep import Sweep

SWEEPS = "sweeps"
SILENT = "has sent us no messages for too long"


class QuietCarrier:
    """A carrier that has nothing to tell."""

    def received_since(self, instant: datetime) -> tuple[Received, ...]:
        del instant
        return ()

    def attachments(self, message: str) -> tuple[Attachment, ...]:
        del message
        return ()

    def sent_since(self, instant: datetime) -> tuple[Reported, ...]:
        del instant
        return ()

    def find(self, to: str, body: str, since: datetime) -> tuple[str, ...]:
        del to, body, since
        return ()

    def find_calls(self, to: str, since: datetime) -> tuple[str, ...]:
        del to, since
        return ()


@dataclass
class Clockwork:
    """The worker's part of a sweep, and the schedule that starts one when a test says so."""

    story: Story
    real: datetime

    def inboxes(self, feeds: Feeds) -> Inboxes:
        """What the worker sweeps, at whatever time it is in the story."""
        story = self.story

        async def connected() -> Client:
            return story.client

        def real_now() -> datetime:
            return self.real

        texts = TextInbox(story.database, story.seal, story.tokens, connected, real_now)
        news = CarrierCatchUp(QuietCarrier(), texts, story.database, story.seal, real_now=real_now)
        silences = Silences(story.client, story.database, feeds)
        return Inboxes(texts, story.hospital_inbox(real_now), news, {"silences": silences})

    async def sweeps(self, *locals_: str) -> None:
        """A real Sweep at each of these instants of the facility's clock."""
        for local in locals_:
            await self.story.reaches(local)
            self.real = await self.story.env.get_current_time()
            with self.story.env.auto_time_skipping_disabled():
                await self.story.client.execute_workflow(
                    names.SWEEP, id=f"sweep {local}", task_queue=SWEEPS
                )
            await self.story.passes(minutes=1)


def message(number: int, at: str) -> str:
    """A message that changes nothing: the hospital speaks."""
    return adt("A08", at, control=f"S{number}", visit="V-9", mrn="5511", name="Doe^Ann")


def work(story: Story) -> list[tuple[str, bool]]:
    """The silences in the work queue: who owns each, and whether it is over."""
    with story.database.read() as session:
        items = session.exec(select(WorkItem).order_by(WorkItem.since)).all()  # type: ignore[arg-type]
        return [
            (one.owner, one.resolved_at is not None)
            for one in items
            if one.key.startswith("silence:")
        ]


@pytest.fixture
async def clockwork(story: Story) -> AsyncIterator[Clockwork]:
    """A worker that sweeps, by the feeds that ship and the hours that they say."""
    feeds = read_feeds(FEEDS)
    assert all(one.silence_hours > 0 for one in feeds.by_facility.values())
    here = Feeds({people.FACILITY: feeds.by_facility[people.FACILITY]})
    made = Clockwork(story, await story.env.get_current_time())
    worker = Worker(
        story.client,
        task_queue=SWEEPS,
        workflows=[Sweep],
        activities=[made.inboxes(here).sweep],
    )
    async with unhurried(worker):
        yield made


async def test_a_silence_is_texted_once_and_the_next_one_again(
    story: Story, clockwork: Clockwork
) -> None:
    """Six quiet hours of a day: the lead hears once; a message ends it; the night counts anew."""
    await story.begins(instant("2026-09-08 08:00"))
    lead = story.case_manager  # who is asked for the intake lead where nobody has that role
    story.watches(lead)
    await story.sends(message(1, "2026-09-08 08:00"), mrn="5511")
    lead.expects(SILENT)
    await clockwork.sweeps("2026-09-08 12:00", "2026-09-08 13:50")
    assert lead.received == []
    await clockwork.sweeps("2026-09-08 14:05", "2026-09-08 14:25", "2026-09-08 14:45")
    assert [SILENT in body for _, body in lead.received] == [True]
    assert work(story) == [("intake_lead", False)]
    lead.expects("sends us messages again")
    await story.sends(message(2, "2026-09-08 14:50"), mrn="5511")
    await clockwork.sweeps("2026-09-08 14:55", "2026-09-08 15:20")
    assert work(story) == [("intake_lead", True)]
    lead.expects(SILENT)
    await clockwork.sweeps("2026-09-08 23:00", "2026-09-08 23:20", "2026-09-08 23:40")
    assert work(story) == [("intake_lead", True), ("intake_lead", False)]
    await story.ends()
