"""The card behind a text's link, as whoever was asked opens it and answers on it."""

from dataclasses import dataclass
from datetime import datetime

from temporalio.client import Client

from adapters import wall_clock
from adapters.encryption import Seal
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


@dataclass(frozen=True)
class AskedCards:
    """The cards of those who were asked, without the pages and the PIN in front of them."""

    client: Client
    database: Database
    seal: Seal

    async def opens(self, asked: Assignment, now: datetime) -> Card:
        """Somebody reads the card of what they were asked: its episode is told."""
        episode = self.client.get_workflow_handle(asked.episode)
        card: Card = await episode.query(
            names.CARD, CardRequest(key=asked.question, reader=Role(asked.role)), result_type=Card
        )
        card = await self.whole(asked.episode, card, asked)
        if card.open:
            seen = CardOpened(key=asked.question, by=_person(asked), at=now, written=card.written)
            await episode.signal(names.CARD_OPENED, seen)
        return card

    async def whole(self, episode: str, card: Card, asked: Assignment | None = None) -> Card:
        """With what the account says, as whoever was asked sees it, else as somebody does."""
        patients = PatientsOnCards(self.database, self.seal, wall_clock.now)
        handle = asked.handle if asked else "reader"
        viewer = Viewer(handle=handle, role=card.role, via=Via.CARD)
        return await patients.whole(card, viewer, episode, asked.question if asked else "")

    async def answers(self, given: GiveAnswer) -> Verdict:
        """A card that was filled in reaches its episode."""
        told = await Notes(self.database, self.seal).by_reference(given)
        episode = self.client.get_workflow_handle(given.episode)
        verdict: Verdict = await episode.execute_update(names.ANSWER, told, result_type=Verdict)
        return verdict


def filled_in(
    asked: Assignment,
    card: Card,
    value: Value,
    now: datetime,
    *,
    decision: str = DrugDecision.CHANGE,
    note: str = "",
) -> GiveAnswer:
    """A card on which each difference is decided alike, with an answer."""
    return GiveAnswer(
        episode=asked.episode,
        key=asked.question,
        value=value,
        by=_person(asked),
        happened_at=now,
        told_at=now,
        via=Via.CARD,
        note=note,
        card=tuple((one.id, decision) for one in card.differences),
        message_id=f"card-{asked.card}-{value}{'-noted' if note else ''}",
    )


def _person(asked: Assignment) -> Person:
    return Person(handle=asked.handle or "", name=asked.person_name, role=Role(asked.role))
