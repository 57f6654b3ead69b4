"""Whether the patient is a child, so far as the hospital says: a guardian speaks for them."""

import re
from datetime import date

from domain.hospital.discharge import Discharge
from domain.time.calendar import in_zone

_OLDEST = 120
"""Nobody's age: a birth date that says so stands for one that is not known."""
_NEWBORN = re.compile(r"n|newborn", re.IGNORECASE)
"""Admission type in words, or by HL7 table 0007."""
_LIVEBORN = re.compile(r"Z38", re.IGNORECASE)
"""ICD-10-CM: on the record of a newborn only."""


def age(discharge: Discharge) -> int | None:
    """Count whole years on D, in the facility's zone; None where no date of birth can be right."""
    born = discharge.patient.birth_date
    if born is None:
        return None
    years = _years(born, in_zone(discharge.discharged_at, discharge.time_zone).date())
    return years if 0 <= years <= _OLDEST else None


def is_minor(discharge: Discharge, adult_from: int) -> bool:
    """Whether the patient is younger than that on D, or was born in this stay."""
    years = age(discharge)
    return years < adult_from if years is not None else _newborn(discharge)


def age_unknown(discharge: Discharge) -> bool:
    """Whether nothing says how old the patient is."""
    return age(discharge) is None and not _newborn(discharge)


def _years(born: date, on: date) -> int:
    """Born on February 29: a year older on March 1 of a common year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _newborn(discharge: Discharge) -> bool:
    return bool(_NEWBORN.fullmatch((discharge.admission_type or "").strip())) or any(
        _LIVEBORN.match(diagnosis.code.strip()) for diagnosis in discharge.diagnoses
    )
