"""Every phrase that a table has, as what it stands for; and every name of a drug."""

from collections.abc import Iterable

from domain.clinical.drugs.drug import quotient
from domain.clinical.drugs.tables import BRANDS, IN_SPANISH, USUAL_ROUTE
from domain.clinical.drugs.words import often, vocabulary
from domain.clinical.drugs.words.item import Item, Sort
from domain.clinical.drugs.words.tokens import Phrases

_SIGNS = {
    "/": "/",
    "per": "/",
    "to": "-",
    "through": "-",
    "thru": "-",
    "-": "-",
    "+": "and",
    "&": "and",
    "and": "and",
    "with": "and",
    "w": "and",
}


def _table(sort: Sort, table: dict[str, tuple[str, ...]]) -> Iterable[tuple[str, Item]]:
    return ((way, Item(sort, word)) for word, ways in table.items() for way in ways)


def _list(sort: Sort, ways: Iterable[str]) -> Iterable[tuple[str, Item]]:
    return ((way, Item(sort, way)) for way in ways)


def _timed(kind: str, table: dict[str, tuple[str, ...]]) -> Iterable[tuple[str, Item]]:
    return ((way, Item(Sort.TIME, word, kind=kind)) for word, ways in table.items() for way in ways)


_WORDS: dict[str, Item] = {
    **dict(_list(Sort.PASSED, vocabulary.PASSED_OVER)),
    **dict(_list(Sort.CHANGING, vocabulary.CHANGING)),
    **dict(_list(Sort.ENDS, vocabulary.ENDS)),
    **dict(_list(Sort.VERB, vocabulary.VERBS)),
    **dict(_list(Sort.TOTAL, vocabulary.TOTAL)),
    **dict(_list(Sort.EVERY, often.EVERY)),
    **dict(_list(Sort.TIMES, often.TIMES)),
    **{word: Item(Sort.SIGN, sign) for word, sign in _SIGNS.items()},
    **{word: Item(Sort.NUMBER, word, quotient(n)) for word, n in vocabulary.NUMBERS.items()},
    **dict(_table(Sort.FORM, vocabulary.FORMS)),
    **dict(_table(Sort.PIECE, vocabulary.PIECES)),
    **dict(_table(Sort.RELEASE, vocabulary.RELEASES)),
    **dict(_table(Sort.ROUTE, vocabulary.ROUTES)),
    **dict(_table(Sort.UNIT, vocabulary.UNITS)),
    **dict(_list(Sort.UNIT, vocabulary.MASSES)),
    **{way: Item(Sort.RATE, n) for n, ways in often.TIMES_A_DAY.items() for way in ways},
    **dict(_timed("moment", often.MOMENTS)),
    **dict(_timed("days", often.DAYS)),
    **dict(_timed("meals", often.MEALS)),
    **dict(_timed("event", often.AFTER)),
    **dict(_timed("each meal", often.EACH_MEAL)),
    **{way: Item(Sort.TIME, kind="needed once") for way in often.NEEDED_ONCE},
    **{way: Item(Sort.TIME, kind="needed") for way in often.AS_NEEDED},
    **{way: Item(Sort.TIME, kind="once") for way in often.ONCE},
    "od": Item(Sort.TIME, kind="daily or right eye"),
}
_WORDS.update(
    {
        short + way.removeprefix("with "): item
        for way, item in list(_WORDS.items())
        if way.startswith("with ") and item.sort is Sort.TIME
        for short in ("w ", "w / ", "c ")
    }
)
SENSES = Phrases({**{way: _WORDS[said] for way, said in IN_SPANISH.items()}, **_WORDS})
INGREDIENTS: Phrases[str] = Phrases({name: name for name in USUAL_ROUTE})
NAMES: Phrases[str] = Phrases({**{name: name for name in USUAL_ROUTE}, **BRANDS})
