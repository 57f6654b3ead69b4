"""Who looked at what of a patient: the one place in which people are shown what is sealed.

Each view is one row of the audit trail, kept in the transaction that reads; no row names a patient.
Machines that send, deliver or derive read elsewhere, and show nobody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from adapters.encryption import Seal
from domain.episode.facts import Via
from domain.hospital.discharge import Discharge
from domain.hospital.events import HospitalEvent
from domain.pathway import Role
from domain.permissions import Thing
from models import names
from models.tables import AuditRow, InboxRow, place_of
from store.charts import events_of
from store.patient_data.accounts import Accounts

CARD, PICTURE, MESSAGE, CENSUS = "card viewed", "picture viewed", "inbox shown", "census compared"
PERSON = "understood shown"


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who looks or does something, in which role and by which way, where that is known."""

    handle: str
    role: Role | None = None
    via: str = ""


BY_OPS = Viewer(handle=Role.OPS.value, role=Role.OPS, via=Via.BY_HAND)
"""Whoever types a command without a name of their own."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What was done, at which things, of which episode; `about` says it more closely."""

    what: str
    about: str
    things: Collection[Thing] = ()
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

    def message(
        self, session: Session, viewer: Viewer, row: InboxRow, things: Collection[Thing]
    ) -> str | None:
        """What was sent, in clear, for these kinds of things; None where it was dropped.

        Raises EncryptionError, noted too.
        """
        view = View(what=MESSAGE, things=things, about=names.message(row.id or 0))
        self.noted(session, viewer, view)
        return self.seal.open(row.body_sealed, place_of(row)) if row.body_sealed else None

    def person(
        self, session: Session, viewer: Viewer, view: View, root: str, episodes: Sequence[str]
    ) -> tuple[list[HospitalEvent], dict[str, Discharge | None]]:
        """What hospitals said of a person, and the newest account of each of these episodes."""
        self.noted(session, viewer, view)
        accounts, events = Accounts(self.seal), events_of(session, self.seal, root)
        return events, {one: accounts.newest(session, one) for one in episodes}

    def noted(self, session: Session, viewer: Viewer, view: View) -> None:
        """Note a view of what is not in the store: a picture, words that the episode holds."""
        audited(session, self.real_at, viewer, view)


def audited(session: Session, real_at: datetime, viewer: Viewer, view: View) -> AuditRow:
    """Append one row of the trail, in the transaction that does what it says."""
    row = AuditRow(
        real_at=real_at,
        who=viewer.handle,
        role=viewer.role.value if viewer.role is not None else "",
        what=view.what,
        things=", ".join(one.value for one in Thing if one in view.things),
        episode=view.episode,
        about=view.about,
        via=str(viewer.via),
    )
    session.add(row)
    return row


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
