"""What a rehearsal takes for granted beside its people: who could be asked, and free times."""

from datetime import datetime, time, timedelta
from typing import Protocol

from domain.asking.question import Question
from domain.episode.decision import HoldSlots
from domain.episode.facts import Facts, Person, Slot
from domain.pathway import Role

IMAGINED_VENDORS = 2
"""Of each kind."""
_IMAGINED_SLOT = time(10)


class Setting(Protocol):
    """A hospital with its people, vendors and clinics."""

    def person(
        self, asked: Question, facts: Facts, now: datetime, held: tuple[str, ...]
    ) -> Person | None:
        """Who is asked at `facts.asked`'s moment; `held` are the handles of who holds open tasks.

        Nobody, if nobody can be. Somebody stands in `held` once for each task.
        """

    def slots(self, wanted: HoldSlots, facts: Facts) -> tuple[Slot, ...]:
        """Free times of a clinic, at most as many as the pathway offers."""


class Imagined:
    """Somebody of each role, two vendors of each kind, a clinic with a time each morning."""

    def person(
        self, asked: Question, facts: Facts, now: datetime, held: tuple[str, ...]
    ) -> Person | None:
        """Somebody of that role."""
        del facts, now, held
        if asked.to is Role.VENDOR and asked.rank > IMAGINED_VENDORS:
            return None
        handle = f"{asked.to}-{asked.rank}" if asked.rank else asked.to
        return Person(handle=handle, name=asked.to.replace("_", " "), role=asked.to)

    def slots(self, wanted: HoldSlots, facts: Facts) -> tuple[Slot, ...]:
        """Mid-morning of each business day between the two instants."""
        calendar = facts.calendar
        first, last = calendar.day(wanted.after), calendar.day(wanted.before)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        times = (calendar.at(day, _IMAGINED_SLOT) for day in days if calendar.is_working_day(day))
        inside = [at for at in times if wanted.after < at < wanted.before]
        found = (Slot(id=f"imagined-{at:%Y%m%d}", starts_at=at) for at in inside)
        return tuple(found)[: facts.pathway.visit.offers]


IMAGINED = Imagined()
