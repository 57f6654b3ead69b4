"""Facilities' keys to our HTTP interface, from the command line. A key's text is shown once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.sql.database import Database
from adapters.validation import Problem, Refused, show
from store import api_keys
from store.api_keys import KeyLine, NewKey, Scope


@dataclass(frozen=True, kw_only=True)
class ShownKey:
    """A key in a list, and how it stands now."""

    line: KeyLine
    holds: bool

    def cells(self) -> tuple[str, ...]:
        """As a row: id, facility, scopes, until when."""
        line = self.line
        until = f"{line.expires_at:%Y-%m-%d %H:%M} UTC" if line.expires_at else ""
        ends = f"ended {until}" if not self.holds else until
        return line.id, line.facility, "\n".join(line.scopes), ends


@dataclass(frozen=True)
class Keys:
    """`real_now` gives real time; whatever is done here is audited by `api_keys`."""

    database: Database
    real_now: Callable[[], datetime]

    async def new(self, facility: str, words: Sequence[str], days: int | None) -> NewKey:
        """Make a key for some scopes; without days it holds until it is revoked.

        Raises UnknownFacility; Refused: no such scope.
        """
        now, scopes = self.real_now(), _scopes(words)
        ends = now + timedelta(days=days) if days is not None else None
        return await self.database.writing(
            lambda session: api_keys.create(session, facility, scopes, now, ends)
        )

    async def rotate(self, key: str, overlap: timedelta) -> NewKey:
        """Make a key in the place of one, which ends after the overlap. Raises NoSuchKey."""
        now = self.real_now()
        return await self.database.writing(lambda s: api_keys.rotate(s, key, now, overlap))

    async def revoke(self, key: str) -> str:
        """End a key now. Raises NoSuchKey."""
        now = self.real_now()
        await self.database.writing(lambda session: api_keys.revoke(session, key, now))
        return f"{key}: revoked"

    async def listed(self) -> list[ShownKey]:
        """Every key, ended ones too."""
        now = self.real_now()
        lines = await self.database.reading(api_keys.listed)
        return [ShownKey(line=line, holds=line.holds(now)) for line in lines]


def _scopes(words: Sequence[str]) -> list[Scope]:
    expected = f"one of {', '.join(Scope)}"
    wrong = [word for word in words if word not in set(Scope)]
    if wrong:
        problems = [Problem(field="--scope", found=show(word), expected=expected) for word in wrong]
        raise Refused("the key", problems)
    return [Scope(word) for word in words]
