"""Who gets an episode: where the patient went, by PV1-36 (NUBC form locator 17) or FHIR code.

A code that is not in the table goes to the work queue and is never defaulted. 81 to 95 are the
base codes "with a planned acute care readmission" (NUBC, since 2013-10-01).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.normalize import bare
from domain.words.phrasebook import phrase, worded


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
    """The decision and why, for the one who looks at it."""

    route: Route
    reason: str


_R = Route
NUBC: dict[str, tuple[Route, str]] = {
    "01": (_R.OPEN, "home"),
    "02": (_R.NO_EPISODE, "acute_hospital"),
    "03": (_R.NO_EPISODE, "skilled_nursing"),
    "04": (_R.OPEN, "assisted_living"),
    "05": (_R.NO_EPISODE, "cancer_or_children"),
    "06": (_R.OPEN, "home_health"),
    "07": (_R.OPEN_PRIORITY, "against_advice"),
    "08": (_R.WORK_QUEUE, "reserved"),
    "09": (_R.NO_EPISODE, "admitted_here"),
    "20": (_R.NO_EPISODE, "died"),
    "21": (_R.NO_EPISODE, "court"),
    "30": (_R.NO_EPISODE, "still_a_patient"),
    "40": (_R.NO_EPISODE, "died_at_home"),
    "41": (_R.NO_EPISODE, "died_in_facility"),
    "42": (_R.NO_EPISODE, "died_somewhere"),
    "43": (_R.NO_EPISODE, "federal_hospital"),
    "50": (_R.HOSPICE, "hospice_at_home"),
    "51": (_R.NO_EPISODE, "hospice_in_facility"),
    "61": (_R.NO_EPISODE, "swing_bed"),
    "62": (_R.NO_EPISODE, "rehabilitation"),
    "63": (_R.NO_EPISODE, "long_term_care"),
    "64": (_R.REVIEW, "medicaid_nursing"),
    "65": (_R.NO_EPISODE, "psychiatric"),
    "66": (_R.NO_EPISODE, "critical_access"),
    "69": (_R.REVIEW, "disaster_site"),
    "70": (_R.REVIEW, "other_institution"),
    "71": (_R.WORK_QUEUE, "discontinued"),
    "72": (_R.WORK_QUEUE, "discontinued"),
}
READMISSION_PLANNED: dict[str, str] = {
    "81": "01", "82": "02", "83": "03", "84": "04", "85": "05", "86": "06", "87": "21", "88": "43",
    "89": "61", "90": "62", "91": "63", "92": "64", "93": "65", "94": "66", "95": "70",
}  # fmt: skip
FHIR: dict[str, tuple[Route, str]] = {
    "home": NUBC["01"],
    "alt-home": (_R.OPEN, "another_home"),
    "other-hcf": NUBC["02"],
    "hosp": (_R.REVIEW, "hospice_somewhere"),
    "long": NUBC["63"],
    "aadvice": NUBC["07"],
    "exp": NUBC["20"],
    "psy": NUBC["65"],
    "rehab": NUBC["62"],
    "snf": NUBC["03"],
    "oth": NUBC["70"],
}
"""http://terminology.hl7.org/CodeSystem/discharge-disposition"""

_NEVER_LEFT = {"09", "30"}
_DEATHS = {"20", "40", "41", "42", "exp"}
_DEATH_WORDS = re.compile(
    r"dead|\bdied?\b|death|deceas|expir|\bexp\b|\bdoa\b|morgue|mortuary|coroner|autopsy"
    r"|funeral|medical examiner|falleci|muert|defunci|difunt",
    re.IGNORECASE,
)

_AGAINST_ADVICE = re.compile(
    r"\ba\.?\s?m\.?\s?a\b|\b[ld]ama\b|against|\badvice|aadvice|\belope?|\babsco|walked out"
    r"|left without|left before|contra (?:el )?(?:consejo|opinion|opini\u00f3n|recomend)"
    r"|alta voluntaria|\bfug[ao]|\blwbs\b|\bawol\b"
    r"|\bself[- ]?(?:discharg|d/?c\b)"
    r"|\b(?:discharged|d/?c'?d?) ?(?:him|her|them)?self\b(?![- ]?care)"
    r"|\bsigned (?:him|her|them)? ?self out|\bsigned (?:him|her|them)sel(?:f|ves) out"
    r"|\bsigned out(?=[\s.!]*$| (?:early|on (?:his|her|their|own)|of (?:the )?(?:hosp|unit|floor"
    r"|ward|facility|care|ed\b|er\b)))"
    r"|\bwalked off(?: (?:the )?(?:unit|floor|ward)|[\s.!]*$)"
    r"|\b(?:pt|patient) left(?= (?:abruptly|early\b|on (?:his|her|their) own\b)"
    r"|(?: (?:the )?(?:unit|floor|ward|hospital|ed|er|facility|building))?[\s.!]*$)"
    r"|\brefused (?:further|continued|additional|ongoing|all|any|more) (?:care|treatment|tx|work)"
    r"|\brefused to stay|\bleft prior to (?:complet|being|discharge|eval|treatment|tx\b|dispo|exam"
    r"|see|md\b|provider|d/?c\b)"
    r"|\bdiscontinued care\b(?! plan)|\birregular (?:discharge|d/?c\b)"
    r"|\bsin (?:el |la )?alta\b|se fue por su cuenta|\bse escap[o\u00f3]|\babandon[o\u00f3]\b"
    r"|\bse retir[o\u00f3] (?:sin|por su|contra)",
    re.IGNORECASE,
)
"""Ordinary discharges are left out: "patient left for home by car", "signed out to PCP"."""


