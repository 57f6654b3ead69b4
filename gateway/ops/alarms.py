"""How often staff are paged at night, and how often for nothing: counted, of one hospital."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from domain.episode.escalation import WAS
from models.tables import Assignment, Encounter, EpisodeRow, OutboxRow

NIGHTS = 7
_BEGINS, _ENDS = time(21), time(7)
_HUNDRED = 100


@dataclass(frozen=True, kw_only=True)
class AlarmCounts:
    """Pages in each of the last nights, on average; alarms said to be real, false, and neither.

    `false_per_hundred_days` counts patient-days from discharge, until now or the episode's end; it
    is the least where something is `not_said`, and None where that is so of every alarm.
    """

    pages_a_night: float
    real: int
    false: int
    not_said: int
    false_per_hundred_days: float | None


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
    not_said = max(_asked(session, {row.episode for row, _ in rows}) - real - false, 0)
    pages = _pages_at_night(session, {row.episode for row, _ in rows}, time_zone, now)
    return AlarmCounts(
        pages_a_night=pages / NIGHTS,
        real=real,
        false=false,
        not_said=not_said,
        false_per_hundred_days=None if not_said and not real + false else _rate(false, days),
    )


def _rate(false: int, days: float) -> float:
    return _HUNDRED * false / days if days else 0.0


def _asked(session: Session, episodes: set[str]) -> int:
    """Of how many alarms somebody was asked whether they were real."""
    asked = select(Assignment.episode, Assignment.question).where(
        col(Assignment.question).contains(WAS)
    )
    alarms = {(episode, key.partition(WAS)[0]) for episode, key in session.exec(asked).all()}
    return sum(episode in episodes for episode, _ in alarms)


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
