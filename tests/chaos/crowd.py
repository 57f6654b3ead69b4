"""Thirty patients of two hospitals, made of the examples: each with numbers of their own."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from tests.places import ROOT

EXAMPLES = sorted((ROOT / "examples" / "discharges").glob("*.json"))
PEOPLE = ROOT / "examples" / "people.toml"
FIRST_HOME = datetime.fromisoformat("2026-09-08T09:00:00-04:00")
APART = timedelta(minutes=120)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_NUMBER = re.compile(r"\+1(?:617|312)555\d{4}")
_PERSON = "[[person]]"
_COLLEAGUE = re.compile(r'^role = "(?:nurse|coordinator|case manager).*$', re.MULTILINE)
_SECOND_THOUGHTS = """says = [
    { text = "UNDO", after_see = 'saved: .* call', after = [0.02, 0.1] },
    { text = "UNDO", after_see = 'saved: .* escalation', after = [0.02, 0.1] },
    { text = "UNDO", after_see = '^Your shift', after = [0.02, 0.1] },
]
"""
"""What colleagues take back now and then, also what is somebody else's task by now."""


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Discharge files in the order in which their patients go home, and who answers the texts."""

    discharges: tuple[Path, ...]
    people: Path


def gather(folder: Path, count: int) -> Crowd:
    """Write the files of a crowd. The first of each example keeps its numbers."""
    folder.mkdir(parents=True)
    people = PEOPLE.read_text(encoding="utf-8")
    free = iter(_free_numbers(people))
    files, more = [], []
    for number, example in enumerate(islice(cycle(EXAMPLES), count)):
        text = _moved(example.read_text(encoding="utf-8"), number)
        if number >= len(EXAMPLES):
            text, copies = _anew(text, number, people, free)
            more += copies
        file = folder / f"{number:02}-{example.name}"
        file.write_text(text, encoding="utf-8")
        files.append(file)
    crowd = folder / "people.toml"
    crowd.write_text(_doubtful(people) + "".join(more), encoding="utf-8")
    return Crowd(discharges=tuple(files), people=crowd)


def _doubtful(people: str) -> str:
    """Colleagues have second thoughts."""
    return re.sub(
        r'^(role = "(?:nurse|coordinator|case manager).*)$',
        rf"\1\n{_SECOND_THOUGHTS}",
        people,
        flags=re.MULTILINE,
    )


def _moved(text: str, number: int) -> str:
    """All instants of a discharge, so that its patient goes home when it is their turn."""
    home = datetime.fromisoformat(json.loads(text)["discharged_at"])
    by = FIRST_HOME + number * APART - home
    moved = _INSTANT.sub(
        lambda found: (datetime.fromisoformat(found.group()) + by).isoformat(timespec="seconds"),
        text,
    )
    file = json.loads(moved)
    file["encounter"] = f"{file['encounter']}-{number}"
    file["patient"]["mrn"] = f"{file['patient']['mrn']}-{number}"
    return json.dumps(file, indent=2, ensure_ascii=False)


def _anew(text: str, number: int, people: str, free: Iterator[str]) -> tuple[str, list[str]]:
    """Other numbers for a patient and their caregiver, who answer as those of the example do."""
    copies = []
    for known in sorted(set(_NUMBER.findall(text))):
        new = next(free)
        text = text.replace(known, new)
        copies += [
            f"{_PERSON}{person}".replace(known, new).replace('name = "', f'name = "{number} ', 1)
            for person in people.split(_PERSON)[1:]
            if f'"{known}"' in person
        ]
    return text, copies


def _free_numbers(people: str) -> list[str]:
    taken = {*_NUMBER.findall(people), *_NUMBER.findall(_hospital())}
    made = (f"+1{area}5550{last}" for area in ("617", "312") for last in range(100, 200))
    return [number for number in made if number not in taken]


def _hospital() -> str:
    examples = "".join(path.read_text(encoding="utf-8") for path in EXAMPLES)
    return (ROOT / "examples" / "hospital.toml").read_text(encoding="utf-8") + examples
