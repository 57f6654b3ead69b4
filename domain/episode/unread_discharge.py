"""A discharge that nobody could use: by when it is due, who hears of it next, and when.

It belongs to no episode and climbs like one that cannot be placed (`domain/steps/disposition.py`):
the intake lead, who has `answer_hours` and hears it twice, then the rungs of the routine ladder,
then the last rung each staffed morning. It ends only when the message is settled.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.episode.contact_timing import with_hours
from domain.episode.deadlines import contact_due
from domain.pathway import Pathway, Role
from domain.time.calendar import Calendar

_AHEAD = timedelta(minutes=5)
"""How far a sender's clock may be before ours."""
_LEAD, _AGAIN, _FIRST_RUNG = 1, 2, 3


@dataclass(frozen=True, kw_only=True)
class Heard:
    """How far it has climbed: the place of the last who heard, when, and when the lead first did.

    Place 0: nobody has.
    """

    place: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Who hears of it next, and from when on."""

    place: int
    role: Role
    at: datetime


def due(
    discharged_at: datetime | None, received_at: datetime, calendar: Calendar, pathway: Pathway
) -> datetime:
    """With the first contact of the discharge; of a time that cannot be, of its receipt.

    Never so soon that whoever is asked has no staffed hours before the ladder.
    """
    since, oldest = received_at, received_at - timedelta(days=pathway.window_days)
    if discharged_at is not None and oldest <= discharged_at <= received_at + _AHEAD:
        since = min(discharged_at, received_at)
    return with_hours(contact_due(since, calendar, pathway), received_at, calendar, pathway)


@dataclass(frozen=True, kw_only=True)
class UnreadDischarge:
    """One of them. `nobody`: the roles for which nobody can be found; they are passed over."""

    received_at: datetime
    due: datetime
    calendar: Calendar
    pathway: Pathway
    nobody: Collection[Role] = ()

    def next(self, heard: Heard, now: datetime) -> Telling | None:
        """Who hears next; None: there is nobody at all.

        Each has their time, counted from when the one before was told, also after a pause of ours.
        """
        if heard.place < _LEAD and Role.INTAKE_LEAD not in self.nobody:
            at = self.calendar.next_staffed(self.received_at)
            return Telling(place=_LEAD, role=Role.INTAKE_LEAD, at=at)
        following = self._rung(heard)
        if heard.place < _AGAIN and heard.first_at is not None and following is not None:
            half = timedelta(hours=self.pathway.intake.answer_hours) / 2
            at = self.calendar.next_staffed(heard.first_at + half)
            if at < following.at and following.at > now:
                return Telling(place=_AGAIN, role=Role.INTAKE_LEAD, at=at)
        return following or self._lead_each_morning(heard)

    def _rung(self, heard: Heard) -> Telling | None:
        """The next rung, or the last one again each morning."""
        rungs = self.pathway.ladders.routine.rungs
        places = [
            (place, rung.role)
            for place, rung in enumerate(rungs, start=_FIRST_RUNG)
            if rung.role not in self.nobody
        ]
        if not places:
            return None
        ahead = next(((place, role) for place, role in places if place > heard.place), None)
        if ahead is not None:
            return Telling(place=ahead[0], role=ahead[1], at=self._rises_at(heard))
        place = max(heard.place + 1, _FIRST_RUNG + len(rungs))
        return Telling(place=place, role=places[-1][1], at=self._morning_after(heard))

    def _rises_at(self, heard: Heard) -> datetime:
        if heard.place >= _FIRST_RUNG and heard.last_at is not None:
            told = self.pathway.ladders.routine.rungs[heard.place - _FIRST_RUNG]
            return self._when(heard.last_at + timedelta(minutes=told.reply_minutes))
        asked_at = self.calendar.next_staffed(self.received_at)
        if heard.first_at is None:
            return self._when(asked_at)
        hours = timedelta(hours=self.pathway.intake.answer_hours)
        answered = self.calendar.next_staffed(heard.first_at + hours)
        return self._when(max(min(answered, self.due), self.received_at))

    def _lead_each_morning(self, heard: Heard) -> Telling | None:
        """Of a facility without any of the ladder's people."""
        if Role.INTAKE_LEAD in self.nobody:
            return None
        at = self._morning_after(heard)
        return Telling(place=max(heard.place, _AGAIN) + 1, role=Role.INTAKE_LEAD, at=at)

    def _morning_after(self, heard: Heard) -> datetime:
        last = heard.last_at or self.received_at
        return self.calendar.next_staffed(self.calendar.end_of(self.calendar.day(last)))

    def _when(self, at: datetime) -> datetime:
        staffed = self.pathway.ladders.routine.staffed_only
        return self.calendar.next_staffed(at) if staffed else at
