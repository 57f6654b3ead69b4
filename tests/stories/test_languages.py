"""What people get who speak no English, and what is said of them."""

from tests.stories.people import BED, home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
SPOKEN = "Speaks Vietnamese: no texts in it, ask for an interpreter"


async def test_whom_no_text_is_written_for_is_called_with_an_interpreter(story: Story) -> None:
    """A Vietnamese speaker gets no English text and neither does the caregiver: the nurse calls.

    The first that she reads says which language, and so does the page of the episode.
    """
    story.only("reconciliation")
    story.supplier.expects("DELIVER J.S.: hospital bed").replies("{code} 1", told=("accept",))
    story.nurse.allows("Your shift")
    booked = story.nurse.expects("22 BOOK VISIT J.S.").ignores()
    call = story.nurse.expects("CALL J.S.", SPOKEN).replies("{code} 1")
    await story.discharge(home(TUESDAY, patient=patient(language="vi"), equipment=BED))
    assert f"**{SPOKEN}.**" in (await story.status()).markdown
    story.supplier.expects("DELIVERED? J.S.").replies("{code} 1", told=("delivered",))
    works = story.nurse.expects("WORKS? J.S.", "Vietnamese: ask for an interpreter").replies(
        "{code} 1"
    )
    await story.reaches("Thu 2026-09-10 10:00")
    assert call.body
    assert booked.body
    story.nurse.expects("22 J.S.", "no texts in Vietnamese").ignores()
    await story.nurse.says("WHO 22")
    await story.settles()
    assert works.body
    assert (story.patient.received, story.caregiver.received) == ([], [])


async def test_the_first_text_says_from_whom_about_whom_and_why(story: Story) -> None:
    """The patient has not heard of us before; what comes later needs no introduction."""
    story.only("visit")
    first = story.patient.expects("Mercy General for J.S., now home").ignores()
    second = story.patient.expects("Mercy General: your visit at Riverside Family.").replies(
        "2", told=("Your visit is Thu 9/10 9a at Riverside Family",)
    )
    await story.discharge(home(TUESDAY))
    assert first.body
    assert second.body
    story.patient.expects("Mercy General: your visit at Riverside Family is Thu").ignores()
    await story.reaches("Wed 2026-09-09 12:00")


async def test_a_spanish_speaker_reads_spanish_words(story: Story) -> None:
    """Weekday and month in words, the right marks; what is answered is understood."""
    story.only("visit")
    story.patient.expects(
        "Mercy General: cita de control de J.S. tras el alta.",
        "Responda 1 mié 9 sep 9am, 2 jue 10 sep 9am",
    ).replies("2", told=("gracias. Su cita es el jue 10 sep 9am, en Riverside Family",))
    await story.discharge(home(TUESDAY, patient=patient(language="es")))
