"""The one reader of the wall clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Real time, aware, in UTC. Clinical time is `Clock.clinical(now())`."""
    return datetime.now(UTC)
