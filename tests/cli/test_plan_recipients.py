"""A plan names who gets each prompt, on whose clock, and in which words."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.files.hospital_reader import read_hospital
from cli.planning.hospital_setting import OfHospital
from cli.planning.plan_page import ROLE_STYLE
from domain.asking.question import question
from domain.parties import NEVER_ASKED
from domain.pathway import Role
from domain.steps.contact import CALL
from starter import app
from tests.cli.files import EXAMPLES, ISSUES_EXAMPLE, write
from tests.domain.plan.wandering import first_facts, rich
from tests.places import ROOT
from tests.texts import HOME

HONOLULU = "96813"
STAFF = ("nurse", "on_call", "case_manager", "supervisor")


def prompts(path: Path, *words: str) -> list[dict[str, Any]]:
    """Every prompt of both rehearsals."""
    done = CliRunner().invoke(app, ["plan", str(path), "--json", *words])
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    return [*told["if_answered_at_once"], *told["if_nobody_answers"]]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_prompt_has_its_reader_instant_and_words(path: Path) -> None:
    """Staff and vendors by their handle, the family as such; the words are those of the texts."""
    for prompt in prompts(path):
        assert prompt["text"]
        assert prompt["zone"] in {"EDT", "EST", "CDT", "CST", "MDT", "MST", "PDT", "PST", "HST"}
        if prompt["to"] in ("patient", "caregiver"):
            assert prompt["who"] == prompt["to"]
            assert "hw.example" not in prompt["text"]
            assert not prompt["text"].startswith("27 ")
            assert time(8) <= datetime.fromisoformat(prompt["at"]).time() < time(21)
        elif prompt["to"] in STAFF:
            assert prompt["who"]
        if prompt["to"] in STAFF and "27" in prompt["text"] and not prompt["reminder"]:
            assert prompt["text"].startswith("27 ") or prompt["kind"].startswith("escalation")


def test_what_silence_brings_is_told_in_words(tmp_path: Path) -> None:
    """Each text of nobody's answering, the one about what the end leaves too; the page says them.

    A step's own prompts are among them.
    """
    path = write(tmp_path)
    shown = " ".join(CliRunner().invoke(app, ["plan", str(path)]).stdout.split())
    told = json.loads(CliRunner().invoke(app, ["plan", str(path), "--json"]).stdout)
    silent = told["if_nobody_answers"]
    assert [one["who"] for one in silent if one["kind"] == "left_open"] == ["ortiz"]
    of_steps = [{"step": step["step"], **one} for step in told["steps"] for one in step["prompts"]]
    assert all(one in silent for one in of_steps)
    for first in {one["kind"]: one for one in silent if one["late"]}.values():
        line = " ".join(first["text"].split("\n")[0].split())
        assert first["reminder"] or line[:30] in shown, line
        assert first["reminder"] or f"{datetime.fromisoformat(first['at']):%H:%M}" in shown


def test_a_patient_in_hawaii_is_texted_on_their_own_clock(tmp_path: Path) -> None:
    """Row 35: home to Honolulu from New York, nothing comes at 2 a.m. there."""
    path = _sent_to(tmp_path, postal_code=HONOLULU)
    theirs = [prompt for prompt in prompts(path) if prompt["to"] == "patient"]
    assert theirs
    for prompt in theirs:
        at = datetime.fromisoformat(prompt["at"])
        assert prompt["zone"] == "HST"
        assert time(8) <= at.time() < time(21)


def test_only_a_caregiver_is_texted_and_the_words_say_of_whom(tmp_path: Path) -> None:
    """Row 13: the patient has no phone, the caregiver gets the texts; nothing says "patient"."""
    caregiver = {
        "name": "Ann G", "mobile": "+16175550124", "may_be_told": True, "consent_to_text": True,
        "gets_texts": True,
    }  # fmt: skip
    path = _sent_to(tmp_path, mobile=None, caregiver=caregiver)
    family = [each for each in prompts(path) if each["to"] in ("patient", "caregiver")]
    assert {each["who"] for each in family} == {"caregiver"}
    assert all("J.S." in each["text"] for each in family)


def test_nobody_is_texted_in_a_language_without_texts(tmp_path: Path) -> None:
    """Row 13 in Vietnamese: the nurse is told to ask for an interpreter, no family text."""
    path = _sent_to(tmp_path, language="vi")
    found = prompts(path)
    assert not any(each["to"] in ("patient", "caregiver") for each in found)
    assert any("ask for an interpreter" in each["text"] for each in found)


def test_a_hospitals_own_holiday_moves_a_plan(tmp_path: Path) -> None:
    """Closed on the day of the first ask: the nurse is asked on the next staffed one."""
    path = write(tmp_path, discharged_at="2026-09-15T10:00:00-04:00")
    text = (ROOT / "examples" / "hospital.toml").read_text(encoding="utf-8")
    closed = tmp_path / "closed.toml"
    closed.write_text(text.replace("day = 2026-12-24", "day = 2026-09-16", 1), encoding="utf-8")

    def asked(*words: str) -> str:
        calls = (each for each in prompts(path, *words) if each["kind"] == "call")
        return str(min(each["at"] for each in calls))

    assert asked() == "2026-09-16T08:00:00-04:00"
    assert asked("--hospital", str(closed)) == "2026-09-17T08:00:00-04:00"


def _sent_to(folder: Path, **patient: object) -> Path:
    """The issue's example, something of its patient changed."""
    told = json.loads(ISSUES_EXAMPLE.read_text(encoding="utf-8"))
    path = folder / "changed.json"
    told["patient"] |= patient
    told["patient"] = {name: value for name, value in told["patient"].items() if value is not None}
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_every_role_that_can_be_asked_has_a_place_on_the_page() -> None:
    """A plan that asks a coordinator or a ward is shown like any other."""
    assert ROLE_STYLE.keys() == set(Role) - set(NEVER_ASKED)


def test_a_plan_asks_whoever_stands_in(tmp_path: Path) -> None:
    """By the facility's own rule, from the same place as the roster: nobody coordinates there."""
    text = (ROOT / "examples" / "hospital.toml").read_text(encoding="utf-8")
    text = text.replace('roles = ["coordinator"]', 'roles = ["pharmacist"]')
    path = tmp_path / "hospital.toml"
    due = HOME + timedelta(hours=48)
    asked = question("contact/call/1", CALL, Role.COORDINATOR, HOME, due=due)
    known, who = first_facts(rich(HOME), HOME), {}
    for rule in ("nurse", "case_manager"):
        path.write_text(
            text.replace('coordinator = "nurse"', f'coordinator = "{rule}"'), encoding="utf-8"
        )
        setting = OfHospital(read_hospital(path), known.discharge.facility)
        found = setting.person(asked, known, HOME, ())
        who[rule] = found.handle if found else ""
    assert who == {"nurse": "chandra", "case_manager": "ortiz"}
