"""Hospitals' messages: their events, merged and moved records, keys, who owns what waits."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, LargeBinary, String, false

revision = "0002"
down_revision = "0001"

INSTANT = DateTime(timezone=True)
_INBOX = ("facility", "trigger", "sender_token", "detail", "episodes")


def upgrade() -> None:
    """Only add: rows of the first schema stay as they are, the new columns empty."""
    op.create_table(
        "api_keys",
        Column("id", String, primary_key=True),
        Column("facility", String, nullable=False, index=True),
        Column("key_hash", String, nullable=False),
        Column("scopes", String, nullable=False),
        Column("real_created_at", INSTANT, nullable=False),
        Column("real_expires_at", INSTANT),
    )
    op.create_table(
        "merged_patients",
        Column("patient_token", String, primary_key=True),
        Column("into_token", String, nullable=False, index=True),
    )
    op.create_table(
        "moved_encounters",
        Column("encounter_token", String, primary_key=True),
        Column("patient_token", String, nullable=False),
        Column("moved_at", INSTANT, nullable=False),
    )
    op.create_table(
        "subscriptions",
        Column("token", String, primary_key=True),
        Column("facility", String, nullable=False),
        Column("highest", Integer, nullable=False),
    )
    op.create_table(
        "hospital_events",
        Column("inbox", Integer, ForeignKey("inbox.id"), primary_key=True),
        Column("row", Integer, primary_key=True),
        Column("facility", String, nullable=False),
        Column("patient_token", String, nullable=False, index=True),
        Column("encounter_token", String, nullable=False, index=True),
        Column("event_sealed", LargeBinary, nullable=False),
    )
    _add_columns()


def _add_columns() -> None:
    with op.batch_alter_table("encounters") as encounters:
        for name in ("held", "unsure"):
            encounters.add_column(Column(name, Boolean, nullable=False, server_default=false()))
        encounters.add_column(Column("returns", Integer, nullable=False, server_default="0"))
        encounters.add_column(Column("plan", Integer, nullable=False, server_default="0"))
        encounters.add_column(Column("ending", String, nullable=False, server_default=""))
    with op.batch_alter_table("inbox") as inbox:
        for name in _INBOX:
            inbox.add_column(Column(name, String, nullable=False, server_default=""))
        for name in ("facility", "sender_token"):
            inbox.create_index(f"ix_inbox_{name}", [name])
    with op.batch_alter_table("work_queue") as queue:
        queue.add_column(Column("owner", String, nullable=False, server_default=""))
        queue.add_column(Column("due", INSTANT))
