"""Danger words in a text, looked for before anything else, whatever was asked.

The table is `red_flags`; here is how a text is compared with it. Emergency beats same-day. Missing
a danger harms more than an alarm too many, so spelling is forgiven and little counts as a denial:
only "no", "denies" and the like directly before the words ("no chest pain"), never across a comma.
"""

import re
from dataclasses import dataclass

from domain.clinical.red_flags import EMERGENCY, SAME_DAY
from domain.normalize import clean, plain
from domain.wire_enum import WireEnum


class Level(WireEnum, unknown="EMERGENCY"):
    """How soon somebody must act."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"


@dataclass(frozen=True, kw_only=True)
class Flag:
    """What was found: how serious, and the table's entry. Never the text itself."""

    level: Level
    name: str


_TABLE = ((Level.EMERGENCY, EMERGENCY), (Level.SAME_DAY, SAME_DAY))
_ONE_SPELLING = (
    (r"\b(can|couldn|don|doesn|didn|won|isn|hasn|wasn) t\b", r"\1t"),
    (r"\b(i|you|we) (m|ll|ve)\b", r"\1\2"),
    (r"\b(cannot|canot|can not|cnt|kant|couldnt|could not|unable to|not able to)\b", "cant"),
    (r"\bdo not\b", "dont"),
    (r"\bdoes not\b", "doesnt"),
    (r"\bdid not\b", "didnt"),
    (r"\bwill not\b", "wont"),
    (r"\bis not\b", "isnt"),
    (r"\b(breth|breeth|breeath|brehte|breth?e|bresthe|breath e)\b", "breathe"),
    (r"\b(brething|breting|brathing)\b", "breathing"),
    (r"\b2 (breathe|die|live)\b", r"to \1"),
)
_DENIALS = frozenset(
    {
        *(
            "no",
            "not",
            "nor",
            "without",
            "never",
            "denies",
            "denied",
            "denying",
            "negative",
            "dont",
        ),
        *("doesnt", "didnt", "isnt", "wasnt", "hasnt", "havent", "sin", "niega", "nunca"),
    }
)
_BETWEEN = frozenset(
    {
        *("any", "more", "new", "other", "current", "further", "signs", "of", "for", "a", "been"),
        *("have", "has", "had", "having", "feel", "feeling", "feels"),
        *("tengo", "tiene", "hay", "me", "le", "mas", "ha", "he", "ningun"),
    }
)
_OR = frozenset({"or", "nor", "ni", "o"})
_GAP = "..."
_LONGEST_GAP = 4
_FORGIVEN_LENGTH = 5


_ENTRIES = tuple((level, entry) for level, entries in _TABLE for entry in entries)
"""In the order in which they count: the first that a text says is its flag."""
_ENTRIES_OF: dict[str, list[int]] = {}
_TOKENS: dict[str, tuple[str, ...]] = {}
_OPENINGS: dict[str, dict[tuple[str, int], list[str]]] = {}
for _number, (_, _entry) in enumerate(_ENTRIES):
    _TOKENS.update((_phrase, tuple(_phrase.split())) for _phrase in _entry.phrases + _entry.unless)
    for _phrase in _entry.phrases:
        _first, *_others = _phrase.split()
        _ENTRIES_OF.setdefault(_phrase, []).append(_number)
        _begun = _OPENINGS.setdefault(_first[0], {})
        _begun.setdefault((_first, min(1, len(_others))), []).append(_phrase)

_LONGEST_PHRASE = max(
    len(tokens) + tokens.count(_GAP) * _LONGEST_GAP for tokens in _TOKENS.values()
)


@dataclass(frozen=True, kw_only=True)
class _Words:
    """A text's words, where a comma or full stop stood in front, and the phrases each may open."""

    words: tuple[str, ...]
    breaks: frozenset[int]
    opened: tuple[frozenset[str], ...]


def look(text: str) -> Flag | None:
    """Find the most serious danger in a text, from a patient or in a note."""
    found = min(
        (number for said in _readings(text) for number in _meant(_read(said))), default=None
    )
    if found is None:
        return None
    level, entry = _ENTRIES[found]
    return Flag(level=level, name=entry.name)


