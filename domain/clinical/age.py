"""Whether the patient is a child, so far as the hospital says: a guardian speaks for them."""

import re
from datetime import date, datetime

from domain.clinical.outline import Outline
from domain.time.calendar import in_zone

_OLDEST = 120
"""Nobody's age: a birth date that says so stands for one that is not known."""
_NEWBORN = re.compile(r"n|newborn", re.IGNORECASE)
"""Admission type in words, or by HL7 table 0007."""
_LIVEBORN = re.compile(r"Z38", re.IGNORECASE)
"""ICD-10-CM: on the record of a newborn only."""


def age_on(born: date | None, discharged_at: datetime, zone: str) -> int | None:
    """Count whole years on D, in the facility's zone; None where no date of birth can be right."""
    if born is None:
        return None
    years = _years(born, in_zone(discharged_at, zone).date())
    return years if 0 <= years <= _OLDEST else None


def is_minor(discharge: Outline, adult_from: int) -> bool:
    """Whether the patient is younger than that on D, or was born in this stay."""
    years = discharge.patient.age
    return years < adult_from if years is not None else _newborn(discharge)


def age_unknown(discharge: Outline) -> bool:
    """Whether nothing says how old the patient is."""
    return discharge.patient.age is None and not _newborn(discharge)


def _years(born: date, on: date) -> int:
    """Born on February 29: a year older on March 1 of a common year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _newborn(discharge: Outline) -> bool:
    return bool(_NEWBORN.fullmatch((discharge.admission_type or "").strip())) or any(
        _LIVEBORN.match(diagnosis.code.strip()) for diagnosis in discharge.diagnoses
    )
