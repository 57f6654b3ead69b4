"""A nurse's words of somebody's wish: whose it is by their initials, and what is none."""

from dataclasses import replace

import pytest

from domain.steps.contact import CALL
from domain.texting.interpretation import Answered
from domain.texting.interpreter import listen
from domain.texting.leaving.told_no import told_no
from tests.domain.texting.phones import NOW, holds, meaning, nurse

ROBERTS = replace(holds(28, CALL), label="M.R.", episode="ep-2")
TWO = nurse(replace(holds(27, CALL), episode="ep-1"), ROBERTS)
SAME = nurse(
    replace(holds(27, CALL), label="M.R.", episode="ep-1"), replace(ROBERTS, label="M.R.2")
)
OWN, ASKED = "reserved stop", "no more texts patient"


@pytest.mark.parametrize(
    "text",
    [
        *("MR says stop texting", "M.R. says stop texting", "mr wants no more texts"),
        *("MR: no more texts", "MR doesnt want texts", "spoke w MR, wants no more texts"),
        *("stop texting MR", "no more texts for M.R.", "take MR off the texts", "opt MR out"),
        *(
            "per MR stop texting",
            "MR asked me to stop texting her",
            "MR would like the texts to stop",
        ),
        *("Called MR - she wants the texts to stop", "MR dice que no mas mensajes"),
    ],
)
def test_initials_of_one_open_prompt_say_whose_no_it_is(text: str) -> None:
    """It is that patient's, and never stops the phone of whoever tells of it."""
    assert meaning(text, TWO) == ["28 no more texts patient"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Mr. Roberts asked us to quit texting",
            "Mrs Smith says stop texting",
            "SP says stop texting",
        ),
        *(
            "Roberts said stop texting",
            'Mr. Roberts told me "stop texting me"',
            "client wants no texts",
        ),
        *(
            "pt wants texts to stop",
            "JS and MR want no more texts",
            "both 27 and 28 want no more texts",
        ),
        *("la paciente ya no quiere mensajes", "got a call from Mr Roberts, stop texting"),
        *(
            "MR may want to opt out",
            "MR wants it to stop, the texting",
            "JS's and MR's wives say no texts",
        ),
    ],
)
def test_a_no_of_nobody_who_is_known_is_asked_about(text: str) -> None:
    """It is told to a person and asked about; the writer's phone goes on."""
    assert meaning(text, TWO)[0].startswith("no more texts patient")


def test_initials_that_two_have_are_asked_about() -> None:
    """Nor are those that nobody has taken for the one patient on the phone."""
    assert meaning("MR says stop texting", SAME) == [ASKED]
    assert meaning("MR2 says stop texting", SAME) == ["28 no more texts patient"]
    assert meaning("XY says stop texting", nurse(ROBERTS)) == [ASKED]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "stop",
            "Stop texting",
            "quit texting",
            "I want no more texts",
            "no more texts",
            "opt out",
        ),
        *(
            "this is RN Kim, stop texting me",
            "MR is fine, stop texting me",
            "I said stop texting me",
        ),
        *("i no longer work there, stop texting me", "ok stop texting me", "stop all texts"),
    ],
)
def test_the_writers_own_no_stays_theirs(text: str) -> None:
    """Who names nobody, or says me, leaves."""
    assert meaning(text, TWO) == [OWN]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27 1 good. MR wants no more texts", ["27 spoke_well", "28 no more texts patient"]),
        ("27 1 MR wants no more texts", ["27 spoke_well", "28 no more texts patient"]),
        ("27 4 lvm. M.R. said stop texting", ["27 no_answer", "28 no more texts patient"]),
        ("27 MR wants no more texts", [ASKED]),
        ("27 SP's wife doesn't want texts either", ["no more texts patient caregiver"]),
        ("27 1 my other pt wants no more texts", [ASKED]),
        ("27 1 good. Mr Roberts wants no more texts", [ASKED]),
        ("27 1 JS and MR want no more texts", [ASKED]),
        ("27 1 MR called. She wants no more texts", [ASKED]),
        ("27 and MR want no more texts", [ASKED]),
        ("27 1. Also 28 no more texts", ["27 not read"]),
        ("27 JS wants no more texts", ["27 no more texts patient"]),
        ("27 1 JS wants no more texts", ["27 spoke_well"]),
        ("27 1 good. Mr Smith wants no more texts", ["27 spoke_well"]),
        ("27 1 PT/OT set up. Pt wants no more texts", ["27 spoke_well"]),
        ("27 1 per Dr Roberts stop lasix. pt wants no more texts", ["27 spoke_well"]),
        ("27 1 hx MR and TR, stable", ["27 spoke_well"]),
    ],
)
def test_another_patients_no_is_not_the_codes(text: str, expected: list[str]) -> None:
    """Initials beside a code are that patient's no, or it is asked whose."""
    assert meaning(text, TWO) == expected


def test_a_no_of_another_leaves_the_note() -> None:
    """What is kept with the answer says nothing of texts: its episode would read it as a no."""
    answered = listen("27 1 good. MR wants no more texts", TWO, NOW)[0]
    assert isinstance(answered, Answered)
    assert answered.chosen.note == "good"


@pytest.mark.parametrize(
    "note",
    [
        *(
            "opted out of hospice",
            "pt opted out of home PT",
            "opted out of chemo",
            "opts out of PT",
        ),
        *("opted out of the trial", "wants to opt out of therapy", "opted her out of hospice"),
        *("refuses home health", "doesn't want the walker", "unsubscribed from the meal program"),
        *(
            "withdrew consent for surgery",
            "revoked consent to release records",
            "optout of vaccine",
        ),
        *("doesnt want texts to stop", "opted out of flu shot, fine w texts"),
    ],
)
def test_something_else_was_declined(note: str) -> None:
    """Hospice, a trial, a walker: none of it is a no to our texts."""
    assert told_no(note) is None


@pytest.mark.parametrize(
    "note",
    [
        *(
            "wants pharmacy to stop texting",
            "wants insurance texts to stop",
            "no more texts from CVS",
        ),
        *("stop messages on BP cuff", "declined texts? no she is fine with it"),
    ],
)
def test_texts_of_others_are_asked_about(note: str) -> None:
    """They may be others' texts that somebody is tired of."""
    told = told_no(note)
    assert told is not None
    assert not told.sure


@pytest.mark.parametrize(
    "note",
    [
        *(
            "opted out",
            "opted out of texts",
            "opted out of the texting program",
            "opted out of this",
        ),
        *("revoked consent", "withdrew consent to be texted", "opted out of all messages"),
    ],
)
def test_our_texts_were_declined(note: str) -> None:
    """Named or not, they are ours."""
    told = told_no(note)
    assert told is not None
    assert told.sure
