"""`starter.py census`: a file in, a report out, and a status for people."""

import json
from pathlib import Path

import pytest

from tests.adt import adt
from tests.cli.world import World

HEAD = "patient_number,visit_number,class,unit,admitted_at\n"
AT = ("--at", "2026-09-04 16:00")
"""An hour before the world begins."""


@pytest.fixture
def wards(running: World, tmp_path: Path) -> tuple[World, Path]:
    """A patient who went home in the morning, and another in a bed."""
    left = "2026-09-04 10:00"
    home = adt("A03", "2026-09-04 10:05", disposition="01", discharged=left)
    admitted = "2026-09-03 10:00"
    bed = adt("A01", admitted, mrn="7001", visit="B-1", name="Doe^Ann", admitted=admitted)
    (tmp_path / "day.hl7").write_text(home + bed, newline="")
    running.types("discharge", tmp_path / "day.hl7")
    return running, tmp_path


def write(folder: Path, text: str) -> Path:
    """A census file."""
    file = folder / "census.csv"
    file.write_text(HEAD + text)
    return file


def test_all_as_known_is_no_work(wards: tuple[World, Path]) -> None:
    """Counts, and a status of nothing to do."""
    world, folder = wards
    done = world.types("census", "mercy-general", write(folder, "7001,B-1,I,4E,\n"), *AT)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "mercy-general, as of 2026-09-04 16:00 -0400: 1 in house",
        "1 as we know them",
    ]


def test_what_differs_is_listed_without_names(wards: tuple[World, Path]) -> None:
    """Each with its visit, initials and what came of it; for programs the same."""
    world, folder = wards
    file = write(folder, "4821,V-9,I,4E-12,\n9999,X-1,I,ICU,\n")
    done = world.types("census", "mercy-general", file, *AT)
    assert done.exit_code == 1, done.stderr
    about = "mercy-general 2026-09-04T20:00Z"
    seen = world.audited()
    assert {(who, what, of.rpartition(" ")[0]) for who, what, of in seen} == {
        ("ops", "census compared", about)
    }
    patients = {of.rpartition(" ")[2] for _, _, of in seen}
    assert (len(seen), len(patients)) == (3, 3), "one look at each of three, and it is kept"
    for words in ("V-9", "J.S. ..21", "in house beside a running episode", "somebody is asked"):
        assert words in done.stdout
    for words in ("B-1", "A.D. ..01", "no longer in house", "intake_lead by 2026-09-05"):
        assert words in done.stdout
    assert done.stdout.splitlines()[-1] == (
        "0 as we know them; 1 no longer in house, and no discharge came; "
        "1 in house beside a running episode; 1 in house, and never heard of"
    )
    for secret in ("Smith", "Doe", "4821", "7001", "9999"):
        assert secret not in done.stdout
    again = json.loads(world.types("census", "mercy-general", file, *AT, "--json").stdout)
    assert [(one["visit"], one["finding"]) for one in again["lines"]] == [
        ("B-1", "gone"), ("V-9", "back"), ("X-1", "unheard"),
    ]  # fmt: skip
    queue = world.types("inbox", "queue").stdout
    assert "a stay that the census no longer counts" in queue
    assert not {"B-1", "..-1"} & set(queue.split())


@pytest.mark.parametrize(
    ("facility", "text", "status", "said"),
    [
        ("mercy-general", "4821,,I,,\n", 2, "line 2, visit_number: found nothing"),
        ("mercy-general", "", 2, "found no patient"),
        ("mercey", "4821,V,I,,\n", 1, "'mercey' is no facility in the store"),
    ],
)
def test_a_bad_file_keeps_nothing(
    wards: tuple[World, Path], facility: str, text: str, status: int, said: str
) -> None:
    """It is refused by line and column, before anything is written."""
    world, folder = wards
    before = len(world.messages()), world.work()
    done = world.types("census", facility, write(folder, text), *AT)
    assert (done.exit_code, done.stdout) == (status, "")
    assert said in done.stderr
    assert (len(world.messages()), world.work()) == before


def test_temporal_away_keeps_nothing(world: World, tmp_path: Path) -> None:
    """The same file can be taken again."""
    done = world.types("census", "mercy-general", write(tmp_path, "4821,V-9,I,,\n"), *AT)
    assert done.exit_code == 3
    assert done.stderr.endswith("nothing is lost, the same file can be taken again\n")
    assert world.messages() == []
    assert world.work() == {}
