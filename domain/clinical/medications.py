"""Comparing two drug lists: every difference that a nurse must settle, and lists that are absent.

Each line is read into fields (`domain/clinical/drugs/`), lines of one drug are paired, and their
fields compared one by one. What cannot be compared is a difference and never "the same". An absent
list is "missing", never "no differences".
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from domain.clinical.drugs.danger import classes_of, danger_of, high_alert, is_high_alert, order
from domain.clinical.drugs.drug import INSULIN, Drug, called
from domain.clinical.drugs.fields import changes
from domain.clinical.drugs.joining import Together, together
from domain.clinical.drugs.kinds import Danger, DifferenceKind
from domain.clinical.drugs.pairing import paired, under_one_name
from domain.clinical.drugs.reading import read_drug
from domain.clinical.drugs.tables import LONG_AND_SHORT
from domain.clinical.outline import ListDifference
from domain.hospital.discharge import Medication, Medications
from domain.words.phrasebook import phrase

_SUPPLEMENTS = frozenset(
    {
        "cholecalciferol",
        "calcium carbonate",
        "multivitamin",
        "folic acid",
        "ferrous sulfate",
        "caffeine",
        "albuterol",
    }
)
"""Of these two products at once are usual."""
_TWO_FORMS = ({"patch", "gum"}, {"patch", "lozenge"}, {"inhaler", "nebulizer"})
"""One drug in both is a usual plan: all day, and when it is needed; on the way, and at home."""
_WEEKLY = "methotrexate"
_REMEMBERED = 64
_NOTHING_TO_DECIDE = frozenset({DifferenceKind.OTHER_CODE, DifferenceKind.OTHER_STRENGTH})
"""Shown last and settled with the rest: the drug and what is taken of it are the same."""


@dataclass(frozen=True, kw_only=True)
class Difference(ListDifference):
    """One difference, and why it is told.

    `before` is the line before admission, `after` the one at discharge; of a duplication both are
    lines of one list.
    """

    reason: str
    before: Medication | None
    after: Medication | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All differences, the deadliest first, and the names of the lists that are missing."""

    differences: tuple[Difference, ...]
    missing: tuple[str, ...]

    @property
    def to_settle(self) -> tuple[Difference, ...]:
        """Those that somebody must decide."""
        return tuple(one for one in self.differences if one.matters)


@dataclass(frozen=True, kw_only=True)
class _Row:
    kind: DifferenceKind
    reason: str
    before: Drug | None = None
    after: Drug | None = None

    @property
    def drugs(self) -> tuple[Drug, ...]:
        return tuple(one for one in (self.before, self.after) if one is not None)


@lru_cache(maxsize=_REMEMBERED)
def compare(medications: Medications) -> Comparison:
    """List what differs between before admission and at discharge, or which list is missing."""
    lists = {
        "before admission": medications.before_admission,
        "at discharge": medications.at_discharge,
    }
    missing = tuple(name for name, lines in lists.items() if lines is None)
    after = tuple(map(read_drug, medications.at_discharge or ()))
    before = tuple(map(read_drug, medications.before_admission or ()))
    every = (*before, *after)
    before, after = under_one_name(before, every), under_one_name(after, every)
    split, whole = [*together(before, after)], [*together(after, before)]
    again_said = {id(line) for one in split if not one.parts for line in one.lines[1:]}
    found = [*_duplications([one for one in after if id(one) not in again_said], before)]
    if medications.before_admission is not None and medications.at_discharge is not None:
        found += [*_parted(split, before=True), *_parted(whole, before=False)]
        said = {id(line) for one in (*split, *whole) for line in (one.one, *one.lines)}
        again = Counter(row.after for row in found if row.reason == _TWICE)
        found += _differences(
            [one for one in before if id(one) not in said],
            [one for one in after if id(one) not in said],
            again,
        )
    found += _daily(after, {id(row.after) for row in found if row.kind is DifferenceKind.FREQUENCY})
    return Comparison(differences=tuple(_numbered(found)), missing=missing)


def names_from(medications: Medications) -> str:
    """Whose table of names the lines were read with."""
    lines = (*(medications.before_admission or ()), *(medications.at_discharge or ()))
    known = [line.product is not None for line in lines]
    if any(known):
        return phrase("drugs.from_rxnorm") if all(known) else phrase("drugs.from_both")
    return phrase("drugs.from_our_table")


def _differences(
    before: Sequence[Drug], after: Sequence[Drug], again: Counter[Drug | None]
) -> Iterator[_Row]:
    """Pair the lines, then tell what has no partner and what changed between partners."""
    pairing = paired(before, after)
    for drug in pairing.stopped:
        yield _Row(
            kind=DifferenceKind.OMISSION,
            reason=phrase("drugs.stopped"),
            before=drug,
        )
    for drug in pairing.started:
        if again[drug]:  # a repeated line is not an unexplained addition as well
            again[drug] -= 1
        else:
            yield _Row(
                kind=DifferenceKind.ADDITION,
                reason=phrase("drugs.started"),
                after=drug,
            )
    for one, other in pairing.pairs:
        for kind, reason in changes(one, other):
            yield _Row(kind=kind, reason=reason, before=one, after=other)


