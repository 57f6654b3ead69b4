"""One message may bring an answer and take answers back: each of these is a row of its own."""

from alembic import op
from sqlalchemy import inspect

revision = "0020"
down_revision = "0019"

_MESSAGE = ("episode", "incarnation", "step", "question", "occurrence", "message_id")


def upgrade() -> None:
    """What is superseded is of the key, too: a message tells a thing about a question once."""
    _unique(*_MESSAGE, "supersedes")


def downgrade() -> None:
    """Where a message did both, its UNDO gets a name of its own: a build of before knows one."""
    op.execute(
        "UPDATE answers SET message_id = message_id || '/' || supersedes WHERE value = 'taken_back'"
        " AND EXISTS (SELECT 1 FROM answers AS other WHERE other.episode = answers.episode"
        " AND other.step = answers.step AND other.question = answers.question"
        " AND other.occurrence = answers.occurrence"
        " AND other.message_id = answers.message_id AND other.name <> answers.name)"
    )
    _unique(*_MESSAGE)


def _unique(*columns: str) -> None:
    (there,) = inspect(op.get_bind()).get_unique_constraints("answers")
    unnamed = {"uq": "%(table_name)s_said_once"}
    with op.batch_alter_table("answers", naming_convention=unnamed) as table:
        table.drop_constraint(there["name"] or "answers_said_once", type_="unique")
        table.create_unique_constraint("answers_said_once", columns)
