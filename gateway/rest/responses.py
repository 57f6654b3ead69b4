"""What the REST interface answers, as its OpenAPI document describes it; and reading it from SQL.

Nothing here names a patient: episodes are named by their ids and people by their roster handles.
"""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from domain.episode.decision import Phase
from domain.time.calendar import in_zone
from domain.words.phrasebook import worded
from gateway.ops.ui_links import UiLinks
from models.tables import Encounter, EpisodeRow, InboxRow, StepRow
from store import lookup
from store.inbox import HOSPITALS, Outcome

STATUSES = (
    Outcome.WAITING, Outcome.STARTED, Outcome.APPLIED, Outcome.IGNORED,
    Outcome.HELD, Outcome.QUEUED, Outcome.DISMISSED,
)  # fmt: skip
_LARGEST_ID = 2**63 - 1

Status = Annotated[
    str,
    Field(
        json_schema_extra={"enum": [str(status) for status in STATUSES]},
        description="waiting: kept, not delivered yet. started: an episode began. applied: one was "
        "brought up to date. ignored: nothing follows, `detail` says why. held: waits for another "
        "message. queued: a person of ours must look at it. dismissed: somebody did.",
    ),
]
MessageId = Annotated[int, Field(ge=1, description="Names what was sent, at /messages/{message}.")]
EpisodeId = Annotated[str, Field(examples=["mercy-general-0904-k7qd"])]


class Answer(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_serialization_defaults_required=True
    )


class Links(Answer):
    """Where to look next; null where there is nothing yet."""

    message: str | None = None
    episode: str | None = None
    temporal_ui: str | None = None


class DischargeTaken(Answer):
    """A discharge is durably kept."""

    status: Status
    message: MessageId
    episode: EpisodeId | None = None
    detail: str = Field(
        default="", description="Why, in words; empty where there is no more to say."
    )
    links: Links


class MessageAnswer(Answer):
    """What came of a message so far."""

    message: MessageId
    status: Status
    detail: str
    received_at: datetime
    episodes: tuple[EpisodeId, ...]
    links: Links


class StepAnswer(Answer):
    """One obligation of an episode. `owner` is a role or a roster handle."""

    step: str
    title: str
    state: str
    owner: str | None
    due: datetime | None
    late: bool
    escalated: bool


class EpisodeAnswer(Answer):
    """One patient's thirty days. `day` counts from the day of discharge in the hospital's zone."""

    episode: EpisodeId
    phase: str
    outcome: str | None = Field(description="Null while it runs.")
    day: Annotated[int, Field(ge=0)]
    held: bool = Field(description="The patient is an inpatient again.")
    as_of: datetime | None = Field(description="When it last said so; null while it opens.")
    next_due: datetime | None
    steps: tuple[StepAnswer, ...]
    links: Links


class Closing(Answer):
    """An episode that ends. `outcome` is known once it has ended."""

    episode: EpisodeId
    status: Annotated[str, Field(json_schema_extra={"enum": ["closing", "closed"]})]
    outcome: str | None = None
    links: Links


class Place(Answer):
    """One fault: where (RFC 6901), and what was expected there."""

    pointer: str
    detail: str


class ProblemAnswer(BaseModel):
    """A problem (RFC 9457). `instance` is the message under which a refused body was kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    instance: str | None = None
    errors: tuple[Place, ...] | None = None


def links(ui: UiLinks, episode: str | None = None, message: int | None = None) -> Links:
    """Where an episode and a message are."""
    return Links(
        message=f"/messages/{message}" if message else None,
        episode=f"/episodes/{episode}" if episode else None,
        temporal_ui=ui.episode(episode) if episode else None,
    )


def message(session: Session, ui: UiLinks, facility: str, written: str) -> MessageAnswer | None:
    """Read a message; nothing when it is not this facility's."""
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 20 else 0  # noqa: PLR2004
    row = session.get(InboxRow, number) if 0 < number <= _LARGEST_ID else None
    if row is None or row.facility != facility or not row.key.startswith(HOSPITALS):
        return None
    episodes = tuple(row.episodes.split())
    return MessageAnswer(
        message=number,
        status=row.outcome,
        detail=worded(row.detail),
        received_at=row.received_at,
        episodes=episodes,
        links=links(ui, episodes[0] if episodes else None, number),
    )


def encounter(session: Session, facility: str, episode: str) -> Encounter | None:
    """Find an episode; nothing when it is not this facility's."""
    if "\0" in episode:  # PostgreSQL refuses to compare it
        return None
    found = session.get(Encounter, episode)
    return found if found is not None and found.facility == facility else None


def episode(session: Session, ui: UiLinks, found: Encounter, now: datetime) -> EpisodeAnswer:
    """Read an episode from the read model; one that is only just opening has no steps yet."""
    row = session.get(EpisodeRow, found.episode)
    zone = lookup.time_zone(session, found.episode)
    day = in_zone(now, zone).date() - in_zone(found.discharged_at, zone).date()
    steps = select(StepRow).where(StepRow.episode == found.episode).order_by(col(StepRow.step))
    return EpisodeAnswer(
        episode=found.episode,
        phase=row.phase if row else Phase.OPENING,
        outcome=found.outcome or None,
        day=max(day.days, 0),
        held=found.held,
        as_of=row.at if row else None,
        next_due=row.next_due if row else None,
        steps=tuple(map(_step, session.exec(steps))),
        links=links(ui, found.episode),
    )


def was_another(session: Session, sender_token: str, key: str) -> bool:
    """Whether a sender's key came first with another body than the one of this row's key."""
    said = select(InboxRow.key).where(InboxRow.sender_token == sender_token)
    first = session.exec(said.order_by(col(InboxRow.id)).limit(1)).first()
    return first is not None and first != key


def _step(row: StepRow) -> StepAnswer:
    return StepAnswer(
        step=row.step,
        title=row.title,
        state=row.state,
        owner=row.owner or None,
        due=row.due,
        late=row.late,
        escalated=row.escalated,
    )
