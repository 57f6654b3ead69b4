"""A line's words as items: each phrase of the tables becomes what it stands for."""

import re
from collections.abc import Iterable
from functools import lru_cache

from domain.clinical.drugs.drug import quotient
from domain.clinical.drugs.tables import BRANDS, IN_SPANISH, USUAL_ROUTE
from domain.clinical.drugs.words import often, purposes, vocabulary
from domain.clinical.drugs.words.item import END, Item, Sort
from domain.clinical.drugs.words.tokens import Phrases, tokens

_SUSTAINED = Item(Sort.RELEASE, "extended")
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
_SAYS_MORE = frozenset(
    {Sort.RATE, Sort.TIME, Sort.EVERY, Sort.VERB, Sort.ENDS, Sort.TOTAL, Sort.RELEASE,
     Sort.CHANGING, Sort.ROUTE, Sort.FORM, Sort.PIECE}
)  # fmt: skip
"""What ends a reason: something is said of the drug again."""
_LETTERS_OF_A_MAKER = 4
_MOST = 1e12
"""No figure of a drug list is larger; of one that is, arithmetic would overflow."""
_PAIRED = "()[],;%*="


@lru_cache(maxsize=4096)
def items(text: str) -> tuple[Item, ...]:
    """What a dose or frequency says; no word of it is a drug's name. Lists repeat these."""
    return tuple(_scan(tokens(text), named=False))


@lru_cache(maxsize=4096)
def named_items(text: str) -> tuple[Item, ...]:
    """What a line's name says: brands stand for what they are, until a direction begins."""
    return tuple(_scan(tokens(_unheaded(text)), named=True))


def _unheaded(text: str) -> str:
    """Without the number of the line, and without what a drug is for before a colon.

    What holds a figure or a drug's name is no such heading; nor is one with no drug behind it.
    """
    text = _NUMBERED.sub("", text)
    heading, colon, rest = text.partition(":")
    if not colon or not rest.strip() or any(one.isdigit() for one in heading):
        return text
    said, then = tokens(heading), tokens(rest)
    purpose = bool(said) and said[-1] in purposes.PURPOSE_ENDS
    plain = all(
        word in purposes.SAID_OF_PURPOSE or _NAMES.longest(said, n) is None
        for n, word in enumerate(said)
    )
    named = any(_NAMES.longest(then, n) is not None for n in range(len(then)))
    return rest if plain and (named or (purpose and then)) else text


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
_SENSES = Phrases({**{way: _WORDS[said] for way, said in IN_SPANISH.items()}, **_WORDS})
_SYMPTOMS = Phrases(dict.fromkeys(often.SYMPTOMS, True))
_OPENS = Phrases(dict.fromkeys(purposes.REASONS, True))
_OPENERS = frozenset(tokens(one)[0] for one in purposes.REASONS)
_ENDS_A_REASON = frozenset("()[],;%*=x+")
_SAYS_THE_FORM = purposes.PURPOSE_ENDS & {
    way
    for table in (vocabulary.FORMS, vocabulary.PIECES)
    for ways in table.values()
    for way in ways
}
_NUMBERED = re.compile(
    r"^\s*\(?[0-9]{1,2}[.)]\s+(?=[A-Za-z]{4})(?!units?\b|tab|cap|drop|puff)", re.IGNORECASE
)
_MILITARY, _LAST_HOUR = 4, 23
_HALVES_OF_DAY = frozenset({"am", "pm", "a", "p"})
_INJECTED = frozenset(
    {"injection", "injections", "shot", "shots", "pen", "pens", "inj", "injs", "autoinjector",
     "autoinjectors", "auto", "injector", "injectors"}
)  # fmt: skip
_OF_A_NEBULE = frozenset({"vial", "vials", "soln", "solution", "treatment", "treatments"})
_FEW, _FEW_PIECES = 3, 4
_FEWEST_DAYS = 5
_UNITS = {way for ways in vocabulary.UNITS.values() for way in ways}
_COUNTED = {"-", *(way for ways in vocabulary.PIECES.values() for way in ways)}
_INGREDIENTS: Phrases[str] = Phrases({name: name for name in USUAL_ROUTE})
_NAMES: Phrases[str] = Phrases({**{name: name for name in USUAL_ROUTE}, **BRANDS})


