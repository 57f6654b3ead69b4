"""How the people of a story open the card behind a text's link, and settle drug lists on it."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from temporalio.client import Client

from adapters.encryption import Seal, Tokens
from adapters.sql.database import Database
from domain.asking.choices import Value
from domain.episode.drug_decisions import DrugDecision
from local.rehearsal.cards import AskedCards, filled_in
from models.payloads import Card, Verdict
from models.tables import Assignment

READS, SETTLES = "[reads] ", "[settles]"
"""Before a reply: the card is opened first; instead of one: the lists are settled on it."""
_LINK = re.compile(r"/c/([0-9A-Za-z]+)")
_STEPS = {"MEDS": "reconciliation/", "DONE?": "review/", "WROTE": "review/", "DIED?": "review/"}


@dataclass(frozen=True)
class Cards:
    """The cards of a story, found by the texts that lead to them."""

    client: Client
    database: Database
    tokens: Tokens
    seal: Seal

    async def opens(
        self, number: str, body: str, now: datetime, episode: str = ""
    ) -> tuple[Assignment, Card]:
        """Somebody reads the card behind a text: its episode is told.

        A list has no link: where one phone holds questions of several episodes, name the episode.
        """
        asked = self._of(number, body, episode)
        return asked, await self._asked.opens(asked, now)

    async def whole(self, episode: str, card: Card) -> Card:
        """With what the account says."""
        return await self._asked.whole(episode, card)

    async def settles(
        self,
        number: str,
        body: str,
        now: datetime,
        decision: str = DrugDecision.CHANGE,
        note: str = "",
    ) -> Verdict:
        """Somebody decides each difference on the card, and presses "Settled"."""
        asked, card = await self.opens(number, body, now)
        given = filled_in(asked, card, Value.SETTLED, now, decision=decision, note=note)
        return await self._asked.answers(given)

    async def taps(
        self, number: str, body: str, now: datetime, value: Value, *card: tuple[str, str]
    ) -> Verdict:
        """Somebody answers on the card, and taps this beside the answer."""
        asked, shown = await self.opens(number, body, now)
        given = filled_in(asked, shown, value, now)
        return await self._asked.answers(given.model_copy(update={"card": card}))

    @property
    def _asked(self) -> AskedCards:
        return AskedCards(self.client, self.database, self.seal)

    def _of(self, number: str, body: str, episode: str = "") -> Assignment:
        """By the link; a list of several has none, so by whose phone it is and what is asked."""
        link = _LINK.search(body)
        with self.database.read() as session:
            if link:
                return session.exec(select(Assignment).where(Assignment.card == link[1])).one()
            step = next((step for word, step in _STEPS.items() if word in body), "")
            mine = select(Assignment).where(
                Assignment.phone_token == self.tokens.phone(number),
                col(Assignment.question).startswith(step),
                col(Assignment.episode).startswith(episode),
            )
            asked = session.exec(mine.order_by(col(Assignment.settled))).all()
            assert asked, f"no card for {body!r}"
            whose = {one.episode for one in asked if one.settled == asked[0].settled}
            assert len(whose) == 1, f"{body!r} may be of any of {whose}"
            return asked[0]
