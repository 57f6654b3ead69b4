"""Near leaving: annoyed, asks how to get off, doubts. Texts pause until a person has decided.

Who plainly wants no more texts is `consent`'s; here is what a reasonable person would ask about.
"""

import re

from domain.languages.joined import any_of, of_all
from domain.normalize import bare, clean
from domain.texting.leaving.spelling import spelled

_DECLINES = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.near_leaving.declines))})")
"""A no to us, thanks beside it or not."""
_NAMED = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.near_leaving.named))})")
_VAGUE = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.near_leaving.vague))})")
_STAY = re.compile(any_of(of_all(lambda one: one.near_leaving.stay)))
_THANKED = re.compile(rf"(?<!no )\b(?:{any_of(of_all(lambda one: one.near_leaving.thanks))})\b")
_BUT = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.near_leaving.but))})\b")
_OTHER = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.near_leaving.other))})\b")
_STOPS = of_all(lambda one: one.near_leaving.misspelt)
_SLIPS = {"s": "adwxzeq", "t": "rygf56", "o": "ipkl90", "p": "ol0"}
"""The keys beside those of STOP."""
_NOT_STOP = frozenset(of_all(lambda one: one.near_leaving.not_stop))
_AGAIN = re.compile(
    rf"\W*(?:(?:{any_of(of_all(lambda one: one.near_leaving.before_again))})\W+)?"
    rf"(?:{any_of(of_all(lambda one: one.near_leaving.again))})\s*[?!]{{2}}",
    re.IGNORECASE,
)
"""Whoever writes no more than that is weary of us."""
_SIGNS = frozenset("🛑✋🚫⛔🖐🤚🖕")


def is_near(text: str) -> bool:
    """Whether somebody is near leaving, and it should be asked before the next text."""
    if set(text) & _SIGNS and not bare(text):
        return True
    if is_misspelled_stop(text) or _AGAIN.match(clean(text)):
        return True
    said = spelled(text)
    if _DECLINES.search(said):
        return True
    if _STAY.search(said) or (_THANKED.search(said) and not _BUT.search(said)):
        return False
    return _NAMED.search(said) is not None or (
        _VAGUE.search(said) is not None and not _OTHER.search(said)
    )


def is_misspelled_stop(text: str) -> bool:
    """Whether the whole text is STOP with a letter wrong, and no other word."""
    said = bare(clean(text))
    return said not in _NOT_STOP and (any(_nearly(word, said) for word in _STOPS) or _slipped(said))


def is_stop_doubled(text: str) -> bool:
    """STOP with a letter too many ("STOPP", "sttop") can be nothing else."""
    return re.sub(r"(.)\1+", r"\1", bare(text)) == "stop"


def _slipped(said: str) -> bool:
    """STOP with one finger on the key beside: "dtop", "stip"."""
    if len(said) != len("stop"):
        return False
    wrong = [(right, typed) for right, typed in zip("stop", said, strict=True) if right != typed]
    return len(wrong) == 1 and wrong[0][1] in _SLIPS[wrong[0][0]]


def _nearly(right: str, said: str) -> bool:
    if said == right or abs(len(said) - len(right)) > 1 or len(said) < len(right) - 1:
        return False
    if sorted(said) == sorted(right):
        return sum(a != b for a, b in zip(right, said, strict=True)) == 2  # noqa: PLR2004 - a swap
    return len(said) == len(right) + 1 and any(
        said[:at] + said[at + 1 :] == right for at in range(len(said))
    )
