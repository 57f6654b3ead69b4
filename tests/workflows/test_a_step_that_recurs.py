"""A step from outside that asks again and again: whoever shows steps has one word for it."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest
from rich.console import Console

from adapters.wording.texts import Wording
from cli.planning.plan_json import plan_json
from cli.planning.plan_page import show_plan
from cli.planning.plan_recipients import LINK_BASE, Recipients
from domain.asking.choices import Value
from domain.episode.deadlines import window_ends
from domain.episode.decision import Decision, Phase, StepState
from domain.episode.facts import Answer, Asked, Ended, Ending, Facts, Person
from domain.pathway import Role
from domain.plan.people import Prompt, Silent
from domain.plan.plan import plan
from domain.plan.simulation import simulate
from domain.protocol import protocol
from domain.protocol.overview import StepView, overview
from domain.protocol.status_page import page
from domain.protocol.verdict import Ruling, judge
from domain.steps import catalogue
from local import board
from local.board import Snapshot
from local.example_discharges import Arrived
from models.tables import EpisodeRow, StepRow
from tests.domain.plan.wandering import first_facts, rich
from tests.domain.protocol.recurring import ASK, CALL, NAME, NOT_TAKEN, PARTS, PULSE, asks
from tests.places import ROOT
from tests.stories.people import HOSPITAL
from tests.texts import HOME
from workflows.episode import mapping

FACTS = first_facts(rich(HOME), HOME)
ONE, TWO = PARTS
FIRST = asks(ONE, FACTS)[0]
NOW = FIRST.ask_at + timedelta(hours=1)
PATIENT = Person(handle="patient", name="the patient", role=Role.PATIENT)


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line in the list, and no other step."""
    monkeypatch.setattr(catalogue, "STEPS", (PULSE,))


def said(value: Value, key: str = FIRST.key) -> Answer:
    """What the patient answers."""
    return Answer(question=key, value=value, by=PATIENT, happened_at=NOW, told_at=NOW)


def asked() -> Facts:
    """Once the first text has gone out."""
    this = Asked(question=FIRST.key, kind=ASK, to=Role.PATIENT, person=PATIENT)
    return replace(FACTS, asked=(this,))


def view(facts: Facts, now: datetime = NOW, part: str = ONE) -> StepView:
    """A part as people see it."""
    return next(each for each in overview(facts, now).steps if each.decision.step == part)


def test_it_is_neither_open_nor_late_nor_owned() -> None:
    """Between two of its questions, and while one stands: nothing is owed, the days are watched."""
    for now in (HOME, NOW, NOW + timedelta(days=1)):
        seen = overview(asked(), now)
        shown = view(asked(), now)
        assert (shown.state, shown.late, shown.owner) == (StepState.RUNNING, False, None)
        assert (seen.open, seen.overdue, seen.next_due) == ((), (), None)
        assert seen.phase is Phase.WATCHING
        assert protocol.left_open(asked(), now) == ()


def test_a_question_to_staff_makes_it_open() -> None:
    """What somebody of the hospital has to do is owed, and is whoever's it is."""
    worse = asked().answered(said(Value.DOES_NOT_WORK))
    shown = view(worse)
    assert shown.state is StepState.OPEN
    assert [one.kind for one in shown.decision.questions] == [CALL]
    assert [one.step for one in protocol.left_open(worse, NOW)] == [ONE]
    assert overview(worse, NOW).phase is Phase.FOLLOW_UP
    called = replace(said(Value.DONE, f"{ONE}/call/1"), told_at=NOW)
    assert view(worse.answered(called)).state is StepState.RUNNING


def test_an_alarm_of_it_is_open() -> None:
    """What is dangerous is owed, though nobody is asked yet."""
    urgent = replace(PULSE, parts=lambda _: {ONE: _urgent})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(catalogue, "STEPS", (urgent,))
        assert view(FACTS).state is StepState.OPEN
        assert overview(FACTS, NOW).urgent


def _urgent(facts: Facts, now: datetime) -> Decision:
    return replace(PULSE.parts(facts)[ONE](facts, now), urgent=True)


def test_an_answer_is_heard_and_a_late_digit_is_told_of_no_ending() -> None:
    """A recorded answer leaves it running; of a question that has passed nobody settled it."""
    heard = judge(said(Value.WORKS), asked(), NOW)
    assert heard.ruling is Ruling.RECORDED
    late = judge(said(Value.WORKS), asked(), NOW + timedelta(days=4))
    assert (late.ruling, late.by, late.at) == (Ruling.ALREADY_SETTLED, "", None)


