"""`starter.py plan`: what will happen, for people and for programs, without any server."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from adapters.files.discharge import read_discharge_file
from adapters.files.pathway import read_pathway
from adapters.reference.holidays import calendar_for
from domain.protocol.opening import opening
from domain.time.clock import Clock
from models.payloads import OpenEpisode
from starter import app
from tests.cli.files import EXAMPLES, ISSUES_EXAMPLE, STANDARD, write, write_pathway
from tests.domain.episode.test_deadlines import DATES
from tests.outlines import outlined
from tests.places import ROOT
from workflows.episode.mapping import first_facts

NEW_YORK = ZoneInfo("America/New_York")


def run(*words: object, width: int = 100) -> Result:
    """Type a command."""
    return CliRunner().invoke(app, [*map(str, words)], env={"COLUMNS": str(width)})


def planned(*words: object) -> dict[str, Any]:
    """What `plan --json` says, which is nothing but JSON."""
    result = run("plan", *words, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def step(plan: dict[str, Any], name: str) -> dict[str, Any]:
    """One step of a plan."""
    found: dict[str, Any] = next(each for each in plan["steps"] if each["step"] == name)
    return found


# ---- deadlines


@pytest.mark.parametrize(("d", "contact", "week", "fortnight", "tcm", "hedis"), DATES)
def test_the_rules_dates(  # noqa: PLR0913, PLR0917 - a row of the rules
    d: str, contact: str, week: str, fortnight: str, tcm: str, hedis: str, tmp_path: Path
) -> None:
    """Each row of the clinical rules' table comes out of the command line."""
    at = datetime.fromisoformat(f"{d}T15:00").replace(tzinfo=NEW_YORK)
    dates = planned(write(tmp_path, discharged_at=at.isoformat()))["deadlines"]
    names = ("tcm_contact", "visit_7d", "visit_14d", "tcm_last_day", "hedis_last_day")
    assert [dates[name] for name in names] == [contact, week, fortnight, tcm, hedis]


@pytest.mark.parametrize(
    ("zone", "discharged", "due", "week"),
    [
        ("America/New_York", "2026-03-07T14:00:00-05:00", "2026-03-09T15:00:00-04:00", "03-14"),
        ("America/New_York", "2026-10-31T14:00:00-04:00", "2026-11-02T13:00:00-05:00", "11-07"),
        ("America/Los_Angeles", "2026-06-06T06:50:00+00:00", "2026-06-07T23:50:00-07:00", "06-12"),
    ],
)
def test_elapsed_hours_and_the_facilitys_date(
    zone: str, discharged: str, due: str, week: str, tmp_path: Path
) -> None:
    """48 hours are elapsed time across a clock change; D is the facility's date in any zone."""
    plan = planned(write(tmp_path, time_zone=zone, discharged_at=discharged))
    assert plan["deadlines"]["contact_48h"] == due
    assert plan["deadlines"]["visit_7d"] == f"2026-{week}"


# ---- Friday 15:00 before Labor Day


@pytest.mark.parametrize(
    ("rule", "asked", "to", "due"),
    [
        ("on_call", "2026-09-05T08:00:00-04:00", "on_call", "2026-09-06T15:00:00-04:00"),
        ("earlier", "2026-09-04T15:00:00-04:00", "nurse", "2026-09-06T15:00:00-04:00"),
        ("next_staffed", "2026-09-08T08:00:00-04:00", "nurse", "2026-09-08T17:00:00-04:00"),
    ],
)
def test_each_staffing_rule_before_labor_day(
    rule: str, asked: str, to: str, due: str, tmp_path: Path
) -> None:
    """The 48th hour is a Sunday: each rule moves what it says, and the plan says why."""
    pathway = write_pathway(tmp_path, rule)
    plan = planned(ISSUES_EXAMPLE, "--pathway", pathway)
    call = step(plan, "contact")
    assert (call["asked"], call["to"], call["due"]) == (asked, to, due)
    assert "48th hour is Sun 9/6 3p, nobody is on shift" in call["reason"]
    assert plan["deadlines"]["contact_48h"] == "2026-09-06T15:00:00-04:00"
    assert plan["deadlines"]["tcm_contact"] == "2026-09-09"


