"""One phone: codes, bare answers, corrections, STOP, and what reaches whom."""

from dataclasses import replace

import pytest

from domain.episode.facts import Ending
from models.tables import Party
from tests.stories.cards import SETTLES
from tests.stories.people import RIDES, home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"


@pytest.fixture
def quiet_patient(story: Story) -> None:
    """The patient takes the first time and reads the rest."""
    story.patient.allows("Reply 1", "1")
    story.patient.allows("our visit")


@pytest.fixture
def quiet_meds(story: Story) -> None:
    """The drug lists are settled at once."""
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved: J.S. meds")
    story.nurse.allows("saved: J.S.2 meds")


@pytest.mark.golden
async def test_danger_words_get_the_emergency_line_and_the_urgent_ladder(story: Story) -> None:
    """To "cant breathe" in reply to slots: 911 at once, then every rung until it is taken."""
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved")
    story.patient.expects("Reply 1 ").ignores()
    await story.discharge(home(TUESDAY))
    story.patient.expects("call 911 now", "617-555-0100").ignores()
    story.case_manager.expects("URGENT J.S.", "by Tue 9/8 10:12a").ignores()
    await story.patient.says("cant breathe")
    await story.settles()
    story.supervisor.expects("URGENT J.S.", "CM Diaz: no reply").ignores()
    await story.passes(minutes=10)
    story.always_on.expects("URGENT J.S.", "Hale: no reply").replies("{code} 1")
    await story.passes(minutes=20)
    story.always_on.expects("Is it done?").replies("{code} 2 ambulance came")
    story.case_manager.expects("done by the always-on number").ignores()
    story.supervisor.expects("done by the always-on number").ignores()
    await story.passes(minutes=31)

    assert story.network.voices == [story.always_on.number]
    await story.ends()


async def test_danger_words_at_night_are_answered_at_night(story: Story) -> None:
    """At 2 a.m. the patient is answered and the case manager is woken: urgent knows no hours."""
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved")
    story.patient.allows("Reply 1 ")
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 02:00")
    story.patient.expects("call 911 now").ignores()
    story.case_manager.expects("URGENT J.S.").replies("[reads] {code} 2 with the ambulance")
    await story.patient.says("I have chest pain")
    await story.settles()
    await story.ends()


async def test_other_words_reach_the_owner_and_start_no_loop(
    story: Story, quiet_meds: None
) -> None:
    """What is no choice goes to the nurse; the patient is thanked once a day, never corrected."""
    story.patient.expects("Reply 1 ").ignores()
    await story.discharge(home(TUESDAY))
    story.patient.expects("your care team reads this").ignores()
    story.nurse.expects("J.S.", "WROTE").replies("[reads] {code} 1", told=("saved: J.S. message",))
    story.nurse.expects("J.S.", "WROTE").replies("[reads] {code} 1", told=("saved: J.S. message",))
    await story.patient.says("my daughter will drive me maybe")
    await story.settles()
    await story.patient.says("do you have something on monday")
    await story.settles()
    await story.patient.says("Thanks!")
    await story.passes(minutes=5)
    await story.ends()


async def test_stop_ends_patient_texts_and_the_nurse_books(story: Story, quiet_meds: None) -> None:
    """STOP: no further text to the patient; what was asked of them is asked of the nurse."""
    story.patient.expects("Reply 1 ").ignores()
    await story.discharge(home(TUESDAY))
    story.patient.expects("you get no more texts").ignores()
    story.nurse.expects("BOOK VISIT J.S.", "cannot be texted").replies(
        "{code} thu 9/10 2:30p", told=("saved: J.S. visit, booked for Thu 9/10 2:30p",)
    )
    story.nurse.allows("CALL", "{code} 1")
    story.nurse.allows("saved: J.S. call")
    await story.patient.says("Please stop texting me")
    await story.reaches("Thu 2026-09-10 16:00")
    story.patient.expects("you get our texts again").ignores()
    await story.patient.says("START")
    await story.settles()
    await story.ends()


async def test_stop_while_a_send_is_being_retried_is_acted_on(
    story: Story, quiet_meds: None
) -> None:
    """The carrier is away; STOP comes; the text that was being tried is never sent."""
    story.nurse.allows("BOOK VISIT")
    await story.begins(home(TUESDAY).discharged_at)
    story.network.failing = {story.patient.number}
    await story.discharge(home(TUESDAY), settle=False)
    await story.until(lambda: len(story.network.attempts) > 1)
    story.network.failing = set()
    story.patient.expects("you get no more texts").ignores()
    await story.patient.says("please stop texting me")
    await story.passes(minutes=5)
    await story.ends()


