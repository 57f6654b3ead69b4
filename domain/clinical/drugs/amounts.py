"""How much is taken at one time: strength times count, or the mass that is said."""

import re
from collections.abc import Sequence

from domain.clinical.drugs.drug import ROUNDED_BY, Amount, Quantity, Strength
from domain.clinical.drugs.shape import SWALLOWED
from domain.clinical.drugs.strengths import (
    Strengths,
    in_usual_units,
    of_one_piece,
    times,
    usual,
)
from domain.clinical.drugs.tables import FILLED, HELD_BY_A_CAN, IN_EMERGENCY, NARROW, ONE_ML, PUMPED
from domain.clinical.drugs.walk.mentions import Dose, Mention

_SMALLEST = 0.25
"""Of a tablet: smaller parts cannot be cut."""
Scale = tuple[tuple[float, ...], ...]
"""From, to, so many units."""
_STEP = re.compile(
    r"(?:bg|bs|glucose|sugar)?\s*([0-9]{2,3})\s*(?:-|to)\s*([0-9]{2,3})\s*(?:mg/dl)?\s*[:=,-]*\s*"
    r"(?:give|take|inject)?\s*([0-9]{1,2})\s*(?:units?|u)\b"
)
_FEWEST_STEPS = 2
_PENS = frozenset(name for name, _ in FILLED) | ONE_ML
"""Sold in pens and syringes that are used once."""
_FILLED = frozenset({"syringe"})
_SMALL = frozenset({0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0})
"""Pieces that a bare figure can mean."""
_WHOLE = frozenset(
    {"tablet", "capsule", "chewable tablet", "dissolving tablet", "patch", "film", "suppository",
     "lozenge", "gum", "nebulizer", "dose pack", "implant"}
)  # fmt: skip
_HOLDS = frozenset({"can", "bottle", "piece"})
_PIECE_OF_FORM = {"inhaler": "puff", "spray": "spray", "drops": "drop"}
_WHOLE_SMALL = frozenset({1.0, 2.0, 3.0, 4.0})
_FIGURES = frozenset({2.0, 3.0, 4.0})
_MOST_TABLETS = 4
_WHOLE_FIGURES = frozenset(map(float, range(2, 11)))
_ONE = Mention((Quantity(1.0, ""),))
_FEW = [Mention((Quantity(n, ""),)) for n in (0.5, 1.0, 2.0, 3.0, 4.0)]


def amount_of(dose: Dose, strength: Strengths, ingredient: str, form: str) -> Amount:
    """What one dose comes to; `contradicts` where the line gives two that cannot both be true.

    What the line says itself goes before what the product is sold in.
    """
    found = _amount_of(dose, strength, ingredient, form)
    if found.contradicts and strength.implied:
        return _amount_of(dose, Strengths(), ingredient, form)
    return found


def _amount_of(dose: Dose, strength: Strengths, ingredient: str, form: str) -> Amount:
    if dose.made_of:
        return _made(dose, strength, ingredient)
    counts, masses = list(dose.counts), list(dose.masses)
    if masses and not counts and (pieces := _pieces_of(form, masses, strength, ingredient)):
        masses, counts = [], [pieces]
    if len(masses) > 1 and not counts:
        masses = _without_one(masses)
    either = not counts and _may_be_either(masses, strength, ingredient, form)
    masses, counts = _bare_counts(masses, counts, strength, form, ingredient)
    totals = [_dosed(one, ingredient, form) for one in dose.totals if one.unit != "mL"]
    volumes = [one for one in [*masses, *dose.totals] if one.unit == "mL"]
    said = [_dosed(one, ingredient, form) for one in masses if one.unit != "mL"]
    count = counts[0].values if counts else ()
    piece = counts[0].piece if counts else ""
    two = len({one.values for one in counts}) > 1 or (len(set(said)) > 1 and not counts)
    if either or two:
        return Amount(contradicts=True)
    if volumes and not (count and strength.each):
        return _poured(volumes[0], strength, [*said, *totals])
    if not counts:
        return (
            _of_a_piece(strength, ingredient, form)
            if not said + totals
            else Amount(mass=(said + totals)[0])
        )
    if piece in _HOLDS and ingredient in HELD_BY_A_CAN and not strength.ml:
        return Amount(mass=times((Quantity(HELD_BY_A_CAN[ingredient], "mL"),), count))
    each = _in_one(piece, strength, ingredient, said=bool(said or totals))
    mass, wrong = _multiplied(count, each, said, totals)
    return Amount(mass=mass, count=count, piece=piece, contradicts=wrong)


