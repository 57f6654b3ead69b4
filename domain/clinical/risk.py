"""How likely a patient is to come back: LACE and HOSPITAL by their parts.

LACE: van Walraven et al., CMAJ 2010;182:551. HOSPITAL: Donze et al., JAMA Intern Med 2013;173:632.
A missing input is named and never guessed as zero: it leaves a part open between the fewest and the
most points that it can have. What is the same at both ends is known without the rest; what could
still be high counts as high until it is known.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.clinical.comorbidity import COMORBIDITIES, Comorbidity, icd_10
from domain.clinical.outline import Outline
from domain.hospital.discharge import Diagnosis
from domain.time.calendar import in_zone
from domain.words.phrasebook import all_of, phrase


class Band(StrEnum):
    """How high a score is; HOSPITAL calls the middle one intermediate."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one input adds to a score: somewhere from `least` to `most` while it is missing.

    By its name it is kept, and called, where no row of a language's `risk_parts` says otherwise.
    """

    name: str
    least: int
    most: int

    @property
    def points(self) -> int | None:
        """Its points, once they are known."""
        return self.least if self.least == self.most else None


@dataclass(frozen=True, kw_only=True)
class Score:
    """One published score by its parts; `high` and `middle` are where its bands begin."""

    name: str
    parts: tuple[Part, ...]
    high: int
    middle: int
    maximum: int

    @property
    def at_least(self) -> int:
        """What is known already."""
        return sum(part.least for part in self.parts)

    @property
    def at_most(self) -> int:
        """What it comes to if all that is missing is as bad as can be."""
        return sum(part.most for part in self.parts)

    @property
    def missing(self) -> tuple[str, ...]:
        """The inputs that are not known."""
        return tuple(part.name for part in self.parts if part.points is None)

    @property
    def points(self) -> int | None:
        """The score, once nothing is missing."""
        return None if self.missing else self.at_least

    @property
    def band(self) -> Band | None:
        """The band that every value of what is missing leads to, if it is one."""
        lowest, highest = self._band(self.at_least), self._band(self.at_most)
        return lowest if lowest is highest else None

    @property
    def may_be_high(self) -> bool:
        """Whether it is high, or nobody can say that it is not."""
        return self.at_most >= self.high

    def _band(self, points: int) -> Band:
        if points >= self.high:
            return Band.HIGH
        return Band.MODERATE if points >= self.middle else Band.LOW


@dataclass(frozen=True, kw_only=True)
class Risk:
    """What is known of one discharge's risk.

    `counts_as_high`: LACE is high or could be, or what is known of HOSPITAL is high. Three inputs
    of HOSPITAL are the laboratory's and the service's and are in no message that we read, so that
    what it lacks decides nothing; it is shown.
    """

    lace: Score
    hospital: Score
    counts_as_high: bool


@dataclass(frozen=True, kw_only=True)
class HospitalInputs:
    """Inputs of the HOSPITAL score at discharge. None is unknown.

    `low_haemoglobin`: under 12 g/dL, `low_sodium`: under 135 mmol/L; `oncology`: discharged from
    an oncology service; `procedure`: any during the stay; `urgent`: the admission was;
    `admissions_12_months` before this one; `days` of stay.
    """

    low_haemoglobin: bool | None = None
    oncology: bool | None = None
    low_sodium: bool | None = None
    procedure: bool | None = None
    urgent: bool | None = None
    admissions_12_months: int | None = None
    days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Tapped:
    """What a colleague tapped on a card of what no message brought. None: nobody did.

    `ed_visits`: in six months, `stay_before`: whether they were in hospital so shortly before.
    """

    low_haemoglobin: bool | None = None
    oncology: bool | None = None
    low_sodium: bool | None = None
    procedure: bool | None = None
    ed_visits: int | None = None
    stay_before: bool | None = None


NOTHING_TAPPED = Tapped()

_STAY = ((14, 7), (7, 5), (4, 4), (3, 3), (2, 2), (1, 1), (0, 0))
"""LACE, length of stay: from so many days, so many points."""
_COMORBIDITY = ((4, 5), (3, 3), (2, 2), (1, 1), (0, 0))
_ED_VISITS = ((4, 4), (3, 3), (2, 2), (1, 1), (0, 0))
_ACUTE_POINTS = 3
_LACE_HIGH, _LACE_MODERATE, _LACE_MOST = 10, 5, 19

_PRIOR_ADMISSIONS = ((6, 5), (2, 2), (0, 0))
_LONG_STAY = 5
_HOSPITAL_HIGH, _HOSPITAL_INTERMEDIATE, _HOSPITAL_MOST = 7, 5, 13

_ACUTE = {
    "emergency": True, "urgent": True, "trauma": True, "accident": True, "labor": True,
    "e": True, "u": True, "a": True, "l": True,
    "elective": False, "routine": False, "newborn": False, "c": False, "r": False, "n": False,
}  # fmt: skip
"""Admission type in words, or by HL7 table 0007."""

_BEHAVIOURAL, _NICOTINE = "F", "F17"


def lace(
    *, days: int | None, acute: bool | None, comorbidity: int | None, ed_visits: int | None
) -> Score:
    """Score 0 to 19 by LACE; high from 10, moderate from 5.

    `comorbidity` is the sum of the weights; `ed_visits` in the six months before, without this one.
    """
    return _lace(
        _looked_up(_COMORBIDITY, comorbidity, name="diagnoses"), days, ed_visits, acute=acute
    )


def hospital(inputs: HospitalInputs) -> Score:
    """Score 0 to 13 by HOSPITAL; high from 7, intermediate 5 and 6."""
    long_stay = None if inputs.days is None else inputs.days >= _LONG_STAY
    return Score(
        name="HOSPITAL",
        parts=(
            _if(1, inputs.low_haemoglobin, name="haemoglobin"),
            _if(2, inputs.oncology, name="oncology service"),
            _if(1, inputs.low_sodium, name="sodium"),
            _if(1, inputs.procedure, name="procedure"),
            _if(1, inputs.urgent, name="admission type"),
            _looked_up(
                _PRIOR_ADMISSIONS, inputs.admissions_12_months, name="admissions in twelve months"
            ),
            _if(2, long_stay, name="length of stay"),
        ),
        high=_HOSPITAL_HIGH,
        middle=_HOSPITAL_INTERMEDIATE,
        maximum=_HOSPITAL_MOST,
    )


def risk(discharge: Outline, tapped: Tapped = NOTHING_TAPPED) -> Risk:
    """Score a discharge, with what a colleague tapped of what the hospital has not said."""
    days = _days(discharge.admitted_at, discharge.discharged_at, discharge.time_zone)
    acute = _ACUTE.get((discharge.admission_type or "").strip().lower())
    said = discharge.ed_visits_6_months
    by_lace = _lace(
        _diagnoses(discharge.diagnoses, comorbidities(discharge.diagnoses)),
        days,
        tapped.ed_visits if said is None else said,
        acute=acute,
    )
    by_hospital = hospital(
        HospitalInputs(
            low_haemoglobin=tapped.low_haemoglobin,
            oncology=tapped.oncology,
            low_sodium=tapped.low_sodium,
            procedure=tapped.procedure,
            urgent=acute,
            admissions_12_months=discharge.admissions_12_months,
            days=days,
        )
    )
    high = by_lace.may_be_high or by_hospital.band is Band.HIGH
    return Risk(lace=by_lace, hospital=by_hospital, counts_as_high=high)


def in_words(found: Risk) -> str:
    """The risk in one line: the band, and what LACE comes to or what it lacks."""
    score = found.lace
    band = phrase("risk.not_high") if score.band is None and not score.may_be_high else _band(score)
    if found.counts_as_high and score.band is not Band.HIGH:
        band = phrase("risk.counts_as_high", band=band)
    return phrase("risk.in_words", band=band, score=total(score))


def _band(score: Score) -> str:
    return phrase(f"risk_bands.{score.band or 'unknown'}")


def total(score: Score) -> str:
    """What a score comes to, and the inputs that are missing."""
    if score.points is not None:
        return phrase("risk.total", score=score.name, points=score.points, maximum=score.maximum)
    name, least, lacks = score.name, score.at_least, _missing(score)
    if score.may_be_high:
        return phrase("risk.or_more", score=name, least=least, missing=lacks)
    return phrase("risk.between", score=name, least=least, most=score.at_most, missing=lacks)


def parts_in_words(score: Score) -> str:
    """The points of each part; of one that is missing, what it can be at most."""
    return phrase("risk.parts", score=score.name, parts=", ".join(map(_part, score.parts)))


def _part(part: Part) -> str:
    name = part_called(part.name)
    if part.points is not None:
        return phrase("risk.part", part=name, points=part.points)
    return phrase("risk.part_missing", part=name, least=part.least, most=part.most)


def part_called(name: str) -> str:
    """What a part of a score is called."""
    return phrase(f"risk_parts.{name}")


def _missing(score: Score) -> str:
    *others, last = map(part_called, score.missing)
    return all_of(", ".join(others), last) if others else last


def comorbidities(diagnoses: tuple[Diagnosis, ...]) -> tuple[Comorbidity, ...]:
    """Find the rows of the table that the diagnoses name, the heaviest of each family."""
    codes = [diagnosis.code.replace(".", "").strip().upper() for diagnosis in diagnoses]
    heaviest: dict[str, Comorbidity] = {}
    for row in sorted(COMORBIDITIES, key=lambda row: row.points):
        if any(code.startswith(row.codes) for code in codes):
            heaviest[row.family] = row
    return tuple(heaviest.values())


def _diagnoses(diagnoses: tuple[Diagnosis, ...], found: tuple[Comorbidity, ...]) -> Part:
    """The comorbidities' part. A code that is no ICD-10-CM may stand for anything."""
    part = _looked_up(_COMORBIDITY, sum(row.points for row in found), name="diagnoses")
    if diagnoses and all(icd_10(diagnosis.code) for diagnosis in diagnoses):
        return part
    return Part(name=part.name, least=part.least, most=_COMORBIDITY[0][1])


