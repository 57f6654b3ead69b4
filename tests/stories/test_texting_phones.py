"""When a phone does not work: the next way within a minute, the number marked, somebody told."""

from dataclasses import replace

import pytest
from sqlmodel import select

from domain.episode.facts import Ending, Via
from domain.hospital.discharge import Caregiver
from domain.words.phrasebook import worded
from models import names
from models.payloads import Delivery, DeliveryOutcome
from models.tables import AuditRow, PhoneRow, WorkItem
from tests.stories import people
from tests.stories.cards import SETTLES
from tests.stories.people import home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
TOM = Caregiver(name="Tom Smith", mobile=people.CAREGIVER, may_be_told=True, consent_to_text=True)


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """The drug lists are settled at once; an end surprises nobody."""
    for nurse in (story.nurse, story.other_nurse):
        nurse.allows("MEDS", SETTLES)
        nurse.allows("saved: J.S. meds")
        nurse.allows("episode closed")


def mark_of(story: Story, number: str) -> str:
    """Why a phone is marked."""
    with story.database.read() as session:
        row = session.get(PhoneRow, story.tokens.phone(number))
        return row.mark if row else ""


async def receipt(
    story: Story, number: str, word: str, outcome: DeliveryOutcome, code: int
) -> None:
    """The newest text with a word did not arrive."""
    key = next(k for k, body in reversed(story.network.sent.items()) if word in body)
    token = story.tokens.phone(number)
    handle = story.client.get_workflow_handle(names.conversation_id(token))
    delivery = Delivery(key=key, status="undelivered", error_code=code, outcome=outcome)
    await handle.signal(names.DELIVERY, delivery)
    await story.settles()


async def test_a_nurse_who_opts_out_by_mistake_is_noticed(story: Story) -> None:
    """CANCEL from a nurse: the case manager hears, RN Kim gets the call; START brings her back."""
    story.patient.allows("Reply 1", "1")
    story.patient.allows("our visit")
    story.nurse.expects("22 CALL J.S.").ignores()
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 09:00")
    lost = story.case_manager.expects("RN Lopez gets no texts from us any more", "START")
    story.other_nurse.expects("CALL J.S.").ignores()
    story.nurse.allows("you get no more texts")
    lost.ignores()
    await story.nurse.says("cancel")
    await story.passes(minutes=3)

    assert mark_of(story, people.NURSE) == "opted_out"
    with story.database.read() as session:
        reasons = [worded(item.reason) for item in session.exec(select(WorkItem)).all()]
    assert any("RN Lopez gets no texts: opted out" in reason for reason in reasons)
    story.case_manager.expects("RN Lopez gets our texts again").ignores()
    story.nurse.allows("you get our texts again")
    await story.nurse.says("START")
    await story.settles()
    assert mark_of(story, people.NURSE) == ""
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


