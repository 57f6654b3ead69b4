"""Whatever came from outside."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class InboxRow(SQLModel, table=True):
    """Something that arrived, committed before it was acknowledged.

    `sender_token` is a keyed hash of the sender's own key: it may come again with another body.
    `trigger` says what it is ("ADT^A03"), `detail` what came of it; neither holds PHI. A body that
    is empty was dropped: of what was ignored only that it came is kept.
    """

    __tablename__ = "inbox"
    SEALED_BY: ClassVar[tuple[str, ...]] = ("key",)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    ordering_key: str = Field(index=True)
    body_sealed: bytes
    received_at: datetime = Field(sa_type=Instant)
    real_received_at: datetime = Field(sa_type=Instant, index=True)
    outcome: str = Field(default="waiting", index=True)
    attempts: int = 0
    error: str = ""
    facility: str = Field(default="", index=True)
    trigger: str = ""
    sender_token: str = Field(default="", index=True)
    detail: str = ""
    episodes: str = ""
    real_leased_until: datetime | None = Field(default=None, sa_type=Instant)


class Subscription(SQLModel, table=True):
    """The highest event number that a FHIR subscription has told us."""

    __tablename__ = "subscriptions"

    token: str = Field(primary_key=True)
    facility: str
    highest: int


class UnreadDischarge(SQLModel, table=True):
    """A message in the work queue that may be a discharge, and how far it has climbed.

    `item` is the work queue's key, `inbox` the message. `climbs`: False when it was looked at and
    is something else. `place` is that of the last who heard (`domain/episode/unread_discharge.py`),
    `over` that it was settled.
    """

    __tablename__ = "unread_discharges"

    item: str = Field(primary_key=True)
    inbox: int
    climbs: bool
    over: bool = Field(default=False, index=True)
    begun_at: datetime = Field(sa_type=Instant)
    due: datetime | None = Field(default=None, sa_type=Instant)
    place: int = 0
    first_at: datetime | None = Field(default=None, sa_type=Instant)
    last_at: datetime | None = Field(default=None, sa_type=Instant)


class UnreadText(SQLModel, table=True):
    """A text about some of them, committed before it is sent: `key` is what the phone knows it by.

    `facility` is the sender's, "" when nobody knows it. `role` heard it, `staff` is who ("": the
    always-on number). `inbox` and `item` are the first of `count`.
    """

    __tablename__ = "unread_texts"

    key: str = Field(primary_key=True)
    facility: str = Field(default="", index=True)
    role: str
    staff: str = ""
    inbox: int
    item: str
    count: int
    due: datetime = Field(sa_type=Instant)
    at: datetime = Field(sa_type=Instant)
    sent: bool = Field(default=False, index=True)
