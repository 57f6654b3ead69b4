"""Closed sets that cross the wire between builds."""

from enum import StrEnum
from typing import ClassVar, Self


class WireEnum(StrEnum):
    """A closed set whose unknown words decode as one of its own, `UNKNOWN` or the one named.

    A signal that cannot be decoded is dropped, and a newer build may say what an older one does not
    know: `class Level(WireEnum, unknown="EMERGENCY")`.
    """

    _unknown: ClassVar[str]

    def __init_subclass__(cls, unknown: str = "UNKNOWN") -> None:
        cls._unknown = unknown

    @classmethod
    def _missing_(cls, value: object) -> Self:
        del value
        return cls[cls._unknown]
