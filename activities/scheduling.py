"""The clinics' slots: held for one episode, booked once, let go when nobody takes them."""

from sqlmodel import Session, col, or_, select
from temporalio import activity

from activities import interfaces
from adapters.sql.database import Database
from domain.episode.facts import Slot
from domain.staffing.slots import spread
from models.payloads import ChooseSlot, HeldSlots, Slots
from models.tables import SlotRow


class Scheduling(interfaces.Scheduling):
    """Slots as SQL transactions: two episodes never hold the same one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn
    async def hold_slots(self, held: HeldSlots) -> Slots:
        """Hold free slots; the same round gives the same slots."""
        rows = await self._database.writing(lambda session: _hold(session, held))
        return _slots(rows)

    @activity.defn
    async def choose_slot(self, choice: ChooseSlot) -> Slots:
        """Book one of the held slots and let the others go; without a choice, let all go."""
        rows = await self._database.writing(lambda session: _choose(session, choice))
        return _slots(rows)


def _hold(session: Session, held: HeldSlots) -> list[SlotRow]:
    mine = _held(session, held.episode, held.round)
    if mine:
        return mine
    free = session.exec(
        select(SlotRow)
        .where(SlotRow.clinic == held.clinic, col(SlotRow.booked).is_(False))
        .where(SlotRow.starts_at > held.after, SlotRow.starts_at < held.before)
        .where(or_(col(SlotRow.episode).is_(None), col(SlotRow.held_until) < held.at))
        .order_by(col(SlotRow.starts_at))
    ).all()
    for row in (chosen := spread(list(free), held.count)):
        row.episode, row.round, row.held_until = held.episode, held.round, held.until
        session.add(row)
    return chosen


def _choose(session: Session, choice: ChooseSlot) -> list[SlotRow]:
    booked = []
    for row in _held(session, choice.episode, choice.round):
        if row.id == choice.slot_id:
            row.booked = True
            booked.append(row)
        else:
            row.episode, row.round, row.held_until, row.booked = None, None, None, False
        session.add(row)
    return booked


def _held(session: Session, episode: str, number: int) -> list[SlotRow]:
    found = select(SlotRow).where(SlotRow.episode == episode, SlotRow.round == number)
    return list(session.exec(found.order_by(col(SlotRow.starts_at))).all())


def _slots(rows: list[SlotRow]) -> Slots:
    return Slots(slots=tuple(Slot(id=row.id, starts_at=row.starts_at) for row in rows))
