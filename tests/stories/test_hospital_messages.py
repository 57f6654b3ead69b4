"""The life after A03: what a hospital's later messages do to an episode that runs."""

import pytest
from sqlmodel import select

from domain.episode.facts import Ending
from domain.words.phrasebook import worded
from models.tables import Encounter, WorkItem
from tests.adt import adt, instant, siu
from tests.stories.cards import SETTLES
from tests.stories.story import Story

HOME = "2026-09-08 10:00"
NEW_MOBILE = "+16175550139"


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """The lists are missing in ADT: whoever is asked for them finds them."""
    story.nurse.allows("missing list:", "{code} 3")
    story.nurse.allows("the missing list?", "{code} 1 from the pharmacy, the same drugs")
    story.nurse.allows("MISSING LIST", "{code} 1 from the pharmacy, the same drugs")
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved: J.S. meds")
    story.nurse.allows("saved: J.S.2 meds")
    for phone in story.network.phones.values():
        phone.allows("No reply needed")
        phone.allows("no longer needed")
    story.patient.allows("Reply 1")
    story.patient.allows("our visit")
    story.nurse.allows("CALL J.S.", "{code} 1")
    story.nurse.allows("saved: J.S. call")
    story.nurse.allows("BOOK VISIT")
    story.nurse.allows("this episode is closed")
    story.other_nurse.allows("MEDS")


def texts(story: Story) -> int:
    """How many texts ever arrived anywhere."""
    return sum(len(phone.received) for phone in story.network.phones.values())


async def discharged(story: Story, **changes: str) -> str:
    """The A03 that begins it all; gives the episode."""
    await story.begins(instant(HOME))
    fields = {"disposition": "01", "admitted": "2026-09-04 08:00", "discharged": HOME} | changes
    came = await story.sends(adt("A03", HOME, **fields), mrn="4821")
    assert came.outcome == "started", came
    return came.episodes[0]


async def told(story: Story, text: str) -> str:
    """Another message, and what came of it."""
    return (await story.sends(text, mrn="4821")).outcome


async def test_an_a03_starts_an_episode(story: Story) -> None:
    """A discharge by HL7 is followed like any other: the patient chooses a slot by text."""
    story.patient.expects("Reply 1").replies("2", told=("our visit",))
    await discharged(story)
    await story.passes(minutes=10)
    assert (await story.status()).phase == "first-contact"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a13_before_any_text_is_silent(story: Story) -> None:
    """Cancelled within the minute, before anybody was texted: nobody ever hears of it."""
    await story.begins(instant("2026-09-08 06:00"))  # before civil hours: the offer waits
    await story.sends(
        adt("A03", "2026-09-08 05:55", disposition="01", discharged="2026-09-08 05:50"), mrn="4821"
    )
    assert await told(story, adt("A13", "2026-09-08 06:05")) == "applied"
    await story.passes(days=3)
    assert (await story.summary()).ending is Ending.CANCELLED
    assert texts(story) == 0
    await story.ends()


async def test_a13_after_a_text_closes_and_a_new_a03_starts_again(story: Story) -> None:
    """The same encounter, discharged again after a cancelled discharge, is a new episode."""
    first = await discharged(story)
    await story.passes(minutes=10)
    assert await told(story, adt("A13", "2026-09-08 11:00")) == "applied"
    assert (await story.summary(first)).ending is Ending.CANCELLED
    story.patient.expects("Reply 1").replies("1", told=("Which one? 24 J.S.2 visit",))
    await story.reaches("Wed 2026-09-09 16:00")
    again = await story.sends(
        adt("A03", "2026-09-09 16:00", disposition="01", discharged="2026-09-09 16:00"), mrn="4821"
    )
    story.patient.expects("our visit").ignores()
    await story.patient.says("24 1")  # the first offer had not been answered: "1" might mean that
    await story.passes(hours=1)
    assert again.outcome == "started"
    (second,) = again.episodes
    assert second != first
    await story.closes(Ending.WITHDRAWN, again.episodes[0])
    await story.ends()


