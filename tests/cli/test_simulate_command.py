"""`starter.py simulate`: thirty days with people, without any server."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.files import CASES, EXAMPLES, write
from tests.cli.test_plan_command import run
from tests.places import ROOT

HARD_WEEK = ROOT / "examples" / "people" / "a-hard-week.toml"
HEART_FAILURE = next(file for file in EXAMPLES if file.name.startswith("11-"))
PAST = {"discharged_at": "2026-09-04T15:00:00-04:00", "disposition": "20"}
"""Who died in hospital is followed by nobody."""


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


def test_what_a_script_says_in_vain_is_named(tmp_path: Path) -> None:
    """A line that met no question, and an answer that none took: on the page and in the JSON.

    A line after one that fits all of its questions met none.
    """
    script = """
        [[people]]
        role = "patient"
        kind = "ride_offer"

        [[people]]
        role = "nurse"
        answers = ["settled", "attended"]

        [[people]]
        role = "nurse"
        kind = "call"

        [[people]]
        kind = "attended"
        answers = ["attended"]
        """
    people = scripted(tmp_path, script)
    (told,) = simulated(HEART_FAILURE, "--people", people)
    assert told["idle_lines"] == [
        {
            "line": "people[0]",
            "role": "patient",
            "kind": "ride_offer",
            "met": False,
            "untaken": [],
        },
        {"line": "people[1]", "role": "nurse", "kind": None, "met": True, "untaken": ["attended"]},
        {"line": "people[2]", "role": "nurse", "kind": "call", "met": False, "untaken": []},
    ]
    page = run("simulate", HEART_FAILURE, "--people", people, width=120).stdout
    for words in (
        "Of the script people[0] (role patient, kind ride_offer) met no question.",
        "Of the script people[1] (role nurse) met no question that takes attended.",
        "Of the script people[2] (role nurse, kind call) met no question.",
    ):
        assert words in page
    assert "people[3]" not in page
    assert "Of the script" not in run("simulate", HEART_FAILURE, "--people", HARD_WEEK).stdout


def test_all_that_will_not_do_is_told_before_anything_is_rehearsed(tmp_path: Path) -> None:
    """The script, the pathway and each discharge: nothing of a good file is shown before.

    The script is read where no episode begins, too; what is the same is said once.
    """
    people = scripted(tmp_path, "people = []\n")
    bad, gone = tmp_path / "bad.json", tmp_path / "gone.json"
    bad.write_text("{}", encoding="utf-8")
    asked = (EXAMPLES[0], bad, gone, bad, "--pathway", "unheard-of", "--people", people)
    result = run("simulate", *asked)
    assert (result.exit_code, result.stdout) == (2, "")
    heads = [line for line in result.stderr.splitlines() if line.endswith("is refused:")]
    pathway = ROOT / "pathways" / "unheard-of.toml"
    assert heads == [f"{one} is refused:" for one in (people, pathway, bad, gone)]
    result = run("simulate", write(tmp_path, **PAST), "--people", people)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("world", [(), ("--real",)], ids=["pure", "real"])
def test_a_facility_that_the_hospital_has_not_begins_nothing(
    world: tuple[str, ...], tmp_path: Path
) -> None:
    """It says which are known, in both worlds alike, before anything is rehearsed."""
    strange = write(tmp_path, facility="elsewhere")
    result = run("simulate", EXAMPLES[0], strange, *world)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "no episode was begun: facility 'elsewhere' is not known (known: lakeside, mercy-general)\n"
    )


def test_the_page_tells_causes_before_effects(tmp_path: Path) -> None:
    """Of one instant the order is that of the walk, and each answer names its question."""
    script = """
        [[people]]
        kind = "call"
        answers = ["spoke_problem"]
        """
    result = run("simulate", EXAMPLES[0], "--people", scripted(tmp_path, script), width=120)
    lines = [re.split(" {2,}", line.strip()) for line in result.stdout.splitlines()]
    first = next(number for number, line in enumerate(lines) if line[-1] == "call the patient")
    assert [line[-1] for line in lines[first : first + 4]] == [
        "call the patient",
        "call the patient -> spoke problem",
        "what was wrong",
        "what was wrong -> symptoms",
    ]
    assert len({line[0] for line in lines[first : first + 4]}) == 1
