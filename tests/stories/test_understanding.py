"""What people write beside the questions: danger, death, leaving, conditions; nobody is harmed."""

from dataclasses import replace

from domain.episode.facts import Ending
from tests.stories.people import RIDES, home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"


async def test_a_reaction_to_our_own_text_disturbs_nobody(
    story: Story,
) -> None:
    """A phone's "Liked ..." quotes our 911 back to us: no alarm, no task, no word."""
    story.only("visit")
    story.patient.expects("Reply 1").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Tue 2026-09-08 14:00")
    await story.patient.says("Liked “Mercy General: visit at Dr Patel. Emergency 911. STOP ends”")
    await story.reaches("Tue 2026-09-08 16:00")
    assert len(story.patient.received) == 2, "what comes, and the offer"
    await story.ends()


async def test_a_death_by_text_on_a_friday_night_stops_the_texts_and_is_confirmed(
    story: Story,
) -> None:
    """The family is told that somebody will call, and nothing else; the case manager confirms."""
    story.only("visit")
    story.patient.expects("Reply 1").ignores()
    await story.discharge(home(TUESDAY))
    story.nurse.allows("BOOK VISIT")
    story.nurse.allows("no longer needed")
    await story.reaches("Fri 2026-09-11 20:30")
    told = len(story.patient.received)
    story.patient.expects("thank you for telling us").ignores()
    story.case_manager.expects("reports that the patient died").replies(
        "[reads] {code} 1", told=("saved",)
    )
    await story.patient.says("Jane passed away last night. Please stop")
    await story.reaches("Mon 2026-09-14 12:00")
    assert (await story.summary()).ending == "died"
    assert len(story.patient.received) == told + 1
    await story.ends()


async def test_three_texts_that_nobody_understood_leave_no_phone_deaf(story: Story) -> None:
    """Told so three times in a row, the nurse's next word is a death: it is heard at once."""
    story.only("contact")
    story.patient.allows("Reply 1")
    call = story.nurse.expects("CALL J.S.").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 08:30")
    story.nurse.allows("not understood")
    for body in ("qwerty uiop", "asdf ghjk", "zxcv bnm", "hjkl poiu"):
        await story.nurse.says(body)
        await story.settles()
    told_so = [body for _, body in story.nurse.received if "not understood" in body]
    assert len(told_so) == 3
    story.nurse.expects("noted that the patient died").ignores()
    told = story.case_manager.expects("22 DIED? J.S.").ignores()
    await story.nurse.says(f"{call.code} died")
    await story.passes(minutes=5)
    assert told.body is not None
    assert [at for at, _ in story.patient.received if at > story.nurse.received[-1][0]] == []


async def test_a_vendors_condition_is_no_acceptance(story: Story) -> None:
    """What comes with a "but" is asked about, and read now; only a plain yes takes the ride."""
    story.only("transport")
    offer = story.driver.expects("RIDE").ignores()
    story.driver.expects("not understood").ignores()
    await story.discharge(replace(home(TUESDAY), transport=RIDES))
    await story.settles()
    read = story.nurse.expects("WROTE", "J.S.").ignores()
    await story.driver.says(f"{offer.code} 1 but earliest we can come is tomorrow 9am")
    await story.settles()
    assert not any("saved" in body for _, body in story.driver.received)
    await story.passes(minutes=5)
    assert read.body is not None
    story.driver.expects("saved").ignores()
    await story.driver.says(f"{offer.code} 1")
    await story.settles()


async def test_near_leaving_pauses_until_the_nurse_has_asked(story: Story) -> None:
    """Who asks how to get off is texted nothing more until the nurse says that they want texts."""
    story.only("visit")
    story.patient.expects("Reply 1").ignores()
    story.patient.expects("thank you for telling us").ignores()
    story.nurse.expects("may want no more texts").replies("{code} 1", told=("saved",))
    story.nurse.allows("BOOK VISIT")
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 10:00")
    await story.patient.says("how do I unsubscribe from this")
    await story.reaches("Wed 2026-09-09 11:00")


async def test_danger_of_a_number_in_the_chart_that_was_never_texted(story: Story) -> None:
    """A patient without consent gets no text; their danger gets 911 and the urgent ladder."""
    story.only("visit")
    story.nurse.allows("BOOK VISIT")
    story.patient.expects("911").ignores()
    story.case_manager.expects("URGENT J.S.").replies("[reads] {code} 2 safe", told=("saved",))
    await story.discharge(replace(home(TUESDAY), patient=patient(consent_to_text=False)))
    await story.reaches("Tue 2026-09-08 12:00")
    await story.patient.says("my chest hurts bad and i feel faint")
    await story.reaches("Tue 2026-09-08 12:10")
    assert len(story.patient.received) == 1
    await story.ends()


async def test_who_was_never_texted_is_answered_in_the_language_of_the_chart(story: Story) -> None:
    """She never agreed to texts and writes in Spanish: what she reads is Spanish."""
    silent = patient(language="es", consent_to_text=False)
    story.nurse.allows("J.S.")
    story.case_manager.allows("J.S.")
    await story.discharge(home(TUESDAY, patient=silent))
    story.patient.expects("Si es una emergencia llame al 911 ahora").ignores()
    await story.patient.says("no puedo respirar")
    await story.settles()
    await story.closes(Ending.WITHDRAWN)
    await story.ends()
