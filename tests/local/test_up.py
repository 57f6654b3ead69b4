"""`make up` as people meet it."""

import signal
from pathlib import Path

from adapters import settings
from tests.local.world import is_alive, running


def test_ctrl_c_leaves_no_process(tmp_path: Path) -> None:
    """A stack that is up tells commands where it is, and one Ctrl-C ends every part of it."""
    folder = tmp_path / "up"
    code = f"""
from pathlib import Path
from local import up

raise SystemExit(up.run(folder=Path({str(folder)!r})))
"""
    with running(code, folder) as run:
        run.says("Ctrl-C stops everything", 90)
        assert settings.load(folder / "env").database_url.endswith(f"{folder}/homeward.db")
        pids = run.pids()
        run.process.send_signal(signal.SIGINT)
        assert run.ends(30) == 130
    assert set(pids) == {"temporal", "worker", "gateway", "phones"}
    assert [name for name, pid in pids.items() if is_alive(pid)] == []
    assert not (folder / "env").exists()
    assert "Traceback" not in run.said
