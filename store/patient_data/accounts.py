"""The hospital's accounts of discharges, version by version, as episodes point at them."""

from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from adapters.encryption import Seal
from domain.hospital.discharge import Discharge
from models.tables import AccountRow, place, place_of

_DISCHARGE: TypeAdapter[Discharge] = TypeAdapter(Discharge)


@dataclass(frozen=True)
class Accounts:
    """Keeps each wording once; an older one stays for what was decided on it."""

    seal: Seal

    def keep(self, session: Session, episode: str, discharge: Discharge) -> int:
        """The version of this account: the newest where nothing is new in it, else one more."""
        body, newest = _DISCHARGE.dump_json(discharge).decode(), self._newest(session, episode)
        if newest is not None and newest.body_sealed and self._opened(newest) == body:
            return newest.version
        version = newest.version + 1 if newest is not None else 1
        sealed = self.seal.seal(body, place(AccountRow, episode, version))
        session.add(AccountRow(episode=episode, version=version, body_sealed=sealed))
        return version

    def account(self, session: Session, episode: str, version: int) -> Discharge | None:
        """What was told then; None where it is kept no longer."""
        row = session.get(AccountRow, (episode, version))
        if row is None or not row.body_sealed:
            return None
        return _DISCHARGE.validate_json(self._opened(row))

    def newest(self, session: Session, episode: str) -> Discharge | None:
        """What was told last; None where nothing was, or it is kept no longer."""
        row = self._newest(session, episode)
        return self.account(session, episode, row.version) if row is not None else None

    def _newest(self, session: Session, episode: str) -> AccountRow | None:
        found = select(AccountRow).where(AccountRow.episode == episode)
        return session.exec(found.order_by(col(AccountRow.version).desc())).first()

    def _opened(self, row: AccountRow) -> str:
        return self.seal.open(row.body_sealed, place_of(row))