def _without_one(masses: list[Mention]) -> list[Mention]:
    """Of "3 mg" and "1 every evening" the first: one of it is as much."""
    measured = [one for one in masses if one.unit]
    return measured if len(measured) == 1 and {*masses} - {*measured} == {_ONE} else masses


def _of_a_piece(strength: Strengths, ingredient: str, form: str) -> Amount:
    """What is taken where no line says how much: one tablet, one patch, one pen of a known size.

    And one spray of what is given when it happens.
    """
    if strength.syringe and ingredient not in NARROW and _is_for_once(strength, ingredient):
        return Amount(mass=strength.syringe)
    size = strength.each[0].size if len(strength.each) == 1 else 0.0
    if (ingredient, size) in FILLED and ingredient not in NARROW:
        return Amount(mass=strength.each)
    if ingredient in IN_EMERGENCY and form == "spray" and strength.each:
        return Amount(mass=strength.each)
    if strength.solid and strength.each:
        return Amount(mass=strength.each)
    return Amount(count=_ONE.values, piece="patch") if form == "patch" else Amount()


def _is_for_once(strength: Strengths, ingredient: str) -> bool:
    """Whether a pen is used once: it is sold so, or holds a millilitre at most, "40 mg/0.4 mL"."""
    filled, ml = strength.syringe[0].value, strength.ml[0].value if strength.ml else 0.0
    return ingredient in _PENS or filled < ml


def _in_one(piece: str, strength: Strengths, ingredient: str, *, said: bool) -> Strength:
    """What a piece holds: of a syringe its filling, where the line does not say how much is taken.

    Of so much percent a count of inches makes no other percent, nor do applications of so many
    units in a gram make units; what a pump gives is known of a few.
    """
    if piece == "application":
        return ()
    if strength.each and strength.each[0].unit == "%":
        pumped = PUMPED.get((ingredient, strength.each[0].value)) if piece == "pump" else None
        return (Quantity(pumped, "mcg"),) if pumped else ()
    if strength.each:
        return strength.each
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
        return of_one_piece(said, ingredient, form).each
    return usual(said, ingredient)


