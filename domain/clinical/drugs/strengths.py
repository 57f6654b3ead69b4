"""What a piece or a millilitre of a product holds, by what a line or its brand says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from domain.clinical.drugs.drug import Amount, Quantity, Strength, exact
from domain.clinical.drugs.shape import INTO_THE_BODY
from domain.clinical.drugs.tables import (
    AS_BASE,
    COUNTED_BY_FIRST,
    COUNTED_BY_LARGEST,
    FILLED,
    GRAINS,
    HELD_BY_A_VIAL,
    IN_ORDER,
    LABELLED_BY_ML,
    MCG_FROM,
    NEVER_MG,
    ONE_ML,
    ONLY_COUNTED,
    PERCENT,
    SAME,
    USUAL_ROUTE,
    USUAL_UNIT,
)
from domain.clinical.drugs.walk.mentions import Mention, Parts
from domain.clinical.drugs.words.vocabulary import MASSES

_MOST_UNITS, _THOUSANDS = 100_000, 1_000
"""Of a vitamin: what would be more is the mass of what stands beside it."""
_MOST_GRAMS = 50
"""A bare figure from there on is milligrams, also of what is measured in grams."""
_BY_THE_HOUR = {"fentanyl", "buprenorphine"}
"""Patches of which the hourly dose is written; of others it is the daily one."""
_NITROGLYCERIN_A_DAY = 1_000
"""Micrograms: its patches give 0.1 to 0.8 mg/h, or in older words 2.5 to 15 mg a day."""
_SWALLOWED = frozenset({"tablet", "capsule"})
_HOURS = {"hour": 1, "day": 24, "week": 168}
_ROUNDED = {0.083: 2_500 / 3, 0.042: 1_250 / 3}
"""Percent of what is inhaled: vials of 3 mL with 2.5 and 1.25 mg."""
_NEBULES = {0.083: 3.0, 0.042: 3.0, 0.021: 3.0, 0.02: 2.5}
"""In how many millilitres they are sold, of which one vial is a dose."""
_ONE_ML = Quantity(1.0, "mL")
_CONCENTRATE = 1_000
"""Micrograms in a millilitre: of more than that drops are taken, and no vial."""
_MEASURES = frozenset({10.0, 15.0, 20.0, 30.0})
"""Millilitres of a spoon or cup: "400 mg/10 mL" without a dose is what is taken."""
_UNIT_AND_VALUE = itemgetter(1, 0)
LIQUIDS = frozenset({"liquid", "injection", "nebulizer", "drops"})
_NOT_TAKEN_WHOLE = LIQUIDS | {"inhaler", "spray", "cream", "ointment", "gel"}
"""Of these a strength alone is no amount."""
_MEASURED = frozenset({"cream", "ointment", "gel", "lotion", "foam", "shampoo"})
"""Of these a brand's usual strength, which is that of its tablet, says nothing."""
_VOLUMES: dict[str, frozenset[float]] = {
    "liquid": frozenset({1.0, 5.0, 10.0, 15.0}),
    "injection": frozenset({0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0}),
    "nebulizer": frozenset({0.5, 2.0, 3.0}),
}
"""Millilitres that stand bare behind a slash: "400/5 susp", "80/0.8 syringe", "2.5/3 neb"."""


@dataclass(frozen=True, kw_only=True)
class Strengths:
    """What one piece holds, and what a millilitre does; `syringe`: what a filled one does.

    `solid`: one piece is what is taken where nothing else is said. `counted`: a bare figure is
    pieces. `implied`: no line says it, the product is sold so.
    """

    each: Strength = ()
    ml: Strength = ()
    syringe: Strength = ()
    solid: bool = True
    counted: bool = False
    implied: bool = False

    @property
    def per_ml(self) -> str:
        """The concentration in words, alike for the same."""
        return " / ".join(f"{one}/mL" for one in self.ml)


def strength_of(parts: Parts, ingredients: tuple[str, ...], form: str) -> Strengths:
    """The product's strength from its name; what stands in brackets only if nothing else does."""
    found = _strength_of(parts, ingredients, form)
    told = parts.strengths or parts.asides or not parts.implied
    return found if told or not found.each else replace(found, implied=True)


