"""Whether somebody says that the patient has died: any word of it, from anybody.

Deaths of others and of long ago are none, and what only sounds like one (batteries, cards).
"""

import re

from domain.clinical.counted_doses import DRUGS
from domain.clinical.phrases import Found, Reading, phrases, read, same
from domain.clinical.triage import DENIALS, is_supposed
from domain.languages import LANGUAGES
from domain.languages.joined import any_of, of_all, set_of

_DEATHS = tuple(phrase for language in LANGUAGES for phrase in phrases(language, language.deaths))
_NOT_DEATHS = tuple(
    phrase for language in LANGUAGES for phrase in phrases(language, language.not_deaths)
)


def says_death(text: str, *, staff: bool = False) -> bool:
    """Whether somebody says that the patient has died; of staff's words not another's death."""
    return any(_dead(reading, staff=staff) for reading in read(text))


_KIN = set_of(lambda one: one.death.kin)
_SUBJECT = 5
_OF_WHAT = 7
"""How far behind, in one clause, it may be said when: "died of the same thing years ago"."""
_THE_PATIENT = set_of(lambda one: one.death.the_patient)
_PATIENT = set_of(lambda one: one.death.patient)
_PARENTS = set_of(lambda one: one.death.parents)
"""What a relative who calls says of the patient: "dtr called, mom passed"."""
_TELLS = set_of(lambda one: one.death.tells)
"""In front of a relative who tells of it: "per dtr mom passed"."""
_SOMEBODY = set_of(lambda one: one.death.somebody)
"""Of whom a relative tells: "wife found him cold" is not the wife's death."""
_FOUND = set_of(lambda one: one.death.found)
"""Who was found, whoever found them: "the neighbor found him dead"."""
_RITES = set_of(lambda one: one.death.rites)
"""What is said of any death: of somebody else's where one is named."""
_JUST = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.death.just))})\b")
_AGO = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.death.ago))})\b")
_SINCE = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.death.since))})(?: \w+)?$")


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
        before = reading.words[max(place.begins - _SUBJECT, 0) : place.begins]
        kin = staff and _is_kins(said, before) and not _SOMEBODY.intersection(said)
        rite = somebody_elses and _RITES.intersection(said)
        if not (kin or rite or _of_others(place, reading)):
            return True
    return False


def _is_kins(said: tuple[str, ...], before: tuple[str, ...]) -> bool:
    """Whether a colleague tells of a relative's death: "per son pt passed" is the patient's."""
    told_of = not _TELLS.intersection(before) and (_KIN - _PARENTS).intersection(said[:1])
    return bool(told_of or _KIN.intersection(before[-1:])) and not _PATIENT.intersection(said)


_LIFELESS = tuple(word for language in LANGUAGES for word in language.classes.get("lifeless", ()))
_ENDS = set_of(lambda one: one.death.ends)
"""What things do as well as people."""
_WRITER = set_of(lambda one: one.death.writer)
_OWNED = set_of(lambda one: one.death.owned)
_AS_ONE = 4
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
    return same(_LIFELESS, word) or word in DRUGS


_OTHERS = set_of(lambda one: one.death.others)
"""Whose death is not the patient's."""


_NAMED_BEHIND = set_of(lambda one: one.death.named_behind)
"""Verbs behind which the one who died is named: "murio mi tia"."""
_WHOSE = set_of(lambda one: one.death.whose)


def _named_behind(place: Found, reading: Reading) -> bool | None:
    """Whether who is named right behind the verb is another; None where nobody is."""
    if not _NAMED_BEHIND.intersection(reading.words[place.begins : place.ends]):
        return None
    behind = reading.words[place.ends : place.ends + 3]
    named = next((word for word in behind if word not in _WHOSE), "")
    if named in _OTHERS:
        return True
    return False if named in _THE_PATIENT else None


def _of_others(place: Found, reading: Reading) -> bool:
    """Whether the one who died is named beside it, and is none of the patient's own."""
    if (behind := _named_behind(place, reading)) is not None:
        return behind
    begins = max((mark for mark in reading.hard if mark <= place.begins), default=0)
    before = reading.words[max(begins, place.begins - _SUBJECT) : place.begins]
    if _PATIENT.intersection(reading.words[place.begins : place.ends]):
        return False
    names = [at for at, word in enumerate(before) if word in _OTHERS]
    if not names:
        return False
    between, said = before[names[-1] + 1 :], reading.words[place.begins : place.ends]
    return not (_THE_PATIENT.intersection(between) or _FOUND.intersection((*between, *said)))


def _long_ago(place: Found, reading: Reading) -> bool:
    """Whether it is history, said in it or in the words right behind: "died last year"."""
    _, ends = reading.clause(place.ends - 1)
    until = max(place.ends + _SUBJECT, min(place.ends + _OF_WHAT, ends))
    behind = " ".join(reading.words[place.begins : until])
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
