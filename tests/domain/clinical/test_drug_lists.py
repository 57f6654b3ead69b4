"""Whole lists that were sealed before anything was mended for them: equal ones, and changes.

The first four are one writer's: the thirteenth from before the code was read, each later one when
what the one before it had shown was mended. When first seen 15 of the thirteenth's 32 equal lists
showed something, 7 of the fourteenth's 16, 4 of the fifteenth's 14 and 4 of the sixteenth's 9; no
change was untold. What is counted here is the last result.

The seventeenth, of 40 equal lists and 30 with 67 changes, is another writer's, each pair in the
manners of two different places. When first seen 24 of the equal ones showed something; all changes
but one were shown: how long a course lasts is not compared. Nothing was mended for it.
"""

import json
from hashlib import sha256
from typing import Any

import pytest

from domain.clinical.medications import Comparison
from domain.hospital.discharge import Medication
from tests.domain.clinical.written_lines import LINES, both_ways, one_line_each, written

EQUAL = {
    "lists_thirteen.txt": (
        "b6b05ef9da8d60fbb7e3a388c1095ebbb18831597001227bd93860afe88320da",
        {8, 15, 19, 31},
    ),
    "lists_fourteen.txt": (
        "617671908b7847327f1363b24ec7c5a58330b0e2bd662fe58f5ed9166bedb61e",
        {4, 15, 16},
    ),
    "lists_fifteen.txt": (
        "a32af1a2b8bd593d5d04fbf60ab18ad54b5a40a9f084b2af49f5bc47cd18cec5",
        {13},
    ),
    "lists_sixteen.txt": (
        "da88febc7ae9b4dc1f0207e61e947ec4b22670c3302a488a97af2960f6c8c87a",
        {4},
    ),
}
"""Their seals, and which lists show something now.

Needles and strips in two ways, several drugs of one class or a vitamin in two products (which is
told always), a drug by mouth or under the tongue, days of a cycle, a gel a word
behind a drug that no table has: it may be another drug.
"""
CHANGED = {
    "lists_thirteen_changed.txt": (
        "d440a3839de670c3dcb861e3eb68fd19cc0225554cc4ae991f8bd06966eb416b"
    ),
    "lists_fifteen_changed.txt": (
        "2c34a175d6826e3a54951a769d3fad926fefad765f32d82357d3f7c4e2c23d64"
    ),
}


def _lines(file: str, seal: str) -> list[str]:
    said = (LINES / file).read_bytes()
    assert sha256(said).hexdigest() == seal
    return [one for one in said.decode().splitlines() if not one.startswith("#")]


def _lists(file: str, seal: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in _lines(file, seal):
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [one for one in found if one]


def _shows(pairs: list[str]) -> bool:
    """Whether the two lists show something, either way round, one of them back to front."""
    ours, theirs = zip(*(pair.split(" == ") for pair in pairs), strict=True)
    there, back = both_ways(tuple(map(written, ours)), tuple(map(written, reversed(theirs))))
    return bool(there.to_settle or back.to_settle)


@pytest.mark.parametrize("file", EQUAL)
def test_lists_of_one_meaning_show_no_more_than_is_known(file: str) -> None:
    """Two systems' ways of one list: which still show something is counted, one by one."""
    seal, known = EQUAL[file]
    showing = {n for n, pairs in enumerate(_lists(file, seal), start=1) if _shows(pairs)}
    assert showing == known


@pytest.mark.parametrize("file", CHANGED)
def test_no_change_of_a_line_is_missed(file: str) -> None:
    """A line that was changed is told, either way round."""
    lines = [one for one in _lines(file, CHANGED[file]) if " ! " in one]
    compared = [(line, one_line_each(line.rsplit(" ! ", 1)[0])) for line in lines]
    assert len(lines) > 20
    assert [line for line, both in compared if not all(one.to_settle for one in both)] == []


SEVENTEEN = "59d0770a491e3ee5427ae49155ce42c5192d53bc598daef08cd7aaf315bb6338"
SEVENTEEN_CHANGED = "f953862cd51148152f0a92f5b8bd715bb1225d43c2e8aea99536777ddc0d3000"
MOST_SHOWING = 26
"""Of forty: the most equal lists that may show something; each mend by kind brings it down."""
BRANDS = {"fluticasone-salmeterol": ("advair",)}
"""As its lines call it."""
NOT_COMPARED = {("b14", "sulfamethoxazole-trimethoprim")}
"""A course's last day, which no field holds."""


def _sealed(file: str, seal: str) -> list[dict[str, Any]]:
    said = (LINES / file).read_bytes()
    assert sha256(said).hexdigest() == seal
    return [json.loads(line) for line in said.decode().splitlines()]


def _compared(pair: dict[str, Any]) -> tuple[Comparison, Comparison]:
    one, other = (
        tuple(Medication(name=row["name"], dose=row["dose"] or None) for row in pair[side])
        for side in ("before", "after")
    )
    return both_ways(one, other)


def test_a_second_writers_equal_lists_show_no_more_than_is_known() -> None:
    """Two places' ways of one list."""
    pairs = _sealed("lists_seventeen.jsonl", SEVENTEEN)
    showing = [p["id"] for p in pairs if any(way.to_settle for way in _compared(p))]
    assert len(showing) <= MOST_SHOWING, showing


def test_a_second_writers_changes_are_all_shown() -> None:
    """Of each drug that was changed something is to be settled."""
    untold = set()
    for pair in _sealed("lists_seventeen_changed.jsonl", SEVENTEEN_CHANGED):
        there, _ = _compared(pair)
        sides = (side for one in there.to_settle for side in (one.before, one.after) if side)
        shown = " ".join(f"{side.name} {side.dose}".casefold() for side in sides)
        for change in pair["changes"]:
            named = change["drug"].casefold().replace("(", " ").replace("-", " ").split()
            words = [word for word in named if len(word) > 3]
            called = [*words, *BRANDS.get(change["drug"], ())]
            if not any(word[:5] in shown for word in called):
                untold.add((pair["id"], change["drug"]))
    assert untold == NOT_COMPARED
