"""Lines made of our own table of products, each in many ways that say the same.

`audit.toml` has the phrases, and the ways to write a time, a count, a piece and a route.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from domain.clinical.drugs.tables import PRODUCTS, Product
from domain.hospital.discharge import Medication
from tests.domain.clinical.written_lines import LINES, both_ways

AUDIT = tomllib.loads((LINES / "audit.toml").read_text(encoding="utf-8"))
SHAPES = {
    "tablet": ("take", "tablet", "by mouth", "Oral Tablet"),
    "capsule": ("take", "capsule", "by mouth", "Oral Capsule"),
    "chewable tablet": ("chew", "tablet", "by mouth", "Chewable Tablet"),
    "powder": ("take", "packet", "by mouth", "Powder for Oral Solution"),
    "cream": ("apply", "application", "topically", "Topical Cream"),
    "ointment": ("apply", "application", "topically", "Topical Ointment"),
    "gel": ("apply", "application", "topically", "Topical Gel"),
    "suppository": ("insert", "suppository", "rectally", "Rectal Suppository"),
    "patch": ("apply", "patch", "", "Transdermal System"),
    "inhaler": ("inhale", "puff", "", "Metered Dose Inhaler"),
    "spray": ("use", "spray", "", "Spray"),
    "drops": ("instill", "drop", "", "Drops"),
}
"""By form: the verb, what is counted, the route where it must be said, and RxNorm's form."""
_RELEASES = {"": "", "extended release": "Extended Release ", "delayed release": "Delayed Release "}


@dataclass(frozen=True)
class Taken:
    """A product in one strength, and what is taken of it: keys of the tables of `audit.toml`."""

    product: Product
    form: str
    strength: str
    count: str = "1"
    often: str = "once"

    @property
    def others(self) -> list[str]:
        """The other strengths of that form."""
        return [one for one in self.product.forms[self.form] if one != self.strength]

    @property
    def piece(self) -> str:
        """What is counted."""
        return SHAPES[self.form][1]


def on_the_shelf() -> list[Taken]:
    """Each product and form once. Methotrexate is left out: taken daily it is told always."""
    return [
        Taken(one, form, held[len(held) // 2])
        for one in PRODUCTS
        for form, held in one.forms.items()
        if form in SHAPES and held and "methotrexate" not in one.ingredients
    ]


def plain(one: Taken, *, route: str = "") -> tuple[str, str, str, str]:
    """Its name, dose, frequency and route as a chart writes them."""
    amount = f"{one.count} {one.piece}{'' if one.count == '1' else 's'}"
    often = AUDIT["often"][one.often][0]
    name = f"{one.product.written} {one.strength} {one.form}"
    return name, amount, often, route or SHAPES[one.form][2]


def with_phrase(one: Taken, phrase: str, *, route: str = "") -> Iterator[Medication]:
    """The line with a phrase in each place; with none it is the line itself."""
    name, amount, often, way = plain(one, route=route)
    verb = SHAPES[one.form][0]
    yield Medication(name=f"{name} {verb} {amount} {way} {often} {phrase}")
    yield Medication(name=f"{name} {phrase}", dose=amount, frequency=often, route=way or None)
    yield Medication(name=f"{name} {phrase} {verb} {amount} {way} {often}")
    yield Medication(name=name, dose=f"{amount} {phrase}", frequency=often, route=way or None)
    yield Medication(name=name, dose=amount, frequency=f"{often} {phrase}", route=way or None)
    yield Medication(name=name, dose=f"{verb} {amount} {way} {phrase} {often}")


def _strengths(said: str) -> list[str]:
    ways = [said, said.replace(" ", ""), said.upper(), said.upper().replace(" ", "")]
    value, _, unit = said.partition(" ")
    if unit == "mg" and value.replace(".", "").isdigit():
        size = float(value)
        ways += [f"{size:g} milligrams", f"{size:g}-mg", f"{size * 1000:g} mcg"]
        ways += [f"{size:g}"[1:] + " mg", f"{size * 1000:g} \u00b5g"] if size < 1 else []
        ways += [f"{size / 1000:g} g", f"{size:,.0f} mg"] if size >= 1000 else []
    if unit == "mcg" and value.isdigit():
        ways += [f"{value} ug", f"{value} micrograms"]
    return ways


def _names(one: Taken, draw: Random) -> list[str]:
    """The product by its ingredients, its brand, both, or as RxNorm writes it."""
    said = draw.choice(("/", "-", " / ")).join(one.product.ingredients)
    how, size = one.product.how, draw.choice(_strengths(one.strength))
    piece = draw.choice(AUDIT["piece"].get(one.form, [one.form]))
    ways = [f"{said} {how} {size} {piece}", f"{said} {size} {how} {piece}".upper()]
    for brand in one.product.brands:
        ways += [f"{brand} {size} {piece}", f"{brand} ({said}) {size} {piece}"]
        ways += [
            f"{said} ({brand.upper()}) {how} {size} {piece}",
            f"{said} {how} {size} {piece} ({brand})",
        ]
        ways += [
            f"{said} {how} {size} {piece} (generic for {brand})",
            f"{brand} [{said}] {size} {piece}",
        ]
    if len(one.product.ingredients) == 1 and how in _RELEASES and "-" not in one.strength:
        rxnorm = f"{said} {one.strength.upper()} {_RELEASES[how]}{SHAPES[one.form][3]}"
        ways += [rxnorm, *(f"{rxnorm} [{brand}]" for brand in one.product.brands)]
    return ways


def drawn(one: Taken, draw: Random) -> Medication:
    """The line in one of its ways."""
    verb, piece, way, _ = SHAPES[one.form]
    name, verb = (
        draw.choice(_names(one, draw)),
        draw.choice((verb, verb.title(), verb.upper(), "Sig:")),
    )
    count, piece = (
        draw.choice(AUDIT["count"][one.count]),
        draw.choice(AUDIT["piece"].get(piece, [piece])),
    )
    amount = f"{count} {piece}"
    way = draw.choice(AUDIT["route"].get(way, [way]))
    often = draw.choice(AUDIT["often"][one.often])
    made = (
        Medication(name=name, dose=amount, frequency=often, route=way or None),
        Medication(name=name, dose=f"{verb} {amount} {way} {often}"),
        *(
            Medication(name=f"{name}{sign} {verb} {amount} {way} {often}")
            for sign in ("", ",", " -", ";")
        ),
    )
    return draw.choice(made)


def changed(one: Taken, draw: Random) -> Taken:
    """The same product with another count, time or strength."""
    count = draw.choice([key for key in AUDIT["count"] if key != one.count])
    often = draw.choice([key for key in AUDIT["often"] if key != one.often])
    ways = [replace(one, often=often), *(replace(one, strength=other) for other in one.others)]
    return draw.choice(ways if one.piece == "application" else [replace(one, count=count), *ways])


def told(one: Medication, other: Medication) -> tuple[bool, bool]:
    """Whether something is to be settled between them, either way round."""
    there, back = both_ways((one,), (other,))
    return bool(there.to_settle), bool(back.to_settle)
