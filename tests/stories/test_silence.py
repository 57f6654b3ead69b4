"""Check-ins that nobody answers, on the phones: who calls, what is asked last, and what is not."""

from dataclasses import replace

import pytest

from domain.episode.facts import Ending
from domain.hospital.discharge import Diagnosis
from domain.pathway import Pathway
from tests.stories.people import home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
ASKS = ("Mercy General for J.S.: how are you today?", "Reply 1 OK, 2 not OK")
STILL = ("we have not heard from you", "1 OK, 2 not OK, 9 no more check-ins", "617-555-0100")
SICK = (Diagnosis(code="E11.9"), Diagnosis(code="G30.9"), Diagnosis(code="I50.9"))


@pytest.fixture
def pathway(shipped: Pathway) -> Pathway:
    """The pathway that ships."""
    return shipped


@pytest.fixture(autouse=True)
def all_goes_well(story: Story) -> None:
    """The other steps are answered as they should be."""
    story.only()


async def test_three_in_coordination_one_last_question_and_a_nine(story: Story) -> None:
    """Nobody calls; whoever wants no more of them is told that they may still write."""
    for _ in range(3):
        story.patient.expects(*ASKS).ignores()
    story.patient.expects(*STILL).replies("9", told=("we will not ask again",))
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-10-09 00:30")
    assert "NO WORD" not in " ".join(body for _, body in story.nurse.received)
    assert (await story.summary()).ending is Ending.COMPLETED
    await story.ends()


async def test_two_in_case_management_bring_a_call(story: Story) -> None:
    """As the team opens next, with what it is about; what is found goes on."""
    for _ in range(2):
        story.patient.expects(*ASKS).ignores()
    asked = story.nurse.expects("NO WORD, CALL J.S. by Mon 9/14 5p")
    asked.replies("{code} 1", told=("saved: J.S. call, reached, go on",))
    await story.discharge(replace(home(TUESDAY), diagnoses=SICK))
    await story.reaches("Mon 2026-09-14 09:00")
    story.patient.expects(*ASKS).replies("1", told=("glad to hear it",))
    await story.reaches("Tue 2026-09-15 11:00")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_not_reached_twice_is_the_case_managers_and_a_letter(story: Story) -> None:
    """Both stand beside each other: one looks for them, one writes."""
    for _ in range(2):
        story.patient.expects(*ASKS).ignores()
    for _ in range(2):
        story.nurse.expects("NO WORD, CALL J.S.").replies("{code} 3", told=("saved",))
    told = story.case_manager.expects("NO WORD J.S.", "welfare check").replies("{code} 1")
    letter = story.nurse.expects("LETTER J.S.").replies("{code} 1", told=("letter sent",))
    story.case_manager.allows("episode closed")
    await story.discharge(replace(home(TUESDAY), diagnoses=SICK))
    await story.reaches("Tue 2026-09-15 09:30")
    assert told.body is not None
    assert letter.body is not None
    await story.closes(Ending.WITHDRAWN)
    await story.ends()
