"""Comparing drug lists."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clinical.drugs.kinds import Danger, DifferenceKind
from domain.clinical.medications import Comparison, compare
from domain.hospital.discharge import Medication, Medications
from domain.words.phrasebook import worded
from tests.pace import in_floors

FLOORS = 100.0
"""So many times the floor may two lists of that length take."""
K = DifferenceKind
LINES = Path(__file__).parent / "drug_lines"
SAME = ("same.txt", "same_spoken.txt", "same_names.txt", "same_schedule.txt", "same_systems.txt")
OTHER = (
    "other.txt",
    "other_spoken.txt",
    "other_names.txt",
    "other_schedule.txt",
    "other_systems.txt",
)
DOUBLES = tomllib.loads((LINES / "doubles.toml").read_text(encoding="utf-8"))


def drug(
    name: str, dose: str | None = None, frequency: str | None = None, **more: str
) -> Medication:
    """Write one line."""
    return Medication(name=name, dose=dose, frequency=frequency, **more)


def coded(name: str, rxcui: str) -> Medication:
    """Write one line with its code."""
    return Medication(name=name, rxcui=rxcui, frequency="daily")


def compared(before: list[Medication], after: list[Medication]) -> Comparison:
    """Compare two lists that are there."""
    return compare(Medications(before_admission=tuple(before), at_discharge=tuple(after)))


def kinds(found: Comparison) -> list[DifferenceKind]:
    """Of all differences, in their order."""
    return [difference.kind for difference in found.differences]


def written(file: str) -> list[str]:
    """The pairs of a file."""
    lines = (LINES / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if " == " in line and not line.startswith("#")]


def pair(text: str) -> tuple[Medication, Medication]:
    """Both lines of one pair."""
    one, other = (
        [part.strip() or None for part in f"{side}||||".split("|")] for side in text.split("==")
    )
    return _line(*one[:5]), _line(*other[:5])


def _line(
    name: str | None, dose: str | None, frequency: str | None, route: str | None, rxcui: str | None
) -> Medication:
    return Medication(name=name or "", dose=dose, frequency=frequency, route=route, rxcui=rxcui)


METOPROLOL = drug("metoprolol succinate", "25 mg", "daily", rxcui="866427")


def _both_ways(text: str) -> tuple[list[DifferenceKind], list[DifferenceKind]]:
    one, other = pair(text)
    return kinds(compared([one], [other])), kinds(compared([other], [one]))


@pytest.mark.parametrize("file", SAME)
def test_however_a_drug_is_written_it_is_the_same(file: str) -> None:
    """Spelling, brand, unit, count and the words for how often make no difference."""
    found = {text: _both_ways(text) for text in written(file)}
    assert found
    assert {text: both for text, both in found.items() if any(both)} == {}


@pytest.mark.parametrize("file", OTHER)
def test_no_change_is_missed(file: str) -> None:
    """One field that differs, or cannot be compared, is told in both directions."""
    found = {text: _both_ways(text) for text in written(file)}
    assert found
    assert {text: both for text, both in found.items() if not all(both)} == {}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([METOPROLOL], [METOPROLOL], []),
        ([METOPROLOL], [], [K.OMISSION]),
        ([], [METOPROLOL], [K.ADDITION]),
        ([METOPROLOL], [drug("metoprolol succ", "50 mg", "QD", rxcui="866427")], [K.DOSE]),
        ([METOPROLOL], [drug("metoprolol succinate", "50 mg", "bid")], [K.DOSE, K.FREQUENCY]),
        ([METOPROLOL], [drug("metoprolol tartrate", "25 mg", "daily")], [K.RELEASE]),
        ([drug("lisinopril 10 mg tablet")], [drug("lisinopril 20 mg tablet")], [K.DOSE]),
        ([drug("metformin", "500 mg")], [drug("metformin")], [K.NOT_COMPARABLE]),
        ([drug("metformin", "500 mg", "bid")], [drug("metformin", "500 mg")], [K.NOT_COMPARABLE]),
        ([drug("x", "1 mg", route="PO")], [drug("x", "1 mg", route="IV")], [K.ROUTE]),
        ([drug("x", "1 mg")], [drug("x", "1 mg", route="IV")], []),
        ([drug("lorazepam", "1 mg")], [drug("lorazepam", "1 mg", route="IV")], [K.ROUTE]),
        ([drug("Norco 5 mg/325 mg")], [drug("hydrocodone acetaminophen 5 mg/500 mg")], [K.DOSE]),
        ([drug("lisinopril 20 mg")], [drug("Zestoretic 20-12.5")], [K.INGREDIENT]),
        ([drug("insulin glargine", "20 units")], [drug("insulin glargine", "20 mL")], [K.UNIT]),
        ([drug("warfarin", "1 tablet")], [drug("warfarin", "1 tablet")], [K.NOT_COMPARABLE]),
        ([drug("lisinopril", "1 tablet")], [drug("lisinopril", "1 tablet")], []),
        (
            [drug("warfarin 5 mg tab", "1/2 tab")],
            [drug("warfarin 2.5 mg tab", "1")],
            [K.OTHER_STRENGTH],
        ),
        ([drug("furosemide 20 mg tab", "2 tabs")], [drug("furosemide 40 mg tab", "1 tab")], []),
        (
            [drug("furosemide 20 mg tab", "2 tabs (20 mg total)")],
            [drug("furosemide 40 mg")],
            [K.NOT_COMPARABLE],
        ),
    ],
)  # fmt: skip
def test_kinds(before: list[Medication], after: list[Medication], expected: list[K]) -> None:
    """Each field that changed is told as what it is."""
    assert kinds(compared(before, after)) == expected


@pytest.mark.parametrize(
    ("code", "other", "expected"),
    [
        (coded("warfarin 5 mg tablet", "1"), coded("warfarin 2.5 mg tablet", "1"), [K.DOSE]),
        (coded("Toprol XL 25 mg tab", "1"), coded("metoprolol ER 25 mg tab", "2"), [K.OTHER_CODE]),
        (coded("Toprol XL 25 mg", "1"), coded("Toprol XL 25 mg tab", "2"), [K.NOT_COMPARABLE]),
        (coded("Foobrand 10 mg", "1"), coded("foogeneric 10 mg", "1"), []),
        (coded("warfarin 5 mg", "1"), coded("metoprolol 5 mg", "1"), [K.INGREDIENT]),
    ],
)  # fmt: skip
def test_a_code_proves_no_dose(code: Medication, other: Medication, expected: list[K]) -> None:
    """Equal codes prove the drug and nothing of the dose; another code is the least danger."""
    found = compared([code], [other])
    assert kinds(found) == expected
    least = [each.danger is Danger.LEAST for each in found.differences]
    assert least == [kind is K.OTHER_CODE for kind in expected]


def test_another_tablet_of_the_same_dose_is_nothing_to_settle() -> None:
    """Seven such lines are shown last, and leave the one that matters to be settled alone."""
    names = ("warfarin", "clopidogrel", "glipizide", "lamotrigine", "amiodarone", "tacrolimus")
    before = [drug(f"{name} 5 mg tablet", "1 tablet", "bid") for name in names]
    after = [drug(f"{name} 2.5 mg tablet", "2 tablets", "bid") for name in names]
    before.append(drug("digoxin 125 mcg tablet", "1 tablet", "daily"))
    after.append(drug("digoxin 250 mcg tablet", "1 tablet", "daily"))
    found = compared(before, after)
    assert [one.kind for one in found.to_settle] == [K.DOSE]
    assert kinds(found) == [K.DOSE, *[K.OTHER_STRENGTH] * len(names)]
    assert not any(one.high_alert for one in found.differences[1:])


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
        *[(name, True) for name in ("Plavix", "Prograf", "MTX 10 mg", "Xeloda", "Tegretol XR")],
        *[(name, True) for name in ("Depakote ER", "Dilantin", "lamotrigine", "Glucotrol XL")],
        *[(name, True) for name in ("amiodarone", "sotalol", "CellCept", "divalproex sodium DR")],
        *[(name, False) for name in ("metoprolol", "naloxone", "aspirin", "digestive enzyme", "")],
        *[(name, False) for name in ("metformin", "levetiracetam", "valsartan", "anastrozole")],
    ],
)
def test_high_alert(name: str, *, expected: bool) -> None:
    """What ISMP's community list names, and digoxin and antiarrhythmics, by brand as well."""
    (found,) = compared([drug(name)], []).differences
    assert (found.high_alert, found.danger is Danger.DEADLY) == (expected, expected)


