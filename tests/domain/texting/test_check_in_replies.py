"""What families answer to "how are you today", and what of it is no answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.asking.kind import Kind
from domain.steps.check_in_kinds import CHECK_IN, CHECK_IN_MENU
from domain.steps.visit_slots import SLOT_OFFER
from domain.texting.interpretation import Phone, PromptOnPhone
from tests.domain.texting.phones import NOW, meaning, patient

HOW, WHAT = patient(CHECK_IN), patient(CHECK_IN_MENU)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def shown(code: int, kind: Kind, ago: timedelta, closed: timedelta | None = None) -> PromptOnPhone:
    """A question of long ago, closed so long ago."""
    (one,) = patient(kind).prompts
    closed_at = None if closed is None else NOW - closed
    return replace(one, id=f"p{code}", code=code, shown_at=NOW - ago, closed_at=closed_at)


def phone(*prompts: PromptOnPhone) -> Phone:
    """A phone with these."""
    return replace(HOW, prompts=prompts)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, "fine") for text in ("1", "1.", "Fine", "ok", "Okay", "good", "Good thanks")),
        *((text, "fine") for text in ("I'm good", "all good", "bien", "Estoy bien", "Sí", "1 ok")),
        *((text, "not_fine") for text in ("2", "Not ok", "not good", "no", "bad", "mal", "Peor")),
        *((text, "not_fine") for text in ("no estoy bien", "tengo un problema", "no")),
    ],
)
def test_how_they_are_is_understood(text: str, value: str) -> None:
    """By digit or in a word or two, in both languages."""
    assert meaning(text, HOW) == [f"27 {value}"]


@pytest.mark.parametrize("text", ["thank you", "gracias", "god bless", "thx"])
def test_courtesy_stays_courtesy(text: str) -> None:
    """Thanks say nothing of how somebody is."""
    assert meaning(text, HOW) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", "symptoms"), ("sick", "symptoms"), ("4", "medicines"), ("medicina", "medicines"),
        ("5", "follow_up"), ("6", "ride"), ("7", "equipment"), ("equipo", "equipment"),
        ("8", "other"),
    ],
)  # fmt: skip
def test_what_it_is_is_understood(text: str, value: str) -> None:
    """3 to 8 and nothing else: a late 1 or 2 is none of them."""
    assert meaning(text, WHAT) == [f"27 {value}"]


@pytest.mark.parametrize("text", ["1", "2", "9"])
def test_a_late_digit_never_means_its_opposite(text: str) -> None:
    """To the menu the digits of the check-in are words for a person."""
    assert meaning(text, WHAT) == ["words"]


@pytest.mark.parametrize("text", ["1, chest pain all night", "1 pero me duele el pecho"])
def test_danger_beside_a_digit_alarms_and_nobody_is_glad(text: str) -> None:
    """Fine with danger words is not fine: the alarm is all that is heard."""
    assert meaning(text, HOW) == ["danger chest_pain"]


def test_who_feels_sick_in_words_is_called_today() -> None:
    """It is a sign for a nurse's call, whatever was asked."""
    assert meaning("me siento mal", HOW) == ["danger pain_or_worse"]
    assert meaning("feel sick", WHAT) == ["danger pain_or_worse", "27 symptoms"]


def test_a_story_beside_a_digit_is_read() -> None:
    """The digit counts, the words go to the nurse; "but" takes it back."""
    assert meaning("1 slept well and walked to church", HOW) == [
        "27 fine",
        "words",
    ]
    assert meaning("2 my knee hurts a bit", HOW)[-1] == "words"
    assert meaning("1 but my leg itches", HOW) == ["words"]
    assert meaning("3 since yesterday evening", WHAT)[-1] == "words"


@pytest.mark.parametrize("text", ["HELP", "help", "Ayuda"])
def test_help_of_who_is_asked_is_no(text: str) -> None:
    """Beside the help text it counts as not fine; where nothing asks how they are it does not."""
    assert meaning(text, HOW) == ["reserved help", "27 not_fine"]
    assert meaning(text, patient(SLOT_OFFER)) == ["reserved help"]
    assert meaning(text, WHAT) == ["reserved help"]


def test_of_two_patients_nobody_knows_who_needs_help() -> None:
    """Then the help text alone: neither is taken for the other."""
    both = phone(shown(27, CHECK_IN, _HOUR), replace(shown(28, CHECK_IN, _HOUR), episode="e2"))
    assert meaning("HELP", both) == ["reserved help"]


def test_the_digit_of_one_that_has_closed_is_words() -> None:
    """With nothing else to answer, a person reads it."""
    assert meaning("1", phone(shown(27, CHECK_IN, 3 * _DAY, _DAY))) == ["words"]


def test_a_text_that_was_on_its_way_is_not_read_as_the_next_ones() -> None:
    """Written before the newer one was shown: it meant the older one, which has closed."""
    newer = replace(shown(28, CHECK_IN, _HOUR), shown_at=NOW + _HOUR)
    assert meaning("1", phone(shown(27, CHECK_IN, 3 * _DAY, _DAY), newer)) == ["words"]


def test_who_left_one_unanswered_answers_the_next() -> None:
    """Silence is usual: whoever has the newer one before them is not asked which one they mean."""
    older = shown(27, CHECK_IN, 3 * _DAY, _DAY)
    assert meaning("1", phone(older, shown(28, CHECK_IN, _HOUR))) == ["28 fine"]
    menu = shown(27, CHECK_IN_MENU, _DAY)
    assert meaning("1", phone(menu, shown(28, CHECK_IN, _HOUR))) == ["28 fine"]
    assert meaning("4", phone(menu, shown(28, CHECK_IN, _HOUR))) == ["27 medicines"]
    closed = shown(27, CHECK_IN_MENU, _DAY, _HOUR)
    assert meaning("4", phone(closed, shown(28, CHECK_IN, _HOUR))) == ["words"]


def test_a_digit_that_fits_a_time_too_is_asked_about() -> None:
    """Beside an offer of times 1 has two meanings."""
    both = phone(shown(27, SLOT_OFFER, _DAY), shown(28, CHECK_IN, _HOUR))
    assert meaning("1", both) == ["which 27 28"]
