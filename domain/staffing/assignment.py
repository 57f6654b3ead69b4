"""Who of those who work somewhere is asked, and why: an order whose every reason can be said.

In order: reached by texts at all, on shift before it is due, below their cap, speaks the
patient's language, knows the episode, holds the fewest open tasks; then who starts soonest, then
the handle. With nobody on shift, what is urgent goes down the on-call list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.pathway import Role
from domain.time.hours import Reach
from domain.time.phrasing import short_instant, short_time
from domain.words.phrasebook import phrase

_Rank = tuple[bool, bool, int, bool, datetime, bool, bool, bool, int, datetime, str]


@dataclass(frozen=True, kw_only=True)
class Need:
    """What somebody is asked for: from when, by when, and in which language the patient speaks."""

    role: Role
    at: datetime
    due: datetime | None = None
    urgent: bool = False
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What counts of somebody who could be asked in one of their roles.

    `turn` is that role's place among those that answer, 0 for the one that was asked for. `on_call`
    is their place on the list of that hour, from 1; 0 is none. `mark` says why no text reaches
    their phone.
    """

    handle: str
    name: str
    role: Role
    reach: Reach
    cap: int
    languages: tuple[str, ...]
    turn: int = 0
    open_tasks: int = 0
    knows: bool = False
    on_call: int = 0
    mark: str = ""

    def soonest(self, need: Need) -> datetime:
        """When they work next, from when it is asked."""
        return self.reach.next_open(need.at)

    def in_time(self, need: Need) -> bool:
        """Whether they are on shift before it is due."""
        return need.due is None or self.soonest(need) < need.due

    def full(self) -> bool:
        """Whether they hold as many open tasks as they may."""
        return self.open_tasks >= self.cap

    def speaks(self, need: Need) -> bool:
        """Whether they speak the patient's language."""
        return not need.language or need.language in self.languages


def ranked(candidates: Sequence[Candidate], need: Need) -> list[Candidate]:
    """All of one role, whoever is asked first; those whose phone is marked are never asked."""
    by_list = goes_by_list(candidates, need)
    return sorted(candidates, key=lambda each: _rank(each, need, by_list=by_list))


def choose(candidates: Sequence[Candidate], need: Need) -> Candidate | None:
    """Whoever is asked, of the first role in which anybody can be."""
    reached = [each for each in candidates if not each.mark]
    turn = min((each.turn for each in reached), default=0)
    return next(iter(ranked([each for each in reached if each.turn == turn], need)), None)


def takes_over(candidates: Sequence[Candidate], need: Need) -> Candidate | None:
    """Whoever can do in time what somebody else cannot: on shift before it is due, or on call."""
    first = choose(candidates, need)
    if first is None or first.in_time(need):
        return first
    peers = [each for each in candidates if each.turn == first.turn and not each.mark]
    return first if first.on_call and goes_by_list(peers, need) else None


def goes_by_list(candidates: Sequence[Candidate], need: Need) -> bool:
    """Whether the on-call list is asked: for what is urgent when nobody of the role is on shift."""
    if not any(each.on_call for each in candidates if not each.mark):
        return False
    working = any(each.reach.open_at(need.at) for each in candidates if not each.mark)
    return need.role is Role.ON_CALL or (need.urgent and not working)


def why(candidate: Candidate, need: Need, *, by_list: bool, zone: str) -> tuple[str, ...]:
    """What speaks for and against somebody, as it counts; times are in that zone."""
    listed, urgent = by_list and candidate.on_call > 0, "_urgent" if need.urgent else ""
    said = {
        phrase("assignment.marked", why=phrase(f"values.{candidate.mark}")): bool(candidate.mark),
        phrase(f"assignment.on_call{urgent}", place=candidate.on_call): listed,
        _working(candidate, need, zone): not listed,
        _holding(candidate): True,
        phrase("assignment.speaks", language=need.language): (
            bool(need.language) and candidate.speaks(need)
        ),
        phrase("assignment.not_spoken", language=need.language): not candidate.speaks(need),
        phrase("assignment.knows"): candidate.knows,
    }
    return tuple(words for words, holds in said.items() if holds)


def _rank(candidate: Candidate, need: Need, *, by_list: bool) -> _Rank:
    soonest, in_time = candidate.soonest(need), candidate.in_time(need)
    waits = need.due is not None and in_time and not need.urgent
    return (
        bool(candidate.mark),
        by_list and not candidate.on_call,
        by_list and candidate.on_call,
        not in_time,
        need.at if waits else soonest,
        candidate.full(),
        not candidate.speaks(need),
        not candidate.knows,
        candidate.open_tasks,
        soonest,
        candidate.handle,
    )


def _working(candidate: Candidate, need: Need, zone: str) -> str:
    reach, soonest = candidate.reach, candidate.soonest(need)
    if reach.open_at(need.at):
        ends = reach.next_end(need.at)
        if not ends:
            return phrase("assignment.any_hour")
        return phrase("assignment.on_shift", until=_clock(ends, need.at, zone))
    known = "next" if reach.open_at(soonest) else "off"
    late = "" if candidate.in_time(need) else "_late"
    return phrase(f"assignment.shift_{known}{late}", when=short_instant(soonest, zone))


def _clock(ends: datetime, at: datetime, zone: str) -> str:
    """The time alone where it is the same day."""
    soon = (ends - at).days < 1
    return short_time(ends, zone) if soon else short_instant(ends, zone)


def _holding(candidate: Candidate) -> str:
    held = candidate.open_tasks
    if candidate.full():
        return phrase("assignment.full", held=held, cap=candidate.cap)
    return phrase("assignment.holds", held=held)
