"""Times that people name: for a reminder, beside an answer, and for an offered slot."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.asking.choices import Value
from domain.steps.contact import CALL, CALL_OTHER
from domain.steps.visit_course import BOOK_VISIT
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.interpretation import Answered
from domain.texting.interpreter import listen
from tests.domain.texting.phones import NOW, holds, meaning, nurse, patient

TWO = nurse(holds(27, CALL), replace(holds(28, CALL), label="M.R."))
BOOK = nurse(holds(27, BOOK_VISIT))
SLOTS = (
    (Value.SLOT_1, datetime.fromisoformat("2026-09-09T14:30:00-04:00")),  # a Wednesday
    (Value.SLOT_2, datetime.fromisoformat("2026-09-11T09:00:00-04:00")),
    (Value.SLOT_3, datetime.fromisoformat("2026-09-14T13:00:00-04:00")),
)
OFFERED = replace(
    patient(SLOT_OFFER),
    prompts=tuple(replace(one, times=SLOTS) for one in patient(SLOT_OFFER).prompts),
)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        *(("in 20", "10:50"), ("in 30", "11:00"), ("in 90", "12:00"), ("in half an hr", "11:00")),
        *(("in a half hour", "11:00"), ("in 1/2 hr", "11:00"), ("in an hour and a half", "12:00")),
        *(
            ("in 1.5 hours", "12:00"),
            ("in a couple of hrs", "12:30"),
            ("in twenty minutes", "10:50"),
        ),
        *(
            ("tonight at 8", "20:00"),
            ("9pm tonight", "21:00"),
            ("at 3", "15:00"),
            ("again at 3", "15:00"),
        ),
        *(("20 mins from now", "10:50"), ("at 2", "14:00"), ("in 2 mins", "10:32")),
    ],
)
def test_a_reminder_is_when_it_was_said(said: str, at: str) -> None:
    """Twenty is minutes; an evening hour is tonight's."""
    assert meaning(f"27 remind me {said}", TWO) == [f"27 snooze 09-08 {at}"]


@pytest.mark.parametrize(
    "said",
    [
        *("in 2", "in 5", "in 12", "for 2", "in a few", "tonight", "after lunch", "tmrw am", "20"),
        *("this afternoon", "tomorrow", "in the morning", "end of shift", "3ish", "today at 9am"),
    ],
)
def test_a_reminder_whose_time_is_not_clear_is_asked_about(said: str) -> None:
    """Two may be hours or minutes; lunch has no hour."""
    assert meaning(f"27 remind me {said}", TWO) == ["27 when?"]


def test_a_reminder_in_spanish() -> None:
    """As in English."""
    assert meaning("27 recuerdame en media hora", TWO) == ["27 snooze 09-08 11:00"]
    assert meaning("27 recuerdame en 20", TWO) == ["27 snooze 09-08 10:50"]


@pytest.mark.parametrize(
    "note",
    [
        *(
            "last night 8pm",
            "last night",
            "yesterday at 3",
            "this am",
            "this morning at 9",
            "spoke 10:15",
        ),
        *(
            "two days ago",
            "earlier today",
            "tonight",
            "over the weekend",
        ),
        *("sat am", "sunday evening", "(yesterday 3pm)", "last friday 3pm", "anoche 8pm", "9ish"),
        *("esta manana", "tomorrow 9am", "today at 3pm", "spoke w pt last night", "9/7", "9/9 9a"),
    ],
)
def test_a_time_beside_an_answer_that_is_not_clear_is_asked_about(note: str) -> None:
    """It never counts at another time, and never in the time to come."""
    assert meaning(f"27 1 {note}", TWO) == ["27 not read"]
    assert meaning(f"27 4 lvm {note}", TWO) in (["27 not read"], ["27 no_answer"])


