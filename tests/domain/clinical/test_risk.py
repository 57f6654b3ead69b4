"""LACE and HOSPITAL."""

from dataclasses import replace
from datetime import datetime
from itertools import combinations, product
from typing import Any

import pytest

from domain.clinical.comorbidity import COMORBIDITIES, icd_10
from domain.clinical.risk import (
    Band,
    HospitalInputs,
    Tapped,
    comorbidities,
    hospital,
    in_words,
    is_behavioural,
    lace,
    parts_in_words,
    risk,
)
from domain.hospital.discharge import Diagnosis, Discharge, Patient, PrimaryCare
from domain.words.phrasebook import worded
from tests.outlines import outlined

JANE = Discharge(
    facility="mercy-general",
    encounter="V-1",
    time_zone="America/New_York",
    admitted_at=datetime.fromisoformat("2026-08-30T09:12:00-04:00"),
    discharged_at=datetime.fromisoformat("2026-09-04T15:00:00-04:00"),
    disposition="01",
    admission_type="emergency",
    ed_visits_6_months=1,
    admissions_12_months=0,
    diagnoses=(Diagnosis(code="I50.9", principal=True),),
    patient=Patient(mrn="1", given="Jane", family="Smith"),
    primary_care=PrimaryCare(clinic="riverside-family"),
)


@pytest.mark.parametrize(
    ("days", "acute", "comorbidity", "ed_visits", "points", "band"),
    [
        (0, False, 0, 0, 0, Band.LOW),
        (3, True, 3, 0, 9, Band.MODERATE),
        (3, True, 3, 1, 10, Band.HIGH),
        (4, False, 4, 0, 9, Band.MODERATE),
        (6, True, 0, 0, 7, Band.MODERATE),
        (13, False, 4, 4, 14, Band.HIGH),
        (14, True, 4, 4, 19, Band.HIGH),
        (30, True, 9, 12, 19, Band.HIGH),
        (1, False, 0, 3, 4, Band.LOW),
    ],
)
def test_lace(
    *, days: int, acute: bool, comorbidity: int, ed_visits: int, points: int, band: Band
) -> None:
    """Each vector of the clinical rules; high from 10, moderate from 5."""
    found = lace(days=days, acute=acute, comorbidity=comorbidity, ed_visits=ed_visits)
    assert (found.points, found.band, found.missing) == (points, band, ())


def test_lace_names_what_is_missing() -> None:
    """A missing input is named, there is no score, and no band unless it is high without it."""
    some = lace(days=3, acute=True, comorbidity=None, ed_visits=None)
    assert (some.points, some.band) == (None, None)
    assert some.missing == ("diagnoses", "ED visits in six months")
    enough = lace(days=14, acute=True, comorbidity=None, ed_visits=0)
    assert (enough.points, enough.band, enough.at_least) == (None, Band.HIGH, 10)


@pytest.mark.parametrize(
    ("days", "acute", "comorbidity", "ed_visits", "band", "may_be_high"),
    [
        (None, None, None, None, None, True),  # nothing is known: 0 to 19
        (None, True, 3, 0, None, True),  # 6 to 13
        (None, False, 0, 2, None, False),  # 2 to 9: low or moderate, and never high
        (1, False, 0, None, None, False),  # 1 to 5
        (0, False, 0, None, Band.LOW, False),  # 0 to 4: whatever it is, low
        (4, None, 1, 0, Band.MODERATE, False),  # 5 to 8
        (4, None, 2, 1, None, True),  # 7 to 10
        (14, True, None, None, Band.HIGH, True),  # 10 to 19
        (7, False, None, 0, None, True),  # 5 to 10
        (6, False, None, 0, None, False),  # 4 to 9
    ],
)
def test_bounds(
    days: int | None,
    acute: bool | None,  # noqa: FBT001
    comorbidity: int | None,
    ed_visits: int | None,
    band: Band | None,
    may_be_high: bool,  # noqa: FBT001
) -> None:
    """What every value of the missing leads to is known; what one of them makes high may be."""
    found = lace(days=days, acute=acute, comorbidity=comorbidity, ed_visits=ed_visits)
    assert (found.band, found.may_be_high) == (band, may_be_high)


def test_what_is_missing_never_lowers_a_score() -> None:
    """Whatever is taken away from a high score, it may still be high; nor is any band wrong."""
    known = {"days": (0, 3, 7, 14), "comorbidity": (0, 2, 4), "ed_visits": (0, 2, 4)}
    for days, comorbidity, ed_visits, acute in product(*known.values(), (True, False)):
        full = {"days": days, "comorbidity": comorbidity, "ed_visits": ed_visits, "acute": acute}
        whole = lace(**full)  # type: ignore[arg-type]
        for gone in range(5):
            for names in combinations(full, gone):
                some = lace(**{**full, **dict.fromkeys(names)})  # type: ignore[arg-type]
                assert some.at_least <= whole.at_least <= some.at_most
                assert some.band in (None, whole.band)
                assert some.may_be_high or not whole.may_be_high


