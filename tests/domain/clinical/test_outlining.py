"""What an episode carries of a discharge tells what decides, and no words of a hospital's."""

from dataclasses import replace

import pytest

from domain.clinical.outline import EquipmentOutline, Outline
from domain.clinical.outlining import outline_of
from domain.hospital.discharge import EquipmentItem, PrimaryCare
from tests.keys import TOKENS
from tests.stories.people import at, home

HOSTILE = "walker for Jane Smith 617-555-0123 on rivaroxaban"


def outline(*items: EquipmentItem, urgent_items: tuple[str, ...] = ()) -> Outline:
    """Of somebody who was ordered these, and has a doctor."""
    care = PrimaryCare(clinic="riverside-family", clinician="Dr. Ann Lee")
    discharge = home(equipment=items, primary_care=care)
    return outline_of(discharge, 1, TOKENS, urgent_items=urgent_items)


def item(words: str, *, urgent_items: tuple[str, ...] = ()) -> EquipmentOutline:
    """The only one."""
    (found,) = outline(EquipmentItem(item=words), urgent_items=urgent_items).equipment
    return found


def test_no_words_of_an_item_or_of_a_clinician_s_name_are_carried() -> None:
    """Its kind and its time are, that somebody is named, and that it was taken back."""
    told = EquipmentItem(item=HOSTILE, needed_by=at("2026-09-08 18:00"))
    found = outline(told, replace(told, withdrawn=True))
    said = repr(found).casefold()
    assert not [one for one in ("smith", "555", "rivaroxaban", "ann lee") if one in said]
    assert [(one.kind, one.needed_by, one.withdrawn) for one in found.equipment] == [
        ("walker", told.needed_by, False),
        ("walker", told.needed_by, True),
    ]
    assert found.primary_care.has_clinician
    assert not outline_of(home(), 1, TOKENS, urgent_items=()).primary_care.has_clinician


def test_items_are_told_apart_by_their_words_and_two_of_one_by_their_place() -> None:
    """Case is none of the words; each has its number in the account."""
    walker, again, bed = outline(
        EquipmentItem(item="walker"), EquipmentItem(item="Walker"), EquipmentItem(item="bed")
    ).equipment
    assert (walker.token == again.token, walker.token == bed.token) == (True, False)
    assert [one.number for one in (walker, again, bed)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("words", "named", "grave", "unknown"),
    [
        ("home oxygen concentrator", (), True, False),
        ("wound vac", (), False, False),
        ("KCI vac", ("wound vac",), True, False),
        ("Breathe-O-Matic 3000", (), False, True),
        ("Breathe-O-Matic 3000", ("breathe-o-matic",), True, True),
        ("walker", ("wound vac",), False, False),
    ],
)
def test_how_grave_it_is_stands_there_when_it_is_told(
    words: str, named: tuple[str, ...], *, grave: bool, unknown: bool
) -> None:
    """By the table, or by what the pathway names."""
    found = item(words, urgent_items=named)
    assert (found.grave, found.unknown) == (grave, unknown)


def test_an_order_that_speaks_of_hospice_says_so() -> None:
    """Whoever opens a card hears of it, without the words."""
    assert item("Hospice comfort kit").of_hospice
    assert not item("hospital bed").of_hospice
