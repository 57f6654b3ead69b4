"""Whether two lines of one drug take as much of it each time."""

from domain.clinical.drugs.compared.found import Found
from domain.clinical.drugs.danger import is_high_alert
from domain.clinical.drugs.drug import ROUNDED_BY, Amount, Drug, Strength, alike, exact
from domain.clinical.drugs.tables import (
    COUNTED_WHOLE,
    ONE_STRENGTH,
    ONLY_COUNTED,
    SEVERAL_STRENGTHS,
)

_BY_COUNT = frozenset(
    {
        "puff",
        "spray",
        "drop",
        "application",
        "patch",
        "piece",
        "packet",
        "capful",
        "inch",
        "ring",
        "pump",
    }
)
_NEVER_SWALLOWED = frozenset({"drop", "patch", "spray", "application", "inch", "ring"})
_ON_SKIN = frozenset({"cream", "ointment", "gel", "lotion", "foam"})
"""What is applied thinly, and never measured."""
_TEARS = frozenset({"propylene glycol", "carboxymethylcellulose"})


def amount_found(before: Drug, after: Drug) -> Found:
    """Whether the same is taken each time."""
    one, other = before.amounts[0], after.amounts[0]
    high = is_high_alert(after)
    if one.contradicts or other.contradicts or bool(one.scale) != bool(other.scale):
        return Found.UNKNOWN
    if _apart(one, other) or _apart(other, one):
        return Found.OTHER
    if one.scale or (_one_of_them(before) and _one_of_them(after)):
        return Found.SAME if one.scale == other.scale else Found.OTHER
    if one.mass and other.mass:
        return _masses(
            one, other, high=high, combined=len({*before.ingredients, *after.ingredients}) > 1
        )
    return _by_number(before, after, high=high)


def _by_number(before: Drug, after: Drug, *, high: bool) -> Found:
    """Pieces beside pieces, or beside what one list alone measures."""
    one, other = before.amounts[0], after.amounts[0]
    if not high and before.ingredients == after.ingredients in COUNTED_WHOLE:
        here, there = _pieces(before), _pieces(after)
        known = Found.SAME if here == there else Found.OTHER
        return known if here and there else Found.UNKNOWN
    spread = _spread(before) and _spread(after)
    if one.count and other.count and not spread:
        return _counts(before, after, high=high)
    unsaid = spread or not (one.mass or one.count or other.mass or other.count)
    return _no_amount(before, after, high=high) if unsaid else Found.UNKNOWN


def _masses(one: Amount, other: Amount, *, high: bool, combined: bool) -> Found:
    """Of a combination one list may leave out a part; "1-2 tablets" are not two."""
    if alike(one.mass, other.mass) or (not high and _rounded(one.mass, other.mass)):
        return Found.SAME
    fewer, more = sorted((set(one.mass), set(other.mass)), key=len)
    if combined and len(one.mass) != len(other.mass) and fewer <= more:
        return Found.UNKNOWN if high else Found.SAME
    if {each.unit for each in one.mass} != {each.unit for each in other.mass}:
        return Found.UNIT
    return Found.OTHER


def _rounded(one: Strength, other: Strength) -> bool:
    """Whether they are the same as tablets are cut: a quarter of 325 mg is 81."""
    return len(one) == len(other) and all(
        a.unit == b.unit and abs(a.value - b.value) <= ROUNDED_BY * b.value
        for a, b in zip(one, other, strict=True)
    )


def _pieces(drug: Drug) -> tuple[float, ...]:
    """How many are taken of what is compared by number; one, where nothing is said."""
    amount, each = drug.amounts[0], drug.strength
    if not amount.count and len(amount.mass) == len(each) and each and each[0].value:
        return (exact(amount.mass[0].value / each[0].value),)
    return amount.count or (() if amount.mass else (1.0,))


def _counts(before: Drug, after: Drug, *, high: bool) -> Found:
    """Pieces whose strength one of them, or neither, says."""
    one, other = before.amounts[0], after.amounts[0]
    if one.count != other.count:
        return Found.OTHER
    if before.strength and before.strength == after.strength:
        return Found.SAME
    several = (
        "inhaled" in {before.route, after.route} and set(before.ingredients) & SEVERAL_STRENGTHS
    )
    only = all(ONLY_COUNTED & {*one.ingredients} for one in (before, after))
    uncounted = several or (not only and not {one.piece, other.piece} & _BY_COUNT)
    if bool(one.mass) != bool(other.mass) and (uncounted or high):
        return Found.UNKNOWN
    return Found.UNKNOWN if high and not (one.mass or other.mass) else Found.SAME


def _one_of_them(drug: Drug) -> bool:
    """Of what is only counted one is taken where nothing is said: "Centrum Silver one daily"."""
    amount = drug.amounts[0]
    return {*drug.ingredients} <= ONLY_COUNTED and not amount.mass and amount.count in {(), (1.0,)}


def _apart(one: Amount, other: Amount) -> bool:
    """Whether one drop, patch or spray stands beside one tablet: no count makes them the same."""
    if one.piece not in _NEVER_SWALLOWED or other.piece in _NEVER_SWALLOWED:
        return False
    return other.piece in {"tablet", "capsule"} or (
        one.piece == "drop" and bool(other.mass) and not one.mass
    )


def _spread(drug: Drug) -> bool:
    """Whether no more is said than that a thin layer goes on the skin, or a drop into an eye."""
    amount = drug.amounts[0]
    eye = drug.route.startswith("ophthalmic") and drug.form in {"", "drops"}
    eye = eye and not amount.mass and not drug.strength and _in_one_strength(drug)
    if eye and (amount.count, amount.piece) in {((), ""), ((1.0,), "drop")}:
        return True
    once = amount.count in {(), (1.0,)} and (not amount.count or amount.piece == "application")
    thin = drug.route == "topical" and drug.form not in {"patch", "film"}
    return once and (thin or (drug.form == "ointment" and drug.route.startswith("ophthalmic")))


def _in_one_strength(drops: Drug) -> bool:
    """Whether it says its strength, or there is no other; of artificial tears none matters."""
    single = (drops.ingredients, "drops") in ONE_STRENGTH or {*drops.ingredients} <= _TEARS
    return bool(drops.concentration) or single


def _no_amount(before: Drug, after: Drug, *, high: bool) -> Found:
    if before.strength != after.strength and before.strength and after.strength:
        return Found.OTHER
    alike = before.form == after.form or bool(before.strength and before.strength == after.strength)
    on_skin = alike and (after.form in _ON_SKIN or {before.route, after.route} == {"topical"})
    if (high and not on_skin) or before.dose_words != after.dose_words:
        return Found.UNKNOWN
    return Found.SAME
