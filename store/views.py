"""Who looked at what of a patient: the one place in which people are shown what is sealed.

Each view is one row of the audit trail, kept in the transaction that reads; no row names a patient.
Machines that send, deliver or derive read elsewhere, and show nobody.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from adapters.encryption import Seal
from domain.episode.facts import Via
from domain.hospital.discharge import Discharge
from domain.pathway import Role
from domain.permissions import Thing
from models import names
from models.tables import AuditRow, InboxRow, place_of
from store.patient_data.accounts import Accounts

CARD, PICTURE, MESSAGE, CENSUS = "card viewed", "picture viewed", "inbox shown", "census compared"


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who looks, in which role, and by which way."""

    handle: str
    role: Role
    via: Via


@dataclass(frozen=True, kw_only=True)
class View:
    """One look: what was done, at which things, of which episode; `about` says it more closely."""

    what: str
    things: Collection[Thing]
    about: str
    episode: str = ""


@dataclass(frozen=True)
class Views:
    """Shows people what is sealed, at a real instant."""

    seal: Seal
    real_at: datetime

    def account(
        self, session: Session, viewer: Viewer, view: View, version: int
    ) -> Discharge | None:
        """The hospital's account in one version; None where it is kept no longer."""
        self.noted(session, viewer, view)
        return Accounts(self.seal).account(session, view.episode, version)

    def message(self, session: Session, viewer: Viewer, row: InboxRow) -> str | None:
        """What was sent, in clear; None where it was dropped. Raises EncryptionError, noted too."""
        view = View(what=MESSAGE, things=tuple(Thing), about=names.message(row.id or 0))
        self.noted(session, viewer, view)
        return self.seal.open(row.body_sealed, place_of(row)) if row.body_sealed else None

    def noted(self, session: Session, viewer: Viewer, view: View) -> None:
        """Note a view of what is not in the store: a picture, words that the episode holds."""
        session.add(
            AuditRow(
                real_at=self.real_at,
                who=viewer.handle,
                role=viewer.role.value,
                what=view.what,
                things=", ".join(one.value for one in Thing if one in view.things),
                episode=view.episode,
                about=view.about,
                via=viewer.via.value,
            )
        )


@dataclass(frozen=True, kw_only=True)
class Trail:
    """Which rows of the audit trail; what is empty narrows nothing."""

    who: str = ""
    episode: str = ""
    limit: int


def listed(session: Session, wanted: Trail) -> list[AuditRow]:
    """The newest first; of an episode also what only names it."""
    rows = select(AuditRow).order_by(col(AuditRow.id).desc()).limit(wanted.limit)
    if wanted.who:
        rows = rows.where(AuditRow.who == wanted.who)
    if wanted.episode:
        named = col(AuditRow.about).contains(wanted.episode, autoescape=True)
        rows = rows.where(or_(AuditRow.episode == wanted.episode, named))
    return list(session.exec(rows).all())
