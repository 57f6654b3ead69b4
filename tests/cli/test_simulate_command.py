"""`starter.py simulate`: thirty days with people, without any server."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.files import CASES, EXAMPLES
from tests.cli.test_plan_command import run
from tests.places import ROOT

HARD_WEEK = ROOT / "examples" / "people" / "a-hard-week.toml"
HEART_FAILURE = next(file for file in EXAMPLES if file.name.startswith("11-"))


def simulated(*words: object) -> list[dict[str, Any]]:
    """What `simulate --json` says, which is nothing but JSON."""
    result = run("simulate", *words, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    told: list[dict[str, Any]] = json.loads(result.stdout)
    return told


def scripted(folder: Path, script: str) -> Path:
    """A script of people, in a file."""
    file = folder / "people.toml"
    file.write_text(script, encoding="utf-8")
    return file


def test_every_example_comes_to_an_end() -> None:
    """Several files are one list; where no episode begins it says why."""
    told = simulated(*EXAMPLES, "--seed", "3")
    assert len(told) == len(EXAMPLES)
    for one in told:
        assert one["ended"]["as"] if one["episode"] else one["reason"]


def texts(told: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Each of them: what it asks, of whom, in which words, and when."""
    return sorted(
        (
            datetime.fromisoformat(each["at"]).astimezone(UTC),
            *(each[name] for name in ("kind", "to", "who", "text", "reminder")),
        )
        for each in told
    )


@pytest.mark.parametrize("file", [*EXAMPLES, *CASES], ids=lambda file: file.stem)
def test_a_plan_is_two_simulations(file: Path, tmp_path: Path) -> None:
    """Nobody answers, or everybody at once: the same texts to the same people at the same instants.

    Neither has one more than the other.
    """
    planned = json.loads(run("plan", file, "--json").stdout)
    (silent,) = simulated(file, "--people", scripted(tmp_path, "[[people]]\n"))
    if not planned["episode"]:
        assert silent["reason"] == planned["reason"]
        return
    foreseen = texts(planned["if_nobody_answers"])
    assert foreseen
    assert texts(silent["texts"]) == foreseen
    of_steps = texts([each for step in planned["steps"] for each in step["prompts"]])
    assert set(of_steps) <= set(foreseen)
    (prompt,) = simulated(file)
    assert texts(prompt["texts"]) == texts(planned["if_answered_at_once"])


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
        ("[[people]]\nafter_minutes = 999999999999\n", "people[0].after_minutes"),
        ("people = 3\n", "people"),
        ("people = []\n", "people"),
        ("[[people\n", ""),
    ],
)
def test_a_script_that_will_not_do_is_refused_with_its_place(
    script: str, place: str, tmp_path: Path
) -> None:
    """Each mistake with its field, what was found and what was expected."""
    result = run("simulate", EXAMPLES[0], "--people", scripted(tmp_path, script))
    assert result.exit_code == 2
    assert place in result.stderr
    assert result.stdout == ""


def test_an_answer_is_one_of_its_kind_or_the_script_is_refused(tmp_path: Path) -> None:
    """What the kind does not take would be silence that nobody wrote: those it takes are named.

    Without a kind some kind must take it, and what is told takes none; all is said at once.
    """
    script = """
        [[people]]
        kind = "call"
        answers = ["no_answer", "attended"]

        [[people]]
        kind = "visit_reminder"
        answers = ["done"]

        [[people]]
        role = "nurse"
        answers = ["attended"]
        """
    result = run("simulate", HEART_FAILURE, "--people", scripted(tmp_path, script))
    assert (result.exit_code, result.stdout) == (2, "")
    told = "visit_reminder is told, not asked"
    of_call = "needs_case_manager, no_answer, other, spoke_problem, spoke_well"
    assert result.stderr.splitlines()[1:] == [
        f'  people[0].answers[1]: found "attended"; expected an answer to call, one of {of_call}',
        f'  people[1].answers[0]: found "done"; expected no answer: {told}',
    ]
