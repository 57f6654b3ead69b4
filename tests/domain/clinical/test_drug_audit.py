"""Our own table of products in all the ways a list writes them: the same, and what was changed.

Each run takes other products for other phrases, by a fixed draw.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from random import Random

import pytest

from domain.hospital.discharge import Medication
from tests.domain.clinical.audited_lines import (
    AUDIT,
    SHAPES,
    Taken,
    changed,
    drawn,
    on_the_shelf,
    plain,
    told,
    with_phrase,
)

SHELF = on_the_shelf()
PIECES = ("1", "2", "0.5")


def _shelf(seed: int) -> Iterator[Taken]:
    return cycle(Random(seed).sample(SHELF, len(SHELF)))  # noqa: S311 - the same draw each time


def _line(one: Taken) -> Medication:
    name, dose, often, route = plain(one)
    return Medication(name=name, dose=dose, frequency=often, route=route or None)


@pytest.mark.parametrize("kind", AUDIT["beside"])
def test_a_phrase_that_says_nothing_is_no_difference(kind: str) -> None:
    """What it is for, food, status, the order and how long, in each place of the line."""
    shelf, shown = _shelf(1), []
    for phrase in AUDIT["beside"][kind]:
        one = next(shelf)
        shown += [line for line in with_phrase(one, phrase) if any(told(_line(one), line))]
    assert shown == []


@pytest.mark.parametrize("kind", AUDIT["beside"])
def test_a_phrase_hides_no_change(kind: str) -> None:
    """Another strength, count, time or route is told with the phrase wherever it is without it."""
    shelf, hidden, tried = _shelf(2), [], 0
    for n, phrase in enumerate(AUDIT["beside"][kind]):
        one = next(shelf)
        others = [replace(one, often="twice"), replace(one, often="qod"), replace(one, count="2")]
        others += [replace(one, strength=other) for other in one.others[:1]]
        said = [(other, "") for other in others] + [(one, "rectally")] * (
            SHAPES[one.form][2] == "by mouth"
        )
        for other, route in said:
            bare = [*with_phrase(other, "", route=route)][n % 6]
            line = [*with_phrase(other, phrase, route=route)][n % 6]
            if all(told(_line(one), bare)):
                tried += 1
                hidden += [] if all(told(_line(one), line)) else [line]
    assert hidden == []
    assert tried > 3 * len(AUDIT["beside"][kind])


@pytest.mark.parametrize("kind", AUDIT["beside"])
@pytest.mark.parametrize("change", AUDIT["behind"])
def test_what_is_told_behind_a_phrase_is_read(kind: str, change: str) -> None:
    """A second dose, another time, or that it was stopped, behind words that say nothing."""
    swallowed = cycle([one for one in SHELF if one.piece in {"tablet", "capsule"}])
    behind, hidden = cycle(AUDIT["behind"][change]), []
    for phrase in AUDIT["beside"][kind]:
        one, said = next(swallowed), next(behind)
        name, dose, often, route = plain(one)
        said = f"{phrase}. {said.format(piece=one.piece)}"
        lines = (
            Medication(name=f"{name} take {dose} {route} {often} {said}"),
            Medication(name=name, dose=f"{dose} {route}", frequency=f"{often} {said}"),
        )
        hidden += [line for line in lines if not all(told(_line(one), line))]
    assert hidden == []


def test_two_ways_of_one_line_are_the_same_and_a_change_is_told() -> None:
    """Each product twice as lists write it; then one with another count, time or strength."""
    draw = Random(6)  # noqa: S311 - the same draw each time
    same: list[tuple[Medication, Medication]] = []
    missed: list[tuple[Medication, Medication]] = []
    for shelf in SHELF:
        counts = PIECES if shelf.form == "tablet" else PIECES[:1]
        one = replace(shelf, count=draw.choice(counts), often=draw.choice([*AUDIT["often"]]))
        first, second, other = drawn(one, draw), drawn(one, draw), drawn(changed(one, draw), draw)
        same += [(first, second)] if any(told(first, second)) else []
        missed += [] if all(told(first, other)) else [(first, other)]
    assert same == []
    assert missed == []
