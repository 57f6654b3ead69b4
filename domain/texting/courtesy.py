"""What asks for nothing: thanks, blessings, a thumb. Nobody is disturbed by it."""

import re

from domain.languages.joined import set_of
from domain.normalize import bare, clean

_WORDS = set_of(lambda one: one.courtesy.words)
_NEEDED = set_of(lambda one: one.courtesy.needed)
_SYMBOLS = frozenset("👍👌🙏❤💕💖💗💙💚💛🧡💜😊🙂😀😃😄😁☺🥰😍😘🤗👏🙌✅✔💯🌹🌸🎉😇🫶🤍♥⭐✨")
_HELP = set_of(lambda one: one.courtesy.help)
_GIVEN = set_of(lambda one: one.courtesy.given)
_BESIDE = _WORDS | set_of(lambda one: one.courtesy.beside)
_DECORATION = re.compile(r"[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff\s!.]")
_FIVE = 12
THANKS = frozenset({"thanks", "thank you", "thx", "ty", "gracias"})
"""What asks for nothing of staff and vendors, whose "ok" may be an answer."""


def is_courtesy(text: str) -> bool:
    """Whether a family's whole text is courtesy, or a sign of it."""
    words = bare(text).split()
    if not words:
        signs = _DECORATION.sub("", text)
        return bool(signs) and all(sign in _SYMBOLS for sign in signs)
    if _HELP.intersection(words) and not _GIVEN.intersection(words):
        return False  # "ok help" asks for it; "thanks for the help" does not
    known = all(word in _WORDS for word in words) and "?" not in clean(text)
    return known and len(words) <= _FIVE and any(word in _NEEDED for word in words)


def is_thanks(text: str) -> bool:
    """Whether a colleague's whole text asks for nothing: thanks first, and then courtesy alone.

    Their "ok" may be an answer.
    """
    said = bare(text)
    return any(re.match(rf"{one}(?!\w)", said) for one in THANKS) and is_courtesy(text)


def is_courtesy_beside(note: str) -> bool:
    """Whether what stands behind an answer is courtesy, or says no more than the answer does."""
    words = bare(note).split()
    return not words or is_courtesy(note) or all(word in _BESIDE for word in words)
