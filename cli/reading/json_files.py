"""Files of JSON that are read for `read`: the prompts of a phone, and texts, one a line."""

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from adapters.validation import Problem, Refused
from domain.texting.interpretation import Phone
from operations.reading import AS, OF_FAMILY, STAFF, TITLES, in_words

ROW = '{"who": ..., "open": ..., "text": ...}'
_READ = ("who", "open", "text")
_OWN = ("right", "id", "n", "lang", "why", "never", "was", "note")
_WRITTEN = ("heard", "as")
_PEOPLE = (*AS, STAFF)
_NOTHING_ASKED = re.compile(r"nothing|reminder|never texted")
_PLAINLY = {
    "Expecting value": "a value is missing here; words stand in double quotes",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing here",
    "Expecting ',' delimiter": "a comma, or the end, is missing here",
    "Expecting ':' delimiter": "a colon is missing here",
    "Unterminated string starting at": "the double quote that opens here is never closed",
    "Invalid control character at": "a line break or a tab stands within words",
    "Extra data": "it ends before this, and more follows",
}


@dataclass(frozen=True, kw_only=True)
class _NotJson(Problem):
    """Said as it is: there is no field whose value could be shown."""

    def __str__(self) -> str:
        return f"{self.field or 'the whole file'}: not JSON, {self.found}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line that can be read: as it stands, as whom it is read, and their phone."""

    said: dict[str, object]
    who: str
    phone: Phone

    @property
    def text(self) -> str:
        """What is read."""
        return str(self.said["text"])


def rows_of(file: Path, now: datetime) -> tuple[Row, ...]:
    """Every line of a file. Raises Refused, naming each line that is wrong."""
    said = [(n, line) for n, line in enumerate(_lines(file), start=1) if line.strip()]
    if not said:
        wrong = Problem(field="", found="nothing", expected=f"{ROW} a line")
        raise Refused(str(file), [wrong])
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, line in said:
        try:
            rows.append(_row(line, now))
        except Refused as refused:
            for one in refused.problems:
                place = ".".join(filter(None, (f"line {number}", one.field)))
                problems.append(replace(one, field=place))
    if problems:
        raise Refused(str(file), problems)
    return tuple(rows)


def prompts_in(file: Path) -> list[object]:
    """The list of a file, its rows not looked at yet. Raises Refused."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise Refused(str(file), [_not_json(error, f"at line {error.lineno}, column")]) from None
    except (OSError, ValueError) as error:
        raise _unreadable(file, error, "a JSON list of prompts") from None
    if not isinstance(said, list):
        wrong = Problem(field="", found=type(said).__name__, expected="a JSON list of prompts")
        raise Refused(str(file), [wrong])
    return said


def _row(line: str, now: datetime) -> Row:
    """One line, whose object is sound. Raises Refused."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise Refused(line, [_not_json(error, "at column")]) from None
    if not isinstance(row, dict):
        raise Refused(line, [Problem(field="", found=type(row).__name__, expected=ROW)])
    if wrong := list(_wrong_in(row)):
        raise Refused(line, wrong)
    open_ = row.get("open", "")
    who, phone = in_words(row["who"], open_, now)
    if not (phone.prompts or phone.opted_out or _says_nothing(open_)):
        raise Refused(line, [_no_prompt(row["who"], open_)])
    return Row(said=row, who=who, phone=phone)


def _wrong_in(row: dict[str, object]) -> Iterator[Problem]:
    """What is wrong with the fields of a line."""
    checks = (
        ("who", f"one of {', '.join(_PEOPLE)}", row.get("who") in _PEOPLE),
        ("text", "words", isinstance(row.get("text"), str)),
        ("open", "words, such as 27 CALL J.S.", isinstance(row.get("open", ""), str)),
    )
    for name, expected, ok in checks:
        if not ok:
            found = repr(row[name]) if name in row else "nothing"
            yield Problem(field=name, found=found, expected=expected)
    known = (*_READ, *_OWN, *_WRITTEN)
    for name, value in row.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f'did you mean "{near[0]}"?' if near else f"only {', '.join(known)}"
            yield Problem(field=name, found=repr(value), expected=f"no such key: {meant}")


def _says_nothing(open_: str) -> bool:
    """Whether nothing is said to stand there, or only what asks for nothing."""
    return not open_.strip() or _NOTHING_ASKED.search(open_.lower()) is not None


def _no_prompt(who: str, open_: str) -> Problem:
    """What names no prompt: a kind without its code, or words that are none."""
    if who in ("patient", "caregiver", "unknown"):
        expected = f"{', '.join(OF_FAMILY)}, opted out or nothing"
    else:
        expected = f"a code and a title, such as 27 CALL J.S. (titles: {', '.join(TITLES)})"
    return Problem(field="open", found=f"no prompt in {open_!r}", expected=expected)


def _not_json(error: json.JSONDecodeError, where: str) -> Problem:
    """Its place and what is wrong there, in plain words."""
    why = _PLAINLY.get(error.msg, error.msg.lower())
    return _NotJson(field="", found=f"{where} {error.colno}: {why}", expected="JSON")


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error, "a file of JSON lines") from None


def _unreadable(file: Path, error: OSError | ValueError, expected: str) -> Refused:
    """A whole file, without its name, which stands in front."""
    reason = error.strerror if isinstance(error, OSError) else None
    wrong = Problem(field="", found=reason or str(error), expected=expected)
    return Refused(str(file), [wrong])
