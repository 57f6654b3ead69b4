"""Who may call us, and who looked at what."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class ApiKey(SQLModel, table=True):
    """A facility's key to our HTTP interface. Only its hash is kept; two may hold at once."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True)
    facility: str = Field(index=True)
    key_hash: str
    scopes: str
    real_created_at: datetime = Field(sa_type=Instant)
    real_expires_at: datetime | None = Field(default=None, sa_type=Instant)


class AuditRow(SQLModel, table=True):
    """Who looked at or did what: card views, codec uses, answers by hand.

    Of a view also in which `role`, at which `things` of the permission matrix, of which `episode`,
    and `via` what.
    """

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    real_at: datetime = Field(sa_type=Instant)
    who: str = Field(index=True)
    what: str
    about: str = ""
    role: str = ""
    things: str = ""
    episode: str = Field(default="", index=True)
    via: str = ""
