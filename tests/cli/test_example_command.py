"""`starter.py example`: a discharge of yesterday, made from an example without a server."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

import starter
from adapters import wall_clock
from adapters.files.discharge import read_discharge
from cli.example_command import of_yesterday
from domain.hospital.discharge import Discharge
from tests.cli.files import EXAMPLES, ISSUES_EXAMPLE
from tests.places import ROOT

NOON = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
DATED = re.compile(r"\d{4}-?\d\d-?\d\d(?:T\S+?[+-]\d\d:\d\d)?")


def run(*words: object) -> Result:
    """Type a command."""
    return CliRunner().invoke(starter.app, [*map(str, words)])


def moved(file: Path, now: datetime = NOON) -> Discharge:
    """An example as of the day before, which the strict reader takes."""
    return read_discharge(of_yesterday(file, now).encode(), file.name)


def instants(discharge: Discharge) -> list[datetime]:
    """Everything in it that has a time."""
    found = (discharge.admitted_at, discharge.discharged_at)
    needed = (item.needed_by for item in discharge.equipment)
    return [at for at in (*found, *needed) if at is not None]


def on_the_wall(at: datetime, zone: str) -> datetime:
    """What the clocks of a zone show then."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_everything_moves_by_the_same_days(file: Path) -> None:
    """The clocks show the same times as in the example, all of them as many days later."""
    before = read_discharge(file.read_bytes(), file.name)
    after = moved(file)
    zone = before.time_zone
    days = {
        on_the_wall(late, zone) - on_the_wall(early, zone)
        for early, late in zip(instants(before), instants(after), strict=True)
    }
    assert len(days) == 1
    assert on_the_wall(after.discharged_at, zone).date() == date(2026, 11, 26)
    assert after.patient == before.patient


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_nothing_else_changes(file: Path) -> None:
    """But for its dates and the one in an encounter's number, the file is the same text."""
    before, after = file.read_text(encoding="utf-8"), of_yesterday(file, NOON)
    assert DATED.sub("", after) == DATED.sub("", before)


@pytest.mark.parametrize(
    ("now", "admitted", "discharged"),
    [
        ("2026-11-27T17:00Z", "2026-11-21T09:12:00-05:00", "2026-11-26T15:00:00-05:00"),
        ("2026-11-02T17:00Z", "2026-10-27T09:12:00-04:00", "2026-11-01T15:00:00-05:00"),
        ("2026-03-09T17:00Z", "2026-03-03T09:12:00-05:00", "2026-03-08T15:00:00-04:00"),
        ("2026-07-01T03:59Z", "2026-06-24T09:12:00-04:00", "2026-06-29T15:00:00-04:00"),
        ("2026-07-01T04:00Z", "2026-06-25T09:12:00-04:00", "2026-06-30T15:00:00-04:00"),
    ],
)
def test_yesterday_is_the_hospitals(now: str, admitted: str, discharged: str) -> None:
    """It is counted in its zone, and each time has the offset that the zone has on its own day."""
    after = moved(ISSUES_EXAMPLE, datetime.fromisoformat(now))
    assert (after.admitted_at, after.discharged_at) == (
        datetime.fromisoformat(admitted),
        datetime.fromisoformat(discharged),
    )
    assert f'"{admitted}"' in of_yesterday(ISSUES_EXAMPLE, datetime.fromisoformat(now))


def test_a_time_that_the_clocks_skip(tmp_path: Path) -> None:
    """Half past two in the night of the change is an hour later, and the file is still in order."""
    text = ISSUES_EXAMPLE.read_text().replace("T09:12:00", "T02:30:00")
    file = tmp_path / "early.json"
    file.write_text(text.replace("2026-08-30", "2026-09-03"))
    after = moved(file, datetime(2026, 3, 10, 17, tzinfo=UTC))
    assert after.admitted_at == datetime.fromisoformat("2026-03-08T03:30:00-04:00")


def test_another_day_is_another_encounter() -> None:
    """A number with the day in it moves along, so that tomorrow's example opens an episode too."""
    assert moved(ISSUES_EXAMPLE).encounter == "V-20261126-0117"
    assert moved(ISSUES_EXAMPLE, NOON + timedelta(days=1)).encounter == "V-20261127-0117"


# ---- as a command


def told(*words: object) -> dict[str, Any]:
    """What `example` says, which is nothing but JSON."""
    result = run("example", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def test_what_is_written_can_be_planned(tmp_path: Path) -> None:
    """Without a name it is the heart failure, of yesterday by the real clock; `plan` takes it."""
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(told()))
    plan = json.loads(run("plan", file, "--json").stdout)
    opened = told()["discharged_at"]
    there = wall_clock.now().astimezone(ZoneInfo("America/New_York"))
    assert plan["episode"] is True
    assert datetime.fromisoformat(opened).date() == there.date() - timedelta(days=1)
    assert datetime.fromisoformat(opened).time() == time(15)


@pytest.mark.parametrize(
    "name", ["4", "04", "04-cellulitis-speaks-spanish", "cellulitis-speaks-spanish"]
)
def test_an_example_has_a_number_and_a_name(name: str) -> None:
    """Each of them will do; so will the name of its file."""
    assert told(name)["patient"]["family"] == "Quintana Peña"
    assert told("04-cellulitis-speaks-spanish.json") == told(name)


def test_an_unknown_name_is_told_the_known_ones() -> None:
    """Status 2, nothing on stdout, and each of the names in the line."""
    result = run("example", "13")
    assert (result.exit_code, result.stdout) == (2, "")
    for file in EXAMPLES:
        assert file.stem in result.stderr


def test_a_folder_without_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said where they were looked for."""
    monkeypatch.setattr(starter, "ROOT", tmp_path)
    result = run("example")
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(tmp_path / "examples" / "discharges") in result.stderr


def test_a_file_is_utf_8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    """It is meant for `> mine.json`, and a discharge file is UTF-8."""
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, str(ROOT / "starter.py"), "example", "4"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert read_discharge(ran.stdout, "mine.json").patient.family == "Quintana Peña"
