"""Whatever came from outside."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class InboxRow(SQLModel, table=True):
    """Something that arrived, committed before it was acknowledged.

    `sender_token` is a keyed hash of the sender's own key: it may come again with another body.
    `trigger` says what it is ("ADT^A03"), `detail` what came of it; neither holds PHI. A body that
    is empty was dropped: of what was ignored only that it came is kept.
    """

    __tablename__ = "inbox"

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
