"""Equipment by its kind, from the table beside this file: what texts call it, and how grave it is.

Hospitals write items as they like, with names and numbers in them: whatever leaves a card goes by
the kind's title, a closed list. Words are compared without case, accents, marks and plurals and
however they are joined ("bi-pap", "O2conc."). At a phrase's end `*` is any ending, and `~` one
typing mistake, which a phrase of eight letters or more and no number may have anyway; `=` before it
is an item that says nothing else. What `unless` stands over, without a mistake and across no mark
that parts two things, is not meant; and no mistake makes something harmless of it.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from domain.clinical.phrases import one_mistake
from domain.languages import LANGUAGES
from domain.normalize import bare

_TABLE = tomllib.loads((Path(__file__).parent / "equipment.toml").read_text(encoding="utf-8"))
APPROVED = bool(_TABLE["reviewer"] and _TABLE["signed"])
"""Whether a clinician has signed it; until then `plan` says that nobody has."""
_FORGIVEN_LENGTH = 8
_MOST_WORDS = 200
"""Of one item that are read: nobody writes as many, and reading them takes time."""
_Span = tuple[int, int]
_BOTH = re.compile(r"[,;+&/()]|(?<![Oo0])[1-9]")
"""Marks that join two things, and numbers, which sizes and orders of the thing itself have."""
_PARTS = re.compile(r"[,;+&/]| - |\. ")
"""Marks behind which something else is said."""
_AND = re.compile(r"[,;+&/]|\b(?:and|plus|y|mas)\b", re.IGNORECASE)
_LINK = re.compile(r"\w+://\S*|\b[0-9]+(?:/[0-9]+)+\b")
"""Links and dates: their strokes join nothing."""
_OF_ANY = frozenset(_TABLE["of_any"]["words"])
_HOW_MANY = re.compile(
    r"\W*(?:\bx ?[0-9]{1,2}|\b[0-9]{1,2} ?x|\b(?:qty|pack|box|set|pk)\W*(?:of )?[0-9]{1,3}"
    r"|\([0-9]{1,2}\))\W*$",
    re.IGNORECASE,
)
"""How many of them: no number of the thing itself."""
_NO_OXYGEN_AHEAD = re.compile(
    r"(?:\b(?:qty|quantity|size|sz|no|num|number|nr|item|model|mod|type|rm|room|apt|unit|floor|ste"
    r"|suite|x|ea|each|pack|pk|set|box|lot|case|tel|order|ref|code|line|pos|level|grade|stage|series"
    r"|by|due|day|talla|cant|cantidad|num\.|cuarto)\W*|[#$]\s?|[0-9][-/.:]|[0-9]{3} )\Z",
    re.IGNORECASE,
)
_NO_OXYGEN_BEHIND = re.compile(
    r"\s?(?:pcs?|pieces?|each|ea|box(?:es)?|units|packs?|pk|pairs?|sets?|cases?|bags?|rolls?|count"
    r"|ct|of|total|items?|pkgs?|dozen|inch(?:es)?|cm|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec|piezas?|cajas?)\b|\s?[-/.:][0-9]|\s[0-9](?!\s?(?:l|lpm|lit\w*)\b)|\s?x\W*(?:$|[a-z])",
    re.IGNORECASE,
)
_ZERO_TWO = re.compile(r"(?<!\w)0 ?2(?!\w)")
_IS_COUNTED = re.compile(r"\W*02[).:]|(?:^|.*\W)0[13-9](?!\w)", re.DOTALL)
_AHEAD_OF_A_THING = re.compile(
    r"\s(?!(?:and|y|with|w|for|at|via|con|prn|plus|mas|cont\w*|noc\w*)\b)[a-z]\w*?(?P<many>(?<!s)s)?\b",
    re.IGNORECASE,
)
_BEHIND_A_CODE = re.compile(r"[a-z][0-9]{4}\s\Z", re.IGNORECASE)
"""What hurried people write for oxygen, "walker, 02", and the numbers that look like it."""
_FLOW = re.compile(r"\d\s*(?:l|lpm|liters?|litros?)\b", re.IGNORECASE)
_BEHIND = tuple(tuple(each.split()) for each in _TABLE["accessories"]["behind"])
_BEFORE, _OF, _JOINS = (
    frozenset(_TABLE["accessories"][name]) for name in ("before", "of", "joins")
)


@dataclass(frozen=True, kw_only=True)
class EquipmentKind:
    """One kind. `title` is its name in English texts and its identity."""

    title: str
    keeps_alive: bool = False
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def named_in(self, said: "_Said", *, forgiving: bool = True) -> bool:
        """Whether these words name it, and nothing over them says that something else is meant."""
        return any(not masked for _, masked in self._found(said, forgiving=forgiving))

    def hidden_in(self, said: "_Said") -> bool:
        """Whether its words stand there, with something over them."""
        return any(masked for _, masked in self._found(said))

    def _found(self, said: "_Said", *, forgiving: bool = True) -> Iterator[tuple[_Span, bool]]:
        """Where its words stand, and whether something else is meant there."""
        meant = set(_places(self.words, said.words, forgiving=forgiving))
        masks = _places(self.unless, said.words, forgiving=False) if meant else ()
        other = [mask for mask in masks if not said.parted(mask)]
        for place in meant:
            yield place, any(_over(mask, place) for mask in other)


UNKNOWN = EquipmentKind(title="equipment")
"""What no words of the table stand in."""
KINDS = tuple(
    EquipmentKind(
        title=row["title"],
        keeps_alive=row.get("keeps_alive", False),
        words=tuple(row["words"]),
        unless=tuple(row.get("unless", ())),
    )
    for row in _TABLE["kind"]
)
_CALLED: dict[str, dict[str, str]] = {one.code: dict(one.equipment.items()) for one in LANGUAGES}


@lru_cache(maxsize=1024)
def kind_of(item: str) -> EquipmentKind:
    """The kind of an item, by whatever words a hospital has for it."""
    said = _said(item)
    kind = next((kind for kind in KINDS if kind.named_in(said)), UNKNOWN)
    if kind.keeps_alive:
        return UNKNOWN if _is_beside(_HOW_MANY.sub("", item)) else kind
    if kind is UNKNOWN:
        return UNKNOWN
    if beside := _oxygen_as_a_number(item):
        return beside
    sure = kind.named_in(said, forgiving=False) and not _FLOW.search(item)
    if not sure and any(one.hidden_in(said) for one in KINDS if one.keeps_alive):
        return UNKNOWN
    things = _things(item)
    alive = (one for one in map(kind_of, things) if one.keeps_alive)
    beside = UNKNOWN if any(map(_is_something_else, things)) else kind
    return next(alive, beside)


def _oxygen_as_a_number(item: str) -> EquipmentKind | None:
    """Oxygen where "02" stands beside a thing; unknown where it may be how many of it there are."""
    if _IS_COUNTED.match(item):
        return None
    for found in _ZERO_TWO.finditer(item):
        ahead, behind = item[: found.start()], item[found.end() :]
        if _NO_OXYGEN_AHEAD.search(ahead) and not _BEHIND_A_CODE.search(ahead):
            continue
        if _NO_OXYGEN_BEHIND.match(behind):
            continue
        counts = None if ahead.strip() else _AHEAD_OF_A_THING.match(behind)
        if counts and counts["many"]:
            continue
        return UNKNOWN if counts or _BEHIND_A_CODE.search(ahead) else kind_of("02")
    return None


def _things(item: str) -> list[str]:
    """What is named side by side; of one thing nothing, and no number is one."""
    things = _AND.split(_LINK.sub(" ", item))
    named = [one for one in things if any(map(str.isalpha, one))]
    return named if len(things) > 1 else []


def _is_something_else(thing: str) -> bool:
    """Whether it is of no kind, and says more than what every kind may be."""
    said = (word for word in bare(thing).split() if word.isalpha() and len(word) > 1)
    strange = any(_OF_ANY.isdisjoint((word, word.removesuffix("s"))) for word in said)
    return strange and kind_of(thing) is UNKNOWN


def _is_beside(item: str) -> bool:
    """Whether an item is only what belongs to a thing ("ventilator filter"); in doubt it is not."""
    said = _words(item)
    if _BOTH.search(item) or _JOINS.intersection(said):
        return False
    behind = any(said[-len(words) :] == words for words in _BEHIND)
    before = bool(_BEFORE.intersection(said[:1]) and _OF.intersection(said[1:2]))
    return behind or before


def keeps_alive(item: str) -> bool:
    """Whether somebody may die of its absence."""
    return kind_of(item).keeps_alive


def names_one_of(item: str, named: Iterable[str]) -> bool:
    """Whether an item is of the kind of one of these, or has its words in it."""
    said, kind = _words(item), kind_of(item)
    return any(
        kind_of(one) is kind if kind_of(one) is not UNKNOWN else any(_places((one,), said))
        for one in named
    )


def in_language(title: str, language: str) -> str:
    """A kind's title, perhaps with its number behind, as a reader of that language calls it."""
    name, bracket, number = title.partition(" (")
    return f"{_CALLED.get(language, {}).get(name, name)}{bracket}{number}"


