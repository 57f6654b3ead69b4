"""Who gets an episode: where the patient went, by PV1-36 (NUBC form locator 17) or FHIR code.

A code that is not in the table goes to the work queue and is never defaulted. 81 to 95 are the
base codes "with a planned acute care readmission" (NUBC, since 2013-10-01).
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Route(StrEnum):
    """What a disposition means for us."""

    OPEN = "open"
    OPEN_PRIORITY = "open_priority"
    HOSPICE = "hospice"
    NO_EPISODE = "no_episode"
    REVIEW = "review"
    WORK_QUEUE = "work_queue"


@dataclass(frozen=True, kw_only=True)
class Routed:
    """The decision and why, in words for the one who looks at it."""

    route: Route
    reason: str


_R = Route
NUBC: dict[str, tuple[Route, str]] = {
    "01": (_R.OPEN, "home or self care"),
    "02": (_R.NO_EPISODE, "to another acute hospital"),
    "03": (_R.NO_EPISODE, "to a skilled nursing facility: opens when it discharges home"),
    "04": (_R.OPEN, "assisted living or custodial care"),
    "05": (_R.NO_EPISODE, "to a cancer centre or children's hospital"),
    "06": (_R.OPEN, "home with home health care"),
    "07": (_R.OPEN_PRIORITY, "left against medical advice"),
    "08": (_R.WORK_QUEUE, "reserved code"),
    "09": (_R.NO_EPISODE, "admitted as an inpatient to this hospital"),
    "20": (_R.NO_EPISODE, "died"),
    "21": (_R.NO_EPISODE, "to court or law enforcement"),
    "30": (_R.NO_EPISODE, "still a patient: not a discharge"),
    "40": (_R.NO_EPISODE, "died at home"),
    "41": (_R.NO_EPISODE, "died in a medical facility"),
    "42": (_R.NO_EPISODE, "died, place unknown"),
    "43": (_R.NO_EPISODE, "to a federal hospital"),
    "50": (_R.HOSPICE, "hospice at home"),
    "51": (_R.NO_EPISODE, "hospice in a facility"),
    "61": (_R.NO_EPISODE, "to a swing bed: opens when it discharges home"),
    "62": (_R.NO_EPISODE, "to a rehabilitation facility: opens when it discharges home"),
    "63": (_R.NO_EPISODE, "to a long-term care hospital: opens when it discharges home"),
    "64": (_R.REVIEW, "to a nursing facility under Medicaid"),
    "65": (_R.NO_EPISODE, "to a psychiatric hospital: opens when it discharges home"),
    "66": (_R.NO_EPISODE, "to a critical access hospital"),
    "69": (_R.REVIEW, "to a disaster alternative care site"),
    "70": (_R.REVIEW, "to another kind of institution"),
    "71": (_R.WORK_QUEUE, "discontinued code"),
    "72": (_R.WORK_QUEUE, "discontinued code"),
}
READMISSION_PLANNED: dict[str, str] = {
    "81": "01", "82": "02", "83": "03", "84": "04", "85": "05", "86": "06", "87": "21", "88": "43",
    "89": "61", "90": "62", "91": "63", "92": "64", "93": "65", "94": "66", "95": "70",
}  # fmt: skip
FHIR: dict[str, tuple[Route, str]] = {
    "home": NUBC["01"],
    "alt-home": (_R.OPEN, "to another home"),
    "other-hcf": NUBC["02"],
    "hosp": (_R.REVIEW, "hospice, not said whether at home"),
    "long": NUBC["63"],
    "aadvice": NUBC["07"],
    "exp": NUBC["20"],
    "psy": NUBC["65"],
    "rehab": NUBC["62"],
    "snf": NUBC["03"],
    "oth": NUBC["70"],
}
"""http://terminology.hl7.org/CodeSystem/discharge-disposition"""

_DEATHS = {"20", "40", "41", "42", "exp"}
_DEATH_WORDS = re.compile(
    r"dead|\bdied?\b|death|deceas|expir|\bexp\b|\bdoa\b|morgue|mortuary|coroner|autopsy"
    r"|funeral|medical examiner|falleci|muert|defunci|difunt",
    re.IGNORECASE,
)


def died(disposition: str) -> bool:
    """Whether a disposition says that the patient died, wherever the stay was."""
    return _code(disposition) in _DEATHS


def sounds_of_death(disposition: str) -> bool:
    """Whether a disposition that nobody understands may be a word for a death: texts stop."""
    return _DEATH_WORDS.search(disposition) is not None


def understood(disposition: str) -> bool:
    """Whether a disposition is one that is known, whatever it means."""
    return route(disposition).route is not Route.WORK_QUEUE


def _code(disposition: str) -> str:
    said = disposition.strip()
    return said.zfill(2) if said.isascii() and said.isdigit() else said.lower()


def route(disposition: str) -> Routed:
    """Decide by the code alone; "1" is read as "01", as the UB-92 code system writes it."""
    code = _code(disposition)
    if base := READMISSION_PLANNED.get(code):
        where, reason = NUBC[base]
        return Routed(route=where, reason=f"{reason}, with a planned readmission")
    where, reason = NUBC.get(code) or FHIR.get(code) or (_R.WORK_QUEUE, "unknown disposition")
    return Routed(route=where, reason=reason)
