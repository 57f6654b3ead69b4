"""A step is given to a colleague by hand: whoever had its open questions and whoever has them hear.

NotDone
├── NothingToGive   nobody of the staff has an open question of that step
└── CannotTake      they could not answer it, or are not on now
"""

from datetime import datetime

from sqlmodel import Session

from adapters.sql.database import Database
from domain.protocol.ownership import part_of
from models import names
from models.payloads import Moved, ReassignQuestion
from operations.by_hand.episodes import ByHand, NotDone, UnknownPerson
from store.people.giving import Takers, held, held_of, needed, takers
from store.people.parties import colleagues


class NothingToGive(NotDone):
    """No question of that step stands with anybody of the staff."""

    def __init__(self, step: str, have: tuple[str, ...]) -> None:
        others = ", ".join(have) or "nothing"
        super().__init__(f"nobody is asked anything about {step!r}; open with staff: {others}")


class CannotTake(NotDone):
    """Not a person who could answer, or not now."""

    def __init__(self, handle: str, here: Takers, has: str) -> None:
        could = any(one.handle == handle for one in here.could)
        why = "is not on now" if could else f"is no {here.need.role.replace('_', ' ')} here"
        why = "has it already" if handle == has else why
        on = ", ".join(one.handle for one in here.on)
        super().__init__(f"{handle!r} {why}; on now: {on or 'nobody else'}")


class Giving:
    """GIVE from the command line."""

    def __init__(self, by_hand: ByHand, database: Database) -> None:
        self._by_hand = by_hand
        self._database = database

    async def give(self, episode: str, step: str, to: str) -> str:
        """Give all that a step asks of staff to a colleague, and the step with it.

        Raises UnknownEpisode, EpisodeClosed, UnknownPerson, NothingToGive, CannotTake, NotRunning,
        NobodyAnswers.
        """
        await self._by_hand.make_sure_it_goes_on(episode)
        now = await self._by_hand.now()
        moves = await self._database.reading(
            lambda session: _moves(session, episode, step, to, now)
        )
        for told in moves:
            await self._by_hand.signal(episode, names.HAND_OVER, told, f"{step} given to {to}")
        return f"{episode}: {step} is with {moves[0].to_name} now"


def _moves(
    session: Session, episode: str, step: str, to: str, now: datetime
) -> tuple[ReassignQuestion, ...]:
    known = colleagues(session)
    if to not in known:
        raise UnknownPerson(to, tuple(known))
    standing = held_of(session, episode, step)
    if not standing:
        parts = sorted({part_of(one.key) for one in held(session, episode)})
        raise NothingToGive(step, tuple(parts))
    for one in standing:
        here = takers(session, episode, needed(one, now), one.by.handle)
        if to not in {each.handle for each in here.on}:
            raise CannotTake(to, here, one.by.handle)
    return tuple(one.goes_to(to, known[to], Moved.GIVEN_BY_HAND) for one in standing)