def _strength_of(parts: Parts, ingredients: tuple[str, ...], form: str) -> Strengths:
    ingredient = counted_as(ingredients)
    implied = [] if form in _MEASURED else parts.implied
    told = parts.strengths or parts.asides or implied
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
    return _in_a_piece(told, ingredients, parts, form)


def _in_a_piece(
    told: Sequence[Mention], ingredients: tuple[str, ...], parts: Parts, form: str
) -> Strengths:
    """Of several figures each is one ingredient's, or the first counts."""
    ingredient = counted_as(ingredients)
    masses = [one for one in told if one.unit != "mL"]
    singles = [one for one in masses if len(one.quantities) == 1]
    if 1 < len(ingredients) <= len(singles) == len(masses):
        each = [q for one in masses[: len(ingredients)] for q in usual(one, ingredient)]
        return Strengths(each=in_order(each))
    if masses and poured(parts) and (filled := _in_a_syringe(masses[0], ingredients)):
        return _dissolved([filled], ingredients, form)
    if masses and _one_millilitre(masses[0], parts, ingredients):
        return _dissolved([Mention(masses[0].quantities, per=_ONE_ML)], ingredients, form)
    if masses and (own := _each_in_its_unit(masses[0], ingredients, parts)):
        return Strengths(each=own)
    if masses:
        return of_one_piece(masses[0], ingredient, form)
    counted = len(ingredients) > 1 or ingredient in ONLY_COUNTED
    return Strengths(solid=form not in LIQUIDS, counted=counted)


def _one_millilitre(said: Mention, parts: Parts, ingredients: tuple[str, ...]) -> bool:
    """Whether "10,000 units, 1 mL" of what is injected says what a millilitre holds.

    It is that much in either reading; of another volume only where vials are labelled so.
    """
    if said.per or len(said.quantities) > 1 or said.unit == "%" or not poured(parts):
        return False
    injected = not INTO_THE_BODY.isdisjoint((*parts.routes, *map(USUAL_ROUTE.get, ingredients)))
    volumes = {
        one.values
        for dose in parts.doses
        for one in dose.masses
        if one.unit == "mL" and not one.per
    }
    labelled = not LABELLED_BY_ML.isdisjoint(ingredients)
    return bool(volumes) and injected and (labelled or volumes == {(_ONE_ML.value,)})


def _each_in_its_unit(said: Mention, ingredients: tuple[str, ...], parts: Parts) -> Strength:
    """Of "calcium with vitamin D 600/400" milligrams of the one and units of the other."""
    if len(ingredients) == 1:
        return ()
    names = tuple(dict.fromkeys(parts.names))
    if not 1 < len(names) == len(said.quantities) or {*names} != {*ingredients} or said.unit:
        return ()
    if not any(one in SAME for one in names) or said.per:
        return ()
    return in_order(
        [in_usual_units(one, name) for one, name in zip(said.quantities, names, strict=True)]
    )


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
    measure = volume in _MEASURES and form in {"", "liquid"}
    ml = _as_base(_per_ml(fluid, ingredient), ingredients)
    if form == "nebulizer" and volume == _ONE_ML.value:
        volume = _of_a_vial(ml, ingredients)
    each = times(ml, (volume,)) if (form == "nebulizer" and volume) or measure else ()
    return Strengths(
        each=each,
        ml=ml,
        syringe=_filled(ml, fluid, told, ingredients),
        solid=bool(each) and volume > 1,
    )


def _of_a_vial(ml: Strength, ingredients: tuple[str, ...]) -> float:
    """How much is in one, by what it is sold in; none of what is measured from a bottle."""
    volumes = [HELD_BY_A_VIAL.get(one, 0.0) for one in ingredients]
    return max(volumes) if all(volumes) and max(ml).value <= _CONCENTRATE else 0.0


