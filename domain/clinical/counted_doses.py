"""How many tablets somebody took, by number: a handful is an overdose, a day's round is none.

Thresholds **(set)**: a clinician must sign them (`docs/lexicon.md`).
"""

import re
from collections.abc import Iterator

from domain.clinical.drugs.tables import BRANDS, USUAL_ROUTE
from domain.clinical.flag import Flag, Meant
from domain.languages import LANGUAGES, Level
from domain.languages.joined import any_of, of_all, set_of
from domain.normalize import clean, plain

MANY_OF_ONE, MANY = 7, 15
"""From how many on: of one drug ("14 of the oxycodone"), and of tablets that nobody names."""
_COUNTED = "counted tablets"
_SHORTEST = 5
_NO_TABLETS = frozenset({"oxygen", "insulin", "syringes", "lancets", "nitro"})
DRUGS = frozenset(
    name
    for name in (*USUAL_ROUTE, *BRANDS)
    if name.isalpha() and len(name) >= _SHORTEST and name not in _NO_TABLETS
)
"""Names of drugs that are one word."""
_PLAIN = set_of(lambda one: one.counted.names)
_STEMS = tuple(
    word.rstrip("*")
    for language in LANGUAGES
    for word in language.classes.get(language.counted.of_class, ())
    if word.rstrip("*") not in language.counted.not_counted
)
_NUMBERS = {word: number for one in LANGUAGES for word, number in one.counted.numbers.items()}
_TOOK = (
    rf"(?:{any_of(of_all(lambda one: one.counted.took))})"
    rf"(?: (?:{any_of(of_all(lambda one: one.counted.about))})\b){{0,3}}"
)
_NO_COUNT = (
    r"(?! ?(?:mg|mcg|ml|units?|am|pm|days?|dias?|hours?|hrs|min\w*|weeks?|pictures?|mgs)\b|[:/.]\d)"
)
_TAKEN = re.compile(
    rf"\b{_TOOK} (?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})\b{_NO_COUNT}"
    r"(?P<of> (?:of|de))?(?P<words>(?: [a-z]+){1,5})"
)
_AS_ALWAYS = re.compile(
    r"\b(?:a day|daily|every|each|per day|al dia|diari\w+|cada|like (?:i|he|she|always|the|you)"
    r"|as (?:usual|always|prescribed|directed|told)|on my list|de siempre|como siempre|days? of"
    r"|course)\b"
)


def look(text: str) -> list[Meant]:
    """Every count of tablets taken that is no dose."""
    said = re.sub(r"[^\w/:.]+", " ", plain(clean(text)).replace("'", ""))
    return [
        Meant(
            flag=Flag(level=Level.EMERGENCY, name="poisoning_or_reaction"),
            phrase=_COUNTED,
            words=words,
        )
        for words in _found(said)
    ]


def _found(said: str) -> Iterator[str]:
    for found in _TAKEN.finditer(said):
        number = found["n"]
        count = int(number) if number.isdigit() else _NUMBERS[number]
        words = found["words"].split()
        named = next((word for word in words if _is_drug(word)), None)
        if named is None or _AS_ALWAYS.search(said[found.start() :]):
            continue
        if count >= (MANY if named in _PLAIN and not found["of"] else MANY_OF_ONE):
            yield found.group()


def _is_drug(word: str) -> bool:
    return word.startswith(_STEMS) or word in _PLAIN or word in DRUGS or word.rstrip("s") in DRUGS
