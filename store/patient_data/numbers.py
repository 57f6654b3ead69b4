"""Phone numbers by their tokens: what histories, logs and ids carry is the token alone."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from adapters.encryption import Seal, Tokens
from models.tables import InboxRow, PhoneNumber, place, place_of
from store.inbox import TEXT

NUMBER_OF = "number_of"
"""Of a text's words: the token of a number that stands in it once it goes out."""


@dataclass(frozen=True)
class Numbers:
    """Keeps a number once, and gives it to whoever sends or shows."""

    seal: Seal
    tokens: Tokens

    def keep(self, session: Session, number: str) -> str:
        """Keep a number, if it is new or was to go; gives its token."""
        token = self.tokens.phone(number)
        row = session.get(PhoneNumber, token)
        if row is not None:
            row.real_erased_at = None
        else:
            with suppress(IntegrityError), session.begin_nested():  # two texts may come at once
                session.add(PhoneNumber(token=token, number_sealed=self._sealed(token, number)))
        return token

    @staticmethod
    def is_new(session: Session, token: str) -> bool:
        """Whether no number is kept under this token, or one that is to go."""
        row = session.get(PhoneNumber, token)
        return row is None or row.real_erased_at is not None

    def number(self, session: Session, token: str) -> str | None:
        """The number, in E.164; None where it is kept no longer, or was erased."""
        row = session.get(PhoneNumber, token)
        return self._opened(row) if row is not None and row.real_erased_at is None else None

    def number_for(self, session: Session, token: str, text: str) -> str | None:
        """The number that a text of ours goes to, by its key: an erased one for answers alone."""
        row = session.get(PhoneNumber, token)
        if row is None or not (row.real_erased_at is None or _answers(session, token, text)):
            return None
        return self._opened(row)

    def _opened(self, row: PhoneNumber) -> str:
        return self.seal.open(row.number_sealed, place_of(row))

    def _sealed(self, token: str, number: str) -> bytes:
        return self.seal.seal(number, place(PhoneNumber, token))


def _answers(session: Session, phone: str, text: str) -> bool:
    """Whether a text answers one from this phone: its key begins with that one's id."""
    key = TEXT + text.partition("/")[0]
    came = select(InboxRow.id).where(InboxRow.key == key, InboxRow.ordering_key == phone)
    return session.exec(came).first() is not None
