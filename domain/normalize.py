"""How a person's text is read before any rule looks at it: one spelling for what looks the same."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 2400
"""Characters that are read: half as many again as a carrier passes on as one text."""
_QUOTES_AND_DASHES = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`\uff07", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
_INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn"})
_KEYCAP = frozenset("\ufe0e\ufe0f\u20e3")
_CLAUSE = re.compile(r"(?P<said>[^.,;!?\n]*)(?P<mark>[.,;!?\n]*)")


@dataclass(frozen=True, kw_only=True)
class Clause:
    """The bare words between two marks of a text; `asks` when a question mark follows."""

    words: str
    asks: bool = False


@lru_cache(maxsize=8)
def clean(text: str) -> str:
    """Straighten quotes and dashes, make every script's digits ASCII, drop what nobody sees.

    Line breaks stay; they separate answers. One character may become eighteen, so what no person
    writes is cut off. Twenty rules ask for one text in turn: the last few are kept.
    """
    composed = unicodedata.normalize("NFKC", text.translate(_QUOTES_AND_DASHES))[:LONGEST]
    return "".join(map(_visible, composed))


def plain(text: str) -> str:
    """Lower-case letters without accents, character for character: as long as `text` was."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


def bare(text: str) -> str:
    """Keep words alone, with one space between: no case, accents, apostrophes or punctuation."""
    return _words_of(plain(clean(text)))


def clauses(text: str) -> tuple[Clause, ...]:
    """Cut a text at its commas, full stops and the like; a dash or a colon cuts nothing."""
    found = _CLAUSE.finditer(plain(clean(text)))
    cut = (Clause(words=_words_of(part["said"]), asks="?" in part["mark"]) for part in found)
    return tuple(clause for clause in cut if clause.words)


def tidy(text: str) -> str:
    """Make each run of blanks one, and each run of blanks with a line break in it one line break.

    Patterns that look for blanks take time by the square of a run's length: there is none left.
    """
    return re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[^\S\n]+", " ", text)).strip()


def _words_of(lower: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", lower.replace("'", "")).split())


@lru_cache(maxsize=1024)
def _visible(char: str) -> str:
    if char in "\n\r\t":
        return "\n" if char == "\r" else char
    if char in _KEYCAP or unicodedata.category(char) in _INVISIBLE:
        return ""
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


@lru_cache(maxsize=1024)
def _plain(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char
