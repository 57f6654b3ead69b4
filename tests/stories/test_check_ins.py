"""How are you today, on the phones: fine, not fine, danger, late, silent, and what it waits for."""

from dataclasses import replace

import pytest

from domain.episode.facts import Ending
from domain.hospital.discharge import Diagnosis
from domain.pathway import Pathway
from tests.stories.cards import READS
from tests.stories.people import home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
ASKS = ("Mercy General for J.S.: how are you today?", "Reply 1 OK, 2 not OK", "617-555-0100")
AT_ANY_HOUR = ASKS[:2]
STILL = ("we have not heard from you", "1 OK, 2 not OK, 9 no more check-ins", "617-555-0100")
SICK = (Diagnosis(code="E11.9"), Diagnosis(code="G30.9"), Diagnosis(code="I50.9"))
GLAD = ("glad to hear it",)
MENU = ("what is it? Reply 3 feel sick", "8 other")


@pytest.fixture
def pathway(shipped: Pathway) -> Pathway:
    """The pathway that ships."""
    return shipped


@pytest.fixture(autouse=True)
def all_goes_well(story: Story) -> None:
    """The other steps are answered as they should be."""
    story.only()


async def test_fine(story: Story) -> None:
    """Four times at ten in the morning, and thanked each time: nobody has to do anything."""
    for _ in range(4):
        story.patient.expects(*ASKS).replies("1", told=GLAD)
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-10-09 00:30")
    asked = [at for at, body in story.patient.received if "how are you today" in body]
    assert [f"{at:%m-%d %H:%M}" for at in asked] == [
        "09-11 14:00", "09-18 14:00", "09-25 14:00", "10-02 14:00",
    ]  # fmt: skip
    summary = await story.summary()
    assert summary.ending is Ending.COMPLETED
    assert ("check_in", "done") in {(step.step, step.state) for step in summary.steps}
    await story.ends()


async def test_not_fine_feels_sick_and_a_nurse_calls(story: Story) -> None:
    """Asked at once what it is; told by when somebody calls, out of that call's own due time."""
    story.patient.expects(*ASKS).replies("2", told=())
    story.patient.expects(*MENU).replies(
        "3", told=("a nurse will call by Fri 9/11 12p", "Call 911", "617-555-0100")
    )
    story.nurse.expects("CALL NOW J.S. by Fri 9/11 12p").replies(
        "{code} 1", told=("J.S. symptoms",)
    )
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-09-11 11:00")
    assert not [body for _, body in story.patient.received if "Noted" in body]
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_who_does_not_say_what_it_is_is_called(story: Story) -> None:
    """Two hours of silence to the menu: the nurse has until the next business day closes."""
    story.patient.expects(*ASKS).replies("2", told=())
    story.patient.expects(*MENU).ignores()
    story.nurse.expects("CALL BACK J.S. by Mon 9/14 5p: not OK, did not say why").replies(
        "{code} 1", told=("saved: J.S. call back, settled",)
    )
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-09-11 11:50")
    assert "CALL BACK" not in " ".join(body for _, body in story.nurse.received)
    await story.reaches("Fri 2026-09-11 12:10")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_danger_beside_fine_is_an_alarm(story: Story) -> None:
    """The emergency text at once and the ladder; nobody is glad to hear it."""
    story.patient.expects(*ASKS).ignores()
    story.case_manager.expects("URGENT J.S.").replies(READS + "{code} 2", told=("saved: J.S.",))
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-09-11 10:30")
    story.patient.expects("call 911 now").ignores()
    await story.patient.says("1 but chest pain since last night")
    await story.settles()
    assert "glad" not in " ".join(body for _, body in story.patient.received)
    story.case_manager.allows("episode closed")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_help_is_not_fine(story: Story) -> None:
    """The help text, and at once what it is."""
    story.patient.expects(*ASKS).ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-09-11 10:30")
    story.patient.expects("after-hospital care", "Reply STOP").ignores()
    story.patient.expects(*MENU).replies("8", told=("A person will call by Mon 9/14 5p",))
    story.nurse.expects("CALL BACK J.S.", "something else").replies("{code} 1")
    await story.patient.says("ayuda")
    await story.reaches("Fri 2026-09-11 11:00")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_late_digit_is_nobodys(story: Story) -> None:
    """Three days later the question has closed: a nurse reads it, and the next one is asked.

    Whoever left one unanswered answers the next without being asked which.
    """
    story.patient.expects(*ASKS).ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Mon 2026-09-14 10:00")
    story.patient.expects("your care team reads this").ignores()
    story.nurse.expects("J.S.", "WROTE").replies(READS + "{code} 1", told=("saved: J.S.",))
    await story.patient.says("1")
    await story.reaches("Mon 2026-09-14 10:30")
    story.patient.expects(*ASKS).ignores()
    await story.reaches("Fri 2026-09-18 10:30")
    story.patient.expects(*ASKS).replies("1", told=GLAD)
    await story.reaches("Fri 2026-09-25 10:30")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_another_question_keeps_it_waiting(story: Story, shipped: Pathway) -> None:
    """While times for the visit are offered nobody is asked how they are; then at once.

    A bare 1 may still mean the first of those times: which one is meant is asked.
    """
    rules = replace(shipped.check_ins, coordination_days=(1,), case_management_days=(1,))
    story.pathway = replace(shipped, check_ins=rules)
    story.patient.allowed.clear()
    for phone in (story.patient, story.caregiver):
        story.frames(phone)
    story.patient.expects("Reply 1 Wed").ignores()
    story.nurse.allows("BOOK VISIT", "{code} thu 9/17 9a")
    await story.discharge(home("2026-09-08 14:00"))
    await story.reaches("Wed 2026-09-09 13:50")
    asked = story.patient.expects(*ASKS).replies("1", told=("Which one? 23 J.S. check-in",))
    await story.reaches("Wed 2026-09-09 14:30")
    story.patient.expects(*GLAD).ignores()
    await story.patient.says("23 1")
    await story.settles()
    assert f"{asked.minute:%H:%M}" == "18:00"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_three_in_coordination_one_last_question_and_a_nine(story: Story) -> None:
    """Nobody calls; whoever wants no more of them is told that they may still write."""
    for _ in range(3):
        story.patient.expects(*AT_ANY_HOUR).ignores()
    story.patient.expects(*STILL).replies("9", told=("we will not ask again",))
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-10-09 00:30")
    assert "NO WORD" not in " ".join(body for _, body in story.nurse.received)
    assert (await story.summary()).ending is Ending.COMPLETED
    await story.ends()


async def test_two_in_case_management_bring_a_call(story: Story) -> None:
    """As the team opens next, with what it is about; what is found goes on."""
    for _ in range(2):
        story.patient.expects(*AT_ANY_HOUR).ignores()
    asked = story.nurse.expects("NO WORD, CALL J.S. by Mon 9/14 5p")
    asked.replies("{code} 1", told=("saved: J.S. call, reached, go on",))
    await story.discharge(replace(home(TUESDAY), diagnoses=SICK))
    await story.reaches("Mon 2026-09-14 09:00")
    story.patient.expects(*AT_ANY_HOUR).replies("1", told=("glad to hear it",))
    await story.reaches("Tue 2026-09-15 11:00")
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_not_reached_twice_is_the_case_managers_and_a_letter(story: Story) -> None:
    """Both stand beside each other: one looks for them, one writes."""
    for _ in range(2):
        story.patient.expects(*AT_ANY_HOUR).ignores()
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
