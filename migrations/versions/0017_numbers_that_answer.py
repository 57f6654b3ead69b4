"""An erased number answers what was texted from it before it goes: since when it is to go."""

from alembic import op
from sqlalchemy import Column, DateTime

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """No number that is kept by now was erased."""
    op.add_column("phone_numbers", Column("real_erased_at", DateTime(timezone=True)))


def downgrade() -> None:
    """Numbers of the erased are not kept by a build that would text them."""
    op.execute("DELETE FROM phone_numbers WHERE real_erased_at IS NOT NULL")
    with op.batch_alter_table("phone_numbers") as table:
        table.drop_column("real_erased_at")
