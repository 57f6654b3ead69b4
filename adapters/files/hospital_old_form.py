"""A hospital file of the form before parties is refused, with what to write in each place."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from adapters.validation import Problem, Refused

_NAMES = {"covers": "facilities", "serves": "facilities"}
_FIELDS = {
    "people": {"covers": "facilities", "role": "roles"},
    "organisations": {"serves": "facilities", "kind": "roles"},
}
"""What stands in the new tables where only their names were changed."""
_OLD = {"staff": "people", "vendors": "organisations", "clinics": "organisations"}


def refuse_old_form(path: Path, data: object) -> None:
    """Let a file of the new form pass. Raises Refused, naming every table of the old one."""
    if not isinstance(data, dict):
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    problems = [
        *(one for old, new in _OLD.items() for one in _tables(data, old, new, lines)),
        *(one for new in _FIELDS for one in _fields(data, new, lines)),
        *_exceptions(data, lines),
    ]
    if problems:
        raise Refused(f"{path}, which is of the old form (before [[people]]),", problems)


def _tables(data: Mapping[str, Any], old: str, new: str, lines: list[str]) -> Iterator[Problem]:
    for n, entry in enumerate(_entries(data, old)):
        found = f"[[{old}]]{_line(lines, old, n)}"
        yield Problem(field=_field(old, n, entry), found=found, expected=_instead(old, new, entry))


def _fields(data: Mapping[str, Any], table: str, lines: list[str]) -> Iterator[Problem]:
    for n, entry in enumerate(_entries(data, table)):
        for old, now in _FIELDS[table].items():
            if old in entry:
                said = entry[old] if isinstance(entry[old], list) else [entry[old]]
                found = f"{old} = {_toml(entry[old])}{_line(lines, table, n)}"
                expected = f"{now} = {_toml(said)}"
                yield Problem(field=_field(table, n, entry), found=found, expected=expected)


def _exceptions(data: Mapping[str, Any], lines: list[str]) -> Iterator[Problem]:
    for n, entry in enumerate(_entries(data, "exceptions")):
        if "staff" in entry:
            found = f"staff = {_toml(entry['staff'])}{_line(lines, 'exceptions', n)}"
            expected = f"person = {_toml(entry['staff'])}"
            yield Problem(field=f"exceptions[{n}]", found=found, expected=expected)


def _instead(old: str, new: str, entry: Mapping[str, Any]) -> str:
    """What to write in place of one entry: its table's name, and the fields that change."""
    words = {"staff": "role", "vendors": "kind"}
    word = words.get(old, "")
    roles = [entry[word]] if word in entry else ["pcp"] if old == "clinics" else []
    changed = [f"roles = {_toml(roles)}{f' for {word}' if word else ''}"]
    changed += [
        f"{now} = {_toml(entry[before])} for {before}"
        for before, now in _NAMES.items()
        if before in entry
    ]
    return f"[[{new}]] with {', '.join(changed)}; its other fields stay"


def _entries(data: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    entries = data.get(table, [])
    return [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []


def _field(table: str, n: int, entry: Mapping[str, Any]) -> str:
    handle = entry.get("handle")
    return f"{table}[{n}]{f' ({handle})' if isinstance(handle, str) else ''}"


def _line(lines: list[str], table: str, n: int) -> str:
    """Where the n-th entry of a table begins; nothing where it is not written as a table."""
    begins = [at for at, line in enumerate(lines, start=1) if line.startswith(f"[[{table}]]")]
    return f" in line {begins[n]}" if n < len(begins) else ""


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"'
