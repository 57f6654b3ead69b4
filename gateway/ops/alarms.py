"""How often staff are paged at night, and how often for nothing: counted, of one hospital."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.tables import Encounter, EpisodeRow, OutboxRow

NIGHTS = 7
_BEGINS, _ENDS = time(21), time(7)
_HUNDRED = 100


@dataclass(frozen=True, kw_only=True)
class AlarmCounts:
    """Pages in each of the last nights, on average; alarms said to be real and false.

    `false_per_hundred_days` counts patient-days from discharge, until now or the episode's end.
    """

    pages_a_night: float
    real: int
    false: int
    false_per_hundred_days: float


def counts(session: Session, facility: str, time_zone: str, now: datetime) -> AlarmCounts:
    """Count what the store holds of one hospital."""
    rows = session.exec(
        select(EpisodeRow, Encounter.discharged_at)
        .join(Encounter, col(Encounter.episode) == col(EpisodeRow.episode))
        .where(Encounter.facility == facility)
    ).all()
    days = sum(_days(row, home, now) for row, home in rows)
    real = sum(row.alarms_real for row, _ in rows)
    false = sum(row.alarms_false for row, _ in rows)
    pages = _pages_at_night(session, {row.episode for row, _ in rows}, time_zone, now)
    return AlarmCounts(
        pages_a_night=pages / NIGHTS,
        real=real,
        false=false,
        false_per_hundred_days=_HUNDRED * false / days if days else 0.0,
    )


def _days(row: EpisodeRow, home: datetime, now: datetime) -> float:
    until = row.at if row.outcome else now
    return max((until - home) / timedelta(days=1), 0.0)


def _pages_at_night(session: Session, episodes: set[str], time_zone: str, now: datetime) -> int:
    """The texts that disturbed somebody between nine in the evening and seven in the morning."""
    paged = session.exec(
        select(OutboxRow.key, OutboxRow.created_at).where(
            col(OutboxRow.page).is_(True), OutboxRow.created_at > now - timedelta(days=NIGHTS)
        )
    ).all()
    return sum(
        _is_night(at.astimezone(ZoneInfo(time_zone)).time())
        for key, at in paged
        if key.partition("|")[0] in episodes
    )


def _is_night(at: time) -> bool:
    return at >= _BEGINS or at < _ENDS