def _parted(found: Sequence[Together], *, before: bool) -> Iterator[_Row]:
    """A combination of one list beside each of its parts in the other, and what differs of them."""
    reason = phrase("drugs.parts_at_discharge") if before else phrase("drugs.parts_before")
    for whole in found:
        other = {id(line) for _, line, _ in whole.differ}
        for part, line, (kind, what) in whole.differ:
            one, its = (part, line) if before else (line, part)
            yield _Row(kind=kind, reason=what, before=one, after=its)
        for line in whole.lines if whole.parts else ():
            if id(line) in other:
                continue
            one, its = (whole.one, line) if before else (line, whole.one)
            yield _Row(kind=DifferenceKind.OTHER_CODE, reason=reason, before=one, after=its)


_TWICE = phrase("drugs.twice")
_Product = tuple[tuple[str, ...], str, str]


def _duplications(after: Sequence[Drug], before: Sequence[Drug]) -> Iterator[_Row]:
    """Repetitions at discharge, but for two drugs of one class that were both taken before.

    One ingredient in two products is told always, unless these go different ways: a long and a
    short acting opioid, a spray for the nose beside an inhaler.
    """
    taken = {_as_made(drug) for drug in before}
    parts = {name for drug in before for name in drug.ingredients}
    for row in _repeated(after):
        one, other = row.drugs
        apart = {*one.ingredients}.isdisjoint(other.ingredients)
        known = {_as_made(one), _as_made(other)} <= taken
        known = known or (apart and {*one.ingredients, *other.ingredients} - {INSULIN} <= parts)
        if not (known and _may_stay(one, other)):
            yield row


def _as_made(drug: Drug) -> _Product:
    return drug.ingredients, drug.insulin, drug.release.split(",")[0].replace("immediate", "")


def _may_stay(one: Drug, other: Drug) -> bool:
    """Whether two of one class or ingredient, once known, are no difference between the lists."""
    shared = {*one.ingredients} & {*other.ingredients} - {INSULIN}
    if not shared:
        both = {*classes_of(one)} & {*classes_of(other)}
        return bool(both) and not any(group.always for group in both)
    apart = bool(one.route and other.route) and one.route != other.route
    apart = apart or {one.form, other.form} in _TWO_FORMS
    return apart or (_as_made(one)[2] != _as_made(other)[2] and shared <= LONG_AND_SHORT)


def _repeated(lines: Sequence[Drug]) -> Iterator[_Row]:
    """Lines at discharge that repeat an earlier one's drug, ingredient or class; one row a line."""
    wholes: dict[object, Drug] = {}
    parts: dict[str, Drug] = {}
    groups: dict[str, Drug] = {}
    for drug in lines:
        key = drug.ingredients, drug.insulin
        alone = {INSULIN, *_SUPPLEMENTS}
        shared = next((one for one in drug.ingredients if one in parts and one not in alone), "")
        group = next((one.name for one in classes_of(drug) if one.name in groups), "")
        first = wholes.get(key) or wholes.get(drug.line.rxcui or key)
        reason = ""
        if first is not None:
            reason = _TWICE
        elif shared:
            first, reason = parts[shared], phrase("drugs.in_two", drug=shared)
        elif group:
            first, reason = groups[group], phrase("drugs.two_of", group=called(group))
        if reason:
            yield _Row(kind=DifferenceKind.DUPLICATION, reason=reason, before=first, after=drug)
        wholes.setdefault(key, drug)
        if drug.line.rxcui:
            wholes.setdefault(drug.line.rxcui, drug)
        for name in drug.ingredients:
            parts.setdefault(name, drug)
        for one in classes_of(drug):
            groups.setdefault(one.name, drug)


def _daily(lines: Sequence[Drug], told: set[int]) -> Iterator[_Row]:
    """Methotrexate for every day is a trap, also where both lists have it."""
    for drug in lines:
        often = (rate for times in drug.frequencies for rate in times.times_a_day)
        if _WEEKLY in drug.ingredients and id(drug) not in told and max(often, default=0) >= 1:
            yield _Row(
                kind=DifferenceKind.TAKEN_DAILY,
                reason=phrase("drugs.every_day", drug=_WEEKLY),
                after=drug,
            )


def _numbered(found: Sequence[_Row]) -> Iterator[Difference]:
    """The deadliest first, each with its id; equal ones are told apart by a number.

    An id is of what was found and not of its words, which may be mended while an answer waits.
    """
    ranked = [(danger_of(row.kind, row.drugs), row) for row in found]
    seen: Counter[str] = Counter()
    for danger, row in sorted(ranked, key=lambda pair: order(pair[1].kind, pair[0])):
        before, after = (one.line if one else None for one in (row.before, row.after))
        said = row.kind.value, before, after, row.reason  # the reason by its key and values
        digest = sha256(repr(said).encode()).hexdigest()[:8]
        seen[digest] += 1
        suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
        yield Difference(
            id=f"{row.kind}-{digest}{suffix}",
            kind=row.kind,
            danger=danger,
            reason=_reason(row),
            before=before,
            after=after,
            high_alert=danger in {Danger.DEADLY, Danger.HIGH}
            and any(map(is_high_alert, row.drugs)),
        )


def _reason(row: _Row) -> str:
    """What differs, and of a high-alert drug why that matters."""
    said = phrase("drugs.reason", drug=row.drugs[-1].called, what=row.reason)
    alerts = [one for one in map(high_alert, row.drugs) if one is not None]
    if not alerts or row.kind in _NOTHING_TO_DECIDE:
        return said
    alert = alerts[-1]
    return phrase("drugs.high_alert", said=said, title=alert.title, danger=alert.danger)
