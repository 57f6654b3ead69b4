"""What a text means on a patient's or caregiver's phone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.steps.equipment import EQUIPMENT_WORKS
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.interpretation import Danger
from domain.texting.interpreter import listen
from tests.domain.texting.phones import NOW, meaning, patient

SLOTS = patient(SLOT_OFFER)

CHOSEN = [
    ("1", "slot_1"), ("1.", "slot_1"), ("\u0661", "slot_1"), ("one", "slot_1"), ("uno", "slot_1"),
    ("27 1", "slot_1"), ("1 please", "slot_1"), ("option 2", "slot_2"), ("la 2", "slot_2"),
    ("the first one", "slot_1"), ("2nd", "slot_2"), ("second one please", "slot_2"),
    ("la primera", "slot_1"), ("La primera, por favor", "slot_1"), ("el segundo", "slot_2"),
    ("tercera", "slot_3"), ("ninguna", "none_fits"), ("none of these work", "none_fits"),
    ("no", "none_fits"), ("4 no puedo", "none_fits"),
]  # fmt: skip
FOR_A_PERSON = [
    "2 pm", "2:30 works", "el 2 de junio", "2 doesn't work for me", "1 no puedo", "3 days ago",
    "the first time I took it I felt odd", "yes", "si", "I", "list", "more", "who is this", "off",
    "27 what time is it", "27 who", "27 fix", "271", "first or second", "1 or 2", "me puede llamar",
    "was the clinic a wrong number?", "don't stop my lisinopril?",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), CHOSEN)
def test_choices_of_patients(text: str, value: str) -> None:
    """A patient answers the one question by digit, by word or by ordinal, in two languages."""
    assert meaning(text, SLOTS) == [f"27 {value}"]


@pytest.mark.parametrize("text", FOR_A_PERSON)
def test_words_of_patients(text: str) -> None:
    """What is no clear answer goes to a person, and books no visit."""
    assert meaning(text, SLOTS) == ["words"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[(text, "works") for text in ("s\u00ed", "si funciona", "yes it works", "works, thanks")],
        *[(text, "does_not_work") for text in ("no funciona", "no", "it doesn't work")],
    ],
)
def test_whether_it_works(text: str, value: str) -> None:
    """Yes and no are answers where the question has both."""
    assert meaning(text, patient(EQUIPMENT_WORKS)) == [f"27 {value}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cant breathe", ["danger breathing"]),
        ("2 but cant breathe", ["danger breathing", "27 slot_2"]),
        ("27 2 chest pain", ["danger chest_pain", "27 slot_2"]),
        ("3 days of chest pain", ["danger chest_pain"]),
        ("first cant breathe", ["danger breathing"]),
        ("STOP cant breathe", ["danger breathing", "reserved stop"]),
        ("stop. i have chest pain", ["danger chest_pain", "reserved stop"]),
        ("chest pain, please stop texting me", ["danger chest_pain", "reserved stop"]),
        ("the bleeding won't stop", ["danger bleeding"]),
        ("help I can't breathe", ["danger breathing"]),
        ("START. cant breathe", ["danger breathing", "reserved start"]),
        ("You have the wrong number. Call 911", ["danger asks_for_emergency", "wrong number"]),
        ("wrong number, cant breathe", ["danger breathing"]),
        ("27 who cant breathe", ["danger breathing"]),
    ],
)
def test_danger_comes_first_and_the_rest_after(text: str, told: list[str]) -> None:
    """The emergency line at once; STOP, a wrong number or a clear answer beside it counts too."""
    assert meaning(text, SLOTS) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("STOP", ["reserved stop"]),
        ("Stop, I moved away", ["reserved stop"]),
        ("1\nSTOP", ["reserved stop"]),
        ("por favor dejen de mandarme mensajes", ["reserved stop"]),
        ("wrong number, stop", ["reserved stop", "wrong number"]),
        ("wrong number", ["wrong number"]),
        ("ok", []),
        ("Gracias!", []),
    ],
)
def test_what_asks_for_no_answer(text: str, told: list[str]) -> None:
    """Reserved words come before the question; courtesy disturbs nobody."""
    assert meaning(text, SLOTS) == told


def test_two_patients_on_one_phone() -> None:
    """By code each is answered, also in one text; a bare answer to two is asked about."""
    shared = patient(SLOT_OFFER, EQUIPMENT_WORKS)
    assert meaning("28 1", shared) == ["28 works"]
    assert meaning("27 2, 28 2", shared) == ["27 slot_2", "28 does_not_work"]
    assert meaning("2", shared) == ["which 27 28"]
    assert meaning("27 2, 28 maybe later", shared) in (["27 slot_2", "words"], ["words"])
    assert meaning("27 2\n28 maybe later", shared) == ["27 slot_2", "words"]


@given(st.text(max_size=60))
def test_danger_is_first_whatever_else_is_said(text: str) -> None:
    """Whatever stands around it, the emergency line is the first thing that follows."""
    first, *rest = listen(f"{text}. cant breathe", SLOTS, NOW)
    assert isinstance(first, Danger)
    assert not any(isinstance(one, Danger) for one in rest)


BOTH = patient(SLOT_OFFER, EQUIPMENT_WORKS)
CLOSED = replace(
    SLOTS,
    prompts=tuple(
        replace(one, closed_at=NOW - timedelta(minutes=5), closed_words="J.S.: done")
        for one in SLOTS.prompts
    ),
)


@pytest.mark.parametrize(
    "text", ["27 1 and my pills ran low", "27 hours and nobody called", "27 who drives me there"]
)
def test_words_behind_a_closed_code_are_read(text: str) -> None:
    """That the code takes no answer is said, and what stands behind it goes to a person."""
    assert meaning(text, CLOSED) == ["27 not open: J.S.: done", "words"]


@pytest.mark.parametrize(
    "text",
    ["1 but I need help with the stairs", "2 y quien me lleva", "1 who is going to bring me"],
)
def test_words_beside_a_choice_that_is_asked_about_are_read(text: str) -> None:
    """Which question is meant is asked; the rest is not lost by it."""
    assert meaning(text, BOTH) == ["which 27 28", "words"]


@pytest.mark.parametrize("text", ["1", "2 thanks", "1 please", "2!"])
def test_a_choice_alone_is_only_asked_about(text: str) -> None:
    """Nobody is disturbed by a digit and courtesy."""
    assert meaning(text, BOTH) == ["which 27 28"]
    assert meaning(f"27 {text}", CLOSED) == ["27 not open: J.S.: done"]


@pytest.mark.parametrize("text", ["ok help", "thanks help", "ayuda gracias", "help thank you"])
def test_who_asks_for_help_is_no_courtesy(text: str) -> None:
    """Thanks beside it do not hide it: a person reads."""
    assert meaning(text, SLOTS) == ["words"]


@pytest.mark.parametrize(
    "text", ["thanks for the help", "gracias por su ayuda", "thank you for all your help"]
)
def test_thanks_for_help_are_courtesy(text: str) -> None:
    """Nobody is asked for anything."""
    assert meaning(text, SLOTS) == []


@pytest.mark.parametrize(
    "mark", ['liked "', "Liked \u201c", '\U0001f44d to "', ":A\xab", "Me gust\xf3 \u201c"]
)
def test_a_mark_of_a_reaction_hides_no_danger_behind_it(mark: str) -> None:
    """Only what is quoted to its end is ours; behind an open mark somebody may be in need."""
    first, *_ = listen(f"{mark}. cant breathe", SLOTS, NOW)
    assert isinstance(first, Danger)