@lru_cache(maxsize=2048)
def _stands_for(product: str) -> tuple[Item, ...]:
    """What a name stands for, read as a line is."""
    found: list[Item] = []
    for n, part in enumerate(product.split(" / ")):
        found += [Item(Sort.SIGN, "/")] if n else []
        said = tokens(part)
        ingredient = _INGREDIENTS.longest(said, 0)
        end, name = ingredient or (1, said[0])
        found.append(Item(Sort.NAME, name))
        found += [
            one._replace(kind="implied") if one.sort is Sort.NUMBER else one
            for one in _scan(said[end:], named=False)
        ]
    return tuple(found)


def _scan(said: list[str], *, named: bool) -> list[Item]:
    found: list[Item] = []
    at, end = 0, len(said)
    while at < end:
        word = said[at]
        if named and word in purposes.SAID_OF_PURPOSE:
            for_ = _purpose(said, at, found)
            if for_ == end:
                break
            at = at if for_ is None else for_
            word = said[at]
        if word in _OPENERS and (reason := _reason(said, at, named=named)) is not None:
            at = reason
            continue
        if named and (short := _in_a_name(word, found)) is not None:
            at += 1
            found.append(short)
            continue
        if named and (name := _NAMES.longest(said, at)) is not None:
            at, product = name
            at = _maker(said, at, product)
            found += _stands_for(product)
            continue
        if said[at][0].isdigit() and (hour := _clock(said, at, found)) is not None:
            at, item = hour
        else:
            at, item = _next(said, at, found[-1] if found else END)
        named = named and item.sort is not Sort.VERB
        found.append(item)
    return found


def _in_a_name(word: str, found: list[Item]) -> Item | None:
    """What two letters say there alone: INH, which elsewhere is how, and sustained action."""
    if word == "inh" and (not found or found[-1].word in {"(", "["}):
        return Item(Sort.NAME, "isoniazid")
    if word == "sa" and any(one.sort is Sort.NAME for one in found):
        return _SUSTAINED
    return None


def _purpose(said: list[str], at: int, found: list[Item]) -> int | None:
    """Where "blood pressure pill" before a drug's name, or behind one, says no name any more."""
    behind = any(item.sort is Sort.NAME for item in found)
    n, end = at, None
    while n < len(said) and said[n] in purposes.SAID_OF_PURPOSE:
        n += 1
        named = n < len(said) and _NAMES.longest(said, n) is not None
        if said[n - 1] in purposes.PURPOSE_ENDS and (behind or named):
            end = n
            break
    if end is None or (behind and any(_NAMES.longest(said, k) for k in range(at, end))):
        return None
    return end - (said[end - 1] in _SAYS_THE_FORM)


def _reason(said: list[str], at: int, *, named: bool) -> int | None:
    """Where "for nerve pain", "related to type 2 diabetes" ends; "for 7 days" is none."""
    opened = _OPENS.longest(said, at)
    if opened is None:
        return None
    start = n = opened[0]
    if n == len(said) or said[n][0].isdigit() or _SENSES.reach(said, at) > start:
        return None
    sense = _SENSES.longest(said, n)
    if sense and (sense[1].sort is Sort.NUMBER or said[sense[0] : sense[0] + 1] == ["use"]):
        return None
    while n < len(said) and said[n] not in _ENDS_A_REASON:
        end = _more_of_reason(said, n, first=n == start, named=named)
        if end is None:
            break
        n = end
    return n if n > start else None


