"""Danger words in a text, looked for before anything else, whatever was asked.

The table is `red_flags`; here is how a text is compared with it. Emergency beats same-day. Missing
a danger harms more than an alarm too many, so spelling is forgiven and little counts as a denial:
only "no", "denies" and the like directly before the words ("no chest pain"), never across a comma.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.reading import clean, plain
from domain.red_flags import EMERGENCY, SAME_DAY, Entry


class Level(StrEnum):
    """How soon somebody must act."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"

    @classmethod
    def _missing_(cls, _value: object) -> "Level":
        """Take what a newer sender says seriously: a signal must never be dropped."""
        return cls.EMERGENCY


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


_OPENINGS: dict[tuple[str, int], list[str]] = {}
for _phrase in (p for _, entries in _TABLE for entry in entries for p in entry.phrases):
    _first, *_others = _phrase.split()
    _OPENINGS.setdefault((_first, min(1, len(_others))), []).append(_phrase)


@dataclass(frozen=True, kw_only=True)
class _Words:
    """A text's words, where a comma or full stop stood in front, and the phrases each may open."""

    words: tuple[str, ...]
    breaks: frozenset[int]
    opened: tuple[frozenset[str], ...]


def look(text: str) -> Flag | None:
    """Find the most serious danger in a text, from a patient or in a note."""
    readings = {_read(text, keep) for keep in (1, 2)}
    found = (
        Flag(level=level, name=entry.name)
        for level, entries in _TABLE
        for entry in entries
        if any(_says(entry, reading) for reading in readings)
    )
    return next(found, None)


def _read(text: str, keep: int) -> _Words:
    """Read words, with letters that repeat three times or more kept once or twice."""
    said = re.sub(r"([a-z])\1{2,}", r"\1" * keep, plain(clean(text)).replace("'", ""))
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
    opened = tuple(_opened_by(word) for word in words)
    return _Words(words=tuple(words), breaks=frozenset(breaks), opened=opened)


def _opened_by(word: str) -> frozenset[str]:
    """List the phrases of the table that may begin with this word."""
    begun = (
        phrases
        for (token, others), phrases in _OPENINGS.items()
        if token[0] == word[0] and _same(token, word, others)
    )
    return frozenset(phrase for phrases in begun for phrase in phrases)


def _says(entry: Entry, text: _Words) -> bool:
    """Say whether an entry is in the text, meant and not denied."""
    return any(not _denied(begin, text) for begin, _ in _spans(entry, text))


def _spans(entry: Entry, text: _Words) -> Iterator[tuple[int, int]]:
    """Find where an entry's phrases begin and end."""
    for begin in range(len(text.words)):
        opened = text.opened[begin].intersection(entry.phrases)
        ends = [end for phrase in opened if (end := _match(phrase, text.words, begin))]
        if ends and not any(_match(other, text.words, begin) for other in entry.unless):
            yield begin, max(ends)


def _match(phrase: str, words: tuple[str, ...], begin: int) -> int:
    """Match a phrase at a position; where it ends, or 0."""
    tokens = phrase.split()
    at, gap = begin, 0
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


def _denied(begin: int, text: _Words) -> bool:
    """Look for a denial directly in front, or for a denied danger that an "or" joins on."""
    at = begin
    while at > 0 and at not in text.breaks and text.words[at - 1] in _BETWEEN:
        at -= 1
    if at == 0 or at in text.breaks:
        return False
    if text.words[at - 1] in _DENIALS:
        return True
    return at == begin and text.words[at - 1] in _OR and _denied_until(at - 1, text)


def _denied_until(end: int, text: _Words) -> bool:
    entries = (entry for _, entries in _TABLE for entry in entries)
    spans = (span for entry in entries for span in _spans(entry, text))
    return any(span_end == end and _denied(begin, text) for begin, span_end in spans)
