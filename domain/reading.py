"""How a person's text is read before any rule looks at it: one spelling for what looks the same."""

import unicodedata

_QUOTES_AND_DASHES = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`\uff07", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
_INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn"})
_KEYCAP = frozenset("\ufe0e\ufe0f\u20e3")


def clean(text: str) -> str:
    """Straighten quotes and dashes, make every script's digits ASCII, drop what nobody sees.

    Line breaks stay; they separate answers.
    """
    composed = unicodedata.normalize("NFKC", text.translate(_QUOTES_AND_DASHES))
    return "".join(_visible(char) for char in composed)


def plain(text: str) -> str:
    """Lower-case letters without accents, character for character: as long as `text` was."""
    return "".join(_plain(char) for char in text)


def _visible(char: str) -> str:
    if char in "\n\r\t":
        return "\n" if char == "\r" else char
    if char in _KEYCAP or unicodedata.category(char) in _INVISIBLE:
        return ""
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)


def _plain(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char