def _more_of_reason(said: list[str], n: int, *, first: bool, named: bool) -> int | None:
    """Where a word of a reason ends; none where the line says something of the drug again."""
    if said[n][0].isdigit():
        return None if _counts_something(said, n) else n + 1
    if named and (name := _NAMES.longest(said, n)) is not None:
        known = all(part in purposes.ALSO_REASONS for part in name[1].split(" / "))
        return name[0] if known else None
    if said[n] == "-":
        joined = n + 1 < len(said) and said[n + 1].isalpha() and not _SENSES.longest(said, n + 1)
        return n + 1 if joined else None
    if (sense := _SENSES.longest(said, n)) is None or said[n] in purposes.PARTS_OF_BODY:
        return n + 1
    if sense[1].sort is Sort.NUMBER:
        return None if _counts_something(said, sense[0] - 1) else sense[0]
    plain = first and sense[1].sort is Sort.TIME and _is_word(said, sense[0])
    return None if sense[1].sort in _SAYS_MORE and not plain else max(sense[0], n + 1)


def _is_word(said: list[str], at: int) -> bool:
    """As in "night sweats", "morning sickness"."""
    return at < len(said) and said[at].isalpha() and _SENSES.longest(said, at) is None


def _counts_something(said: list[str], at: int) -> bool:
    """Whether a figure is a dose or a time: behind "type", "stage" or "b" it stands alone."""
    n = at + 1
    while n < len(said) and (said[n] in {"-", "/"} or said[n][0].isdigit()):
        n += 1
    sense = _SENSES.longest(said, n) if n < len(said) else None
    return sense is not None and sense[1].sort in {Sort.UNIT, Sort.TIMES, *_SAYS_MORE}


def _maker(said: list[str], at: int, product: str) -> int:
    """Past the four letters that tell the makers of a biologic apart: adalimumab-adaz."""
    if not product.startswith("insulin ") and not product.endswith(vocabulary.OF_BIOLOGICS):
        return at
    n = at + (said[at : at + 1] == ["-"])
    letters = said[n] if n < len(said) else ""
    plain = len(letters) == _LETTERS_OF_A_MAKER and letters.isalpha()
    return n + 1 if plain and not _SENSES.longest(said, n) and not _NAMES.longest(said, n) else at


def _next(said: list[str], at: int, before: Item) -> tuple[int, Item]:
    """The item that begins there, and where the next one does."""
    word = said[at]
    after_figure = before.sort is Sort.NUMBER
    if len(word) == 1 and word.isalpha() and (letter := _letter(said, at, before)) is not None:
        return letter
    if word in {"u", "units"} and not after_figure and (insulin := _of_insulin(said, at)):
        return insulin
    if (here := _by_its_place(said, at, before)) is not None:
        return at + 1, here
    needed = _if_it_hurts(said, at) if word in often.IF else None
    if (sense := needed or _SENSES.longest(said, at)) is not None:
        return sense
    if word[0].isdigit() or word[0] == ".":
        return at + 1, Item(Sort.NUMBER, word, min(float(word), _MOST))
    return at + 1, Item(Sort.SIGN if word in _PAIRED else Sort.WORD, word)


def _if_it_hurts(said: list[str], at: int) -> tuple[int, Item] | None:
    """As needed: "if nauseated", "when you have a headache"."""
    n = at + 1
    while n < len(said) and said[n] in often.HAVING:
        n += 1
    end = _SYMPTOMS.reach(said, n) if n < len(said) else n
    return (end, Item(Sort.TIME, kind="needed")) if end > n else None


def _by_its_place(said: list[str], at: int, before: Item) -> Item | None:
    """What a word says by what stands beside it, and something else elsewhere.

    Roman numerals count what is swallowed or puffed, "iv tabs", "tab iv"; a vial IV is none.
    """
    word, after = said[at], said[at + 1] if at + 1 < len(said) else ""
    counted = before.sort is Sort.NUMBER
    if word in vocabulary.ROMAN and not counted:
        behind = before.sort is Sort.PIECE and before.word in vocabulary.COUNTED_IN_ROMAN
        numeral = behind or after in vocabulary.BY_THE_PIECE or (word == "i" and after in _COUNTED)
        return Item(Sort.NUMBER, word, vocabulary.ROMAN[word]) if numeral else None
    if word == "sa" and after in _COUNTED:
        return _SUSTAINED  # else it may be Saturday
    if word == "por" and after[:1].isdigit():
        return Item(Sort.PASSED, "for")  # else it is "per"
    if counted and word in vocabulary.BETWEEN and (word != "a" or after[:1].isdigit()):
        return Item(Sort.SIGN, vocabulary.BETWEEN[word])
    puff = word == "inh" and (counted or before.word == "/")
    few = counted and before.number <= _FEW
    piece = "puff" if puff else "syringe" if few and word in _INJECTED else ""
    piece = "nebule" if few and word in {"neb", "nebs"} and after not in _OF_A_NEBULE else piece
    return Item(Sort.PIECE, piece) if piece else None


