"""The table in the terminal."""

from datetime import timedelta
from io import StringIO

from rich.console import Console

from local import board
from local.board import Snapshot
from local.example_discharges import Arrived, example_files, read_discharges
from models.tables import EpisodeRow, StepRow

DISCHARGE = read_discharges(example_files())[0]
ARRIVED = (Arrived(episode="e-1", discharge=DISCHARGE),)
NOW = DISCHARGE.discharged_at + timedelta(days=2)


def _step(name: str, state: str, *, late: bool = False, escalated: bool = False) -> StepRow:
    return StepRow(
        episode="e-1", step=name, title=name, state=state, owner="lopez", late=late,
        escalated=escalated,
    )  # fmt: skip


SEEN = Snapshot(
    episodes={"e-1": EpisodeRow(episode="e-1", version=1, phase="follow-up", at=NOW, next_due=NOW)},
    steps={
        "e-1": (
            _step("contact", "done"),
            _step("equipment-1", "stopped"),
            _step("equipment-2", "unresolved"),
            _step("visit", "open", late=True, escalated=True),
        )
    },
)


def _drawn() -> str:
    said = StringIO()
    Console(file=said, width=160).print(board.table(SEEN, ARRIVED, NOW, 30))
    return said.getvalue()


def test_a_row_tells_day_steps_and_owner() -> None:
    """One line an episode: initials, day of thirty, a mark for each step, whose it is, when due."""
    row = next(line for line in _drawn().splitlines() if "mercy-general" in line)
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells == [
        "H.D.", "mercy-general", "2/30", "✓", "▲", "·", "·", "■✗", "·", "·", "lopez", "Thu 9/3 9a",
        "follow-up",
    ]  # fmt: skip


def test_it_names_nobody() -> None:
    """A terminal may be seen by others: initials, never a name or a number."""
    drawn = _drawn()
    patient = DISCHARGE.patient
    assert all(word not in drawn for word in (patient.given, patient.family, patient.mrn))


def test_without_a_terminal_a_day_is_one_line() -> None:
    """The same numbers, plainly."""
    assert board.line(SEEN, ARRIVED, NOW) == (
        "Thu 2026-09-03: 1 discharged, 1 episodes open; steps: 1 done, 1 open, 1 late, 1 escalated"
    )
