"""What a call found is acted on: each thing by somebody on their phone, until it is settled."""

import pytest

from domain.episode.facts import Ending
from tests.stories.people import OXYGEN, at, home
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
WEDNESDAY = "Wed 2026-09-09"


@pytest.fixture(autouse=True)
def others_are_quiet(story: Story) -> None:
    """The story is about the call; all else goes by itself."""
    story.only("contact")
    story.nurse.allows("saved: J.S. call")


async def called(story: Story, found: str) -> None:
    """The nurse reaches the patient on Wednesday at eight, and names what is wrong."""
    story.nurse.expects("CALL J.S.").replies("{code} 2")
    which = story.nurse.expects("WHAT PROBLEM J.S. by Wed 9/9 5p: all that apply, with commas")
    which.replies(f"{{code}} {found}", told=("saved: J.S. problems",))


async def state(story: Story, name: str) -> str:
    """How a step stands."""
    page = await story.status()
    return next(step.state for step in page.record.steps if step.step == name)


async def test_symptoms_are_called_about_at_once(story: Story) -> None:
    """By whoever found them, within two hours; who is safe at home is nobody's alarm."""
    await called(story, "1,8")
    found = story.nurse.expects("CALL NOW J.S. by Wed 9/9 10", "feels sick").replies(
        "{code} 1", told=("saved: J.S. symptoms",)
    )
    needs = story.case_manager.expects("PROBLEM J.S. by Thu 9/10 5p: needs at home, told by")
    needs.replies("{code} 1", told=("saved: J.S. problem",))
    await story.discharge(home(TUESDAY))
    await story.reaches(f"{WEDNESDAY} 09:00")
    assert found.minute == at("2026-09-09 08:00")
    assert (await state(story, "symptoms"), await state(story, "needs")) == ("done", "done")
    await story.ends()


async def test_whom_nobody_reaches_is_everybodys_alarm(story: Story) -> None:
    """Four, not reached: the urgent ladder at once, until somebody has them."""
    await called(story, "1")
    story.nurse.expects("CALL NOW J.S.").replies("{code} 4", told=("saved: J.S. symptoms",))
    alarm = story.case_manager.expects("SICK, NOT REACHED J.S.", "feels sick, told by").replies(
        "{code} 2", told=("saved",)
    )
    await story.discharge(home(TUESDAY))
    await story.reaches(f"{WEDNESDAY} 08:30")
    assert alarm.minute == at("2026-09-09 08:00")
    assert await state(story, "symptoms") == "done"
    await story.ends()


async def test_oxygen_that_fails_is_an_alarm_without_a_question(story: Story) -> None:
    """Nobody is asked which item: the first of the ladder hears in the same minute."""
    story.only("contact", "equipment")
    story.case_manager.allows("oxygen concentrator: not confirmed")
    story.case_manager.allows("done by Home Supply")
    story.other_supplier.allows("J.S.")
    story.supplier.allows("DELIVER J.S.", "{code} 1")
    story.supplier.allows("DELIVERED?", "{code} 1")
    story.supplier.allows("saved")
    story.patient.allows("does the delivered", "1")
    story.patient.allows("thank you")
    await called(story, "5")
    alarm = story.case_manager.expects("NO OXYGEN J.S.", "Something is wrong").replies(
        "{code} 2", told=("saved",)
    )
    await story.discharge(home(TUESDAY, equipment=OXYGEN))
    await story.reaches(f"{WEDNESDAY} 08:30")
    assert alarm.minute == at("2026-09-09 08:00")
    await story.ends()


async def test_a_visit_is_moved_and_a_ride_arranged(story: Story) -> None:
    """The nurse writes when; the visit is asked after then. The ride is the coordinator's."""
    await called(story, "3,4 cannot come in the morning")
    story.nurse.expects("VISIT PROBLEM J.S. by Thu 9/10 5p").replies(
        "{code} fri 9/11 2p", told=("saved: J.S. visit",)
    )
    story.nurse.expects("RIDE PROBLEM J.S. by Thu 9/10 5p").replies(
        "{code} 1", told=("saved: J.S. ride",)
    )
    await story.discharge(home(TUESDAY))
    story.nurse.allows("VISIT J.S. Fri 9/11 2p: attended?", "{code} 1")
    await story.reaches("Mon 2026-09-14 09:00")
    assert await state(story, "visit") == "done"
    assert await state(story, "transport") in {"done", "stopped"}
    await story.ends()


async def test_what_nobody_names_is_the_case_managers(story: Story) -> None:
    """The shift ends without a word: the case manager hears in the morning, and has it."""
    story.nurse.expects("CALL J.S.").replies("{code} 2")
    story.nurse.expects("WHAT PROBLEM J.S.").ignores()
    story.nurse.allows("J.S. problems: done by")
    asked = story.case_manager.expects("NOT NAMED J.S.: RN Lopez spoke with them Wed 9/9").replies(
        "{code} 1", told=("saved: J.S. problem not named",)
    )
    await story.discharge(home(TUESDAY))
    await story.reaches("Thu 2026-09-10 09:00")
    assert asked.minute == at("2026-09-10 08:00")
    assert await state(story, "needs") == "done"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_medicines_that_they_cannot_get_are_seen_to_by_whom_it_takes(story: Story) -> None:
    """What the pharmacy can mend comes until they have all; who is unsure is taught, twice here.

    No text names a drug.
    """
    await called(story, "2")
    story.nurse.expects("MEDS ACCESS J.S. by", "Drug names on the card only").replies(
        "{code} 2,5 copay", told=("saved: J.S. medicines",)
    )
    story.nurse.expects("GET MEDS J.S. by", ": cost").replies("{code} 2 fri 9/11 10a")
    story.nurse.expects("TEACH BACK J.S. by Thu 9/10 5p: they say the plan in their").replies(
        "{code} 2", told=("saved: J.S. teach back",)
    )
    await story.discharge(home(TUESDAY))
    story.nurse.expects("TEACH BACK J.S.").replies("{code} 1", told=("saved: J.S. teach back",))
    await story.reaches("Thu 2026-09-10 09:00")
    assert await state(story, "teach_back") == "done"
    story.nurse.expects("GET MEDS J.S. by").replies("{code} 1", told=("saved: J.S. medicines",))
    story.nurse.allows("saved: J.S. medicines")
    await story.reaches("Fri 2026-09-11 11:00")
    assert await state(story, "medicines") == "done"
    assert not [body for _, body in story.nurse.received if "metoprolol" in body.lower()]
    await story.ends()
