"""Comparing drug lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clinical.medications import (
    Comparison,
    DifferenceKind,
    compare,
    ingredient,
    is_high_alert,
)
from domain.hospital.discharge import Medication, Medications

K = DifferenceKind


def drug(
    name: str, dose: str | None = None, frequency: str | None = None, **more: str
) -> Medication:
    """Write one line."""
    return Medication(name=name, dose=dose, frequency=frequency, **more)


def compared(before: list[Medication], after: list[Medication]) -> Comparison:
    """Compare two lists that are there."""
    return compare(Medications(before_admission=tuple(before), at_discharge=tuple(after)))


METOPROLOL = drug("metoprolol succinate", "25 mg", "daily", rxcui="866427")


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ([METOPROLOL], [METOPROLOL], []),
        ([METOPROLOL], [], [K.OMISSION]),
        ([], [METOPROLOL], [K.ADDITION]),
        ([METOPROLOL], [drug("metoprolol succ", "50 mg", "QD", rxcui="866427")], [K.DOSE]),
        ([METOPROLOL], [drug("metoprolol succinate", "50 mg", "bid")], [K.DOSE, K.FREQUENCY]),
        (
            [METOPROLOL],
            [drug("Metoprolol Succinate tablet", "25mg", "once a day", rxcui="866436")],
            [],
        ),
        ([METOPROLOL], [drug("metoprolol tartrate", "25 mg", "daily")], [K.OMISSION, K.ADDITION]),
        ([drug("lisinopril 10 mg tablet")], [drug("Lisinopril", "10 mg")], []),
        ([drug("lisinopril 10 mg tablet")], [drug("lisinopril 20 mg tablet")], [K.DOSE]),
        ([drug("metformin", "0.5 g", "b.i.d.")], [drug("metformin HCl", "500 mg", "BID")], []),
        ([drug("metformin", "1,000 mg")], [drug("metformin", "1 g")], []),
        ([drug("metformin", "500 mg")], [drug("metformin")], [K.DOSE]),
        ([drug("metformin", "500 mg", "bid")], [drug("metformin", "500 mg")], [K.FREQUENCY]),
        ([drug("x", "1 mg", route="PO")], [drug("x", "1 mg", route="by mouth")], []),
        ([drug("x", "1 mg", route="PO")], [drug("x", "1 mg", route="IV")], [K.ROUTE]),
        ([drug("x", "1 mg")], [drug("x", "1 mg", route="IV")], []),
        ([drug("Norco 5 mg/325 mg")], [drug("hydrocodone acetaminophen 5 mg/500 mg")], [K.DOSE]),
        ([drug("Coumadin", "5 mg")], [drug("warfarin sodium", "5 mg")], []),
        ([METOPROLOL], [METOPROLOL, METOPROLOL], [K.DUPLICATION]),
        (
            [drug("warfarin", "5 mg"), drug("warfarin", "2.5 mg")],
            [drug("warfarin", "2.5 mg"), drug("warfarin", "5 mg")],
            [K.DUPLICATION],
        ),
    ],
)
def test_kinds(before: list[Medication], after: list[Medication], kinds: list[K]) -> None:
    """A drug is known by RxCUI or ingredient, however it is written, and each change is told."""
    assert [difference.kind for difference in compared(before, after).differences] == kinds


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [
        (None, (), ("before admission",)),
        ((), None, ("at discharge",)),
        (None, None, ("before admission", "at discharge")),
        ((), (), ()),
    ],
)
def test_an_absent_list_is_missing(
    before: tuple[Medication, ...] | None,
    after: tuple[Medication, ...] | None,
    missing: tuple[str, ...],
) -> None:
    """Missing is not the same as no differences, and an empty list is not missing."""
    found = compare(Medications(before_admission=before, at_discharge=after))
    assert (found.differences, found.missing) == ((), missing)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *[(name, True) for name in ("Eliquis 5 mg", "warfarin sodium", "Insulin glargine pen")],
        *[(name, True) for name in ("oxyCODONE HCl", "Percocet", "digoxin 125 mcg", "HumaLOG")],
        *[(name, False) for name in ("metoprolol", "naloxone", "aspirin", "digestive enzyme", "")],
    ],
)
def test_high_alert(name: str, *, expected: bool) -> None:
    """Anticoagulants, insulins, opioids and digoxin are high-alert, by brand as well."""
    assert is_high_alert(drug(name)) is expected


def test_high_alert_comes_first() -> None:
    """The nurse sees the dangerous difference before the others."""
    found = compared([drug("aspirin"), drug("warfarin", "5 mg")], [drug("warfarin", "2 mg")])
    assert [(d.kind, d.high_alert) for d in found.differences] == [
        (K.DOSE, True),
        (K.OMISSION, False),
    ]


def test_ids_are_stable_and_tell_nothing() -> None:
    """An id survives a change of order and elsewhere, and holds no drug's name."""
    a, b = drug("aspirin", "81 mg"), drug("warfarin", "5 mg")
    one = {d.id for d in compared([a, b], []).differences}
    other = {d.id for d in compared([b, a, METOPROLOL], []).differences}
    assert len(one) == 2
    assert one < other
    assert not any("warfarin" in each for each in one)


def test_ingredients() -> None:
    """Strength and form are not the ingredient; a salt in the name is."""
    assert ingredient(drug("Metoprolol Succinate ER 25 mg tablet")) == "metoprolol succinate er"
    assert ingredient(drug("Potassium chloride 20 mEq")) == "potassium chloride"


_DRUGS = st.builds(
    Medication,
    name=st.one_of(st.text(max_size=20), st.sampled_from(["warfarin 5 mg", "Lasix", "1 mg"])),
    rxcui=st.sampled_from([None, "1", "2"]),
    dose=st.one_of(st.none(), st.text(max_size=10), st.sampled_from(["5 mg", "1,5.5 mg", ".5 g"])),
    frequency=st.one_of(st.none(), st.sampled_from(["bid", "q.d.", "x"])),
)
_LISTS = st.lists(_DRUGS, max_size=5, unique_by=lambda drug: (ingredient(drug), drug.rxcui))


@given(_LISTS)
def test_a_list_is_like_itself(lines: list[Medication]) -> None:
    """A list compared with itself shows nothing but its own repetitions."""
    found = compared(lines, lines)
    assert {difference.kind for difference in found.differences} <= {K.DUPLICATION}


@given(_LISTS, _LISTS)
def test_every_line_is_accounted_for(before: list[Medication], after: list[Medication]) -> None:
    """Any two lists can be compared, and every id is its own."""
    found = compared(before, after).differences
    assert len({difference.id for difference in found}) == len(found)