def test_the_deadliest_comes_first() -> None:
    """The nurse sees the deadly difference before the others, whatever the order of the lists."""
    found = compared(
        [drug("aspirin"), drug("lisinopril", "5 mg"), drug("warfarin", "5 mg")],
        [drug("lisinopril", "10 mg"), drug("warfarin", "2 mg"), drug("ibuprofen"), drug("Aleve")],
    )
    dangers = [list(Danger).index(each.danger) for each in found.differences]
    assert dangers == sorted(dangers)
    first = found.differences[0]
    assert (first.kind, first.high_alert) == (K.DOSE, True)
    assert "5 mg before, 2 mg at discharge" in worded(first.reason)
    assert "blood thinner" in worded(first.reason)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("warfarin 5 mg", "Eliquis 5 mg"),
        ("OxyContin 10 mg", "tramadol 50 mg"),
        ("lisinopril 10 mg", "losartan 50 mg"),
        ("lisinopril 10 mg", "Zestoretic 20-12.5"),
        ("ibuprofen 400 mg", "Aleve 220 mg"),
        ("Lantus 10 units", "Levemir 10 units"),
        ("Norco 5-325", "Tylenol 500 mg"),
        ("furosemide 40 mg", "Lasix 40 mg"),
        ("Xanax 0.5 mg", "zolpidem 5 mg"),
    ],
)
def test_two_of_one_class_are_a_duplication(one: str, other: str) -> None:
    """Two that nobody takes together are told, whichever of them is new at discharge."""
    both = [drug(one), drug(other)]
    for before in ([], both[:1], both[1:]):
        assert K.DUPLICATION in kinds(compared(before, both))


