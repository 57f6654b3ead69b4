"""What a local stack refuses before it starts anything: one line and an exit status."""

import socket
from pathlib import Path

import pytest

from adapters.settings import LocalPorts
from local import demo
from local.refusals import AlreadyRuns, DayTooShort
from local.workspace import workspace
from tests.local.world import free_ports


def _ports(monkeypatch: pytest.MonkeyPatch) -> LocalPorts:
    for name, port in free_ports().items():
        monkeypatch.setenv(name, port)
    return LocalPorts()


def test_a_port_in_use_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who uses it, which part wants it and which setting moves it; status 2, nothing is made."""
    found = _ports(monkeypatch)
    with socket.create_server(("127.0.0.1", found.gateway_port)):
        status = demo.run(10, folder=tmp_path / "demo")
    assert status == 2
    assert capsys.readouterr().out == (
        f"port {found.gateway_port} (gateway) is in use:"
        " end what listens there, or set HOMEWARD_GATEWAY_PORT\n"
    )
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("seconds", [9.9, 1, 0.5])
def test_a_day_under_ten_seconds_is_refused(seconds: float) -> None:
    """A second of latency would be hours; ten seconds and more are accepted."""
    with pytest.raises(DayTooShort, match="10 s or more"):
        demo.check_day(seconds)
    demo.check_day(10)


def test_two_runs_never_share_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one runs, another is refused, and commands find the settings of the one that runs."""
    found = _ports(monkeypatch)
    folder = tmp_path / "demo"
    with workspace(folder, found, fresh=True) as made:
        assert made.env_file.exists()
        with pytest.raises(AlreadyRuns), workspace(folder, found, fresh=True):
            pass
    assert not made.env_file.exists()
