"""Looking things up in the store, for the command line: episodes by whom they are about, lists.

What is given back names episodes, steps and staff, and no patient.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from activities.roster import Roster
from adapters.encryption import Tokens
from domain.calendar import in_zone
from domain.decision import StepState
from models.tables import Assignment, Encounter, EpisodeRow, Facility, OutboxRow, Staff, StepRow

_ANY_ZONE = "UTC"


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


@dataclass(frozen=True, kw_only=True)
class OnShift:
    """Somebody who works now."""

    facility: str
    role: str
    handle: str
    name: str


def episodes(
    session: Session, now: datetime, *, facility: str | None = None, closed: bool = False
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


def of_patient(session: Session, tokens: Tokens, facility: str, mrn: str) -> list[str]:
    """The episodes of a facility's patient, the newest first."""
    return _newest(session, Encounter.patient_token == tokens.patient(facility, mrn))


def of_encounter(session: Session, tokens: Tokens, facility: str, encounter: str) -> list[str]:
    """The episodes of an encounter: several when a discharge was cancelled."""
    token = tokens.encounter(facility, encounter)
    return _newest(
        session, Encounter.facility == facility, Encounter.encounter_token == token
    )  # fmt: skip


def of_phone(session: Session, tokens: Tokens, number: str, code: int | None = None) -> list[str]:
    """The episodes about which a phone was asked; with a code, those of the text that gave it."""
    token = tokens.phone(number)
    asked = select(Assignment.episode).where(Assignment.phone_token == token).distinct()
    found = _newest(session, col(Encounter.episode).in_(asked))
    if code is None:
        return found
    sent = select(OutboxRow.key).where(OutboxRow.phone_token == token)
    texts = session.exec(sent.where(OutboxRow.highest_code == code)).all()
    return [episode for episode in found if any(f"{episode}|" in text for text in texts)]


def on_shift(session: Session, now: datetime) -> list[OnShift]:
    """Who works now, facility by facility."""
    facilities = session.exec(select(Facility.handle).order_by(Facility.handle)).all()
    staff = session.exec(select(Staff).order_by(Staff.role, Staff.handle)).all()
    return [
        OnShift(facility=facility, role=row.role, handle=row.handle, name=row.name)
        for facility in facilities
        for row in staff
        if row.facility == facility and Roster(session, facility).reach(row).open_at(now)
    ]


def time_zone(session: Session, episode: str) -> str:
    """The zone in which an episode's dates are counted."""
    known = session.get(Encounter, episode)
    facility = session.get(Facility, known.facility) if known else None
    return facility.time_zone if facility else _ANY_ZONE


def _newest(session: Session, *wanted: object) -> list[str]:
    found = select(Encounter.episode).where(*wanted)  # type: ignore[arg-type]
    return list(session.exec(found.order_by(col(Encounter.opened_at).desc())).all())


def _line(
    session: Session, known: Encounter, row: EpisodeRow | None, now: datetime
) -> EpisodeLine:
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
        phase=row.phase if row else "opening",
        outcome=known.outcome,
        day=max(day.days, 0),
        open_steps=tuple(step.step for step in steps),
        owners=tuple(sorted({step.owner for step in steps if step.owner})),
        next_due=row.next_due if row else None,
        flags=tuple(flag for flag, holds in flags.items() if holds),
    )


