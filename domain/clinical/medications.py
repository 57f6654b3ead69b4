"""Comparing two drug lists: every difference that a nurse must settle, and lists that are absent.

Lines are paired by RxCUI when both give one, else by ingredient and strength, else by ingredient
alone, so that a changed strength is a changed dose and not a lost drug. That a drug is the wrong
one cannot be derived from lists. An absent list is "missing", never "no differences".
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from domain.clinical.drugs import (
    BRANDS,
    FORMS,
    FREQUENCIES,
    HIGH_ALERT,
    IN_MICROGRAMS,
    ROUTES,
    TRAILING_SALTS,
)
from domain.hospital.discharge import Medication, Medications
from domain.normalize import clean, plain


class DifferenceKind(StrEnum):
    """In which way the lists differ."""

    OMISSION = "omission"
    ADDITION = "addition"
    DOSE = "dose"
    FREQUENCY = "frequency"
    ROUTE = "route"
    DUPLICATION = "duplication"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference. `id` depends on its content alone, and tells no drug's name.

    `before` is the line before admission, `after` the one at discharge; of a duplication both are
    lines of one list.
    """

    id: str
    kind: DifferenceKind
    before: Medication | None
    after: Medication | None
    high_alert: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All differences, high-alert ones first, and the names of the lists that are missing."""

    differences: tuple[Difference, ...]
    missing: tuple[str, ...]


_Pair = tuple[Medication, Medication]
_Row = tuple[DifferenceKind, Medication | None, Medication | None]
_STRENGTH = re.compile(
    r"(?P<amount>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)\s*"
    r"(?P<unit>mcg|ug|micrograms?|mg|milligrams?|gm|g|grams?|units?|iu|meq|ml|%)(?![a-z])"
)


def compare(medications: Medications) -> Comparison:
    """List what differs between before admission and at discharge, or which list is missing."""
    before, after = medications.before_admission, medications.at_discharge
    lists = {"before admission": before, "at discharge": after}
    missing = tuple(name for name, lines in lists.items() if lines is None)
    found = _duplications(after or ())
    if before is not None and after is not None:
        again = [line for _, _, line in found]
        found += [row for row in _differences(before, after) if not _repeats(row, again)]
    alarming_first = sorted(_numbered(found), key=lambda difference: not difference.high_alert)
    return Comparison(differences=tuple(alarming_first), missing=missing)


def _repeats(row: _Row, again: list[Medication | None]) -> bool:
    """Say whether it is a repeated line: that is not an unexplained addition as well."""
    kind, _, line = row
    return kind is DifferenceKind.ADDITION and line in again


def is_high_alert(medication: Medication) -> bool:
    """Say whether one of its ingredients is on the high-alert table."""
    words = set(ingredient(medication).split())
    return any(name in words for names in HIGH_ALERT.values() for name in names)


def ingredient(medication: Medication) -> str:
    """Reduce a name to its ingredients: no strength, form or hydrochloride, brands resolved."""
    name = _STRENGTH.sub(" ", plain(clean(medication.name)))
    words = [word for word in re.findall(r"[a-z]+", name) if word not in FORMS]
    while len(words) > 1 and words[-1] in TRAILING_SALTS:
        words.pop()
    said = " ".join(words) or plain(clean(medication.name)).strip()
    brand = next((b for b in BRANDS if re.search(rf"(?<![a-z]){b}(?![a-z])", said)), None)
    return BRANDS[brand] if brand else said


def _differences(before: tuple[Medication, ...], after: tuple[Medication, ...]) -> list[_Row]:
    """Pair the lines, then tell what has no partner and what changed between partners."""
    pairs, stopped, started = _paired(list(before), list(after))
    found: list[_Row] = []
    found += [(DifferenceKind.OMISSION, line, None) for line in stopped]
    found += [(DifferenceKind.ADDITION, None, line) for line in started]
    found += [(kind, *pair) for pair in pairs for kind in _changes(*pair)]
    return found


def _paired(
    before: list[Medication], after: list[Medication]
) -> tuple[list[_Pair], list[Medication], list[Medication]]:
    """Take partners out of both lists, by the surest likeness first."""
    pairs: list[_Pair] = []
    for likeness in (_same_rxcui, _same_strength, _same_ingredient):
        for line in tuple(before):
            partner = next((other for other in after if likeness(line, other)), None)
            if partner is not None:
                pairs.append((line, partner))
                before.remove(line)
                after.remove(partner)
    return pairs, before, after


def _same_rxcui(one: Medication, other: Medication) -> bool:
    return one.rxcui is not None and one.rxcui == other.rxcui


def _same_strength(one: Medication, other: Medication) -> bool:
    return _same_ingredient(one, other) and _dose(one) == _dose(other)


def _same_ingredient(one: Medication, other: Medication) -> bool:
    return sorted(ingredient(one).split()) == sorted(ingredient(other).split())


def _changes(before: Medication, after: Medication) -> list[DifferenceKind]:
    """Compare two lines of one drug.

    A dose or frequency that only one list gives is a difference; a route is seldom written, so
    only two that differ are.
    """
    kinds = []
    if _dose(before) != _dose(after):
        kinds.append(DifferenceKind.DOSE)
    if _usual(before.frequency, FREQUENCIES) != _usual(after.frequency, FREQUENCIES):
        kinds.append(DifferenceKind.FREQUENCY)
    routes = {_usual(before.route, ROUTES), _usual(after.route, ROUTES)} - {None}
    return [*kinds, DifferenceKind.ROUTE] if len(routes) > 1 else kinds


def _duplications(
    lines: tuple[Medication, ...],
) -> list[_Row]:
    """Find lines at discharge that repeat an earlier one's ingredient or RxCUI."""
    found: list[_Row] = []
    for n, line in enumerate(lines):
        earlier = (x for x in lines[:n] if _same_rxcui(x, line) or _same_ingredient(x, line))
        if (first := next(earlier, None)) is not None:
            found.append((DifferenceKind.DUPLICATION, first, line))
    return found


