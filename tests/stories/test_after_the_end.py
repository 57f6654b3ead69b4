"""Words after the end: safety first, STOP stops, and nothing is promised that nobody keeps."""

import pytest
from sqlmodel import select

from domain.episode.facts import Ending
from domain.hospital.discharge import Caregiver
from domain.words.phrasebook import worded
from models.tables import PhoneRow, WorkItem
from tests.stories.people import CAREGIVER, PATIENT, home, patient
from tests.stories.phones import Phone
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
AFTER = ("Mercy General: our follow-up has ended", "not read every day", "617-555-0100")


async def is_over(story: Story, **changes: object) -> Phone:
    """Jane is followed no more, and writes from her phone or a caregiver from theirs."""
    story.only("contact")
    story.nurse.allows("BOOK VISIT")
    await story.discharge(home(TUESDAY, patient=patient(**changes)))
    await story.closes(Ending.WITHDRAWN)
    await story.passes(minutes=5)
    return story.patient


def work(story: Story) -> list[tuple[str, str, float]]:
    """What the queue holds of texts: the reason, whose it is, and in how many hours it is due."""
    with story.database.read() as session:
        rows = [one for one in session.exec(select(WorkItem)) if one.key.startswith("text:")]
        return [
            (worded(one.reason), one.owner, (one.due - one.since).total_seconds() / 3600)
            for one in rows
            if one.due
        ]


@pytest.mark.parametrize(
    "words",
    ["is my visit still on?", "my legs are more swollen today", "i might stop these texts"],
    ids=["words", "a sign of today", "near leaving"],
)
async def test_words_after_the_end_get_the_line_and_no_promise(story: Story, words: str) -> None:
    """Neither that somebody reads it now nor that a nurse calls; it is the case manager's work."""
    phone = await is_over(story)
    phone.expects(*AFTER).ignores()
    await phone.says(words)
    await story.settles()
    ((_, owner, _),) = work(story)
    assert owner == "case_manager"
    await story.ends()


async def test_it_is_said_once_a_day_and_thanks_ask_for_nothing(story: Story) -> None:
    """Two machines could talk to each other for ever; each text is somebody's work all the same."""
    phone = await is_over(story)
    phone.expects(*AFTER).ignores()
    for words in ("who was that?", "hello?", "thank you"):
        await phone.says(words)
        await story.settles()
    assert len(work(story)) == 2
    phone.expects(*AFTER).ignores()
    await story.reaches("Wed 2026-09-09 09:00")
    await phone.says("anybody there?")
    await story.settles()
    await story.ends()


async def test_thanked_today_and_over_since_is_told_so(story: Story) -> None:
    """Her words of the morning are read; those of the evening, after the end, are not."""
    story.only("contact")
    story.nurse.allows("BOOK VISIT")
    story.nurse.allows("WROTE J.S.")
    story.nurse.allows("J.S. (home")
    story.patient.expects("your care team reads this").ignores()
    await story.discharge(home(TUESDAY))
    await story.patient.says("which bus goes there?")
    await story.settles()
    await story.closes(Ending.WITHDRAWN)
    story.nurse.allows("closed: withdrawn")
    story.patient.expects(*AFTER).ignores()
    await story.patient.says("and back?")
    await story.settles()
    await story.ends()


async def test_danger_after_the_end_reaches_a_person(story: Story) -> None:
    """911 at once, and the case manager on duty is told, as of a stranger; it is due at once."""
    phone = await is_over(story)
    phone.expects("call 911 now", "617-555-0100").ignores()
    story.case_manager.expects("URGENT: 617-555-0123, of a family that we follow no more").ignores()
    await phone.says("i cannot breathe, chest pain")
    await story.settles()
    ((_, owner, hours),) = work(story)
    assert (owner, hours) == ("case_manager", 0)
    await story.ends()


async def test_stop_after_the_end_stops(story: Story) -> None:
    """It is confirmed, and whatever she writes then is read and not answered."""
    phone = await is_over(story)
    phone.expects("no more texts").ignores()
    await phone.says("STOP")
    await story.settles()
    await phone.says("did that work?")
    await story.settles()
    with story.database.read() as session:
        row = session.get_one(PhoneRow, story.tokens.phone(PATIENT))
    assert row.mark == "opted_out"
    assert len(work(story)) == 1
    await story.ends()


async def test_in_the_evening_the_night_number_is_named(story: Story) -> None:
    """The care line closed at five: whoever writes at seven reads of the number that answers."""
    phone = await is_over(story)
    phone.expects("our follow-up has ended", "617-555-0150").ignores()
    await story.reaches("Tue 2026-09-08 19:00")
    await phone.says("who do i call now?")
    await story.settles()
    await story.ends()


async def test_a_caregiver_hears_the_same(story: Story) -> None:
    """Whoever stood in for the patient is told as she would be."""
    tom = Caregiver(
        name="Tom Smith",
        mobile=CAREGIVER,
        may_be_told=True,
        consent_to_text=True,
        gets_texts=True,
    )
    story.caregiver.allows("visit for J.S.")
    await is_over(story, caregiver=tom)
    story.caregiver.expects(*AFTER).ignores()
    await story.caregiver.says("is her visit still on?")
    await story.settles()
    await story.ends()
