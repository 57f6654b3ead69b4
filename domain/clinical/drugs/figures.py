"""Figures of drug lists: parts of a piece and times a week come out the same by every way."""

_PLACES = 9


def exact(value: float) -> float:
    """Three thirds are one: what differs in the tenth place does not differ."""
    return round(value, _PLACES)


def quotient(text: str) -> float:
    """Read "1/7" or "2.5" as a figure."""
    over, _, under = text.partition("/")
    return exact(float(over) / float(under or 1))


def figure(value: float) -> str:
    """A figure as people write it: 2.5, and no zeros behind it."""
    return str(int(value)) if value == int(value) else f"{value:.6g}"
