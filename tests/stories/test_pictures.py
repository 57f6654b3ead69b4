"""Pictures by text: no photo is swallowed, whoever sends it and whatever stands beside it."""

from dataclasses import replace

from sqlmodel import select

from domain.pathway import Role
from domain.words.phrasebook import worded
from models import names
from models.payloads import Card, CardRequest
from models.tables import Assignment, Party, WorkItem
from tests.stories.people import RIDES, home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"


async def card_of(story: Story, word: str = "words.") -> Card:
    """The card behind the newest question of that name, as the gateway reads it."""
    with story.database.read() as session:
        asked = [row.question for row in session.exec(select(Assignment)) if word in row.question]
    request = CardRequest(key=asked[-1], reader=Role.NURSE)
    card: Card = await story.episode().query(names.CARD, request, result_type=Card)
    return card


async def test_the_photo_without_words_on_a_friday(story: Story) -> None:
    """The patient hears that it was heard; on Monday the nurse's text and card say what came."""
    story.only()
    await story.discharge(home(TUESDAY))
    await story.reaches("Fri 2026-09-11 19:00")
    story.patient.expects("thank you, your care team reads this").ignores()
    story.nurse.expects("SENT A PICTURE J.S. by Mon").ignores()
    await story.patient.sends_pictures()
    await story.reaches("Mon 2026-09-14 08:30")
    card = await card_of(story)
    assert card.words == ("Fri 9/11 7:02p the patient sent a picture",)
    assert [one.attachment.kind for one in card.attached] == ["image/jpeg"]
    await story.ends()


async def test_a_photo_with_an_answer_is_the_answer_and_a_person_sees_it(story: Story) -> None:
    """The slot is booked, and the nurse reads the words beside "sent 2 pictures"."""
    story.only("visit")
    story.patient.expects("Reply 1 Wed 9/9 9a").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Tue 2026-09-08 14:00")
    story.patient.expects("Wed 9/9 9a").ignores()
    story.patient.expects("thank you, your care team reads this").ignores()
    story.nurse.expects("J.S.", "WROTE, sent 2 pictures").replies(
        "[reads] {code} 1", told=("saved",)
    )
    await story.patient.sends_pictures(2, words="1")
    await story.reaches("Tue 2026-09-08 14:30")
    await story.ends()


async def test_a_picture_beside_danger_words_is_on_the_urgent_card(story: Story) -> None:
    """The 911 goes out as ever, alone; whoever is woken finds the picture on the card."""
    story.only("visit")
    story.patient.expects("Reply 1").ignores()
    story.nurse.allows("BOOK VISIT")
    await story.discharge(home(TUESDAY))
    await story.reaches("Tue 2026-09-08 12:00")
    story.case_manager.expects("URGENT J.S.").replies("[reads] {code} 2 safe", told=("saved",))
    story.patient.expects("If this is an emergency call 911 now").ignores()
    told = len(story.patient.received)
    await story.patient.sends_pictures(words="chest pain, this is the monitor")
    await story.reaches("Tue 2026-09-08 12:10")
    assert len(story.patient.received) == told + 1
    await story.ends()


async def test_a_vendors_picture_gets_a_word_and_goes_to_the_nurse(story: Story) -> None:
    """It is no acceptance: the driver hears how to answer, and a person looks at the picture."""
    story.only("transport")
    offer = story.driver.expects("RIDE").ignores()
    await story.discharge(replace(home(TUESDAY), transport=RIDES))
    await story.settles()
    story.driver.expects("look at what you sent (a picture)", f"like {offer.code} 1").ignores()
    story.nurse.expects("sent a picture").replies("{code} 1", told=("saved",))
    await story.driver.sends_pictures()
    await story.passes(minutes=5)
    story.driver.expects("saved").ignores()
    await story.driver.says(f"{offer.code} 1")
    await story.passes(minutes=5)
    await story.ends()


async def test_a_nurses_picture_beside_an_answer_goes_with_its_patient(story: Story) -> None:
    """The answer is saved; who reads for the episode sees that a picture came with it."""
    story.only("visit")
    story.patient.expects("Reply 1").ignores()
    asked = story.nurse.expects("J.S.", "WROTE").ignores()
    story.patient.allows("thank you")
    story.nurse.allows("BOOK VISIT")
    await story.discharge(home(TUESDAY))
    await story.reaches("Tue 2026-09-08 12:00")
    await story.patient.says("please look at my bandage")
    await story.reaches("Tue 2026-09-08 12:10")
    story.nurse.expects("saved: J.S. message").ignores()
    story.case_manager.expects("J.S.", "WROTE, sent a picture").replies(
        "[reads] {code} 1", told=("saved",)
    )
    await story.nurse.sends_pictures(words=f"{asked.code} 1")
    await story.reaches("Tue 2026-09-08 12:20")
    await story.ends()