def is_behavioural(diagnosis: Diagnosis) -> bool:
    """Mental and behavioural disorders (ICD-10-CM chapter F) but nicotine dependence alone."""
    code = diagnosis.code.strip().upper()
    return code.startswith(_BEHAVIOURAL) and not code.startswith(_NICOTINE)


def _days(admitted_at: datetime | None, discharged_at: datetime, zone: str) -> int | None:
    """Count midnights in the facility's zone: home on the day of admission is 0.

    None also where they left before they came: one of the two is wrong.
    """
    if admitted_at is None or admitted_at > discharged_at:
        return None
    return (in_zone(discharged_at, zone).date() - in_zone(admitted_at, zone).date()).days


def _lace(diagnoses: Part, days: int | None, ed_visits: int | None, *, acute: bool | None) -> Score:
    return Score(
        name="LACE",
        parts=(
            _looked_up(_STAY, days, name="length of stay"),
            _if(_ACUTE_POINTS, acute, name="acute admission"),
            diagnoses,
            _looked_up(_ED_VISITS, ed_visits, name="ED visits in six months"),
        ),
        high=_LACE_HIGH,
        middle=_LACE_MODERATE,
        maximum=_LACE_MOST,
    )


def _looked_up(table: tuple[tuple[int, int], ...], value: int | None, *, name: str) -> Part:
    """The points of the first row that the value reaches, or all that the table holds."""
    if value is None:
        return Part(name=name, least=table[-1][1], most=table[0][1])
    points = next((points for least, points in table if value >= least), 0)
    return Part(name=name, least=points, most=points)


def _if(points: int, holds: bool | None, *, name: str) -> Part:  # noqa: FBT001 - what it is about
    known = points * bool(holds)
    return Part(name=name, least=known, most=points if holds is None else known)
