"""A thousand files at once: side by side, told of on the way, and stopped without losing count."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import func, select

from cli import screen
from models.tables import InboxRow
from tests.adt import adt
from tests.cli.world import World
from tests.places import ROOT

MANY = 240
LINE = re.compile(r": (started|applied|already there): mercy-general-")


def folder_of(tmp_path: Path, count: int) -> Path:
    """So many discharges of so many people, and of every tenth an update in a file of its own."""
    folder = tmp_path / "export"
    folder.mkdir()
    for number in range(count):
        said = {"mrn": f"{90_000 + number}", "visit": f"V-{number}", "disposition": "01"}
        when = {"admitted": "2026-09-01 09:00", "discharged": "2026-09-04 15:00"}
        a03 = adt("A03", "2026-09-04 15:05", control=f"A{number}", **said, **when)
        (folder / f"{number:04}-a03.hl7").write_text(a03)
        if number % 10 == 0:
            a08 = adt("A08", "2026-09-04 16:00", control=f"B{number}", **said, **when)
            (folder / f"{number:04}-a08.hl7").write_text(a08)
    return folder


def test_each_persons_are_sent_in_their_order(running: World, tmp_path: Path) -> None:
    """However many go side by side: an update after its discharge is applied, none starts two."""
    result = running.types("discharge", folder_of(tmp_path, 40))
    assert result.stdout.splitlines()[-1] == "40 started, 4 applied"
    assert result.exit_code == 0


@pytest.mark.parametrize("stopped_by", [signal.SIGINT, signal.SIGTERM])
def test_who_stops_it_is_told_how_far_it_came(
    running: World, tmp_path: Path, stopped_by: signal.Signals
) -> None:
    """What was sent has its line and its count, nothing is lost, and again is harmless."""
    folder = folder_of(tmp_path, MANY)
    command = [sys.executable, str(ROOT / "starter.py"), "discharge", str(folder)]
    with subprocess.Popen(  # noqa: S603 - our own program
        command,
        env={**os.environ, **running.env},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as sending:
        while count(running) < MANY / 4:
            assert sending.poll() is None
        sending.send_signal(stopped_by)
        told, said = sending.communicate(timeout=60)
    lines = [line for line in told.splitlines() if LINE.search(line)]
    assert sending.returncode == 3
    assert "stopped before the last; nothing is lost" in said
    assert 0 < len(lines) < MANY
    assert told.splitlines()[-1].startswith(f"{sum('started' in one for one in lines)} started")
    again = running.types("discharge", folder)
    assert again.exit_code == 0, again.stderr
    assert count(running) == MANY + MANY // 10
    counts = dict(re.findall(r"(\d+) (already there|started)", again.stdout.splitlines()[-1]))
    assert counts, again.stdout.splitlines()[-1]


def count(running: World) -> int:
    """How many messages are kept."""
    with running.database.read() as session:
        return session.exec(select(func.count()).select_from(InboxRow)).one()


def test_a_pipe_sees_how_far_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No bar where nobody looks at one: a line now and then."""
    monkeypatch.setattr(screen, "_NOW_AND_THEN_SECONDS", 0.0)
    with screen.progress(2) as step:
        for _ in range(4):
            step(0.5)
    assert capsys.readouterr().err.splitlines()[-1] == "4 messages, 2 of 2 files"