async def test_a_corrected_phone_moves_the_open_prompt(story: Story) -> None:
    """The offer stood on a wrong number: it is taken back there and asked at the right one."""
    await discharged(story)
    await story.passes(minutes=5)
    other = story.phone("the right phone", NEW_MOBILE)
    other.expects("for J.S., now home: for 30 days").ignores()
    other.expects("Reply 1").replies("3", told=("our visit",))
    assert await told(story, adt("A08", "2026-09-08 10:07", mobile="6175550139")) == "applied"
    await story.passes(minutes=10)
    assert len(story.patient.received) == 2, "what comes, and the offer"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_disposition_that_turns_out_to_be_a_nursing_facility_closes(story: Story) -> None:
    """A08 with PV1-36 SNF: transferred, with the reason; and not a text more."""
    await discharged(story)
    await story.passes(minutes=5)
    assert await told(story, adt("A08", "2026-09-08 11:00", disposition="SNF")) == "applied"
    summary = await story.summary()
    assert summary.ending is Ending.TRANSFERRED
    assert "nursing facility" in summary.reason
    await story.ends()


async def test_a_corrected_discharge_time_moves_what_is_not_done(story: Story) -> None:
    """PV1-45 corrected by a day: the call is due a day later, and both accounts are kept."""
    await discharged(story, discharged="2026-09-07 10:00")
    before = (await story.status()).record.steps[0].due
    assert await told(story, adt("A08", "2026-09-08 10:20", discharged=HOME)) == "applied"
    page = await story.status()
    assert before is not None
    assert page.record.steps[0].due is not None
    assert (page.record.steps[0].due - before).days == 1
    assert "The hospital first said: home Mon 9/7 10a" in page.markdown
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_an_inpatient_admission_holds_until_the_next_discharge(story: Story) -> None:
    """A01 on day 3: held. The next A03 closes it as readmitted and opens one that is linked."""
    first = await discharged(story)
    await story.reaches("Fri 2026-09-11 12:00")
    assert await told(story, adt("A01", "2026-09-11 12:00", visit="V-2")) == "applied"
    assert (await story.status(first)).phase == "suspended"
    before = texts(story)
    await story.reaches("Mon 2026-09-14 12:00")
    assert texts(story) == before
    again = await story.sends(
        adt(
            "A03", "2026-09-14 12:00", visit="V-2", disposition="01", discharged="2026-09-14 12:00"
        ),
        mrn="4821",
    )
    assert again.outcome == "started"
    summary = await story.summary(first)
    assert (summary.ending, summary.next_episode) == (Ending.READMITTED, again.episodes[0])
    await story.closes(Ending.WITHDRAWN, again.episodes[0])
    await story.ends()


async def test_a_cancelled_admission_goes_on(story: Story) -> None:
    """A11 undoes the A01: the episode goes on where it stood."""
    episode = await discharged(story)
    await story.passes(hours=3)
    assert await told(story, adt("A01", "2026-09-08 13:00", visit="V-2")) == "applied"
    assert (await story.status(episode)).phase == "suspended"
    assert await told(story, adt("A11", "2026-09-08 14:00", visit="V-2")) == "applied"
    assert (await story.status(episode)).phase == "first-contact"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


