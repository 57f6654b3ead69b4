"""An answer's row names the note beside it: the note is kept first, under a name of its own."""

from alembic import op
from sqlalchemy import Boolean, Column, String, false

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """What was noted until now stands under the answer's own name."""
    op.add_column("answers", Column("note", String, nullable=False, server_default=""))
    op.execute("UPDATE answers SET note = name WHERE noted")
    op.drop_column("answers", "noted")


def downgrade() -> None:
    """Whether something is noted; a note under another name is found by hand alone."""
    op.add_column("answers", Column("noted", Boolean, nullable=False, server_default=false()))
    op.execute("UPDATE answers SET noted = (note <> '')")
    op.drop_column("answers", "note")
