"""Who is on call at an hour, from a role's list as the hospital wrote it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.time.calendar import WEEKDAYS
from domain.time.hours import Reach


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Somebody on a role's list, on these days of the week; no days are all of them."""

    handle: str
    days: tuple[str, ...] = ()


def places(listed: Iterable[Listed], reaches: Mapping[str, Reach], at: datetime) -> dict[str, int]:
    """The places of that hour, from 1: at any hour of the day, but not of those who are off."""
    on = (
        one.handle
        for one in listed
        if one.handle in reaches and _holds(one, reaches[one.handle], at)
    )
    return {handle: place for place, handle in enumerate(dict.fromkeys(on), start=1)}


def _holds(one: Listed, reach: Reach, at: datetime) -> bool:
    weekday = WEEKDAYS[reach.local(at).weekday()]
    return (not one.days or weekday in one.days) and reach.at_any_hour().open_at(at)
