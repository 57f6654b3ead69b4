"""Discharges that nobody could use: how far each has climbed, and the texts about them."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, Integer, String, false

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Only add: what waits in the work queue already is looked at by the next sweep."""
    instant = DateTime(timezone=True)
    op.create_table(
        "unread_discharges",
        Column("item", String, primary_key=True),
        Column("inbox", Integer, nullable=False),
        Column("climbs", Boolean, nullable=False),
        Column("over", Boolean, nullable=False, server_default=false(), index=True),
        Column("begun_at", instant, nullable=False),
        Column("due", instant),
        Column("place", Integer, nullable=False, server_default="0"),
        Column("first_at", instant),
        Column("last_at", instant),
    )
    op.create_table(
        "unread_texts",
        Column("key", String, primary_key=True),
        Column("facility", String, nullable=False, server_default="", index=True),
        Column("role", String, nullable=False),
        Column("staff", String, nullable=False, server_default=""),
        Column("inbox", Integer, nullable=False),
        Column("item", String, nullable=False),
        Column("count", Integer, nullable=False),
        Column("due", instant, nullable=False),
        Column("at", instant, nullable=False),
        Column("sent", Boolean, nullable=False, server_default=false(), index=True),
    )


def downgrade() -> None:
    """The work queue keeps the messages; only who heard of them is forgotten."""
    op.drop_table("unread_texts")
    op.drop_table("unread_discharges")
