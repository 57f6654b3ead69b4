"""Siblings of texts that went wrong, by kind, and what only looks like them."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.clinical.triage import look, look_in_note
from domain.languages import Level
from operations.reading import in_words, phone_of, read

NOW = datetime.fromisoformat("2026-09-08T10:30:00-04:00")
KINDS = tomllib.loads((Path(__file__).parent / "siblings.toml").read_text("utf-8"))["kind"]


@pytest.mark.parametrize("kind", [pytest.param(one, id=one["name"]) for one in KINDS])
def test_a_sibling_is_heard_as_its_kind(kind: dict[str, Any]) -> None:
    """A danger, a sign of today or a death is heard; what looks alike wakes nobody."""
    right = ("same_day", "none") if kind["right"] == "calm" else (kind["right"],)
    heard = {text: _loudest(kind["who"], text) for text in kind["texts"]}
    assert {text: one for text, one in heard.items() if one not in right} == {}


def _loudest(who: str, text: str) -> str:
    phone = phone_of("patient", ()) if who == "patient" else in_words(who, "27 CALL J.S.", NOW)[1]
    kinds = {one.kind for one in read(text, phone, NOW)}
    loudest = next((kind for kind in ("death", "danger", "same_day") if kind in kinds), "none")
    return "emergency" if loudest == "danger" else loudest


@pytest.mark.parametrize(
    "text",
    [
        "did not hit her head, takes eliquis",
        "hit his head but he is not on blood thinners",
        "hit his head, stopped eliquis in may",
    ],
)
def test_what_must_be_said_as_well_counts_only_when_it_is_not_denied(text: str) -> None:
    """A blow without a blood thinner is a sign of today at most."""
    found = look(text)
    assert found is None or found.level is Level.SAME_DAY


@pytest.mark.parametrize(
    "note",
    [
        *("c/o chest pain since 9am", "pt told me she has chest pain", "+SI", "(+) chest pain"),
        *("hx of MI, chest pain since last night", "no fever, chest pain x2h"),
    ],
)
def test_a_complaint_of_today_is_neither_history_nor_teaching(note: str) -> None:
    """What stands behind or in front of a danger in a note may say that it is there now."""
    assert look_in_note(note) is not None
