"""The discharge file: JSON, one discharge. Every other intake becomes the same `Discharge`."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from adapters import validation
from adapters.reference import phone_numbers
from adapters.validation import Found, Problem, Rule
from domain.hospital.discharge import MOST_ALLERGIES, MOST_MEDICATIONS, Discharge
from domain.hospital.identity import is_number
from domain.hospital.languages import ENGLISH, language_code

ADMISSION_TYPES = ("emergency", "urgent", "elective", "newborn", "trauma")
DECISION_MAKING = ("straightforward", "low", "moderate", "high")


def read_discharge(body: bytes, source: str) -> Discharge:
    """Read one discharge, or raise `Refused` naming everything that is wrong with it.

    Any text is taken as a disposition: which ones open an episode is a rule of the domain. Any is
    taken as a language too, and one that nobody knows is not English.
    """
    said = validation.read(
        Discharge, _decode(body, source), source=source, rules=RULES, across=_between_fields
    )
    patient = said.patient
    language = language_code((patient.language,)) or ENGLISH
    address = patient.address
    code = patient.postal_code or (address.postal_code if address else "") or None
    if address is not None and not address.postal_code:
        address = replace(address, postal_code=code or "")
    known = replace(patient, language=language, postal_code=code, address=address)
    return replace(said, patient=known)


def read_discharge_file(path: Path) -> Discharge:
    """Read one from a file. Raises Refused; for a file that is not there, too."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise validation.not_readable(str(path), error, "a file that can be read") from None
    return read_discharge(body, str(path))


def write_discharge(discharge: Discharge) -> str:
    """Write a discharge as its file, leaving out what is not known."""
    return json.dumps(_known(asdict(discharge)), default=str)


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _known(one) for name, one in value.items() if one not in (None, "")}
    return [_known(one) for one in value] if isinstance(value, tuple | list) else value


def _decode(body: bytes, source: str) -> object:
    try:
        return json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_once_each, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise validation.not_readable(source, error, "a JSON file in UTF-8") from None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: JSON's readers would silently take the last."""
    names = [name for name, _ in pairs]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"given twice in one group: {', '.join(sorted(twice))}")
    return dict(pairs)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name}, which is not JSON")


def _one_of(*values: str) -> Rule:
    return Rule(f"one of {', '.join(values)}", lambda value: value in values)


def _matches(pattern: str, expected: str) -> Rule:
    return Rule(expected, lambda value: re.fullmatch(pattern, value) is not None)


def is_zone(name: str) -> bool:
    """Whether this is the name of an IANA time zone."""
    return name in _zones()


@cache
def _zones() -> set[str]:
    return available_timezones()


FILLED = Rule("text that is not empty", lambda value: bool(value.strip()))
NUMBER = Rule(
    "text that is not empty and the hospital's own number, not zeros in its place", is_number
)
SLUG = _matches(r"[a-z0-9]+(-[a-z0-9]+)*", "lower-case letters, digits and hyphens (mercy-general)")
ZONE = Rule("an IANA time zone, such as America/New_York", is_zone)
MOBILE = Rule(
    f"a phone number with its country code, such as {phone_numbers.EXAMPLE}", phone_numbers.is_e164
)
PHONE = Rule(
    f"a phone number with its country code, such as {phone_numbers.EXAMPLE};ext=204",
    phone_numbers.is_to_be_called,
)
LANGUAGE = Rule("a language code, such as en or es", lambda value: language_code((value,)) == value)
YEARS = range(1900, 2201)
"""Of whatever can be meant; in any other, such as 9999, arithmetic would overflow."""
_INSTANT = Rule(
    f"a date and time with its offset, such as 2026-09-04T15:00:00-04:00, "
    f"between {YEARS[0]} and {YEARS[-1]}",
    lambda value: value.year in YEARS,
)
_OURS = Rule("nothing: it is ours to find out", lambda value: not value)
_SOME = Rule(
    f"at most {MOST_MEDICATIONS} medications", lambda value: len(value) <= MOST_MEDICATIONS
)
_COUNT = Rule("a whole number, 0 or more", lambda value: value >= 0)

RULES = {
    "facility": SLUG,
    "encounter": NUMBER,
    "time_zone": ZONE,
    "admitted_at": _INSTANT,
    "discharged_at": _INSTANT,
    "admission_type": _one_of(*ADMISSION_TYPES),
    "medical_decision_making": _one_of(*DECISION_MAKING),
    "ed_visits_6_months": _COUNT,
    "admissions_12_months": _COUNT,
    "patient.mrn": NUMBER,
    "patient.mobile": MOBILE,
    "patient.phone": PHONE,
    "patient.caregiver.name": FILLED,
    "patient.caregiver.mobile": MOBILE,
    "patient.caregiver.phone": PHONE,
    "diagnoses[].code": FILLED,
    "medications.before_admission": _SOME,
    "medications.at_discharge": _SOME,
    "medications.before_admission[].name": FILLED,
    "medications.at_discharge[].name": FILLED,
    "medications.before_admission[].product": _OURS,
    "medications.at_discharge[].product": _OURS,
    "allergies": Rule(
        f"at most {MOST_ALLERGIES} allergies", lambda value: len(value) <= MOST_ALLERGIES
    ),
    "allergies[].substance": FILLED,
    "equipment[].item": FILLED,
    "equipment[].withdrawn": Rule("nothing: leave the item out", lambda value: not value),
    "equipment[].needed_by": _INSTANT,
    "unclear": _OURS,
}


def _between_fields(found: Found) -> Iterator[Problem]:
    discharged, admitted = found.get("discharged_at"), found.get("admitted_at")
    born, zone = found.get("patient.birth_date"), found.get("time_zone")
    if discharged and admitted and discharged <= admitted:
        yield Problem(
            field="discharged_at",
            found=validation.show(discharged.isoformat()),
            expected="an instant after admitted_at",
        )
    names = [str(found.get(f"patient.{name}", "")).strip() for name in ("given", "family")]
    if "patient" in found and not any(names):
        yield Problem(
            field="patient.family",
            found="nothing",
            expected="a name, given or family; one is enough",
        )
    if discharged and born and zone and born > discharged.astimezone(ZoneInfo(zone)).date():
        yield Problem(
            field="patient.birth_date",
            found=validation.show(born),
            expected="a date not after the discharge",
        )
