"""Figures with their units: "5-325 mg", "400 mg/5 mL", "1 1/2 tabs"; and what is made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.clinical.drugs.drug import Quantity, exact
from domain.clinical.drugs.times import Timing, new_timing
from domain.clinical.drugs.words.item import Item, Sort
from domain.clinical.drugs.words.vocabulary import DURATIONS, IN_MILLILITRES, MASSES, NO_DOSE

_HALVES = {0.5, exact(1 / 3), exact(2 / 3), 0.25, 0.75}
_NO_MIXED = 20
"""From there on "100 1/2" is a half of what holds 100."""
_ONE_OR_TWO, _STRENGTH = frozenset({1.0, 2.0}), 100
_SALT_AT_MOST = 1.5
_FEW_PIECES = frozenset({0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0})
_HOW_OFTEN = frozenset({Sort.RATE, Sort.TIME, Sort.EVERY, Sort.ROUTE})
_SHAPES = frozenset({Sort.FORM, Sort.RELEASE, Sort.ROUTE, Sort.PASSED})


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure, or several that belong together; `per` is what one of it is in.

    `unit` of a bare figure is empty; of a count it is "" and `piece` says of what. `measured`: the
    volume is written, as in 100 mg/1 mL, which is what one syringe holds.
    """

    quantities: tuple[Quantity, ...]
    piece: str = ""
    per: Quantity | None = None
    range_: bool = False
    measured: bool = False

    @property
    def unit(self) -> str:
        """Of the last, which is the one that is always written."""
        return self.quantities[-1].unit

    @property
    def values(self) -> tuple[float, ...]:
        """The bare figures."""
        return tuple(one.value for one in self.quantities)


@dataclass(slots=True)
class Dose:
    """One directed dose: masses, pieces and a volume as they stand, with the time of it.

    `made_of`: so many pieces of so much, as in "2 x 400 mg". `added`: behind "and" or "plus".
    """

    masses: list[Mention] = field(default_factory=list)
    totals: list[Mention] = field(default_factory=list)
    counts: list[Mention] = field(default_factory=list)
    made_of: list[tuple[Mention, Mention]] = field(default_factory=list)
    timing: Timing = field(default_factory=new_timing)
    added: bool = False

    @property
    def said(self) -> bool:
        """Whether it says how much."""
        return bool(self.masses or self.totals or self.counts)


@dataclass(slots=True)
class Parts:
    """What was found so far. `hours` is what release forms and patches are made for.

    `implied`: what a brand is sold in, `as_liquid` where it is poured; `beside`: words in
    brackets; `whole`: what is said of all doses together; `unread`: a figure that is no dose and
    no time; `uncounted`: a word that may be one of pieces.
    """

    names: list[str] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=lambda: [[]])
    bracketed: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    strengths: list[Mention] = field(default_factory=list)
    asides: list[Mention] = field(default_factory=list)
    implied: list[Mention] = field(default_factory=list)
    as_liquid: list[Mention] = field(default_factory=list)
    insulin_strength: float | None = None
    forms: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)
    hours: float | None = None
    routes: list[str] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=lambda: [Dose()])
    changing: bool = False
    directed: bool = False
    tapered: bool = False
    scaled: bool = False
    scale: tuple[tuple[float, ...], ...] = ()
    unread: bool = False
    uncounted: str = ""
    whole: Timing | None = None


def mention(said: Sequence[Item], at: int) -> tuple[int, Mention]:
    """The figure that begins there with all that belongs to it, and where it ends.

    Behind the last item of a line stand empty ones: nothing is looked up past them.
    """
    at, first, unit = _sized(said, at)
    found, range_ = [(first, unit)], False
    while (n := _joined(said, at, found)) is not None:
        range_ = range_ or said[at].word in {"-", "or"}
        at, value, unit = _sized(said, n)
        found.append((value, unit))
    at = _units_joined(said, at, found)
    last = found[-1][1] or next((one for _, one in reversed(found) if one), "")
    quantities = tuple(_quantity(value, own or last) for value, own in found)
    slash = at
    at, per = _per(said, at, last)
    measured = per is not None and said[slash + 1].sort is Sort.NUMBER
    piece = ""
    if not last:
        at, piece = _piece(said, at)
    return at, Mention(quantities, piece=piece, per=per, range_=range_, measured=measured)


