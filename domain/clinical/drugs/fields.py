"""Comparing two lines of one drug, field by field: the same, another, or not to be compared."""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from domain.clinical.drugs.danger import is_high_alert
from domain.clinical.drugs.drug import Amount, Drug, Frequency, Strength, alike
from domain.clinical.drugs.kinds import DifferenceKind as Kind
from domain.clinical.drugs.tables import ONE_STRENGTH, ONLY_COUNTED, SEVERAL_STRENGTHS
from domain.clinical.drugs.times import WEEKS_FOR_MONTHS, in_words

Change = tuple[Kind, str]
"""A kind of difference, and in plain words what differs."""
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
    }
)
_NEVER_SWALLOWED = frozenset({"drop", "patch", "spray", "application", "inch", "ring"})
_ON_SKIN = frozenset({"cream", "ointment", "gel", "lotion", "foam"})
"""What is applied thinly, and never measured."""
_TEARS = frozenset({"propylene glycol", "carboxymethylcellulose"})
_DEPOT = frozenset({"subcutaneous", "intramuscular", "intravenous", "vaginal", ""})
_LATE = frozenset({"evening", "bedtime"})


class _Found(StrEnum):
    SAME = "same"
    OTHER = "other"
    UNIT = "unit"
    UNKNOWN = "unknown"


def changes(before: Drug, after: Drug) -> Iterator[Change]:
    """Every field that is another or cannot be compared; at last, whether only the code is."""
    found = [*_product(before, after), *_taken(before, after)]
    yield from found
    one, other = before.line.rxcui, after.line.rxcui
    if found or one is None or other is None or one == other:
        return
    if unsaid := _said_once(before, after):
        yield Kind.NOT_COMPARABLE, f"the codes differ, and only one list says the {unsaid}"
    else:
        yield Kind.OTHER_CODE, f"another code ({one}, {other}) for what reads as the same drug"


def _product(before: Drug, after: Drug) -> Iterator[Change]:
    same_code = before.line.rxcui is not None and before.line.rxcui == after.line.rxcui
    trusted = same_code and not (before.known and after.known)
    if before.ingredients != after.ingredients and not trusted:
        yield Kind.INGREDIENT, _was(before.name, after.name)
    if before.insulin != after.insulin:
        both = before.insulin and after.insulin
        yield (
            (Kind.INSULIN if both else Kind.NOT_COMPARABLE),
            f"type of insulin: {_was(before.insulin, after.insulin)}",
        )
    if not _fits_in_part(before, after):
        yield (
            Kind.CONCENTRATION,
            f"concentration: {_was(before.concentration, after.concentration)}",
        )
    elif (
        before.concentration != after.concentration
        and is_high_alert(after)
        and "liquid" in {before.form, after.form}
    ):
        yield (
            Kind.NOT_COMPARABLE,
            f"concentration: {_was(before.concentration, after.concentration)}",
        )
    if not _fits(before.release, after.release) and not trusted:
        yield Kind.RELEASE, f"release: {_was(before.release, after.release)}"
    if not _fits(before.form, after.form):
        yield Kind.FORM, f"form: {_was(before.form, after.form)}"
    elif _poured(before, after) or _poured(after, before):
        yield Kind.FORM, f"form: {_was(_shape(before), _shape(after))}"


def _fits_in_part(before: Drug, after: Drug) -> bool:
    """Whether concentrations agree; of a combination one list may leave out a part."""
    one, other = before.concentration, after.concentration
    if _fits(one, other):
        return True
    some, all_ = sorted(({*one.split(" / ")}, {*other.split(" / ")}), key=len)
    return len(before.ingredients) > 1 and some < all_ and not is_high_alert(after)


def _poured(one: Drug, other: Drug) -> bool:
    """Whether one is measured in millilitres and the other counted in tablets."""
    return bool(one.concentration) and not other.concentration and bool(_tablets(other))


def _tablets(drug: Drug) -> str:
    return next((one.piece for one in drug.amounts if one.piece in {"tablet", "capsule"}), "")


def _shape(drug: Drug) -> str:
    return drug.form or _tablets(drug) or drug.concentration