def _numbered(
    found: list[_Row],
) -> list[Difference]:
    """Give each difference its id; equal ones are told apart by a number."""
    seen: Counter[str] = Counter()
    numbered = []
    for kind, before, after in found:
        digest = sha256(repr((kind.value, before, after)).encode()).hexdigest()[:8]
        seen[digest] += 1
        suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
        alarming = any(is_high_alert(line) for line in (before, after) if line is not None)
        numbered.append(
            Difference(
                id=f"{kind}-{digest}{suffix}",
                kind=kind,
                before=before,
                after=after,
                high_alert=alarming,
            )
        )
    return numbered


def _dose(medication: Medication) -> str | None:
    """Read the dose, or else the strengths in the name, in one unit: "0.5 g" is "500 mg"."""
    if medication.dose is None:
        name = plain(clean(medication.name))
        return " ".join(_in_one_unit(found) for found in _STRENGTH.finditer(name)) or None
    return " ".join(_STRENGTH.sub(_in_one_unit, plain(clean(medication.dose))).split())


def _in_one_unit(strength: re.Match[str]) -> str:
    amount, unit = Decimal(strength["amount"].replace(",", "")), strength["unit"]
    if per := IN_MICROGRAMS.get(unit):
        return f"{(amount * per).normalize():f} mcg"
    return f"{amount.normalize():f} {unit.removesuffix('s')}"


def _usual(said: str | None, table: dict[str, tuple[str, ...]]) -> str | None:
    """Read a habit in its usual spelling; what the table lacks compares as it is written."""
    if said is None:
        return None
    spelled = " ".join(re.sub(r"[.\s]+", " ", plain(clean(said))).split())
    dotless = spelled.replace(" ", "")
    names = (name for name, ways in table.items() if spelled in (name, *ways) or dotless in ways)
    return next(names, spelled)
