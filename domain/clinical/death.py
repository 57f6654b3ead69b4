"""Whether somebody says that the patient has died: any word of it, from anybody.

Deaths of others and of long ago are none, and what only sounds like one (batteries, cards).
"""

import re

from domain.clinical.lexicon import LANGUAGES
from domain.clinical.phrases import Found, Reading, phrases, read
from domain.clinical.triage import DENIALS, is_supposed

_DEATHS = tuple(phrase for language in LANGUAGES for phrase in phrases(language, language.deaths))
_NOT_DEATHS = tuple(
    phrase for language in LANGUAGES for phrase in phrases(language, language.not_deaths)
)


def says_death(text: str, *, staff: bool = False) -> bool:
    """Whether somebody says that the patient has died; of staff's words not another's death."""
    return any(_dead(reading, staff=staff) for reading in read(text))


_KIN = frozenset(
    {"husband", "wife", "spouse", "son", "daughter", "brother", "sister", "mother", "father", "mom",
     "dad", "neighbor", "friend", "esposo", "esposa", "hijo", "hija", "hermano", "hermana"}
)  # fmt: skip
_AGO = re.compile(r"\b(?:last year|years? ago|months? ago|in (?:19|20)\d\d|long ago)\b")


def _dead(reading: Reading, *, staff: bool) -> bool:
    said = " ".join(reading.words)
    if _AGO.search(said):
        return False
    others = [one for phrase in _NOT_DEATHS for one in phrase.found_in(reading)]
    for place in (place for phrase in _DEATHS for place in phrase.found_in(reading)):
        if any(place.within(other) for other in others) or _asked_or_not(place, reading):
            continue
        before = reading.words[max(place.begins - 1, 0) : place.begins]
        if not (staff and _KIN.intersection(before)) and not _of_others(place, reading):
            return True
    return False


_OTHERS = frozenset(
    {
        *("law", "neighbor", "friend", "coworker", "uncle", "aunt", "cousin", "roommate", "boss"),
        *("dog", "cat", "ex", "stepdad", "classmate", "cunado", "cunada", "suegro", "suegra"),
        *("vecino", "vecina", "tio", "tia", "primo", "prima", "compadre", "comadre", "amigo"),
        *("amiga", "perro", "perrito", "gato"),
    }
)
"""Whose death is not the patient's."""


def _of_others(place: Found, reading: Reading) -> bool:
    begins = max((mark for mark in reading.hard if mark <= place.begins), default=0)
    return bool(_OTHERS.intersection(reading.words[begins : place.begins]))


def _asked_or_not(place: Found, reading: Reading) -> bool:
    """Whether the death is denied or only supposed."""
    before = reading.words[max(place.begins - 2, 0) : place.begins]
    return bool(DENIALS.intersection(before)) or is_supposed(place, reading)
