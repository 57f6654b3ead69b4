"""A step that the product has never heard of goes through what knows of steps.

Not through a running episode: its texts would need a worker with other templates.
"""

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
from domain.asking.kind import Kind, OnCard
from domain.asking.question import question
from domain.episode.decision import Decision, Settlement, StepState
from domain.episode.facts import Answer, Ended, Ending, Facts, Person
from domain.pathway import Role
from domain.plan.people import Prompt
from domain.plan.plan import Plan, plan
from domain.plan.simulation import simulate
from domain.protocol import protocol
from domain.protocol.overview import overview
from domain.protocol.status_page import page
from domain.protocol.verdict import Ruling, judge
from domain.steps import catalogue
from domain.steps.step import Step, one
from local import board
from local.board import Snapshot
from local.example_discharges import Arrived
from models.tables import EpisodeRow, StepRow
from operations.cards import whole
from tests.domain.plan.wandering import first_facts, rich
from tests.places import ROOT
from tests.stories.people import HOSPITAL
from tests.texts import HOME
from workflows.episode.card import card_for

NAME = "weight"
KEY = f"{NAME}/ask/1"
WEIGH = Kind("weigh", Value.DONE, Value.NOT_KNOWN, on_card=(OnCard.LISTS,))
LOPEZ = Person(handle="lopez", name="RN Lopez", role=Role.NURSE)


def decide(facts: Facts, now: datetime) -> Decision:
    """A scale must be at home by the second day; of whoever has none the nurse hears."""
    del now
    at = facts.calendar.next_staffed(facts.opened_at)
    asked = question(KEY, WEIGH, Role.NURSE, at, due=at + timedelta(days=1))
    told = facts.latest_answer(KEY)
    settled = None
    if told is not None:
        settled = Settlement(state=StepState.DONE, at=told.happened_at, by=told.by.name)
    return Decision(
        step=NAME,
        title="Weight at home",
        due=asked.due,
        reason="the second day",
        questions=() if told else (asked,),
        settled=settled,
        next="The nurse asks for the weight.",
    )


def refused(answer: Answer, facts: Facts) -> str:
    """A weight that nobody knows is to be asked for again."""
    del facts
    return "Ask once more." if answer.value is Value.NOT_KNOWN else ""


WEIGHT = Step(
    name=NAME,
    heading="weight",
    parts=one(NAME, decide),
    kinds=(WEIGH,),
    refusal=refused,
    must_take_place="nobody knows the weight",
    must_know=lambda _: ("Weigh them each morning.",),
    on_page=lambda _: "Last weight: not known.",
)


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line in the list."""
    monkeypatch.setattr(catalogue, "STEPS", (*catalogue.STEPS, WEIGHT))


@pytest.fixture
def wording(tmp_path: Path) -> Wording:
    """All templates, and the step's own."""
    copytree(ROOT / "templates", tmp_path / "templates")
    own = tmp_path / "templates" / "sms" / "en" / "weigh.txt.j2"
    own.write_text("{{ code }} WEIGH {{ label }}: what does the scale say? 1 said 2 not known\n")
    return Wording(tmp_path / "templates", LINK_BASE)


FACTS = first_facts(rich(HOME), HOME)
NOW = HOME + timedelta(hours=3)


def said(value: Value) -> Answer:
    """What the nurse answers."""
    return Answer(question=KEY, value=value, by=LOPEZ, happened_at=NOW, told_at=NOW)


def test_the_protocol_carries_it() -> None:
    """It is decided with the others, is open, is late when it is, and is settled by its answer."""
    assert protocol.decide(NAME, FACTS, NOW).questions[0].kind == WEIGH
    assert NAME in {view.decision.step for view in overview(FACTS, NOW).open}
    assert NAME in overview(FACTS, NOW + timedelta(days=9)).overdue
    known = judge(said(Value.DONE), FACTS, NOW)
    assert known.ruling is Ruling.RECORDED
    assert NAME not in {view.decision.step for view in overview(known.facts, NOW).open}


def test_its_own_refusal_is_heard() -> None:
    """Words of the step for whoever answered, and nothing is recorded."""
    heard = judge(said(Value.NOT_KNOWN), FACTS, NOW)
    assert (heard.ruling, heard.follows) == (Ruling.REFUSED, "Ask once more.")
    assert heard.facts.answers == FACTS.answers


