"""Whether somebody says that the patient has died: any word of it, from anybody.

Deaths of others and of long ago are none, and what only sounds like one (batteries, cards).
"""

import re

from domain.clinical.lexicon import LANGUAGES
from domain.clinical.phrases import Found, Reading, phrases, read, same
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
_SUBJECT = 5
_THE_PATIENT = frozenset(
    {
        *("he", "she", "hes", "shes", "dad", "mom", "daddy", "mommy", "papa", "mama", "papi"),
        *("mami", "patient", "pt", "husband", "wife", "mother", "father", "grandma", "grandpa"),
        *("ella", "abuela", "abuelo", "gentleman", "lady", "man", "woman", "mr", "client"),
        *("customer", "member", "rider", "resident", "senor", "senora", "don", "dona", "paciente"),
        *("esposo", "esposa", "viejo", "vieja", "madre", "padre"),
    }
)
_SOMEBODY = frozenset({"he", "she", "him", "her", "hes", "shes"})
"""Of whom a relative tells: "wife found him cold" is not the wife's death."""
_RITES = frozenset({"funeral", "velorio", "obituary", "obit", "funeraria"})
"""What is said of any death: of somebody else's where one is named."""
_JUST = re.compile(r"\b(?:today|this morning|last night|yesterday|just now|hoy|anoche|ayer)\b")
_AGO = re.compile(
    r"\b(?:last year|years? ago|months? ago|in (?:19|20)\d\d|long ago|hace (?:\w+ )?anos?"
    r"|cuando (?:yo )?era)\b"
)
_SINCE = re.compile(r"\b(?:hace (?:\w+ )?(?:anos?|meses) que|(?:a )?years? ago)(?: \w+)?$")


def _dead(reading: Reading, *, staff: bool) -> bool:
    others = [one for phrase in _NOT_DEATHS for one in phrase.found_in(reading)]
    places = [place for phrase in _DEATHS for place in phrase.found_in(reading)]
    somebody_elses = any(_of_others(place, reading) for place in places)
    for place in places:
        if any(place.within(other) and not place.contains(other) for other in others):
            continue
        if _is_not_meant(place, reading):
            continue
        said = reading.words[place.begins : place.ends]
        before = reading.words[max(place.begins - 1, 0) : place.begins]
        kin = staff and _KIN.intersection(before) and not _SOMEBODY.intersection(said)
        rite = somebody_elses and _RITES.intersection(said)
        if not (kin or rite or _of_others(place, reading)):
            return True
    return False


_LIFELESS = tuple(word for language in LANGUAGES for word in language.classes["lifeless"])
_ENDS = frozenset({"died", "dead", "expired", "murio", "muerto", "muerta", "expiro"})
"""What things do as well as people."""
_WRITER = frozenset({"i", "im", "ive", "id"})
_OWNED = frozenset(
    {"his", "her", "my", "the", "their", "old", "some", "k", "que", "la", "el", "mi"}
)
_AS_ONE = 3
"""How far in front what ended may stand."""


def _of_a_thing(place: Found, reading: Reading, clause: int, ends: int) -> bool:
    """Whether what ended is a thing ("her inhaler expired"), or the writer ("I died, lol")."""
    if not _ENDS.intersection(reading.words[place.begins : place.ends]):
        return False
    before = reading.words[max(clause, place.begins - _AS_ONE) : place.begins]
    for word in reversed(before):
        if word in _THE_PATIENT or word in _KIN:
            return False
        if _lifeless(word):
            return True
    if before[-1:] and before[-1] in _WRITER:
        return True
    behind = reading.words[place.ends : min(ends, place.ends + _AS_ONE)]
    named = next((word for word in behind if word not in _OWNED), None)
    return named is not None and _lifeless(named)


def _lifeless(word: str) -> bool:
    return same(_LIFELESS, word, several=False)


_OTHERS = frozenset(
    {
        *("law", "neighbor", "friend", "coworker", "uncle", "aunt", "cousin", "roommate", "boss"),
        *("dog", "cat", "ex", "stepdad", "classmate", "cunado", "cunada"),
        *("vecino", "vecina", "tio", "tia", "primo", "prima", "compadre", "comadre", "amigo"),
        *("amiga", "perro", "perrito", "gato"),
    }
)
"""Whose death is not the patient's."""


def _of_others(place: Found, reading: Reading) -> bool:
    """Whether the one who died is named right in front, and is none of the patient's own."""
    begins = max((mark for mark in reading.hard if mark <= place.begins), default=0)
    before = reading.words[max(begins, place.begins - _SUBJECT) : place.begins]
    names = [at for at, word in enumerate(before) if word in _OTHERS]
    return bool(names) and not _THE_PATIENT.intersection(before[names[-1] + 1 :])


def _long_ago(place: Found, reading: Reading) -> bool:
    """Whether it is history, said in the words right behind: "died last year"."""
    behind = " ".join(reading.words[place.ends : place.ends + _SUBJECT])
    before = " ".join(reading.words[max(0, place.begins - _SUBJECT) : place.begins])
    if _SINCE.search(before):
        return True
    return bool(_AGO.search(behind)) and not _JUST.search(" ".join(reading.words[place.ends :]))


def _is_not_meant(place: Found, reading: Reading) -> bool:
    """Whether the death is denied, only supposed, of a thing, or long ago."""
    clause, ends = reading.clause(place.begins)
    before = reading.words[max(place.begins - 2, clause) : place.begins]
    denied = bool(DENIALS.intersection(before))
    if denied or _of_a_thing(place, reading, clause, ends):
        return True
    return is_supposed(place, reading) or _long_ago(place, reading)
