"""A line's words as items: each phrase of the tables becomes what it stands for."""

import re
from functools import lru_cache
from itertools import pairwise

from domain.clinical.drugs.words import often, purposes, vocabulary
from domain.clinical.drugs.words.bracketed import unbracketed
from domain.clinical.drugs.words.item import END, Item, Sort
from domain.clinical.drugs.words.reasons import (
    OPENERS,
    PLACES,
    beside_ends,
    place_ends,
    purpose_ends,
    reason_ends,
)
from domain.clinical.drugs.words.senses import INGREDIENTS, NAMES, SENSES
from domain.clinical.drugs.words.tokens import Phrases, tokens

_SUSTAINED = Item(Sort.RELEASE, "extended")
_LETTERS_OF_A_MAKER = 4
_MOST = 1e12
"""No figure of a drug list is larger; of one that is, arithmetic would overflow."""
_PAIRED = "()[],;%*="


@lru_cache(maxsize=4096)
def items(text: str) -> tuple[Item, ...]:
    """What a dose or frequency says; no word of it is a drug's name. Lists repeat these."""
    return tuple(_scan(unbracketed(tokens(text)), named=False))


@lru_cache(maxsize=4096)
def named_items(text: str) -> tuple[Item, ...]:
    """What a line's name says: brands stand for what they are, until a direction begins."""
    return tuple(_scan(unbracketed(tokens(_unheaded(text))), named=True))


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
        word in purposes.SAID_OF_PURPOSE or NAMES.longest(said, n) is None
        for n, word in enumerate(said)
    )
    named = any(NAMES.longest(then, n) is not None for n in range(len(then)))
    itself = not named and bool(said) and NAMES.reach(said, 0) == len(said)  # "eye vitamin: 1 bid"
    return rest if plain and not itself and (named or (purpose and then)) else text


_SYMPTOMS = Phrases(dict.fromkeys(often.SYMPTOMS, True))
_NUMBERED = re.compile(
    r"^\s*\(?[0-9]{1,2}[.)]\s+(?=[A-Za-z]{4})(?!units?\b|tab|cap|drop|puff)", re.IGNORECASE
)
_MILITARY, _LAST_HOUR, _EVENING = 4, 23, 17
_HALVES_OF_DAY = frozenset({"am", "pm", "a", "p"})
_INJECTED = frozenset(
    {"injection", "injections", "shot", "shots", "pen", "pens", "inj", "injs", "autoinjector",
     "autoinjectors", "auto", "injector", "injectors"}
)  # fmt: skip
_OF_A_NEBULE = frozenset({"vial", "vials", "soln", "solution", "treatment", "treatments"})
_AT_AN_HOUR = frozenset({"at", "and", ",", "-", "by"})
_PUFFS = frozenset({1.0, 2.0})
_BEHIND_DAILY = frozenset({"", "for", "prn", "with", "at", "in", ","})
_OF_LABELS = {
    "t": "tablet",
    "ts": "tablet",
    "tb": "tablet",
    "tbs": "tablet",
    "c": "capsule",
    "cs": "capsule",
}
"""Letters that a label counts in, "TK 2 TS PO BID": behind a few, and how it is taken behind."""
_TWO, _FEW, _FEW_PIECES = 2, 3, 4
_FEWEST_DAYS = 5
_DAILY = "multivitamin"
_MONDAY_TO_FRIDAY = "mon tue wed thu fri"
_PERIODS = frozenset({"day", "d", "week", "wk", "month", "night"})
_UNITS = {way for ways in vocabulary.UNITS.values() for way in ways}
_COUNTED = {"-", *(way for ways in vocabulary.PIECES.values() for way in ways)}


@lru_cache(maxsize=2048)
def _stands_for(product: str) -> tuple[Item, ...]:
    """What a name stands for, read as a line is."""
    found: list[Item] = []
    for n, part in enumerate(product.split(" / ")):
        found += [Item(Sort.SIGN, "/")] if n else []
        said = tokens(part)
        ingredient = INGREDIENTS.longest(said, 0)
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
            for_ = purpose_ends(said, at, found)
            if for_ == end:
                break
            at = at if for_ is None else for_
            word = said[at]
        if (passed := _passed(said, at, found, named=named)) is not None:
            at = passed
            continue
        if named and (short := _in_a_name(word, found)) is not None:
            at += 1
            found.append(short)
            continue
        if named and (name := _name(said, at, found)) is not None:
            start, (at, product) = at, name
            at = _maker(said, at, product)
            found += _stands_for(product)
            if product == _DAILY and not {"day", "daily"}.isdisjoint(said[start:at]):
                found.append(Item(Sort.RATE, "1"))  # "one a day vitamin"
            continue
        if said[at][0].isdigit() and (hour := _clock(said, at, found)) is not None:
            at, item = hour
        else:
            at, item = _next(said, at, found[-1] if found else END)
        named = named and (
            item.sort is not Sort.VERB or not any(one.sort is Sort.NAME for one in found)
        )
        found.append(item)
    return found


