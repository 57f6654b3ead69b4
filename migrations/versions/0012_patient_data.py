"""Patient data by reference: the hospital's accounts, and numbers behind their tokens."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Numbers are known again once the hospital file is loaded; no episode is in flight."""
    op.create_table(
        "accounts",
        Column("episode", String, ForeignKey("encounters.episode"), primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("body_sealed", LargeBinary, nullable=False),
    )
    op.create_table(
        "phone_numbers",
        Column("token", String, primary_key=True),
        Column("number_sealed", LargeBinary, nullable=False),
    )
    op.drop_column("assignments", "phone_sealed")