def test_the_issues_example() -> None:
    """The example of the discharge file: what is due when, and of whom it is asked first."""
    plan = planned(ISSUES_EXAMPLE)
    assert (plan["episode"], plan["facility"], plan["encounter"]) == (
        True, "mercy-general", "V-20260904-0117",
    )  # fmt: skip
    assert plan["deadlines"] == {
        "contact_48h": "2026-09-06T15:00:00-04:00",
        "tcm_contact": "2026-09-09",
        "visit_booked": "2026-09-08",
        "visit_7d": "2026-09-11",
        "visit_14d": "2026-09-18",
        "tcm_last_day": "2026-10-03",
        "hedis_last_day": "2026-10-04",
    }
    assert [(each["step"], each["due"], each["to"]) for each in plan["steps"]] == [
        ("contact", "2026-09-06T15:00:00-04:00", "on_call"),
        ("visit", "2026-09-09T00:00:00-04:00", "patient"),
        ("reconciliation", "2026-09-07T15:00:00-04:00", "nurse"),
        ("transport", None, "vendor"),
        ("equipment-1", "2026-09-04T18:00:00-04:00", "vendor"),
        ("check_in", None, "patient"),
    ]
    assert all(each["reason"] for each in plan["steps"])


def test_missing_oxygen_climbs_the_urgent_ladder() -> None:
    """Nobody answers for the oxygen: case manager, supervisor, always-on number, within the day."""
    prompts = step(planned(ISSUES_EXAMPLE), "equipment-1")["prompts"]
    rungs = [each for each in prompts if each["kind"] == "escalation" and not each["reminder"]]
    assert [each["to"] for each in rungs] == ["case_manager", "supervisor", "always_on"]
    told = [datetime.fromisoformat(each["at"]) for each in rungs]
    assert [later - told[0] for later in told] == [timedelta(minutes=m) for m in (0, 10, 30)]


def test_a_plan_says_that_an_alarm_begins_again_until_somebody_takes_it() -> None:
    """An hour after each rung of the first round it comes again; the page and the JSON say so."""
    told = planned(ISSUES_EXAMPLE)
    prompts = step(told, "equipment-1")["prompts"]
    first = next(each["at"] for each in prompts if each["kind"] == "escalation")
    (rounds,) = told["rounds_until_taken"]
    assert (rounds["step"], rounds["about"]) == ("equipment-1", "NO OXYGEN")
    assert rounds["every_minutes"] == 60
    assert datetime.fromisoformat(rounds["at"]) == datetime.fromisoformat(first) + timedelta(
        hours=1
    )
    page = CliRunner().invoke(app, ["plan", str(ISSUES_EXAMPLE)]).stdout
    said = "NO OXYGEN begins again from the top Fri 9/4 4:45p and every 60 minutes, until"
    assert said in " ".join(page.split())


def test_a_plan_without_an_alarm_has_no_rounds(tmp_path: Path) -> None:
    """A routine ladder does not begin again."""
    path = write(tmp_path, equipment=[])
    assert planned(path)["rounds_until_taken"] == []


# ---- an episode that opened later


def test_a_plan_as_of_when_its_episode_opened() -> None:
    """Told on Tuesday of Friday's discharge: what was due stays due, nothing is asked before."""
    opened = "2026-09-08T09:00:00-04:00"
    at_once, plan = planned(ISSUES_EXAMPLE), planned(ISSUES_EXAMPLE, "--opened", opened)
    assert (plan["opened_at"], at_once["opened_at"]) == (opened, "2026-09-04T15:00:00-04:00")
    assert (plan["deadlines"], plan["closes_at"]) == (at_once["deadlines"], at_once["closes_at"])
    call = step(plan, "contact")
    assert (call["asked"], call["due"]) == (opened, "2026-09-06T15:00:00-04:00")
    asked = [datetime.fromisoformat(one["at"]) for each in plan["steps"] for one in each["prompts"]]
    assert min(asked) == datetime.fromisoformat(opened)


def test_a_plan_opened_at_the_discharge_is_the_plan() -> None:
    """Without the option an episode opens at once; a time without its offset is UTC."""
    said = ("2026-09-04T15:00:00-04:00", "2026-09-04 19:00")
    assert [planned(ISSUES_EXAMPLE, "--opened", one) for one in said] == [
        planned(ISSUES_EXAMPLE)
    ] * 2


