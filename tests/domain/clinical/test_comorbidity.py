"""The table of comorbidities, held by ICD-10-CM itself."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
import simple_icd_10_cm

import domain.clinical.comorbidity as table
from domain.clinical.comorbidity import COMORBIDITIES
from domain.clinical.risk import comorbidities
from domain.hospital.discharge import Diagnosis

_FILE = tomllib.loads(Path(table.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
APART = {code for row in _FILE["apart"] for code in row["codes"]}
COUNTED = {code for row in COMORBIDITIES for code in row.codes}
HEART_AND_KIDNEY = "I132"
"""Hypertensive heart and kidney disease with failure of both: the one code of two rows."""
CODES = frozenset(
    code
    for code in simple_icd_10_cm.get_all_codes(with_dots=False)
    if simple_icd_10_cm.is_category_or_subcategory(code)
)
LEAVES = frozenset(code for code in CODES if simple_icd_10_cm.is_leaf(code))
WHOLE = ("E08-E13", "I60-I69", "J40-J4A", "J60-J70", "K70-K77")
"""Blocks of which the source counts whole ranges: a category that is new there is looked at."""


def _not_settled(counted: Iterable[str], apart: Iterable[str]) -> set[str]:
    """Codes of the table's own categories that stand nowhere in it."""
    settled = (*counted, *apart)
    categories = {code[:3] for code in settled}
    return {code for code in LEAVES if code[:3] in categories and not code.startswith(settled)}


def test_each_code_of_the_table_exists() -> None:
    """What ICD-10-CM does not have can be in no discharge, so that it stands for nothing."""
    assert not (COUNTED | APART) - CODES


def test_each_code_of_its_categories_is_settled() -> None:
    """Whatever these categories hold, a year's new codes too, is counted or is apart by name."""
    assert _not_settled(COUNTED, APART) == set()


@pytest.mark.parametrize("gone", ["K7581", "I851", "G3183"])
def test_a_code_that_is_forgotten_is_found(gone: str) -> None:
    """Without its line a code of the table's categories is neither counted nor apart."""
    assert gone in {code[: len(gone)] for code in _not_settled(COUNTED - {gone}, APART)}


def test_no_code_is_counted_and_apart() -> None:
    """Each code belongs to one row, or is apart; only I13.2 is both heart and kidney."""
    categories = {code[:3] for code in COUNTED | APART}
    for code in (code for code in LEAVES if code[:3] in categories):
        rows = [row.name for row in COMORBIDITIES if code.startswith(row.codes)]
        both = code.startswith(HEART_AND_KIDNEY)
        assert len(rows) + code.startswith(tuple(APART)) <= 1 + both, (code, rows)


def test_no_malignant_neoplasm_is_forgotten() -> None:
    """Every category of ICD-10-CM's malignant neoplasms is in a row, or apart."""
    categories = {code for code in CODES if len(code) == 3 and code.startswith("C")}
    assert {code for code in categories if not code.startswith((*COUNTED, *APART))} == set()


def test_no_category_of_a_block_is_forgotten() -> None:
    """In blocks that are counted by ranges, what stands in no row is known by name."""
    left = {
        code
        for block in WHOLE
        for code in simple_icd_10_cm.get_children(block)
        if code not in {known[:3] for known in COUNTED | APART}
    }
    assert left == {"J69", "K77"}, "solids and liquids in the lung; the liver elsewhere"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("G31.83", "dementia"),
        ("G31.01", "dementia"),
        ("G31.09", "dementia"),
        ("C7A.010", "cancer"),
        ("C4A.30", "cancer"),
        ("C86.50", "cancer"),
        ("C7B.02", "metastatic cancer"),
        ("K75.81", "mild liver or renal disease"),
        ("K75.4", "mild liver or renal disease"),
        ("N03.A", "mild liver or renal disease"),
        ("K76.81", "mild liver or renal disease"),
        ("K76.82", "moderate or severe liver or renal disease"),
        ("I85.11", "moderate or severe liver or renal disease"),
        ("Z49.31", "moderate or severe liver or renal disease"),
        ("I09.81", "congestive heart failure"),
        ("I27.24", "chronic pulmonary disease"),
        ("J4A.9", "chronic pulmonary disease"),
        ("I79.8", "peripheral vascular disease"),
        ("E11.A", "diabetes without complications"),
    ],
)
def test_what_icd_10_cm_has_elsewhere(code: str, name: str) -> None:
    """A disease that the source counts is counted where ICD-10-CM puts it."""
    assert [row.name for row in comorbidities((Diagnosis(code=code),))] == [name]


@pytest.mark.parametrize("code", ["E10.A1", "G31.84", "C44.91", "I11.9", "K72.00", "Z95.0"])
def test_what_is_apart_counts_nothing(code: str) -> None:
    """Presymptomatic diabetes, mild cognitive impairment and their like are no comorbidity."""
    assert comorbidities((Diagnosis(code=code),)) == ()


def test_the_table_says_where_it_is_from() -> None:
    """Source, date, status, and who signed it; whatever is not the source's has its reason."""
    assert all(_FILE[said] for said in ("source", "date", "status"))
    assert {"reviewer", "signed"} <= set(_FILE)
    reasons = [why for row in _FILE["comorbidity"] for why in row.get("ours", {}).values()]
    assert reasons
    assert all([*reasons, *(row["why"] for row in _FILE["apart"])])


def test_nobody_has_signed_it_who_did_not() -> None:
    """It counts as approved once reviewer and date of signing stand in it, not before."""
    assert bool(_FILE["reviewer"] and _FILE["signed"]) is table.APPROVED