@pytest.mark.parametrize(("one", "other"), DOUBLES["known"])
def test_two_that_were_both_taken_before_are_no_difference(one: str, other: str) -> None:
    """Two of one class, or a long and a short acting opioid: new it is told, unchanged not."""
    both = [drug(one), drug(other)]
    assert K.DUPLICATION not in kinds(compared(both, both[::-1]))
    assert K.DUPLICATION in kinds(compared(both[:1], both))
    assert K.DUPLICATION in kinds(compared(both[1:], both))


@pytest.mark.parametrize(("one", "other"), DOUBLES["always"])
def test_two_that_nobody_may_take_are_always_told(one: str, other: str) -> None:
    """One ingredient under two names, two blood thinners: also where both lists have them."""
    both = [drug(one), drug(other)]
    assert K.DUPLICATION in kinds(compared(both, both[::-1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lantus 10 units", "Humalog 5 units"),
        ("aspirin 81 mg", "clopidogrel 75 mg"),
        ("metoprolol 25 mg", "lisinopril 5 mg"),
        ("albuterol HFA 2 puffs", "DuoNeb 3 mL"),
    ],
)
def test_what_is_often_taken_together_is_none(one: str, other: str) -> None:
    """A basal and a mealtime insulin, or aspirin beside clopidogrel, are no duplication."""
    both = [drug(one), drug(other)]
    assert K.DUPLICATION not in kinds(compared(both, both))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["Zorbaxil (posaconazole DR tablet)"], ["ZORBAXIL DR 100 MG TAB"], []),
        (["posaconazole (Zorbaxil)", "x"], ["zorbaxil", "x"], []),
        (["Zorbaxil [mirafosone] 5 mg"], ["mirafosone 5 mg tablet"], []),
        (["Zorbaxil (warfarin)", "zorbaxil"], ["warfarin", "warfarin"], [K.DUPLICATION]),
        (["Zorbaxil 5 mg"], ["posaconazole 5 mg"], [K.OMISSION, K.ADDITION]),
        (["Lasix (water pill)"], ["water 5 mg"], [K.OMISSION, K.ADDITION]),
        (["Lasix (water pill)"], ["spironolactone (water pill)"], [K.OMISSION, K.ADDITION]),
        (["Zorbaxil (not mirafosone)"], ["mirafosone"], [K.OMISSION, K.ADDITION]),
        (["warfarin (heart)"], ["heart pill"], [K.OMISSION, K.ADDITION]),
        (
            ["Zorbaxil (posaconazole)", "Zorbaxil (fluconazole)"],
            ["posaconazole", "zorbaxil"],
            [K.OMISSION, K.ADDITION],
        ),
    ],
)  # fmt: skip
def test_a_brand_is_what_a_line_says_that_it_is(
    before: list[str], after: list[str], expected: list[K]
) -> None:
    """A name beside an ingredient stands for it in both lists; a purpose, or two drugs, never."""
    said = [[drug(name, "100 mg", "daily") for name in names] for names in (before, after)]
    found = [kind for kind in kinds(compared(*said)) if kind is not K.NOT_COMPARABLE]
    assert sorted(found) == sorted(expected)


