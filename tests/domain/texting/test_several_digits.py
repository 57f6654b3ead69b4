"""A question that takes several digits: with commas they are one answer, else somebody is asked."""

from dataclasses import replace
from datetime import datetime
from itertools import permutations

import pytest

from domain.asking.choices import Value
from domain.asking.kind import Kind
from domain.steps.catalogue import kinds
from domain.steps.contact import CALL
from domain.texting.agreement import agreed
from domain.texting.interpretation import Answered, PromptOnPhone
from domain.texting.lines import read
from domain.texting.reply_grammar import Chosen, Incomplete, choose, split
from tests.domain.examples import NEW_YORK
from tests.domain.several import NEEDS
from tests.domain.texting.phones import holds

NOW = datetime.fromisoformat("2026-09-08T10:30:00-04:00")  # a Tuesday
MENU = Kind("menu", Value.SYMPTOMS, Value.MEDICINES, first=3)


def told(body: str, kind: Kind = NEEDS) -> tuple[tuple[int, ...], str] | Value | None:
    """The digits and the note; of what is incomplete, which choice; nothing: it is asked back."""
    heard = choose(body, kind.choices, now=NOW, zone=NEW_YORK)
    match heard:
        case Chosen(choice=choice, also=also, note=note):
            return (choice.digit, *(one.digit for one in also)), note
        case Incomplete(choice=choice):
            return choice.value
        case None:
            return None


TABLE: list[tuple[str, tuple[tuple[int, ...], str] | Value | None]] = [
    ("2", ((2,), "")),
    ("2,4", ((2, 4), "")),
    ("2, 4", ((2, 4), "")),
    ("2 , 4.", ((2, 4), "")),
    ("2,4 note", ((2, 4), "note")),
    ("2,4: no pharmacy near", ((2, 4), "no pharmacy near")),
    ("4,2", ((2, 4), "")),
    ("1,2,3 out since friday morning", ((1, 2, 3), "out since friday morning")),
    ("2,2", ((2,), "")),
    ("2,4 yest 4:50p", ((2, 4), "")),
    ("2 3 lb up", ((2,), "3 lb up")),
    ("2, 3 lb up", ((2,), "3 lb up")),
    ("2,4, 3 pills left", ((2, 4), "3 pills left")),
    ("2,5 moved to her son", ((2, 5), "moved to her son")),
    ("2,5", Value.DECLINED),
    ("7", ((7,), "")),
    ("2 4", None),
    ("2 and 4", None),
    ("2 & 4", None),
    ("2/4", None),
    ("2;4", None),
    ("2.4", None),
    ("2,4 1", None),
    ("2,4 or 1", None),
    ("2,9", None),
    ("2,7", None),
    ("7,2", None),
    ("2,4,7", None),
    ("2,6 fri 10:15a", None),
    ("2,4?", None),
]


@pytest.mark.parametrize(("body", "means"), TABLE)
def test_what_several_digits_mean(
    body: str, means: tuple[tuple[int, ...], str] | Value | None
) -> None:
    """With commas all of them, and a note behind; what could be meant otherwise is asked back."""
    assert told(body) == means


def test_behind_a_code_as_without() -> None:
    """The code is cut off first: a comma within the digits begins no other answer."""
    assert [(one.code, told(one.body)) for one in split("28 2,4 note, 29 1")] == [
        (28, ((2, 4), "note")),
        (29, ((1,), "")),
    ]


def test_in_any_order_it_is_one_answer() -> None:
    """The first is the lowest, so that two who say the same say the same."""
    for order in permutations("1234"):
        assert told(",".join(order)) == ((1, 2, 3, 4), "")


def test_a_digit_that_counts_is_no_second_choice() -> None:
    """Where several are given with commas; elsewhere, and behind what stands alone, it is asked."""
    assert told("2 3 lb up") == ((2,), "3 lb up")
    assert told("7 3 lb up") is None
    for body in ("2 3 lb up", "2 3", "2,3"):
        assert told(body, CALL) is None


def test_digits_may_begin_later() -> None:
    """A menu behind a question of two has none of its digits."""
    assert [choice.digit for choice in MENU.choices] == [3, 4]
    assert told("1", MENU) is None
    assert told("4", MENU) == ((4,), "")


def test_which_questions_take_several() -> None:
    """Of all others one digit is the answer, as their texts say."""
    every = kinds().items()
    several = {name for name, kind in every if any(one.beside for one in kind.choices)}
    assert several == {"call_detail", "meds_access"}


def _asked() -> PromptOnPhone:
    return replace(holds(28, CALL), choices=NEEDS.choices)


def test_what_is_said_twice_is_one_answer_and_what_differs_is_asked() -> None:
    """Two lines to one code: the same digits, whatever their order, else which is meant."""
    same = tuple(read(_asked(), body, NOW) for body in ("2,4", "4,2"))
    assert [type(one) for one in agreed(same)] == [Answered]
    other = tuple(read(_asked(), body, NOW) for body in ("2,4", "2"))
    assert not any(isinstance(one, Answered) for one in agreed(other))