def _made(dose: Dose, strength: Strengths, ingredient: str) -> Amount:
    """So many pieces of so much; whatever else the line says of it must be the same."""
    count, each = dose.made_of[0][0], usual(dose.made_of[0][1], ingredient)
    total = times(each, count.values)
    others = [usual(one, ingredient) for one in (*dose.masses, *dose.totals)]
    wrong = (
        any(one != total for one in others)
        or any(one.values != count.values for one in dose.counts)
        or any(usual(one, ingredient) != each for _, one in dose.made_of)
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
    once = len(masses) == 1 and not counts and masses[0] == _ONE
    if once and form == "injection" and ingredient not in NARROW:
        known = strength.each or strength.syringe
        return ([], [Mention(masses[0].quantities, piece="syringe")]) if known else (masses, counts)
    if len(masses) == 1 and not counts and strength.counted and masses[0] in _FEW:
        return [], masses
    if counts or not strength.each or not strength.solid:
        return masses, counts
    bare = [
        one
        for one in masses
        if not one.unit
        and (len(one.quantities) == 1 or _is_range(one))
        and (one.values[0] in _SMALL or _is_no_part(one, strength, ingredient))
    ]
    solid = form in _WHOLE
    if len(masses) != 1 or not bare:
        return masses, counts
    whole = len(bare[0].quantities) == 1
    few = whole and (bare[0].values[0] <= 1 or _rather_pieces(bare[0], strength, ingredient))
    few = few or _less_than_a_quarter(bare[0], strength, ingredient)
    if solid or few or _is_no_part(bare[0], strength, ingredient):
        return [], bare
    return masses, counts


def _may_be_either(
    masses: Sequence[Mention], strength: Strengths, ingredient: str, form: str
) -> bool:
    """Of a high-alert drug "2 mg, 2" may be two tablets or 2 mg: nobody guesses."""
    if ingredient not in NARROW or len(masses) != 1:
        return False
    if len(masses[0].quantities) != 1 and not _is_range(masses[0]):
        return False
    known = bool(strength.each) and strength.solid and form not in _WHOLE
    bare = masses[0].values[-1] in _FIGURES and not masses[0].unit
    if not known or not bare or _less_than_a_quarter(masses[0], strength, ingredient):
        return False
    one = in_usual_units(Quantity(1.0, ""), ingredient)
    return strength.each[0] != one and not _is_no_part(masses[0], strength, ingredient)


def _pieces_of(
    form: str, masses: Sequence[Mention], strength: Strengths, ingredient: str
) -> Mention | None:
    """What a bare figure counts of a form that nobody weighs: 2 of an inhaler are puffs."""
    bare = masses[0] if len(masses) == 1 and not masses[0].unit else None
    if bare is None or ingredient in NARROW or bare.values[-1] not in _WHOLE_SMALL:
        return None
    if form in _PIECE_OF_FORM and not (len(bare.quantities) > 1 and not bare.range_):
        return Mention(bare.quantities, piece=_PIECE_OF_FORM[form], range_=bare.range_)
    if form == "patch" and bare == _ONE:
        return Mention(bare.quantities, piece="patch")
    tablets = form in SWALLOWED and not strength.each
    return Mention(bare.quantities, range_=bare.range_) if tablets else None


def _rather_pieces(bare: Mention, strength: Strengths, ingredient: str) -> bool:
    """Of tablets of 4 mg "2" is two, as a half is written as one; no one takes 2 mg in 0.4s."""
    if ingredient in NARROW or bare.values[0] not in _FIGURES:
        return False
    said, each = in_usual_units(bare.quantities[0], ingredient), strength.each[0]
    return said.unit == each.unit and not each.value < said.value <= each.value * _MOST_TABLETS


def _is_range(said: Mention) -> bool:
    """As in "1-2", of pieces."""
    return said.range_ and len(said.quantities) > 1 and said.values[-1] in _SMALL


def _is_no_part(bare: Mention, strength: Strengths, ingredient: str) -> bool:
    """Of tablets of 2.5 mg "6" is six: no cut gives 6 mg."""
    said, each = in_usual_units(bare.quantities[0], ingredient), strength.each[0]
    whole = bare.values[0] in _WHOLE_FIGURES and said.unit == each.unit == "mcg"
    return whole and bool(each.value) and not (said.value / each.value / _SMALLEST).is_integer()


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
    known = times(each, count) if each else ()
    if totals:
        ours = known or (times(said[0], count) if said else ())
        return totals[0], bool(ours) and len(ours) == len(totals[0]) and not _rounded(
            ours, totals[0]
        )
    if not said:
        return known, False
    if known and said[0] == known:
        return known, False
    if known and said[0] != each:
        return (), True
    return times(said[0], count), False


def _rounded(held: Strength, said: Strength) -> bool:
    """Whether they are the same as people round: 20.3 mL are 650 mg, a quarter of 325 mg is 81."""
    return len(held) == len(said) and all(
        a.unit == b.unit and abs(a.value - b.value) <= ROUNDED_BY * b.value
        for a, b in zip(held, said, strict=True)
    )


def _poured(volume: Mention, strength: Strengths, said: Sequence[Strength]) -> Amount:
    """Millilitres of a known concentration; without one they stand as they are."""
    held = times(strength.ml, volume.values)
    if said:
        return Amount(mass=said[0], contradicts=bool(held) and not _rounded(held, said[0]))
    return Amount(mass=held) if held else Amount(mass=volume.quantities)
