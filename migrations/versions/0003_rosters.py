"""Rosters: hours of single dates, languages, what is settled, phones that no text reaches."""

from alembic import op
from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Time, false

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Only add: everybody speaks the language of their texts, no phone is marked."""
    op.create_table(
        "shift_exceptions",
        Column("id", Integer, primary_key=True),
        Column("staff", String, ForeignKey("staff.handle"), nullable=False),
        Column("day", Date, nullable=False),
        Column("begins", Time),
        Column("ends", Time),
        Column("source", String, nullable=False),
    )
    op.create_index("ix_shift_exceptions_staff_day", "shift_exceptions", ["staff", "day"])
    with op.batch_alter_table("staff") as staff:
        staff.add_column(Column("languages", String, nullable=False, server_default=""))
    with op.batch_alter_table("assignments") as assignments:
        assignments.add_column(Column("settled", Boolean, nullable=False, server_default=false()))
        assignments.drop_index("ix_assignments_handle")
        assignments.create_index("ix_assignments_open", ["handle", "settled", "withdrawn"])
    with op.batch_alter_table("inbox") as inbox:
        inbox.create_index("ix_inbox_real_received_at", ["real_received_at"])
    with op.batch_alter_table("phones") as phones:
        phones.add_column(Column("mark", String, nullable=False, server_default=""))
