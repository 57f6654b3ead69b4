"""How likely a patient is to come back: LACE and HOSPITAL, and the tier of help that follows.

LACE: van Walraven et al., CMAJ 2010;182:551. HOSPITAL: Donze et al., JAMA Intern Med 2013;173:632.
A missing input is named and never guessed as zero: then there is no score. When what is known
already reaches the high band, the band is known without the rest.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.clinical.comorbidity import COMORBIDITIES, Comorbidity
from domain.hospital.discharge import Diagnosis, Discharge
from domain.time.calendar import in_zone


class Band(StrEnum):
    """How high a score is; HOSPITAL calls the middle one intermediate."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Tier(StrEnum):
    """Logistics for everyone, or a named case manager with assessment and care plan."""

    CARE_COORDINATION = "care_coordination"
    CASE_MANAGEMENT = "case_management"


@dataclass(frozen=True, kw_only=True)
class Score:
    """Points, or None with the names of the `missing` inputs; `at_least` counts what is known."""

    points: int | None
    at_least: int
    missing: tuple[str, ...]
    band: Band | None


@dataclass(frozen=True, kw_only=True)
class Risk:
    """What is known of one discharge's risk; `reasons` say in words what decided the tier."""

    score: int | None
    band: Band | None
    missing: tuple[str, ...]
    tier: Tier
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HospitalInputs:
    """Inputs of the HOSPITAL score at discharge: haemoglobin in g/dL, sodium in mmol/L.

    `oncology`: discharged from an oncology service; `procedure`: any during the stay; `urgent`:
    the admission was; `admissions_12_months` before this one; `days` of stay. None is unknown.
    """

    haemoglobin: float | None = None
    oncology: bool | None = None
    sodium: float | None = None
    procedure: bool | None = None
    urgent: bool | None = None
    admissions_12_months: int | None = None
    days: int | None = None


_STAY = ((14, 7), (7, 5), (4, 4), (3, 3), (2, 2), (1, 1), (0, 0))
"""LACE, length of stay: from so many days, so many points."""
_COMORBIDITY = ((4, 5), (3, 3), (2, 2), (1, 1), (0, 0))
_ED_VISITS = ((4, 4), (3, 3), (2, 2), (1, 1), (0, 0))
_ACUTE_POINTS = 3
_LACE_HIGH, _LACE_MODERATE = 10, 5

_PRIOR_ADMISSIONS = ((6, 5), (2, 2), (0, 0))
_HAEMOGLOBIN_BELOW, _SODIUM_BELOW, _LONG_STAY = 12, 135, 5
_HOSPITAL_HIGH, _HOSPITAL_INTERMEDIATE = 7, 5

_ACUTE = {
    "emergency": True, "urgent": True, "trauma": True, "accident": True, "labor": True,
    "e": True, "u": True, "a": True, "l": True,
    "elective": False, "routine": False, "newborn": False, "c": False, "r": False, "n": False,
}  # fmt: skip
"""Admission type in words, or by HL7 table 0007."""

_MULTIPLE = 2
_BEHAVIOURAL, _NICOTINE = "F", "F17"


def lace(
    *, days: int | None, acute: bool | None, comorbidity: int | None, ed_visits: int | None
) -> Score:
    """Score 0 to 19 by LACE; high from 10, moderate from 5.

    `comorbidity` is the sum of the weights; `ed_visits` in the six months before, without this one.
    """
    points = {
        "length of stay": _points(_STAY, days),
        "acute admission": None if acute is None else _ACUTE_POINTS * acute,
        "diagnoses": _points(_COMORBIDITY, comorbidity),
        "ED visits in six months": _points(_ED_VISITS, ed_visits),
    }
    return _score(points, high=_LACE_HIGH, middle=_LACE_MODERATE)


def hospital(inputs: HospitalInputs) -> Score:
    """Score 0 to 13 by HOSPITAL; high from 7, intermediate 5 and 6."""
    points = {
        "haemoglobin": _if(_below(inputs.haemoglobin, _HAEMOGLOBIN_BELOW), 1),
        "oncology service": _if(inputs.oncology, 2),
        "sodium": _if(_below(inputs.sodium, _SODIUM_BELOW), 1),
        "procedure": _if(inputs.procedure, 1),
        "admission type": _if(inputs.urgent, 1),
        "admissions in twelve months": _points(_PRIOR_ADMISSIONS, inputs.admissions_12_months),
        "length of stay": _if(None if inputs.days is None else inputs.days >= _LONG_STAY, 2),
    }
    return _score(points, high=_HOSPITAL_HIGH, middle=_HOSPITAL_INTERMEDIATE)


