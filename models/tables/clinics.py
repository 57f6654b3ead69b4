"""Clinics and their appointments."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class Clinic(SQLModel, table=True):
    """A primary-care clinic. `neutral_name` stands in patients' texts where the real one tells."""

    __tablename__ = "clinics"

    handle: str = Field(primary_key=True)
    name: str
    neutral_name: str = ""
    time_zone: str
    phone: str = ""
    fax: str = ""


class SlotRow(SQLModel, table=True):
    """One appointment: free, held for an episode until an instant, or booked by it."""

    __tablename__ = "slots"

    id: str = Field(primary_key=True)
    clinic: str = Field(foreign_key="clinics.handle", index=True)
    starts_at: datetime = Field(sa_type=Instant, index=True)
    episode: str | None = Field(default=None, index=True)
    round: int | None = None
    held_until: datetime | None = Field(default=None, sa_type=Instant)
    booked: bool = False
