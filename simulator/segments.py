"""How many parts a text is sent and billed in: GSM 03.38 septets, else UTF-16 units."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape and a character: two septets


def count_segments(body: str) -> int:
    """Count the parts; no escape sequence and no surrogate pair is cut in two."""
    if all(char in _BASIC or char in _EXTENDED for char in body):
        return _parts([2 if char in _EXTENDED else 1 for char in body], alone=160, joined=153)
    return _parts([2 if ord(char) > 0xFFFF else 1 for char in body], alone=70, joined=67)  # noqa: PLR2004  # end of the BMP


def _parts(sizes: list[int], *, alone: int, joined: int) -> int:
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, joined
    for size in sizes:
        if size > room:
            parts, room = parts + 1, joined
        room -= size
    return parts
