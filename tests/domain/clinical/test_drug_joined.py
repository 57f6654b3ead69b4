"""One line of one list against several of the other: doses of a day or week, parts of a product."""

from pathlib import Path

import pytest

from domain.clinical.drugs.kinds import Danger
from domain.clinical.medications import Comparison, compare
from domain.hospital.discharge import Medication, Medications

LINES = Path(__file__).parent / "drug_lines"


def _pairs(file: str) -> list[str]:
    lines = (LINES / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if " == " in line and not line.startswith("#")]


def _list(said: str) -> tuple[Medication, ...]:
    return tuple(map(_line, said.split(" & ")))


def _line(said: str) -> Medication:
    name, dose, frequency, route = [part.strip() or None for part in f"{said}|||".split("|")][:4]
    return Medication(name=name or "", dose=dose, frequency=frequency, route=route)


def _both_ways(text: str) -> list[Comparison]:
    one, other = map(_list, text.split(" == "))
    return [
        compare(Medications(before_admission=a, at_discharge=b))
        for a, b in ((one, other), (other, one))
    ]


@pytest.mark.parametrize("text", _pairs("same_joined.txt"))
def test_lines_that_come_to_the_same_are_nothing_to_settle(text: str) -> None:
    """Doses at times of their own, and each part of a combination as it stands in it."""
    assert [found.to_settle for found in _both_ways(text)] == [(), ()]


@pytest.mark.parametrize("text", _pairs("other_joined.txt"))
def test_a_part_that_is_another_missing_or_twice_is_told(text: str) -> None:
    """Another dose, day, strength, salt or release of a part, or the product beside its part."""
    assert all(found.to_settle for found in _both_ways(text))


def test_a_combination_and_its_parts_are_shown_as_the_least_danger() -> None:
    """Whoever reads the lists sees that the products are others, and has nothing to decide."""
    there, back = _both_ways("Hyzaar 100/25 daily == losartan 100 mg daily & HCTZ 25 mg daily")
    for found in (there, back):
        assert [one.danger for one in found.differences] == [Danger.LEAST, Danger.LEAST]
        assert all("the same is taken" in one.reason for one in found.differences)