def is_high(band: Band | None) -> bool:
    """Say whether the risk is known to be high; unknown is not high, and is shown as unknown."""
    return band is Band.HIGH


def risk(discharge: Discharge) -> Risk:
    """Score a discharge by LACE and choose its tier: high risk, or any of four triggers."""
    found = comorbidities(discharge.diagnoses)
    score = lace(
        days=_days(discharge.admitted_at, discharge.discharged_at, discharge.time_zone),
        acute=_ACUTE.get((discharge.admission_type or "").strip().lower()),
        comorbidity=sum(row.points for row in found) if discharge.diagnoses else None,
        ed_visits=discharge.ed_visits_6_months,
    )
    reasons = (*_high(score), *_triggers(discharge, found))
    return Risk(
        score=score.points,
        band=score.band,
        missing=score.missing,
        tier=Tier.CASE_MANAGEMENT if reasons else Tier.CARE_COORDINATION,
        reasons=reasons,
    )


def comorbidities(diagnoses: tuple[Diagnosis, ...]) -> tuple[Comorbidity, ...]:
    """Find the rows of the table that the diagnoses name, the heaviest of each family."""
    codes = [diagnosis.code.replace(".", "").strip().upper() for diagnosis in diagnoses]
    heaviest: dict[str, Comorbidity] = {}
    for row in sorted(COMORBIDITIES, key=lambda row: row.points):
        if any(code.startswith(row.codes) for code in codes):
            heaviest[row.family] = row
    return tuple(heaviest.values())


def _high(score: Score) -> tuple[str, ...]:
    if score.band is not Band.HIGH:
        return ()
    if score.points is not None:
        return (f"LACE {score.points} of 19, high from {_LACE_HIGH}",)
    return (f"LACE at least {score.at_least} of 19, high, without {', '.join(score.missing)}",)


def _triggers(discharge: Discharge, found: tuple[Comorbidity, ...]) -> tuple[str, ...]:
    """Name the triggers of case management that the discharge shows."""
    admissions = discharge.admissions_12_months or 0
    cared_for = discharge.primary_care.clinic or discharge.primary_care.clinician
    triggers = {
        f"multiple chronic diagnoses: {', '.join(row.name for row in found)}": (
            len(found) >= _MULTIPLE
        ),
        f"in hospital {admissions} times in the twelve months before": admissions > 0,
        "behavioural health diagnosis": any(map(_is_behavioural, discharge.diagnoses)),
        "no usual primary care": not cared_for,
    }
    return tuple(words for words, holds in triggers.items() if holds)


def _is_behavioural(diagnosis: Diagnosis) -> bool:
    """Mental and behavioural disorders (ICD-10-CM chapter F) but nicotine dependence alone."""
    code = diagnosis.code.strip().upper()
    return code.startswith(_BEHAVIOURAL) and not code.startswith(_NICOTINE)


def _days(admitted_at: datetime | None, discharged_at: datetime, zone: str) -> int | None:
    """Count midnights in the facility's zone: home on the day of admission is 0."""
    if admitted_at is None:
        return None
    stay = in_zone(discharged_at, zone).date() - in_zone(admitted_at, zone).date()
    return stay.days if stay.days >= 0 else None


def _score(points: dict[str, int | None], *, high: int, middle: int) -> Score:
    missing = tuple(name for name, value in points.items() if value is None)
    at_least = sum(value for value in points.values() if value is not None)
    band = Band.HIGH if at_least >= high else Band.MODERATE if at_least >= middle else Band.LOW
    return Score(
        points=None if missing else at_least,
        at_least=at_least,
        missing=missing,
        band=None if missing and band is not Band.HIGH else band,
    )


def _points(table: tuple[tuple[int, int], ...], value: int | None) -> int | None:
    """Look up the first row that the value reaches."""
    if value is None:
        return None
    return next((points for least, points in table if value >= least), 0)


def _if(holds: bool | None, points: int) -> int | None:  # noqa: FBT001 a private table cell
    return None if holds is None else points * holds


def _below(value: float | None, limit: float) -> bool | None:
    return None if value is None else value < limit
