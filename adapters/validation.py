"""Files from people, read strictly into plain frozen dataclasses: every fault named, all at once.

A field nobody knows is a typing error and not a wish, so it is refused like a missing one.

    Refused          this file cannot be used; trying again cannot help, correcting it can
    ├── .problems    one `Problem(field, found, expected)` for each fault
    └── SeveralRefused    several of them, told together

The values that were found stand in `Refused`'s words: show those on a command line, never in a log.
"""

import dataclasses
import difflib
import json
import re
import tomllib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, TypeAdapter, ValidationError

T = TypeVar("T")
_LONGEST_SHOWN = 60
_EXPECTED_TIME = 'a time in UTC such as "2026-11-27" or "2026-11-27 15:00"'
_UNREADABLE = object()
_YEAR = re.compile(r"\d{4}-")  # else pydantic takes a number for seconds since 1970


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault. `field` is a dotted path with indices: "patient.mobile", "diagnoses[1].code"."""

    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.field or 'the whole file'}: found {self.found}; expected {self.expected}"


class Refused(ValueError):  # noqa: N818 - an outcome, named like the others of its kind
    """A file that cannot be used, with everything that is wrong with it."""

    def __init__(self, source: str, problems: Iterable[Problem]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__(source, self.problems)

    def __str__(self) -> str:
        return "\n".join([f"{self.source} is refused:", *(f"  {p}" for p in self.problems)])


class SeveralRefused(Refused):
    """Files that cannot be used, each with everything that is wrong with it, said once."""

    def __init__(self, refused: Iterable[Refused]) -> None:
        self.refused = tuple({str(one): one for one in refused}.values())
        sources = ", ".join(one.source for one in self.refused)
        super().__init__(sources, [each for one in self.refused for each in one.problems])

    def __str__(self) -> str:
        return "\n".join(map(str, self.refused))


@dataclass(frozen=True)
class Rule:
    """What one field must hold beyond its type, in words and as a test."""

    expected: str
    holds: Callable[[Any], bool]


_MEASURES = (int, float, time)
Found = Mapping[str, Any]
"""Every value that could be read, by its path; nested values and whole groups alike."""


def read(
    type_: type[T],
    data: object,
    *,
    source: str,
    rules: Mapping[str, Rule] | None = None,
    across: Callable[[Found], Iterable[Problem]] = lambda _found: (),
) -> T:
    """Turn decoded JSON or TOML into a dataclass. Raises Refused with all that is wrong.

    `rules` are keyed by path, "[]" standing for any index ("equipment[].item"); `across` compares
    fields with one another and sees only those that were sound, and what a number or a time that
    is left out comes to.
    """
    reading = _Reading(rules or {})
    value = reading.value(type_, data, "")
    if problems := [*reading.problems, *across(reading.found)]:
        raise Refused(source, problems)
    return typing.cast("T", value)


def decode_toml(path: Path) -> object:
    """Read a TOML file; what is not TOML is refused with its place. Raises Refused."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise not_readable(str(path), error, "a TOML file") from None


def not_readable(source: str, error: Exception, expected: str) -> Refused:
    """Word the refusal of a whole file in which no field could be read."""
    return Refused(source, [Problem(field="", found=str(error), expected=expected)])


def any_index(path: str) -> str:
    """Give the path with "[]" for every index, as rules are keyed: "diagnoses[].code"."""
    return re.sub(r"\[\d+]", "[]", path)


