"""What a product is sold as, where its line leaves that out: strengths, parts and volumes."""

from domain.clinical.drugs.shape import SWALLOWED, counted
from domain.clinical.drugs.strengths import LIQUIDS, poured, usual
from domain.clinical.drugs.tables import CALLED, ELEMENTAL, NARROW, ONE_STRENGTH
from domain.clinical.drugs.walk.mentions import Mention, Parts
from domain.clinical.drugs.walk.parts import Walk
from domain.clinical.drugs.writing import items

_FROM_A_TUBE = frozenset({"cream", "ointment", "gel", "lotion"})


def pour(parts: Parts, form: str) -> None:
    """Of what is poured or injected only a concentration is the product's: the rest is a dose."""
    fluid = [one for one in parts.strengths if one.per is not None or one.unit == "%"]
    if (form in LIQUIDS or form in _FROM_A_TUBE or fluid) and not any(
        one.said for one in parts.doses
    ):
        parts.doses[0].masses += [one for one in parts.strengths if one not in fluid]
        parts.strengths = fluid


def _in_elements(parts: Parts, ingredients: tuple[str, ...]) -> None:
    """Of "325 mg (65 mg iron) tablet, 65 mg of iron" one tablet is taken, whose salt counts."""
    single = len(parts.strengths) == len(parts.asides) == 1
    if not single or len(ingredients) > 1 or ELEMENTAL.isdisjoint(ingredients):
        return
    element, salt = parts.strengths[0], parts.asides[0]
    if not salt.unit and salt.values > (element.quantities[0].size,):
        salt = Mention(tuple(usual(salt, ingredients[0])))  # "65 mg (ferrous sulfate 325)"
    if element.unit == salt.unit == "mcg" and element.values < salt.values:
        parts.strengths, parts.asides = [salt], [element]  # "300 mg calcium (750 mg)"
    for dose in parts.doses:
        if dose.masses == parts.asides and not (dose.counts or dose.totals):
            dose.masses[:] = parts.strengths


def _in_its_volume(parts: Parts, ingredients: tuple[str, ...]) -> None:
    """Of "0.5 mL (10 mg)" of a high-alert drug what a millilitre holds, where no line says it."""
    silent = not (parts.strengths or parts.asides or parts.implied or parts.insulin_strength)
    if not silent or len(parts.doses) > 1 or NARROW.isdisjoint(ingredients):
        return
    said = [one for one in (*parts.doses[0].masses, *parts.doses[0].totals) if one.per is None]
    single = all(len(one.quantities) == 1 and one.values[0] for one in said)
    volumes = [one for one in said if one.unit == "mL"]
    masses = [one for one in said if one.unit in {"mcg", "units"}]
    if single and len(volumes) == len(masses) == 1 and "insulin" not in ingredients:
        parts.strengths = [Mention(masses[0].quantities, per=volumes[0].quantities[0])]


def _called(parts: Parts, ingredients: tuple[str, ...]) -> None:
    """Of "Norco 7.5" the 325 mg that stand beside it on every label."""
    told = parts.strengths
    if len(told) != 1 or len(told[0].quantities) != 1 or told[0].per or parts.asides:
        return
    one = told[0].quantities[0]
    names, whole = CALLED.get((ingredients, one.size), ((), ""))
    if whole and one.unit in {"", "mcg"} and {*names} == {*parts.names}:
        parts.strengths, parts.names = _strengths_in(whole), [*names]


def _strengths_in(words: str) -> list[Mention]:
    """As a table of products says it."""
    told = Parts()
    Walk(items(words), told, product=True).whole()
    return told.strengths


def as_sold(parts: Parts, ingredients: tuple[str, ...], form: str) -> None:
    """The strength that is left unsaid of what is sold in a single one."""
    _in_elements(parts, ingredients)
    _in_its_volume(parts, ingredients)
    _called(parts, ingredients)
    pieces = counted(parts)
    solid = next((one for one in pieces if one in SWALLOWED), form)
    solid = "drops" if not solid and "drop" in pieces else solid
    solid = "liquid" if not solid and poured(parts) else solid
    sold = ONE_STRENGTH.get((ingredients, solid))
    if parts.strengths or parts.asides or parts.implied:
        return
    if sold:
        parts.implied = _strengths_in(sold)
    elif solid == "liquid":
        parts.implied = parts.as_liquid
