"""A denial that stands behind a danger: "SOB: none", "chest pain? no", "dolor de pecho no".

It silences only the danger that it stands behind, and only where nothing else is said there.
"""

import re

from domain.clinical.phrases import ANSWERED_NO, NOT, Found, Reading
from domain.languages.joined import any_of, of_all, set_of

_BEHIND = 4
"""How far behind a danger its denial may stand."""
_ANSWERED = set_of(lambda one: one.clauses.denies)
_ANSWERED_BY_STAFF = _ANSWERED | {
    "no",
    "denies",
    "denied",
    "neg",
    "negative",
    "x0",
    "0/10",
    "niega",
}
_STILL_ITS_NAME = frozenset(
    {"thoughts", "ideation", "ideations", "symptoms", "sx", "pain", "is", "are", "was", "s/s", "si"}
)
_TAIL = frozenset(
    {
        *(
            "noted",
            "reported",
            "seen",
            "at",
            "this",
            "time",
            "per",
            "pt",
            "patient",
            "today",
            "now",
        ),
        *("currently", "since", "for", "all", "visit", "dc", "d/c", "any"),
    }
)


def answered(place: Found, reading: Reading, *, staff: bool) -> bool:
    """Whether a denial right behind is all that follows: "SOB: none", "chest pain - denies"."""
    words, at = reading.words, place.ends
    while at < len(words) and at - place.ends < _BEHIND and words[at] in _STILL_ITS_NAME:
        at += 1
    if at == len(words):
        return False
    if words[at] == ANSWERED_NO:
        return not NOT.intersection(words[place.begins : place.ends])
    if not staff and _said_no(place, reading):
        return True
    return words[at] == "free" or _denied_at_the_end(at, reading, staff=staff)


_NO_BEHIND = re.compile(any_of(of_all(lambda one: one.clauses.no_behind)))


def _said_no(place: Found, reading: Reading) -> bool:
    """Whether a clause is a danger's name and a no: "dolor de pecho no, nada de eso"."""
    words = reading.words
    begins, ends = reading.clause(place.begins)
    named = place.begins == begins or words[begins : place.begins] in _ARTICLES
    whole = place.ends < ends and not NOT.intersection(words[place.begins : place.ends])
    return named and whole and _NO_BEHIND.fullmatch(" ".join(words[place.ends : ends])) is not None


_ARTICLES = frozenset({("the",), ("any",), ("el",), ("la",), ("los",), ("y",), ("and",)})


def _denied_at_the_end(at: int, reading: Reading, *, staff: bool) -> bool:
    """Whether a denial stands there, and nothing behind it but how and when it was found."""
    words = reading.words
    if words[at] not in (_ANSWERED_BY_STAFF if staff else _ANSWERED):
        return False
    marks = reading.soft | reading.hard
    for behind in range(at + 1, len(words) + 1):
        if behind == len(words) or behind in marks:
            return True
        if words[behind] not in _TAIL:
            return False
    return False
