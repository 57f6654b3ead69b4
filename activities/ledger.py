"""Every answer kept for good: rows are appended once, and none is changed."""

import json

from sqlmodel import Session

from adapters.encryption import Seal
from adapters.sql.database import Database
from domain.clinical.risk import Risk
from domain.protocol.ledger import AnswerEntry, BookingEntry, RiskEntry
from models.payloads import KeepEntries
from models.tables import AnswerNote, AnswerRow, BookingRow, Party, RiskRow
from store.patient_data.notes import row_of


class Ledger:
    """What reports, bills and reviews are made from."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def keep(self, keep: KeepEntries) -> None:
        """Append each entry that is not there; none that is there is changed."""
        await self._database.writing(lambda session: self._keep(session, keep))

    def _keep(self, session: Session, keep: KeepEntries) -> None:
        for answer in keep.entries.answers:
            if session.get(AnswerRow, (keep.episode, answer.name)) is None:
                self._answer(session, keep.episode, answer)
        for booking in keep.entries.bookings:
            if session.get(BookingRow, (keep.episode, booking.name)) is None:
                session.add(_booking(keep.episode, booking))
        risk = keep.entries.risk
        if risk is not None and session.get(RiskRow, (keep.episode, risk.number)) is None:
            session.add(_risk(keep.episode, risk))

    def _answer(self, session: Session, episode: str, entry: AnswerEntry) -> None:
        said = entry.answer
        step, question, occurrence = _parts(said.question)
        who = session.get(Party, said.by.handle) if said.by.role.is_staff else None
        row = AnswerRow(
            episode=episode,
            name=entry.name,
            step=step,
            question=question,
            occurrence=occurrence,
            message_id=entry.message_id,
            kind=entry.kind or "",
            value=entry.value,
            also="" if entry.taken_back else ",".join(said.also),
            happened_at=entry.told_at if entry.taken_back else said.happened_at,
            told_at=entry.told_at,
            by=said.by.handle,
            role=said.by.role,
            credential=who.credential if who else "",
            billing_group=who.billing_group if who else "",
            via=said.via,
            at=None if entry.taken_back else said.at,
            flag=said.flag.name if said.flag and not entry.taken_back else "",
            note="" if entry.taken_back else self._note(session, episode, entry),
            supersedes=entry.supersedes,
        )
        session.add(row)

    def _note(self, session: Session, episode: str, entry: AnswerEntry) -> str:
        """The name of what stands beside an answer: words are there already, choices are not."""
        said = entry.answer
        if said.note or not said.card:
            return said.note
        if session.get(AnswerNote, (episode, entry.name)) is None:
            named = episode, entry.name
            session.add(row_of(session, self._seal, named, said.card, entry.told_at))
        return entry.name


def _parts(question: str) -> tuple[str, str, str]:
    """Step, name and occurrence of "step/name/occurrence"; a name may hold strokes of its own."""
    step, _, rest = question.partition("/")
    name, _, occurrence = rest.rpartition("/")
    return step, name or occurrence, occurrence if name else ""


def _booking(episode: str, entry: BookingEntry) -> BookingRow:
    booked = entry.booking
    return BookingRow(
        episode=episode,
        name=entry.name,
        number=booked.number,
        round=booked.round,
        at=booked.at,
        slot=booked.slot or "",
        told_at=booked.told_at,
        supersedes=entry.supersedes,
    )


def _risk(episode: str, entry: RiskEntry) -> RiskRow:
    return RiskRow(
        episode=episode,
        number=entry.number,
        at=entry.at,
        tier=entry.tier,
        counts_as_high=entry.risk.counts_as_high,
        reasons="; ".join(entry.reasons),
        parts=json.dumps(_scores(entry.risk)),
    )


def _scores(found: Risk) -> list[tuple[str, str, int, int]]:
    scores = (found.lace, found.hospital)
    return [(score.name, one.name, one.least, one.most) for score in scores for one in score.parts]
