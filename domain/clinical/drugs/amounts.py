"""How much is taken at one time: strength times count, or the mass that is said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from domain.clinical.drugs.drug import Amount, Quantity, Strength, exact
from domain.clinical.drugs.mentions import Dose, Mention, Parts
from domain.clinical.drugs.tables import (
    AS_BASE,
    COUNTED_BY_FIRST,
    ONE_ML,
    PERCENT,
    SAME,
    USUAL_UNIT,
)
from domain.clinical.drugs.vocabulary import MASSES

_MOST_UNITS = 100_000
"""Of a vitamin: what would be more is the mass of what stands beside it."""
_SMALLEST = 0.25
"""Of a tablet: smaller parts cannot be cut."""
_BY_THE_HOUR = {"fentanyl", "buprenorphine"}
"""Patches of which the hourly dose is written; of others it is the daily one."""
_HOURS = {"hour": 1, "day": 24, "week": 168}
Scale = tuple[tuple[float, ...], ...]
"""From, to, so many units."""
_STEP = re.compile(
    r"(?:bg|bs|glucose|sugar)?\s*([0-9]{2,3})\s*(?:-|to)\s*([0-9]{2,3})\s*(?:mg/dl)?\s*[:=,-]*\s*"
    r"(?:give|take|inject)?\s*([0-9]{1,2})\s*(?:units?|u)\b"
)
_FEWEST_STEPS = 2
_ROUNDED = {0.083: 2_500 / 3, 0.042: 1_250 / 3}
"""Percent of what is inhaled: vials of 3 mL with 2.5 and 1.25 mg."""
_NEBULES = {0.083: 3.0, 0.042: 3.0, 0.021: 3.0, 0.02: 2.5}
"""In how many millilitres they are sold, of which one vial is a dose."""
_UNIT_AND_VALUE = itemgetter(1, 0)
LIQUIDS = frozenset({"liquid", "injection", "nebulizer", "drops"})
_NOT_TAKEN_WHOLE = LIQUIDS | {"inhaler", "spray", "cream", "ointment", "gel"}
"""Of these a strength alone is no amount."""
_FILLED = frozenset({"syringe"})
_SMALL = frozenset({0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0})
"""Pieces that a bare figure can mean."""


@dataclass(frozen=True, kw_only=True)
class Strengths:
    """What one piece holds, and what a millilitre does; `syringe`: what a filled one does.

    `solid`: one piece is what is taken where nothing else is said.
    """

    each: Strength = ()
    ml: Strength = ()
    syringe: Strength = ()
    solid: bool = True

    @property
    def per_ml(self) -> str:
        """The concentration in words, alike for the same."""
        return " / ".join(f"{one}/mL" for one in self.ml)


def strength_of(parts: Parts, ingredients: tuple[str, ...], form: str) -> Strengths:
    """The product's strength from its name; what stands in brackets only if nothing else does."""
    ingredient = counted_as(ingredients)
    told = parts.strengths or parts.asides or parts.implied
    told = [_in_percent(one) if one.per else one for one in told]
    percent = [one for one in told if one.unit == "%"]
    if percent:
        told = percent
        spray = PERCENT.get((ingredient, told[0].values[0]))
        if spray is not None:
            return Strengths(each=(Quantity(spray, "mcg"),))
        if form == "nebulizer":
            return _nebulized(told[0].values[0])
        told = [_in_a_millilitre(one) for one in told] if _pours(parts, form) else told
    if any(one.per and one.per.unit == "mL" for one in told):
        return _dissolved(told, ingredients, form)
    masses = [one for one in told if one.unit != "mL"]
    singles = [one for one in masses if len(one.quantities) == 1]
    if 1 < len(ingredients) <= len(singles) == len(masses):
        each = [q for one in masses[: len(ingredients)] for q in _usual(one, ingredient)]
        return Strengths(each=_sorted(each))
    if masses:
        return _of_one_piece(masses[0], ingredient, form)
    return Strengths(solid=form not in LIQUIDS)


