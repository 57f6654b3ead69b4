"""Which line of one list is which of the other: the surest likeness first, each in one pass."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from domain.clinical.drugs.drug import Drug

Key = Callable[[Drug], Iterable[Hashable]]


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """Partners, and what has none."""

    pairs: tuple[tuple[Drug, Drug], ...]
    stopped: tuple[Drug, ...]
    started: tuple[Drug, ...]


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
