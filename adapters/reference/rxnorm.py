"""NLM's RxNorm Current Prescribable Content, as the files that a hospital downloads.

Pipe-separated: RXNCONSO.RRF has the names of concepts, RXNREL.RRF what they are to one another,
RXNSAT.RRF the strengths. Columns as NLM documents them for RxNorm; the content is public domain.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from adapters import validation
from adapters.validation import Problem, Refused
from domain.normalize import bare

FILES = ("RXNCONSO.RRF", "RXNREL.RRF", "RXNSAT.RRF")
_PRODUCTS, _BRANDED = ("SCD", "GPCK"), ("SBD", "BPCK")
_INGREDIENTS = ("IN", "PIN", "MIN")
_NAMED = {*_PRODUCTS, *_BRANDED, *_INGREDIENTS, "BN"}
_PARTS = {"SCDC", "DF"}
_SYNONYMS = {"PSN", "SY", "TMSY"}
_STRENGTH = "RXN_AVAILABLE_STRENGTH"
_MOST_KEYS = 200
"""Characters of a name: what is longer nobody writes into a list."""


@dataclass(frozen=True, kw_only=True)
class NamedDrug:
    """What one key ("rxcui:866427", "name:toprol xl") stands for."""

    key: str
    product: str
    ingredient: str
    strength: str = ""
    form: str = ""
    brand: str = ""


@dataclass
class _Concepts:
    """The files as read: names and kind by code, neighbours by kind, strengths."""

    names: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    near: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    strengths: dict[str, str] = field(default_factory=dict)

    def neighbours(self, code: str, *kinds: str) -> list[str]:
        """Codes of these kinds beside one, in order of their names."""
        found = (one for one in self.near.get(code, ()) if self.kinds.get(one) in kinds)
        return sorted(found, key=lambda one: self.names[one])


def read_rxnorm(folder: Path) -> list[NamedDrug]:
    """Every name and code with what it stands for; of a name for two, the first. Raises Refused."""
    known = _concepts(folder)
    found: dict[str, NamedDrug] = {}
    for code, kind in known.kinds.items():
        if kind in _NAMED:
            for one in _keyed(known, code, kind):
                found.setdefault(one.key, one)
    return list(found.values())


def _concepts(folder: Path) -> _Concepts:
    known = _Concepts()
    for row in _rows(folder / FILES[0], 17):
        if row[11] == "RXNORM" and row[16] in {"N", ""}:
            _name(known, row[0], row[12], row[14])
    for row in _rows(folder / FILES[1], 8):
        if row[0] in known.kinds and row[4] in known.kinds:
            known.near[row[0]].add(row[4])
            known.near[row[4]].add(row[0])
    for row in _rows(folder / FILES[2], 11):
        if row[8] == _STRENGTH:
            known.strengths[row[0]] = row[10]
    return known


def _name(known: _Concepts, code: str, kind: str, name: str) -> None:
    if kind in _SYNONYMS:
        known.synonyms[code].append(name)
    elif kind in _NAMED | _PARTS:
        known.names[code], known.kinds[code] = name, kind


def _keyed(known: _Concepts, code: str, kind: str) -> Iterator[NamedDrug]:
    generic = (known.neighbours(code, *_PRODUCTS) or [code])[0] if kind in _BRANDED else code
    brand = _brand(known, code, kind)
    ingredient = _ingredient(known, generic)
    product = known.names[generic]
    if kind == "BN":
        product = _of_brand(known, code, ingredient)
    forms = [known.names[one] for one in known.neighbours(generic, "DF")]
    names = (known.names[code], *known.synonyms.get(code, ()))
    keys = (f"rxcui:{code}", *(f"name:{bare(name)}" for name in names if len(name) <= _MOST_KEYS))
    for key in keys:
        yield NamedDrug(
            key=key,
            product=product,
            ingredient=ingredient,
            strength=known.strengths.get(generic, ""),
            form=" / ".join(forms),
            brand=brand,
        )


def _brand(known: _Concepts, code: str, kind: str) -> str:
    if kind == "BN":
        return known.names[code]
    near = known.neighbours(code, "BN") if kind in _BRANDED else []
    return known.names[near[0]] if near else ""


def _ingredient(known: _Concepts, code: str) -> str:
    """Its ingredients' names: itself, beside it, or beside its parts."""
    if known.kinds[code] in _INGREDIENTS:
        return known.names[code]
    parts = known.neighbours(code, "SCDC")
    beside = [one for part in (code, *parts) for one in known.neighbours(part, "IN")]
    return " / ".join(dict.fromkeys(known.names[one] for one in beside))


def _of_brand(known: _Concepts, code: str, ingredient: str) -> str:
    """The ingredients, and the release where all products of the brand have it."""
    branded = known.neighbours(code, *_BRANDED)
    generic = [one for product in branded for one in known.neighbours(product, *_PRODUCTS)]
    forms = {known.names[form] for one in generic for form in known.neighbours(one, "DF")}
    for release in ("Extended Release", "Delayed Release"):
        if forms and all(release in form for form in forms):
            return f"{ingredient} {release}"
    return ingredient


def _rows(file: Path, columns: int) -> Iterator[list[str]]:
    """The lines of a file, cut; `columns` are those that are needed. Raises Refused."""
    try:
        with file.open(encoding="utf-8") as lines:
            rows = (line.rstrip("\n").split("|") for line in lines)
            for n, row in enumerate(rows, start=1):
                if len(row) < columns:
                    short = Problem(
                        field=f"line {n}",
                        found=f"{len(row)} columns",
                        expected=f"at least {columns}, with | between",
                    )
                    raise Refused(str(file), [short])
                yield row
    except (OSError, UnicodeDecodeError) as error:
        raise validation.not_readable(str(file), error, "RxNorm's file of that name") from None
