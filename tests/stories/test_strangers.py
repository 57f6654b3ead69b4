"""A number that is in no chart: its STOP stops, its START lets it again, whatever comes later."""

from tests.stories.people import home, patient
from tests.stories.phones import Phone
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
STRANGER = "+16175550177"


async def says_no(story: Story, words: str) -> Phone:
    """While somebody else is followed, a number that nobody knows wants no texts."""
    stranger = story.phone("a stranger", STRANGER)
    story.only("contact")
    story.patient.allows("Reply 1")
    await story.discharge(home(TUESDAY))
    stranger.expects("no more texts").ignores()
    await stranger.says(words)
    await story.settles()
    return stranger


async def test_a_strangers_stop_stops_what_would_have_come_later(story: Story) -> None:
    """STOP of a number nobody knows; its owner comes home, and is not texted until START."""
    stranger = await says_no(story, "STOP")
    silent = len(stranger.received)

    story.nurse.allows("J.S.")
    story.other_nurse.allows("M.R.")
    story.case_manager.allows("M.R.")
    mary = patient(mrn="4822", given="Mary", family="Rose", mobile=STRANGER, caregiver=None)
    await story.discharge(home("2026-09-08 12:00", encounter="E-4822", patient=mary))
    await story.passes(hours=3)
    assert len(stranger.received) == silent
    assert any("BOOK VISIT M.R." in body for _, body in story.other_nurse.received)

    stranger.allows("our texts again")
    stranger.allows("Reply 1")
    stranger.allows("M.R.")
    await stranger.says("START")
    await story.passes(hours=20)
    assert len(stranger.received) > silent
    await story.ends()


async def test_a_strangers_sentence_is_a_stop_and_is_confirmed_once(story: Story) -> None:
    """A sentence of leaving of a number that we never texted: confirmed, and then silence."""
    stranger = await says_no(story, "please stop texting me")
    await stranger.says("what is this")
    await story.settles()
    assert len(stranger.received) == 1
    await story.ends()
