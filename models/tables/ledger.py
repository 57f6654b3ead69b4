"""What was said in an episode, for good: rows are appended, and none is ever changed."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.instant import Instant


class AnswerRow(SQLModel, table=True):
    """One answer, or the taking back of one; what counts is what no row supersedes.

    `name` is the question and the message; `supersedes` is another row's; `also` is what was chosen
    together with `value`, with commas between. `by` is a roster handle, or `patient`, `caregiver`;
    role, credential and billing group are as they were when it was kept. `note` is the name in
    `answer_notes` of what was written or chosen beside it.
    """

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint(
            "episode",
            "incarnation",
            "step",
            "question",
            "occurrence",
            "message_id",
            "supersedes",
            name="answers_said_once",
        ),
    )

    episode: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    incarnation: int = 1
    step: str
    question: str
    occurrence: str
    message_id: str
    kind: str = ""
    value: str
    also: str = ""
    happened_at: datetime = Field(sa_type=Instant)
    told_at: datetime = Field(sa_type=Instant)
    by: str
    role: str
    credential: str = ""
    billing_group: str = ""
    via: str
    at: datetime | None = Field(default=None, sa_type=Instant)
    flag: str = ""
    note: str = ""
    supersedes: str = ""


class WordOfDeath(SQLModel, table=True):
    """That somebody said of an episode that its patient died, kept before any episode hears it.

    A family's word is a question until it is confirmed.
    """

    __tablename__ = "words_of_death"

    episode: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    of_family: bool = False


class AnswerNote(SQLModel, table=True):
    """What was written beside an answer or an order, kept before its episode hears of it.

    A row of its own, so that it can be erased by itself.
    """

    __tablename__ = "answer_notes"

    episode: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    body_sealed: bytes


class BookingRow(SQLModel, table=True):
    """A time of the visit, under the name of the answer that told it; it counts while that does."""

    __tablename__ = "bookings"

    episode: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    number: int
    round: int
    at: datetime = Field(sa_type=Instant)
    slot: str = ""
    told_at: datetime = Field(sa_type=Instant)
    supersedes: str = ""


class RiskRow(SQLModel, table=True):
    """The `number`-th account of the risk, as it was known from `at` on; the newest counts.

    `parts` is a JSON list of score, part, least and most points; `reasons` decided the tier.
    """

    __tablename__ = "risks"

    episode: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    tier: str
    counts_as_high: bool
    reasons: str
    parts: str