def test_an_episode_that_would_open_after_its_window_is_none() -> None:
    """Told when the thirty days are over, a discharge opens nothing, and the plan says so."""
    plan = planned(ISSUES_EXAMPLE, "--opened", "2026-11-01")
    assert plan == {"episode": False, "reason": "its window has passed"}


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        ("2026-09-04T14:59:00-04:00", "an instant not before the discharge, 2026-09-04T15:00:00"),
        ("yesterday", "a time in UTC such as"),
    ],
)
@pytest.mark.parametrize("words", [("--json",), ()])
def test_an_opening_that_cannot_be_is_refused(
    opened: str, expected: str, words: tuple[str, ...]
) -> None:
    """Before the discharge, or no time at all: the option is named, on stderr, with status 2."""
    result = run("plan", ISSUES_EXAMPLE, "--opened", opened, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f'--opened: found "{opened}"; expected {expected}' in result.stderr


# ---- every example


def secrets_in(shown: str, path: Path) -> list[str]:
    """Which names, numbers and drugs of a patient stand in what was shown."""
    discharge = read_discharge_file(path)
    drugs = discharge.medications.before_admission or ()
    patient = discharge.patient
    told = [patient.family, patient.mrn, patient.mobile, *(drug.name for drug in drugs)]
    return [each for each in told if each and each in shown]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_texts_of_every_example_are_in_order(path: Path) -> None:
    """Texts come in order of time, a question's reminders strictly after it, and name nobody.

    The drugs that differ stand where they are compared, and nowhere else.
    """
    plan = planned(path)
    drugs = plan.pop("medications")
    assert set(drugs) == {"differences", "missing", "names_from", "tables_approved"}
    for each in plan["steps"]:
        times = [datetime.fromisoformat(prompt["at"]) for prompt in each["prompts"]]
        assert times == sorted(times)
        for kind in {prompt["kind"] for prompt in each["prompts"]} - {"escalation"}:
            same = [prompt for prompt in each["prompts"] if prompt["kind"] == kind]
            reminders = [prompt["at"] for prompt in same if prompt["reminder"]]
            assert same[0]["reminder"] is False
            assert all(at > same[0]["at"] for at in reminders)
            assert len(reminders) == len(set(reminders))
        assert all(p["late"] for p in each["prompts"] if p["kind"] == "escalation")
    assert secrets_in(json.dumps(plan), path) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_drawn_inside_the_terminal(path: Path) -> None:
    """A plan fits its terminal, names the risk, tells both rehearsals, and names nobody."""
    for width in (80, 120):
        result = run("plan", path, width=width)
        assert result.exit_code == 0, result.stderr
        lines = result.stdout.splitlines()
        assert max(map(len, lines)) <= width
        assert any(line.startswith("Risk ") for line in lines[2:5])
        for title in ("By when", "What is done", "If everybody answers", "If nobody ever answers"):
            assert any(line.startswith(title) for line in lines)
        assert secrets_in(result.stdout, path) == []
        assert "⟦" not in result.stdout  # what is said is in words, and no key


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_plan_begins_with_what_its_episode_would_know(path: Path) -> None:
    """The rehearsal and the workflow begin with the same facts."""
    discharge, pathway = read_discharge_file(path), read_pathway(STANDARD)
    at, calendar = discharge.discharged_at, calendar_for(discharge, pathway)
    started = OpenEpisode(
        episode="episode-x-1",
        n=1,
        discharge=outlined(discharge),
        pathway=pathway,
        calendar=calendar,
        clock=Clock(real_origin=at, clinical_origin=at),
        facility_name="Mercy General",
        patient_zone=discharge.time_zone,
        opened_at=at,
    )
    assert opening(outlined(discharge), pathway, calendar, at, discharge.time_zone) == first_facts(
        started
    )


# ---- what is missing, refused, or opens nothing


def test_missing_inputs_of_the_risk_are_named(tmp_path: Path) -> None:
    """What the score lacks is said and never taken for zero."""
    shown = run("plan", write(tmp_path)).stdout
    assert "unknown, counts as high: LACE 0 or more, length of stay, acute" in shown


def test_a_plan_says_which_tables_no_clinician_has_signed(tmp_path: Path) -> None:
    """The lexicon, the drugs, the equipment and the comorbidities: each that nobody signed."""
    said = run("plan", write(tmp_path)).stdout
    for table in ("lexicon", "drug tables", "equipment table", "comorbidity table"):
        assert f"{table} not yet approved" in said


def test_a_disposition_without_an_episode(tmp_path: Path) -> None:
    """A patient who goes to a nursing facility gets no episode, and the reason is said."""
    path = write(tmp_path, disposition="03")
    reason = "to a skilled nursing facility: opens when it discharges home"
    assert planned(path) == {"episode": False, "reason": reason}
    shown = run("plan", path)
    assert shown.exit_code == 0
    assert f"No episode: {reason} (disposition 03)." in shown.stdout


def test_a_disposition_that_nobody_knows_is_asked_about_first(tmp_path: Path) -> None:
    """Not understood is no "no": the plan shows who is asked where the patient went."""
    path = write(tmp_path, disposition="Feeling great")
    assert [step["step"] for step in planned(path)["steps"]] == ["disposition"]
    shown = run("plan", path)
    assert shown.exit_code == 0
    assert "where did they go" in shown.stdout


@pytest.mark.parametrize("words", [("--json",), ()])
def test_every_fault_of_a_file_is_named_at_once(words: tuple[str, ...], tmp_path: Path) -> None:
    """Field, what was found, what was expected, for each; on stderr, with status 2."""
    path = write(
        tmp_path,
        time_zone="Boston",
        discharged_at="2026-09-04T15:00:00",
        colour="blue",
        patient={"mrn": "", "given": "Jane", "mobile": "617"},
    )
    result = run("plan", path, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    for words_ in (
        'time_zone: found "Boston"; expected an IANA time zone',
        'discharged_at: found "2026-09-04T15:00:00"; expected a date and time with its offset',
        'colour: found "blue"; expected no field of this name',
        'patient.mrn: found ""; expected text that is not empty',
        "patient.family: found nothing",
        'patient.mobile: found "617"',
    ):
        assert words_ in result.stderr


def test_a_file_or_pathway_that_is_not_there(tmp_path: Path) -> None:
    """It is named on stderr, without a traceback."""
    for words in ((tmp_path / "none.json",), (ISSUES_EXAMPLE, "--pathway", "nowhere")):
        result = run("plan", *words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "No such file" in result.stderr


def test_a_plan_needs_nothing_but_the_file(tmp_path: Path) -> None:
    """Typed in any folder, without settings: JSON on stdout and nothing else."""
    plain = {"PATH": os.defpath, "HOME": str(tmp_path)}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, str(ROOT / "starter.py"), "plan", str(ISSUES_EXAMPLE), "--json"],
        cwd=tmp_path, env=plain, capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    assert json.loads(done.stdout)["deadlines"]["tcm_contact"] == "2026-09-09"
    assert done.stderr == ""


def test_help_says_what_each_command_does() -> None:
    """Every command has its line, and an example that can be copied."""
    commands = (
        "plan", "discharge", "status", "list", "close", "readmit", "answer", "find", "migrate",
        "roster", "demo", "up",
    )  # fmt: skip
    shown = run("--help").stdout
    for command in commands:
        assert f" {command} " in shown
        assert f"Example: python starter.py {command}" in run(command, "--help").stdout
    assert "discharge" in run().output


# ---- drug lists


def test_a_plan_compares_the_drug_lists(tmp_path: Path) -> None:
    """The deadliest first, with its danger and reason; an absent list is missing, not empty."""
    lists = {
        "before_admission": [
            {"name": "aspirin", "dose": "81 mg", "frequency": "daily"},
            {"name": "Warfarin 2.5 mg tablet", "dose": "1 tablet", "frequency": "daily"},
        ],
        "at_discharge": [
            {"name": "Warfarin 5 mg tablet", "dose": "1 tablet", "frequency": "daily"},
        ],
    }
    drugs = planned(write(tmp_path, medications=lists))["medications"]
    told = [(one["kind"], one["danger"]) for one in drugs["differences"]]
    assert told == [("dose", "deadly"), ("omission", "moderate")]
    first, second = drugs["differences"]
    assert "2.5 mg before, 5 mg at discharge" in first["reason"]
    assert first["before"]["name"] == "Warfarin 2.5 mg tablet"
    assert second["after"] is None
    assert drugs["missing"] == []

    none = planned(write(tmp_path, medications={"before_admission": []}))["medications"]
    assert (none["differences"], none["missing"]) == ([], ["at discharge"])
