"""Why something was dismissed is sealed: it stands in the trail and beside a message no more."""

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String, column, table

revision = "0016"
down_revision = "0015"

_DISMISSED, _BECAUSE = "inbox dismissed", "dismissed: "
_audit = table("audit", column("id"), column("what"), column("about"))
_inbox = table("inbox", column("id"), column("detail"))


def upgrade() -> None:
    """Older words go: a step of the schema has no key to seal them with, and they may name anybody.

    Who dismissed what, and when, stays.
    """
    op.create_table(
        "dismissals",
        Column("item", String, primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("reason_sealed", LargeBinary, nullable=False),
    )
    store = op.get_bind()
    told = _audit.select().where(_audit.c.what == _DISMISSED, _audit.c.about.contains("|"))
    for row in store.execute(told).all():
        item = row.about.partition("|")[0]
        store.execute(_audit.update().where(_audit.c.id == row.id).values(about=item))
    beside = _inbox.select().where(_inbox.c.detail.contains(_BECAUSE))
    for row in store.execute(beside).all():
        why = row.detail.partition(_BECAUSE)[0].removesuffix("; ")
        store.execute(_inbox.update().where(_inbox.c.id == row.id).values(detail=why))


def downgrade() -> None:
    """Why is known no more."""
    op.drop_table("dismissals")
