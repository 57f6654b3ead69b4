"""Who of a patient's next of kin is taken for the caregiver, by how the hospital says they relate.

Nobody who is named is dropped because nobody understands how they relate: they come last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.hospital import codes
from domain.hospital.discharge import Caregiver
from domain.pathway import OF_AGE_YEARS

_OF_AN_ADULT = (*codes.LIKELIEST, "")
_OF_A_CHILD = tuple(dict.fromkeys((codes.GUARDIAN, codes.PARENT, *_OF_AN_ADULT)))
"""A parent or guardian decides for a child (45 CFR 164.502(g)(3))."""


@dataclass(frozen=True, kw_only=True)
class Kin:
    """One contact; `relationships` is everything that they are said to be, "" if that is unknown.

    `unread`: what was said of it nobody knows.
    """

    who: Caregiver
    relationships: tuple[str, ...]
    unread: bool


def kin(
    who: Caregiver,
    said: Iterable[str],
    own: Mapping[str, str],
    *,
    contact: bool,
    beside: Iterable[Iterable[str]] = (),
) -> Kin | None:
    """One contact by what is said of them; None of whoever is no family, such as an employer.

    `contact`: the words may be of table 0131, whose letters alone mean employers and insurers.
    `beside`: words of other fields. A word of the hospital's own is all that its field says, and
    takes nothing from another's; but whom it calls nobody is none, whatever the others say.
    """
    fields = [[word for word in each if word] for each in (said, *beside)]
    if any(codes.meaning(words, own, {}) == codes.NOBODY for words in fields):
        return None
    standard = codes.RELATIONSHIPS | (codes.OF_A_CONTACT if contact else {})
    meant = tuple(one for words in fields for one in _meant(words, own, standard))
    unread = any(fields) and not meant
    related = tuple(one for one in meant if one in codes.LIKELIEST)
    if not related and codes.NOBODY in meant:
        return None
    return Kin(who=who, relationships=related or ("",), unread=unread)


def _meant(
    words: Sequence[str], own: Mapping[str, str], standard: Mapping[str, str]
) -> tuple[str, ...]:
    if theirs := codes.meaning(words, own, {}):
        return (theirs,)
    each = (codes.meaning([word], {}, standard) for word in words)
    return tuple(one for one in each if one)


def caregiver(known: Sequence[Kin], *, child: bool) -> Caregiver | None:
    """The likeliest; of those alike the first. That they may be told is nothing hospitals say."""
    order = _OF_A_CHILD if child else _OF_AN_ADULT
    ranked = [(min(map(order.index, one.relationships)), n, one) for n, one in enumerate(known)]
    if not ranked:
        return None
    return min(ranked, key=lambda one: one[:2])[2].who


def is_child(born: date | None, on: date) -> bool:
    """Whether somebody is not of age on a day."""
    if born is None:
        return False
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return 0 <= years < OF_AGE_YEARS
