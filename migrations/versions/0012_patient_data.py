"""Patient data by reference: the hospital's accounts, and numbers behind their tokens."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String

revision = "0012"
down_revision = "0011"

_WITH_A_NUMBER = ("assignments", "party_phones")


def upgrade() -> None:
    """Numbers are sealed anew, each to its own row, once the hospital file is loaded."""
    op.create_table(
        "accounts",
        Column("episode", String, ForeignKey("encounters.episode"), primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("body_sealed", LargeBinary, nullable=False),
    )
    op.create_table(
        "phone_numbers",
        Column("token", String, primary_key=True),
        Column("number_sealed", LargeBinary, nullable=False),
    )
    for table in _WITH_A_NUMBER:
        op.drop_column(table, "phone_sealed")


def downgrade() -> None:
    """Numbers are known again once the hospital file is loaded."""
    for table in _WITH_A_NUMBER:
        op.add_column(table, Column("phone_sealed", LargeBinary, nullable=False, server_default=""))
    op.drop_table("phone_numbers")
    op.drop_table("accounts")
