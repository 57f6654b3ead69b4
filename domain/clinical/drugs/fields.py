"""Comparing two lines of one drug, field by field: the same, another, or not to be compared."""

from collections.abc import Iterator
from dataclasses import replace

from domain.clinical.drugs.compared.amount import amount_found
from domain.clinical.drugs.compared.found import Found
from domain.clinical.drugs.compared.often import LATE, often_found
from domain.clinical.drugs.danger import is_high_alert
from domain.clinical.drugs.drug import ROUNDED_BY, Drug, Frequency, Strength, alike, called
from domain.clinical.drugs.kinds import DifferenceKind as Kind
from domain.clinical.drugs.times import in_words
from domain.words.phrasebook import all_of, phrase

_IN_MICROGRAMS = {"mcg/mL": 1, "mg/mL": 1_000, "g/mL": 1_000_000}
_AMOUNTS = {
    Found.OTHER: (Kind.DOSE, "amount"),
    Found.UNIT: (Kind.UNIT, "unit"),
    Found.UNKNOWN: (Kind.NOT_COMPARABLE, "amount_unknown"),
}
Change = tuple[Kind, str]
"""A kind of difference, and what differs."""


def changes(before: Drug, after: Drug) -> Iterator[Change]:
    """Every field that is another or cannot be compared; at last, whether only the code is."""
    found = [*_product(before, after), *_taken(before, after)]
    yield from found
    one, other = before.line.rxcui, after.line.rxcui
    if found or one is None or other is None or one == other:
        return
    if unsaid := _said_once(before, after):
        yield Kind.NOT_COMPARABLE, phrase("drugs.codes_differ", field=called(unsaid))
    else:
        yield Kind.OTHER_CODE, phrase("drugs.another_code", one=one, other=other)


def _product(before: Drug, after: Drug) -> Iterator[Change]:
    same_code = before.line.rxcui is not None and before.line.rxcui == after.line.rxcui
    trusted = same_code and not (before.known and after.known)
    if before.ingredients != after.ingredients and not trusted:
        yield Kind.INGREDIENT, _was("ingredient", before.called, after.called)
    if before.insulin != after.insulin:
        both = before.insulin and after.insulin
        yield (
            (Kind.INSULIN if both else Kind.NOT_COMPARABLE),
            _named("insulin", before.insulin, after.insulin),
        )
    if not _fits_in_part(before, after):
        yield Kind.CONCENTRATION, _was("concentration", before.concentration, after.concentration)
    elif (
        before.concentration != after.concentration
        and is_high_alert(after)
        and "liquid" in {before.form, after.form}
    ):
        yield (
            Kind.NOT_COMPARABLE,
            _was("concentration", before.concentration, after.concentration),
        )
    if not _fits(before.release, after.release) and not trusted:
        yield Kind.RELEASE, _named("release", before.release, after.release)
    if not _fits(before.form, after.form):
        yield Kind.FORM, _named("form", before.form, after.form)
    elif _poured(before, after) or _poured(after, before):
        yield Kind.FORM, _named("form", _shape(before), _shape(after))


def _fits_in_part(before: Drug, after: Drug) -> bool:
    """Whether concentrations agree; of a combination one list may leave out a part."""
    one, other = before.concentration, after.concentration
    if _fits(one, other) or _rounded_alike(one, other):
        return True
    some, all_ = sorted(({*one.split(" / ")}, {*other.split(" / ")}), key=len)
    return len(before.ingredients) > 1 and some < all_ and not is_high_alert(after)


def _rounded_alike(one: str, other: str) -> bool:
    """Whether each part of them is the same as labels round it: 0.83 mg/mL are 2.5 mg in 3 mL."""
    ours, theirs = one.split(" / "), other.split(" / ")
    return len(ours) == len(theirs) and all(
        unit == as_unit and abs(a - b) <= ROUNDED_BY * b
        for (a, unit), (b, as_unit) in zip(map(_per_ml, ours), map(_per_ml, theirs), strict=True)
    )


def _per_ml(said: str) -> tuple[float, str]:
    """What a millilitre holds, as it stands in a concentration; milligrams as micrograms."""
    value, unit = said.split(" ", 1)
    size = _IN_MICROGRAMS.get(unit)
    return (float(value) * size, "mcg/mL") if size else (float(value), unit)


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
    amount = amount_found(before, after)
    if amount in _AMOUNTS:
        kind, field = _AMOUNTS[amount]
        yield kind, _was(field, before.amounts[0].in_words, after.amounts[0].in_words)
    elif _fits_not(before.strength, after.strength):
        yield from _other_strength(before, after)
    often = often_found(before, after)
    if often is not Found.SAME:
        kind = Kind.FREQUENCY if often is Found.OTHER else Kind.NOT_COMPARABLE
        yield kind, _was("often", in_words(before.frequencies[0]), in_words(after.frequencies[0]))
    if not _fits(before.route, after.route):
        yield Kind.ROUTE, _named("route", before.route, after.route)


def _other_strength(before: Drug, after: Drug) -> Iterator[Change]:
    """Of a high-alert drug whose amount is the same: two bottles at home, nothing to decide.

    Four grams of a gel are not the same where it holds twice as much.
    """
    was = _strength(before), _strength(after)
    percent = any(one.unit == "%" for one in (*before.strength, *after.strength))
    if percent or not before.amounts[0].mass:
        yield Kind.STRENGTH, _was("strength", *was)
    elif is_high_alert(after):
        yield Kind.OTHER_STRENGTH, _was("other_strength", *was)


def _several(before: Drug, after: Drug) -> Iterator[Change]:
    """Doses that change over the day or week are the same only as a whole."""
    both = (*before.amounts, *after.amounts)
    strict = is_high_alert(after)
    if any(amount.contradicts or not amount.mass for amount in both):
        yield Kind.NOT_COMPARABLE, phrase("drugs.changing")
    elif _as_taken(before, strict=strict) != _as_taken(after, strict=strict):
        yield Kind.DOSE, _was("doses", _plan(before), _plan(after))
    if not _fits(before.route, after.route):
        yield Kind.ROUTE, _named("route", before.route, after.route)


def _as_taken(drug: Drug, *, strict: bool) -> set[tuple[Strength, Frequency]]:
    """Masses at their times: evening and bedtime are one, where there are not both of them."""
    said = {moment for times in drug.frequencies for moment in times.moments}
    late = not strict and not said >= LATE
    return {
        (
            amount.mass,
            replace(
                times,
                moments=frozenset("late" if late and one in LATE else one for one in times.moments),
                meals=times.meals if times.meals in {"before", "after"} else "",
            ),
        )
        for amount, times in zip(drug.amounts, drug.frequencies, strict=True)
    }


def _plan(drug: Drug) -> str:
    doses = zip(drug.amounts, drug.frequencies, strict=True)
    return all_of(*(f"{amount.in_words} {in_words(times)}" for amount, times in doses))


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


def _named(field: str, before: str, after: str) -> str:
    """What differs in a field that has one of our own words."""
    return _was(field, *(_called(one) for one in (before, after)))


def _called(word: str) -> str:
    return called(word) if word else ""


def _was(field: str, before: str, after: str) -> str:
    unsaid = phrase("drugs.not_said")
    return phrase(f"drug_fields.{field}", before=before or unsaid, after=after or unsaid)
