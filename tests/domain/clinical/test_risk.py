"""LACE, HOSPITAL and the tier."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.clinical.comorbidity import COMORBIDITIES
from domain.clinical.risk import (
    Band,
    HospitalInputs,
    Tier,
    comorbidities,
    hospital,
    is_high,
    lace,
    risk,
)
from domain.hospital.discharge import Diagnosis, Discharge, Patient, PrimaryCare

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


def _at_discharge(
    haemoglobin: float, sodium: float, prior: int, days: int, *present: str
) -> HospitalInputs:
    return HospitalInputs(
        haemoglobin=haemoglobin,
        sodium=sodium,
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
    found = risk(JANE)
    assert (found.score, found.band, found.missing) == (10, Band.HIGH, ())
    assert (found.tier, is_high(found.band)) == (Tier.CASE_MANAGEMENT, True)
    assert found.reasons == ("LACE 10 of 19, high from 10",)


def test_nothing_but_logistics() -> None:
    """Without high risk and without a trigger it is care coordination."""
    found = risk(replace(JANE, admission_type="elective"))
    assert (found.score, found.tier, found.reasons) == (7, Tier.CARE_COORDINATION, ())


_CALM = replace(JANE, admission_type="elective", ed_visits_6_months=0)


@pytest.mark.parametrize(
    ("discharge", "reason"),
    [
        (
            replace(_CALM, admissions_12_months=2),
            "in hospital 2 times in the twelve months before",
        ),
        (replace(_CALM, diagnoses=(Diagnosis(code="F32.9"),)), "behavioural health diagnosis"),
        (replace(_CALM, primary_care=PrimaryCare()), "no usual primary care"),
        (
            replace(_CALM, diagnoses=(Diagnosis(code="E11.9"), Diagnosis(code="G30.9"))),
            "multiple chronic diagnoses: diabetes without complications, dementia",
        ),
    ],
)
def test_triggers(discharge: Discharge, reason: str) -> None:
    """Each trigger alone makes it case management, and says so."""
    found = risk(discharge)
    assert (found.tier, found.reasons) == (Tier.CASE_MANAGEMENT, (reason,))


def test_a_bare_discharge_has_no_score() -> None:
    """All that is missing is named, and unknown is not high."""
    bare = replace(
        JANE, admitted_at=None, admission_type="9", ed_visits_6_months=None, diagnoses=()
    )
    found = risk(bare)
    assert (found.score, found.band, is_high(found.band)) == (None, None, False)
    assert len(found.missing) == 4


def test_the_stay_is_counted_in_midnights_of_the_facility() -> None:
    """Home before midnight in New York is day 0, though it is the next day in UTC."""
    same_day = replace(JANE, admitted_at=datetime.fromisoformat("2026-09-04T00:30:00-04:00"))
    late = replace(same_day, discharged_at=datetime.fromisoformat("2026-09-05T03:30:00+00:00"))
    assert risk(late).score == 3 + 2 + 1