def instant(option: str, said: str) -> datetime | None:
    """What was typed as a time, in UTC where it does not say; None of nothing. Raises Refused."""
    if not said:
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        problem = Problem(field=option, found=show(said), expected=_EXPECTED_TIME)
        raise Refused("the command", [problem]) from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def show(value: object) -> str:
    """Say what was found, as it would stand in JSON and not at length."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = text.encode(
        "utf-8", "backslashreplace"
    ).decode()  # half a surrogate pair cannot be shown
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."


class _Reading:
    """One pass over a file: converts what is sound, collects what is not."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.problems: list[Problem] = []
        self.found: dict[str, Any] = {}
        self._rules = rules

    def value(self, type_: Any, data: object, at: str) -> object:
        """Read one value of the annotated type; `_UNREADABLE` once a problem was noted."""
        value = self._read(type_, data, at)
        rule = self._rule(at)
        if value is _UNREADABLE or value is None:
            return value
        if rule and not rule.holds(value):
            return self._refuse(at, show(data), rule.expected)
        self.found[at] = value
        return value

    def _read(self, type_: Any, data: object, at: str) -> object:
        if isinstance(type_, types.UnionType):
            (inner,) = (arm for arm in typing.get_args(type_) if arm is not types.NoneType)
            return None if data is None else self._read(inner, data, at)
        if typing.get_origin(type_) is tuple:
            return self._list(typing.get_args(type_)[0], data, at)
        if typing.get_origin(type_) is dict:
            return self._table(typing.get_args(type_)[1], data, at)
        if dataclasses.is_dataclass(type_):
            return self._group(typing.cast("type", type_), data, at)
        return self._leaf(type_, data, at)

    def _list(self, item: Any, data: object, at: str) -> object:
        if not isinstance(data, list):
            return self._refuse(at, show(data), "a list")
        items = tuple(self.value(item, one, f"{at}[{n}]") for n, one in enumerate(data))
        return _UNREADABLE if _UNREADABLE in items else items

    def _table(self, item: Any, data: object, at: str) -> object:
        if not isinstance(data, dict):
            return self._refuse(at, show(data), "a table")
        lines = {name: self.value(item, one, _join(at, name)) for name, one in data.items()}
        return _UNREADABLE if _UNREADABLE in lines.values() else lines

    def _group(self, type_: type, data: object, at: str) -> object:
        if not isinstance(data, dict):
            return self._refuse(at, show(data), "a group of fields")
        fields = {field.name: field for field in dataclasses.fields(type_)}
        for name in (name for name in data if name not in fields):
            self._refuse(_join(at, name), show(data[name]), _no_such(name, fields))
        hints = typing.get_type_hints(type_)
        values = {
            name: self.value(hints[name], data[name], _join(at, name))
            if name in data
            else self._refuse(
                _join(at, name), "nothing", self._expected(hints[name], _join(at, name))
            )
            for name, field in fields.items()
            if name in data or _required(field)
        }
        if _UNREADABLE in values.values():
            return _UNREADABLE
        defaults = ((name, field.default) for name, field in fields.items() if name not in data)
        self.found |= {_join(at, name): each for name, each in defaults if type(each) in _MEASURES}
        return type_(**values)

    def _leaf(self, type_: Any, data: object, at: str) -> object:
        if type_ in {date, datetime} and not _YEAR.match(str(data)):
            return self._refuse(at, show(data), self._expected(type_, at))
        try:
            return _adapter(type_).validate_json(json.dumps(data, default=_iso), strict=True)
        except (ValidationError, TypeError):
            return self._refuse(at, show(data), self._expected(type_, at))

    def _expected(self, type_: Any, at: str) -> str:
        rule = self._rule(at)
        return rule.expected if rule else _expected(type_)

    def _rule(self, at: str) -> Rule | None:
        return self._rules.get(any_index(at))

    def _refuse(self, at: str, found: str, expected: str) -> object:
        self.problems.append(Problem(field=at, found=found, expected=expected))
        return _UNREADABLE


def _no_such(name: str, fields: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, fields, n=1)
    return "no field of this name" + (f': did you mean "{near[0]}"?' if near else "")


def _required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _join(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


_EXPECTED: dict[object, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    datetime: "a date and time with its offset, such as 2026-09-04T15:00:00-04:00",
    date: "a date, such as 1948-03-02",
    time: "a time of day, such as 08:30:00",
}


def _expected(type_: Any) -> str:
    if isinstance(type_, types.UnionType):
        return _expected(typing.get_args(type_)[0])
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        return f"one of {', '.join(type_)}"
    if typing.get_origin(type_) is tuple:
        return "a list"
    return _EXPECTED.get(type_, "a group of fields")


def _iso(value: object) -> str:
    if isinstance(value, date | time):  # TOML has its own; a datetime is a date too
        return value.isoformat()
    raise TypeError


def _local(value: time) -> time:
    if value.tzinfo:
        raise ValueError
    return value


_STRICTER: dict[object, Any] = {
    datetime: AwareDatetime,
    time: Annotated[time, AfterValidator(_local)],
}


@cache
def _adapter(type_: Any) -> TypeAdapter[Any]:
    return TypeAdapter(_STRICTER.get(type_, type_))
