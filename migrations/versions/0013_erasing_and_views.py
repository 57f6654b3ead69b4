"""Whose rows were emptied; and of each view in which role it was, of what, of which episode."""

from alembic import op
from sqlalchemy import Column, DateTime, String

revision = "0013"
down_revision = "0012"

_OF_A_VIEW = ("role", "things", "episode", "via")


def upgrade() -> None:
    """Nobody was erased so far; of older views it is not known."""
    op.create_table(
        "erased_patients",
        Column("patient_token", String, primary_key=True),
        Column("real_at", DateTime(timezone=True), nullable=False),
    )
    for name in _OF_A_VIEW:
        op.add_column("audit", Column(name, String, nullable=False, server_default=""))
    op.create_index("ix_audit_episode", "audit", ["episode"])


def downgrade() -> None:
    """What was emptied stays so; who it was is not known any more."""
    op.drop_index("ix_audit_episode", "audit")
    for name in _OF_A_VIEW:
        op.drop_column("audit", name)
    op.drop_table("erased_patients")