_HOSPICE = re.compile(
    r"\b(?:hosp[ia]ce?s?|hospise?s?|hospcie|hosipce|hopsice|hospicio"
    r"|palliative|palliatve|paliativ[oa]s?"
    r"|comfort (?:care|kit|measures?|only)|end of life(?! (?:battery|date|notice))"
    r"|eol(?! (?:battery|date|notice|indicator))|terminal care"
    r"|cuidados? (?:terminal(?:es)?|de confort)"
    r"|(?<!per )(?<!by )(?<!the )(?<!from )(?<!dr )cmo"
    r"(?! (?:approv|notif|aware|office|review|sign)))\b"
)

UNREAD = "unread"
"""Of what no table has; what was found in it stands behind, and is found there again."""


ASK = "ask"
"""What a hospital's word may mean, too: a person is asked each time."""


def asking(said: Iterable[str]) -> str:
    """Words of which a hospital wants a person to be asked, so that whoever is asked reads them.

    A code stands with what it means: a death among them stops every text.
    """
    return f"{ASK}: {worded(' / '.join(map(_shown, said)))}"


def asks(disposition: str) -> bool:
    """Whether the hospital wants a person to be asked, by its own table."""
    return _code(disposition).startswith(f"{ASK}:")


def coded(disposition: str) -> str:
    """A code of ours that decides as what a hospital wrote does, and holds none of its words.

    Of a table's code that code; of a blank nothing; of anything else UNREAD, or that a person is
    to be asked, and what was found.
    """
    if not disposition.strip():
        return ""
    code = _code(disposition)
    if code in NUBC or code in READMISSION_PLANNED or code in FHIR:
        return code
    found = ["against_advice"] if against_advice(disposition) else []
    found += ["hospice"] if speaks_of_hospice(disposition) else []
    return " ".join((f"{ASK}:" if asks(disposition) else UNREAD, *found))


def speaks_of_hospice(words: str) -> bool:
    """Whether words name a hospice, or what is given in one."""
    return _HOSPICE.search(bare(words)) is not None


def died(disposition: str) -> bool:
    """Whether a disposition says that the patient died, wherever the stay was."""
    return _code(disposition) in _DEATHS


def never_left(disposition: str) -> bool:
    """Whether a disposition says that nobody left: of somebody who did it is a slip."""
    return _code(disposition) in _NEVER_LEFT


def sounds_of_death(disposition: str) -> bool:
    """Whether a disposition that nobody understands may be a word for a death: texts stop."""
    return _DEATH_WORDS.search(disposition) is not None


def beside(found: str, others: Iterable[str | None]) -> str:
    """Where somebody went by one word of a field, unless another word of it says otherwise.

    Then both as they stand, which nobody understands: a death beside anything else, or a code that
    is known and leads elsewhere.
    """
    for other in filter(None, others):
        deaths = [died(one) or sounds_of_death(one) for one in (found, other)]
        known = understood(found) and understood(other)
        if deaths == [False, True] or (known and route(found).route is not route(other).route):
            return " / ".join(map(_shown, (found, other)))
    return found


def _shown(word: str) -> str:
    return f"{word} ({route(word).reason})" if understood(word) else word


def against_advice(disposition: str) -> bool:
    """Whether the patient left against advice, by a code, or by words that no table has."""
    found = route(disposition).route
    words = found is Route.WORK_QUEUE and _AGAINST_ADVICE.search(disposition) is not None
    return words or found is Route.OPEN_PRIORITY


def understood(disposition: str) -> bool:
    """Whether a disposition is one that is known, whatever it means."""
    return route(disposition).route is not Route.WORK_QUEUE


def _code(disposition: str) -> str:
    said = disposition.strip()
    return said.zfill(2) if said.isascii() and said.isdigit() else said.lower()


@lru_cache(maxsize=1024)
def route(disposition: str) -> Routed:
    """Decide by the code alone; "1" is read as "01", as the UB-92 code system writes it."""
    code = _code(disposition)
    if base := READMISSION_PLANNED.get(code):
        where, name = NUBC[base]
        said = phrase("disposition.readmission_planned", where=phrase(f"dispositions.{name}"))
        return Routed(route=where, reason=said)
    unread = "asked_each_time" if asks(disposition) else _unknown(disposition)
    where, name = NUBC.get(code) or FHIR.get(code) or (_R.WORK_QUEUE, unread)
    return Routed(route=where, reason=phrase(f"dispositions.{name}"))


def _unknown(words: str) -> str:
    """What no table has, by what was found in it: whoever is asked reads that first."""
    left = _AGAINST_ADVICE.search(words) is not None
    if speaks_of_hospice(words):
        return "unknown_left_hospice" if left else "unknown_hospice"
    return "unknown_against_advice" if left else "unknown"
