"""What pages and reports read, and what waits for a person."""

from datetime import UTC, datetime

from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class EpisodeRow(SQLModel, table=True):
    """The read model of one episode.

    `doubts_answered`: when each of the hospital's doubts that is answered last came, ISO 8601 in
    UTC, separated by blanks. Of one that came between two of these, and was heard later, it says
    nothing.
    """

    __tablename__ = "episodes"

    episode: str = Field(primary_key=True)
    version: int
    phase: str = Field(index=True)
    outcome: str = ""
    at: datetime = Field(sa_type=Instant)
    next_due: datetime | None = Field(default=None, sa_type=Instant)
    unowned: bool = False
    urgent: bool = False
    alarms_real: int = 0
    alarms_false: int = 0
    doubts_answered: str = ""

    def answered(self, came_at: datetime) -> bool:
        """Whether the episode has heard, and been told, of the doubt that last came then."""
        return written(came_at) in self.doubts_answered.split()


def written(came_at: datetime) -> str:
    """An instant, as `doubts_answered` holds it."""
    return came_at.astimezone(UTC).isoformat()


class StepRow(SQLModel, table=True):
    """The read model of one step."""

    __tablename__ = "steps"

    episode: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    title: str
    state: str
    owner: str = ""
    due: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    by: str = ""
    late: bool = False
    escalated: bool = False
    detail: str = ""


class WorkItem(SQLModel, table=True):
    """The work queue: what nobody could settle, visible until somebody does.

    `about` is an episode, or `inbox:<id>` of a message. `owner` is a role or a roster handle.
    """

    __tablename__ = "work_queue"

    key: str = Field(primary_key=True)
    facility: str = Field(default="", index=True)
    reason: str
    about: str = ""
    since: datetime = Field(sa_type=Instant)
    owner: str = ""
    due: datetime | None = Field(default=None, sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    resolved_by: str = ""


class Dismissal(SQLModel, table=True):
    """Why somebody settled an item without doing anything, the `number`-th time: sealed.

    `item` is the work queue's key, `inbox:<id>` of a message. Empty once its person was erased.
    """

    __tablename__ = "dismissals"

    item: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    reason_sealed: bytes