def _units_joined(said: Sequence[Item], at: int, found: list[tuple[float, str]]) -> int:
    """Past the units of "1-20 MG-MCG", each of which is its figure's."""
    units, n = [found[-1][1]], at
    while said[n].word == "-" and said[n + 1].sort is Sort.UNIT:
        units.append(said[n + 1].word)
        n += 2
    if n == at or len(units) != len(found) or any(unit for _, unit in found[:-1]):
        return at
    found[:] = [(value, unit) for (value, _), unit in zip(found, units, strict=True)]
    return n


def _sized(said: Sequence[Item], at: int) -> tuple[int, float, str]:
    """A figure with its unit; of "3 mg (2.5 mg base)" the base."""
    at, value = _figure(said, at)
    at, unit = _unit(said, at)
    if said[at].word == "(":
        base, its, word, closed = said[at + 1 : at + 5]
        if (its.word, word.word, closed.word) == (unit, "base", ")"):
            return at + 5, base.number, unit
    return at, value, unit


def _figure(said: Sequence[Item], at: int) -> tuple[int, float]:
    """A figure: 2.5, 1/2, 1 1/2, 1-1/2, one and a half; two (2), one half (1/2)."""
    end, value = _plain_figure(said, at)
    if said[end].word != "(" or said[end + 1].sort is not Sort.NUMBER:
        return end, value
    closed, again = _plain_figure(said, end + 1)
    if said[closed].word != ")":
        return end, value
    if again == value or (closed == end + 2 and _is_base(said, end, value)):
        return closed + 1, min(value, again)
    return end, value


def _plain_figure(said: Sequence[Item], at: int) -> tuple[int, float]:
    value, at = said[at].number, at + 1
    if (half := _fraction(said, at - 1)) is not None:
        return half
    n = at + (said[at].word in {"-", "and"} and said[at].sort is Sort.SIGN)
    if value == int(value) and said[n].sort is Sort.NUMBER:
        if (half := _fraction(said, n)) is not None:
            apart = value >= _NO_MIXED and said[half[0]].sort is not Sort.UNIT
            return (at, value) if apart else (half[0], value + half[1])
        mixed = n > at and value < _NO_MIXED  # "50 - half a tablet" is none
        if mixed and said[n].number in _HALVES and "." not in said[n].word:
            return n + 1, value + said[n].number
    return at, value


def _is_base(said: Sequence[Item], at: int, value: float) -> bool:
    """Of "3(2.5) mg", the salt and in brackets its base, the base is what counts."""
    base, unit, after = said[at + 1].number, said[at + 3], said[at + 4]
    salt = base < value < base * _SALT_AT_MOST
    salt = salt or (value < base < value * _SALT_AT_MOST and after.word == "/")
    return salt and unit.sort is Sort.UNIT and unit.word in MASSES


def _fraction(said: Sequence[Item], at: int) -> tuple[int, float] | None:
    """1/2: a half, unless a mass follows that makes it two strengths."""
    over, sign, under = said[at], said[at + 1], said[at + 2]
    if sign.word != "/" or under.sort is not Sort.NUMBER or not under.number or not over.number:
        return None
    if "." in over.word or "." in under.word:
        return None  # "0.625/2.5" are two strengths
    value = exact(over.number / under.number)
    unit = said[at + 3]
    if value not in _HALVES or under.number > 4 or (unit.sort is Sort.UNIT and unit.word in MASSES):  # noqa: PLR2004 - halves to quarters
        return None
    return at + 3, value


def _unit(said: Sequence[Item], at: int) -> tuple[int, str]:
    n = at + (said[at].word == "-")
    one = said[n]
    days = one.word == "day" and said[n + 1].sort is Sort.NUMBER and said[n + 2].word == "-"
    if one.sort is Sort.UNIT and not days:  # "125 days 1-21 of 28" are no 125 days
        return n + 1, one.word
    return (at + 1, one.word) if said[at].word == "%" else (at, "")


