"""`plan` says that the lexicon is not yet approved, until a clinician has signed every entry."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from domain.languages import APPROVED, HERE, Level
from domain.languages.language import Entry, Status
from domain.languages.reading import WordsUnusable, read_language
from domain.languages.sections import Shown
from tests.places import ROOT

SAYS = "lexicon not yet approved"
ROOMS = tuple(
    room.name for room in ROOT.iterdir() if room.is_dir() and (room / "__init__.py").exists()
)
DATA = ("feeds", "pathways", "templates", "examples", "docs")


@pytest.mark.parametrize(
    ("reviewer", "signed", "approved"),
    [
        ("", "", False),
        ("Dr. Roe", "", False),
        ("", "2026-12-01", False),
        ("Dr. Roe", "2026-12-01", True),
    ],
)
def test_an_entry_is_approved_by_a_name_and_a_day(
    reviewer: str, signed: str, *, approved: bool
) -> None:
    """One without the other signs nothing."""
    entry = Entry(
        name="breathing", level=Level.EMERGENCY, source=Shown("test"), phrases=("no air",),
        reviewer=Shown(reviewer), signed=Shown(signed),
    )  # fmt: skip
    assert entry.approved is approved


def test_each_entry_has_its_source_and_a_place_to_sign() -> None:
    """Nobody has signed one for a clinician: each waits, and each says where it comes from."""
    assert not APPROVED
    for path in sorted(HERE.glob("*.toml")):
        for entry in read_language(path).entries:
            assert entry.source
            assert (entry.reviewer, entry.signed, entry.status) == ("", "", Status.IN_USE)


@pytest.mark.parametrize("reviewer", ["", "Dr. Roe"])
def test_only_a_clinician_withdraws_a_danger(tmp_path: Path, reviewer: str) -> None:
    """What is withdrawn is not listened for; without a signature the file is refused."""
    path, words = tmp_path / "es.toml", (HERE / "es.toml").read_text("utf-8")
    first = words[words.index('name = "breathing"') :]
    signed = first.replace('reviewer = ""', f'reviewer = "{reviewer}"', 1)
    signed = signed.replace('signed = ""', 'signed = "2026-12-01"', 1)
    path.write_text(words.replace(first, signed.replace('"in_use"', '"withdrawn"', 1)), "utf-8")
    if not reviewer:
        with pytest.raises(WordsUnusable, match=r"breathing.*status: withdrawn"):
            read_language(path)
        return
    assert "breathing" not in {one.name for one in read_language(path).entries}


@pytest.mark.parametrize(("left", "says"), [(0, False), (1, True)])
def test_plan_says_it_until_the_last_entry_is_signed(
    tmp_path: Path, left: int, *, says: bool
) -> None:
    """A copy of the product all of whose entries are signed says nothing; with one left it does."""
    for room in {*ROOMS, *DATA} - {"tests"}:
        if (ROOT / room).is_dir():
            copytree(ROOT / room, tmp_path / room, ignore=ignore_patterns("__pycache__"))
    for path in sorted((tmp_path / "domain/languages").glob("*.toml")):
        words = path.read_text("utf-8")
        many = words.count('reviewer = ""') - left
        words = words.replace('reviewer = ""', 'reviewer = "Dr. Roe"', many)
        path.write_text(words.replace('signed = ""', 'signed = "2026-12-01"'), "utf-8")
    (tmp_path / "starter.py").write_text((ROOT / "starter.py").read_text("utf-8"), "utf-8")
    example = min((ROOT / "examples/discharges").glob("*.json"))
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "starter.py", "plan", str(example)],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (SAYS in done.stdout) is says