@pytest.mark.parametrize("patient_class", ["O", "OBSV"])
async def test_day_surgery_and_observation_hold_nothing(story: Story, patient_class: str) -> None:
    """An admission that is not inpatient changes nothing."""
    episode = await discharged(story)
    text = adt("A01", "2026-09-08 13:00", visit="V-2", patient_class=patient_class)
    assert await told(story, text) == "applied"
    assert (await story.status(episode)).phase == "first-contact"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_an_emergency_visit_is_told_to_the_case_manager(story: Story) -> None:
    """A04 of class E: the case manager hears of it once, and the episode goes on."""
    await discharged(story)
    await story.reaches("Thu 2026-09-10 13:00")
    story.case_manager.expects("SEEN IN THE ED J.S.").replies("{code} 2")
    text = adt("A04", "2026-09-10 12:00", visit="V-9", patient_class="E")
    assert await told(story, text) == "applied"
    await story.passes(hours=1)
    assert await told(story, text.replace("A04101200", "AGAIN")) == "applied"
    await story.passes(hours=1)
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_visit_that_the_clinic_books_needs_nobody(story: Story) -> None:
    """S12 at the patient's clinic settles the booking; S26 makes it a no-show; S12 books anew."""
    await discharged(story)
    await story.passes(minutes=30)
    booked = siu("S12", "2026-09-08 10:30", "2026-09-10 09:00")
    assert await told(story, booked) == "applied"
    assert "Visit Thu 9/10 9a" in (await story.status()).markdown
    elsewhere = siu("S12", "2026-09-08 10:40", "2026-09-09 09:00", place="XRAY", id_="F-7")
    assert await told(story, elsewhere) == "applied"
    assert "Visit Thu 9/10 9a" in (await story.status()).markdown
    moved = siu("S13", "2026-09-08 10:50", "2026-09-11 14:00")
    assert await told(story, moved) == "applied"
    assert "Visit Fri 9/11 2p" in (await story.status()).markdown
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_an_unknown_disposition_asks_the_case_manager_and_nobody_else(story: Story) -> None:
    """Not understood is never guessed: one question; answered "home", everything begins."""
    await story.begins(instant(HOME))
    story.case_manager.expects("WHERE DID THEY GO J.S.").ignores()
    came = await story.sends(
        adt("A03", HOME, disposition="Feeling great", discharged=HOME), mrn="4821"
    )
    assert came.outcome == "started"
    await story.passes(hours=1)
    assert (await story.status()).phase == "queued"
    queue = story.database
    with queue.read() as session:
        (item,) = session.exec(select(WorkItem)).all()
    assert (item.owner, item.due) == ("intake_lead", instant("2026-09-10 10:00"))
    story.patient.expects("Reply 1").replies("1", told=("our visit",))
    story.case_manager.expects("saved: J.S. where to")
    await story.case_manager.says("21 1")
    await story.passes(hours=1)
    assert (await story.status()).phase == "first-contact"
    with queue.read() as session:
        (item,) = session.exec(select(WorkItem)).all()
    assert item.resolved_by == "CM Diaz"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_later_a08_places_a_queued_discharge(story: Story) -> None:
    """The hospital's own correction settles it: the question is withdrawn, the steps begin."""
    await story.begins(instant(HOME))
    story.case_manager.expects("WHERE DID THEY GO J.S.").ignores()
    await story.sends(adt("A03", HOME, disposition="O", discharged=HOME), mrn="4821")
    await story.passes(minutes=10)
    story.patient.expects("Reply 1").replies("1", told=("our visit",))
    assert await told(story, adt("A08", "2026-09-08 10:30", disposition="01")) == "applied"
    await story.passes(minutes=10)
    assert (await story.status()).phase == "first-contact"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_blank_disposition_is_followed_for_the_time_being(story: Story) -> None:
    """Nothing was said of where an inpatient went: the steps begin and somebody is asked."""
    await story.begins(instant(HOME))
    story.case_manager.expects("WHERE DID THEY GO J.S.").replies("{code} 3")
    story.nurse.allows("takes no answer")  # whichever of the two answers of a minute was first
    came = await story.sends(adt("A03", HOME, discharged=HOME), mrn="4821")
    assert came.outcome == "started"
    await story.passes(minutes=10)
    assert (await story.summary()).ending is Ending.TRANSFERRED
    await story.ends()


