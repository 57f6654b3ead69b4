"""The audit trail, for whoever may read all of it.

NotAuditor       their role may not see the trail of every facility     (a retry cannot help)
"""

from dataclasses import dataclass

from sqlmodel import Session

from adapters.sql.database import Database
from domain.permissions import Scope, Thing, scope
from models.tables import AuditRow
from operations.by_hand.episodes import NotDone, UnknownPerson
from store import views
from store.people.parties import colleagues, roles_of
from store.views import Trail


class NotAuditor(NotDone):
    """They may not see it."""

    def __init__(self, handle: str) -> None:
        super().__init__(f"{handle} may not read the audit trail; an auditor may")


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """One row: when in UTC, who in which role, what, at which things, about what, by which way."""

    row: AuditRow

    def cells(self) -> tuple[str, ...]:
        """As a row of a table."""
        row = self.row
        who = f"{row.who} ({row.role})" if row.role else row.who
        return f"{row.real_at:%Y-%m-%d %H:%M}", who, row.what, row.things, row.about, row.via

    def as_json(self) -> dict[str, object]:
        """For programs; an instant is ISO 8601 in UTC."""
        return {**self.row.model_dump(exclude={"id"}), "real_at": self.row.real_at.isoformat()}


@dataclass(frozen=True, kw_only=True)
class Audits:
    """Lists the trail."""

    database: Database

    async def listed(self, by: str, wanted: Trail) -> list[AuditLine]:
        """The newest first. Raises UnknownPerson, NotAuditor."""

        def look(session: Session) -> list[AuditLine]:
            known = colleagues(session)
            if by not in known:
                raise UnknownPerson(by, tuple(known))
            sees = {scope(role, Thing.OPERATIONS) for role in roles_of(session, by)}
            if Scope.ALL not in sees:
                raise NotAuditor(by)
            return [AuditLine(row=row) for row in views.listed(session, wanted)]

        return await self.database.reading(look)
