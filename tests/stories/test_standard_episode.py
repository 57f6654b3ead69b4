"""The standard episode: everything answered before its first reminder, and what that costs."""

from collections import Counter

import pytest
from temporalio.api.enums.v1 import EventType

from domain.episode.facts import Ending
from domain.pathway import Pathway
from tests.stories.cards import SETTLES
from tests.stories.people import BED, RIDES, home
from tests.stories.spent import spent
from tests.stories.story import Story

MOST_BYTES = 67_000
MOST_EVENTS = 335
"""308 to 325 as seen, 206 to 225 without check-ins, each of which costs 23 to 25: what is done at
the same time shares a task, or does not."""


@pytest.fixture
def pathway(shipped: Pathway) -> Pathway:
    """The pathway that ships, check-ins and all."""
    return shipped


async def test_the_standard_episode_is_short(story: Story) -> None:
    """Call, visit with ride, drug lists, one item, four check-ins, all in time: at most 335 events.

    No step is late, nobody is escalated to, and the histories hold everything for thirty days.
    In bytes it is half of what it was at the most: 114,906 (of 349 events) when an episode carried
    who its patient is and each payload all that a reader takes for granted.
    The patient gets one text a day: the visit's reminder gives way to the question of that morning.
    """
    story.patient.expects("Reply 1 ").replies("2", told=("Your visit is Thu",))
    story.nurse.expects("MEDS J.S.").replies(SETTLES, told=())
    story.supplier.expects("DELIVER J.S.").replies("{code} 1", told=("J.S. equipment, accept",))
    story.driver.expects("RIDE J.S.").replies("{code} 1", told=("J.S. ride, accept",))
    await story.discharge(home("2026-09-08 10:00", equipment=BED, transport=RIDES))
    story.supplier.expects("DELIVERED? J.S.").replies("{code} 1", told=("J.S. delivery",))
    story.patient.expects("does the delivered hospital bed").replies("1", told=("Noted",))
    story.nurse.expects("CALL J.S.").replies("{code} 1", told=("saved: J.S. call",))
    story.driver.expects("CONFIRM RIDE").replies("{code} 1", told=("J.S. ride, confirmed",))
    story.driver.expects("picked up?").replies("{code} 1", told=("J.S. ride, picked up",))
    story.nurse.expects("VISIT J.S.").replies("{code} 1", told=("saved: J.S. visit",))
    for _ in range(4):
        story.patient.expects("how are you today").replies("1", told=("glad to hear it",))
    await story.reaches("Fri 2026-10-09 00:00")

    summary = await story.summary()
    assert summary.ending is Ending.COMPLETED
    assert {step.state for step in summary.steps} == {"done"}
    assert not [step.step for step in summary.steps if step.late or step.escalated]
    history = await story.episode().fetch_history()
    kinds = Counter(EventType.Name(event.event_type) for event in history.events)
    assert spent(history.events) <= MOST_EVENTS, f"{spent(history.events)} events: {kinds}"
    size = sum(event.ByteSize() for event in history.events)
    assert size <= MOST_BYTES, f"{size} bytes: {kinds}"
    await story.ends()