def _joined(said: Sequence[Item], at: int, found: Sequence[tuple[float, str]]) -> int | None:
    """Where the next figure of the same list or range begins."""
    sign, then = said[at], said[at + 1]
    if sign.word not in {"-", "/", "or"} or then.sort is not Sort.NUMBER:
        return None
    if sign.word == "-" and _is_another(said, at + 1, found):
        return None
    unit = found[-1][1]
    measured = len(found) == 1 and (unit in MASSES or unit == "units")
    if sign.word == "-" and measured and _counts(said, at + 1):
        return None
    after = said[at + 2]
    after = said[at + 3] if after.word == "-" else after
    if (
        sign.word == "/"
        and after.sort is Sort.UNIT
        and (after.word in IN_MILLILITRES or after.word in DURATIONS or _of_a_gel(said, at, unit))
    ):
        return None if unit else at + 1
    return at + 1


def _counts(said: Sequence[Item], at: int) -> bool:
    """Whether a figure behind "5 mg -" is pieces: few, without a unit, and how often behind it."""
    end, value = _figure(said, at)
    return value in _FEW_PIECES and said[end].sort in _HOW_OFTEN


def _of_a_gel(said: Sequence[Item], at: int, unit: str) -> bool:
    """Whether it is so much in a part of a gram: "20.25 mg/1.25 gram"."""
    size, of = said[at + 1], said[at + 2]
    part = bool(size.number % 1) and MASSES.get(of.word, 0) == MASSES["g"]
    return part and 0 < MASSES.get(unit, 0) < MASSES["g"]


def _is_another(said: Sequence[Item], at: int, found: Sequence[tuple[float, str]]) -> bool:
    """Whether a dash parts strength and dose: "20 mg - 1 tablet", "5 mg - 5 mg"."""
    end, value = _figure(said, at)
    shape, unit = end, said[end]
    while said[shape].sort in _SHAPES:
        shape += 1
    last, of = found[-1]
    if said[shape].sort is Sort.PIECE:
        return bool(of) or len(found) > 1 or value < last
    if not of and len(found) == 1 and value in _ONE_OR_TWO and last >= _STRENGTH:
        return unit.sort is Sort.RATE  # "500 - 2 BID"
    same = bool(of) and unit.sort is Sort.UNIT and len(found) == 1
    return same and _quantity(value, unit.word) == _quantity(last, of)


def _per(said: Sequence[Item], at: int, unit: str) -> tuple[int, Quantity | None]:
    """Behind a slash: in how many millilitres, hours or puffs."""
    if not unit or said[at].word != "/":
        return at, None
    n, value = at + 1, 1.0
    if said[n].sort is Sort.NUMBER:
        value, n = said[n].number or 1.0, n + 1  # nothing is in 0 mL
        n += said[n].word == "-"
    one = said[n]
    if one.sort in {Sort.UNIT, Sort.PIECE}:
        return n + 1, _quantity(value, one.word)
    return (n, Quantity(value, "?")) if one.sort is Sort.WORD else (at, None)


def _piece(said: Sequence[Item], at: int) -> tuple[int, str]:
    """What is counted; its form or release may stand between: "2 ER tablets"."""
    n = at
    while said[n].sort in _SHAPES or said[n].word == "-":
        n += 1
    if said[n].sort is Sort.PIECE:
        return (n + 1, said[n].word) if n == at else (at, said[n].word)
    return at, ""


def _quantity(value: float, unit: str) -> Quantity:
    if unit in MASSES:
        return Quantity(exact(value * MASSES[unit]), "mcg")
    if unit in IN_MILLILITRES:
        return Quantity(value * IN_MILLILITRES[unit], "mL")
    if unit == "million units":
        return Quantity(value * 1_000_000, "units")
    return Quantity(value, unit)


def is_dose(found: Mention) -> bool:
    """Whether it says how much: not how long, nor in how much water."""
    return found.unit not in NO_DOSE


def is_fluid(said: Mention) -> bool:
    """Whether it says what is in a millilitre."""
    return said.per is not None and said.per.unit == "mL"


def in_one(said: Mention) -> list[Quantity]:
    """What a millilitre holds."""
    volume = said.per.value if said.per else 1.0
    return [Quantity(exact(one.value / volume), one.unit) for one in said.quantities]
