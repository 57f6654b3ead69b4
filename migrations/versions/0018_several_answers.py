"""An answer may choose several things at once: what was chosen together with the first."""

from alembic import op
from sqlalchemy import Column, String

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Whatever was answered by now chose one thing."""
    op.add_column("answers", Column("also", String, nullable=False, server_default=""))


def downgrade() -> None:
    """What was chosen beside the first is known no more."""
    with op.batch_alter_table("answers") as table:
        table.drop_column("also")