async def test_two_patients_with_the_same_initials_have_their_own_labels(
    story: Story, quiet_patient: None, quiet_meds: None
) -> None:
    """A second J.S. on the same phone is J.S.2, and each code stays with its patient."""
    with story.database.write() as session:
        session.get_one(Party, "b-kim").cap = 0  # so that both patients go to one nurse
    john = patient(mrn="4822", given="John", mobile=None, consent_to_text=False)
    await story.discharge(home(TUESDAY))
    story.nurse.allows("BOOK VISIT J.S.2", "{code} 1")
    story.nurse.allows("saved: J.S.2 visit")
    await story.discharge(home(TUESDAY, encounter="V-2", patient=john))
    story.nurse.allows("attended?", "{code} 1")
    story.nurse.allows("1 came 2 no-show", "{code} 1")
    story.nurse.allows("saved: J.S. visit")
    first = story.nurse.expects("CALL J.S. ").ignores()
    second = story.nurse.expects("CALL J.S.2 ").ignores()
    await story.reaches("Wed 2026-09-09 08:00")
    story.nurse.expects("Which one?", f"{first.code} J.S. call", f"{second.code} J.S.2").ignores()
    await story.nurse.says("1")
    await story.settles()
    story.nurse.expects(f"{second.code} saved: J.S.2 call").ignores()
    await story.nurse.says(f"{second.code} 1")
    await story.settles()
    story.nurse.expects(f"{first.code} saved: J.S. call").ignores()
    await story.nurse.says(f"#{first.code}: 1")
    await story.settles()

    for episode in story.episodes:
        page = await story.status(episode)
        assert page.record.steps[0].state == "done"
    await story.ends()


async def test_a_bare_answer_never_hits_a_prompt_that_was_settled_elsewhere(
    story: Story, quiet_patient: None, quiet_meds: None
) -> None:
    """Of two prompts seen since the last reply one was closed meanwhile: "1" is asked about."""
    await story.discharge(home(TUESDAY))
    call = story.nurse.expects("CALL J.S.").ignores()
    story.nurse.allows("Reminder")
    attended = story.nurse.expects("VISIT Wed 9/9? J.S.").ignores()
    await story.reaches("Thu 2026-09-10 09:30")
    story.case_manager.expects("NOT REACHED").replies("{code} 2")
    story.nurse.expects(f"{call.code} J.S. call: done by CM Diaz").ignores()
    await story.reaches("Thu 2026-09-10 10:00")
    story.nurse.expects("Which one?").ignores()
    await story.nurse.says("1")
    await story.settles()
    story.nurse.expects(f"{attended.code} saved: J.S. visit").ignores()
    await story.nurse.says("1")
    await story.settles()
    await story.ends()


async def test_a_late_reply_to_a_closed_prompt_says_who_settled_it(
    story: Story, quiet_patient: None, quiet_meds: None
) -> None:
    """A code that was settled elsewhere takes no answer and says who has it, and when."""
    await story.discharge(home(TUESDAY))
    story.nurse.allows("Reminder")
    story.nurse.allows("attended?", "{code} 1")
    story.nurse.allows("1 came 2 no-show", "{code} 1")
    story.nurse.allows("saved: J.S. visit")
    call = story.nurse.expects("CALL J.S.").ignores()
    story.case_manager.expects("NOT REACHED").replies("{code} 2")
    story.nurse.expects("No reply needed").ignores()
    await story.reaches("Thu 2026-09-10 10:00")
    story.nurse.expects("takes no answer", "done by CM Diaz Thu 9/10 10:02a").ignores()
    await story.nurse.says(f"{call.code} 1")
    await story.settles()
    await story.ends()


async def test_a_late_answer_to_a_closed_episode_is_not_recorded(
    story: Story, quiet_patient: None, quiet_meds: None
) -> None:
    """The episode closed: the code says so, and nothing is recorded."""
    await story.discharge(home(TUESDAY))
    call = story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:00")
    story.nurse.expects("episode closed, transferred", "No reply needed").ignores()
    await story.closes(Ending.TRANSFERRED)
    story.nurse.expects("takes no answer", "episode closed").ignores()
    await story.nurse.says(f"{call.code} 1")
    await story.settles()
    assert (await story.summary()).ending is Ending.TRANSFERRED
    await story.ends()


async def test_what_cannot_be_read_is_corrected_three_times_at_most(
    story: Story, quiet_patient: None, quiet_meds: None
) -> None:
    """Three polite corrections in ten minutes; what comes then is read by the case manager."""
    await story.discharge(home(TUESDAY))
    call = story.nurse.expects("CALL J.S.").ignores()
    await story.reaches("Wed 2026-09-09 08:00")
    for _ in range(3):
        story.nurse.allows("not understood")
    story.case_manager.expects("WROTE. Read and answer").replies(
        "[reads] {code} 1", told=("saved",)
    )
    for text in (f"{call.code} what", f"{call.code} huh", f"{call.code} hm", f"{call.code} eh"):
        await story.nurse.says(text)
        await story.settles()
    corrected = [body for _, body in story.nurse.received if "not understood" in body]
    assert len(corrected) == 3  # the fourth goes to a person
    await story.reaches("Wed 2026-09-09 08:30")
    story.nurse.expects("saved: J.S. call").ignores()
    await story.nurse.says(f"{call.code} 1")
    await story.settles()
    await story.ends()


async def test_without_consent_no_text_goes_to_the_patient(story: Story, quiet_meds: None) -> None:
    """No consent recorded: not one text to the patient; the nurse books by phone."""
    story.nurse.expects("BOOK VISIT J.S.").replies(
        "{code} thu 9/10 2:30p", told=("saved: J.S. visit",)
    )
    story.nurse.allows("CALL", "{code} 1")
    story.nurse.allows("saved: J.S. call")
    story.driver.allows("RIDE", "{code} 1")
    story.driver.allows("saved")
    story.driver.allows("picked up?", "{code} 1")
    silent = replace(home(TUESDAY), patient=patient(consent_to_text=False), transport=RIDES)
    await story.discharge(silent)
    await story.reaches("Thu 2026-09-10 16:00")
    assert story.patient.received == []
    await story.ends()