async def test_an_announced_discharge_prepares(story: Story) -> None:
    """A16: oxygen and the ride home are arranged before the patient leaves, and nothing else."""
    await story.begins(instant("2026-09-07 12:00"))
    await story.sends(adt("A16", "2026-09-07 12:00", expected=HOME), mrn="4821")
    await story.passes(hours=1)
    page = await story.status()
    assert page.phase == "preparing"
    assert texts(story) == 0
    await story.reaches("Tue 2026-09-08 10:05")
    story.patient.expects("Reply 1").replies("1", told=("our visit",))
    assert await told(story, adt("A03", HOME, disposition="01", discharged=HOME)) == "applied"
    await story.passes(minutes=10)
    assert (await story.status()).phase == "first-contact"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_an_announced_discharge_that_nobody_reports_is_asked_about(story: Story) -> None:
    """The hour passes and no A03 comes: the intake lead is asked; "home" begins everything."""
    await story.begins(instant("2026-09-07 12:00"))
    story.case_manager.expects("WHERE DID THEY GO J.S.", "has not reported it").replies("{code} 1")
    await story.sends(adt("A16", "2026-09-07 12:00", expected=HOME), mrn="4821")
    await story.reaches("Tue 2026-09-08 13:00")
    assert texts(story) == 0
    await story.reaches("Tue 2026-09-08 14:30")
    assert (await story.status()).phase == "first-contact"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_the_window_ends_with_the_discharge_that_took_place(story: Story) -> None:
    """Announced for the 8th, gone home on the 18th: followed for thirty days from then."""
    await story.begins(instant("2026-09-07 12:00"))
    story.case_manager.allows("WHERE DID THEY GO")
    story.supervisor.allows("DISCHARGE UNCLEAR")
    story.case_manager.allows("DISCHARGE UNCLEAR", "{code} 1")
    story.case_manager.allows("saved")
    story.case_manager.allows("done?")
    await story.sends(adt("A16", "2026-09-07 12:00", expected=HOME), mrn="4821")
    story.other_nurse.allows("CALL J.S.", "{code} 1")  # on call: the risk is not known
    story.other_nurse.allows("J.S.")
    await story.reaches("Fri 2026-09-18 10:00")
    home = "2026-09-18 10:00"
    assert await told(story, adt("A03", home, disposition="01", discharged=home)) == "applied"
    assert "followed until Sun 10/18" in (await story.status()).markdown
    story.case_manager.allows("J.S.")
    story.supervisor.allows("J.S.")
    story.nurse.allows("J.S.")
    await story.reaches("Mon 2026-10-12 12:00")
    assert (await story.status()).phase != "closed"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_two_records_of_one_person_collapse_into_the_newer(story: Story) -> None:
    """A40 of two patients with open episodes: the older closes, saying so, and names the newer."""
    first = await discharged(story)
    story.patient.allows("Which one?")
    second = await story.sends(
        adt("A03", "2026-09-08 10:30", mrn="4799", visit="V-7", disposition="01",
            discharged="2026-09-08 10:20"),
        mrn="4799",
    )  # fmt: skip
    assert second.outcome == "started"
    merge = adt("A40", "2026-09-08 11:00", visit=None, merged="4799")
    assert await told(story, merge) == "applied"
    summary = await story.summary(first)
    assert (summary.ending, summary.next_episode) == (Ending.MERGED, second.episodes[0])
    with story.database.read() as session:
        tokens = {row.patient_token for row in session.exec(select(Encounter)).all()}
    assert len(tokens) == 1
    await story.closes(Ending.WITHDRAWN, second.episodes[0])
    await story.ends()


async def test_a_death_at_the_hospital_ends_it(story: Story) -> None:
    """PID-30 Y in any message: the episode ends as died, and no text follows."""
    await discharged(story)
    await story.passes(minutes=5)
    assert await told(story, adt("A08", "2026-09-08 12:00", died="Y")) == "applied"
    assert (await story.summary()).ending is Ending.DIED
    await story.ends()


async def test_old_news_changes_nothing(story: Story) -> None:
    """A replayed backlog: a discharge of months ago opens nothing, and says why."""
    await story.begins(instant("2026-12-01 10:00"))
    came = await story.sends(adt("A03", HOME, disposition="01", discharged=HOME), mrn="4821")
    assert (came.outcome, worded(came.detail)) == ("ignored", "its window has passed")
    assert texts(story) == 0
