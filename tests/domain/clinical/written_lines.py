"""Lines of drugs as the files of `drug_lines` write them: `name | dose | frequency | route`.

Two lists stand with ` == ` between them.
"""

from pathlib import Path

from domain.clinical.medications import Comparison, compare
from domain.hospital.discharge import Medication, Medications

LINES = Path(__file__).parent / "drug_lines"


def pairs(file: str) -> list[str]:
    """The pairs of a file, without what is said about them."""
    lines = (LINES / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if " == " in line and not line.startswith("#")]


def written(said: str) -> Medication:
    """One line."""
    name, dose, frequency, route = [part.strip() or None for part in f"{said}|||".split("|")][:4]
    return Medication(name=name or "", dose=dose, frequency=frequency, route=route)


def both_ways(
    one: tuple[Medication, ...], other: tuple[Medication, ...]
) -> tuple[Comparison, Comparison]:
    """Two lists, compared either way round."""
    there = compare(Medications(before_admission=one, at_discharge=other))
    return there, compare(Medications(before_admission=other, at_discharge=one))


def one_line_each(text: str) -> tuple[Comparison, Comparison]:
    """A pair of lists of one line, compared either way round."""
    one, other = ((written(said),) for said in text.split(" == "))
    return both_ways(one, other)


def to_settle(text: str) -> tuple[int, int]:
    """How many differences are to be settled, either way round."""
    there, back = one_line_each(text)
    return len(there.to_settle), len(back.to_settle)
