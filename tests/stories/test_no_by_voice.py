"""The opt-out by voice to a nurse: as good as STOP, for good, whatever a feed says afterwards."""

from dataclasses import replace

import pytest
from sqlmodel import select

from activities.conversations import Conversations
from domain.episode.facts import Ending, Via
from domain.hospital.discharge import Caregiver
from domain.words.phrasebook import worded
from models.tables import AuditRow, Party, PhoneRow, WorkItem
from operations.by_hand.episodes import ByHand
from tests.stories import people
from tests.stories.cards import SETTLES
from tests.stories.people import home, patient
from tests.stories.story import Story

TUESDAY = "2026-09-08 10:00"
NEW_MOBILE = "+16175550139"
TOM = Caregiver(name="Tom Smith", mobile=people.CAREGIVER, may_be_told=True, consent_to_text=True)


@pytest.fixture(autouse=True)
def quiet(story: Story) -> None:
    """The patient is asked once and says nothing; the drug lists are settled at once."""
    story.patient.allows("Reply 1 ")
    for nurse in (story.nurse, story.other_nurse):
        nurse.allows("MEDS", SETTLES)
        nurse.allows("saved: J.S. meds")
        nurse.allows("saved: J.S.2 meds")
        nurse.allows("BOOK VISIT")
        nurse.allows("episode closed")
        nurse.allows("No reply needed")


def mark_of(story: Story, number: str) -> str:
    """Why a phone is marked."""
    with story.database.read() as session:
        row = session.get(PhoneRow, story.tokens.phone(number))
        return row.mark if row else ""


def asked(story: Story) -> int:
    """How often the patient was asked anything."""
    return sum("Reply 1" in body for _, body in story.patient.received)


async def until_the_call(story: Story, **changes: object) -> None:
    """Jane went home on Tuesday; on Wednesday at eight the nurse is asked to call her."""
    await story.discharge(home(TUESDAY, **changes))
    await story.reaches("Wed 2026-09-09 08:00")


async def by_hand(story: Story) -> ByHand:
    """What operations staff do, at this moment of the story."""
    real = await story.env.get_current_time()
    threads = Conversations(story.client, story.database, story.seal)
    return ByHand(story.client, story.database, threads, lambda: real)


