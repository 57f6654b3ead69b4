"""What Alembic runs: the steps, in the transaction that `adapters/sql/database.py` opened."""

from alembic import context

from models import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.ClockRow.metadata,
    render_as_batch=True,  # SQLite rebuilds a table to alter it
)
with context.begin_transaction():
    context.run_migrations()