def _dissolved(told: Sequence[Mention], ingredients: tuple[str, ...], form: str) -> Strengths:
    """What a millilitre holds; of several figures each is one ingredient's, or the last counts."""
    ingredient = counted_as(ingredients)
    fluids = [one for one in told if one.per and one.per.unit == "mL"]
    single = all(len(one.quantities) == 1 for one in told)
    if single and 1 < len(ingredients) <= len(fluids) == len(told):
        both = [q for one in fluids[: len(ingredients)] for q in _per_ml(one, ingredient)]
        return Strengths(ml=_as_base(both, ingredients))
    fluid = fluids[-1]  # the line's own, behind what its brand implies
    volume = fluid.per.value if fluid.per else 1.0
    ml = _as_base(_per_ml(fluid, ingredient), ingredients)
    each = _times(ml, (volume,)) if form == "nebulizer" else ()
    return Strengths(
        each=each,
        ml=ml,
        syringe=_filled(ml, fluid, told, ingredients),
        solid=bool(each) and volume > 1,
    )


def _per_ml(fluid: Mention, ingredient: str) -> list[Quantity]:
    volume = fluid.per.value if fluid.per else 1.0
    return [Quantity(one.value / volume, one.unit) for one in _usual(fluid, ingredient)]


def _as_base(ml: Sequence[Quantity], ingredients: tuple[str, ...]) -> Strength:
    """What the label counts where a list counts the salt."""
    salts = [salt for one in ingredients if one in AS_BASE for salt in AS_BASE[one].items()]
    if not salts:
        return _sorted(ml)
    base = dict(salts)
    return _sorted([Quantity(base.get(exact(one.value), one.value), one.unit) for one in ml])


def _pours(parts: Parts, form: str) -> bool:
    """Whether percent are grams in 100 mL: of what is dropped, drunk or injected."""
    if form:
        return form in LIQUIDS
    counted = (one.piece == "drop" for dose in parts.doses for one in dose.counts)
    poured = (one.unit == "mL" and one.per is None for dose in parts.doses for one in dose.masses)
    return any(counted) or any(poured)


def _in_a_millilitre(said: Mention) -> Mention:
    """0.5 % are 5 mg in a millilitre."""
    held = tuple(_of_percent(one.value) for one in said.quantities)
    return Mention(held, per=Quantity(1.0, "mL"))


def _filled(
    ml: Strength, fluid: Mention, told: Sequence[Mention], ingredients: tuple[str, ...]
) -> Strength:
    """What is in one pen or syringe that is used once, by the volume that is written.

    Without a volume nobody knows, but of what is sold as one millilitre alone. A pen of units
    holds many doses.
    """
    if fluid.unit == "units" or fluid.per is None:
        return ()
    volumes = [one.values[0] for one in told if one.unit == "mL" and one.per is None]
    if len(volumes) == 1:
        return _times(ml, (volumes[0],))
    known = fluid.measured or not ONE_ML.isdisjoint(ingredients)
    return _times(ml, (fluid.per.value,)) if known else ()


def _nebulized(percent: float) -> Strengths:
    """Of a solution that is written in percent; of some strengths one vial is a dose."""
    ml, volume = _of_percent(percent), _NEBULES.get(percent)
    each = (ml.times(volume),) if volume else ()
    return Strengths(each=each, ml=(ml,), solid=bool(each))


def _in_percent(said: Mention) -> Mention:
    """What a gram holds, as a tube says it: 10 mg/g is 1 %."""
    per = said.per
    if per is None or per.unit != "mcg" or said.unit != "mcg":
        return said
    percent = tuple(Quantity(exact(one.value / per.value * 100), "%") for one in said.quantities)
    return Mention(percent)


def in_percent(held: Quantity) -> Quantity:
    """What a millilitre of a cream holds, as the tube says it."""
    return Quantity(exact(held.value / 10_000), "%")


