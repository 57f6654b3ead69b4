"""The event numbers of FHIR subscriptions: what a hospital's server says that we have missed."""

from dataclasses import dataclass

from sqlmodel import Session

from adapters.encryption import Tokens
from adapters.sql.database import Database
from models.tables import Subscription

MOST_MISSED = 1000


@dataclass(frozen=True)
class Subscriptions:
    """Remembers the highest number of every subscription."""

    database: Database
    tokens: Tokens

    async def seen(self, facility: str, subscription: str, number: int) -> tuple[int, ...]:
        """Note a number; gives those between the highest before and this one, a thousand at most.

        The first number of a subscription has no gap before it; a lower one changes nothing.
        """
        token = self.tokens.message("subscription", facility, subscription)

        def note(session: Session) -> tuple[int, ...]:
            known = session.get(Subscription, token)
            if known is None:
                session.add(Subscription(token=token, facility=facility, highest=number))
                return ()
            missed = tuple(range(known.highest + 1, min(number, known.highest + MOST_MISSED)))
            known.highest = max(known.highest, number)
            session.add(known)
            return missed

        return await self.database.writing(note)
