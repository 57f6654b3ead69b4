"""What people read, as a key with values: the words stand in tables, a folder a language.

    phrase     says what is meant, to be worded when it is known who reads it
    worded     puts it into a language
    read_in    and writes its instants for a reader there

A marked phrase is a string, like a marked instant, so it goes wherever words go: alone, beside
plain words, or as a value of another one. A table is `<language>/<file>.toml`; under
`[phrases]` its row is `name = "words with {values}"`, or `{one = ..., other = ...}` by `count`;
`{Value}` begins with a capital. What a language lacks is said in English; what no table has by its
name.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache, partial, reduce
from pathlib import Path
from typing import Any

from domain.time.phrasing import for_reader, short_instant, with_instants

FALLBACK = "en"
PHRASES = "phrases"
WORDS = Path(__file__).parent
_MARKED = re.compile("⟦([^⟦⟧]*)⟧")
Rows = Mapping[str, str | Mapping[str, str]]
Said = str | list[Any]
"""A value within a mark: plain words, or a phrase by its key and its own values."""


def phrase(key: str, /, **values: str | int | datetime) -> str:
    """Mark a phrase of `<file>.<name>`; an instant is marked as `for_reader` does."""
    return _mark(key, tuple((name, _words(value)) for name, value in values.items()))


@lru_cache(maxsize=4096)
def _mark(key: str, values: tuple[tuple[str, str], ...]) -> str:
    said = {name: _value(words) for name, words in values}
    return f"⟦{json.dumps([key, said])}⟧"  # in ASCII: marks within it do not end it


def all_of(*said: str) -> str:
    """All of these, as a sentence lists them: "a and b"."""
    return reduce(lambda first, last: phrase("lists.and", first=first, last=last), said)


def any_one_of(*said: str) -> str:
    """One of these, as a sentence lists them: "a or b"."""
    return reduce(lambda first, last: phrase("lists.or", first=first, last=last), said)


def _words(value: str | int | datetime) -> str:
    return for_reader(value) if isinstance(value, datetime) else str(value)


def _value(words: str) -> Said:
    """A value as it stands in a mark; of a phrase its key and values, not a mark within it."""
    marked = _MARKED.fullmatch(words)
    return (_phrase_in(marked[1]) if marked else None) or words


def _phrase_in(marked: str) -> list[Any] | None:
    try:
        said = json.loads(marked)
    except ValueError:
        return None
    ours = isinstance(said, list) and [type(one) for one in said] == [str, dict]
    return said if ours else None


def worded(words: str, language: str = FALLBACK) -> str:
    """Put every phrase into words; what is none stays as it is."""
    return _MARKED.sub(partial(_marked, language), words)


def read_in(
    words: str,
    zone: str,
    language: str = FALLBACK,
    written: Callable[[datetime, str, str], str] = short_instant,
) -> str:
    """Put phrases into words, and instants as a reader in that zone writes them."""
    return with_instants(worded(words, language), zone, language, written)


def _marked(language: str, marked: re.Match[str]) -> str:
    said = _phrase_in(marked[1])
    return marked[0] if said is None else _said(said, language)


def _said(said: Said, language: str) -> str:
    if isinstance(said, str):
        return worded(said, language)
    try:
        key, values = said
        row = row_of(key, language)
        if not isinstance(row, str):
            row = row["one" if values["count"] == "1" else "other"]
        known = {name: _said(value, language) for name, value in values.items()}
        begins = {name.capitalize(): one[:1].upper() + one[1:] for name, one in known.items()}
        return row.format_map(begins | known)
    except (AttributeError, KeyError, TypeError, ValueError):
        return f"⟦{json.dumps(said)}⟧"  # somebody's own words between such brackets


def row_of(key: str, language: str) -> str | Mapping[str, str]:
    """The words of a key: the language's, else the English ones, else its own name's."""
    for spoken in (language, FALLBACK):
        if key in TABLES.get(spoken, {}):
            return TABLES[spoken][key]
    return key.partition(".")[2].replace("_", " ")


@cache
def tables(language: str) -> tuple[tuple[str, dict[str, dict[str, object]]], ...]:
    """The tables of a language, by their files' names; read once."""
    files = sorted((WORDS / language).glob("*.toml"))
    return tuple((path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in files)


def _rows(language: str) -> Rows:
    found = {}
    for file, table in tables(language):
        for name, row in table.get(PHRASES, {}).items():
            found[f"{file}.{name}"] = row
    return found  # type: ignore[return-value]


_SPOKEN = sorted({file.parent.name for file in WORDS.glob("*/*.toml")})
TABLES: Mapping[str, Rows] = {language: _rows(language) for language in _SPOKEN}
"""Every phrase by language and key."""
