"""Which of a clinic's free times are offered."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar


class Timed(Protocol):
    """An appointment that begins then."""

    @property
    def starts_at(self) -> datetime:
        """When."""


_Slot = TypeVar("_Slot", bound=Timed)


def spread(free: Sequence[_Slot], count: int) -> list[_Slot]:
    """The earliest of each day first, so that the patient can choose between days.

    `free` is in order of time.
    """
    days: dict[date, _Slot] = {}
    for one in free:
        days.setdefault(one.starts_at.date(), one)
    first = list(days.values())
    others = [one for one in free if one not in first]
    return sorted([*first, *others][:count], key=lambda one: one.starts_at)
