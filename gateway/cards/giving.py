"""Giving what a card asks to a colleague who is on: the same rule as GIVE by text."""

from datetime import datetime

from sqlmodel import Session

from adapters.sql.database import Database
from domain.staffing.assignment import Candidate
from domain.staffing.stand_ins import ASKED
from gateway.cards.access import Holder
from gateway.cards.episodes import Episodes
from models.payloads import Moved
from store.people.giving import Held, needed, takers


class CardGiving:
    """Who could take a card's question now, and the word to its episode that they do."""

    def __init__(self, database: Database, episodes: Episodes) -> None:
        self._database = database
        self._episodes = episodes

    async def colleagues(self, holder: Holder, now: datetime) -> tuple[Candidate, ...]:
        """Those who are on now and could answer it, in the order in which they would be asked."""
        if holder.person.role not in ASKED:
            return ()
        return await self._database.reading(lambda session: _on(session, holder, now))

    async def give(self, holder: Holder, to: str, now: datetime) -> str | None:
        """The name of whoever has it now; nobody where they cannot take it any more."""
        on = await self.colleagues(holder, now)
        taker = next((one for one in on if one.handle == to), None)
        if taker is None:
            return None
        told = _held(holder).goes_to(taker.handle, taker.name, Moved.GIVEN)
        return taker.name if await self._episodes.hand_over(holder.episode, told) else None


def _on(session: Session, holder: Holder, now: datetime) -> tuple[Candidate, ...]:
    need = needed(_held(holder), now)
    return takers(session, holder.episode, need, holder.person.handle).on


def _held(holder: Holder) -> Held:
    return Held(key=holder.question, by=holder.person)
