"""How the people of a story open the card behind a text's link, and settle drug lists on it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import col, select
from temporalio.client import Client

from adapters.encryption import Seal, Tokens
from adapters.sql.database import Database
from domain.asking.choices import Value
from domain.episode.drug_decisions import DrugDecision
from domain.episode.facts import Person, Via
from domain.pathway import Role
from models import names
from models.payloads import Card, CardOpened, CardRequest, GiveAnswer, Verdict
from models.tables import Assignment
from operations.cards import PatientsOnCards
from store.patient_data.notes import Notes
from store.views import Viewer

READS, SETTLES = "[reads] ", "[settles]"
"""Before a reply: the card is opened first; instead of one: the lists are settled on it."""
_LINK = re.compile(r"/c/([0-9A-Za-z]+)")
_STEPS = {"MEDS": "reconciliation/", "DONE?": "review/", "WROTE": "review/", "DIED?": "review/"}


@dataclass(frozen=True)
class Cards:
    """The cards of a story, as the gateway shows them."""

    client: Client
    database: Database
    tokens: Tokens
    seal: Seal

    async def opens(self, number: str, body: str, now: datetime) -> tuple[Assignment, Card]:
        """Somebody reads the card behind a text: its episode is told."""
        asked = self._of(number, body)
        episode = self.client.get_workflow_handle(asked.episode)
        card: Card = await episode.query(
            names.CARD, CardRequest(key=asked.question, reader=Role(asked.role)), result_type=Card
        )
        card = await self.whole(asked.episode, card, asked)
        if card.open:
            seen = CardOpened(key=asked.question, by=_person(asked), at=now, written=card.written)
            await episode.signal(names.CARD_OPENED, seen)
        return asked, card

    async def whole(self, episode: str, card: Card, asked: Assignment | None = None) -> Card:
        """With what the account says, as whoever was asked sees it, else as somebody does."""
        patients = PatientsOnCards(self.database, self.seal, lambda: datetime.now(UTC))
        handle = asked.handle if asked else "reader"
        viewer = Viewer(handle=handle, role=card.role, via=Via.CARD)
        return await patients.whole(card, viewer, episode, asked.question if asked else "")

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
        given = GiveAnswer(
            episode=asked.episode,
            key=asked.question,
            value=Value.SETTLED,
            by=_person(asked),
            happened_at=now,
            told_at=now,
            via=Via.CARD,
            note=note,
            card=tuple((one.id, decision) for one in card.differences),
            message_id=f"card-{asked.card}",
        )
        told = await Notes(self.database, self.seal).by_reference(given)
        verdict: Verdict = await self.client.get_workflow_handle(asked.episode).execute_update(
            names.ANSWER, told, result_type=Verdict
        )
        return verdict

    def _of(self, number: str, body: str) -> Assignment:
        """By the link; a list of several has none, so by whose phone it is and what is asked."""
        link = _LINK.search(body)
        with self.database.read() as session:
            if link:
                return session.exec(select(Assignment).where(Assignment.card == link[1])).one()
            step = next((step for word, step in _STEPS.items() if word in body), "")
            mine = select(Assignment).where(
                Assignment.phone_token == self.tokens.phone(number),
                col(Assignment.question).startswith(step),
            )
            asked = session.exec(mine.order_by(col(Assignment.settled))).first()
            assert asked is not None, f"no card for {body!r}"
            return asked


def _person(asked: Assignment) -> Person:
    return Person(handle=asked.handle or "", name=asked.person_name, role=Role(asked.role))