def _of_percent(said: float) -> Quantity:
    """What a millilitre holds; the labels of two strengths are rounded."""
    return Quantity(_ROUNDED.get(said, exact(said * 10_000)), "mcg")


def _of_one_piece(said: Mention, ingredient: str, form: str) -> Strengths:
    """Of a tablet, a puff, or a patch by the hour."""
    if said.per is not None and said.per.unit in _HOURS:
        return Strengths(each=_by_the_hour(said, ingredient, said.per))
    if form == "patch" and said.per is None and said.unit == "mcg":
        unit = "hour" if ingredient in _BY_THE_HOUR else "day"
        return Strengths(each=_by_the_hour(said, ingredient, Quantity(1, unit)))
    solid = said.per is None and said.unit != "%" and form not in _NOT_TAKEN_WHOLE
    return Strengths(each=_usual(said, ingredient), solid=solid)


def counted_as(ingredients: tuple[str, ...]) -> str:
    """The ingredient whose usual unit counts: one that is written in two ways, else the first."""
    return next((one for one in ingredients if one in SAME), ingredients[0] if ingredients else "")


def _by_the_hour(said: Mention, ingredient: str, per: Quantity) -> Strength:
    hours = per.value * _HOURS[per.unit]
    rates = (one.times(1 / hours) for one in _usual(said, ingredient))
    return tuple(Quantity(one.value, "mcg/hour") for one in rates)


def amount_of(dose: Dose, strength: Strengths, ingredient: str, form: str) -> Amount:
    """What one dose comes to; `contradicts` where the line gives two that cannot both be true."""
    if dose.made_of:
        return _made(dose, strength, ingredient)
    counts, masses = list(dose.counts), list(dose.masses)
    masses, counts = _bare_counts(masses, counts, strength, form, ingredient)
    totals = [_dosed(one, ingredient, form) for one in dose.totals if one.unit != "mL"]
    volumes = [one for one in [*masses, *dose.totals] if one.unit == "mL"]
    said = [_dosed(one, ingredient, form) for one in masses if one.unit != "mL"]
    count = counts[0].values if counts else ()
    piece = counts[0].piece if counts else ""
    if len({one.values for one in counts}) > 1 or (len(set(said)) > 1 and not counts):
        return Amount(contradicts=True)
    if volumes and not (count and strength.each):
        return _poured(volumes[0], strength, [*said, *totals])
    if not counts:
        if said or totals:
            return Amount(mass=(said or totals)[0])
        return Amount(mass=strength.each if strength.solid and strength.each else ())
    each = _in_one(piece, strength, said=bool(said or totals))
    mass, wrong = _multiplied(count, each, said, totals)
    return Amount(mass=mass, count=count, piece=piece, contradicts=wrong)


def _in_one(piece: str, strength: Strengths, *, said: bool) -> Strength:
    """What a piece holds: of a syringe its filling, where the line does not say how much is taken.

    Of so much percent a count of inches or pumps makes no other percent.
    """
    if strength.each:
        return () if strength.each[0].unit == "%" else strength.each
    return strength.syringe if piece in _FILLED and not said else ()


def scale_of(text: str) -> tuple[Scale, str]:
    """The steps of a sliding scale and what else is said; none where figures would be left over."""
    said = text.lower()
    steps = [tuple(map(float, one.groups())) for one in _STEP.finditer(said)]
    rest = _STEP.sub(" ", said)
    if len(steps) < _FEWEST_STEPS or any(one.isdigit() for one in rest):
        return (), text
    return tuple(sorted(steps)), rest


def _dosed(said: Mention, ingredient: str, form: str) -> Strength:
    """A mass that is taken; of a patch by the hour, as its strength is."""
    if form == "patch":
        return _of_one_piece(said, ingredient, form).each
    return _usual(said, ingredient)