def _words(text: str) -> tuple[str, ...]:
    return tuple(bare(text).split()[:_MOST_WORDS])


@dataclass(frozen=True)
class _Said:
    """An item's words, and before which of them a mark parts two things."""

    words: tuple[str, ...]
    begins: frozenset[int]

    def parted(self, place: _Span) -> bool:
        """Whether a mark stands within."""
        return any(place[0] < at <= place[1] for at in self.begins)


def _said(item: str) -> _Said:
    words: list[str] = []
    begins: list[int] = []
    for part in _PARTS.split(item):
        begins.append(len(words))
        words += bare(part).split()
    return _Said(words=tuple(words[:_MOST_WORDS]), begins=frozenset(begins))


@dataclass(frozen=True)
class _Sought:
    """A phrase of the table made ready: its words joined, and what may differ."""

    joined: str
    any_ending: bool
    forgiven: bool
    alone: bool

    def stands_in(self, word: str) -> bool:
        if self.any_ending and word.startswith(self.joined):
            return True
        singular = (word, word.removesuffix("s"), word.removesuffix("es"))
        if self.joined in singular:
            return True
        return self.forgiven and any(one_mistake(self.joined, one) for one in singular)


@lru_cache(maxsize=4096)
def _sought(phrase: str) -> _Sought:
    words = bare(phrase).split()
    joined = "".join(words)
    long = len(joined) >= _FORGIVEN_LENGTH and joined.isalpha() and len(words[0]) > 1
    return _Sought(
        joined=joined,
        any_ending=phrase.endswith("*"),
        forgiven=long or phrase.endswith("~"),
        alone=phrase.startswith("="),
    )


def _places(
    phrases: Iterable[str], said: tuple[str, ...], *, forgiving: bool = True
) -> Iterator[_Span]:
    """Where phrases stand: so many words, joined, that are the phrase's words joined."""
    for phrase in phrases:
        sought = _sought(phrase)
        sought = sought if forgiving else replace(sought, forgiven=False)
        for begins in range(len(said))[: 1 if sought.alone else None]:
            if said[begins][0] != sought.joined[:1]:
                continue  # nobody is forgiven the first letter
            here = ""
            for ends in range(begins, len(said)):
                here += said[ends]
                if sought.stands_in(here) and (ends + 1 == len(said) or not sought.alone):
                    yield begins, ends
                    break
                if len(here) > len(sought.joined) + 1:
                    break


def _over(mask: _Span, place: _Span) -> bool:
    return mask[0] <= place[1] and place[0] <= mask[1]
