"""The one test of a whole demo: the real server, the real processes, and one of them killed."""

import os
import re
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.local.world import Run, running, wait_until
from tests.places import ROOT
from tests.short_window import standard_of

DAY_SECONDS, WINDOW_DAYS = 6, 7
TEXTS_BEFORE_THE_KILL = 8
DISCHARGES = ("01-knee-replacement-all-simple.json", "02-warfarin-dose-changed.json")


def _pathways(folder: Path) -> Path:
    """The standard pathway with a short window."""
    folder.mkdir()
    (folder / "standard.toml").write_text(standard_of(WINDOW_DAYS))
    return folder


def _texts(run: Run) -> int:
    """How many texts the store knows of."""
    try:
        with sqlite3.connect(f"file:{run.folder / 'homeward.db'}?mode=ro", uri=True) as store:
            count: int = store.execute("SELECT count(*) FROM outbox").fetchone()[0]
            return count
    except sqlite3.OperationalError:  # there is no store yet
        return 0


@pytest.mark.long
def test_a_demo_survives_the_kill_of_its_worker(tmp_path: Path) -> None:
    """The worker is killed with kill -9 amid the texts: nothing is sent twice, nothing is lost."""
    files = [str(ROOT / "examples" / "discharges" / name) for name in DISCHARGES]
    folder, pathways = tmp_path / "demo", _pathways(tmp_path / "pathways")
    code = f"""
from pathlib import Path
from local import demo

raise SystemExit(demo.run(
    {DAY_SECONDS},
    discharges=[Path(file) for file in {files!r}],
    pathways_dir=Path({str(pathways)!r}),
    folder=Path({str(folder)!r}),
))
"""
    with running(code, folder) as run:
        wait_until(lambda: _texts(run) >= TEXTS_BEFORE_THE_KILL, "texts are sent", 120)
        os.kill(run.pids()["worker"], signal.SIGKILL)
        run.says("worker ended (by SIGKILL) and is started again", 10)
        assert run.ends(180) == 0, run.said
    found = re.search(r"outcomes: +(.*)", run.said)
    assert found is not None, run.said
    ran_out = re.findall(r"(\d+) (?:completed|unresolved)", found[1])
    assert sum(map(int, ran_out)) == len(DISCHARGES), found[1]
    assert "Nothing was sent twice, nothing was lost." in run.said
