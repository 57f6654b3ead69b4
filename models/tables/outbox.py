"""Texts that go out, and the phones that they go to."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class OutboxRow(SQLModel, table=True):
    """A text we mean to send, committed before the call; pending until Twilio's word."""

    __tablename__ = "outbox"

    key: str = Field(primary_key=True)
    phone_token: str = Field(index=True)
    body_sealed: bytes
    body_hash: str
    status: str = Field(default="pending", index=True)
    sid: str | None = Field(default=None, unique=True)
    error_code: int | None = None
    highest_code: int = 0
    voice: bool = False
    page: bool = False
    real_created_at: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)


class PhoneNumber(SQLModel, table=True):
    """The number behind a token: read where a text or a call goes out, and nowhere else.

    With `real_erased_at` its person was erased: it only answers what they texted, and goes then.
    """

    __tablename__ = "phone_numbers"

    token: str = Field(primary_key=True)
    number_sealed: bytes
    real_erased_at: datetime | None = Field(default=None, sa_type=Instant)


class PhoneRow(SQLModel, table=True):
    """What of a phone's thread outlives it. `mark` says why no text reaches it; empty: they do."""

    __tablename__ = "phones"

    token: str = Field(primary_key=True)
    memory_sealed: bytes
    mark: str = ""
