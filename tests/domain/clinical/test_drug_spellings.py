"""Drugs of a table, written in every way of a table: equal ones are one, changed ones are told."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from domain.clinical.medications import compare
from domain.hospital.discharge import Medication, Medications

TABLE = Path(__file__).parent / "drug_lines" / "spellings.txt"
OFTEN = {
    "daily": ("daily", "QD", "once a day", "every morning", "1 time per day", "every 24 hours"),
    "bid": ("2 times daily", "BID", "twice a day", "q12h", "every 12 hours"),
    "tid": ("3 times daily", "TID", "three times a day", "q8h"),
    "qid": ("4 times daily", "QID", "four times a day"),
    "qhs": ("nightly", "at bedtime", "QHS", "every night", "HS"),
    "prn": ("every 6 hours as needed", "q6h PRN", "q 6 hrs prn", "every 6 hours if needed"),
    "weekly": ("once a week", "weekly", "every week", "every 7 days", "q week"),
    "q72h": ("every 72 hours", "q72h", "every 3 days", "q3days"),
    "ac": ("3 times daily before meals", "TID AC", "before meals"),
    "q6mo": ("every 6 months", "q 6 months", "twice a year"),
    "monthly": ("every 30 days", "monthly", "once a month", "q month"),
}
OTHER = {"daily": "bid", "monthly": "weekly", "q6mo": "monthly", "tid": "bid", "qid": "bid"}
"""Another frequency than the usual one; of all that is not named, daily."""
PILLS = (
    "{name} {size} {piece}|1 {piece}|{often}|{route}",
    "{name} {size} {short}, 1 {short} {by} {often}",
    "{NAME} {SIZE} {SHORT}S TAKE 1 {PIECE} {BY} {OFTEN}",
    "{name} {size} 1 {often}",
    "{name} {size} one {short} {often}",
    "{name}|{size} = 1 {short}(s)|{often}|{route}",
    "{name}|1 {short}|{often}",
    "{name} {size}|1 {short}|{often}|{by}",
    "{name} {size} {short}|1 {piece} ({size} total)|{often}",
    "{name} ({size}) 1 pill {often}",
    "{name} {size}: take 1 {piece} {by} {often}",
    "{name} {size} i {short} {often}",
    "{name} {size} x1 {short} {often}",
    "{name}, {size}, 1 {short}, {often}",
    "{name} {size} - 1 {short} - {often}",
    "{name} {size} per {piece}|1 {piece}|{often}",
    "takes {name} {size} 1 {short} {often}",
    "{name} {short} {size}|1|{often}",
)
WAYS = {
    "tab": PILLS,
    "cap": PILLS,
    "patch": (
        "{name} {size} patch|1 patch|{often}|transdermal",
        "{name} {size} patch, 1 patch {often}",
        "{name} patch {size} 1 patch to skin {often}",
        "{name} {size} apply 1 patch {often}",
        "{NAME} {SIZE} TD PATCH|1 PATCH|{often}|TD",
        "{name} {size} transdermal patch change {often}",
    ),
    "drops": (
        "{name} {size} ophthalmic solution|1 drop|{often}|both eyes",
        "{name} {size} eye drops 1 drop both eyes {often}",
        "{name} 1 gtt OU {often}",
        "{name} {size}|1 drop(s)|{often}|Both Eyes",
        "{name} {size} ophth soln, instill 1 drop into both eyes {often}",
        "{name} eye gtts 1 gtt each eye {often}",
    ),
    "spray": (
        "{name} {size} nasal spray|1 spray|{often}|each nostril",
        "{name} {size} 1 spray in each nostril {often}",
        "{name} nasal spray 1 spray each nostril {often}",
        "{name} {size} 1 squirt each side of nose {often}",
    ),
    "inh": (
        "{name} {size}/actuation inhaler|1 puff|{often}|inhalation",
        "{name} {size} inhaler 1 puff {often}",
        "{name} {size} 1 inhalation {often}",
        "{name} {size} inhale 1 puff into the lungs {often}",
        "{NAME} {SIZE} INH|1 PUFF|{often}|INH",
    ),
    "pen": (
        "{name}|{size}|{often}|subcutaneous",
        "{name} {size} {often}",
        "{name} pen, inject {size} subcut {often}",
        "{NAME}|{SIZE}|{OFTEN}|SUBQ",
        "{name} {size} under the skin {often}",
    ),
    "inj": (
        "{name}|{size}|{often}|subcutaneous",
        "{name} {size} {often}",
        "{name} injection {size} {often}",
        "{name} {size} inject {often}",
    ),
    "neb": (
        "{name} {size}|1 vial|{often}|nebulization",
        "{name} {size} 1 vial via nebulizer {often}",
        "{name} {size} inhale 1 vial {often}",
    ),
    "cream": (
        "{name} {size} topical cream|1 application|{often}|topical",
        "{name} {size} cream apply {often}",
        "{name} cream {size} apply thin layer to affected area {often}",
    ),
    "gel": (
        "{name} {size} gel|2 g|{often}|topical",
        "{name} {size} gel 2 grams to knee {often}",
        "{name} gel {size} apply 2 g {often}",
    ),
    "powder": (
        "{name} powder|1 packet|{often}|oral",
        "{name} 1 packet {often}",
        "{name} mix 1 packet in 8 oz water {often}",
    ),
    "liquid": (
        "{name} {size} oral solution|15 mL|{often}|oral",
        "{name} {size} 15 mL {often}",
        "{name} {size} 1 tbsp {often}",
        "{name} {size} liquid take 15mL by mouth {often}",
    ),
    "supp": (
        "{name} {size} suppository|1 suppository|{often}|rectal",
        "{name} {size} supp 1 pr {often}",
        "{name} {size} suppository 1 rectally {often}",
    ),
}
PIECES = {"cap": ("capsule", "cap")}


@dataclass(frozen=True)
class _Row:
    form: str
    often: str
    size: str
    other: str
    names: tuple[str, ...]

    def ways(self, name: str, size: str, often: str) -> Iterator[tuple[str, Medication]]:
        """Each way with its line."""
        piece, short = PIECES.get(self.form, ("tablet", "tab"))
        under = any(mark in name for mark in (" SL", "Nitrostat", "sublingual"))
        route, by = ("sublingual", "under the tongue") if under else ("oral", "by mouth")
        words = {"name": name, "size": size, "piece": piece, "short": short, "by": by}
        for n, way in enumerate(WAYS[self.form]):
            if not size and ("({size}" in way or "|{size}" in way or "per {piece}" in way):
                continue
            told = OFTEN[often][n % len(OFTEN[often])]
            large = {key.upper(): word.upper() for key, word in {**words, "often": told}.items()}
            text = way.format(**words, **large, often=told, route=route)
            parts = [part.strip() or None for part in f"{text}|||".split("|")]
            line = Medication(
                name=parts[0] or "", dose=parts[1], frequency=parts[2], route=parts[3]
            )
            yield way, line


def _row(line: str) -> _Row:
    form, often, size, other, names = line.split("|")
    return _Row(form, often, size, other, tuple(name.strip() for name in names.split(";")))


ROWS = [
    _row(line)
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@cache
def _first(row: _Row) -> Medication:
    return next(row.ways(row.names[0], row.size, row.often))[1]


def _differ(row: _Row, line: Medication) -> bool:
    lists = Medications(before_admission=(_first(row),), at_discharge=(line,))
    return bool(compare(lists).to_settle)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.names[0]} {row.size}")
def test_each_name_in_each_way_is_the_same_drug(row: _Row) -> None:
    """Brand, old brand, abbreviation and salt, in a hospital's, a clinic's and a family's way."""
    false = [
        line
        for name in row.names
        for way, line in row.ways(name, row.size, row.often)
        if ("{size}" in way.lower() or row.form not in {"tab", "cap"}) and _differ(row, line)
    ]
    assert false == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.names[0]} {row.size}")
def test_no_change_of_size_or_time_is_missed(row: _Row) -> None:
    """Another strength that is written, or another frequency: told of each name in each way."""
    missed = [
        line
        for name in row.names
        for way, line in row.ways(name, row.other, row.often)
        if row.other and "{size}" in way.lower() and not _differ(row, line)
    ]
    often = OTHER.get(row.often, "daily")
    for name in row.names:
        lines = (line for _, line in row.ways(name, row.size, often))
        missed += [line for line in lines if not _differ(row, line)]
    assert missed == []
