"""Somebody must go and look: the card of an urgent alarm says where, and whom to call first."""

from dataclasses import replace

from domain.hospital.address import Address
from domain.hospital.discharge import Discharge
from models.payloads import Card
from tests.stories.people import CAREGIVER, PATIENT, home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
ELM = Address(street="12 Elm St, Apt 4", city="Cambridge", state="MA", postal_code="02139")


async def alarmed(story: Story, discharge: Discharge) -> Card:
    """The patient writes of danger and then nothing; the card of who hears first."""
    story.only("review")
    await story.discharge(discharge)
    story.patient.expects("call 911 now")
    told = story.case_manager.expects("URGENT J.S.").ignores()
    await story.patient.says("I have chest pain")
    await story.settles()
    body = next(body for _, body in story.case_manager.received if "URGENT" in body)
    now = await story.now()
    _, card = await story.network.cards.opens(story.case_manager.number, body, now)
    story.case_manager.expects("saved: J.S. escalation, done")
    await story.case_manager.says(f"{told.code} 2 police found her well")
    return card


async def test_a_welfare_check_has_street_phones_and_caregiver(story: Story) -> None:
    """What a dispatcher asks for stands on one card: street, apartment, both numbers."""
    card = await alarmed(story, home(TUESDAY, patient=patient(address=ELM)))
    assert card.address == "12 Elm St, Apt 4, Cambridge, MA 02139"
    assert (card.number, card.caregiver_number) == (PATIENT, CAREGIVER)
    assert (card.patient, card.caregiver) == ("Jane Smith", "Tom Smith")
    texts = [body for phone in story.network.phones.values() for _, body in phone.received]
    assert not any("Elm" in body for body in texts)
    await story.ends()


async def test_an_alarm_without_a_street_says_so(story: Story) -> None:
    """A box is no place to knock: whoever opens the card knows that it must be found out."""
    box = replace(ELM, street="PO Box 9")
    card = await alarmed(story, home(TUESDAY, patient=patient(address=box)))
    assert card.address == "PO Box 9, Cambridge, MA 02139 (not known: street)"
    await story.ends()