async def test_a_picture_of_a_phone_without_an_episode_is_work_for_a_person(story: Story) -> None:
    """Where nobody is asked about anything it goes to the queue, as words do."""
    await story.begins(home(TUESDAY).discharged_at)
    await story.supplier.sends_pictures()
    story.supplier.allows("thank you")
    story.supplier.allows("look at what you sent")
    await story.passes(minutes=5)
    with story.database.read() as session:
        queued = [worded(row.reason) for row in session.exec(select(WorkItem)).all()]
    assert queued == ["a text that fits no episode"]


async def test_stop_beside_a_picture_stops_and_a_person_sees_it(story: Story) -> None:
    """Who leaves with a picture hears that they left and nothing else; the picture is not lost."""
    story.only("visit")
    story.patient.expects("Reply 1").ignores()
    story.nurse.allows("BOOK VISIT")
    await story.discharge(home(TUESDAY))
    await story.reaches("Tue 2026-09-08 12:00")
    story.patient.expects("stop").ignores()
    story.nurse.expects("WROTE, sent a picture").replies("[reads] {code} 1", told=("saved",))
    told = len(story.patient.received)
    await story.patient.sends_pictures(words="please stop texting me")
    await story.reaches("Tue 2026-09-08 12:10")
    assert len(story.patient.received) == told + 1


async def test_a_bare_picture_of_one_of_several_patients_is_asked_about(story: Story) -> None:
    """With two patients in hand nobody's card shows it: the nurse is asked, the queue has it."""
    with story.database.write() as session:
        session.get_one(Party, "b-kim").cap = 0  # so that both patients go to one nurse
    story.nurse.allows("CALL")
    story.nurse.allows("MEDS")
    story.nurse.allows("MISSING")
    story.patient.allows("visit at Riverside")
    await story.discharge(home(TUESDAY))
    other = patient(mrn="4822", given="Mary", family="Rose", mobile=None, caregiver=None)
    await story.discharge(home(TUESDAY, encounter="V-9", patient=other))
    await story.reaches("Wed 2026-09-09 08:00")
    story.nurse.expects("Which one?", "J.S.", "M.R.").ignores()
    await story.nurse.sends_pictures()
    await story.passes(minutes=3)
    with story.database.read() as session:
        queued = [(worded(row.reason), row.owner) for row in session.exec(select(WorkItem)).all()]
    assert queued == [("a picture that fits no episode", "case_manager")]


async def test_a_picture_beside_start_is_seen(story: Story) -> None:
    """START means nothing to a reader; what came with it is for the nurse."""
    story.only("visit")
    story.patient.expects("Reply 1").ignores()
    story.nurse.allows("BOOK VISIT")
    await story.discharge(home(TUESDAY))
    await story.reaches("Tue 2026-09-08 12:00")
    story.patient.expects("our texts again").ignores()
    story.nurse.expects("WROTE, sent a picture").replies("[reads] {code} 1", told=("saved",))
    await story.patient.sends_pictures(words="START")
    await story.reaches("Tue 2026-09-08 12:10")


async def test_a_picture_beside_a_no_is_seen(story: Story) -> None:
    """The patient gets no more texts; the case manager looks at what the nurse sent with it."""
    story.only("visit")
    story.patient.expects("Reply 1").ignores()
    asked = story.nurse.expects("J.S.", "WROTE").ignores()
    story.patient.allows("thank you")
    story.nurse.allows("BOOK VISIT")
    await story.discharge(home(TUESDAY))
    await story.reaches("Tue 2026-09-08 12:00")
    await story.patient.says("please look at my bandage")
    await story.reaches("Tue 2026-09-08 12:10")
    story.nurse.expects("the patient gets no more texts").ignores()
    story.case_manager.expects("J.S.", "WROTE, sent a picture").replies(
        "[reads] {code} 1", told=("saved",)
    )
    await story.nurse.sends_pictures(words=f"{asked.code} pt wants no more texts")
    await story.reaches("Tue 2026-09-08 12:20")
