"""Siblings of each way to leave, to be near it, to say wrong number; and their look-alikes."""

import json
from pathlib import Path
from typing import Any

import pytest

from operations.reading import in_words, phone_of, read
from tests.domain.texting.test_cases import NOW

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "leaving.jsonl").read_text("utf-8").splitlines()
]
LEAVING = {"stop", "near_stop", "wrong_number"}


def _kinds(text: str, open_: str) -> set[str]:
    _, phone = in_words("patient", open_, NOW)
    return {one.kind for one in read(text, phone, NOW)} & LEAVING


def test_who_leaves_is_heard_and_nobody_else() -> None:
    """STOP, near leaving and a wrong number, however it is spelled; the look-alikes are none."""
    open_ = "patient: slot offer 1-3, 4 none"
    heard = [{**row, "heard": sorted(_kinds(row["text"], open_))} for row in ROWS]
    assert heard == ROWS


def test_it_is_heard_whatever_is_asked_or_was_said() -> None:
    """With nothing open, or after a STOP, one in ten of them is heard as it is otherwise."""
    gone = phone_of("unknown", (), opted_out=True)
    for text, heard in ((row["text"], set(row["heard"])) for row in ROWS[::10]):
        if heard and not text[0].isdigit():
            assert _kinds(text, "patient: nothing open") == heard, text
            again = {one.kind for one in read(text, gone, NOW)} & LEAVING
            assert again == heard - {"near_stop"}, text


@pytest.mark.parametrize("text", ["STOP. I'm driving", "stop texting me im driving"])
def test_whoever_leaves_in_a_car_is_no_machine(text: str) -> None:
    """A text with the marks of an automatic reply that says STOP was written by somebody."""
    assert _kinds(text, "patient: nothing open") == {"stop"}
