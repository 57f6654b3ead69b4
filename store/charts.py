"""Charts in SQL: the events of a person, under whatever record a hospital kept them.

Every function runs inside one transaction of its caller.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlmodel import Session, col, delete, select, update

from adapters.encryption import Seal, Tokens
from domain.hospital.chart import Chart, chart
from domain.hospital.events import EventKind, HospitalEvent
from domain.words.phrasebook import phrase
from models.tables import (
    Encounter,
    HospitalEventRow,
    InboxRow,
    MergedPatient,
    MovedEncounter,
    place,
    place_of,
)
from store.inbox import Outcome, of_hospitals

_EVENT: TypeAdapter[HospitalEvent] = TypeAdapter(HospitalEvent)
_CHAIN = 100
_ROOTS = "roots of patients' records"


@dataclass(frozen=True)
class Charts:
    """Keeps events and folds them."""

    seal: Seal
    tokens: Tokens

    def absorb(
        self, session: Session, inbox: int, events: Sequence[HospitalEvent]
    ) -> tuple[str, ...]:
        """Keep a message's events; doing it again changes nothing. Gives the people they touch."""
        mine = delete(HospitalEventRow).where(col(HospitalEventRow.inbox) == inbox)
        session.exec(mine)
        touched: dict[str, None] = {}
        for number, event in enumerate(events):
            touched |= dict.fromkeys(self._take(session, event))
            row = self._row(session, inbox, number, event)
            touched[row.patient_token] = None
            session.add(row)
        session.flush()
        return tuple({root_of(session, root): None for root in touched})

    def _take(self, session: Session, event: HospitalEvent) -> Iterable[str]:
        """Note what joins or moves records; gives the people whose charts change."""
        token = self.tokens.patient(event.facility, event.mrn)
        other = event.other_mrn and self.tokens.patient(event.facility, event.other_mrn)
        if event.kind is EventKind.MERGED and other:
            _merge(session, other, token)
        if event.kind is EventKind.MOVED and event.encounter:
            self._move(session, event, token)
        return filter(None, (root_of(session, token), other and root_of(session, other)))

    def _move(self, session: Session, event: HospitalEvent, token: str) -> None:
        encounter = self.tokens.encounter(event.facility, event.encounter or "")
        known = session.get(MovedEncounter, encounter)
        if known is not None and known.moved_at > event.recorded_at:
            return
        session.merge(
            MovedEncounter(
                encounter_token=encounter, patient_token=token, moved_at=event.recorded_at
            )
        )
        for row in (HospitalEventRow, Encounter):
            moved = update(row).where(col(row.encounter_token) == encounter)
            session.exec(moved.values(patient_token=root_of(session, token)))

    def _row(
        self, session: Session, inbox: int, number: int, event: HospitalEvent
    ) -> HospitalEventRow:
        encounter = event.encounter and self.tokens.encounter(event.facility, event.encounter)
        moved = session.get(MovedEncounter, encounter) if encounter else None
        token = moved.patient_token if moved else self.tokens.patient(event.facility, event.mrn)
        return HospitalEventRow(
            inbox=inbox,
            row=number,
            facility=event.facility,
            patient_token=root_of(session, token),
            encounter_token=encounter or "",
            event_sealed=self.seal.seal(
                _EVENT.dump_json(event).decode(), place(HospitalEventRow, inbox, number)
            ),
        )

    def chart(self, session: Session, root: str) -> Chart:
        """Fold everything that is known of a person."""
        return chart(events_of(session, self.seal, root))

    def begin(self, session: Session, known: Chart, root: str) -> None:
        """What a person's messages were held for has come: say so."""
        held = select(InboxRow, HospitalEventRow).join(
            HospitalEventRow, col(HospitalEventRow.inbox) == col(InboxRow.id)
        )
        held = held.where(InboxRow.outcome == Outcome.HELD, HospitalEventRow.patient_token == root)
        for row, kept in session.exec(held).all():
            if _opened(self.seal, kept) not in known.waiting:
                row.outcome, row.detail = Outcome.APPLIED, phrase("intake.beginning_has_come")
                session.add(row)

    def ending(self, session: Session, root: str) -> Sequence[Encounter]:
        """A person's episodes that are to end, and may not have heard it."""
        found = select(Encounter).where(
            Encounter.patient_token == root,
            Encounter.ending != "",
            Encounter.outcome == "",
            col(Encounter.unsure),
        )
        return session.exec(found.order_by(col(Encounter.episode))).all()

    def episodes(self, session: Session, facility: str, encounter: str) -> Encounter | None:
        """The newest discharge of an encounter that an episode was opened for."""
        token = self.tokens.encounter(facility, encounter)
        found = select(Encounter).where(
            Encounter.facility == facility, Encounter.encounter_token == token
        )
        return session.exec(found.order_by(col(Encounter.n).desc()).limit(1)).first()


def events_of(session: Session, seal: Seal, root: str) -> list[HospitalEvent]:
    """Everything that is known of a person, as it was said."""
    mine = select(HospitalEventRow).where(HospitalEventRow.patient_token == root)
    return [_opened(seal, row) for row in session.exec(mine).all()]


def _opened(seal: Seal, row: HospitalEventRow) -> HospitalEvent:
    return _EVENT.validate_json(seal.open(row.event_sealed, place_of(row)))


def root_of(session: Session, patient_token: str) -> str:
    """The record that a record was merged into, and that one, and so on; looked up once."""
    known: dict[str, str] = session.info.setdefault(_ROOTS, {})
    if patient_token not in known:
        known[patient_token] = _followed(session, patient_token)
    return known[patient_token]


def _followed(session: Session, token: str) -> str:
    for _ in range(_CHAIN):
        merged = session.get(MergedPatient, token)
        if merged is None:
            break
        token = merged.into_token
    return token


def newest_episode(session: Session, root: str) -> Encounter | None:
    """A person's episode that runs, else the newest one."""
    mine = select(Encounter).where(Encounter.patient_token == root)
    running = col(Encounter.outcome) != ""
    return session.exec(mine.order_by(running, col(Encounter.discharged_at).desc())).first()


def running_beside(session: Session, episode: str) -> Sequence[Encounter]:
    """The other episodes of its patient that run or are about to begin, under whatever record."""
    row = session.get(Encounter, episode)
    if row is None:
        return ()
    mine = select(Encounter).where(
        Encounter.patient_token == root_of(session, row.patient_token),
        Encounter.episode != episode,
        Encounter.outcome == "",
        Encounter.ending == "",
    )
    return session.exec(mine.order_by(col(Encounter.episode))).all()


def facility_of(session: Session, root: str) -> str:
    """The facility of a person's record."""
    found = select(HospitalEventRow.facility).where(HospitalEventRow.patient_token == root)
    return session.exec(found.limit(1)).first() or ""


def _merge(session: Session, away: str, into: str) -> None:
    """Make two records one person; whatever is kept under the old one is re-pointed."""
    old, new = root_of(session, away), root_of(session, into)
    if old == new:
        return
    session.add(MergedPatient(patient_token=old, into_token=new))
    session.info.pop(_ROOTS, None)
    for row in (HospitalEventRow, Encounter):
        moved = update(row).where(col(row.patient_token) == old)
        session.exec(moved.values(patient_token=new))
    theirs = update(InboxRow).where(
        col(InboxRow.ordering_key) == old,
        of_hospitals(),
    )
    session.exec(theirs.values(ordering_key=new))
