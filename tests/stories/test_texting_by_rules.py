"""A hospital that wants its phones texted otherwise says so in its pathway, and nowhere else."""

from dataclasses import replace

import pytest

from domain.pathway import Pathway
from tests.stories.people import home, patient
from tests.stories.story import Story


@pytest.fixture
def pathway(standard: Pathway) -> Pathway:
    """Fewer texts and later, one prompt each; what is not understood is said once."""
    rules = replace(standard.texts, gather_minutes=10, together=1, corrections=1)
    return replace(standard, texts=rules)


async def test_the_pathways_pace_reaches_the_phone(story: Story) -> None:
    """Two prompts of a discharge wait ten minutes, and go one by one ten minutes apart."""
    story.nurse.allows("episode closed")
    for words in ("MEDS A.K.", "BOOK VISIT A.K."):
        story.nurse.expects(words).ignores()
    story.nurse.allows("Not understood")
    who = patient(mrn="771", given="Ada", family="Kent", mobile=None)
    await story.discharge(home("2026-09-08 10:00", encounter="V-71", patient=who), settle=False)
    await story.passes(minutes=9, seconds=50)
    assert story.nurse.received == []
    await story.passes(seconds=20)
    assert len(story.nurse.received) == 1
    await story.passes(minutes=9, seconds=30)
    assert len(story.nurse.received) == 1
    await story.passes(minutes=1)
    assert len(story.nurse.received) == 2
    for _ in range(3):
        await story.nurse.says("hmm")
    await story.passes(seconds=30)
    assert len(story.nurse.received) == 3, "the second and the third are read by a person"
