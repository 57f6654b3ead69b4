"""What people read is a key with values: marked where it is meant, worded where it is read."""

import ast
import json
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from domain.words.phrasebook import FALLBACK, TABLES, phrase, read_in, row_of, worded
from tests.house import calls, files, name_of
from tests.places import ROOT

NOON = datetime(2026, 9, 8, 16, tzinfo=UTC)
ENGLISH = TABLES[FALLBACK]
BY_THEIR_NAME = (
    "comorbidities.", "dangers.", "difference_kinds.", "drug_rates.", "drug_words.", "risk_bands.",
    "risk_parts.", "texts.", "values.",
)  # fmt: skip
"""What is called as its name says, where no row says more."""
PRODUCT = tuple(path for path in files(".py") if not path.is_relative_to(ROOT / "tests"))


def test_a_phrase_is_said_with_its_values() -> None:
    """Alone, beside plain words and within another; an instant is the reader's."""
    tried = phrase("contact.tried", made=1, of=2, next=NOON)
    assert read_in(tried, "America/New_York") == "Try 1 of 2. Next from Tue 9/8 12p, new code."
    assert read_in(f"{tried} Bye.", "America/Chicago").endswith("Tue 9/8 11a, new code. Bye.")
    nobody = phrase("ladder.nobody", who=phrase("roles.always_on"))
    assert worded(nobody) == "no the always-on number to be found"
    deep = phrase("disposition.nobody_said", why=phrase("disposition.not_sent"))
    assert worded(deep) == ("No disposition was sent; nobody has said where the patient went."), (
        "a value whose name begins with a capital does so too"
    )


def test_phrases_within_phrases_do_not_swell() -> None:
    """Each level adds its own words alone: histories and rows hold them."""
    said = [phrase("ladder.passed_on", who="Dana")]
    for _ in range(9):
        said.append(phrase("ladder.passed_on", who=said[-1]))
    lengths = [len(one) for one in said]
    assert {b - a for a, b in pairwise(lengths)} == {lengths[1] - lengths[0]}
    assert worded(said[-1]) == "passed on by " * 10 + "Dana"


def test_a_phrase_as_it_was_marked_before_is_said() -> None:
    """Histories hold phrases within phrases as strings with marks of their own."""
    inner = json.dumps(phrase("roles.always_on"))
    assert worded(f'⟦["ladder.nobody", {{"who": {inner}}}]⟧') == worded(
        phrase("ladder.nobody", who=phrase("roles.always_on"))
    )


@pytest.mark.parametrize(
    "said", ['"', "{who}", "{", "⟦", "⟧", '⟦["contact.title", {}]⟧', "\\n", "Zoë\n", "<2026>", ""]
)
def test_what_somebody_wrote_is_a_value_and_nothing_else(said: str) -> None:
    """No letter of a name breaks a phrase, or is read as one of its values."""
    told = worded(phrase("ladder.passed_on", who=said))
    assert told == f"passed on by {worded(said)}"


@pytest.mark.parametrize("words", ["⟦x⟧", "⟦[1]⟧", '⟦["a"]⟧', '⟦["a.b", 3]⟧', "⟦{}⟧", "no mark"])
def test_somebodys_own_brackets_stay(words: str) -> None:
    """What no phrase of ours was is left as it was written."""
    assert worded(words) == words


def test_one_and_many() -> None:
    """A row may say one and many in other words."""
    said = [worded(phrase("reconciliation.decided", count=count)) for count in (1, 2)]
    assert said == ["1 difference decided on the card", "2 differences decided on the card"]


def test_what_a_language_lacks_is_english_and_what_none_has_its_name() -> None:
    """Nobody is told a bare mark, whatever is missing."""
    assert row_of("contact.title", "xx") == "48-hour call"
    assert worded(phrase("values.no_answer"), "xx") == "no answer"


def said_in(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """The phrases of a file, each by its key or by what its key begins with."""
    for name, call in calls(path):
        if name == "phrase" and call.args:
            key = call.args[0]
            if isinstance(key, ast.JoinedStr):
                key = key.values[0]
            assert isinstance(key, ast.Constant), f"{path.name}:{call.lineno}"
            yield str(key.value), call


def row(key: str) -> list[str]:
    """Each way in which a key is said."""
    said = ENGLISH[key]
    return [said] if isinstance(said, str) else list(said.values())


def wanted(key: str) -> set[str]:
    """The values that a row wants."""
    parts = (part for way in row(key) for part in string.Formatter().parse(way))
    return {name.lower() for _, name, _, _ in parts if name is not None}


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_each_phrase_has_its_row_and_each_row_its_values(path: Path) -> None:
    """A key with no row, or without a value that its row wants, would be read by a nurse."""
    for key, call in said_in(path):
        given = {one.arg for one in call.keywords if one.arg}
        whole = isinstance(call.args[0], ast.Constant)
        rows = [one for one in ENGLISH if one == key or (not whole and one.startswith(key))]
        assert rows or key.startswith(BY_THEIR_NAME), f"{path.name}:{call.lineno} {key}"
        for one in rows:
            assert wanted(one) <= given, f"{path.name}:{call.lineno} {one}"


def test_no_row_is_dead() -> None:
    """What nobody says stands in no table."""
    keys = {key for path in PRODUCT for key, _ in said_in(path)}
    dead = [one for one in ENGLISH if not any(one == key or one.startswith(key) for key in keys)]
    assert dead == []


def test_each_language_says_what_english_says() -> None:
    """No row of another language is of a key that English has not, or wants another value."""
    for language, rows in TABLES.items():
        assert set(rows) <= set(ENGLISH), language
