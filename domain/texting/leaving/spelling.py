"""One spelling for how people type on a phone: "pls quit txtin my #" is "please quit texting my number".

Only what is looked for in `leaving` is read so: an answer or a danger is read as it was written.
"""

import re
from dataclasses import replace

from domain.languages import LANGUAGES
from domain.languages.joined import any_of, of_all
from domain.normalize import Clause, bare, clauses, clean, plain

_RIGHT = {wrong: right for one in LANGUAGES for right, ways in one.typed.items() for wrong in ways}
_WRONG = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _RIGHT), key=len, reverse=True))})\b")
_SWEARING = re.compile(rf"\b(?:{any_of(of_all(lambda one: one.swearing))}) ")
_LIKELY = tuple(
    (re.compile(wrong), right) for one in LANGUAGES for wrong, right in one.typed_alike.items()
)
_SIGN = re.compile(r"(?<!\w)#(?!\s?\d)")


def spelled(text: str) -> str:
    """The bare words of a text in one spelling."""
    return _in_one_spelling(bare(_SIGN.sub(" number ", clean(text))))


def spelled_clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in one spelling."""
    cut = clauses(_SIGN.sub(" number ", plain(clean(text))))
    return tuple(replace(part, words=_in_one_spelling(part.words)) for part in cut)


def _in_one_spelling(words: str) -> str:
    for wrong, right in _LIKELY:
        words = wrong.sub(right, words)
    words = _WRONG.sub(lambda found: _RIGHT[found[0]], words)
    return _SWEARING.sub("", words)