def _passed(said: list[str], at: int, found: list[Item], *, named: bool) -> int | None:
    """Where words end that say nothing of the drug: why, beside what, or what else it holds."""
    word = said[at]
    if word in OPENERS and (reason := reason_ends(said, at, named=named)) is not None:
        return reason
    if not named:
        return None
    if word == "elemental":  # "200 mg elemental calcium" is no carbonate
        held = NAMES.reach(said, at + 1) if at + 1 < len(said) else at + 1
        return held if held > at + 1 else None
    if word in PLACES and (place := place_ends(said, at, found)) is not None:
        return place
    return beside_ends(said, at, found)


def _name(said: list[str], at: int, found: list[Item]) -> tuple[int, str] | None:
    """The drug that is named there; behind another one "one a day" or "one daily" is how often."""
    name = NAMES.longest(said, at)
    if name and said[at] == "one" and any(one.sort is Sort.NAME for one in found):
        return None
    return name


def _in_a_name(word: str, found: list[Item]) -> Item | None:
    """What two letters say there alone: INH, which elsewhere is how, and sustained action."""
    if word == "inh" and (not found or found[-1].word in {"(", "["}):
        return Item(Sort.NAME, "isoniazid")
    if word == "sa" and any(one.sort is Sort.NAME for one in found):
        return _SUSTAINED
    return None


def _maker(said: list[str], at: int, product: str) -> int:
    """Past the four letters that tell the makers of a biologic apart: adalimumab-adaz."""
    if not product.startswith("insulin ") and not product.endswith(vocabulary.OF_BIOLOGICS):
        return at
    n = at + (said[at : at + 1] == ["-"])
    letters = said[n] if n < len(said) else ""
    plain = len(letters) == _LETTERS_OF_A_MAKER and letters.isalpha()
    return n + 1 if plain and not SENSES.longest(said, n) and not NAMES.longest(said, n) else at


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
    if (sense := needed or SENSES.longest(said, at)) is not None:
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
    """What a word says by what stands beside it, and something else elsewhere."""
    return (
        _numeral(said, at, before) or _joint(said, at, before) or _counted_piece(said, at, before)
    )


def _numeral(said: list[str], at: int, before: Item) -> Item | None:
    """Roman numerals count what is swallowed or puffed, "iv tabs", "tab iv"; a vial IV is none."""
    word, after = said[at], said[at + 1] if at + 1 < len(said) else ""
    if word not in vocabulary.ROMAN or before.sort is Sort.NUMBER:
        return None
    behind = before.sort is Sort.PIECE and before.word in vocabulary.COUNTED_IN_ROMAN
    numeral = behind or after in vocabulary.BY_THE_PIECE or (word == "i" and after in _COUNTED)
    return Item(Sort.NUMBER, word, vocabulary.ROMAN[word]) if numeral else None


def _joint(said: list[str], at: int, before: Item) -> Item | None:
    """What joins figures, begins a count or ends a line: "x1 tab", "4 a 6", "10 mg ON"."""
    word, after = said[at], said[at + 1] if at + 1 < len(said) else ""
    counted = before.sort is Sort.NUMBER
    found = None
    if word == "sa" and after in _COUNTED:
        found = _SUSTAINED  # else it may be Saturday
    elif word == "x" and not counted and said[at + 2 : at + 3] and said[at + 2] in _COUNTED - {"-"}:
        found = Item(Sort.PASSED, word)
    elif word == "on" and not after and before.sort is not Sort.WORD:
        found = Item(Sort.TIME, "bedtime", kind="moment")  # omni nocte
    elif word == "d" and before.sort is Sort.ROUTE and after in _BEHIND_DAILY:
        found = Item(Sort.RATE, "1")  # "1 T PO D"
    elif word == "por" and after[:1].isdigit():
        found = Item(Sort.PASSED, "for")  # else it is "per"
    elif counted and word in vocabulary.BETWEEN and (word != "a" or after[:1].isdigit()):
        found = Item(Sort.SIGN, vocabulary.BETWEEN[word])
    return found


def _counted_piece(said: list[str], at: int, before: Item) -> Item | None:
    """A letter or word that is a piece behind a few: "2 inh", "1 neb", "TK 2 TS PO"."""
    word, after = said[at], said[at + 1] if at + 1 < len(said) else ""
    counted = before.sort is Sort.NUMBER
    before_it = said[at - 2] if at > 1 else ""
    puff = word == "inh" and (counted or before.word == "/")
    puff = puff or (
        word == "p" and before.number in _PUFFS and after != "m" and before_it not in _AT_AN_HOUR
    )
    few = counted and before.number <= _FEW
    piece = "puff" if puff else "syringe" if few and word in _INJECTED else ""
    whole = few and "." not in before.word  # "0.5 neb" are milligrams
    piece = "nebule" if whole and word in {"neb", "nebs"} and after not in _OF_A_NEBULE else piece
    if word in _OF_LABELS and counted and before.number <= _FEW_PIECES and _is_said_how(said, at):
        piece = _OF_LABELS[word]
    return Item(Sort.PIECE, piece) if piece else None


