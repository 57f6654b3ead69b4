"""The tables beside this file: names, what is high-alert, and of what nobody takes two.

Each carries its source, date and status, and has `reviewer` and `signed` for a clinician to fill.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class DrugClass:
    """Ingredients that belong together. An insulin is named with its type.

    `title` and `danger` are the words for people; of a class of duplication they are empty.
    `always`: two of it are told although both were taken before. `not_on`: routes by which a drug
    stays where it is put, and is none of the class.
    """

    name: str
    ingredients: frozenset[str]
    title: str = ""
    source: str = ""
    danger: str = ""
    always: bool = False
    not_on: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Product:
    """One product of the shelf: its ingredients in the order in which strengths are written.

    `how` tells it from another of the same ingredients: how it is released, or where it goes.
    """

    ingredients: tuple[str, ...]
    how: str
    brands: tuple[str, ...]
    forms: dict[str, tuple[str, ...]]

    @property
    def written(self) -> str:
        """As a line of a drug list would write it."""
        return f"{' / '.join(self.ingredients)} {self.how}".strip()


def _in_one_strength(products: Iterable[Product]) -> dict[tuple[tuple[str, ...], str], str]:
    """Of what is swallowed, the strength that is the only one of a form, and of all its forms.

    Of a high-alert drug none is taken for said.
    """
    found: dict[tuple[tuple[str, ...], str], set[str]] = defaultdict(set)
    for product in products:
        said = {form: held for form, held in product.forms.items() if held}
        names = tuple(sorted(product.ingredients))
        for form, held in said.items():
            found[names, form].update(held)
        found[names, ""].update(one for held in said.values() for one in held)
        if not {*said} <= {*_SWALLOWED} or product.how:
            found[names, ""].add(product.how)
    return {
        key: next(iter(held))
        for key, held in found.items()
        if len(held) == 1
        and key[1] in {"", *_SWALLOWED}
        and "" not in held
        and NARROW.isdisjoint(key[0])
    }


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))


def _classes(said: dict[str, Any]) -> tuple[DrugClass, ...]:
    return tuple(
        DrugClass(
            **{
                **row,
                "ingredients": frozenset(row["ingredients"]),
                "not_on": frozenset(row.get("not_on", ())),
            }
        )
        for row in said["class"]
    )


def _by_name(said: dict[str, list[str]]) -> dict[str, str]:
    return {name: word for word, names in said.items() for name in names}


def _same(rule: str) -> tuple[float, str]:
    """Read "75 mg is 1 mEq": how many micrograms one of the unit is, and which unit."""
    size, mass, _, count, unit = rule.split()
    micrograms = float(size) * (1_000 if mass == "mg" else 1)
    return micrograms / float(count), unit


_NAMES, _HIGH_ALERT, _CLASSES = _read("names"), _read("high_alert"), _read("classes")
_SPANISH, _PRODUCTS = _read("spanish"), _read("products")
_SWALLOWED = ("tablet", "capsule", "chewable tablet")

HIGH_ALERT = _classes(_HIGH_ALERT)
NARROW = frozenset(name for group in HIGH_ALERT for name in group.ingredients)
"""Of these nothing is taken for said: "as directed" is by the last blood test."""

USUAL_ROUTE: dict[str, str] = {
    name: "" if route == "varied" else route
    for route, names in _NAMES["ingredients"].items()
    for name in names
}
"""How each known ingredient is given where nobody says; blank if there is no usual way."""
PRODUCTS = tuple(
    Product(
        ingredients=tuple(row["is"].split(" / ")),
        how=row.get("how", ""),
        brands=tuple(row.get("brands", ())),
        forms={form: tuple(said) for form, said in row.get("forms", {}).items()},
    )
    for row in _PRODUCTS["products"]
)
"""What is dispensed and sold most."""
BRANDS: dict[str, str] = {
    **{brand.lower().replace("-", " "): one.written for one in PRODUCTS for brand in one.brands},
    **_by_name(_SPANISH["names"]),
    **_by_name(_NAMES["brands"]),
}
"""What a brand, abbreviation or Spanish name stands for, as a line would write it."""
IN_SPANISH: dict[str, str] = _by_name(_SPANISH["words"])
"""What a Spanish phrase is in English, as our tables have it."""
USUAL_RELEASE: dict[str, str] = _by_name(_NAMES["release"])
"""Of ingredients that are hardly sold otherwise; "either": unsaid fits both."""
USUAL_UNIT: dict[str, str] = _by_name(_NAMES["units"])
"""The unit of a bare figure, where it is not mg."""
NEVER_MG = frozenset(_NAMES["never_mg"]["oral"])
"""Of these a bare figure below one is micrograms all the same."""
MCG_FROM: dict[str, float] = _NAMES["mcg_from"]
"""From which bare figure on these are written in micrograms, where that is not one."""
INJECTED_SELDOM = frozenset(_NAMES["injected"]["seldom"])
"""Given once a week or less these are not swallowed."""
ONLY_COUNTED = frozenset(_NAMES["counted_by"]["pieces"])
"""A bare figure of these is how many: nobody measures them."""
ELEMENTAL = frozenset(_NAMES["elemental"]["salts"])
"""Salts whose labels give in brackets what they hold of the element."""
IN_EMERGENCY = frozenset(_NAMES["emergency"]["once"])
"""Taken once when it happens: "once as needed" is as needed."""
PACKS: dict[tuple[str, tuple[tuple[float, str], ...]], str] = {
    (row["ingredient"], ((float(row["mg"] * 1_000), "mcg"),)): row["printed"]
    for row in _NAMES["pack"]
}
"""What is printed on a pack, by its ingredient and what one tablet holds."""
GRAINS = {name: round(float(mg) * 1_000) for name, mg in _NAMES["grains"].items()}
"""Micrograms of one grain, as labels round it; of any other drug "gr" is meant for gram."""
SAME: dict[str, tuple[float, str]] = {name: _same(rule) for name, rule in _NAMES["same"].items()}
COUNTED_BY_FIRST = frozenset(_NAMES["counted_by"]["first"])
"""Mixtures whose strength is that of their first part: of pancreatic enzymes the lipase."""
ONE_ML = frozenset(_NAMES["filled"]["one_ml"])
"""A pen or syringe of it holds a millilitre, where no volume is written."""
COUNTED_BY_LARGEST = frozenset(_NAMES["counted_by"]["largest"])
"""What holds a part that lists give beside the whole: of fish oil the omega-3."""
HELD_BY_A_VIAL: dict[str, float] = _NAMES["vial"]
"""Millilitres of one vial for a nebulizer."""
COUNTED_WHOLE = frozenset(tuple(sorted(one)) for one in _NAMES["counted_by"]["number"])
"""Supplements of which one list gives the number and the other what it holds: the number counts."""
ONCE_A_DAY = frozenset(_NAMES["once_a_day"]["ingredients"])
"""Taken once a day by their labels, whatever for: of these no list must say so."""
CALLED: dict[tuple[tuple[str, ...], float], tuple[tuple[str, ...], str]] = {
    (tuple(sorted(row["ingredients"])), float(one)): (tuple(row["ingredients"]), whole)
    for row in _NAMES["called"]
    for one, whole in row["strength"].items()
}
"""Of combinations that are called by one of their strengths, all of them in their order."""
HELD_BY_A_CAN: dict[str, float] = _NAMES["can"]
"""Millilitres of one can or bottle."""
LABELLED_BY_ML = frozenset(_NAMES["filled"]["per_ml"])
"""What stands behind the name of these vials is in one millilitre, also where no line says so."""
PUMPED: dict[tuple[str, float], float] = {
    (name, float(percent)): float(mg) * 1_000
    for name, strengths in _NAMES["pumped"].items()
    for percent, mg in strengths.items()
}
"""Micrograms of one press of a pump, by the percent of its gel."""
THROUGH_SKIN = frozenset(_NAMES["through_skin"]["ingredients"])
"""Put on the skin to go through it: "to the shoulders" is transdermal."""
FILLED: dict[tuple[str, float], float] = {
    (name, float(size)): volume
    for name, sizes in _NAMES["filled"]["volume"].items()
    for size, volume in sizes.items()
}
"""Millilitres of a filled syringe or pen, by ingredient and what it holds (mg, or units)."""
BY_ROUTE: dict[tuple[str, str], str] = {
    (name, route): product
    for name, routes in _NAMES["by_route"].items()
    for route, product in routes.items()
}
"""What a name stands for where the drug goes that way."""
WITH_OTHERS: dict[str, str] = _NAMES["with_others"]
"""How what a name stands for is given where it is one of several ingredients."""
AS_BASE: dict[str, dict[float, float]] = {
    name: {round(float(salt) * 1_000, 3): float(base) * 1_000 for salt, base in salts.items()}
    for name, salts in _NAMES["as_base"].items()
}
"""Of drops: micrograms of the salt in a millilitre, and those of its base."""
POWDER_IN_CAPSULES = frozenset(_NAMES["capsules"]["inhaled"])
"""Drugs whose capsules hold a powder to inhale: nobody swallows them."""
SWALLOWED_DELAYED = frozenset(_NAMES["capsules"]["delayed"])
"""Inhaled drugs that are for the bowel where their release is delayed."""
ONE_STRENGTH: dict[tuple[tuple[str, ...], str], str] = _in_one_strength(PRODUCTS) | {
    (tuple(sorted(row["ingredients"])), form): row["strength"]
    for row in _NAMES["one_strength"]
    for form in row["forms"]
}
"""By ingredients and form, of what is sold in a single strength."""
IN_ORDER: dict[tuple[str, ...], tuple[str, ...]] = {
    tuple(sorted(row["ingredients"])): tuple(row["ingredients"]) for row in _NAMES["one_strength"]
}
"""In which order that strength is written."""
PERCENT: dict[tuple[str, float], float] = {
    (name, float(percent)): float(each.removesuffix(" mcg"))
    for name, strengths in _NAMES["percent"].items()
    for percent, each in strengths.items()
}
"""Of sprays that are written in percent: the micrograms of one spray."""
SEVERAL_STRENGTHS = frozenset(_NAMES["several_strengths"]["inhaled"])
"""Inhaled drugs whose strength cannot be left unsaid."""
CLASSES = _classes(_CLASSES)
LONG_AND_SHORT = frozenset(_CLASSES["long_and_short"]["ingredients"])
"""Of these a long and a short acting form together are a usual plan."""
APPROVED = all(
    said["reviewer"] and said["signed"]
    for said in (_NAMES, _PRODUCTS, _HIGH_ALERT, _CLASSES, _SPANISH)
)
"""Whether a clinician has signed all five; until then `plan` says that nobody has."""
