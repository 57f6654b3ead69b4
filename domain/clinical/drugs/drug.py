"""A line of a drug list as fields: what can be compared, one by one."""

from dataclasses import dataclass, field
from typing import NamedTuple

from domain.hospital.discharge import Medication
from domain.words.phrasebook import all_of, phrase

INSULIN = "insulin"
_PLACES = 9
_IN_ONE_MG = 1_000


def exact(value: float) -> float:
    """Three thirds are one: what differs in the tenth place does not differ."""
    return round(value, _PLACES)


def quotient(text: str) -> float:
    """Read "1/7" or "2.5" as a figure."""
    over, _, under = text.partition("/")
    return exact(float(over) / float(under or 1))


def figure(value: float) -> str:
    """A figure as people write it: 2.5, and no zeros behind it."""
    return str(int(value)) if value == int(value) else f"{value:.6g}"


class Quantity(NamedTuple):
    """A number with its unit; masses are in micrograms, so that 0.5 g is 500 mg."""

    value: float
    unit: str

    def __str__(self) -> str:
        for name, size in (("g", 1_000_000), ("mg", 1_000)):
            if self.unit == "mcg" and self.value >= size:
                return f"{figure(self.value / size)} {name}"
        return f"{figure(self.value)} {self.unit}"

    @property
    def size(self) -> float:
        """Milligrams of a mass; of anything else the figure."""
        return self.value / _IN_ONE_MG if self.unit == "mcg" else self.value

    def times(self, factor: float) -> "Quantity":
        """So many of it."""
        return Quantity(exact(self.value * factor), self.unit)


def called(word: str) -> str:
    """What one of our own words for forms, pieces, routes and times is called; by its name, too."""
    return phrase(f"drug_words.{word}")


Strength = tuple[Quantity, ...]
"""One quantity for each ingredient; of one that only says "5 to 10", both ends."""
ROUNDED_BY = 0.01


def alike(one: Strength, other: Strength) -> bool:
    """Whether they are the same; of what a patch gives by the hour, as the label rounds it."""
    return one == other or (
        len(one) == len(other)
        and all(
            a.unit == b.unit == "mcg/hour" and abs(a.value - b.value) <= ROUNDED_BY * b.value
            for a, b in zip(one, other, strict=True)
        )
    )


@dataclass(frozen=True, kw_only=True)
class Amount:
    """What is taken at one time: pieces, what these hold (strength times count), or both.

    `contradicts`: the line gives it twice, and differently. `scale`: by the sugar, from, to, units.
    """

    mass: Strength = ()
    count: tuple[float, ...] = ()
    piece: str = ""
    contradicts: bool = False
    scale: tuple[tuple[float, ...], ...] = ()

    @property
    def in_words(self) -> str:
        """What is taken, for people."""
        if self.scale:
            steps = (f"{figure(low)}-{figure(high)}: {figure(n)}" for low, high, n in self.scale)
            return phrase("drugs.scale", steps=", ".join(steps))
        if self.mass:
            return " / ".join(map(str, self.mass))
        return self._pieces() if self.count else phrase("drugs.nothing_readable")

    def _pieces(self) -> str:
        count, piece = "-".join(map(figure, self.count)), called(self.piece or "piece")
        if self.piece and self.count[-1] > 1:
            return phrase("drugs.pieces", count=count, piece=piece)
        return phrase("drugs.piece", count=count, piece=piece)


@dataclass(frozen=True)
class Frequency:
    """How often: times a day (two of them: a range), at which hours and on which days.

    `words` stands alone: what is written and nobody can count, such as "as directed". `course`: the
    first day of a step and the last (0: it goes on); `cycle`: so many days of so many.
    """

    times_a_day: tuple[float, ...] = ()
    moments: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    as_needed: bool = False
    meals: str = ""
    words: str = ""
    course: tuple[float, ...] = ()
    cycle: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Drug:
    """One line as far as it could be read. Empty is "not said"; what is usual stands as said.

    `amounts` and `frequencies` have one entry for each dose of the day or week: nearly always one.
    `insulin` is the type (nph, glargine); `known`: every ingredient is in a table. `also`: a name
    that no table has, and that the line puts beside its ingredient. `by_part`: of a combination how
    much of each ingredient is taken, where the line says it in an order that is known.
    """

    line: Medication
    ingredients: tuple[str, ...]
    known: bool
    insulin: str = ""
    strength: Strength = ()
    concentration: str = ""
    form: str = ""
    release: str = ""
    amounts: tuple[Amount, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    route: str = ""
    also: str = ""
    by_part: tuple[tuple[str, Quantity], ...] = ()
    dose_words: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """The ingredients in words."""
        said = " and ".join(self.ingredients) or self.line.name.strip()
        return f"{said} {self.insulin}".strip()

    @property
    def called(self) -> str:
        """Its name as a sentence has it."""
        said = all_of(*(self.ingredients or (self.line.name.strip(),)))
        return f"{said} {called(self.insulin)}" if self.insulin else said
