"""How thirty days begin and end on a family's phone: two texts, and to whom there is none."""

from dataclasses import replace

import pytest

from domain.episode.facts import Ending
from tests.stories.people import home, patient
from tests.stories.phones import Phone
from tests.stories.story import FRAMES, Story
from tests.stories.test_texting_phones import TOM

TUESDAY = "2026-09-08 10:00"
OPENS = ("Mercy General for J.S., now home: for 30 days we text", "617-555-0100", "617-555-0150")
LAST = ("our 30 days have ended. Texts here are no longer read", "Riverside Family", "617-555-0100")


@pytest.fixture(autouse=True)
def all_goes_well(story: Story) -> None:
    """Nothing frames anything here but what a story expects; what is asked is answered."""
    story.only()
    for phone in (story.patient, story.caregiver):
        phone.allowed = [one for one in phone.allowed if one[0] not in FRAMES]


def framed(phone: Phone) -> list[str]:
    """When it was told that the days begin, or have ended."""
    return [f"{at:%m-%d %H:%M}" for at, body in phone.received if any(w in body for w in FRAMES)]


async def test_they_hear_what_comes_before_they_are_asked_anything(story: Story) -> None:
    """Whose, why, for how long, how often, whom to call; it takes no other text's place that day.

    When the days ran out they hear so, in the morning.
    """
    story.patient.expects(*OPENS).ignores()
    await story.discharge(home(TUESDAY))
    first, second = [body for _, body in story.patient.received][:2]
    assert "for 30 days" in first
    assert "your visit at Riverside Family" in second
    story.patient.expects(*LAST).ignores()
    await story.reaches("Fri 2026-10-09 08:30")
    assert framed(story.patient) == ["09-08 14:00", "10-09 12:00"]  # in UTC
    assert (await story.summary()).ending is Ending.COMPLETED
    await story.ends()


async def test_at_night_it_waits_for_the_morning_and_comes_first(story: Story) -> None:
    """Home at ten in the evening: at eight they hear what comes, then which time fits."""
    story.patient.expects(*OPENS).ignores()
    await story.discharge(home("2026-09-08 22:00"))
    assert story.patient.received == []
    await story.reaches("Wed 2026-09-09 08:05")
    assert "for 30 days" in story.patient.received[0][1]
    assert "Reply 1" in story.patient.received[1][1]
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_the_caregiver_hears_it_in_their_own_words(story: Story) -> None:
    """Of somebody else, at the beginning and at the end; the patient hears nothing."""
    tom = replace(TOM, gets_texts=True)
    story.caregiver.allows("Reply 1", "3")
    story.caregiver.allows("visit for J.S.")
    story.caregiver.expects("for 30 days we text about their care").ignores()
    await story.discharge(home(TUESDAY, patient=patient(caregiver=tom)))
    story.caregiver.expects("our 30 days for J.S. have ended", "Call the doctor").ignores()
    await story.reaches("Fri 2026-10-09 08:30")
    assert story.patient.received == []
    await story.ends()


async def test_after_stop_nobody_says_goodbye(story: Story) -> None:
    """Who wants no texts gets no last one."""
    story.nurse.allows("BOOK VISIT", "{code} thu 9/10 9a")
    story.patient.expects(*OPENS).ignores()
    await story.discharge(home(TUESDAY))
    story.patient.expects("no more texts").ignores()
    await story.patient.says("STOP")
    await story.reaches("Fri 2026-10-09 08:30")
    assert framed(story.patient) == ["09-08 14:00"]
    await story.ends()


@pytest.mark.parametrize("ending", [Ending.TRANSFERRED, Ending.WITHDRAWN, Ending.DIED])
async def test_who_is_elsewhere_is_told_nothing_by_text(story: Story, ending: Ending) -> None:
    """Dead, in a facility, or withdrawn: the family knows, and a text would only hurt."""
    story.patient.expects(*OPENS).ignores()
    await story.discharge(home(TUESDAY))
    await story.closes(ending)
    await story.passes(days=2)
    assert framed(story.patient) == ["09-08 14:00"]
    await story.ends()


async def test_in_hospital_at_the_end_is_told_nothing(story: Story) -> None:
    """Readmitted, and the days run out there: it ends as readmitted, without a word."""
    story.patient.expects(*OPENS).ignores()
    story.patient.allows("Your visit")
    await story.discharge(home(TUESDAY))
    await story.reaches("Mon 2026-10-05 12:00")
    await story.readmitted()
    await story.reaches("Fri 2026-10-09 08:30")
    assert (await story.summary()).ending is Ending.READMITTED
    assert framed(story.patient) == ["09-08 14:00"]
    await story.ends()


async def test_who_answers_the_last_text_hears_whom_to_call(story: Story) -> None:
    """A question to it is read within a day and promised nothing; a danger wakes somebody."""
    story.patient.expects(*OPENS).ignores()
    await story.discharge(home(TUESDAY))
    story.patient.expects(*LAST).ignores()
    await story.reaches("Fri 2026-10-09 09:00")
    story.patient.expects("our follow-up has ended", "617-555-0100").ignores()
    await story.patient.says("who do i ask about my pills?")
    await story.settles()
    story.patient.expects("call 911 now").ignores()
    story.case_manager.expects("URGENT: 617-555-0123").ignores()
    await story.patient.says("my chest hurts bad and i feel faint")
    await story.settles()
    await story.ends()
