"""A language's file read and checked: what cannot be used is named by its file and its key.

`{name}` in a pattern stands for one of the file's `parts`; a `<class>` of a phrase must be there.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from domain.languages.language import Language, Level, Status
from domain.languages.sections import Pattern, Shown, Written
from domain.normalize import plain

_CLASS = re.compile(r"<([^>]*)>")
_PART = re.compile(r"\{[a-z_]+\}")
_SIGNS = re.compile(r"\\.|\(\?P?[<=!:]")
_CALLED: Mapping[type[Any], str] = {
    dict: "a table",
    list: "a list",
    bool: "true or false",
    int: "a number",
    str: "words",
}
"""What whoever writes a language's file is told that stands there in its place."""


class WordsUnusable(ValueError):  # noqa: N818 - an outcome, named like the others of its kind
    """A file of words that cannot be used: which file, which key of it, and why."""

    def __init__(self, file: str, key: str, why: str) -> None:
        super().__init__(f"{file}: {key}: {why}" if key else f"{file}: {why}")


def read_language(path: Path) -> Language:
    """Read `<code>.toml`. Raises WordsUnusable."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WordsUnusable(path.name, "", str(error)) from None
    language: Language = _File(path.name, said.get("parts")).table(Language, said, "")
    if language.code != path.stem:
        raise WordsUnusable(path.name, "code", f"{language.code!r}, but the file is {path.stem!r}")
    _classes_are_there(language, path.name)
    _dates_can_be_written(language.written, path.name)
    if len(language.dates.weekdays) not in (0, 7):
        raise WordsUnusable(path.name, "dates.weekdays", "a list of words for each of seven days")
    return language


def _dates_can_be_written(written: Written, file: str) -> None:
    if written == Written():
        return
    for key, said, right in (
        ("weekdays", written.weekdays, (7,)),
        ("weekdays_in_full", written.weekdays_in_full, (0, 7)),
        ("months", written.months, (0, 12)),
        ("halves", written.halves, (2,)),
    ):
        if len(said) not in right:
            many = " or ".join(map(str, right))
            raise WordsUnusable(file, f"written.{key}", f"{len(said)} of them, not {many}")
    if not {"{weekday}", "{day}", "{month}"} <= {*_PART.findall(written.date)}:
        raise WordsUnusable(
            file, "written.date", f"{written.date!r} lacks one of {{weekday}}, {{day}}, {{month}}"
        )


def _classes_are_there(language: Language, file: str) -> None:
    names = {entry.name for entry in language.entry}
    for danger, name in language.heard_by.items():
        if name not in names:
            raise WordsUnusable(file, f"heard_by.{danger}", f"no entry is called {name!r}")
    for number, entry in enumerate(language.entry, start=1):
        if entry.status is Status.WITHDRAWN and not entry.approved:
            key = f"entry[{number}] ({entry.name}).status"
            raise WordsUnusable(file, key, "withdrawn, and no clinician has signed that")
        for phrase in (*entry.phrases, *entry.unless):
            for name in _CLASS.findall(phrase):
                if name not in language.classes:
                    key = f"entry[{number}] ({entry.name})"
                    raise WordsUnusable(file, key, f"{phrase!r}: no class is called {name!r}")


class _File:
    """One file while it is read; `at` is the key of what is looked at."""

    def __init__(self, name: str, parts: object) -> None:
        self._name = name
        self._parts: dict[str, str] = {}
        for part, said in self._is(dict, parts or {}, "parts").items():
            self._parts[f"{{{part}}}"] = self._pattern(said, f"parts.{part}")

    def table(self, kind: type[Any], said: object, at: str) -> Any:
        """A table as a value of that kind: no key too many, none that must be there lacking."""
        rows = self._is(dict, said, at)
        known, kinds = {one.name: one for one in fields(kind)}, get_type_hints(kind)
        for name in rows:
            if name not in known:
                raise self._wrong(_key(at, name), f"not known here; there are {', '.join(known)}")
        for name, one in known.items():
            must = one.default is MISSING and one.default_factory is MISSING
            if must and name not in rows:
                raise self._wrong(_key(at, name), "is missing")
        return kind(**{k: self._value(kinds[k], v, _key(at, k)) for k, v in rows.items()})

    def _value(self, kind: Any, said: object, at: str) -> Any:
        origin, args = get_origin(kind), get_args(kind)
        if is_dataclass(kind):
            return self.table(kind, said, at)  # type: ignore[arg-type]
        if origin is tuple:
            rows = self._is(list, said, at)
            return tuple(self._value(args[0], row, f"{at}[{n}]") for n, row in enumerate(rows, 1))
        if origin is Mapping:
            rows = self._is(dict, said, at)
            keys = {name: self._value(args[0], name, _key(at, repr(name))) for name in rows}
            return {keys[k]: self._value(args[1], v, _key(at, k)) for k, v in rows.items()}
        return _PLAIN[kind](self, said, at)

    def _shown(self, said: object, at: str) -> str:
        return str(self._is(str, said, at))

    def _words(self, said: object, at: str) -> str:
        words = self._shown(said, at)
        if not words.strip():
            raise self._wrong(at, "says nothing")
        if words != plain(words) or "'" in words:
            raise self._wrong(
                at, f"{words!r} is never found: write it without capitals, accents and apostrophes"
            )
        return words

    def _pattern(self, said: object, at: str) -> str:
        """A pattern with its parts in it; one that could match a text of nothing matches all."""
        written = self._shown(said, at)
        if unknown := [part for part in _PART.findall(written) if part not in self._parts]:
            raise self._wrong(at, f"{unknown[0]} is none of the parts in front")
        found = _PART.sub(lambda part: self._parts[part[0]], written)
        try:
            re.compile(found)
        except re.error as error:
            raise self._wrong(at, f"{written!r} is no pattern: {error}") from None
        words = _SIGNS.sub("", found)
        if words != plain(words):
            raise self._wrong(at, f"{written!r} is never found: write it without capitals, accents")
        if not at.startswith("parts.") and re.fullmatch(found, ""):
            raise self._wrong(at, f"{written!r} would stand in every text")
        return found

    def _yes_or_no(self, said: object, at: str) -> bool:
        return bool(self._is(bool, said, at))

    def _number(self, said: object, at: str) -> int:
        return int(self._is(int, said, at))

    def _amount(self, said: object, at: str) -> float:
        return said if isinstance(said, float) else self._number(said, at)

    def _level(self, said: object, at: str) -> Level:
        return Level(self._one_of([one.value for one in Level], said, at))

    def _status(self, said: object, at: str) -> Status:
        return Status(self._one_of([one.value for one in Status], said, at))

    def _one_of(self, known: list[str], said: object, at: str) -> str:
        if said not in known:
            raise self._wrong(at, f"{said!r}, not one of {', '.join(known)}")
        return str(said)

    def _is(self, kind: type[Any], said: object, at: str) -> Any:
        if not isinstance(said, kind):
            raise self._wrong(at, f"{said!r} is not {_CALLED[kind]}")
        return said

    def _wrong(self, at: str, why: str) -> WordsUnusable:
        return WordsUnusable(self._name, at, why)


_PLAIN: Mapping[object, Callable[[_File, object, str], object]] = {
    Pattern: _File._pattern,  # noqa: SLF001 - its own
    str: _File._words,  # noqa: SLF001 - its own
    Shown: _File._shown,  # noqa: SLF001
    int: _File._number,  # noqa: SLF001
    float: _File._amount,  # noqa: SLF001
    bool: _File._yes_or_no,  # noqa: SLF001
    Level: _File._level,  # noqa: SLF001
    Status: _File._status,  # noqa: SLF001
}


def _key(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