def _taken(before: Drug, after: Drug) -> Iterator[Change]:
    if len(before.amounts) > 1 or len(after.amounts) > 1:
        yield from _several(before, after)
        return
    amount = _amount(before, after)
    was = f"{_was(str(before.amounts[0]), str(after.amounts[0]))}"
    if amount is _Found.OTHER:
        yield Kind.DOSE, f"amount each time: {was}"
    elif amount is _Found.UNIT:
        yield Kind.UNIT, f"unit: {was}"
    elif amount is _Found.UNKNOWN:
        yield Kind.NOT_COMPARABLE, f"the amount cannot be compared: {was}"
    elif _fits_not(before.strength, after.strength):
        yield from _other_strength(before, after)
    often = _often(*_depot(before, after), strict=is_high_alert(after))
    was = f"how often: {_was(in_words(before.frequencies[0]), in_words(after.frequencies[0]))}"
    if often is _Found.OTHER:
        yield Kind.FREQUENCY, was
    elif often is _Found.UNKNOWN:
        yield Kind.NOT_COMPARABLE, was
    if not _fits(before.route, after.route):
        yield Kind.ROUTE, f"route: {_was(before.route, after.route)}"


def _other_strength(before: Drug, after: Drug) -> Iterator[Change]:
    """Of a high-alert drug whose amount is the same: two bottles at home, nothing to decide.

    Four grams of a gel are not the same where it holds twice as much.
    """
    was = f"strength: {_was(_strength(before), _strength(after))}"
    percent = any(one.unit == "%" for one in (*before.strength, *after.strength))
    if percent or not before.amounts[0].mass:
        yield Kind.STRENGTH, was
    elif is_high_alert(after):
        yield Kind.OTHER_STRENGTH, f"{was}, and the same amount each time"


def _several(before: Drug, after: Drug) -> Iterator[Change]:
    """Doses that change over the day or week are the same only as a whole."""
    both = (*before.amounts, *after.amounts)
    strict = is_high_alert(after)
    if any(amount.contradicts or not amount.mass for amount in both):
        yield Kind.NOT_COMPARABLE, "doses that change over the day or week cannot be compared"
    elif _as_taken(before, strict=strict) != _as_taken(after, strict=strict):
        yield Kind.DOSE, f"doses of the day or week: {_was(_plan(before), _plan(after))}"
    if not _fits(before.route, after.route):
        yield Kind.ROUTE, f"route: {_was(before.route, after.route)}"


def _as_taken(drug: Drug, *, strict: bool) -> set[tuple[Strength, Frequency]]:
    """Masses at their times: evening and bedtime are one, where there are not both of them."""
    said = {moment for times in drug.frequencies for moment in times.moments}
    late = not strict and not said >= _LATE
    return {
        (
            amount.mass,
            replace(
                times,
                moments=frozenset(
                    "late" if late and one in _LATE else one for one in times.moments
                ),
                meals=times.meals if times.meals in {"before", "after"} else "",
            ),
        )
        for amount, times in zip(drug.amounts, drug.frequencies, strict=True)
    }


def _plan(drug: Drug) -> str:
    doses = zip(drug.amounts, drug.frequencies, strict=True)
    return " and ".join(f"{amount} {in_words(times)}" for amount, times in doses)


def _amount(before: Drug, after: Drug) -> _Found:
    one, other = before.amounts[0], after.amounts[0]
    high = is_high_alert(after)
    if one.contradicts or other.contradicts or bool(one.scale) != bool(other.scale):
        return _Found.UNKNOWN
    if _apart(one, other) or _apart(other, one):
        return _Found.OTHER
    if one.scale or (_one_of_them(before) and _one_of_them(after)):
        return _Found.SAME if one.scale == other.scale else _Found.OTHER
    if one.mass and other.mass:
        return _masses(
            one, other, high=high, combined=len({*before.ingredients, *after.ingredients}) > 1
        )
    spread = _spread(before) and _spread(after)
    if one.count and other.count and not spread:
        return _counts(before, after, high=high)
    unsaid = spread or not (one.mass or one.count or other.mass or other.count)
    return _no_amount(before, after, high=high) if unsaid else _Found.UNKNOWN


