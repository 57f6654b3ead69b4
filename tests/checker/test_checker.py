"""The checker tested: a recorded run is good, and each way to damage it is objected to."""

import importlib
from datetime import timedelta
from pathlib import Path

import pytest

from tests.checker.damage import entry_of, later, waiting
from tests.checker.evidence import Clock, Evidence, instant
from tests.checker.laws import judge, names
from tests.checker.trips import MENDED, RUNS, TRIPPED, recording
from tests.checker.verdict import verdict

MODULES = ("answers", "books", "ends", "prompts", "words")


@pytest.mark.parametrize("name", RUNS)
def test_a_recorded_run_is_good(name: str) -> None:
    """No law objects to a run of the demo that lost nothing, but for what was mended since."""
    assert {each.law for each in judge(recording(name))} <= MENDED


def test_every_law_can_object() -> None:
    """Each law has a damage that it objects to; there is no law without teeth."""
    for module in MODULES:
        importlib.import_module(f"tests.checker.test_damaged_{module}")
    assert set(names()) == {*TRIPPED, *MENDED}


def test_a_rare_state_that_was_not_reached_fails_the_run() -> None:
    """A run that never reaches a state that the caller needs is no good run."""
    found = verdict(recording("demo.json.gz"), ["stop", "continue-as-new"])
    assert found.missing == ["continue-as-new"]
    assert not found.good


def test_an_unknown_rare_state_is_refused() -> None:
    """A state that nobody counts cannot be needed: it is a mistake of the caller."""
    with pytest.raises(ValueError, match="not counted: moon"):
        verdict(recording("demo.json.gz"), ["moon"])


def test_evidence_is_the_same_after_a_file(tmp_path: Path) -> None:
    """Evidence that was saved and loaded gives the same verdict, and the same bytes again."""
    first, second = tmp_path / "1.json.gz", tmp_path / "2.json.gz"
    recording("demo.json.gz").save(first)
    Evidence.load(first).save(second)
    assert first.read_bytes() == second.read_bytes()


def test_downtime_is_not_lateness(run: Evidence) -> None:
    """What is late only by a scripted downtime is not late."""
    row = waiting(run)
    begins = (instant(row["real_created_at"]) - timedelta(seconds=1)).isoformat()
    row["real_created_at"] = entry_of(run, row)["at"] = later(row, seconds=5)
    late = run.without()
    excused = run.without(downtimes=[(begins, row["real_created_at"])])
    assert "asked-shown" in {each.law for each in judge(late)}
    assert "asked-shown" not in {each.law for each in judge(excused)}


def test_the_clock_goes_both_ways() -> None:
    """Clinical time turned into real time and back is the same."""
    clock = Clock("2026-11-27T22:00:00+00:00", "2026-09-01T12:30:00+00:00", 8640.0)
    at = instant("2026-09-08T12:30:00+00:00")
    assert clock.clinical(clock.real(at)) == at


def test_a_vendor_who_delivered_and_is_told_that_it_is_off_is_objected_to() -> None:
    """As it was in the runs that are recorded: each shows the fault that was mended since."""
    assert {each.law for name in RUNS for each in judge(recording(name))} == MENDED


def test_a_verdict_says_each_objection_and_how_to_look(run: Evidence) -> None:
    """Each objection is one line, with a command to look at what it is about."""
    run.phones.pop(0)
    found = verdict(run)
    lines = [line for line in found.lines() if "  # " in line]
    assert len(lines) == len(found.objections) > 0