def _made(dose: Dose, strength: Strengths, ingredient: str) -> Amount:
    """So many pieces of so much; whatever else the line says of it must be the same."""
    count, each = dose.made_of[0][0], _usual(dose.made_of[0][1], ingredient)
    total = _times(each, count.values)
    others = [_usual(one, ingredient) for one in (*dose.masses, *dose.totals)]
    wrong = (
        any(one != total for one in others)
        or any(one.values != count.values for one in dose.counts)
        or any(_usual(one, ingredient) != each for _, one in dose.made_of)
        or (len(strength.each) == len(each) and strength.solid and strength.each != each)
    )
    return Amount(mass=total, count=count.values, piece=count.piece, contradicts=wrong)


def _bare_counts(
    masses: list[Mention],
    counts: list[Mention],
    strength: Strengths,
    form: str,
    ingredient: str,
) -> tuple[list[Mention], list[Mention]]:
    """A bare "2" beside a known strength is pieces; a bare "40" is a mass."""
    if counts or not strength.each or not strength.solid:
        return masses, counts
    bare = [
        one
        for one in masses
        if not one.unit and len(one.quantities) == 1 and one.values[0] in _SMALL
    ]
    solid = form in {"tablet", "capsule", "chewable tablet", "dissolving tablet", "patch", "film"}
    if len(masses) != 1 or not bare:
        return masses, counts
    if solid or bare[0].values[0] <= 1 or _less_than_a_quarter(bare[0], strength, ingredient):
        return [], bare
    return masses, counts


def _less_than_a_quarter(bare: Mention, strength: Strengths, ingredient: str) -> bool:
    """Nobody cuts a tablet of 20 mg into tenths: "2" of it is two of them."""
    said, each = in_usual_units(bare.quantities[0], ingredient), strength.each[0]
    return said.unit == each.unit and said.value < each.value * _SMALLEST


def _multiplied(
    count: tuple[float, ...],
    each: Strength,
    said: Sequence[Strength],
    totals: Sequence[Strength],
) -> tuple[Strength, bool]:
    """Strength times count, beside what the line says itself."""
    known = _times(each, count) if each else ()
    if totals:
        ours = known or (_times(said[0], count) if said else ())
        return totals[0], bool(ours) and ours != totals[0] and len(ours) == len(totals[0])
    if not said:
        return known, False
    if known and said[0] == known:
        return known, False
    if known and said[0] != each:
        return (), True
    return _times(said[0], count), False


def _times(each: Strength, count: tuple[float, ...]) -> Strength:
    """Of one ingredient with a range of pieces, both ends."""
    if len(count) > 1 and len(each) > 1:
        return ()
    return _sorted([one.times(n) for one in each for n in count])


def _poured(volume: Mention, strength: Strengths, said: Sequence[Strength]) -> Amount:
    """Millilitres of a known concentration; without one they stand as they are."""
    held = _times(strength.ml, volume.values)
    if said:
        return Amount(mass=said[0], contradicts=bool(held) and held != said[0])
    return Amount(mass=held) if held else Amount(mass=volume.quantities)


def _usual(said: Mention, ingredient: str) -> Strength:
    """In the unit in which the ingredient is compared; a bare figure in its usual one."""
    counted = said.quantities[:1] if ingredient in COUNTED_BY_FIRST else said.quantities
    return _sorted([in_usual_units(one, ingredient) for one in counted])


def in_usual_units(said: Quantity, ingredient: str) -> Quantity:
    """One quantity: bare figures get their unit, 25 mcg of vitamin D are 1,000 units."""
    if not said.unit:
        unit = USUAL_UNIT.get(ingredient, "mg")
        if unit == "mcg" and said.value < 1:
            unit = "mg"
        factor = MASSES.get(unit)
        said = Quantity(exact(said.value * (factor or 1)), "mcg" if factor else unit)
    rule = SAME.get(ingredient)
    if rule and said.unit == "mcg" and said.value / rule[0] < _MOST_UNITS:
        return Quantity(said.value / rule[0], rule[1])
    return said


def _sorted(said: Sequence[Quantity]) -> Strength:
    return tuple(sorted(said, key=_UNIT_AND_VALUE) if len(said) > 1 else said)
