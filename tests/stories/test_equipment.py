"""Equipment: accepted, delivered, working; and what happens when one of these slips."""

from dataclasses import replace

import pytest
from sqlmodel import SQLModel

from domain.hospital.address import Address
from domain.hospital.discharge import EquipmentItem
from models.payloads import StepSummary
from tests.phone_rules import GATHERED_WITHIN
from tests.stories.people import BED, OXYGEN, at, home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
BED_OFFER = ("DELIVER J.S.: hospital bed, needed by Wed 9/9 10a", "Address after you accept")
OXYGEN_OFFER = ("DELIVER J.S.: oxygen concentrator, needed by Tue 9/8 6p",)
WORKS = "does the delivered hospital bed work? Reply 1 works, 2 does not work"
OXYGEN_WORKS = "does the delivered oxygen concentrator work? Reply 1 works"
OXYGEN_BY_SIX = (replace(OXYGEN[0], needed_by=at("2026-09-08 18:00")),)


@pytest.fixture(autouse=True)
def others_are_quiet(story: Story) -> None:
    """The other steps go by themselves."""
    story.only("equipment")
    story.nurse.allows("BOOK VISIT", "{code} fri 9/11 9a")


async def item(story: Story) -> StepSummary:
    """How the only item stands."""
    page = await story.status()
    return next(step for step in page.record.steps if step.step == "equipment-1")


def stored(story: Story) -> list[str]:
    """Every row of every table, as anybody with the file reads it."""
    with story.database.read() as session:
        tables = SQLModel.metadata.sorted_tables
        return [repr(row) for table in tables for row in session.exec(table.select()).all()]  # type: ignore[call-overload]


async def test_an_item_is_accepted_delivered_and_works(story: Story) -> None:
    """A vendor accepts, later confirms delivery; then the patient says that it works."""
    story.supplier.expects(*BED_OFFER).replies("{code} 1", told=("J.S. equipment, accept",))
    await story.discharge(home(TUESDAY, equipment=BED))
    asked = story.supplier.expects("DELIVERED? J.S.: hospital bed").replies(
        "{code} 1", told=("J.S. delivery, delivered",)
    )
    story.patient.expects("Mercy General", WORKS).replies("1", told=("thank you. Noted.",))
    await story.reaches("Wed 2026-09-09 12:00")
    assert asked.minute == at("2026-09-09 08:00")  # half-way to the need is 10 p.m.

    step = await item(story)
    assert (step.state, step.settled_at is not None, step.late) == ("done", True, False)
    works = [when for when, body in story.patient.received if WORKS in body]
    assert [when.replace(microsecond=0) for when in works] == [at("2026-09-09 08:00")]
    await story.ends()


async def test_the_nurse_is_asked_where_the_patient_cannot_be_texted(story: Story) -> None:
    """No consent: the nurse hears whether it works, in her hours; broken: she sees to it at once.

    Not needed any more: the vendor hears so, and it counts as stopped.
    """
    no_texts = patient(consent_to_text=False)
    story.supplier.expects(*BED_OFFER).replies("{code} 1")
    story.supplier.expects("DELIVERED?").replies("{code} 1", told=("J.S. delivery, delivered",))
    await story.discharge(home(TUESDAY, equipment=BED, patient=no_texts))
    asked = story.nurse.expects("WORKS? J.S.: hospital bed, delivered Wed 9/9 8a").replies(
        "{code} 2", told=("J.S. equipment, does not work", "A colleague sees to it.")
    )
    story.nurse.expects("EQUIPMENT J.S.: hospital bed", "does not work. Please see to it.").replies(
        "{code} 2", told=("J.S. equipment, not needed any more", "It is not delivered.")
    )
    await story.reaches("Wed 2026-09-09 08:30")
    assert asked.minute == at("2026-09-09 08:00")
    step = await item(story)
    assert (step.state, step.by) == ("stopped", "RN Lopez")
    await story.reaches("Fri 2026-09-11 07:00")
    await story.ends()