def _masses(one: Amount, other: Amount, *, high: bool, combined: bool) -> _Found:
    """Of a combination one list may leave out a part; "1-2 tablets" are not two."""
    if alike(one.mass, other.mass):
        return _Found.SAME
    fewer, more = sorted((set(one.mass), set(other.mass)), key=len)
    if combined and len(one.mass) != len(other.mass) and fewer <= more:
        return _Found.UNKNOWN if high else _Found.SAME
    if {each.unit for each in one.mass} != {each.unit for each in other.mass}:
        return _Found.UNIT
    return _Found.OTHER


def _counts(before: Drug, after: Drug, *, high: bool) -> _Found:
    """Pieces whose strength one of them, or neither, says."""
    one, other = before.amounts[0], after.amounts[0]
    if one.count != other.count:
        return _Found.OTHER
    if before.strength and before.strength == after.strength:
        return _Found.SAME
    several = (
        "inhaled" in {before.route, after.route} and set(before.ingredients) & SEVERAL_STRENGTHS
    )
    only = all(ONLY_COUNTED & {*one.ingredients} for one in (before, after))
    uncounted = several or (not only and not {one.piece, other.piece} & _BY_COUNT)
    if bool(one.mass) != bool(other.mass) and (uncounted or high):
        return _Found.UNKNOWN
    return _Found.UNKNOWN if high and not (one.mass or other.mass) else _Found.SAME


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


def _no_amount(before: Drug, after: Drug, *, high: bool) -> _Found:
    if before.strength != after.strength and before.strength and after.strength:
        return _Found.OTHER
    alike = before.form == after.form or bool(before.strength and before.strength == after.strength)
    on_skin = alike and (after.form in _ON_SKIN or {before.route, after.route} == {"topical"})
    if (high and not on_skin) or before.dose_words != after.dose_words:
        return _Found.UNKNOWN
    return _Found.SAME


def _depot(before: Drug, after: Drug) -> tuple[Frequency, Frequency]:
    """Of a depot or a ring every month is every four weeks, as labels have it."""
    one, other = before.frequencies[0], after.frequencies[0]
    if not {before.route, after.route} <= _DEPOT:
        return one, other
    in_weeks = {months: weeks for weeks, months in WEEKS_FOR_MONTHS.items()}
    one, other = (
        replace(times, times_a_day=tuple(in_weeks.get(n, n) for n in times.times_a_day))
        for times in (one, other)
    )
    return one, other


def _often(one: Frequency, other: Frequency, *, strict: bool) -> _Found:
    if one == other:
        return _Found.SAME
    if (
        one.as_needed != other.as_needed
        and (one.times_a_day or one.as_needed)
        and (other.times_a_day or other.as_needed)
    ):
        return _Found.OTHER
    if not (one.times_a_day and other.times_a_day):
        return _Found.UNKNOWN
    late = (
        bool(one.moments)
        and bool(other.moments)
        and not strict
        and one.moments | other.moments <= _LATE
    )
    other_time = one.moments != other.moments and not late
    other_days = bool(one.days and other.days) and one.days != other.days
    other_meals = {one.meals, other.meals} == {"before", "after"}
    if (
        one.cycle != other.cycle
        or one.times_a_day != other.times_a_day
        or other_time
        or other_days
        or other_meals
    ):
        return _Found.OTHER
    return _Found.SAME


def _fits(one: str, other: str) -> bool:
    """Whether they say the same, or one says nothing, or the same less exactly."""
    return not one or not other or one.startswith(other) or other.startswith(one)


def _said_once(before: Drug, after: Drug) -> str:
    """A field that only one of them says."""
    fields = {
        "form": (before.form, after.form),
        "release": (before.release, after.release),
        "route": (before.route, after.route),
        "concentration": (before.concentration, after.concentration),
    }
    return next((name for name, (one, other) in fields.items() if one != other), "")


def _fits_not(one: Strength, other: Strength) -> bool:
    """Whether both give a strength, and another."""
    return bool(one and other) and not alike(one, other)


def _strength(drug: Drug) -> str:
    return " / ".join(map(str, drug.strength))


def _was(before: str, after: str) -> str:
    return f"{before or 'not said'} before, {after or 'not said'} at discharge"
