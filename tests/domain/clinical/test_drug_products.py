"""What a product holds, by the words of a line and by what an import says its name stands for."""

import pytest

from domain.clinical.medications import compare
from domain.hospital.discharge import Medication, Medications


@pytest.mark.parametrize(
    ("before", "product", "after"),
    [
        ("metronidazole 0.75% cream", "metronidazole 7.5 MG/ML Topical Cream",
         "metronidazole cream 0.75 %"),
        ("nicotine 7 mg/24 hr patch", "24 HR nicotine 0.292 MG/HR Transdermal System",
         "NicoDerm CQ 7 mg/day patch"),
        ("azathioprine 50 mg", "azathioprine 50 MG Oral Tablet", "azathioprine tablet 50mg"),
    ],
)  # fmt: skip
def test_what_a_name_stands_for_makes_no_difference_of_its_own(
    before: str, product: str, after: str
) -> None:
    """The import says the same in other units; it contradicts no words that it was found by."""
    how = {"dose": "1 patch" if "patch" in before else "1", "frequency": "daily"}
    one = Medication(name=before, product=product, **how)
    other = Medication(name=after, **how)
    for lists in ((one, other), (other, one)):
        told = compare(Medications(before_admission=lists[:1], at_discharge=lists[1:]))
        assert told.to_settle == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("golimumab 100 mg/mL pen", "golimumab 100 mg"),
        ("golimumab 50 mg/0.5 mL pen", "golimumab 100 mg"),
        ("enoxaparin 100 mg/mL syringe", "enoxaparin 100 mg"),
        ("evolocumab 140 mg/mL pen", "evolocumab 420 mg"),
        ("fentanyl 25 mcg/hr patch", "fentanyl patch"),
        ("testosterone 1% gel", "testosterone 1.62% gel"),
    ],
)
def test_a_pen_holds_only_what_is_written_or_known(before: str, after: str) -> None:
    """Of half a millilitre or a whole one nobody guesses; a known pen of another dose differs."""
    pieces = {"patch": "1 patch", "gel": "2 pumps"}
    one, other = (
        Medication(
            name=name,
            dose=next((piece for word, piece in pieces.items() if word in name), None)
            or ("1 pen" if "pen" in name or "syringe" in name else None),
            frequency="monthly",
        )
        for name in (before, after)
    )
    told = compare(Medications(before_admission=(one,), at_discharge=(other,)))
    assert told.to_settle != ()