async def test_when_no_vendor_can_the_nurse_hears_at_once(story: Story) -> None:
    """All declined: the nurse at once; not there when it is needed: the routine ladder.

    As one of two prompts it comes without the reason, which WHO tells.
    """
    story.supplier.expects(*BED_OFFER).replies("{code} 2")
    story.other_supplier.expects(*BED_OFFER).replies("{code} 2")
    asked = story.nurse.expects("EQUIPMENT hospital bed J.S. by Wed 9/9 10a: 1 in place").ignores()
    await story.discharge(home(TUESDAY, equipment=BED))
    assert asked.minute == at(TUESDAY) + GATHERED_WITHIN
    story.nurse.expects(f"{asked.code} J.S.", "No vendor can deliver it.")
    await story.nurse.says(f"who {asked.code}")
    await story.reaches("Wed 2026-09-09 09:57")
    assert story.case_manager.received == []
    story.case_manager.expects("NO EQUIPMENT J.S.", "hospital bed: No vendor can").replies(
        "{code} 1"
    )
    await story.reaches("Wed 2026-09-09 10:00")
    story.nurse.expects("J.S. equipment, in place and working", "It is in place.")
    story.case_manager.expects("J.S. escalation: done by RN Lopez")
    await story.nurse.says(f"{asked.code} 1")
    await story.passes(minutes=5)

    step = await item(story)
    assert (step.state, step.by, step.late, step.escalated) == ("done", "RN Lopez", True, True)
    await story.ends()


async def test_a_late_delivery_climbs_the_ladder_and_still_counts(story: Story) -> None:
    """Not delivered when it is needed: the case manager; delivered and working later: late."""
    story.supplier.expects(*BED_OFFER).replies("{code} 1")
    delivery = story.supplier.expects("DELIVERED?").ignores()
    story.supplier.expects("Reminder: 2", "DELIVERED?").ignores()
    await story.discharge(home(TUESDAY, equipment=BED))
    await story.reaches("Wed 2026-09-09 09:57")
    told = story.case_manager.expects("NO EQUIPMENT J.S.", "not confirmed as working").replies(
        "{code} 1"
    )
    await story.reaches("Wed 2026-09-09 15:00")
    assert told.minute == at("2026-09-09 10:00") + GATHERED_WITHIN
    story.supplier.expects("J.S. delivery, delivered")
    story.case_manager.expects("J.S. escalation: done by Home Supply", "No reply needed")
    story.patient.expects(WORKS).replies("1", told=("thank you. Noted.",))
    await story.supplier.says(f"{delivery.code} 1")
    await story.passes(minutes=5)

    step = await item(story)
    assert (step.state, step.late) == ("done", True)
    await story.ends()


async def test_late_oxygen_climbs_the_urgent_ladder(story: Story) -> None:
    """Home oxygen late: 10 minutes, 20 minutes, then a text and a call to the always-on number.

    The urgent ladder keeps no office hours.
    """
    oxygen = (replace(OXYGEN[0], needed_by=at("2026-09-08 20:00")),)
    story.supplier.expects("DELIVER J.S.: oxygen concentrator").replies("{code} 1")
    story.supplier.expects("DELIVERED?").ignores()
    story.supplier.expects("Reminder: 2", "DELIVERED?").ignores()
    await story.discharge(home(TUESDAY, equipment=oxygen))
    await story.reaches("Tue 2026-09-08 19:57")
    first = story.case_manager.expects(
        "NO OXYGEN J.S.", "by Tue 9/8 8:10p, else supervisor"
    ).ignores()
    second = story.supervisor.expects("NO OXYGEN J.S.", "CM Diaz: no reply").ignores()
    third = story.always_on.expects("NO OXYGEN J.S.", "Hale: no reply").ignores()
    await story.reaches("Tue 2026-09-08 20:30")
    told = first.minute, second.minute, third.minute
    assert told == (at("2026-09-08 20:00"), at("2026-09-08 20:10"), at("2026-09-08 20:30"))
    assert story.network.voices == [story.always_on.number]

    for phone in (story.case_manager, story.supervisor, story.always_on):
        phone.allows("J.S. escalation: done")
    story.always_on.expects("saved: J.S. escalation, done")
    await story.always_on.says(f"{third.code} 2 brought ours")
    story.supplier.expects("J.S. delivery: done by the always-on number")
    await story.passes(minutes=2)
    assert (await item(story)).state == "done"
    await story.ends()


