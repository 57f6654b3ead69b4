"""Names and codes of drugs, as imported from RxNorm."""

from alembic import op
from sqlalchemy import Column, String

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Only add: the table stays empty until somebody imports."""
    op.create_table(
        "drug_names",
        Column("key", String, primary_key=True),
        *(
            Column(name, String, nullable=False)
            for name in ("product", "ingredient", "strength", "form", "brand")
        ),
    )
