"""Words of danger as they are spoken and typed by ear: "breff" is breath, "coffed" is coughed.

One wrong letter is forgiven elsewhere (`phrases.one_mistake`); these stray further. Each language's
stand in its file, `by_ear`.
"""

import re

from domain.languages import LANGUAGES

_SOUNDS = tuple(
    (re.compile(rf"\b{heard}"), meant) for one in LANGUAGES for heard, meant in one.by_ear.items()
)


def as_it_is_meant(words: str) -> str:
    """Plain words, with those that were spelled by ear in their usual spelling."""
    for heard, meant in _SOUNDS:
        words = heard.sub(meant, words)
    return words