async def test_oxygen_that_does_not_work_is_dangerous(story: Story) -> None:
    """Oxygen delivered but broken: nurse and case manager hear in the same minute."""
    story.supplier.expects(*OXYGEN_OFFER).replies("{code} 1")
    story.supplier.expects("DELIVERED?").replies("{code} 1", told=("J.S. delivery, delivered",))
    await story.discharge(home(TUESDAY, equipment=OXYGEN_BY_SIX))
    story.patient.expects(OXYGEN_WORKS).replies("2", told=("thank you for telling us",))
    nurse = story.nurse.expects("EQUIPMENT J.S.: oxygen concentrator", "does not work").ignores()
    case_manager = story.case_manager.expects("NO OXYGEN J.S.", "does not work").ignores()
    await story.reaches("Tue 2026-09-08 14:05")
    assert nurse.minute == case_manager.minute == at("2026-09-08 14:00")

    story.nurse.expects("in place and working", "It is in place.")
    story.case_manager.expects("J.S. escalation: done by RN Lopez")
    await story.nurse.says(f"{nurse.code} 1")
    await story.passes(minutes=2)
    assert (await item(story)).state == "done"
    await story.ends()


async def test_a_vendor_who_cannot_deliver_hands_it_to_the_nurse(story: Story) -> None:
    """A vendor says "not in time": the nurse hears at once and says when it is in place."""
    bed = (replace(BED[0], needed_by=at("2026-09-08 18:00")),)
    story.supplier.expects("DELIVER J.S.: hospital bed").replies("{code} 1")
    story.supplier.expects("DELIVERED?").replies("{code} 2", told=("J.S. delivery, not in time",))
    await story.discharge(home("2026-09-08 08:30", equipment=bed))
    story.nurse.expects("EQUIPMENT J.S.", "Home Supply will be late.").replies(
        "{code} 1", told=("in place and working",)
    )
    await story.reaches("Tue 2026-09-08 14:00")
    step = await item(story)
    assert (step.state, step.by, step.late) == ("done", "RN Lopez", False)
    await story.ends()


async def test_oxygen_with_no_time_given_is_due_before_they_go_home(story: Story) -> None:
    """Learnt of at discharge, nobody accepts: vendors and the urgent ladder hear at once."""
    for supplier in (story.supplier, story.other_supplier):
        supplier.expects("DELIVER J.S.: oxygen concentrator, needed now.").ignores()
    first = story.case_manager.expects("NO OXYGEN J.S.", "else supervisor").ignores()
    await story.discharge(home("2026-09-08 21:30", equipment=OXYGEN))
    assert first.minute == at("2026-09-08 21:30")

    second = story.supervisor.expects("NO OXYGEN J.S.", "CM Diaz: no reply").ignores()
    third = story.always_on.expects("NO OXYGEN J.S.", "Hale: no reply").ignores()
    words = "EQUIPMENT J.S.: oxygen concentrator, needed now."
    on_call = story.other_nurse.expects(words, "No vendor can deliver it.").ignores()
    await story.reaches("Tue 2026-09-08 22:00")
    told = second.minute, on_call.minute, third.minute
    assert told == (at("2026-09-08 21:40"), at("2026-09-08 21:45"), at("2026-09-08 22:00"))
    assert story.network.voices == [story.always_on.number]

    for phone in story.network.phones.values():
        phone.allows("done by the always-on number")
    story.always_on.expects("saved: J.S. escalation, done")
    await story.always_on.says(f"{third.code} 2 brought ours")
    await story.passes(minutes=2)
    step = await item(story)
    assert (step.title, step.state, step.late) == ("Equipment: oxygen concentrator", "done", True)
    await story.ends()