@pytest.mark.parametrize(
    "note", ["pt wants no more texts", "says stop texting her", "asked us not to text"]
)
async def test_a_no_in_a_note_stops_the_patients_phone_and_not_the_nurses(
    story: Story, note: str
) -> None:
    """It is said back, the patient's phone is marked, the nurse books, her own phone goes on."""
    told = ("saved: J.S. call", "J.S. gets no more texts")
    story.nurse.expects("CALL J.S.").replies(f"{{code}} 1 {note}", told=told)
    await until_the_call(story)
    await story.passes(minutes=3)

    assert mark_of(story, people.PATIENT) == "opted_out"
    assert mark_of(story, people.NURSE) == ""
    assert any("BOOK VISIT" in body for _, body in story.nurse.received)
    before = len(story.patient.received)
    await story.reaches("Fri 2026-09-11 20:00")
    assert len(story.patient.received) == before, "a no is not even confirmed by text"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_no_as_what_else_came_of_the_call(story: Story) -> None:
    """To "other" it is asked what else; "no more texts" ends the call and the texts."""
    story.nurse.expects("CALL J.S.").replies("{code} 5", told=("saved: J.S. call",))
    told = ("saved: J.S. call, no more texts", "J.S. gets no more texts")
    story.nurse.expects("how did the call end?", "6 no more texts").replies(
        "{code} no more texts", told=told
    )
    await until_the_call(story)
    await story.passes(minutes=5)

    assert mark_of(story, people.PATIENT) == "opted_out"
    assert mark_of(story, people.NURSE) == ""
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_whatever_a_feed_says_only_start_is_a_yes(story: Story) -> None:
    """Consent again, another number, the same number again: nothing goes; then START: it does."""
    story.nurse.expects("MEDS J.S.").replies("{code} 1 pt opted out", told=("gets no more texts",))
    await story.discharge(home(TUESDAY))
    before = asked(story)
    story.nurse.allows("CALL J.S.")
    moved = story.phone("Jane's new phone", NEW_MOBILE)
    story.frames(moved)
    for news, number in enumerate((people.PATIENT, NEW_MOBILE, people.PATIENT)):
        says = patient(consent_to_text=True, mobile=number, postal_code=f"0213{news}")
        await story.discharge(home(TUESDAY, patient=says))
        await story.passes(minutes=5)
    assert (asked(story), moved.received) == (before, [])
    assert mark_of(story, NEW_MOBILE) == "opted_out", "a no is the patient's, not the number's"

    story.patient.allows("our texts again")
    await story.patient.says("START")
    await story.reaches("Wed 2026-09-09 07:59")
    assert mark_of(story, people.PATIENT) == ""
    assert asked(story) == before + 1, story.transcript()
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_stop_goes_with_the_patient_to_another_number(story: Story) -> None:
    """STOP, then the hospital corrects the number: the new phone gets nothing until its START."""
    story.nurse.allows("J.S.")
    story.patient.expects("Reply 1").ignores()
    await story.discharge(home(TUESDAY))
    story.patient.allows("you get no more texts")
    await story.patient.says("STOP")
    moved = story.phone("Jane's new phone", NEW_MOBILE)
    story.frames(moved)
    says = patient(consent_to_text=True, mobile=NEW_MOBILE)
    await story.discharge(home(TUESDAY, patient=says))
    await story.passes(minutes=5)
    assert moved.received == []
    assert mark_of(story, NEW_MOBILE) == "opted_out"

    moved.allows("our texts again")
    moved.expects("Reply 1").ignores()
    await moved.says("START")
    await story.passes(minutes=5)
    assert mark_of(story, NEW_MOBILE) == ""
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_new_discharge_of_the_same_patient_finds_the_no(story: Story) -> None:
    """Readmitted and home again, consent in the feed: another episode, and still no text."""
    story.nurse.expects("CALL J.S.").replies("{code} 1 no more texts", told=("no more texts",))
    story.nurse.allows("CALL J.S.")
    await until_the_call(story)
    await story.passes(minutes=3)
    await story.closes(Ending.WITHDRAWN)
    before = len(story.patient.received)
    await story.reaches("Thu 2026-09-10 10:00")
    again = replace(home("2026-09-10 10:00"), encounter="V-2")
    second = await story.discharge(again)
    await story.reaches("Thu 2026-09-10 20:00")
    assert len(story.patient.received) == before
    await story.closes(Ending.WITHDRAWN, second)
    await story.ends()


async def test_a_new_discharge_with_another_number_finds_the_no(story: Story) -> None:
    """The patient said no, not the number: the new phone gets nothing until it texts START."""
    story.nurse.expects("CALL J.S.").replies("{code} 1 no more texts", told=("no more texts",))
    story.nurse.allows("CALL J.S.")
    await until_the_call(story)
    await story.passes(minutes=3)
    await story.closes(Ending.WITHDRAWN)
    moved = story.phone("Jane's new phone", NEW_MOBILE)
    story.frames(moved)
    await story.reaches("Thu 2026-09-10 10:00")
    says = patient(consent_to_text=True, mobile=NEW_MOBILE)
    again = replace(home("2026-09-10 10:00", patient=says), encounter="V-2")
    second = await story.discharge(again)
    await story.reaches("Thu 2026-09-10 20:00")
    assert moved.received == []
    assert mark_of(story, NEW_MOBILE) == "opted_out"
    assert any("BOOK VISIT J.S." in body for _, body in story.nurse.received)

    moved.allows("our texts again")
    moved.expects("Reply 1").ignores()
    await moved.says("START")
    await story.reaches("Fri 2026-09-11 10:00")
    assert mark_of(story, NEW_MOBILE) == ""
    await story.closes(Ending.WITHDRAWN, second)
    await story.ends()


async def test_a_start_before_the_next_discharge_is_the_newer_word(story: Story) -> None:
    """Said no, texted START, came back: the next episode knows of no no, whatever the number."""
    story.nurse.expects("CALL J.S.").replies("{code} 1 no more texts", told=("no more texts",))
    story.nurse.allows("CALL J.S.")
    await until_the_call(story)
    await story.passes(minutes=3)
    story.patient.allows("our texts again")
    story.patient.allows("Reply 1")
    await story.patient.says("START")
    await story.settles()
    await story.closes(Ending.WITHDRAWN)
    moved = story.phone("Jane's new phone", NEW_MOBILE)
    story.frames(moved)
    moved.expects("Reply 1").ignores()
    await story.reaches("Thu 2026-09-10 10:00")
    says = patient(consent_to_text=True, mobile=NEW_MOBILE)
    again = replace(home("2026-09-10 10:00", patient=says), encounter="V-2")
    second = await story.discharge(again)
    await story.reaches("Thu 2026-09-10 20:00")
    await story.closes(Ending.WITHDRAWN, second)
    await story.ends()


