"""Why items of work were dismissed: people's words, so sealed, and opened for who is audited."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from adapters.encryption import EncryptionError, Seal
from domain.words.phrasebook import phrase, worded
from models.tables import Dismissal, place, place_of

_NOT_READABLE = phrase("queue.reason_not_readable")


@dataclass(frozen=True)
class Reasons:
    """Keeps each for good; none is changed but by erasing whom it names."""

    seal: Seal

    def keep(self, session: Session, item: str, reason: str) -> None:
        """Keep one more for an item."""
        number = len(_kept(session, item)) + 1
        sealed = self.seal.seal(reason, place(Dismissal, item, number))
        session.add(Dismissal(item=item, number=number, reason_sealed=sealed))

    def opened(self, session: Session, item: str) -> list[str]:
        """What was said each time, the oldest first; of what was erased nothing."""
        return [self._opened(row) for row in _kept(session, item) if row.reason_sealed]

    def _opened(self, row: Dismissal) -> str:
        try:
            return self.seal.open(row.reason_sealed, place_of(row))
        except EncryptionError:
            return worded(_NOT_READABLE)


def _kept(session: Session, item: str) -> list[Dismissal]:
    mine = select(Dismissal).where(Dismissal.item == item)
    return list(session.exec(mine.order_by(col(Dismissal.number))).all())
