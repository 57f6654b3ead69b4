"""`starter.py simulate`: thirty days with people, without any server."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.files import EXAMPLES
from tests.cli.test_plan_command import run
from tests.places import ROOT

HARD_WEEK = ROOT / "examples" / "people" / "a-hard-week.toml"
FILES = sorted(EXAMPLES)
HEART_FAILURE = next(file for file in FILES if file.name.startswith("11-"))


def simulated(*words: object) -> list[dict[str, Any]]:
    """What `simulate --json` says, which is nothing but JSON."""
    result = run("simulate", *words, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    told: list[dict[str, Any]] = json.loads(result.stdout)
    return told


def test_every_example_comes_to_an_end() -> None:
    """Several files are one list; where no episode begins it says why."""
    told = simulated(*FILES, "--seed", "3")
    assert len(told) == len(FILES)
    for one in told:
        assert one["ended"]["as"] if one["episode"] else one["reason"]


def test_a_plan_is_a_simulation_in_which_nobody_answers(tmp_path: Path) -> None:
    """The same texts to the same people at the same instants."""
    nobody = tmp_path / "nobody.toml"
    nobody.write_text("[[people]]\n", encoding="utf-8")
    for file in FILES:
        planned = json.loads(run("plan", file, "--json").stdout)
        (told,) = simulated(file, "--people", nobody)
        if not planned["episode"]:
            assert told["reason"] == planned["reason"]
            continue
        foreseen = {
            (each["kind"], each["who"], each["text"], each["reminder"])
            for step in planned["steps"]
            for each in step["prompts"]
        }
        rehearsed = {
            (each["kind"], each["who"], each["text"], each["reminder"]) for each in told["texts"]
        }
        assert foreseen <= rehearsed, file.name


def test_the_page_tells_a_hard_week() -> None:
    """Who was asked, who answered, what was late and why, how many texts, how it ended."""
    result = run("simulate", HEART_FAILURE, "--people", HARD_WEEK, width=120)
    assert result.exit_code == 0, result.stderr
    for words in ("call the patient", "-> no answer", "-> declined", "Texts:", "Ended"):
        assert words in result.stdout


@pytest.mark.parametrize(
    ("script", "place"),
    [
        ('[[people]]\nkind = "calling"\n', "people[0].kind"),
        ('[[people]]\nrole = "nurs"\n', "people[0].role"),
        ('[[people]]\nanswers = ["spoke"]\n', "people[0].answers[0]"),
        ("[[people]]\nafter_minutes = -1\n", "people[0].after_minutes"),
        ("people = 3\n", "people"),
        ("[[people\n", ""),
    ],
)
def test_a_script_that_will_not_do_is_refused_with_its_place(
    script: str, place: str, tmp_path: Path
) -> None:
    """Each mistake with its field, what was found and what was expected."""
    file = tmp_path / "people.toml"
    file.write_text(script, encoding="utf-8")
    result = run("simulate", FILES[0], "--people", file)
    assert result.exit_code == 2
    assert place in result.stderr
    assert result.stdout == ""