def _at_discharge(
    haemoglobin: float, sodium: float, prior: int, days: int, *present: str
) -> HospitalInputs:
    return HospitalInputs(
        low_haemoglobin=haemoglobin < 12,
        low_sodium=sodium < 135,
        admissions_12_months=prior,
        days=days,
        oncology="oncology" in present,
        procedure="procedure" in present,
        urgent="urgent" in present,
    )


@pytest.mark.parametrize(
    ("inputs", "points", "band"),
    [
        (_at_discharge(12.0, 135, 0, 4), 0, Band.LOW),
        (_at_discharge(11.9, 134, 0, 5, "urgent"), 5, Band.MODERATE),
        (_at_discharge(13, 140, 2, 5, "oncology"), 6, Band.MODERATE),
        (_at_discharge(11, 130, 6, 5, "oncology", "procedure", "urgent"), 13, Band.HIGH),
        (_at_discharge(13, 140, 5, 1), 2, Band.LOW),
    ],
)
def test_hospital(inputs: HospitalInputs, points: int, band: Band) -> None:
    """Each vector of the clinical rules; intermediate from 5, high from 7."""
    found = hospital(inputs)
    assert (found.points, found.band) == (points, band)


def test_hospital_names_what_is_missing() -> None:
    """Nothing known is no score, and seven names."""
    found = hospital(HospitalInputs())
    assert (found.points, found.band, len(found.missing)) == (None, None, 7)


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (["I50.9"], ["congestive heart failure"]),
        (["E11.9", "E11.22"], ["diabetes with end-organ damage"]),
        (["E11.9"], ["diabetes without complications"]),
        (["N18.3"], ["mild liver or renal disease"]),
        (["N18.6", "K70.30"], ["moderate or severe liver or renal disease"]),
        (["C50.911", "C78.7"], ["metastatic cancer"]),
        (["i25.2", "J44.1"], ["previous myocardial infarction", "chronic pulmonary disease"]),
        (["I10", "Z87.891", "C44.91", "F32.9"], []),
        (["F03.90"], ["dementia"]),
        (["B20"], ["AIDS"]),
    ],
)
def test_comorbidities(codes: list[str], names: list[str]) -> None:
    """Codes match by prefix, and of one family only the heaviest row counts."""
    found = comorbidities(tuple(Diagnosis(code=code) for code in codes))
    assert [row.name for row in found] == names


def test_no_code_is_in_two_rows() -> None:
    """Rows of the table never overlap, but where I13.2 is both heart and kidney."""
    for row in COMORBIDITIES:
        for other in COMORBIDITIES:
            shared = {code for code in row.codes if code.startswith(other.codes)}
            assert row is other or shared <= {"I132"}, (row.name, other.name)


def test_the_example_is_high_by_lace() -> None:
    """Five days, by emergency, heart failure, one ED visit: 4 + 3 + 2 + 1."""
    found = risk(outlined(JANE))
    assert (found.lace.points, found.lace.band, found.lace.missing) == (10, Band.HIGH, ())
    assert found.counts_as_high
    assert worded(in_words(found)) == "high: LACE 10 of 19"
    assert worded(parts_in_words(found.lace)) == (
        "LACE: length of stay 4, acute admission 3, diagnoses 2, ED visits in six months 1"
    )


@pytest.mark.parametrize(
    ("changes", "words", "high"),
    [
        ({"admitted_at": None, "ed_visits_6_months": 2},
         "unknown, counts as high: LACE 7 or more, length of stay missing", True),
        ({"admission_type": "elective", "ed_visits_6_months": None},
         "unknown, counts as high: LACE 6 or more, ED visits in six months missing", True),
        ({"admission_type": "by helicopter", "ed_visits_6_months": 0},
         "moderate: LACE 6 to 9, acute admission missing", False),
        ({"diagnoses": (), "ed_visits_6_months": 3},
         "high: LACE 10 or more, diagnoses missing", True),
        ({"diagnoses": (Diagnosis(code="428.0"),), "ed_visits_6_months": 0},
         "unknown, counts as high: LACE 7 or more, diagnoses missing", True),
        ({"diagnoses": (Diagnosis(code="I50.9"), Diagnosis(code="84114007")),
          "ed_visits_6_months": 0},
         "unknown, counts as high: LACE 9 or more, diagnoses missing", True),
        ({"admitted_at": None, "admission_type": "elective", "ed_visits_6_months": 0},
         "not high: LACE 2 to 9, length of stay missing", False),
        ({"admitted_at": datetime.fromisoformat("2026-09-06T09:00:00-04:00")},
         "unknown, counts as high: LACE 6 or more, length of stay missing", True),
        ({"admitted_at": datetime.fromisoformat("2026-09-04T18:00:00-04:00")},
         "unknown, counts as high: LACE 6 or more, length of stay missing", True),
        ({"admission_type": "elective", "ed_visits_6_months": 0, "admissions_12_months": 9},
         "moderate, counts as high: LACE 6 of 19", True),
    ],
)  # fmt: skip
def test_risk_that_is_not_known_is_not_low(
    changes: dict[str, Any], words: str, *, high: bool
) -> None:
    """What could be high counts as high, with the reason; what cannot does not.

    An ICD-9 or SNOMED code, or a stay that ends before it begins, is no zero; HOSPITAL alone can
    make it high: more than five admissions and a long stay.
    """
    found = risk(outlined(replace(JANE, **changes)))
    assert (worded(in_words(found)), found.counts_as_high) == (words, high)


