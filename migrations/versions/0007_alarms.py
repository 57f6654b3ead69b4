"""What those who closed urgent alarms said of them: real, or false."""

from alembic import op
from sqlalchemy import Column, Integer

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Only add: of older episodes nothing was asked."""
    for name in ("alarms_real", "alarms_false"):
        op.add_column("episodes", Column(name, Integer, nullable=False, server_default="0"))