def test_thirty_days_without_it_are_not_completed() -> None:
    """What it says must take place is missed at the end."""
    over = protocol.at_the_window(FACTS, NOW + timedelta(days=31))
    assert over.ending is Ending.UNRESOLVED
    assert "nobody knows the weight" in over.reason


def test_nor_are_thirty_days_without_one_of_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that is there as one part for each thing misses whichever did not take place."""
    parts = replace(WEIGHT, parts=lambda _: {f"{NAME}-2": decide})
    monkeypatch.setattr(catalogue, "STEPS", (*catalogue.STEPS[:-1], parts))
    over = protocol.at_the_window(FACTS, NOW + timedelta(days=31))
    assert over.ending is Ending.UNRESOLVED
    assert "nobody knows the weight" in over.reason


def test_its_card_shows_what_it_declares() -> None:
    """Title, choices with their digits, the lists; closed once it is answered."""
    card = whole(card_for(KEY, FACTS, NOW, Role.NURSE), rich(HOME))
    assert (card.open, card.title) == (True, "Weight at home")
    assert [(choice.digit, choice.value) for choice in card.choices] == [
        (1, Value.DONE),
        (2, Value.NOT_KNOWN),
    ]
    assert card.medications
    assert "Weigh them each morning." in card.must_know
    answered = FACTS.answered(said(Value.DONE))
    assert not card_for(KEY, answered, NOW, Role.NURSE).open


def planned() -> Plan:
    """The rehearsed thirty days."""
    return plan(FACTS)


def test_the_plan_asks_it(wording: Wording, monkeypatch: pytest.MonkeyPatch) -> None:
    """Due, first asked, in both rehearsals, in words, on the page and in the JSON."""
    found = planned()
    step = next(each for each in found.steps if each.step == NAME)
    assert (step.title, step.to) == ("Weight at home", Role.NURSE)
    for prompts in (found.silence, found.answered):
        assert [prompt.kind for prompt in prompts if prompt.step == NAME][:1] == [WEIGH]
    recipients = Recipients(HOSPITAL, FACTS, wording)
    told = plan_json(found, rich(HOME), recipients)
    assert NAME in {each["step"] for each in told["steps"]}  # type: ignore[attr-defined]
    out = StringIO()
    monkeypatch.setattr("cli.planning.plan_page.console", lambda: Console(file=out, width=120))
    show_plan(found, rich(HOME), recipients)
    assert "Weight at home" in out.getvalue()
    assert "WEIGH" in out.getvalue()


def test_the_read_model_and_the_page_have_it() -> None:
    """A row of its own with title, due time and owner's role; its line below the table."""
    seen = overview(FACTS, NOW)
    shown = page(FACTS, seen)
    assert "Weight at home" in shown
    assert "Last weight: not known." in shown


def test_a_simulation_answers_it() -> None:
    """Drawn people are asked it as they are asked all else."""
    found = simulate(FACTS, Prompt())
    assert [one.value for one in found.answers if one.question == KEY] == [Value.DONE]
    assert NAME in {one.step for one in found.steps}


def test_it_is_held_like_any_other() -> None:
    """In hospital, after a death was told of, and after the end it asks nothing."""
    for held in (
        replace(FACTS, suspended_at=NOW),
        replace(FACTS, ended=Ended(ending=Ending.WITHDRAWN, at=NOW, by="ortiz")),
        FACTS.answered(replace(said(Value.DIED), question="contact/other/1")),
    ):
        assert protocol.decide(NAME, held, NOW).questions == ()


def test_the_board_has_its_column() -> None:
    """Its heading, and its mark below it."""
    row = StepRow(episode="e-1", step=NAME, title="Weight", state="done")
    seen = Snapshot(
        episodes={"e-1": EpisodeRow(episode="e-1", version=1, phase="follow-up", at=NOW)},
        steps={"e-1": (row,)},
    )
    drawn = board.table(seen, (Arrived(episode="e-1", discharge=rich(HOME)),), NOW, 30)
    headings = [str(column.header) for column in drawn.columns]
    cells = [[str(cell) for cell in column.cells] for column in drawn.columns]
    assert cells[headings.index("weight")] == ["✓"]
    assert cells[headings.index("call")] == ["·"]
