"""How many parts a text takes, and how to keep it in the cheap alphabet (3GPP TS 23.038).

One text holds 160 GSM-7 units or 70 UCS-2 units; when it is split, a part holds 153 or 67.
A character of the extension table costs two units; neither it nor a surrogate pair is split.
"""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM7_SINGLE, _GSM7_PART = 160, 153
_UCS2_SINGLE, _UCS2_PART = 70, 67
_LAST_OF_PLANE_0 = 0xFFFF

_LETTERS = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u02bc": "'", "\u2032": "'",
    "`": "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u2033": '"', "«": '"', "»": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-",
    "\u2212": "-", "\u2026": "...", "\u2022": "-", "\u00b7": "-", "\u00d7": "x",
    "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2007": " ", "\u2009": " ", "\u200a": " ",
    "\u202f": " ", "\t": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "\u0131": "i", "œ": "oe", "Œ": "OE", "ð": "d", "Ð": "D",
    "þ": "th", "Þ": "Th", "º": "o", "ª": "a", "°": " deg",
}  # fmt: skip


def segments(text: str) -> int:
    """Count the parts that a carrier sends and bills for this text; 0 for no text."""
    costs = [_gsm7_cost(char) for char in text]
    if 0 not in costs:
        return _parts(costs, _GSM7_SINGLE, _GSM7_PART)
    return _parts([_ucs2_cost(char) for char in text], _UCS2_SINGLE, _UCS2_PART)


def to_gsm7(text: str) -> str:
    """Write what looks the same with GSM-7 letters: "Él dijo “mañana”" keeps É and ñ, not “.

    What has no likeness, such as an emoji, stays, and makes the text UCS-2.
    """
    return "".join(_letter(char) for char in unicodedata.normalize("NFC", text))


def _gsm7_cost(char: str) -> int:
    """Units of seven bits, or 0 when the alphabet lacks the character."""
    return 1 if char in _BASIC else 2 if char in _EXTENSION else 0


def _ucs2_cost(char: str) -> int:
    return 2 if ord(char) > _LAST_OF_PLANE_0 else 1


def _parts(costs: list[int], single: int, part: int) -> int:
    """Fill parts one after the other; what does not fit whole begins the next."""
    if sum(costs) <= single:
        return min(1, len(costs))
    parts, filled = 1, 0
    for cost in costs:
        if filled + cost > part:
            parts, filled = parts + 1, 0
        filled += cost
    return parts


def _letter(char: str) -> str:
    """Keep the character if it is cheap, else take its likeness, else keep it."""
    if _gsm7_cost(char):
        return char
    if char in _LETTERS:
        return _LETTERS[char]
    base = unicodedata.normalize("NFD", char)[0]
    return base if _gsm7_cost(base) else char
