"""Reading a line of a drug list: from every part of it together to the fields of a drug."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from domain.clinical.drugs.amounts import amount_of, scale_of
from domain.clinical.drugs.drug import (
    INSULIN,
    ROUNDED_BY,
    Amount,
    Drug,
    Frequency,
    exact,
    figure,
)
from domain.clinical.drugs.schedule import planned, whole_pack
from domain.clinical.drugs.shape import (
    form_of,
    form_on_route,
    release_of,
    route_of,
)
from domain.clinical.drugs.sold import as_sold, pour
from domain.clinical.drugs.strengths import (
    Strengths,
    by_part,
    counted_as,
    in_percent,
    in_volumes,
    strength_of,
)
from domain.clinical.drugs.tables import (
    BRANDS,
    BY_ROUTE,
    IN_EMERGENCY,
    INJECTED_SELDOM,
    NARROW,
    PACKS,
)
from domain.clinical.drugs.walk.mentions import Dose, Parts
from domain.clinical.drugs.walk.parts import Walk
from domain.clinical.drugs.words.item import Sort
from domain.clinical.drugs.words.purposes import SAID_OF_PURPOSE
from domain.clinical.drugs.words.tokens import LONGEST, at_an_hour, untabled
from domain.clinical.drugs.words.vocabulary import SALTS, VERBS
from domain.clinical.drugs.writing import items, named_items
from domain.hospital.discharge import Medication
from domain.normalize import bare

_UNITS_IN_ONE_ML = 100.0
"""Of an insulin of which nothing else is said."""
_SHORTEST_NAME = 5
_INJECTED = frozenset({"subcutaneous", "intramuscular"})
_IN_THE_LAST_WEEK = frozenset({"ferrous sulfate", "ferrous fumarate", "ferrous"})
"""Iron in the tablets without hormones of a pill, which a list may leave out."""
_DIRECTED = "as directed"
_WHOLE = 100
"""Percent: the parts of a mixture together."""
_HELD = 2000
_LONGEST_VERB = 12
_SEVERAL = 3
_NO_AMOUNT, _UNSAID = Amount(), Frequency()


@lru_cache(maxsize=_HELD)
def read_drug(line: Medication) -> Drug:
    """All fields of one line, from its name, dose, frequency and route.

    Two lists write most lines alike, with another code or none: their words are read once.
    """
    found = _read(line if line.product or line.rxcui is None else replace(line, rxcui=None))
    return replace(found, line=line)


@lru_cache(maxsize=_HELD)
def _read(line: Medication) -> Drug:
    """A code says more of a line only where it stands for a product."""
    if _is_swapped(line):
        swapped = replace(line, name=line.dose or "", dose=line.name)
        return replace(_read(swapped), line=line)
    parts = _parts_of(line)
    ingredients, known = _ingredients(parts, line)
    insulin = ""
    if ingredients and ingredients[0].startswith(INSULIN):
        insulin = ingredients[0].removeprefix(INSULIN).strip()
        ingredients = (INSULIN, *ingredients[1:])
    form = form_of(parts)
    route = route_of(parts, form, ingredients, insulin)
    ingredients = _on_route(ingredients, route)
    in_volumes(parts, ingredients, form)
    pour(parts, form)
    as_sold(parts, ingredients, form)
    usual, strength = counted_as(ingredients), strength_of(parts, ingredients, form)
    amounts, frequencies = _doses(parts, line, usual, form, strength)
    if form == "dose pack":
        form = "tablet"
        if pack := _as_printed(line, usual, strength, directed=parts.directed):
            amounts, frequencies = pack.amounts, pack.frequencies
    frequencies = _as_it_happens(ingredients, frequencies)
    if route == "oral" and not parts.routes and _seldom(ingredients, frequencies):
        route = ""
    return Drug(
        line=line,
        ingredients=ingredients,
        known=known,
        insulin=insulin,
        strength=strength.each if _is_strength(strength, form, amounts) else (),
        concentration=_concentration(parts, usual, strength.per_ml),
        form=form_on_route(form, route),
        release=release_of(parts, ingredients, "injection" if route in _INJECTED else form),
        amounts=amounts,
        frequencies=frequencies,
        route=route,
        also=_also(parts),
        by_part=by_part(parts, ingredients, strength, amounts),
        dose_words=bare(line.dose or "") if parts.unread else "",
    )


def _parts_of(line: Medication) -> Parts:
    """What is found in its name, its directions and what RxNorm says of it."""
    parts = Parts()
    parts.changing = (
        max(len(said or "") for said in (line.name, line.dose, line.frequency)) > LONGEST
    )
    name = untabled(line.name, insulin=INSULIN in line.name.lower())
    Walk(named_items(name), parts, product=True).whole()
    for said in _directions(line):
        _walk(said, parts)
    if line.product:
        _complete(parts, line.product, coded=line.rxcui is not None)
    _mixed(parts)
    return parts


def _is_swapped(line: Medication) -> bool:
    """Whether the name directs and the dose names the drug, as some exports have it."""
    verb = line.name[:_LONGEST_VERB].lower().split()
    if not line.dose or not verb or verb[0] not in VERBS:
        return False
    named = (one.sort is Sort.NAME for one in named_items(line.dose))
    return any(named) and not any(one.sort is Sort.NAME for one in named_items(line.name))


def _directions(line: Medication) -> Iterator[str]:
    """What stands in the fields beside the name."""
    if line.dose:
        yield line.dose
    if line.frequency:
        yield at_an_hour(line.frequency) if line.dose else line.frequency
    if line.route:
        yield line.route


def _seldom(ingredients: tuple[str, ...], often: tuple[Frequency, ...]) -> bool:
    """Whether what is injected once a week or less is: no line says which way."""
    if INJECTED_SELDOM.isdisjoint(ingredients):
        return False
    return all(one.times_a_day and max(one.times_a_day) <= exact(1 / 7) for one in often)


def _as_printed(
    line: Medication, ingredient: str, strength: Strengths, *, directed: bool
) -> Drug | None:
    """The doses of a pack that is taken as it is printed."""
    printed = PACKS.get((ingredient, strength.each))
    said = " ".join(one for one in (line.dose, line.frequency) if one)
    if not printed or not whole_pack(said or _DIRECTED * directed):
        return None
    return read_drug(Medication(name=ingredient, dose=printed))


def _as_it_happens(
    ingredients: tuple[str, ...], often: tuple[Frequency, ...]
) -> tuple[Frequency, ...]:
    """Of what is taken when it happens "once as needed" is "as needed"."""
    if IN_EMERGENCY.isdisjoint(ingredients):
        return often
    return tuple(
        Frequency(as_needed=True, meals=one.meals)
        if one.as_needed and one.times_a_day == (0.0,)
        else one
        for one in often
    )


def _mixed(parts: Parts) -> None:
    """An insulin with "75-25" behind it is a mixture, never a dose of 75 and 25 units."""
    if not parts.names or not parts.names[0].startswith(INSULIN):
        return
    for held in (parts.strengths, parts.asides):
        ratio = next((one for one in held if sum(one.values) == _WHOLE and not one.unit), None)
        if ratio is None or len(ratio.values) == 1:
            continue
        held.remove(ratio)
        if "/" not in parts.names[0]:
            mix = f"{' '.join(dict.fromkeys(parts.names))} {'/'.join(map(figure, ratio.values))}"
            parts.names = [BRANDS.get(mix, mix)]
        elif {*parts.names[0].rsplit(maxsplit=1)[-1].split("/")} != {*map(figure, ratio.values)}:
            parts.changing = True  # "50-50" behind the name of a 70/30


def _is_strength(strength: Strengths, form: str, amounts: tuple[Amount, ...]) -> bool:
    """Whether it says what one piece holds, and not what is taken; percent always do."""
    percent = any(one.unit == "%" for one in strength.each)
    return bool(form) or percent or any(one.count for one in amounts)


def _walk(said: str, parts: Parts) -> None:
    """What directs; behind several doses what stands in a field of its own is said of all."""
    if parts.names and parts.names[0].startswith(INSULIN) and not parts.scale:
        parts.scale, said = scale_of(said)
    said = untabled(said, insulin=bool(parts.names) and parts.names[0].startswith(INSULIN))
    several = len(parts.doses) > 1
    if several:
        parts.doses.append(Dose())
    Walk(items(said), parts, product=False).whole()
    if several and not parts.doses[-1].said:
        timing = parts.doses.pop().timing
        parts.whole = timing if timing.said else parts.whole


def _complete(parts: Parts, product: str, *, coded: bool) -> None:
    """What RxNorm says stands where the line is silent; a code's strength may contradict it.

    What was found by the line's own words says nothing against them.
    """
    told = Parts()
    Walk(named_items(product), told, product=True).whole()
    if any(word not in SALTS for words in parts.words for word in words) or not parts.names:
        parts.names, parts.words = told.names, told.words
    if coded and parts.forms and parts.strengths and told.strengths:
        ours, theirs = (strength_of(one, tuple(one.names), form_of(one)) for one in (parts, told))
        parts.changing = parts.changing or _contradict(ours, theirs)
    parts.strengths = parts.strengths or told.strengths
    parts.forms = parts.forms or told.forms
    parts.releases = parts.releases or told.releases
    parts.hours = parts.hours or told.hours


def _contradict(ours: Strengths, theirs: Strengths) -> bool:
    """Whether a piece or a millilitre holds something else; 7.5 mg/mL of a cream are 0.75 %."""
    one, other = (ours.ml, theirs.ml) if ours.ml and theirs.ml else (ours.each, theirs.each)
    if [each.unit for each in one] == ["%"]:
        other = other or tuple(in_percent(each) for each in theirs.ml)
    if [each.unit for each in one] != [each.unit for each in other]:
        return False
    return any(
        abs(a.value - b.value) > ROUNDED_BY * b.value for a, b in zip(one, other, strict=True)
    )


def _ingredients(parts: Parts, line: Medication) -> tuple[tuple[str, ...], bool]:
    """The known ones, or the words of the name; and whether all of them are known."""
    unknown = [" ".join(word for word in words if word not in SALTS) for words in parts.words]
    unknown = [words for words in unknown if words]
    names = parts.names
    if not names and parts.bracketed:
        names, unknown = parts.bracketed, []
    if unknown and _is_branded(parts):
        names, unknown = parts.bracketed, []
    if not names and not unknown:
        unknown = [" ".join(" ".join(words) for words in parts.words).strip() or bare(line.name)]
    found = {*names, *unknown} - {""}
    if "ethinyl estradiol" in found:
        found -= _IN_THE_LAST_WEEK
    if any(name.startswith(f"{INSULIN} ") for name in found):
        found -= {INSULIN}  # "insulin Humulin R", "insulin pen"
    return tuple(sorted(found)), not unknown


def _is_branded(parts: Parts) -> bool:
    """Whether a brand in brackets says what it is: "cholestyramine-aspartame (QUESTRAN LIGHT)"."""
    names, brand = {*parts.names}, {*parts.bracketed}
    known = (bool(names) and names <= brand) or len(names & brand) >= _SEVERAL
    return known and NARROW.isdisjoint(parts.bracketed)


def _on_route(ingredients: tuple[str, ...], route: str) -> tuple[str, ...]:
    """One name may be two products, by where it goes; beside vilanterol fluticasone is furoate."""
    site = route.split(",", maxsplit=1)[0]
    names = {BY_ROUTE.get((one, site), one) for one in ingredients}
    if "vilanterol" in ingredients:
        names = {one.replace("fluticasone furoate", "fluticasone") for one in names}
    return tuple(sorted(names))


def _also(parts: Parts) -> str:
    """The brand of "Noxafil (posaconazole)" or "posaconazole (Noxafil)", if no table has it."""
    outside = [" ".join(word for word in words if word not in SALTS) for words in parts.words]
    outside = [words for words in outside if words]
    if not parts.names and len(outside) == len(parts.bracketed) == 1 and not parts.beside:
        return outside[0]
    inside = [word for word in parts.beside if word not in SALTS]
    one = len(inside) == 1 and len({*parts.names}) + len(outside) == 1 and not parts.bracketed
    named = one and len(inside[0]) >= _SHORTEST_NAME and inside[0] not in SAID_OF_PURPOSE
    return inside[0] if named else ""


def _concentration(parts: Parts, ingredient: str, per_ml: str) -> str:
    if ingredient != INSULIN:
        return per_ml
    units = parts.insulin_strength
    per_ml = " / ".join(one for one in per_ml.split(" / ") if one.endswith("units/mL"))
    if units is None:
        return per_ml or f"{figure(_UNITS_IN_ONE_ML)} units/mL"
    return f"{figure(units)} units/mL"


def _doses(
    parts: Parts, line: Medication, ingredient: str, form: str, strength: Strengths
) -> tuple[tuple[Amount, ...], tuple[Frequency, ...]]:
    """Every directed dose with its time; the same dose said twice is one."""
    doses = parts.doses
    if len(doses) > 1 and not doses[-1].timing.said:
        doses = doses[:-1] if not doses[-1].said else doses
    what = [amount_of(one, strength, ingredient, form) for one in doses]
    found = planned(doses, what, parts.whole)
    if len(found) > 1:
        found = sorted(dict.fromkeys(found), key=repr)
        said = [pair for pair in found if pair[1] != _UNSAID]
        found = said if len(said) == 1 and all(pair[0] == said[0][0] for pair in found) else found
    if len(found) == 1 and found[0][1] == _UNSAID:
        words = bare(line.frequency or "")
        found = [(found[0][0], Frequency(words=words))]
    if parts.uncounted and parts.uncounted not in bare(line.name) and ingredient in NARROW:
        parts.changing = True  # a word that nobody counts may be a number
    if parts.directed:
        parts.changing = parts.changing or ingredient in NARROW
        found = [
            (one, times if times.times_a_day else Frequency(words=_DIRECTED))
            for one, times in found
        ]
    stepped = any(times.course for _, times in found)
    if parts.scale and len(found) == 1 and not any(one.said for one in doses):
        found = [(Amount(scale=parts.scale), found[0][1])]
        parts.scaled = False
    elif parts.scale:
        parts.changing = True
    if parts.changing or (parts.tapered and not stepped) or parts.scaled:
        found = [
            (Amount(mass=one.mass, count=one.count, piece=one.piece, contradicts=True), times)
            for one, times in found
        ]
    return tuple(one for one, _ in found), tuple(times for _, times in found)
