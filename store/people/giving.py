"""Who may take what a colleague gives away: one rule behind a text, a card and a command."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from domain.episode.facts import Person
from domain.pathway import Role
from domain.protocol.ownership import part_of
from domain.staffing.assignment import Candidate, Need, ranked
from domain.staffing.colleagues import is_on
from domain.staffing.stand_ins import ASKED
from models.payloads import Moved, ReassignQuestion
from models.tables import Assignment, Encounter
from store.people.roster import Roster


@dataclass(frozen=True, kw_only=True)
class Takers:
    """Everybody who could answer in place of whoever gives it away."""

    could: tuple[Candidate, ...]
    need: Need

    @property
    def on(self) -> tuple[Candidate, ...]:
        """Those whom texts reach now, in the order in which they would be asked, each once."""
        here = [one for one in self.could if is_on(one, self.need)]
        first: dict[str, Candidate] = {}
        for turn in sorted({one.turn for one in here}):
            for one in ranked([each for each in here if each.turn == turn], self.need):
                first.setdefault(one.handle, one)
        return tuple(first.values())


@dataclass(frozen=True, kw_only=True)
class Held:
    """A question that stands with somebody of the staff."""

    key: str
    by: Person

    def goes_to(self, handle: str, name: str, how: Moved) -> ReassignQuestion:
        """The word to its episode that a colleague has it now."""
        return ReassignQuestion(
            key=self.key,
            from_handle=self.by.handle,
            from_name=self.by.name,
            to_handle=handle,
            to_name=name,
            how=how,
        )


def takers(session: Session, episode: str, need: Need, giver: str) -> Takers:
    """Whoever could take a task of an episode; of one that has closed nobody."""
    open_one = select(Encounter.facility).where(
        Encounter.episode == episode, Encounter.outcome == ""
    )
    facility = session.exec(open_one).first()
    roster = Roster(session, facility or "")
    return Takers(
        could=tuple(roster.candidates(need, episode=episode, without=(giver,))), need=need
    )


def held(session: Session, episode: str) -> Iterator[Held]:
    """What stands open with staff of an episode, alarms too."""
    rows = select(Assignment).where(
        Assignment.episode == episode,
        Assignment.handle != "",
        col(Assignment.settled).is_(False),
        col(Assignment.withdrawn).is_(False),
    )
    for row in session.exec(rows.order_by(col(Assignment.question))):
        if row.role in ASKED:
            who = Person(handle=row.handle, name=row.person_name, role=Role(row.role))
            yield Held(key=row.question, by=who)


def held_of(session: Session, episode: str, step: str) -> tuple[Held, ...]:
    """What one part of an episode has open with staff."""
    return tuple(one for one in held(session, episode) if part_of(one.key) == step)


def needed(one: Held, at: datetime) -> Need:
    """Whom it needs: the role in which it was asked, on shift now."""
    return Need(role=one.by.role, at=at)
