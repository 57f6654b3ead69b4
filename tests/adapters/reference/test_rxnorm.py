"""Names of drugs in RxNorm's format: the files beside are ours, and nothing in them is real."""

import shutil
from pathlib import Path

import pytest

from adapters.reference.rxnorm import FILES, NamedDrug, read_rxnorm
from adapters.validation import Refused

RRF = Path(__file__).parent / "rrf"
SLOW = "foozumide 20 MG Extended Release Oral Tablet"


def known() -> dict[str, NamedDrug]:
    """All of them by their keys."""
    return {one.key: one for one in read_rxnorm(RRF)}


@pytest.mark.parametrize(
    "key", ["rxcui:5001", "rxcui:5002", "name:foozanix 20 mg 24hr tablet", f"name:{SLOW.lower()}"]
)
def test_a_product_is_found_by_code_and_by_name(key: str) -> None:
    """Ingredient, strength and form, of the generic product, also where a brand is named."""
    found = known()[key]
    assert (found.product, found.ingredient, found.strength) == (SLOW, "foozumide", "20 MG")
    assert found.form == "Extended Release Oral Tablet"
    assert found.brand == ("" if key in {"rxcui:5001", f"name:{SLOW.lower()}"} else "Foozanix")


def test_a_brand_stands_for_its_ingredients_and_release() -> None:
    """A brand that is only sold as extended release stands for that; another for both parts."""
    assert known()["name:foozanix"].product == "foozumide Extended Release"
    assert known()["name:foobar"].product == "barolol / foozumide"
    assert known()["rxcui:5004"].strength == "5 MG / 20 MG"


def test_what_is_suppressed_or_of_another_source_is_left_out() -> None:
    """Only RxNorm's own names that are in use are taken."""
    assert not {"rxcui:6001", "name:zumide"} & known().keys()


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_missing_or_no_such_file_is_refused(file: str, tmp_path: Path) -> None:
    """By its name, before anything is written; and so is a line that is too short."""
    for name in set(FILES) - {file}:
        shutil.copy(RRF / name, tmp_path)
    with pytest.raises(Refused, match=file):
        read_rxnorm(tmp_path)
    (tmp_path / file).write_text("no|columns\n")
    with pytest.raises(Refused, match="line 1: found 2 columns"):
        read_rxnorm(tmp_path)
