"""The phones of patients and caregivers, known from the chart before the first text."""

from alembic import op
from sqlalchemy import Column, ForeignKey, String

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Only add: what a hospital says next fills it."""
    op.create_table(
        "family_phones",
        Column("episode", String, ForeignKey("encounters.episode"), primary_key=True),
        Column("role", String, primary_key=True),
        Column("phone_token", String, nullable=False),
        Column("language", String, nullable=False),
    )
    op.create_index("ix_family_phones_phone_token", "family_phones", ["phone_token"])