async def test_who_was_never_texted_says_no_and_then_start(story: Story) -> None:
    """No consent in the feed, a no by voice, consent in the feed: nothing; START: texts go."""
    story.nurse.expects("CALL J.S.").replies("{code} 1 pt wants no texts", told=("no more texts",))
    await until_the_call(story, patient=patient(consent_to_text=False))
    await story.passes(minutes=3)
    await story.discharge(home(TUESDAY))
    await story.passes(minutes=5)
    assert story.patient.received == []
    story.patient.allows("our texts again")
    await story.patient.says("start")
    await story.reaches("Thu 2026-09-10 10:00")
    assert asked(story) == 1, story.transcript()
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_undo_takes_back_the_answer_and_no_no(story: Story) -> None:
    """What was heard on the phone was heard: the no stands, is said to, and only a yes ends it."""
    call = story.nurse.expects("CALL J.S.").replies(
        "{code} 1 says stop texting her", told=("gets no more texts",)
    )
    await until_the_call(story)
    story.nurse.expects("undone", "J.S. gets no more texts").ignores()
    await story.nurse.says(f"{call.code} UNDO")
    await story.passes(minutes=3)
    assert mark_of(story, people.PATIENT) == "opted_out"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_the_caregivers_own_no_leaves_the_patient(story: Story) -> None:
    """Of "son wants no more texts" his phone is marked, and the patient's is not."""
    told = ("J.S.'s caregiver gets no more texts",)
    story.nurse.expects("CALL J.S.").replies("{code} 1 son wants no more texts", told=told)
    await until_the_call(story, patient=patient(caregiver=TOM))
    await story.passes(minutes=3)
    assert mark_of(story, people.CAREGIVER) == "opted_out"
    assert mark_of(story, people.PATIENT) == ""
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_no_in_doubt_is_asked_about_and_pauses(story: Story) -> None:
    """What may be a no is not guessed: texts pause, and the nurse is asked which."""
    told = ("J.S. may want no more texts",)
    story.nurse.expects("CALL J.S.").replies("{code} 1 may want to opt out", told=told)
    story.nurse.expects("may want no more texts: we paused them").replies(
        "{code} 2", told=("saved: J.S. texts", "J.S. gets no more texts")
    )
    await until_the_call(story)
    await story.passes(minutes=5)
    assert mark_of(story, people.PATIENT) == "opted_out"
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_code_and_a_no_is_no_answer_and_counts(story: Story) -> None:
    """The words "27 pt wants no more texts" stop them and leave the call to be answered."""
    call = story.nurse.expects("CALL J.S.").replies(
        "{code} pt wants no more texts", told=("the patient gets no more texts", "still open")
    )
    await until_the_call(story)
    await story.passes(minutes=3)
    assert mark_of(story, people.PATIENT) == "opted_out"
    story.nurse.expects("saved: J.S. call").ignores()
    await story.nurse.says(f"{call.code} 1")
    await story.settles()
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_no_that_names_no_code_is_asked_about(story: Story) -> None:
    """With two patients on her phone the nurse is asked of whom; nobody's phone is marked."""
    with story.database.write() as session:
        session.get_one(Party, "b-kim").cap = 0  # so that both patients go to one nurse
    story.nurse.allows("CALL J.S.")
    story.nurse.allows("CALL M.R.")
    await story.discharge(home(TUESDAY))
    other = patient(mrn="4822", given="Mary", family="Rose", mobile=None, caregiver=None)
    await story.discharge(home(TUESDAY, encounter="V-9", patient=other))
    story.nurse.allows("MISSING")
    await story.reaches("Wed 2026-09-09 08:00")
    story.nurse.expects("Which one?").ignores()
    story.case_manager.expects("WROTE").ignores()
    await story.nurse.says("pt wants no more texts")
    await story.passes(minutes=3)
    assert (mark_of(story, people.NURSE), mark_of(story, people.PATIENT)) == ("", "")


