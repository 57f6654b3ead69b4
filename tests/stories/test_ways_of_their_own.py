"""Hospice, children and who left against advice, as the phones see it."""

from dataclasses import replace
from datetime import date

from domain.hospital.discharge import Caregiver, EquipmentItem, Transport
from models.payloads import Card
from tests.stories.cards import SETTLES
from tests.stories.people import CAREGIVER, NURSE, at, home, patient
from tests.stories.phones import Expectation
from tests.stories.story import Story

TUESDAY = "2026-09-15 14:00"
BED = (EquipmentItem(item="hospital bed", needed_by=at("2026-09-16 16:00")),)
EIGHT = date(2018, 5, 1)
MOTHER = Caregiver(name="Ann Smith", mobile=CAREGIVER, may_be_told=True, consent_to_text=True)


async def card(story: Story, call: Expectation) -> Card:
    """What the nurse sees behind the link of her call."""
    body = next(body for _, body in story.nurse.received if f"{call.code} CALL" in body)
    _, found = await story.network.cards.opens(NURSE, body, await story.now())
    return found


async def test_the_hospice_patient(story: Story) -> None:
    """The call and the bed, and nothing else: no times, no booking, no lists, no ride.

    The driver's phone stays silent, and the patient is asked only whether the bed works.
    """
    going = home(
        TUESDAY,
        disposition="50",
        equipment=BED,
        transport=Transport(to_visits=True, home=True),
    )
    story.supplier.expects("DELIVER J.S.: hospital bed").replies("{code} 1")
    await story.discharge(going)
    call = story.nurse.expects("CALL J.S.").ignores()
    story.supplier.expects("DELIVERED?").replies("{code} 1")
    story.patient.expects("delivered hospital bed work?").replies("1", told=("thank you",))
    await story.reaches("Wed 2026-09-16 12:00")
    first = (await card(story, call)).must_know[0]
    assert first.startswith("Hospice at home: no visit, no rides")
    assert "Hospice at home" in (await story.status()).markdown
    story.nurse.expects("saved: J.S. call").ignores()
    await story.nurse.says(f"{call.code} 1")
    await story.reaches("Fri 2026-10-16 08:00")
    assert story.driver.received == story.case_manager.received == []
    assert [step.step for step in (await story.summary()).steps] == ["contact", "equipment-1"]
    await story.ends()


async def test_the_child_with_a_guardian(story: Story) -> None:
    """The mother chooses the time and gets the reminders; the child's phone stays silent.

    The nurse reads whom to call in the text, and her card calls the mother.
    """
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved: J.S.")
    story.nurse.allows("attended?", "{code} 1")
    story.nurse.allows("1 came 2 no-show", "{code} 1")
    story.caregiver.expects("Mercy General: visit for J.S.", "Reply 1 Wed").replies(
        "1", told=("visit",)
    )
    story.caregiver.allows("our visit")
    story.caregiver.allows("visit is")
    await story.discharge(home(TUESDAY, patient=patient(birth_date=EIGHT, caregiver=MOTHER)))
    call = story.nurse.expects("CALL J.S.", "A child: call the guardian").ignores()
    await story.reaches("Wed 2026-09-16 09:00")
    shown = await card(story, call)
    assert "Under 18: call the guardian" in shown.must_know[0]
    assert (shown.number, shown.asks_consent) == (CAREGIVER, False)
    await story.nurse.says(f"{call.code} 1")
    await story.reaches("Fri 2026-10-16 08:00")
    assert story.patient.received == []
    await story.ends()


async def test_the_child_without_a_guardian(story: Story) -> None:
    """Nobody may be told: no text to anybody of the family, and the nurse books and calls."""
    alone = replace(MOTHER, may_be_told=False)
    story.nurse.allows("MEDS", SETTLES)
    story.nurse.allows("saved: J.S.")
    story.nurse.allows("attended?", "{code} 1")
    story.nurse.allows("1 came 2 no-show", "{code} 1")
    story.nurse.expects("BOOK VISIT J.S.").replies("{code} fri 9/18 9a", told=("saved",))
    await story.discharge(home(TUESDAY, patient=patient(birth_date=EIGHT, caregiver=alone)))
    call = story.nurse.expects("CALL J.S.", "A child: no guardian known, see card").ignores()
    await story.reaches("Wed 2026-09-16 09:00")
    shown = await card(story, call)
    assert "no guardian is known who may be told" in shown.must_know[0]
    assert not shown.caregiver
    await story.nurse.says(f"{call.code} 1")
    await story.reaches("Fri 2026-10-16 08:00")
    assert story.patient.received == story.caregiver.received == []
    await story.ends()


async def test_who_left_against_advice_is_called_on_the_day(story: Story) -> None:
    """At half past six in the evening the nurse on call hears of it at once."""
    story.only("contact")
    call = story.other_nurse.expects("CALL J.S.").replies("{code} 1", told=("saved: J.S. call",))
    await story.discharge(home("2026-09-15 18:30", disposition="07"))
    assert call.minute is not None
    assert call.minute.date() == date(2026, 9, 15)
    assert "Left against medical advice" in (await story.status()).markdown
    await story.ends()
