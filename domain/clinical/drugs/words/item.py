"""What a phrase of a line stands for, once it is cut."""

from enum import IntEnum, auto
from typing import NamedTuple


class Sort(IntEnum):
    """What an item is."""

    NUMBER = auto()
    UNIT = auto()
    STRENGTH_OF_INSULIN = auto()
    PIECE = auto()
    FORM = auto()
    RELEASE = auto()
    ROUTE = auto()
    TIME = auto()
    RATE = auto()
    EVERY = auto()
    TIMES = auto()
    VERB = auto()
    TOTAL = auto()
    ENDS = auto()
    CHANGING = auto()
    PASSED = auto()
    NAME = auto()
    WORD = auto()
    SIGN = auto()


class Item(NamedTuple):
    """One of them: its word as the tables have it; `kind` of a TIME says which table."""

    sort: Sort
    word: str = ""
    number: float = 0.0
    kind: str = ""


END = Item(Sort.SIGN)