async def test_a_bare_stop_is_the_nurses_own(story: Story) -> None:
    """As carriers demand: the whole text STOP takes off her own phone; the case manager hears."""
    story.nurse.expects("CALL J.S.").ignores()
    await until_the_call(story)
    story.nurse.allows("you get no more texts")
    story.other_nurse.allows("CALL J.S.")
    story.case_manager.expects("RN Lopez gets no texts").ignores()
    await story.nurse.says("stop")
    await story.passes(minutes=3)
    assert (mark_of(story, people.NURSE), mark_of(story, people.PATIENT)) == ("opted_out", "")


async def test_the_no_of_an_older_call_does_not_undo_a_newer_start(story: Story) -> None:
    """Said on Tuesday at noon, texted START in the evening, written down on Wednesday: texts go."""
    await story.discharge(home(TUESDAY))
    await story.reaches("Tue 2026-09-08 18:00")
    story.patient.allows("our texts again")
    await story.patient.says("START")
    story.nurse.expects("CALL J.S.").replies(
        "{code} 1 yest 12:10p pt wants no more texts", told=("saved: J.S. call",)
    )
    await story.reaches("Wed 2026-09-09 08:00")
    await story.passes(minutes=3)
    assert mark_of(story, people.PATIENT) == ""
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_a_no_recorded_by_hand_and_a_later_yes(story: Story) -> None:
    """By hand, as by the card's button: the phone stops; a yes recorded later is a yes again."""
    story.nurse.allows("CALL J.S.")
    await story.discharge(home(TUESDAY))
    before = asked(story)
    (episode,) = story.episodes
    desk = await by_hand(story)
    assert await desk.consent(episode, "a-lopez", given=False) == (
        f"{episode}: no more texts, RN Lopez"
    )
    await story.passes(minutes=5)
    assert mark_of(story, people.PATIENT) == "opted_out"
    desk = await by_hand(story)
    await desk.consent(episode, "a-lopez", given=True)
    await story.reaches("Wed 2026-09-09 07:59")
    assert mark_of(story, people.PATIENT) == ""
    assert asked(story) == before + 1, story.transcript()
    with story.database.read() as session:
        audited = [row.what for row in session.exec(select(AuditRow)) if row.via != Via.CARD]
    assert audited == ["no more texts by hand", "texts again by hand"]
    await story.closes(Ending.WITHDRAWN)
    await story.ends()


async def test_no_start_becomes_work_for_nobody(story: Story) -> None:
    """START of a phone whose episodes have ended is heard, and nobody need read it."""
    await story.discharge(home(TUESDAY))
    await story.closes(Ending.WITHDRAWN)
    story.patient.allows("our texts again")
    await story.patient.says("START")
    await story.settles()
    with story.database.read() as session:
        assert not [row for row in session.exec(select(WorkItem)) if row.key.startswith("text:")]


async def works(story: Story) -> list[tuple[str, str, str]]:
    """What is in the work queue because of a text, of whom, and whose it is."""
    with story.database.read() as session:
        rows = [row for row in session.exec(select(WorkItem)) if row.key.startswith("text:")]
        return [(worded(row.reason), row.about, row.owner) for row in rows]


@pytest.mark.parametrize("note", ["wants no more texts", "1 pt wants no more texts"])
async def test_a_no_after_the_end_stops_the_phone_itself(story: Story, note: str) -> None:
    """The episode has ended, another may text that phone: it stops, and only then it is said."""
    call = story.nurse.expects("CALL J.S.").ignores()
    await until_the_call(story)
    await story.closes(Ending.WITHDRAWN)
    story.nurse.expects("no more texts").ignores()
    await story.nurse.says(f"{call.code} {note}")
    await story.passes(minutes=3)
    assert mark_of(story, people.PATIENT) == "opted_out"
    assert mark_of(story, people.NURSE) == ""
    assert await works(story) == []
    await story.ends()


async def test_a_no_that_stops_nothing_is_said_to_and_has_an_owner(story: Story) -> None:
    """Nobody of that family was ever texted: the nurse hears that it is somebody's work now."""
    call = story.nurse.expects("CALL J.S.").ignores()
    nobody = patient(mobile=None, consent_to_text=False, caregiver=None)
    await until_the_call(story, patient=nobody)
    await story.closes(Ending.WITHDRAWN)
    story.nurse.expects("J.S.: NOT noted", "The case manager's work list has it").ignores()
    await story.nurse.says(f"{call.code} pt wants no more texts")
    await story.passes(minutes=3)
    reason = "no more texts, said after the end; no phone of theirs is known"
    assert await works(story) == [(reason, story.episodes[0], "case_manager")]
    await story.ends()
