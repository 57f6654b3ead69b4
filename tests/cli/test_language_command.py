"""`starter.py language check`: what a language lacks, found in copies that were damaged."""

import json
import re
import tomllib
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

import starter
from domain.languages import HERE
from operations.checks.language_check import (
    FOR_FAMILIES,
    LanguageCheck,
    check_language,
    languages_in,
)
from tests.places import ROOT

SPANISH = "domain/languages/es.toml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files of words and the texts, to be damaged."""
    copytree(HERE, tmp_path / "domain" / "languages")
    copytree(ROOT / "templates", tmp_path / "templates")
    return tmp_path


def _checked(copy: Path, code: str = "es") -> LanguageCheck:
    return check_language(code, copy / "domain" / "languages", copy / "templates")


def _grave(copy: Path, code: str = "es") -> list[str]:
    return [lack.where for lack in _checked(copy, code).lacks if lack.grave]


@pytest.mark.parametrize("code", languages_in(HERE, ROOT / "templates"))
def test_no_language_of_ours_lacks_what_families_are_sent_or_a_danger(code: str) -> None:
    """Every text for families, every danger of English, deaths, leaving, dates and equipment."""
    result = CliRunner().invoke(starter.app, ["language", "check", code])
    assert result.exit_code == 0, result.stdout
    assert "LACKS" not in result.stdout


def test_dangers_that_nobody_signed_are_counted() -> None:
    """No clinician has signed any: all of them are told, and it is no reason to stop."""
    result = CliRunner().invoke(starter.app, ["language", "check", "--json"])
    assert result.exit_code == 0
    for found in json.loads(result.stdout):
        assert found["unsigned"] == found["dangers"] > 0


def test_a_language_that_nobody_has_is_refused() -> None:
    """It is said which there are."""
    result = CliRunner().invoke(starter.app, ["language", "check", "xx"])
    assert result.exit_code == 2
    assert "expected one of en, es" in result.stderr


@pytest.mark.parametrize("kind", FOR_FAMILIES)
def test_a_text_that_is_not_there_is_found(copy: Path, kind: str) -> None:
    """Missing or empty: the family would read English."""
    file = copy / "templates/sms/es" / f"{kind}.txt.j2"
    file.write_text("\n")
    assert _grave(copy) == [f"sms/es/{kind}.txt.j2"]
    file.unlink()
    assert _grave(copy) == [f"sms/es/{kind}.txt.j2"]


@pytest.mark.parametrize(
    ("right", "wrong", "lacks"),
    [
        (r'name = "stroke"', 'name = "strike"', "entry stroke"),
        (r'(name = "stroke"(?s:.*?))phrases = \[.*?\]', r"\1phrases = []", "entry stroke"),
        (r'(name = "fever"(?s:.*?))phrases = \[.*?\]', r"\1phrases = []", "entry fever"),
        (r'bleeding_again = "bleeding_some"', "", "entry bleeding_again"),
        (r"(?m)^deaths = \[.*?\]", "deaths = []", "deaths"),
        (r"(?m)^stop = \[.*?\]", "stop = []", "leaving.stop"),
        (r"(?m)(\[leaving\](?s:.*?))^sentences = \[.*?^\]", r"\1", "leaving.sentences"),
        (r"(?m)(\[near_leaving\](?s:.*?))^named = \[.*?^\]", r"\1", "near_leaving.named"),
        (r'(?m)^"wheelchair" = .*$', "", "equipment 'wheelchair'"),
        (r"\[written\].*?\n\n", "", "written.weekdays"),
        (r'code = "es"', 'code = "se"', "es.toml"),
        (r"(?m)^stop = ", "stopped = ", "es.toml"),
    ],
)
def test_words_that_are_not_there_are_found(copy: Path, right: str, wrong: str, lacks: str) -> None:
    """A danger without phrases, death, leaving, dates, equipment, a file nobody can read: grave."""
    file = copy / SPANISH
    before = file.read_text(encoding="utf-8")
    damaged = re.sub(right, wrong, before, count=1, flags=re.DOTALL)
    assert damaged != before
    file.write_text(damaged, encoding="utf-8")
    assert lacks in _grave(copy)


def test_words_that_no_danger_hangs_on_are_listed_and_stop_nobody(copy: Path) -> None:
    """What English has besides is told: somebody may want it."""
    file = copy / SPANISH
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^yes = \[.*\]$", "", text), encoding="utf-8")
    found = _checked(copy)
    assert not found.grave
    assert {"answers.yes", "slots.yes"} <= {lack.where for lack in found.lacks}


def test_what_staff_read_in_english_is_listed_and_stops_nobody(copy: Path) -> None:
    """Each table of what happens next, of headlines and reasons that the language has not."""
    found = _checked(copy)
    assert not found.grave
    staff = {lack.where: lack.what for lack in found.lacks if lack.where.startswith("staff's ")}
    assert staff.keys() >= {"staff's contact", "staff's ladder", "staff's must_know"}
    rows = tomllib.loads((ROOT / "domain/words/en/plan.toml").read_text("utf-8"))["phrases"]
    assert staff["staff's plan"] == f"{len(rows)} phrases are read in English"


def test_a_folder_without_words_and_words_without_a_folder_are_found(copy: Path) -> None:
    """Either alone is no language: nobody would be heard, or nobody texted."""
    (copy / "templates/sms/pt").mkdir()
    assert "pt.toml" in _grave(copy, "pt")
    (copy / "domain" / "languages" / "pt.toml").write_text('code = "pt"\n', encoding="utf-8")
    (copy / "templates/sms/pt").rmdir()
    assert "sms/pt/" in _grave(copy, "pt")
    assert "entry chest_pain" in _grave(copy, "pt")
    assert languages_in(copy / "domain" / "languages", copy / "templates") == ("en", "es", "pt")
