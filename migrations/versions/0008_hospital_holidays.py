"""A hospital's own holidays."""

from alembic import op
from sqlalchemy import Boolean, Column, Date, ForeignKey, String

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Only add: until a hospital file says otherwise the federal holidays hold alone."""
    op.create_table(
        "facility_holidays",
        Column("facility", String, ForeignKey("facilities.handle"), primary_key=True),
        Column("day", Date, primary_key=True),
        Column("name", String, nullable=False),
        Column("works", Boolean, nullable=False),
    )
