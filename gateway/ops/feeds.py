"""How each hospital's messages come: the last, what came of a day's, how its alarm stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from activities.silences import Standing, standing
from domain.hospital.feed import Feed, Feeds
from models.tables import Facility
from operations.received import FeedLine, by_feed


@dataclass(frozen=True, kw_only=True)
class FeedStanding:
    """One feed. `known`: the store has its facility, without which nobody can be told.

    `file` is what a file of `feeds/` says, None where there is none; `silence` is None there too,
    and where nothing ever came.
    """

    name: str
    time_zone: str
    known: bool
    file: Feed | None
    events: tuple[FeedLine, ...]
    silence: Standing | None

    @property
    def last(self) -> datetime | None:
        """When the last message came."""
        return max((one.last for one in self.events), default=None)

    @property
    def day(self) -> tuple[FeedLine, ...]:
        """The events of the last 24 hours."""
        return tuple(one for one in self.events if one.day)


def feed_standings(
    session: Session, feeds: Feeds, facilities: Sequence[Facility], now: datetime, zone: str
) -> list[FeedStanding]:
    """Every feed, and whoever sent without one; `zone` is of what belongs to no hospital."""
    lines = by_feed(session, "", now)
    spoken, known = dict(feeds.by_facility), {one.handle: one for one in facilities}
    handles = dict.fromkeys([*sorted(spoken), *(one.facility for one in lines)])
    return [
        FeedStanding(
            name=known[handle].name if handle in known else handle or "of a sender without a feed",
            time_zone=spoken[handle].time_zone if handle in spoken else zone,
            known=handle in known,
            file=spoken.get(handle),
            events=tuple(one for one in lines if one.facility == handle),
            silence=standing(session, spoken[handle]) if handle in spoken else None,
        )
        for handle in handles
    ]
