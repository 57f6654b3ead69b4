"""The contact call."""

from tests.stories.people import home, patient
from tests.stories.story import Story


async def test_a_missed_call_reaches_the_case_manager(story: Story) -> None:
    """Nobody answers the 48-hour call prompt: the case manager hears of it at the 48th hour."""
    story.patient.expects("visit at Riverside Family").replies("1", told=("thank you",))
    story.nurse.expects("MEDS J.S.").replies("{code} 1")
    await story.discharge(home())
    story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 10:00")
    print(story.transcript())
    story.nurse.expects("Reminder", "CALL J.S.").ignores()
    await story.reaches("Thu 2026-09-10 09:00")
    story.case_manager.expects("NOT REACHED J.S.").replies("{code} 2 called her son")
    story.nurse.expects("done by CM Diaz", "No reply needed")
    await story.reaches("Thu 2026-09-10 10:00")
    print(story.transcript())
    await story.ends()
