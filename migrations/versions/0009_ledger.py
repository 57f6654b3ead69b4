"""What was said in an episode, for good: answers with their notes, the visit's times, the risk."""

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Only add: of what was answered before, the histories tell."""
    instant = DateTime(timezone=True)
    op.create_table(
        "answers",
        *_key(),
        Column("incarnation", Integer, nullable=False, server_default="1"),
        *_words("step", "question", "occurrence", "message_id", "kind", "value"),
        Column("happened_at", instant, nullable=False),
        Column("told_at", instant, nullable=False),
        *_words("by", "role", "credential", "billing_group", "via"),
        Column("at", instant),
        *_words("flag", "supersedes"),
        Column("noted", Boolean, nullable=False, server_default=false()),
        UniqueConstraint("episode", "incarnation", "step", "question", "occurrence", "message_id"),
    )
    op.create_table("answer_notes", *_key(), Column("body_sealed", LargeBinary, nullable=False))
    op.create_table(
        "bookings",
        *_key(),
        Column("number", Integer, nullable=False),
        Column("round", Integer, nullable=False),
        Column("at", instant, nullable=False),
        Column("told_at", instant, nullable=False),
        *_words("slot", "supersedes"),
    )
    op.create_table(
        "risks",
        Column("episode", String, primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("at", instant, nullable=False),
        Column("counts_as_high", Boolean, nullable=False),
        *_words("tier", "reasons", "parts"),
    )


def _key() -> tuple[Column[str], Column[str]]:
    return Column("episode", String, primary_key=True), Column("name", String, primary_key=True)


def _words(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, String, nullable=False, server_default="") for name in names)
