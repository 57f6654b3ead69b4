"""Which texts disturbed staff at once, and what of urgent alarms was said: real, or false."""

from alembic import op
from sqlalchemy import Boolean, Column, Integer, false

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Only add: of older episodes nothing was asked."""
    for name in ("alarms_real", "alarms_false"):
        op.add_column("episodes", Column(name, Integer, nullable=False, server_default="0"))
    page = Column("page", Boolean, nullable=False, server_default=false())
    op.add_column("outbox", page)