def _per_ml(fluid: Mention, ingredient: str) -> list[Quantity]:
    volume = fluid.per.value if fluid.per else 1.0
    return [Quantity(one.value / volume, one.unit) for one in usual(fluid, ingredient)]


def _as_base(ml: Sequence[Quantity], ingredients: tuple[str, ...]) -> Strength:
    """What the label counts where a list counts the salt."""
    salts = [salt for one in ingredients if one in AS_BASE for salt in AS_BASE[one].items()]
    if not salts:
        return in_order(ml)
    base = dict(salts)
    return in_order([Quantity(base.get(exact(one.value), one.value), one.unit) for one in ml])


def _pours(parts: Parts, form: str) -> bool:
    """Whether percent are grams in 100 mL: of what is dropped, drunk or injected."""
    if form:
        return form in LIQUIDS
    counted = (one.piece == "drop" for dose in parts.doses for one in dose.counts)
    return any(counted) or poured(parts)


def in_volumes(parts: Parts, ingredients: tuple[str, ...], form: str) -> None:
    """Read "400/5" of what is poured as 400 mg in 5 mL, and "7.5-325/15" of two in 15 mL."""
    volumes = _VOLUMES.get(form or ("liquid" if poured(parts) else ""))
    if volumes and "insulin" not in ingredients:
        for held in (parts.strengths, parts.asides):
            held[:] = [_in_volume(one, ingredients, volumes) for one in held]


def _in_volume(said: Mention, ingredients: tuple[str, ...], volumes: frozenset[float]) -> Mention:
    *held, volume = said.quantities
    size = volume.size
    whole = len(held) == len(ingredients) or "clavulanate" in ingredients
    single = len(held) == 1
    if said.per or not held or size not in volumes or not whole or (single and said.range_):
        return said
    if volume.unit not in {"", "mcg"} or (single and held[0].value <= volume.value):
        return said
    return Mention(tuple(held), per=Quantity(size, "mL"), measured=True)


def poured(parts: Parts) -> bool:
    """Whether millilitres are taken."""
    return any(one.unit == "mL" and one.per is None for dose in parts.doses for one in dose.masses)


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
        return times(ml, (volumes[0],))
    known = fluid.measured or not ONE_ML.isdisjoint(ingredients)
    return times(ml, (fluid.per.value,)) if known else ()


def _in_a_syringe(said: Mention, ingredients: tuple[str, ...]) -> Mention | None:
    """Of "Lovenox 80 mg" the 0.8 mL that the syringe of 80 mg is sold with."""
    size = said.quantities[0].size
    volume = next((FILLED[one, size] for one in ingredients if (one, size) in FILLED), 0.0)
    if not volume or said.per or len(said.quantities) > 1:
        return None
    return Mention(said.quantities, per=Quantity(volume, "mL"), measured=True)


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


def of_one_piece(said: Mention, ingredient: str, form: str) -> Strengths:
    """Of a tablet, a puff, or a patch by the hour."""
    if said.per is not None and said.per.unit in _HOURS and form in _SWALLOWED:
        said = Mention(said.quantities)  # "180 mg/24 hours oral capsule" holds 180 mg
    if said.per is not None and said.per.unit in _HOURS:
        return Strengths(each=_by_the_hour(said, ingredient, said.per))
    if form == "patch" and said.per is None and said.unit in {"", "mcg"}:
        return Strengths(each=_of_a_patch(said, ingredient))
    solid = said.per is None and said.unit != "%" and form not in _NOT_TAKEN_WHOLE
    return Strengths(each=usual(said, ingredient), solid=solid)


def _of_a_patch(said: Mention, ingredient: str) -> Strength:
    """What "Butrans 10" gives by the hour and "Exelon 9.5" in a day; nothing else is written."""
    if ingredient in _BY_THE_HOUR and not said.unit:
        said = Mention(tuple(Quantity(value, "mcg") for value in said.values))
    held = usual(said, ingredient)
    hourly = ingredient in _BY_THE_HOUR or (
        ingredient == "nitroglycerin" and held[0].value < _NITROGLYCERIN_A_DAY
    )
    return _by_the_hour(Mention(held), ingredient, Quantity(1, "hour" if hourly else "day"))