def _is_said_how(said: list[str], at: int) -> bool:
    """Whether behind the word the way or the time follows, and no day: "1 T PO", not "2 t, th"."""
    sense = SENSES.longest(said, at + 1) if at + 1 < len(said) else None
    return sense is not None and sense[1].sort in {Sort.ROUTE, Sort.RATE, Sort.EVERY}


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
    sense = SENSES.longest(said, at)
    if not unit and (sense is None or sense[0] == at + 1):
        return at + 1, Item(Sort.WORD, word)
    return None


def _of_days(said: list[str], at: int) -> tuple[int, Item] | None:
    """M-F are five days of the week, and D1-21 three weeks of a cycle."""
    if said[at : at + 3] == ["m", "-", "f"]:
        return at + 3, Item(Sort.TIME, _MONDAY_TO_FRIDAY, kind="days")
    last = said[at + 3] if said[at : at + 3] == ["d", "1", "-"] and len(said) > at + 3 else ""
    if last.isdigit() and int(last) >= _FEWEST_DAYS:
        return at + 1, Item(Sort.UNIT, "day")
    return None


def _clock(said: list[str], at: int, found: list[Item]) -> tuple[int, Item] | None:
    """An hour of the day: behind "at", or in a list of hours; "1 am" alone is one piece."""
    n = at + 1
    half = said[n] if n < len(said) else ""
    if half == "a" and n + 1 < len(said) and said[n + 1] in _PERIODS:
        return None  # "1 a day"
    military = len(said[at]) == _MILITARY and said[at].isdigit()
    if half not in _HALVES_OF_DAY and half not in {"00", "30"} and not military:
        return None
    last = next((one for one in reversed(found) if one.word not in {",", "-", "and", "/"}), END)
    behind = last.word in {"at", "(", "on", "off"} or last.word[:1] == "@"
    hours = _hours_from(said, at)
    behind = behind or hours >= _FEW or (hours == _TWO and _no_doses(said, at, found))
    pieces = len(found) > 1 and found[-1].sort is Sort.PIECE and found[-2].sort is Sort.NUMBER
    early = half == "pm" and said[at] in {"2", "3"} and said[at - 1] != ","  # "1 tab 2pm"
    behind = behind or (pieces and said[at].isdigit() and (early or int(said[at]) > _FEW_PIECES))
    sized = len(found) > 1 and found[-1].sort is Sort.UNIT and found[-2].sort is Sort.NUMBER
    behind = behind or (sized and found[-1].word in vocabulary.MASSES and half in _HALVES_OF_DAY)
    hour = int(said[at][:2]) if military else int(said[at]) if said[at].isdigit() else 99
    behind = behind or (military and _is_late(said[at], found))
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


def _is_late(word: str, found: list[Item]) -> bool:
    """Whether "1 tab po 2100" or "0900" is an hour: behind a count, and no dose is written so."""
    counted = any(
        one.sort is Sort.PIECE and (before.sort is Sort.NUMBER or before.word == ")")
        for before, one in pairwise(found)
    )
    last = found[-1].sort if found else Sort.SIGN
    hour = int(word[:2]) <= _LAST_HOUR and word[2:] in {"00", "30"}
    never_dosed = word[0] == "0" or (int(word[:2]) >= _EVENING and word != "2000")
    return counted and hour and never_dosed and last in {Sort.PIECE, Sort.ROUTE, Sort.RATE}


def _no_doses(said: list[str], at: int, found: list[Item]) -> bool:
    """Whether two hours are hours: "0900 and 2100", or "8 am, 8 pm" behind what is taken."""
    if len(said[at]) == _MILITARY:
        return True
    figures = [int(one) for one in said[at : at + 5] if one.isdigit()]
    last = found[-1].sort if found else Sort.SIGN
    return min(figures) > _FEW_PIECES and last in {Sort.PIECE, Sort.ROUTE, Sort.RATE}


def _hours_from(said: list[str], at: int) -> int:
    """How many hours follow each other: of "7a, 11a, 3p" none is a count."""
    n, count, end = at, 0, len(said)
    while n < end and said[n].isdigit():
        military = len(said[n]) == _MILITARY and int(said[n][:2]) <= _LAST_HOUR
        n += 1 + (not military and n + 1 < end and said[n + 1] in {"00", "30"})
        if not military:
            if n >= end or said[n] not in _HALVES_OF_DAY:
                return count
            n += 1 + (said[n] in {"a", "p"} and said[n + 1 : n + 2] == ["m"])
        count += 1
        while n < end and said[n] in {",", "-", "/", "and", "&"}:
            n += 1
    return count


def _of_insulin(said: list[str], at: int) -> tuple[int, Item] | None:
    """U-500: so many units in a millilitre."""
    n = at + 1 + (said[at + 1 : at + 2] == ["-"])
    if said[n : n + 1] and said[n] in {"100", "200", "300", "500"}:
        return n + 1, Item(Sort.STRENGTH_OF_INSULIN, said[n], float(said[n]))
    return None
