"""One line of one list against several of the other: doses of a day or week, parts of a product."""

import pytest

from domain.clinical.drugs.kinds import Danger
from domain.clinical.medications import Comparison
from domain.words.phrasebook import worded
from tests.domain.clinical.written_lines import both_ways, pairs, written


def _both_ways(text: str) -> tuple[Comparison, Comparison]:
    """Two lists, of which the lines of either stand with ` & ` between them."""
    one, other = (tuple(map(written, said.split(" & "))) for said in text.split(" == "))
    return both_ways(one, other)


@pytest.mark.parametrize("text", pairs("same_joined.txt"))
def test_lines_that_come_to_the_same_are_nothing_to_settle(text: str) -> None:
    """Doses at times of their own, and each part of a combination as it stands in it."""
    assert [found.to_settle for found in _both_ways(text)] == [(), ()]


@pytest.mark.parametrize("text", pairs("other_joined.txt"))
def test_a_part_that_is_another_missing_or_twice_is_told(text: str) -> None:
    """Another dose, day, strength, salt or release of a part, or the product beside its part."""
    assert all(found.to_settle for found in _both_ways(text))


def test_a_combination_and_its_parts_are_shown_as_the_least_danger() -> None:
    """Whoever reads the lists sees that the products are others, and has nothing to decide."""
    there, back = _both_ways("Hyzaar 100/25 daily == losartan 100 mg daily & HCTZ 25 mg daily")
    for found in (there, back):
        assert [one.danger for one in found.differences] == [Danger.LEAST, Danger.LEAST]
        assert all("the same is taken" in worded(one.reason) for one in found.differences)
