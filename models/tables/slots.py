"""The appointments of clinics."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class SlotRow(SQLModel, table=True):
    """One appointment: free, held for an episode until an instant, or booked by it."""

    __tablename__ = "slots"

    id: str = Field(primary_key=True)
    clinic: str = Field(foreign_key="parties.handle", index=True)
    starts_at: datetime = Field(sa_type=Instant, index=True)
    episode: str | None = Field(default=None, index=True)
    round: int | None = None
    held_until: datetime | None = Field(default=None, sa_type=Instant)
    booked: bool = False
