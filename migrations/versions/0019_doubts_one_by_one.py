"""Which doubts are answered is said of each: one that is heard late is not by what came after."""

from alembic import op
from sqlalchemy import Column, DateTime, String

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Of episodes that run nothing is known, until they next say so."""
    op.add_column("episodes", Column("doubts_answered", String, nullable=False, server_default=""))
    with op.batch_alter_table("episodes") as table:
        table.drop_column("doubts_settled")


def downgrade() -> None:
    """The old program asks again until the episode next says so."""
    op.add_column("episodes", Column("doubts_settled", DateTime(timezone=True)))
    with op.batch_alter_table("episodes") as table:
        table.drop_column("doubts_answered")
