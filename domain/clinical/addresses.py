"""Numbers of houses, flats and buses that are no danger: "911 Harmon Ave", "210/120 Elm St"."""

import re

from domain.clinical.phrases import Found, Reading

_STREET = re.compile(
    r"\s+(?:[nsew]\.?\s+)?(?:(?:elm|oak|maple|main|pine|cedar|park|washington|church|broadway)\b"
    r"|(?:(?:[a-z]+|\d+(?:st|nd|rd|th))\s+){1,2}(?:st|street|ave|avenue|rd|road|ln|lane|blvd|apt)\b)"
)
"""What makes "210/120" the number of a house."""


def is_street(behind: str) -> bool:
    """Whether what stands behind a number, a blank first, makes it the number of a house."""
    return _STREET.match(behind) is not None


_CALLING = frozenset(
    {
        *("call", "calls", "called", "calling", "dial", "dialed", "dialing", "send", "need"),
        *("marco", "llamo", "llamar", "marcar", "llame", "llamen"),
    }
)
"""What is done with 911: behind it no house is meant."""
_FAR = 4
_NO_NAME = frozenset(
    {
        "please",
        "pls",
        "plz",
        "hurry",
        "now",
        "to",
        "at",
        "on",
        "for",
        "quick",
        "the",
        "down",
        "my",
        "his",
        "her",
        "in",
        "i",
        "we",
        "he",
        "she",
        "hes",
        "shes",
    }
)


def is_house(place: Found, reading: Reading) -> bool:
    """Whether 911 is the number of a house: "is it 911 Harmon Ave", and not "911 at 20 Main St"."""
    words = reading.words
    marks = reading.soft | reading.hard
    if words[place.begins : place.ends] != ("911",) or place.begins in marks:
        return False
    behind = words[place.ends : place.ends + _FAR]
    before = words[max(place.begins - 3, 0) : place.begins]
    if _CALLING.intersection(before):
        return False
    told = before[:-1] if before[-1:] in (("is",), ("at",)) else before
    if _NUMBERED.intersection(told[-1:]) or behind[:1] == ("calle",):
        return True
    named = place.ends not in marks and not _NO_NAME.intersection(behind[:2])
    return named and is_street(" " + " ".join(behind))


_NUMBERED = frozenset(
    {
        *("apt", "suite", "ste", "room", "unit", "box", "extension", "ext", "bus", "porsche"),
        *(
            "flight",
            "lot",
            "address",
            "route",
            "hwy",
            "numero",
            "calle",
            "cuarto",
            "lives",
            "live",
            "moved",
        ),
    }
)
"""What has a number: a flat, a bus, a street."""