async def test_two_items_have_two_texts_and_their_words_stay_on_cards(story: Story) -> None:
    """Vendors and the patient read kinds; a hospital's own words go to no phone and no list."""
    hostile = EquipmentItem(item="walker for Jane Smith 617-555-0123 ![x](http://evil.example)")
    told = []
    for kind in ("hospital bed", "walker"):
        story.supplier.expects(f"DELIVER J.S.: {kind}, needed by").replies("{code} 1")
        told.append(f"does the delivered {kind} work?")
    jane = patient(address=Address(street="12 Elm St", city="Cambridge"))
    await story.discharge(home(TUESDAY, equipment=(BED[0], hostile), patient=jane))
    for kind in ("hospital bed", "walker"):
        story.supplier.expects(f"DELIVERED? J.S.: {kind}").replies("{code} 1")
    for words in told:
        story.patient.expects(words).replies("1", told=("thank you. Noted.",))
    await story.reaches("Fri 2026-09-11 12:00")
    page = await story.status()
    every = [body for phone in story.network.phones.values() for _, body in phone.received]
    for text in (*every, page.markdown, page.record.model_dump_json(), *stored(story)):
        found = [
            word for word in ("Jane", "555-0123", "5550123", "![x]", "evil", "Elm ") if word in text
        ]
        assert not found, f"{found}: {text}"
    await story.ends()


UNHEARD_OF = (EquipmentItem(item="Breathe-O-Matic 3000"),)


async def test_an_item_nobody_knows_is_dangerous_once_the_nurse_says_so(story: Story) -> None:
    """On Saturday whoever is on call is asked at once; from her word on it is an alarm."""
    for phone in (story.supplier, story.other_supplier):
        phone.allows("DELIVER J.S.: equipment")
        phone.allows("No reply needed")
    asked = story.other_nurse.expects("WHAT ITEM? J.S.", "else case manager").ignores()
    await story.discharge(home("2026-09-12 15:00", equipment=UNHEARD_OF))
    await story.passes(minutes=3)
    assert asked.minute == at("2026-09-12 15:00") + GATHERED_WITHIN
    _, card = await story.network.cards.opens(
        story.other_nurse.number, asked.body or "", await story.now()
    )
    assert card.item == "Breathe-O-Matic 3000"
    alarm = story.case_manager.expects("NO EQUIPMENT J.S.", "else supervisor").ignores()
    story.other_nurse.expects("saved: J.S. equipment, dangerous to lack")
    await story.other_nurse.says(f"{asked.code} 1 it is what she breathes with")
    await story.passes(minutes=3)
    assert alarm.minute is not None
    assert alarm.minute <= at("2026-09-12 15:03") + GATHERED_WITHIN
    assert (await story.status()).record.urgent
    story.case_manager.expects("saved: J.S. escalation, done")
    await story.case_manager.says(f"{alarm.code} 2 brought from the ward")
    await story.passes(minutes=3)
    assert (await item(story)).state == "done"
    texts = [body for phone in story.network.phones.values() for _, body in phone.received]
    assert not any("Breathe-O-Matic" in body for body in texts)
    await story.ends()


async def test_an_item_nobody_speaks_of_becomes_an_alarm(story: Story) -> None:
    """Nurse, case manager and supervisor are silent for two hours each: it counts as dangerous."""
    for phone in (story.supplier, story.other_supplier):
        phone.allows("DELIVER J.S.: equipment")
    told = [phone.expects("WHAT ITEM? J.S.").ignores()
            for phone in (story.nurse, story.case_manager, story.supervisor)]  # fmt: skip
    alarm = story.case_manager.expects("NO EQUIPMENT J.S.").ignores()
    for phone in (story.case_manager, story.supervisor, story.always_on, story.nurse):
        phone.allows("J.S.")
    await story.discharge(home(TUESDAY, equipment=UNHEARD_OF))
    await story.reaches("Tue 2026-09-08 16:05")
    told_at = [at(f"2026-09-08 {hour}:00") for hour in (10, 12, 14)]
    assert [one.minute for one in told[:1]] == [told_at[0] + GATHERED_WITHIN]
    assert [one.minute for one in told[1:]] == told_at[1:]
    assert alarm.minute == at("2026-09-08 16:00")
    await story.ends()
