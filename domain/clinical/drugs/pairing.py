"""Which line of one list is which of the other: the surest likeness first, each in one pass.

A line may say itself which drug a name is that no table has; that holds for both lists.
"""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.clinical.drugs.drug import Drug
from domain.clinical.drugs.reading import read_drug

_LONG_ENOUGH = 7
"""Letters: among shorter names one letter makes another drug."""
_LONG_WORD = 4
"""Letters of a word of a name: what differs in a shorter one is no slip of the pen."""
Key = Callable[[Drug], Iterable[Hashable]]


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """Partners, and what has none."""

    pairs: tuple[tuple[Drug, Drug], ...]
    stopped: tuple[Drug, ...]
    started: tuple[Drug, ...]


def under_one_name(lines: Sequence[Drug], all_: Sequence[Drug]) -> tuple[Drug, ...]:
    """Read a brand that no table has as what another line of the patient puts beside it.

    Where the lines do not agree what it stands for, it stays a name of its own.
    """
    learned: dict[str, set[str]] = defaultdict(set)
    for drug in all_:
        if drug.also and len(drug.ingredients) == 1 and not drug.insulin:
            learned[drug.also].add(drug.ingredients[0])
    for name, meant in _misspelled(all_):
        learned[name].add(meant)
    if not learned:
        return tuple(lines)
    return tuple(_renamed(drug, learned.get(drug.name, set())) for drug in lines)


def _misspelled(lines: Sequence[Drug]) -> Iterator[tuple[str, str]]:
    """A name of no table that is a letter off one which another line of the patient has."""
    unknown = {one.name for one in lines if not one.known and len(one.name) >= _LONG_ENOUGH}
    if not unknown:
        return
    meant: dict[str, set[str]] = defaultdict(set)
    for drug in lines:
        if drug.known and len(drug.ingredients) == 1 and not drug.insulin:
            for way in _a_letter_less(drug.name):
                meant[way].add(drug.name)
    for name in unknown:
        for way in _a_letter_less(name):
            for known in meant.get(way, ()):
                if _is_spelling(name, known):
                    yield name, known


def _is_spelling(name: str, known: str) -> bool:
    """Whether words differ and no letter that stands alone: penicillin G is no V."""
    pairs = list(zip(name.split(), known.split(), strict=False))
    if len(name.split()) != len(known.split()):
        return name.replace(" ", "") == known.replace(" ", "")
    return all(one == other or min(len(one), len(other)) >= _LONG_WORD for one, other in pairs)


def _a_letter_less(name: str) -> set[str]:
    return {name, *(name[:n] + name[n + 1 :] for n in range(len(name)))}


def _renamed(drug: Drug, stands_for: set[str]) -> Drug:
    if drug.known or len(stands_for) != 1:
        return drug
    words = r"\W+".join(map(re.escape, drug.name.split()))
    name = re.sub(rf"\b{words}\b", next(iter(stands_for)), drug.line.name, flags=re.IGNORECASE)
    return replace(read_drug(replace(drug.line, name=name)), line=drug.line)


def _product(drug: Drug) -> tuple[Hashable, ...]:
    return drug.ingredients, drug.insulin


LIKENESSES: tuple[Key, ...] = (
    lambda d: [
        (
            _product(d),
            d.release,
            d.form,
            d.amounts,
            d.frequencies,
            d.route,
            d.concentration,
            d.line.rxcui,
        )
    ],
    lambda d: [(_product(d), d.release, d.amounts, d.frequencies, d.route, d.concentration)],
    lambda d: [(_product(d), d.release, d.amounts, d.concentration)],
    lambda d: [(_product(d), d.release, d.frequencies, d.route)],
    lambda d: [(_product(d), d.amounts)],
    lambda d: [(_product(d), d.form, d.route)],
    lambda d: [(_product(d), d.release)],
    lambda d: [_product(d)],
    lambda d: [d.ingredients],
    lambda d: [d.line.rxcui] if d.line.rxcui else [],
    lambda d: d.ingredients,
)
"""From all fields to the ingredients alone, then the code, then one ingredient of several."""


def paired(before: Sequence[Drug], after: Sequence[Drug]) -> Pairing:
    """Take partners out of both lists; time grows with their length alone."""
    left, right = dict(enumerate(before)), dict(enumerate(after))
    pairs: list[tuple[int, int]] = []
    for keys in LIKENESSES:
        if not (left and right):
            break
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for n, drug in right.items():
            for key in keys(drug):
                waiting[key].append(n)
        for m, drug in list(left.items()):
            partners = (_first(waiting[key], right) for key in keys(drug))
            found = next((one for one in partners if one is not None), None)
            if found is not None:
                pairs.append((m, found))
                del left[m], right[found]
    return Pairing(
        pairs=tuple((before[m], after[n]) for m, n in sorted(pairs)),
        stopped=tuple(left.values()),
        started=tuple(right.values()),
    )


def _first(waiting: deque[int], still: dict[int, Drug]) -> int | None:
    while waiting:
        n = waiting.popleft()
        if n in still:
            return n
    return None