def _readings(text: str) -> set[str]:
    """A letter that repeats three times or more was meant once or twice: "dizzzzy", "breeeathe"."""
    lower = plain(clean(text)).replace("'", "")
    return {re.sub(r"([a-z])\1{2,}", r"\1" * keep, lower) for keep in (1, 2)}


def _read(said: str) -> _Words:
    """Cut a reading into words of one spelling."""
    spaced = re.sub(r"[.,;:!?\n]+", " | ", said)
    marked = " ".join(re.sub(r"[^\w|]+", " ", spaced).replace("_", " ").split())
    for pattern, spelling in _ONE_SPELLING:
        marked = re.sub(pattern, spelling, marked)
    words: list[str] = []
    breaks: set[int] = set()
    for word in marked.split():
        if word == "|":
            breaks.add(len(words))
        else:
            words.append(word)
    opened = {word: _opened_by(word) for word in set(words)}
    return _Words(
        words=tuple(words),
        breaks=frozenset(breaks),
        opened=tuple(opened[word] for word in words),
    )


def _opened_by(word: str) -> frozenset[str]:
    """List the phrases of the table that may begin with this word."""
    begun = (
        phrases
        for (token, others), phrases in _OPENINGS.get(word[0], {}).items()
        if _same(token, word, others)
    )
    return frozenset(phrase for phrases in begun for phrase in phrases)


def _meant(text: _Words) -> set[int]:
    """List the entries that a reading says and does not deny, in one pass from its beginning."""
    meant: set[int] = set()
    denied_until: set[int] = set()
    ahead: dict[tuple[str, ...], dict[int, int]] = {}
    for begin, opened in enumerate(text.opened):
        words = text.words[begin : begin + _LONGEST_PHRASE]
        if opened and words not in ahead:
            ahead[words] = _lengths(words, opened)
        if said := ahead.get(words):
            if _denied(begin, text, denied_until):
                denied_until.update(begin + length for length in said.values())
            else:
                meant.update(said)
    return meant


def _lengths(words: tuple[str, ...], opened: frozenset[str]) -> dict[int, int]:
    """Find the entries that words begin with, and how many of them the longest phrase takes."""
    lengths: dict[int, int] = {}
    for phrase in opened:
        if length := _match(phrase, words):
            for number in _ENTRIES_OF[phrase]:
                lengths[number] = max(length, lengths.get(number, 0))
    return {
        number: length
        for number, length in lengths.items()
        if not any(_match(other, words) for other in _ENTRIES[number][1].unless)
    }


def _match(phrase: str, words: tuple[str, ...]) -> int:
    """Match a phrase at the beginning of words; how many of them it takes, or 0."""
    tokens = _TOKENS[phrase]
    at, gap = 0, 0
    for token in tokens:
        if token == _GAP:
            gap = _LONGEST_GAP
            continue
        reach = range(at, min(at + gap + 1, len(words)))
        found = next((n for n in reach if _same(token, words[n], len(tokens) - 1)), None)
        if found is None:
            return 0
        at, gap = found + 1, 0
    return at


def _same(token: str, word: str, others: int) -> bool:
    """Compare one word: any ending after *, one typing mistake in longer words of a phrase."""
    if token.endswith("*"):
        return word.startswith(token[:-1])
    if token == word:
        return True
    return others > 0 and len(token) >= _FORGIVEN_LENGTH and _one_mistake(token, word)


def _one_mistake(right: str, typed: str) -> bool:
    """One letter missing, added, wrong or swapped with its neighbour, but not the first letter."""
    if not typed or right[0] != typed[0] or abs(len(right) - len(typed)) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(right, typed, strict=False)) if a != b), None)
    if same is None:
        return True
    a, b = right[same:], typed[same:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def _denied(begin: int, text: _Words, denied_until: set[int]) -> bool:
    """Look for a denial directly in front, or for a denied danger that an "or" joins on."""
    at = begin
    while at > 0 and at not in text.breaks and text.words[at - 1] in _BETWEEN:
        at -= 1
    if at == 0 or at in text.breaks:
        return False
    if text.words[at - 1] in _DENIALS:
        return True
    return at == begin and text.words[at - 1] in _OR and at - 1 in denied_until