def test_a_line_written_twice_is_one_duplication() -> None:
    """The second is told once, and not as an addition as well; the first stays an addition."""
    assert kinds(compared([METOPROLOL], [METOPROLOL, METOPROLOL])) == [K.DUPLICATION]
    assert sorted(kinds(compared([], [METOPROLOL] * 2))) == [K.ADDITION, K.DUPLICATION]


def test_methotrexate_every_day_is_a_trap() -> None:
    """From weekly to daily it is the deadliest change; daily on both lists is told all the same."""
    weekly, daily = (drug("methotrexate", "10 mg", often) for often in ("weekly", "daily"))
    changed = compared([weekly], [daily]).differences[0]
    assert (changed.kind, changed.danger) == (K.FREQUENCY, Danger.DEADLY)
    assert "once a week" in worded(changed.reason)
    assert kinds(compared([daily], [daily])) == [K.TAKEN_DAILY]
    assert kinds(compared([weekly], [weekly])) == []


def test_fifteen_drugs_that_are_mostly_equal() -> None:
    """Written another way they are no difference: what is left is what a nurse must see."""
    before = [
        *(drug("metoprolol succinate", "25mg", "daily"), drug("Coumadin", "5 mg", "daily")),
        *(drug("furosemide", "0.04 g", "daily"), drug("Lantus", "20 units", "qhs")),
        *(drug("levothyroxine", ".05 mg", "daily"), drug("Plavix", "75.0 mg", "daily")),
        *(drug("methotrexate", "10 mg", "weekly"), drug("Janumet", "50-1000", "bid")),
        *(drug("lisinopril 10 mg Oral Tablet", None, "QD"), drug("Zestoretic 20-12.5", None, "qd")),
        *(drug("albuterol HFA", "2 puffs", "q4h prn"), drug("aspirin", "81 mg", "daily")),
        *(drug("folic acid", "1000 \u00b5g", "daily"), drug("K-Dur", "20 mEq", "daily")),
    ]
    after = [
        *(drug("Toprol XL", "25 mg", "daily"), drug("warfarin", "5 mg", "once daily")),
        *(drug("Lasix", "40 mg", "daily"), drug("insulin glargine", "20 U", "at bedtime")),
        *(drug("Synthroid", "50 mcg", "daily"), drug("clopidogrel", "75 mg", "q24h")),
        *(drug("methotrexate", "10 mg", "daily"), drug("sitagliptin-metformin", "50 mg-1000 mg")),
        *(drug("lisinopril", "10 mg", "daily"), drug("lisinopril-hctz", "20-12.5 mg", "daily")),
        *(
            drug("albuterol", "2 puffs", "every 4 hours as needed"),
            drug("Ecotrin", "0.081 g", "qd"),
        ),
        *(drug("folic acid", "1 mg", "daily"), drug("potassium chloride", "20 meq", "daily")),
    ]
    found = compared(before, after).differences
    assert [(d.kind, d.after and d.after.name) for d in found] == [
        (K.FREQUENCY, "methotrexate"),
        (K.DUPLICATION, "lisinopril-hctz"),
        (K.NOT_COMPARABLE, "sitagliptin-metformin"),
    ]


