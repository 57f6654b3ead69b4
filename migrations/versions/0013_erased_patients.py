"""Whose rows were emptied: what hospitals say of them from then on waits for a person."""

from alembic import op
from sqlalchemy import Column, DateTime, String

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nobody was erased so far."""
    op.create_table(
        "erased_patients",
        Column("patient_token", String, primary_key=True),
        Column("real_at", DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """What was emptied stays so; who it was is not known any more."""
    op.drop_table("erased_patients")
