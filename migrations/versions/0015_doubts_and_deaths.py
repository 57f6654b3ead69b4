"""What people have said of doubts and deaths is a row: later messages go by what stands there."""

from alembic import op
from sqlalchemy import Boolean, Column, DateTime, String

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Of episodes that run nothing is known, until they next say so."""
    instant = DateTime(timezone=True)
    op.add_column("episodes", Column("doubts_settled", instant))
    op.create_table(
        "words_of_death",
        Column("episode", String, primary_key=True),
        Column("message_id", String, primary_key=True),
        Column("at", instant, nullable=False),
        Column("of_family", Boolean, nullable=False),
    )


def downgrade() -> None:
    """The old program goes by the time of an answer, and by the answers alone."""
    op.drop_table("words_of_death")
    op.drop_column("episodes", "doubts_settled")