@pytest.mark.golden
async def test_a_landline_gives_way_to_the_caregiver(story: Story) -> None:
    """The patient's number turns out to be a landline: the caregiver is asked within a minute."""
    await story.discharge(home(TUESDAY, patient=patient(caregiver=TOM)), settle=False)
    story.patient.expects("your visit at Riverside").ignores()
    await story.passes(seconds=5)
    asked = story.caregiver.expects("Mercy General: visit for J.S.").replies(
        "1", told=("The visit for J.S. is",)
    )
    await receipt(story, people.PATIENT, "your visit at", DeliveryOutcome.NEVER, 30006)
    await story.passes(minutes=1)

    assert asked.body is not None
    assert mark_of(story, people.PATIENT) == "no_texts"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_first_text_that_did_not_arrive_is_still_the_first(story: Story) -> None:
    """Five minutes later it says from whom, about whom and why: nobody may have read that yet."""
    await story.discharge(home(TUESDAY), settle=False)
    story.patient.expects("your visit at Riverside").ignores()
    await story.passes(seconds=5)
    again = story.patient.expects("follow-up visit for J.S. after going home").ignores()
    await receipt(story, people.PATIENT, "your visit at", DeliveryOutcome.LATER, 30003)
    await story.passes(minutes=6)

    assert again.body is not None
    story.patient.received = story.patient.received[1:]
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_the_caregiver_is_never_asked_because_the_patient_opted_out(story: Story) -> None:
    """STOP means no: the nurse books by phone, and the caregiver hears nothing."""
    story.patient.expects("your visit at Riverside").ignores()
    story.nurse.expects("BOOK VISIT J.S.").ignores()
    await story.discharge(home(TUESDAY, patient=patient(caregiver=TOM)))
    story.patient.allows("you get no more texts")
    await story.patient.says("STOP")
    await story.passes(minutes=3)

    assert story.caregiver.received == []
    assert any("BOOK VISIT" in body for _, body in story.nurse.received)
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_the_caregiver_is_asked_when_the_patient_wanted_it(story: Story) -> None:
    """The patient asked that texts go to the caregiver, who agreed: only they are texted."""
    tom = replace(TOM, gets_texts=True)
    story.caregiver.expects("Mercy General: visit for J.S.").replies(
        "1", told=("The visit for J.S. is",)
    )
    await story.discharge(home(TUESDAY, patient=patient(caregiver=tom)))

    assert story.patient.received == []
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_wrong_number_stops_all_texts_to_it(story: Story) -> None:
    """A stranger says so: one apology, nothing more, the nurse books and learns of it."""
    story.patient.expects("your visit at Riverside").ignores()
    await story.discharge(home(TUESDAY))
    story.patient.expects("This number gets no more texts").ignores()
    story.nurse.allows("BOOK VISIT J.S.")
    story.nurse.expects("WROTE").replies("[reads] {code} 1", told=("saved: J.S. message",))
    await story.patient.says("you have the wrong number")
    await story.reaches("Wed 2026-09-09 07:00")

    assert mark_of(story, people.PATIENT) == "wrong_number"
    assert any("BOOK VISIT" in body for _, body in story.nurse.received)
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_phone_that_is_off_is_tried_again_before_anybody_else(story: Story) -> None:
    """Undelivered for a passing reason: again after 5 and 30 minutes, then the other nurse."""
    story.patient.allows("Reply 1", "1")
    story.patient.allows("our visit")
    story.nurse.allows("CALL J.S.")
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 08:00")
    for minutes in (5, 30):
        before = len(story.nurse.received)
        await receipt(story, people.NURSE, "CALL J.S.", DeliveryOutcome.LATER, 30003)
        await story.passes(minutes=minutes - 1)
        assert len(story.nurse.received) == before
        await story.passes(minutes=1, seconds=1)
        assert len(story.nurse.received) == before + 1
    story.other_nurse.expects("CALL J.S.").ignores()
    await receipt(story, people.NURSE, "CALL J.S.", DeliveryOutcome.LATER, 30003)
    await story.passes(minutes=2, seconds=1)

    assert len(story.other_nurse.received) == 1
    assert mark_of(story, people.NURSE) == "", "a phone that was off is no dead number"
    story.nurse.received = story.nurse.received[:1]
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_number_that_comes_back_is_asked_again(story: Story) -> None:
    """START after STOP: the patient chooses again, as long as the time for it lasts."""
    story.patient.expects("your visit at Riverside").ignores()
    story.nurse.allows("BOOK VISIT J.S.")
    story.nurse.allows("No reply needed")
    await story.discharge(home(TUESDAY))
    story.patient.allows("no more texts")
    story.patient.allows("our texts again")
    await story.patient.says("stop texting me")
    await story.passes(minutes=5)
    story.patient.allows("your visit at Riverside")
    story.nurse.allows("CALL J.S.")
    await story.patient.says("start")
    await story.reaches("Wed 2026-09-09 07:59")

    assert mark_of(story, people.PATIENT) == ""
    asked = [body for _, body in story.patient.received if "Reply 1" in body]
    assert len(asked) == 2, story.transcript()
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


@pytest.mark.golden
async def test_fix_corrects_later_and_both_stand_on_record(story: Story) -> None:
    """An hour after "1 all well": 22 FIX 3 brings the case manager, and the audit keeps both."""
    story.patient.allows("Reply 1", "1")
    story.patient.allows("our visit")
    story.nurse.expects("22 CALL J.S.").replies("22 1", told=("saved: J.S. call",))
    await story.discharge(home(TUESDAY))
    await story.reaches("Wed 2026-09-09 09:30")
    story.nurse.expects("22 J.S. call: answered spoke, all well Wed 9/9 8a", "22 FIX").ignores()
    await story.nurse.says("22 fix")
    await story.settles()
    story.nurse.expects("22 corrected: J.S. call", "needs the case manager").ignores()
    story.case_manager.expects("J.S.", "1 I take it").replies("{code} 2 called")
    await story.nurse.says("22 FIX 3")
    await story.passes(minutes=3)

    with story.database.read() as session:
        rows = session.exec(select(AuditRow)).all()
        audited = [row.what for row in rows if row.via != Via.CARD]
    assert [what for what in audited if "needs_case_manager" in what] == [audited[-1]]
    await story.closes(Ending.WITHDRAWN)
    await story.ends()
