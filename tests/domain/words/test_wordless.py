"""Where it is decided what is said no words stand: they are rows of a language's tables."""

from pathlib import Path

import pytest

from tests.domain.words.wordless import is_words, words_in
from tests.house import files, name_of, tree
from tests.places import ROOT

WORDLESS = (
    "activities", "domain", "gateway/cards", "intake", "operations/cards.py",
    "operations/census.py", "store", "workflows",
)  # fmt: skip
"""Rooms and files in which no word stands that people read."""


def stands_in(path: Path) -> bool:
    """Whether a file belongs to one of them."""
    return any(path.is_relative_to(ROOT / room) for room in WORDLESS)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("NO VISIT", True),
        ("URGENT", True),
        ("no reply", True),
        ("Home", True),
        (" skipped", False),
        ("contact.title", False),
        ("no_answer", False),
        ("; ", False),
    ],
)
def test_what_counts_as_words(said: str, *, words: bool) -> None:
    """A headline, a sentence and a name are words; keys, marks and single small words are not."""
    assert is_words(said) is words


@pytest.mark.parametrize("path", [*filter(stands_in, files(".py"))], ids=name_of)
def test_no_words_stand_where_it_is_decided_what_to_say(path: Path) -> None:
    """Words are rows of a language's tables, or templates: another language is files alone."""
    found = [f"{name_of(path)}:{line} {said!r}" for line, said in words_in(tree(path))]
    assert found == []


@pytest.mark.parametrize(
    "damage",
    [
        'WHY = "the drug lists are not the same"',
        'TITLES = {"dose": "other dose"}',
        'TOLD = {"01": (Route.OPEN, "home or self care")}',
        'def why(count):\n    return f"{count} times a day"',
        'def why(one):\n    return "no answer" if one else ""',
        'def why():\n    reasons = []\n    reasons.append("Nobody is on shift")\n',
        'def why(who):\n    return phrase("ladder.passed_on", who="the clinic")',
        'def why():\n    return WorkItem(key="a", reason="no message of this feed")',
        'def why():\n    thread.close(key, now, "its time is past")',
        '@workflow.signal(name=names.ASK, description="Ask this person something")\ndef ask(): ...',
    ],
)
def test_words_in_a_damaged_copy_are_found(damage: str, tmp_path: Path) -> None:
    """A sentence in a constant, a table, a function or a value of a phrase does not pass."""
    whole = (ROOT / "domain/clinical/risk.py").read_text(encoding="utf-8")
    copy = tmp_path / "risk.py"
    copy.write_text(f"{whole}\n{damage}\n", encoding="utf-8")
    found = list(words_in(tree(copy)))
    assert len(found) == 1
    assert found[0][0] > len(whole.splitlines())


@pytest.mark.parametrize(
    "line",
    [
        'CODES = ("I21", "I252")',
        'MEALS = {"before": ("before eating", "before a meal")}',
        'PATTERN = r"(?:no|not) known"',
        'def f(said):\n    return said == "not known" or said.startswith("no ")',
        'def f(row):\n    raise ValueError(f"{row}: no such row")',
        'ROW = Comorbidity(name="heart failure", points=2)',
        'def f():\n    return ApplicationError("the carrier is busy", 2, type="Busy")',
        'def f():\n    audited(session, View(what="api key created", about=key))',
        'def f(at):\n    return f"{at:%Y-%m-%d %H:%M}"',
    ],
)
def test_what_nobody_reads_passes(line: str, tmp_path: Path) -> None:
    """Codes, names, errors for programmers, and words that are looked for are no words of ours."""
    file = tmp_path / "line.py"
    file.write_text(line, encoding="utf-8")
    assert list(words_in(tree(file))) == []
