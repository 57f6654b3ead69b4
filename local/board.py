"""The live table in the terminal: who is on which day, how each step stands, whose it is.

It shows the read model, as reports and pages do, and not Temporal. Initials are all it says of a
patient.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.table import Table
from rich.text import Text
from sqlmodel import Session, select

from domain.episode.decision import Phase, StepState
from domain.steps import catalogue
from domain.time.calendar import in_zone
from domain.time.clock import Clock
from domain.time.phrasing import short_due
from local.example_discharges import Arrived
from models.tables import EpisodeRow, StepRow

LEGEND = (
    "✓ in time  ✓ late (yellow)  ● open  ○ running  ▲ escalated  ■ stopped  ✗ unresolved  · none"
)
_MARKS = {
    StepState.RUNNING: ("○", "green"),
    StepState.DONE: ("✓", "green"),
    StepState.STOPPED: ("■", "dim"),
    StepState.UNRESOLVED: ("✗", "red"),
}
_LEAST = {"hospital": 13, "day": 5, "next due": 14, "state": 13}
_PHASES = {Phase.CLOSED: "dim", Phase.SUSPENDED: "magenta"}


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The read model at one moment."""

    episodes: Mapping[str, EpisodeRow]
    steps: Mapping[str, Sequence[StepRow]]

    def open_episodes(self, arrived: Sequence[Arrived]) -> list[Arrived]:
        """Those that have not closed."""
        return [one for one in arrived if not self.is_closed(one.episode)]

    def is_closed(self, episode: str) -> bool:
        """Whether the read model says so."""
        row = self.episodes.get(episode)
        return row is not None and row.phase == Phase.CLOSED


def snapshot(session: Session) -> Snapshot:
    """Read everything that the table shows."""
    steps: dict[str, list[StepRow]] = {}
    for row in session.exec(select(StepRow).order_by(StepRow.step)):
        steps.setdefault(row.episode, []).append(row)
    episodes = {row.episode: row for row in session.exec(select(EpisodeRow))}
    return Snapshot(episodes=episodes, steps=steps)


def table(seen: Snapshot, arrived: Sequence[Arrived], now: datetime, window_days: int) -> Table:
    """Draw it."""
    drawn = Table(title=f"{now:%a %Y-%m-%d %H:%M}", caption=LEGEND, expand=False)
    for heading in ("who", "hospital", "day", *_columns().values(), "owner", "next due", "state"):
        least = None if heading == "owner" else max(len(heading), _LEAST.get(heading, 0))
        drawn.add_column(heading, no_wrap=True, min_width=least)  # owners are cut first
    for one in arrived:
        drawn.add_row(*_cells(seen, one, now, window_days))
    return drawn


def line(seen: Snapshot, arrived: Sequence[Arrived], now: datetime) -> str:
    """The same in one line, for a terminal that is none."""
    rows = [row for steps in seen.steps.values() for row in steps]
    open_ = [row for row in rows if row.state == StepState.OPEN]
    return (
        f"{now:%a %Y-%m-%d}: {len(arrived)} discharged,"
        f" {len(seen.open_episodes(arrived))} episodes open;"
        f" steps: {sum(row.state == StepState.DONE for row in rows)} done, {len(open_)} open,"
        f" {sum(row.late for row in open_)} late, {sum(row.escalated for row in open_)} escalated"
    )


def day_of(one: Arrived, now: datetime, window_days: int) -> int:
    """The day of the window, the day of discharge being 0."""
    zone = one.discharge.time_zone
    days = in_zone(now, zone).date() - in_zone(one.discharge.discharged_at, zone).date()
    return max(0, min(days.days, window_days))


def clock_words(clock: Clock, real_now: datetime) -> datetime:
    """The clinical time that the demo shows, in New York, where its first hospital is."""
    return in_zone(clock.clinical(real_now), "America/New_York")


def _cells(seen: Snapshot, one: Arrived, now: datetime, window_days: int) -> tuple[str | Text, ...]:
    steps = seen.steps.get(one.episode, ())
    marks = [_marks([row for row in steps if _is_of(row, name)]) for name in _columns()]
    row = seen.episodes.get(one.episode)
    return (
        one.discharge.patient.initials,
        one.discharge.facility,
        f"{day_of(one, now, window_days)}/{window_days}",
        *marks,
        ", ".join(sorted({step.owner for step in steps if _is_open(step) and step.owner})),
        _next_due(row, one.discharge.time_zone),
        _state(row),
    )


def _columns() -> dict[str, str]:
    """The steps that have a column, each with its heading."""
    return {step.name: step.heading for step in catalogue.STEPS if step.heading}


def _is_of(row: StepRow, step: str) -> bool:
    return row.step.partition("-")[0] == step


def _marks(rows: Sequence[StepRow]) -> Text:
    """One mark for each step of a column: equipment may have several."""
    marks = Text()
    for row in rows:
        marks.append(*_mark(row))
    return marks if rows else Text("·", "dim")


def _mark(row: StepRow) -> tuple[str, str]:
    if _is_open(row):
        return ("▲", "bold red") if row.escalated else ("●", "yellow" if row.late else "cyan")
    mark, color = _MARKS.get(StepState(row.state), ("?", "red"))
    return mark, "yellow" if row.late and row.state == StepState.DONE else color


def _is_open(row: StepRow) -> bool:
    return row.state == StepState.OPEN


def _next_due(row: EpisodeRow | None, zone: str) -> str:
    return short_due(row.next_due, zone) if row and row.next_due else ""


def _state(row: EpisodeRow | None) -> Text:
    if row is None:
        return Text("opening", "dim")
    if row.urgent:
        return Text("URGENT", "bold red")
    if row.unowned:
        return Text("unowned", "bold red")
    return Text(row.outcome or row.phase, _PHASES.get(Phase(row.phase), ""))
