"""The lines of the event history: each activity has one in the documents, none is too long."""

import ast

import pytest
from temporalio import workflow

from activities import interfaces
from domain.asking.choices import Value
from domain.words.phrasebook import FALLBACK, TABLES
from models import names
from tests.house import calls
from tests.places import ROOT
from workflows import timeline
from workflows.episode.workflow import Episode

DOCUMENT = (ROOT / "docs" / "timeline.md").read_text(encoding="utf-8")
FILES = sorted((ROOT / "workflows").rglob("*.py"))


def _activities() -> set[str]:
    """Those that workflows name."""
    return {
        f"{node.value.id}.{node.attr}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and hasattr(interfaces, node.value.id)
        and node.attr in vars(getattr(interfaces, node.value.id))
    }


def test_each_activity_stands_in_the_table() -> None:
    """What a history may show can be looked up, and nothing there is left of what is gone."""
    rows = {line.split("`")[1] for line in DOCUMENT.splitlines() if line.startswith("| `")}
    assert len(_activities()) > 15
    assert rows == _activities()


def test_the_ui_says_of_each_handler_what_its_row_says() -> None:
    """Of a signal, an update or a query by its name; no row is left of one that is gone."""
    described = {
        ast.unparse(call.args[0]): getattr(names, call.args[0].attr)
        for path in FILES
        for name, call in calls(path)
        if name == "handler" and isinstance(call.args[0], ast.Attribute)
    }
    rows = {key for key in TABLES[FALLBACK] if key.startswith("handlers.")}
    assert {f"handlers.{name}" for name in described.values()} == rows
    defined = workflow._Definition.must_from_class(Episode)  # noqa: SLF001 - the UI shows it
    assert defined.updates[names.ANSWER].description == "Answer one of the open questions"


def test_no_line_is_longer_than_the_server_takes() -> None:
    """A summary that is too long would fail the workflow: it is cut."""
    assert timeline.line("ask okafor", "call") == "ask okafor: call"
    cut = timeline.line("text okafor", *("call",) * 100)
    assert len(cut) == timeline.LONGEST
    assert cut.endswith("...")


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("call", Value.NO_ANSWER, "no answer"),
        ("call", Value.SPOKE_WELL, "spoke"),
        ("book_visit", Value.AT, "booked"),
        ("of_a_newer_build", Value.NO_SHOW, "no show"),
        (None, Value.ATTENDED, "attended"),
    ],
)
def test_an_answer_is_said_as_people_write_it(kind: str | None, value: Value, words: str) -> None:
    """The words are those of the table of words, and of what it lacks those of its name."""
    assert timeline.answer(kind, value) == words


def test_what_a_ladder_asks_names_its_step() -> None:
    """An escalation alone says nothing: it is one of some step."""
    assert timeline.line(timeline.task("escalation", "equipment-1")) == "escalation of equipment-1"
    assert timeline.task("call", "contact") == "call"
