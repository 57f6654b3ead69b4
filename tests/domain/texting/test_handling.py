"""What staff may ask of a prompt beside answering it, and what people name instead of a digit."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.asking.choices import Value
from domain.pathway import Role
from domain.steps.contact import CALL
from domain.steps.transport import RIDE_OFFER
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.interpretation import NotRead, Phone
from domain.texting.interpreter import listen
from domain.time.soon import read_soon
from tests.domain.examples import NEW_YORK
from tests.domain.texting.phones import NOW, holds, meaning, nurse, patient

TWO = nurse(holds(27, CALL), replace(holds(28, CALL), label="M.R."))
ONE = nurse(holds(27, CALL))
VENDOR = nurse(holds(21, RIDE_OFFER, role=Role.VENDOR), rostered=False)
SLOTS = (
    (Value.SLOT_1, datetime.fromisoformat("2026-09-09T14:30:00-04:00")),  # a Wednesday
    (Value.SLOT_2, datetime.fromisoformat("2026-09-10T09:00:00-04:00")),
    (Value.SLOT_3, datetime.fromisoformat("2026-09-11T09:00:00-04:00")),
)


def offered() -> Phone:
    """A patient who was offered three times."""
    phone = patient(SLOT_OFFER)
    return replace(phone, prompts=tuple(replace(one, times=SLOTS) for one in phone.prompts))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("27 give to Chandra", "27 give Chandra"),
        ("27 give Chandra", "27 give Chandra"),
        ("give 27 to Chandra", "27 give Chandra"),
        ("Please give 27 to RN Kim", "27 give RN Kim"),
        ("27 hand over to Kim please", "27 give Kim"),
        ("27 hand off to O'Brien", "27 give O'Brien"),
        ("27 assign to kim", "27 give kim"),
        ("27 give this to Kim", "27 give Kim"),
        ("27 give it to kim pls", "27 give kim"),
        ("GIVE 27 Kim", "27 give Kim"),
        ("27 give to Kim thanks", "27 give Kim"),
        ("give 27", "27 give"),
        ("27 give it away", "27 give"),
        ("27 remind me at 3", "27 snooze 09-08 15:00"),
        ("27 remind me 3p", "27 snooze 09-08 15:00"),
        ("remind me of 27 at 3pm", "27 snooze 09-08 15:00"),
        ("27 remind me in 2 hours", "27 snooze 09-08 12:30"),
        ("27 snooze 1h", "27 snooze 09-08 11:30"),
        ("snooze 27 30 min", "27 snooze 09-08 11:00"),
        ("snooze 27 until 2:15", "27 snooze 09-08 14:15"),
        ("27 remind me tomorrow 9a", "27 snooze 09-09 09:00"),
        ("27 remind me later", "27 when?"),
        ("27 snooze", "27 when?"),
        ("27 remind me next month", "27 when?"),
        ("resend 27", "27 resend"),
        ("27 resend", "27 resend"),
        ("27 send again", "27 resend"),
        ("27 resend please", "27 resend"),
        ("send 27 again", "27 resend"),
        ("27 resend link pls", "27 resend"),
        ("27 resend the card", "27 resend"),
        ("pls resend 27 once more", "27 resend"),
        ("who is on call", "on call"),
        ("Who's on call?", "on call"),
        ("on call?", "on call"),
        ("29 give to Kim", "29 not open: "),
        ("JS 1", "which 27"),
        ("J.S. left vm", "which 27"),
        ("mr 1", "which 28"),
        ("XY 1", "not read"),
    ],
)
def test_what_staff_ask_of_a_prompt(text: str, meant: str) -> None:
    """GIVE, SNOOZE and RESEND are of the prompt that is named; initials are asked about."""
    assert meaning(text, TWO) == [meant]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("remind me at 3", "27 snooze 09-08 15:00"),
        ("resend", "27 resend"),
        ("send it again please", "27 resend"),
        ("give to Kim", "27 give Kim"),
    ],
)
def test_without_a_code_it_is_the_only_one(text: str, meant: str) -> None:
    """What names no prompt is of the one that is open; with two of them it is asked which."""
    assert meaning(text, ONE) == [meant]
    assert meaning(text, TWO) == ["which 27 28"]


@pytest.mark.parametrize(
    "text",
    [
        *("27 give her a call", "27 give pt info", "27 give the meds", "give me a minute"),
        *("27 reminded pt of appt", "27 remind pt to call", "27 give instructions to family tmw"),
        *("27 assigned", "27 hand swollen", "27 give him his list", "27 give tylenol prn"),
        *("27 give pt a call", "27 give her the list", "27 gave meds", "27 give list to pt"),
        *("27 give to wife", "27 give tylenol to Kim", "27 give it to him", "27 give oxygen"),
        *("27 hand to mouth tremor", "27 assign to hospice", "27 give eliquis bid", "27 give time"),
    ],
)
def test_a_sentence_about_a_patient_gives_nothing_away(text: str) -> None:
    """What only begins like GIVE or SNOOZE is asked about, as everything that is no answer."""
    assert meaning(text, ONE) in (["27 not read"], ["not read"])


@pytest.mark.parametrize(
    "text",
    [
        *("27 remind me she has chest pain", "27 snooze chest pain", "27 give to Kim chest pain"),
        *("27 remind me: pt cant breathe, calling 911", "27 assign to Kim not breathing"),
    ],
)
def test_danger_behind_a_wish_is_heard(text: str) -> None:
    """What looks like GIVE or SNOOZE and tells of danger is danger, and gives nothing away."""
    (heard,) = listen(text, TWO, NOW)
    assert isinstance(heard, NotRead)
    assert heard.flag is not None


@pytest.mark.parametrize(
    "text",
    [
        *("27 4 left vm, 28 remind me 3p", "27 1, give 28 to Kim", "27 1; resend 28"),
        "27 4 lvm. 28 give to Kim",
    ],
)
def test_a_wish_behind_an_answer_is_of_its_own_prompt(text: str) -> None:
    """A second thing behind a comma is heard as well."""
    assert len(meaning(text, TWO)) == 2
    assert meaning(text, TWO)[1].startswith("28 ")


def test_a_wish_in_a_note_is_asked_about() -> None:
    """A note that names another prompt and a verb settles nothing."""
    assert meaning("27 1 give 28 to Kim", TWO) == ["27 not read"]
    assert meaning("27 1 28 remind me 3p", TWO) == ["27 not read"]


def test_a_wish_after_one_was_settled_is_asked_about() -> None:
    """A bare GIVE may mean the one that was settled a moment ago."""
    settled = replace(holds(28, CALL), closed_at=NOW - timedelta(seconds=1), label="M.R.")
    assert meaning("give to Kim", nurse(holds(27, CALL), settled)) == ["which 27"]


def test_a_vendor_gives_nothing_away() -> None:
    """GIVE and SNOOZE are of people on the roster: a vendor is asked what was meant."""
    assert meaning("21 give to Kim", VENDOR) == ["21 not read"]
    assert meaning("21 remind me at 3", VENDOR) == ["21 not read"]
    assert meaning("who is on call", VENDOR) != ["on call"]


def test_same_initials_are_both_named() -> None:
    """The initials "JS" may be J.S. or J.S.2: both codes are named, and nothing is recorded."""
    both = nurse(holds(27, CALL), replace(holds(28, CALL), label="J.S.2"))
    assert meaning("JS 1", both) == ["which 27 28"]
    assert meaning("JS2 1", both) == ["which 28"]


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        *(("thursday please", 2), ("the 2:30", 1), ("I'll take 2", 2), ("si la 2", 2)),
        *(("Wed", 1), ("at 2:30", 1), ("2:30 pm", 1), ("wednesday at 2:30 works", 1)),
        *(("tomorrow", 1), ("9/11", 3), ("fri 9/11 9a", 3), ("the friday one", 3)),
        *(("el jueves por favor", 2), ("viernes", 3), ("Yes 2", 2), ("Ok. 3", 3)),
        *(("the thursday one", 2), ("that thursday one please", 2), ("the one on friday", 3)),
        *(("the one at 2:30", 1), ("give me the friday one", 3), ("can we do thursday", 2)),
        *(("could I get the wednesday afternoon one please", 1), ("la del jueves", 2)),
        *(("el del viernes", 3), ("la del jueves por favor", 2), ("quiero la del jueves", 2)),
        *(("deme la del viernes", 3), ("el turno del viernes", 3), ("la cita del jueves", 2)),
        *(("la del miércoles a las 2:30", 1), ("el horario del jueves", 2), ("el día jueves", 2)),
        *(("wed afternoon", 1), ("lets do the 2:30p", 1), ("jueves a las 9", 2), ("2.30", 1)),
    ],
)
def test_a_patient_names_the_time(text: str, slot: int) -> None:
    """The one offered time that fits every word is the answer; its echo names it."""
    assert meaning(text, offered()) == [f"27 slot_{slot}"]


@pytest.mark.parametrize(
    "text",
    [
        *("9", "morning", "monday", "not thursday", "thursday?", "is thursday ok", "any", "2 or 3"),
        *("wed or thu", "thursday at 2:30", "is there anything friday", "thursday my son drives"),
        *("Good morning", "good afternoon", "I work thursday", "i will be at work tomorrow"),
        *(
            "thanks for the visit tomorrow",
            "i will be going tomorrow",
            "I take 2 at 9",
            "afternoon",
        ),
        *(
            "see you thursday",
            "tomorrow i work",
            "friday im busy",
            "good thursday",
            "will do friday",
        ),
        *("the monday one", "not the thursday one", "is the thursday one ok?", "la del lunes"),
        *("the thursday one my son drives", "the thursday one but later", "the morning one"),
        *("la de la mañana", "la del 11", "la última", "the last one", "can we do thursday?"),
        *("la del jueves pero más tarde", "no puedo la del jueves", "the one", "del jueves no"),
        *("next thursday", "before friday", "anytime but friday", "wed 9/10", "2:30 a.m."),
    ],
)
def test_a_time_that_is_not_clear_is_read_by_a_person(text: str) -> None:
    """Two times that fit, a word that is not known, a question: nothing is booked."""
    assert meaning(text, offered()) == ["words"]


def test_danger_beside_a_named_time_is_heard() -> None:
    """Danger beside a time is danger first."""
    assert "danger chest_pain" in meaning("thursday my chest hurts bad", offered())


@pytest.mark.parametrize(
    ("said", "ahead"),
    [
        *(("an hour", 60), ("half an hour", 30), ("45 minutes", 45), ("3", 270), ("11", 30)),
        *(("10:30", 720), ("noon", 90), ("1530", None), ("25", None), ("13:00", 150)),
        *(("0 min", None), ("mon", None), ("200 h", None), ("3 patients", None), ("", None)),
    ],
)
def test_a_reminder_is_the_next_such_moment(said: str, ahead: int | None) -> None:
    """A time without its half of the day is the next of the two; what is unsure is asked."""
    at = read_soon(said, now=NOW, zone=NEW_YORK)
    assert at == (None if ahead is None else NOW + timedelta(minutes=ahead))