def counted_as(ingredients: tuple[str, ...]) -> str:
    """The ingredient whose usual unit counts: one that is written in two ways, else the first."""
    return next((one for one in ingredients if one in SAME), ingredients[0] if ingredients else "")


def _by_the_hour(said: Mention, ingredient: str, per: Quantity) -> Strength:
    hours = per.value * _HOURS[per.unit]
    rates = (one.times(1 / hours) for one in usual(said, ingredient))
    return tuple(Quantity(one.value, "mcg/hour") for one in rates)


def times(each: Strength, count: tuple[float, ...]) -> Strength:
    """Of one ingredient with a range of pieces, both ends."""
    if len(count) > 1 and len(each) > 1:
        return ()
    return in_order([one.times(n) for one in each for n in count])


def usual(said: Mention, ingredient: str) -> Strength:
    """In the unit in which the ingredient is compared; a bare figure in its usual one."""
    counted = said.quantities[:1] if ingredient in COUNTED_BY_FIRST else said.quantities
    counted = (max(counted),) if ingredient in COUNTED_BY_LARGEST else counted
    return in_order([in_usual_units(one, ingredient) for one in counted])


def in_usual_units(said: Quantity, ingredient: str) -> Quantity:
    """One quantity: bare figures get their unit, 25 mcg of vitamin D are 1,000 units."""
    if not said.unit:
        unit = USUAL_UNIT.get(ingredient, "mg")
        if (
            unit == "mcg"
            and said.value < MCG_FROM.get(ingredient, 1)
            and ingredient not in NEVER_MG
        ):
            unit = "mg"
        if unit == "g" and said.value >= _MOST_GRAMS:
            unit = "mg"
        if ingredient in COUNTED_BY_FIRST and said.value < _THOUSANDS:
            said = said.times(_THOUSANDS)  # "Creon 24"
        factor = MASSES.get(unit)
        said = Quantity(exact(said.value * (factor or 1)), "mcg" if factor else unit)
    if said.unit == "grain":
        said = Quantity(exact(said.value * GRAINS.get(ingredient, MASSES["g"])), "mcg")
    rule = SAME.get(ingredient)
    if rule and said.unit == "mcg" and said.value / rule[0] < _MOST_UNITS:
        return Quantity(said.value / rule[0], rule[1])
    return said


def in_order(said: Sequence[Quantity]) -> Strength:
    """Written alike for the same, whichever stands first."""
    return tuple(sorted(said, key=_UNIT_AND_VALUE) if len(said) > 1 else said)


def by_part(
    parts: Parts, ingredients: tuple[str, ...], strength: Strengths, amounts: Sequence[Amount]
) -> tuple[tuple[str, Quantity], ...]:
    """How much of each ingredient is taken, in the order of the names; none where it is not sure.

    Of what is sold in a single strength the order is the table's.
    """
    told = parts.strengths or parts.asides
    names = tuple(dict.fromkeys(parts.names))
    if not told:
        told, names = parts.implied, IN_ORDER.get(ingredients, names)
    held = [each for one in told for each in one.quantities]
    dropped = bool(strength.ml) and bool(amounts) and amounts[0].piece == "drop"
    if dropped and 1 < len(names) == len(held) and {*names} == {*ingredients}:
        ml = [_of_percent(one.value) if one.unit == "%" else one for one in held]
        return tuple(zip(names, ml, strict=True)) if in_order(ml) == strength.ml else ()
    taken = amounts[0].mass if len(amounts) == 1 and not amounts[0].contradicts else ()
    if not 1 < len(names) == len(held) == len(taken) or {*names} != {*ingredients}:
        return ()
    each = [in_usual_units(one, name) for one, name in zip(held, names, strict=True)]
    if in_order(each) != strength.each or not all(one.value for one in each):
        return ()
    count = taken[0].value / strength.each[0].value
    if times(strength.each, (count,)) != taken:
        return ()
    return tuple((name, one.times(count)) for name, one in zip(names, each, strict=True))
