"""The store's one clock."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class ClockRow(SQLModel, table=True):
    """The store's one clock (id 1)."""

    __tablename__ = "clock"

    id: int = Field(default=1, primary_key=True)
    real_origin: datetime = Field(sa_type=Instant)
    clinical_origin: datetime = Field(sa_type=Instant)
    speed: float = 1.0