def _letter(said: list[str], at: int, before: Item) -> tuple[int, Item] | None:
    """A letter alone: a unit behind a figure, one tablet in "i tab", else a word of its own."""
    word, after_figure = said[at], before.sort is Sort.NUMBER
    if word == "x" and after_figure:
        return at + 1, Item(Sort.TIMES, word)  # "2 x 1 g" is not once
    if word in {"x", "q", "a", "w"} or (word == "u" and not after_figure):
        return None
    if (here := _by_its_place(said, at, before)) is not None:
        return at + 1, here
    if (days := _of_days(said, at)) is not None:
        return days
    unit = after_figure and word in vocabulary.AFTER_A_FIGURE
    unit = unit or (before.word == "/" and word in vocabulary.AFTER_A_SLASH)
    sense = _SENSES.longest(said, at)
    if not unit and (sense is None or sense[0] == at + 1):
        return at + 1, Item(Sort.WORD, word)
    return None


def _of_days(said: list[str], at: int) -> tuple[int, Item] | None:
    """M-F are five days of the week, and D1-21 three weeks of a cycle."""
    if said[at : at + 3] == ["m", "-", "f"]:
        return at + 3, Item(Sort.TIME, "mon tue wed thu fri", kind="days")
    last = said[at + 3] if said[at : at + 3] == ["d", "1", "-"] and len(said) > at + 3 else ""
    if last.isdigit() and int(last) >= _FEWEST_DAYS:
        return at + 1, Item(Sort.UNIT, "day")
    return None


def _clock(said: list[str], at: int, found: list[Item]) -> tuple[int, Item] | None:
    """An hour of the day: behind "at", or in a list of hours; "1 am" alone is one piece."""
    n = at + 1
    half = said[n] if n < len(said) else ""
    military = len(said[at]) == _MILITARY and said[at].isdigit()
    if half not in _HALVES_OF_DAY and half not in {"00", "30"} and not military:
        return None
    last = next((one for one in reversed(found) if one.word not in {",", "-", "and", "/"}), END)
    behind = last.word in {"at", "("} or last.word[:1] == "@"
    pieces = len(found) > 1 and found[-1].sort is Sort.PIECE and found[-2].sort is Sort.NUMBER
    behind = behind or (pieces and said[at].isdigit() and int(said[at]) > _FEW_PIECES)
    sized = len(found) > 1 and found[-1].sort is Sort.UNIT and found[-2].sort is Sort.NUMBER
    behind = behind or (sized and found[-1].word in vocabulary.MASSES and half in _HALVES_OF_DAY)
    hour = int(said[at][:2]) if military else int(said[at]) if said[at].isdigit() else 99
    if not behind or hour > _LAST_HOUR:
        return None
    if military:
        unit = half in vocabulary.MASSES or half in _UNITS
        return None if unit else (n, Item(Sort.TIME, f"@{hour}", kind="moment"))
    n += half in {"00", "30"}
    half = said[n] if n < len(said) else ""
    if half not in _HALVES_OF_DAY:
        return None
    n += 1 + (half in {"a", "p"} and said[n + 1 : n + 2] == ["m"])
    hour = hour % 12 + 12 * (half[0] == "p")
    return n, Item(Sort.TIME, f"@{hour}", kind="moment")


def _of_insulin(said: list[str], at: int) -> tuple[int, Item] | None:
    """U-500: so many units in a millilitre."""
    n = at + 1 + (said[at + 1 : at + 2] == ["-"])
    if said[n : n + 1] and said[n] in {"100", "200", "300", "500"}:
        return n + 1, Item(Sort.STRENGTH_OF_INSULIN, said[n], float(said[n]))
    return None