_ZONED = (
    *("0910 PT", "1430 CT", "1650 central", "0800 central", "1000 CT", "1030 mountain", "0910 HST"),
    *("910 CST", "0910ct", "0910 hrs CT", "0910 hrs", "1430h", "1430 hora del este", "(0910 CT)"),
    *("1430Z", "0910hst", "spoke 0910 ct", "spoke w wife 0910 ct", "all good 1430 ct"),
)
_NOT_ZONED = (
    *("1430 yest", "1430 today", "today 0910", "0910 spoke w wife", "1650 spoke", "1650, spoke"),
    *("0910 will call again tomorrow", "(0910)", "~0910 spoke", "0910. doing great", "1430 x2"),
    *("1430 w/ wife", "1430 pt ok", "910 spoke", "1430 and 1500", "0910/1030", "0910-0920"),
    *("spoke w wife 0910", "spoke with maria lopez 0910", "all good 0910", "14h30", "1430-1445"),
    *("spoke w pt 1430, doing well", "spoke w wife 910", "spoke w wife 0910am", "910a", "at 0910"),
    *("hable con esposa 0910", "1000 mg tylenol at 0900"),
)


@pytest.mark.parametrize("note", [*_ZONED, *_NOT_ZONED])
def test_an_hour_without_a_colon_is_asked_about_whatever_follows(note: str) -> None:
    """Three or four digits that are an hour never go into the note, where they would not count."""
    assert meaning(f"27 1 {note}", TWO) == ["27 not read"]


@pytest.mark.parametrize(
    "note",
    [
        *("0910 no answer", "0910 lvm", "1430 lvm will try again", "1430x2", "0910, 1030"),
        *("lvm w dtr 1430", "no answer 1430", "no answer 910", "lvm 0910 hst", "no answer 0910 CT"),
    ],
)
def test_the_hour_of_an_attempt_is_asked_about_as_that_of_a_talk(note: str) -> None:
    """Nobody answered, and when: the attempt would else count at the text's time."""
    assert meaning(f"27 4 {note}", TWO) == ["27 not read"]
    assert meaning(f"27 {note}", TWO) == ["27 not read"] or note[0].isdigit()


@pytest.mark.parametrize(
    "note",
    [
        *("120/80", "120 / 80", "120 over 80", "140/90", "bp 120/80 hr 80", "110 bpm", "110 hr"),
        *("room 410", "rm 410", "ext 1430", "order 1430", "410 main st", "410-555-1230"),
        *("410 555 1230", "(410) 555-1230", "4105551230", "800-555-1230"),
        *("1000 mg", "1000mg tylenol", "500 ml", "2000 kcal diet", "1200 steps", "500 ft"),
        *(
            "130 lbs",
            "wt 130",
            "bs 110",
            "110 fasting",
            "spoke, bs 130 today",
            "100 percent better",
        ),
        *("took 1000 mg tylenol", "on metformin 1000", "spoke re metformin 1000", "2030 units"),
        *("had cabg in 2019", "spoke, surgery 2021", "120 min call", "fs 110 this am"),
        *("doing well, appt 0900", "will call 1430 ct", "spoke w wife, appt 1430 CT"),
    ],
)
def test_what_only_looks_like_an_hour_is_let_be(note: str) -> None:
    """Readings, doses, rooms, telephones, years, and hours that are still to come."""
    assert meaning(f"27 1 {note}", TWO) == ["27 spoke_well"]


@pytest.mark.parametrize(
    "note",
    [
        *("slept well last night", "had some pain last night, better now", "took meds this am"),
        *("bp this morning 120/80", "will call again tonight", "pcp appt friday", "just now"),
    ],
)
def test_what_is_told_of_the_patient_is_no_time_of_the_call(note: str) -> None:
    """Only what begins a note, or stands with the call, is when it happened."""
    assert meaning(f"27 1 {note}", TWO) == ["27 spoke_well"]


@pytest.mark.parametrize(
    ("note", "at"),
    [
        ("yesterday 3p", "09-07 15:00"),
        ("10:15a", "09-08 10:15"),
        ("ayer 3pm", "09-07 15:00"),
        ("20 min ago", "09-08 10:10"),
        ("an hour ago", "09-08 09:30"),
    ],
)
def test_a_time_that_is_clear_counts(note: str, at: str) -> None:
    """What has its day and its half counts at that time."""
    (heard,) = listen(f"27 1 {note}", TWO, NOW)
    assert isinstance(heard, Answered)
    assert heard.chosen.happened_at is not None
    assert f"{heard.chosen.happened_at:%m-%d %H:%M}" == at


