"""Siblings of what strangers wrote that was read wrong: equal lines, and what looks like them."""

from pathlib import Path

import pytest

from domain.clinical.medications import compare
from domain.hospital.discharge import Medication, Medications

LINES = Path(__file__).parent / "drug_lines"


def _pairs(file: str) -> list[str]:
    lines = (LINES / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if " == " in line and not line.startswith("#")]


def _line(said: str) -> Medication:
    name, dose, frequency, route = [part.strip() or None for part in f"{said}|||".split("|")][:4]
    return Medication(name=name or "", dose=dose, frequency=frequency, route=route)


def _told(text: str) -> tuple[int, int]:
    """How many differences are to be settled, either way round."""
    one, other = map(_line, text.split(" == "))
    lists = ((one, other), (other, one))
    found = [compare(Medications(before_admission=(a,), at_discharge=(b,))) for a, b in lists]
    return len(found[0].to_settle), len(found[1].to_settle)


@pytest.mark.parametrize("text", _pairs("same_strangers.txt"))
def test_what_a_stranger_wrote_in_another_way_is_the_same(text: str) -> None:
    """A count behind the product, days on and off, a drug that tells when: nothing to settle."""
    assert _told(text) == (0, 0)


@pytest.mark.parametrize("text", _pairs("other_strangers.txt"))
def test_what_only_looks_like_it_is_told(text: str) -> None:
    """Another count, cycle, rate or drug beside the same words is never passed over."""
    assert all(_told(text))
