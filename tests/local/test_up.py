"""`make up` as people meet it."""

import signal
from pathlib import Path

from adapters import settings
from adapters.files.hospital_reader import read_hospital
from adapters.files.pathway import read_pathways
from local.up import whose_phones
from local.workspace import HOSPITAL, PATHWAYS
from simulator.scripted.people import load_people
from tests.local.world import is_alive, running


def test_the_phones_page_knows_whose_each_phone_is(tmp_path: Path) -> None:
    """Everybody of the shipped hospital has a name there, the always-on line too; nobody a rule."""
    hospital = read_hospital(HOSPITAL)
    file = tmp_path / "phones.toml"
    file.write_text(whose_phones(hospital, read_pathways(PATHWAYS)), encoding="utf-8")
    known = {person.number: person for person in load_people(file)}
    named = {one.mobile: one.name for one in hospital.people}
    named |= {one.mobile: one.name for one in hospital.organisations if one.mobile}
    assert named.items() <= {number: one.name for number, one in known.items()}.items()
    assert "Always-on line" in {person.name for person in known.values()}
    assert "case manager" in {person.role for person in known.values()}
    assert not any(person.rule or person.says for person in known.values())


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
