"""How a clinic is reached by whoever books there."""

from alembic import op
from sqlalchemy import Column, String

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Only add: reading the hospital file again fills them."""
    for name in ("phone", "fax"):
        op.add_column("clinics", Column(name, String, nullable=False, server_default=""))