def test_hospital_is_shown_with_what_is_missing() -> None:
    """What no message brings is named and decides nothing."""
    found = risk(outlined(replace(JANE, admission_type="elective")))
    assert found.hospital.missing == ("haemoglobin", "oncology service", "sodium", "procedure")
    assert (found.hospital.at_least, found.hospital.at_most, found.hospital.band) == (2, 7, None)
    assert "haemoglobin missing (0 to 1)" in worded(parts_in_words(found.hospital))
    assert not found.counts_as_high


_CALM = replace(JANE, admission_type="elective", ed_visits_6_months=0)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("I50.9", "I50.9"), (" i509 ", "i509"), ("C50.911", "C50.911"), ("S72.001A", "S72.001A"),
        ("I50.9 CHF exacerbation", "I50.9"), ("I50.", "I50"), ("J44.1,F17.210", "J44.1"),
        ("Fall at home", ""), ("FEVER", ""), ("F", ""), ("Frances fell", ""), ("428.0", ""),
        ("84114007", ""), ("+16175550123", ""), ("M05 rheumatoid", "M05"), ("E119000000", ""),
    ],
)  # fmt: skip
def test_of_a_diagnosis_its_code_alone_is_used(said: str, code: str) -> None:
    """Words in a code's place, or another system's number, are none: a name may be among them."""
    assert icd_10(said) == code
    (carried,) = outlined(replace(_CALM, diagnoses=(Diagnosis(code=said, text=said),))).diagnoses
    assert (carried.code, carried.text) == (code, "")


@pytest.mark.parametrize("said", ["Fall at home", "FEVER", "Femur fracture"])
def test_words_in_a_code_s_place_are_no_code_of_their_first_letter(said: str) -> None:
    """The chapter of mental disorders begins with F; what stands for anything may be a burden."""
    known = outlined(replace(_CALM, diagnoses=(Diagnosis(code=said),)))
    assert not any(map(is_behavioural, known.diagnoses))
    assert "diagnoses" in risk(known).lace.missing


def test_a_bare_discharge_has_no_score() -> None:
    """All that is missing is named, and unknown counts as high."""
    bare = replace(
        JANE, admitted_at=None, admission_type="9", ed_visits_6_months=None, diagnoses=()
    )
    found = risk(outlined(bare))
    assert (found.lace.points, found.lace.band, found.counts_as_high) == (None, None, True)
    assert len(found.lace.missing) == 4


def test_the_stay_is_counted_in_midnights_of_the_facility() -> None:
    """Home before midnight in New York is day 0, though it is the next day in UTC."""
    same_day = replace(JANE, admitted_at=datetime.fromisoformat("2026-09-04T00:30:00-04:00"))
    late = replace(same_day, discharged_at=datetime.fromisoformat("2026-09-05T03:30:00+00:00"))
    assert risk(outlined(late)).lace.points == 3 + 2 + 1


def test_a_tap_gives_what_no_message_brings_and_says_nothing_against_the_hospital() -> None:
    """Each fills its own part; of ED visits the hospital's number counts where there is one."""
    calm = replace(JANE, admission_type="elective", ed_visits_6_months=None)
    tapped = Tapped(
        low_haemoglobin=True, low_sodium=False, oncology=True, procedure=False, ed_visits=4
    )
    found = risk(outlined(calm), tapped)
    assert (found.lace.points, found.lace.missing) == (4 + 0 + 2 + 4, ())
    assert (found.hospital.points, found.hospital.missing) == (1 + 2 + 0 + 0 + 0 + 0 + 2, ())
    known = replace(calm, ed_visits_6_months=0)
    assert risk(outlined(known), tapped).lace.points == 4 + 0 + 2
