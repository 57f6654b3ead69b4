"""The time zone of a home in the United States, by its postal code or its state, looked up offline.

The table is others': a code has no zone where it names none that exists ("Napakiak").
"""

import re
from collections import Counter
from functools import lru_cache
from zoneinfo import available_timezones

import zipcodes

from domain.hospital.discharge import Patient

_ZIP = re.compile(r"\d{5}")


def zone_of(patient: Patient, facility: str) -> str:
    """Give the IANA zone of a patient's home; where nothing tells, that of the hospital.

    A code of another country may look like one of ours. Without a code that is known, a state that
    has nothing of the hospital's zone says more.
    """
    if patient.address is not None and patient.address.abroad:
        return facility
    by_code = _of_code(patient.postal_code)
    if by_code is not None:
        return by_code
    zones = _of_state(patient.address.state if patient.address else "")
    return facility if facility in zones or not zones else zones[0]


@lru_cache(maxsize=4096)
def _of_code(postal_code: str | None) -> str | None:
    found = _ZIP.match((postal_code or "").strip())
    if found is None:
        return None
    places = zipcodes.matching(found.group())  # type: ignore[no-untyped-call]
    return next(iter(_zones(places)), None)


@lru_cache(maxsize=128)
def _of_state(state: str) -> tuple[str, ...]:
    """The zones of a state by its two letters, the commonest first."""
    letters = state.strip().upper()
    found = zipcodes.filter_by(state=letters)  # type: ignore[no-untyped-call]
    return _zones(found) if letters else ()


def _zones(places: list[dict[str, str]]) -> tuple[str, ...]:
    known = available_timezones()
    zones = Counter(one["timezone"] for one in places if one.get("timezone") in known)
    return tuple(zone for zone, _ in zones.most_common())