def test_what_is_over_stops_it() -> None:
    """An episode that ended has nothing that still comes: the row of a closed one never runs."""
    ended = replace(asked(), ended=Ended(ending=Ending.WITHDRAWN, at=NOW, by="ortiz"))
    settled = protocol.decide(ONE, ended, NOW).settled
    assert settled is not None
    assert (settled.state, settled.at, settled.late) == (StepState.STOPPED, NOW, False)
    closed = mapping.summary("e-1", ended, NOW)
    assert {step.state for step in closed.steps} == {StepState.STOPPED}
    assert closed.left == ()


def test_each_part_that_must_take_place_is_missed() -> None:
    """Thirty days are not completed by one of two; what still runs then was not done."""
    ends = window_ends(FACTS)
    assert (
        protocol.at_the_window(replace(FACTS), ends).ending is Ending.COMPLETED
    )  # both say they are done
    runs = replace(PULSE, parts=lambda _: {ONE: PULSE.parts(FACTS)[ONE], TWO: _runs_on})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(catalogue, "STEPS", (runs,))
        over = protocol.at_the_window(replace(FACTS), ends)
    assert (over.ending, over.reason) == (Ending.UNRESOLVED, NOT_TAKEN)


def _runs_on(facts: Facts, now: datetime) -> Decision:
    decide = PULSE.parts(facts)[TWO]
    return replace(decide(facts, now), settled=decide(facts, HOME).settled)


def test_the_read_model_and_the_page_say_that_it_runs() -> None:
    """Running, with what comes next, and no owner."""
    shown = page(asked(), overview(asked(), NOW))
    assert "| ○ | Pulse |  | " in shown.replace("| |", "|  |")
    assert "running" in shown
    assert "The pulse is asked for again." in shown


@pytest.fixture
def wording(tmp_path: Path) -> Wording:
    """All templates, and the step's own."""
    copytree(ROOT / "templates", tmp_path / "templates")
    for kind in (ASK, CALL):
        own = tmp_path / "templates" / "sms" / "en" / f"{kind}.txt.j2"
        own.write_text("{{ code }} PULSE {{ label }}: is it well? 1 yes 2 no\n")
    return Wording(tmp_path / "templates", LINK_BASE)


def test_the_plan_says_that_it_runs(wording: Wording, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs from the first day, and is asked by the calendar: by nobody's silence."""
    found = plan(replace(FACTS))
    assert {step.state for step in found.steps} == {StepState.RUNNING}
    for prompts in (found.silence, found.answered):
        texts = [prompt for prompt in prompts if prompt.step == ONE]
        assert [one.at.hour for one in texts] == [10, 10, 10]
        assert not any(one.late for one in texts)
    assert found.steps[0].asked == FIRST.ask_at
    recipients = Recipients(HOSPITAL, FACTS, wording)
    told = plan_json(found, rich(HOME), recipients)
    assert {each["state"] for each in told["steps"]} == {"running"}  # type: ignore[attr-defined]
    undated = replace(found, steps=tuple(replace(one, due=None) for one in found.steps))
    out = StringIO()
    monkeypatch.setattr("cli.planning.plan_page.console", lambda: Console(file=out, width=120))
    show_plan(undated, rich(HOME), recipients)
    assert "running" in out.getvalue()


@pytest.mark.parametrize("people", [Prompt(), Silent()])
def test_a_simulation_walks_it_to_its_end(people: Prompt | Silent) -> None:
    """Every question in its time, answered or not; then it says itself that it is done."""
    found = simulate(FACTS, people)
    keys = {one.key for part in PARTS for one in asks(part, FACTS)}
    assert {one.question.key for one in found.texts if not one.reminder} == keys
    assert {one.state for one in found.steps} == {StepState.DONE}
    assert found.ended.ending is Ending.COMPLETED


def test_the_board_has_its_mark() -> None:
    """A circle that is no disc: nobody has anything to do."""
    row = StepRow(episode="e-1", step=ONE, title="Pulse", state="running")
    seen = Snapshot(
        episodes={"e-1": EpisodeRow(episode="e-1", version=1, phase="watching", at=NOW)},
        steps={"e-1": (row,)},
    )
    drawn = board.table(seen, (Arrived(episode="e-1", discharge=rich(HOME)),), NOW, 30)
    headings = [str(column.header) for column in drawn.columns]
    cells = [[str(cell) for cell in column.cells] for column in drawn.columns]
    assert cells[headings.index(NAME)] == ["○"]
