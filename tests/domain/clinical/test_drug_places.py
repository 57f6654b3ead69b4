"""Lines of one drug as a nursing home, a clinic, a hospital, a pharmacy and a family write it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count as numbers
from itertools import islice

import pytest

from domain.clinical.drugs.reading import read_drug
from domain.clinical.drugs.tables import BRANDS, IN_SPANISH
from domain.clinical.medications import compare
from domain.hospital.discharge import Medication, Medications
from tests.domain.clinical.written_lines import one_line_each, pairs, written
from tests.pace import in_floors

LONG, SHORT = 200, 50
"""Lines of a list: the most that are taken, and a quarter of them."""
FLOORS = 18.0
"""So many times the floor may two full lists take whose every word is new: 9 to 13 were measured
on a machine that was busy, a floor of some 10 ms."""
AGAIN = 4.0
"""And the same words with other codes: 1 to 1.6 were measured."""
GROWTH = 1.7
"""What four times the lines may cost beside four times the time: a square would cost four."""


def _told(text: str) -> tuple[int, int]:
    """How many differences are told, either way round."""
    there, back = one_line_each(text)
    return len(there.differences), len(back.differences)


@pytest.mark.parametrize("text", pairs("same_places.txt"))
def test_whoever_writes_it_the_drug_is_the_same(text: str) -> None:
    """Whose list it is makes no difference, nor its language, numerals, table or percent."""
    assert _told(text) == (0, 0)


@pytest.mark.parametrize("text", pairs("other_places.txt"))
def test_what_looks_alike_and_is_another_is_told(text: str) -> None:
    """A salt that matters, a concentration, a numeral, a time: both ways round."""
    assert all(_told(text))


@pytest.mark.parametrize("name", sorted(IN_SPANISH))
def test_spanish_words_are_no_names_of_drugs(name: str) -> None:
    """A phrase that directs in one language names nothing in a line of the other."""
    assert name not in BRANDS
    said = read_drug(Medication(name="lisinopril 10 mg", dose=f"1 {name}"))
    assert said.ingredients == ("lisinopril",)


def _numbered(count: int, lines: Iterator[Medication]) -> tuple[Medication, ...]:
    """So many lines of which no two are written alike, so that none is remembered."""
    return tuple(islice(lines, count))


_NEVER_READ = numbers()
"""So many lines were made: written in blanks behind a line, it makes its words new."""


def _lines(mark: str) -> Iterator[Medication]:
    texts = [side for text in pairs("same_places.txt") for side in text.split(" == ")]
    for n in range(10_000):
        new = "".join(" \t"[int(bit)] for bit in f"{next(_NEVER_READ):b}")
        line = written(texts[n % len(texts)])
        parts = (line.name, line.dose, line.frequency)
        name, dose, frequency = (f"{one}{new}" if one else one for one in parts)
        yield replace(line, name=name or "", dose=dose, frequency=frequency, rxcui=f"{mark}{n}")


def _work(count: int, mark: str) -> Callable[[], object]:
    """Two lists compared, at each call of words that were never read before."""
    times = numbers()

    def once() -> None:
        at = next(times)
        before = _numbered(count, _lines(f"{mark}{at}b"))
        after = _numbered(count, _lines(f"{mark}{at}a"))
        compare(Medications(before_admission=before, at_discharge=after))

    return once


def test_two_full_lists_are_compared_at_once_and_in_linear_time() -> None:
    """200 lines against 200 that were never read before: a few floors of work, and no square."""
    _work(LONG, "warm")()
    short, long = in_floors(_work(SHORT, "short")), in_floors(_work(LONG, "long"))
    assert long < FLOORS
    assert long < GROWTH * LONG / SHORT * short


def test_words_that_were_read_are_not_read_again_for_another_code() -> None:
    """Two lists write most lines alike, each with its own code or none: that is next to no work."""
    lines, codes = _numbered(LONG, _lines("again")), numbers()
    compare(Medications(before_admission=lines, at_discharge=lines))

    def recoded() -> None:
        other = tuple(replace(line, rxcui=f"{next(codes)}") for line in lines)
        compare(Medications(before_admission=lines, at_discharge=other))

    assert in_floors(recoded) < AGAIN
