"""Phone numbers by their tokens: what histories, logs and ids carry is the token alone."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from adapters.encryption import Seal, Tokens
from models.tables import PhoneNumber, place, place_of

NUMBER_OF = "number_of"
"""Of a text's words: the token of a number that stands in it once it goes out."""


@dataclass(frozen=True)
class Numbers:
    """Keeps a number once, and gives it to whoever sends or shows."""

    seal: Seal
    tokens: Tokens

    def keep(self, session: Session, number: str) -> str:
        """Keep a number, if it is new; gives its token."""
        token = self.tokens.phone(number)
        if self.is_new(session, token):
            with suppress(IntegrityError), session.begin_nested():  # two texts may come at once
                session.add(PhoneNumber(token=token, number_sealed=self._sealed(token, number)))
        return token

    @staticmethod
    def is_new(session: Session, token: str) -> bool:
        """Whether no number is kept under this token."""
        return session.get(PhoneNumber, token) is None

    def number(self, session: Session, token: str) -> str | None:
        """The number, in E.164; None where it is kept no longer."""
        row = session.get(PhoneNumber, token)
        return self.seal.open(row.number_sealed, place_of(row)) if row is not None else None

    def _sealed(self, token: str, number: str) -> bytes:
        return self.seal.seal(number, place(PhoneNumber, token))
