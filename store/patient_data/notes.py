"""What people write beside an answer or an order: sealed row by row; histories have the name."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from adapters.encryption import Seal
from adapters.sql.database import Database
from domain.episode.drug_decisions import reasons_in, without_reasons
from domain.episode.facts import entry_of
from domain.texting.leaving.told_no import told_no
from models.payloads import GiveAnswer, GivenAnswer
from models.tables import AnswerNote, place, place_of
from store.patient_data.erasing import told_before

_CLOSING = "closing"
Chosen = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A note in words, and what was chosen on a card with its reasons in words."""

    note: str = ""
    card: Chosen = ()


@dataclass(frozen=True)
class Notes:
    """Keeps what was written before anybody is told of it, and opens it for whoever may see it.

    A wording is kept once and never changed: other words of the same name are one row more. Of what
    was told before its person was erased the row is kept empty, however often it is told again.
    """

    database: Database
    seal: Seal

    async def by_reference(self, answer: GiveAnswer) -> GivenAnswer:
        """The answer without its words: they are kept, and what they tell of is said of them."""
        note = ""
        if answer.note or reasons_in(answer.card):
            name = entry_of(answer.key, answer.message_id, answer.told_at)
            body = _in_one(answer.note, answer.card)
            note = await self._keeping(answer.episode, name, body, answer.told_at)
        return GivenAnswer(
            episode=answer.episode,
            key=answer.key,
            value=answer.value,
            also=answer.also,
            by=answer.by,
            happened_at=answer.happened_at,
            told_at=answer.told_at,
            via=answer.via,
            at=answer.at,
            note=note,
            told_no=told_no(answer.note) if answer.by.role.is_staff else None,
            flag=answer.flag,
            card=without_reasons(answer.card),
            message_id=answer.message_id,
        )

    async def of_closing(self, episode: str, words: str) -> str:
        """The name of what stands beside an order to end an episode; nothing where nothing does.

        An order may be sent again at any time: of somebody who was erased none has its words kept.
        """
        return await self._keeping(episode, _CLOSING, _in_one(words, ()), None) if words else ""

    async def beside(self, asked: str, name: str, told: str, told_at: datetime) -> None:
        """Keep a note of one episode for another that hears of it: it has the same name there."""

        def keep(session: Session) -> None:
            note = session.get(AnswerNote, (asked, name))
            if note is None or not note.body_sealed or told == asked:
                return
            gone = told_before(session, told, told_at)
            self._keep(session, told, name, "" if gone else self._body(note))

        await self.database.writing(keep)

    async def opened(self, episode: str, names: Collection[str]) -> dict[str, Beside]:
        """What stands under each of these names; a name is missing that is kept no longer."""
        return await self.database.reading(
            lambda session: {
                name: found for name in names if (found := self._found(session, episode, name))
            }
        )

    async def _keeping(self, episode: str, name: str, body: str, told_at: datetime | None) -> str:
        def keep(session: Session) -> str:
            kept = "" if told_before(session, episode, told_at) else body
            return self._keep(session, episode, name, kept)

        return await self.database.writing(keep)

    def _keep(self, session: Session, episode: str, name: str, body: str) -> str:
        number, numbered = 1, name
        while True:
            row = session.get(AnswerNote, (episode, numbered))
            if row is None:
                if self._is_new(session, episode, numbered, body):
                    return numbered
            elif not row.body_sealed or self._body(row) == body:
                return numbered
            else:
                number += 1
                numbered = f"{name}#{number}"

    def _is_new(self, session: Session, episode: str, name: str, body: str) -> bool:
        """Whether it was kept just now; else somebody kept words under this name meanwhile."""
        try:
            with session.begin_nested():
                session.add(_row(self.seal, episode, name, body))
        except IntegrityError:
            return False
        return True

    def _found(self, session: Session, episode: str, name: str) -> Beside | None:
        row = session.get(AnswerNote, (episode, name))
        if row is None or not row.body_sealed:
            return None
        said = json.loads(self._body(row))
        return Beside(note=said["note"], card=tuple((one, chosen) for one, chosen in said["card"]))

    def _body(self, row: AnswerNote) -> str:
        return self.seal.open(row.body_sealed, place_of(row))


def row_of(
    session: Session, seal: Seal, entry: tuple[str, str], card: Chosen, told_at: datetime
) -> AnswerNote:
    """What was chosen on a card without a word beside it, under its episode and name."""
    gone = told_before(session, entry[0], told_at)
    return _row(seal, *entry, "" if gone else _in_one("", card))


def _in_one(note: str, card: Chosen) -> str:
    return json.dumps({"note": note, "card": card})


def _row(seal: Seal, episode: str, name: str, body: str) -> AnswerNote:
    sealed = seal.seal(body, place(AnswerNote, episode, name)) if body else b""
    return AnswerNote(episode=episode, name=name, body_sealed=sealed)
