"""`starter.py read` in plain words: which answer a text is, what follows, what may be written."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import starter
from cli.read_command import NOW
from cli.reading.plain_words import at_in_words, said
from domain.steps.catalogue import kinds
from domain.steps.check_in_kinds import CALL_BACK, CHECK_IN, CHECK_IN_CALL, CHECK_IN_MENU, SILENT
from domain.steps.review import NEAR_LEAVING
from operations.reading import OF_FAMILY, TITLES, in_words, read
from tests.places import ROOT

NURSES = "27 CALL J.S., 28 BOOK VISIT M.R."
CARD = (ROOT / "docs" / "texting.md").read_text(encoding="utf-8")


def words_of(text: str, who: str = "nurse", open_: str = NURSES) -> list[str]:
    """What people are told of it."""
    _, phone = in_words(who, open_, NOW)
    return [said(one, text, phone, NOW) for one in read(text, phone, NOW)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("27 4", "answer 27: 4 = no answer, or left a message"),
        ("27 1 yest 4:50p", "answer 27: 1 = spoke, all well; yesterday (Mon 9/7) 4:50p"),
        ("27 4 left vm", "answer 27: 4 = no answer, or left a message; note: left vm"),
        ("28 wed 9/16 2:30p", "answer 28: booked for Wed 9/16 2:30p"),
        ("27 remind me 3p", "snooze 27: reminded again today (Tue 9/8) 3p; what is due stays due"),
        ("27 give to Kim", "give 27: Kim, if they are on, does it; both hear of it"),
        ("27 later", "asked 27: until when is not clear; not recorded: they are asked again"),
        ("banana", "asked: not understood; not recorded: they are asked again"),
        ("1", "asked: which code is meant, of 27 and 28; not recorded: they are asked again"),
        ("27 may want to opt out", "near stop 27: texts pause until a person has asked"),
    ],
)
def test_an_answer_is_quoted_with_its_digit_and_what_it_means(text: str, told: str) -> None:
    """A nurse reads what she pressed, when that was, and what follows."""
    assert words_of(text) == [told]


def test_what_lacks_its_time_is_told_without_a_name_of_ours() -> None:
    """A choice that wants an instant or a reason says so as people do."""
    told = "3 = moved to: a date and a time are lacking; not recorded: they are asked again"
    assert words_of("27 3", open_="27 ATTENDED? J.S.") == [f"asked 27: {told}"]
    (told,) = words_of("31 4", "case_manager", "31 ESCALATION J.S.")
    assert "a reason is lacking" in told


def test_fix_is_told_as_the_correction_that_it_is() -> None:
    """Of what was answered; of what was not it is the first answer, and that is said too."""
    (told,) = words_of("27 FIX 4", open_="27 CALL J.S. answered")
    assert told.startswith("corrected 27: 4 = no answer, or left a message; a correction")
    (told,) = words_of("27 FIX 4")
    assert told.endswith("FIX corrects an answer; this had none yet, so it is the first")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what time is my visit", "words: nobody's answer: a person reads it"),
        ("thanks", "courtesy: asks for nothing: nobody is disturbed"),
        ("how do i get off this list", "near stop: texts pause until a person has asked"),
    ],
)
def test_what_follows_is_told_of_what_is_no_answer(text: str, told: str) -> None:
    """The kind as programs get it, then what comes of it."""
    assert words_of(text, "patient", "") == [told]


def test_a_sign_of_today_is_named_once() -> None:
    """How soon is said once, and what found it beside."""
    (told,) = words_of("swelling in my legs", "patient", "")
    assert re.match(r"same day \[weight_or_swelling: .*\]: a sign of today: a nurse", told)


def test_days_near_by_are_named() -> None:
    """Yesterday, today, tomorrow; any other by its weekday and date alone."""
    days = [at_in_words((NOW + timedelta(days=n)).isoformat(), NOW) for n in (-1, 0, 1, 2)]
    assert days[:2] == ["yesterday (Mon 9/7) 10:30a", "today (Tue 9/8) 10:30a"]
    assert days[2:] == ["tomorrow (Wed 9/9) 10:30a", "Thu 9/10 10:30a"]


@pytest.mark.parametrize(
    ("who", "open_", "kind"),
    [
        ("patient", "CHECK-IN", CHECK_IN),
        ("patient", "22 check-in menu", CHECK_IN_MENU),
        ("nurse", "22 CALL BACK J.S.", CALL_BACK),
        ("nurse", "22 NO TEXTS? J.S.", NEAR_LEAVING),
        ("nurse", "22 NO WORD, CALL J.S.", SILENT),
        ("nurse", "22 CHECK-IN CALL J.S.", CHECK_IN_CALL),
    ],
)
def test_check_ins_and_what_follows_them_may_stand_open(who: str, open_: str, kind: str) -> None:
    """By the title of their texts, with the answers of their kind."""
    _, phone = in_words(who, open_, NOW)
    (prompt,) = phone.prompts
    assert prompt.choices == kinds()[kind].choices
    assert prompt.code == (22 if "22" in open_ else 21)


def test_what_lines_wrote_can_be_read_again(tmp_path: Path) -> None:
    """What a line brings beside its text is written as it is, and is no mistake."""
    many = tmp_path / "many.jsonl"
    many.write_text('{"n": 5, "who": "nurse", "open": "27 CALL J.S.", "text": "1", "right": "x"}')
    once = CliRunner().invoke(starter.app, ["read", "--lines", str(many)]).stdout
    many.write_text(once)
    assert CliRunner().invoke(starter.app, ["read", "--lines", str(many)]).stdout == once
    assert json.loads(once).items() >= {"n": 5, "right": "x", "as": "nurse"}.items()


def test_an_unknown_kind_is_refused_in_a_line(tmp_path: Path) -> None:
    """It says what may be meant, and not all forty kinds."""
    open_ = tmp_path / "open.json"
    open_.write_text('[{"code": 27, "kind": "cal"}, {"code": 28, "kind": "dance"}]')
    words = ["read", "27 1", "--as", "nurse", "--open", str(open_)]
    lines = CliRunner().invoke(starter.app, words).stderr.splitlines()
    assert 'did you mean "call' in lines[1]
    assert max(map(len, lines[1:])) < 100


def test_the_help_names_what_may_stand_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every title, every key, and where the kinds are listed."""
    monkeypatch.setenv("COLUMNS", "4000")
    told = CliRunner().invoke(starter.app, ["read", "--help"]).stdout
    named = [*TITLES, *OF_FAMILY, "code", "kind", "role", "label", "right", "heard", "texting.md"]
    assert [one for one in named if one not in told] == []


def test_the_page_of_texting_lists_every_kind() -> None:
    """Whoever writes a file of prompts finds what it may say."""
    asked = [name for name, kind in kinds().items() if kind.choices]
    assert [name for name in asked if f"`{name}`" not in CARD] == []


def test_every_text_of_the_card_is_heard_as_it_stands() -> None:
    """Whoever types what the nurses' page shows is not asked back."""
    table = CARD.partition("| you text |")[2].partition("\n\n")[0]
    texts = [text for row in table.splitlines() for text in re.findall(r"`(.+?)`", first_of(row))]
    assert len(texts) > 25
    assert [text for text in texts if not is_heard(text)] == []


def first_of(row: str) -> str:
    """The left cell: what is texted."""
    return row.strip("|").split(" | ")[0]


def is_heard(text: str) -> bool:
    """Whether it means something on one of a nurse's phones."""
    phones = ("27 CALL J.S.", "27 CALL J.S., 28 CALL M.R.", "27 BOOK VISIT J.S.")
    heard = [read(text, in_words("nurse", open_, NOW)[1], NOW) for open_ in phones]
    return any(one and not {"asked", "stop"} & {each.kind for each in one} for one in heard)