def test_the_time_grows_with_the_length_alone() -> None:
    """Two hundred lines against two hundred of one drug, none alike, is no work for a minute."""
    lines = [drug(f"warfarin {n} mg tablet", f"{n}-{n} tabs {n}", "x" * 300) for n in range(200)]
    assert in_floors(lambda: compared(lines, lines[::-1]), again=1) < FLOORS


def test_ids_are_stable_and_tell_nothing() -> None:
    """An id survives a change of order and elsewhere, and holds no drug's name."""
    a, b = drug("aspirin", "81 mg"), drug("warfarin", "5 mg")
    one = {d.id for d in compared([a, b], []).differences}
    other = {d.id for d in compared([b, a, METOPROLOL], []).differences}
    assert len(one) == 2
    assert one < other
    assert not any("warfarin" in each for each in one)


_PIECES = st.sampled_from(
    [
        *("0", "1", "1/2", "5", "5-325", "400", "9" * 350, ".5", "mg", "mg/0", "mL", "mL", "/0"),
        *("/", "-", "(", ")", "%", "units", "u-500", "q", "h", "hr", "q4-6h", "bid", "tab", "tabs"),
        *("patch", "puff", "take", "x", "times", "daily", "prn", "mon", "except", "total", "24"),
        *("warfarin", "Lasix", "insulin", "foo", "Humulin R", "ER", "hour", "per", "kg", "to"),
    ]
)
_WRITTEN = st.lists(_PIECES, max_size=12).map(" ".join)


@given(st.lists(st.builds(Medication, name=_WRITTEN, dose=_WRITTEN, frequency=_WRITTEN)))
def test_whatever_is_written_can_be_compared(lines: list[Medication]) -> None:
    """No order of figures, units and signs stops an episode, not even nothing in 0 mL."""
    for found in compared(lines, lines[::-1]).differences:
        assert found.reason


_DRUGS = st.builds(
    Medication,
    name=st.one_of(st.text(max_size=20), st.sampled_from(["warfarin 5 mg", "Lasix", "1 mg"])),
    rxcui=st.sampled_from([None, "1", "2"]),
    dose=st.one_of(st.none(), st.text(max_size=10), st.sampled_from(["5 mg", "1,5.5 mg", ".5 g"])),
    frequency=st.one_of(st.none(), st.sampled_from(["bid", "q.d.", "x"])),
)
_LISTS = st.lists(_DRUGS, max_size=5)
_OF_THEIR_OWN = {K.DUPLICATION, K.NOT_COMPARABLE, K.TAKEN_DAILY}


@given(_LISTS)
def test_a_list_is_like_itself(lines: list[Medication]) -> None:
    """A list compared with itself shows its own repetitions and what nobody can compute."""
    assert set(kinds(compared(lines, lines))) <= _OF_THEIR_OWN


@given(_LISTS, _LISTS)
def test_every_line_is_accounted_for(before: list[Medication], after: list[Medication]) -> None:
    """Any two lists can be compared, and every id is its own."""
    found = compared(before, after).differences
    assert len({difference.id for difference in found}) == len(found)
