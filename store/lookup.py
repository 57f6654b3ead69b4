"""Looking things up in the store, for the command line: episodes by whom they are about, lists.

What is given back names episodes, steps and staff, and no patient.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from adapters.encryption import Tokens
from domain.episode.decision import Phase, StepState
from domain.protocol.status_page import LEFT, NOT_DONE
from domain.time.calendar import in_zone
from domain.time.phrasing import short_due, short_instant
from domain.words.phrasebook import phrase, worded
from models.tables import (
    Assignment,
    Encounter,
    EpisodeRow,
    Facility,
    FamilyPhone,
    OutboxRow,
    StepRow,
    WorkItem,
)
from store.charts import root_of

_ANY_ZONE = "UTC"
_COLUMNS = (
    phrase("page.column_step"),
    phrase("page.column_state"),
    phrase("page.column_owner"),
    phrase("page.column_due"),
)


@dataclass(frozen=True, kw_only=True)
class EpisodeLine:
    """One episode in a list. `day` counts from the day of discharge, in the facility's zone."""

    episode: str
    time_zone: str
    phase: str
    outcome: str
    day: int
    open_steps: tuple[str, ...]
    owners: tuple[str, ...]
    next_due: datetime | None
    flags: tuple[str, ...]

    def cells(self) -> tuple[str, ...]:
        """As a row: id with phase, open steps and owners below, day, next due, flags."""
        due = short_due(self.next_due, self.time_zone) if self.next_due else ""
        below = [self.outcome or self.phase, ", ".join(self.open_steps), ", ".join(self.owners)]
        whole = "\n".join(filter(None, (self.episode, *below)))
        return whole, str(self.day), due, "\n".join(self.flags)


@dataclass(frozen=True, kw_only=True)
class EpisodeQuery:
    """Whom episodes are looked up by: facility and MRN, facility and encounter, or a number.

    `code` narrows a number down to the text that gave that code out.
    """

    patient: tuple[str, str] | None = None
    encounter: tuple[str, str] | None = None
    number: str | None = None
    code: int | None = None


def episodes(
    session: Session, now: datetime, facility: str | None, *, closed: bool
) -> list[EpisodeLine]:
    """List episodes, urgent ones first, then unowned ones, then by what is due first."""
    found = select(Encounter, EpisodeRow).join(
        EpisodeRow, col(EpisodeRow.episode) == col(Encounter.episode), isouter=True
    )
    if facility is not None:
        found = found.where(Encounter.facility == facility)
    if not closed:
        found = found.where(Encounter.outcome == "")
    ordered = found.order_by(
        col(EpisodeRow.urgent).desc(),
        col(EpisodeRow.unowned).desc(),
        col(EpisodeRow.next_due).is_(None),
        col(EpisodeRow.next_due),
        col(Encounter.discharged_at),
    )
    return [_line(session, known, row, now) for known, row in session.exec(ordered)]


def find(session: Session, tokens: Tokens, wanted: EpisodeQuery) -> list[str]:
    """The episodes of a patient, an encounter or a phone, the newest first.

    A number that was merged away finds what the record that it went into has.
    """
    found = select(Encounter.episode).order_by(col(Encounter.opened_at).desc())
    if wanted.patient is not None:
        root = root_of(session, tokens.patient(*wanted.patient))
        found = found.where(Encounter.patient_token == root)
    if wanted.encounter is not None:
        found = found.where(Encounter.encounter_token == tokens.encounter(*wanted.encounter))
    if wanted.number is not None:
        asked = _about(session, tokens.phone(wanted.number), wanted.code)
        found = found.where(col(Encounter.episode).in_(asked))
    return list(session.exec(found).all())


def merged_away(session: Session, tokens: Tokens, wanted: EpisodeQuery) -> bool:
    """Whether the patient's number was merged into another."""
    token = tokens.patient(*wanted.patient) if wanted.patient is not None else ""
    return bool(token) and root_of(session, token) != token


def outcome(session: Session, episode: str) -> str | None:
    """How an episode ended, empty while it has not; None if there is none under that id."""
    known = session.get(Encounter, episode)
    return known.outcome if known else None


def time_zone(session: Session, episode: str) -> str:
    """The zone in which an episode's dates are counted."""
    known = session.get(Encounter, episode)
    facility = session.get(Facility, known.facility) if known else None
    return facility.time_zone if facility else _ANY_ZONE


def last_known(session: Session, episode: str) -> str | None:
    """The read model as a page; None before it knows of the episode."""
    row = session.get(EpisodeRow, episode)
    if row is None:
        return None
    zone = time_zone(session, episode)
    steps = session.exec(select(StepRow).where(StepRow.episode == episode)).all()
    if row.outcome:
        state = phrase("page.last_closed", ending=phrase(f"values.{row.outcome}"))
    else:
        state = phrase("page.last_known", phase=row.phase, when=short_instant(row.at, zone))
    columns = map(worded, _COLUMNS)
    lines = [worded(state), "", f"| {' | '.join(columns)} | |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(_last_known_step(session, step, zone) for step in steps)])


def _last_known_step(session: Session, step: StepRow, zone: str) -> str:
    if step.state == StepState.UNRESOLVED:
        left = session.get(WorkItem, f"{step.episode}/{step.step}")
        return f"| {step.title} | | | | {worded(LEFT if left else NOT_DONE)} |"
    due = short_due(step.due, zone) if step.due else ""
    late = f" {worded(phrase('page.late'))}" if step.late else ""
    return f"| {step.title} | {step.state} | {step.owner} | {due}{late} | {step.detail} |"


def _about(session: Session, token: str, code: int | None) -> set[str]:
    """Whose phone it is, and what it was asked about; with a code, what stood in that text."""
    asked = select(Assignment.episode).where(Assignment.phone_token == token)
    episodes = set(session.exec(asked).all())
    if code is None:
        theirs = select(FamilyPhone.episode).where(FamilyPhone.phone_token == token)
        return episodes | set(session.exec(theirs).all())
    given_out = select(OutboxRow.key).where(
        OutboxRow.phone_token == token, OutboxRow.highest_code == code
    )
    texts = session.exec(given_out).all()
    return {episode for episode in episodes if any(f"{episode}|" in text for text in texts)}


def _line(session: Session, known: Encounter, row: EpisodeRow | None, now: datetime) -> EpisodeLine:
    zone = time_zone(session, known.episode)
    day = in_zone(now, zone).date() - in_zone(known.discharged_at, zone).date()
    still = select(StepRow).where(StepRow.episode == known.episode, StepRow.state == StepState.OPEN)
    steps = session.exec(still).all()
    late = sum(1 for step in steps if step.late)
    flags = {
        "urgent": row is not None and row.urgent,
        "unowned": row is not None and row.unowned,
        f"{late} late": late > 0,
    }
    return EpisodeLine(
        episode=known.episode,
        time_zone=zone,
        phase=row.phase if row else Phase.OPENING,
        outcome=known.outcome,
        day=max(day.days, 0),
        open_steps=tuple(step.step for step in steps),
        owners=tuple(sorted({step.owner for step in steps if step.owner})),
        next_due=row.next_due if row else None,
        flags=tuple(flag for flag, holds in flags.items() if holds),
    )