@pytest.mark.parametrize(
    "text",
    [
        *("1 the 2pm", "1 2pm", "1 at 2", "1 9am", "1 thursday", "2 thursday", "2 tomorrow"),
        *("2 fri 10am", "2 in the afternoon", "2, 9:30", "1 a las 2", "1 la de las 2", "2 manana"),
        *("la segunda, el jueves", "2 en la tarde", "1 but later", "1 if its in the morning"),
        *("1 pero mas tarde", "2 pero a las 11", "first one but later", "1 thursday is better"),
        *(
            "either",
            "1 or 2",
            "1 o 2",
            "cualquiera",
            "1 later in the day?",
            "3 9/15",
            "first one at 3",
        ),
    ],
)
def test_a_slot_with_another_time_is_read_by_a_person(text: str) -> None:
    """A contradiction books nothing, in English or in Spanish."""
    assert meaning(text, OFFERED) == ["words"]


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        *(
            ("1 the 2:30pm", 1),
            ("1 wed", 1),
            ("1 (wed)", 1),
            ("2 the friday one", 2),
            ("2 fri 9am", 2),
        ),
        *(("2 in the morning", 2), ("3 monday 1pm", 3), ("1pm works", 3), ("the second one", 2)),
        *(
            ("1 manana", 1),
            ("2 viernes a las 9", 2),
            ("3 el lunes a la 1", 3),
            ("2 por la manana", 2),
        ),
        *(("1 - wed 2:30", 1), ("2 on friday please", 2), ("a la 1", 3)),
    ],
)
def test_a_slot_with_its_own_time_is_plain(text: str, slot: int) -> None:
    """What names the slot's own time says no more than its digit does."""
    assert meaning(text, OFFERED) == [f"27 slot_{slot}"]


def test_a_slot_whose_time_nobody_knows_takes_no_other_words_for_it() -> None:
    """Where the phone knows no times, a time beside a digit is read by a person."""
    assert meaning("1 the 2pm", patient(SLOT_OFFER)) == ["words"]
    assert meaning("2 my daughter drives me", OFFERED) == ["27 slot_2", "words"]


@pytest.mark.parametrize(
    "note", ["home health", "home PT", "hospice", "texts", "the text messages", "therapy"]
)
def test_declining_something_else_declines_no_visit(note: str) -> None:
    """A thing that was not asked, behind "declined", is asked about."""
    assert meaning(f"27 declined {note}", BOOK)[0] in ("27 not read", "27 no more texts patient")
    assert meaning("27 declined bc no ride", BOOK) == ["27 declined"]


def test_no_more_texts_of_something_else_is_asked_about() -> None:
    """Hospice is none of our texts, also where "opted out" is a choice."""
    phone = nurse(holds(27, CALL_OTHER))
    assert meaning("27 opted out of hospice", phone) == ["27 not read"]
    assert meaning("27 opted out of texts", phone) == ["27 no_more_texts"]


@pytest.mark.parametrize("note", ["MR 4", "MR no answer", "M.R. lvm", "28 lvm", "same for 28"])
def test_a_note_with_anothers_answer_is_asked_about(note: str) -> None:
    """By code or by initials: what could answer another prompt settles nothing."""
    assert meaning(f"27 1 {note}", TWO) == ["27 not read"]
    assert meaning(f"27 1, {note}", TWO)[0] in ("27 not read", "27 spoke_well")


@pytest.mark.parametrize(
    "note", ["maybe", "but no answer", "didnt speak to pt", "left a voicemail"]
)
def test_a_talk_that_was_none_is_asked_about(note: str) -> None:
    """Spoke and all well, and nobody reached, contradict each other."""
    assert meaning(f"27 1 {note}", TWO) == ["27 not read"]
