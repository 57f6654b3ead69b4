"""The same danger, said again: one alarm, and 911 is not said at every text."""

from dataclasses import replace

import pytest

from tests.stories.people import home, patient
from tests.stories.phones import code_of
from tests.stories.story import Story
from tests.stories.test_texting_phones import TOM

TUESDAY = "2026-09-08 10:00"
EMERGENCY = "call 911 now"


def urgent(story: Story) -> list[str]:
    """Every alarm that the case manager got."""
    return [body for _, body in story.case_manager.received if "Read the card and call now" in body]


def lines(story: Story, whose: str) -> int:
    """How often a phone of the family was told to call 911."""
    return sum(EMERGENCY in body for _, body in getattr(story, whose).received)


@pytest.fixture
async def at_home(story: Story) -> None:
    """Jane is at home; Tom, her caregiver, may be told."""
    story.only("visit")
    story.patient.allows("Reply 1")
    for phone in (story.patient, story.caregiver):
        phone.allows(EMERGENCY)
    for phone in (story.nurse, story.case_manager, story.supervisor):
        phone.allows("J.S.")
    await story.discharge(home(TUESDAY, patient=patient(caregiver=replace(TOM, gets_texts=False))))
    await story.reaches("Tue 2026-09-08 12:00")


async def test_the_same_danger_texted_again_joins_its_alarm(story: Story, at_home: None) -> None:
    """Twice within the hour: one ladder, and 911 is said once in ten minutes."""
    await story.patient.says("my chest hurts so bad")
    await story.settles()
    await story.passes(minutes=4)
    await story.patient.says("chest pain is worse")
    await story.settles()
    assert (len(urgent(story)), lines(story, "patient")) == (1, 1)
    await story.passes(minutes=8)
    await story.patient.says("please my chest hurts")
    await story.settles()
    assert (len(urgent(story)), lines(story, "patient")) == (1, 2)
    await story.ends()


async def test_two_of_a_family_who_tell_of_one_danger_raise_one_alarm(
    story: Story, at_home: None
) -> None:
    """The patient and her caregiver: each phone is told 911, and one ladder climbs for both."""
    await story.patient.says("cant breathe")
    await story.settles()
    await story.passes(minutes=2)
    await story.caregiver.says("mom cant breathe, please hurry")
    await story.settles()
    assert (lines(story, "patient"), lines(story, "caregiver")) == (1, 1)
    assert len(urgent(story)) == 1
    await story.ends()


async def test_a_danger_after_the_alarm_was_settled_is_a_new_one(
    story: Story, at_home: None
) -> None:
    """What was called done is over: the same words half an hour later wake somebody again."""
    story.case_manager.expects("URGENT J.S.").replies("[reads] {code} 2 called", told=("saved",))
    await story.patient.says("cant breathe")
    await story.settles()
    await story.passes(minutes=30)
    await story.patient.says("i cant breathe again")
    await story.settles()
    assert len({code_of(body) for body in urgent(story)}) == 2, story.transcript()
    await story.ends()
