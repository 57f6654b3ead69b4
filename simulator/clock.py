"""The simulator's one reader of the wall clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Give the current instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  # the one place where the simulator reads the clock
