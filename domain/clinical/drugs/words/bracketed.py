"""A count that stands in brackets alone: "(2) tablets" are two, as "two (2) tablets" are."""

from domain.clinical.drugs.words.item import Sort
from domain.clinical.drugs.words.senses import SENSES
from domain.clinical.drugs.words.vocabulary import NUMBERS, ROMAN

_IN_WORDS = frozenset(word for way in NUMBERS for word in way.split()[-1:]) | {*ROMAN} - {"of"}
_COUNTED = frozenset(
    {Sort.PIECE, Sort.FORM, Sort.UNIT, Sort.RATE, Sort.TIME, Sort.EVERY, Sort.TIMES, Sort.ROUTE}
)
"""What stands behind a figure that counts."""
_LONGEST_COUNT = 3
"""Words of one: "1 / 2"."""


def unbracketed(said: list[str]) -> list[str]:
    """Without the brackets around a count; a figure behind another one says that again."""
    if "(" not in said:
        return said
    found: list[str] = []
    at = 0
    while at < len(said):
        inside = _count(said, at) if said[at] == "(" else []
        if inside and not (found and _is_figure(found[-1])):
            found += inside
            at += len(inside) + 2
        else:
            found.append(said[at])
            at += 1
    return found


def _count(said: list[str], at: int) -> list[str]:
    """The figure between the brackets that open there, if nothing else is and it counts."""
    end = next((n for n in range(at + 2, at + 3 + _LONGEST_COUNT) if said[n : n + 1] == [")"]), 0)
    inside = said[at + 1 : end] if end else []
    plain = bool(inside) and all(_is_figure(one) or one == "/" for one in inside)
    sense = SENSES.longest(said, end + 1) if plain and end + 1 < len(said) else None
    return inside if sense is not None and sense[1].sort in _COUNTED else []


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word[0] == "." or word in _IN_WORDS
