"""What comes of comparing one field of two lines."""

from enum import StrEnum


class Found(StrEnum):
    """What comes of comparing one field."""

    SAME = "same"
    OTHER = "other"
    UNIT = "unit"
    UNKNOWN = "unknown"
