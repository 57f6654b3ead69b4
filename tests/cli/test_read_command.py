"""`starter.py read`: what a text would mean, without a server; mistakes with place and reason."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import starter
from tests.domain.examples import LINE, NEW_YORK
from tests.texts import NOW, WORDING
from workflows.conversation import wording

RIGHT = {"kind": "answer", "prompt": 27, "choice": "spoke_well"}


def run(*words: object) -> Result:
    """Type a command."""
    return CliRunner().invoke(starter.app, ["read", *map(str, words)])


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ((), "TEXT: found nothing"),
        (("  ",), "TEXT: found nothing"),
        (("hi", "--as", "doctor"), "--as: found 'doctor'; expected patient or"),
        (("1", "--open", "nowhere.json"), "nowhere.json is refused"),
        (("--lines", "nowhere.jsonl"), "nowhere.jsonl is refused"),
    ],
)
def test_a_mistake_is_refused_with_its_place(words: tuple[str, ...], place: str) -> None:
    """What was found and what was expected are said, and no number of the system's."""
    result = run(*words)
    assert result.exit_code == 2
    assert place in result.stderr
    assert "Errno" not in result.stderr


def test_a_reading_is_shown_by_its_words() -> None:
    """Why it is a danger is what was written, not the rule's name twice."""
    found = "danger emergency [low_oxygen: oxygen is 82]: answered at once with 911"
    assert run("my oxygen is 82").stdout.startswith(found)


def test_a_code_that_nothing_has_is_said_to_be_none() -> None:
    """Without a file of prompts nothing stands on the phone."""
    said = "asked 27: nothing on this phone has the code; not recorded: they are told\n"
    assert run("27 1", "--as", "nurse").stdout == said


def test_the_helps_own_examples_are_read(tmp_path: Path) -> None:
    """A newcomer who types what the help shows gets an answer."""
    open_ = tmp_path / "open.json"
    open_.write_text('[{"code": 27, "kind": "call"}]')
    said = "answer 27: 1 = spoke, all well\n"
    assert run("27 1", "--as", "nurse", "--open", open_).stdout == said
    many = tmp_path / "many.jsonl"
    many.write_text('{"who": "nurse", "open": "27 CALL J.S.", "text": "1"}\n')
    (heard,) = json.loads(run("--lines", many).stdout)["heard"]
    assert heard.items() >= RIGHT.items()


@pytest.mark.parametrize("who", ["patient", "caregiver", "unknown"])
def test_a_line_of_a_family_is_read_as_a_familys(tmp_path: Path, who: str) -> None:
    """Nobody but staff is read as staff, whose signs of today raise nothing."""
    many = tmp_path / "many.jsonl"
    many.write_text(json.dumps({"who": who, "text": "her ankles are swollen"}))
    said = json.loads(run("--lines", many).stdout)
    assert (said["as"], said["heard"][0]["kind"]) == (who, "same_day")


def test_a_line_of_nobody_known_is_refused_by_its_number(tmp_path: Path) -> None:
    """Blank lines count as an editor counts them."""
    many = tmp_path / "many.jsonl"
    many.write_text('{"who": "patient", "text": "x"}\n\n{"who": "doctor", "text": "x"}\n')
    assert "line 3.who: found 'doctor'; expected one of patient" in run("--lines", many).stderr


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("nope", "line 1: not JSON, at column 1: a value is missing here;"),
        ("[1]", "line 1: found list"),
        ('{"text": "x"}', "line 1.who: found nothing"),
        ('{"who": 5, "text": "x"}', "line 1.who: found 5"),
        ('{"who": ["patient"], "text": "x"}', "line 1.who: found ['patient']"),
        ('{"who": "nurse", "open": "27 DANCE J.S.", "text": "27 1"}', "line 1.open: found 'DANCE'"),
        ('{"who": "nurse", "text": "27 1"}\nnope', "line 2: not JSON, at column 1"),
        ('{"who": "patient"}', "line 1.text: found nothing"),
        ('{"who": "patient", "text": 5}', "line 1.text: found 5"),
        ('{"who": "patient", "text": "x", "open": null}', "line 1.open: found None"),
        ('{"who": "nurse", "opn": "27 CALL", "text": "1"}', "line 1.opn: found '27 CALL'; expect"),
        ('{"who": "nurse", "open": "CALL", "text": "1"}', "line 1.open: found no prompt in 'CALL'"),
        ('{"who": "patient", "open": "CALL", "text": "1"}', "expected slot offer, equipment works"),
        ("", "the whole file: found nothing"),
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_refused_by_its_place(tmp_path: Path, line: str, place: str) -> None:
    """No traceback, and no name of a class of ours."""
    many = tmp_path / "many.jsonl"
    many.write_text(line)
    result = run("--lines", many)
    assert (result.exit_code, place in result.stderr) == (2, True), result.stderr
    assert "Error" not in result.stderr


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ("[1]", ("[0]: found 1",)),
        ('[{"code": "27", "kind": "x"}]', ("[0].code: found '27'", "[0].kind: found 'x'")),
        ('[{"code": true, "kind": ["a"]}]', ("[0].code: found True", "[0].kind: found ['a']")),
        ('[{"code": 27, "kind": "call"}, {"code": 1000}]', ("[1].code: found 1000", "[1].kind")),
        ('[{"code": 27, "kind": "call", "rol": "nurse"}]', ("[0].rol: found 'nurse'",)),
        ('[{"code": 27, "kind": "call", "label": 5}]', ("[0].label: found 5",)),
        ('[{"code": 27, "kind": "call"}, {"code": 27, "kind": "letter"}]', ("[1].code: found 27",)),
        ("{}", ("the whole file: found dict",)),
        ('[{"code"', ("the whole file: not JSON, at line 1, column 9: a colon",)),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_open_prompts_is_all_said_by_the_files_name(
    tmp_path: Path, rows: str, places: tuple[str, ...]
) -> None:
    """Every place at once, under the name that was typed."""
    open_ = tmp_path / "mine.json"
    open_.write_text(rows)
    result = run("27 1", "--as", "nurse", "--open", open_)
    assert result.exit_code == 2
    for place in ("mine.json is refused", *places):
        assert place in result.stderr, result.stderr


@pytest.mark.parametrize("more", [("hi",), ("--json",), ("--as", "nurse"), ("--open", "x.json")])
def test_many_lines_stand_alone(tmp_path: Path, more: tuple[str, ...]) -> None:
    """What a file of lines would leave out unheard is a mistake of use."""
    many = tmp_path / "many.jsonl"
    many.write_text('{"who": "patient", "text": "x"}')
    result = run("--lines", many, *more)
    assert (result.exit_code, "takes no TEXT" in result.stderr) == (2, True)


@pytest.mark.parametrize("language", ["en", "es"])
def test_our_emergency_text_copied_back_is_no_new_danger(language: str) -> None:
    """Word for word, as somebody sends it to a daughter and to us, in either language."""
    item = wording.to_the_public("emergency", "Mercy General", LINE)
    ours = WORDING.text((item,), language=language, time_zone=NEW_YORK, now=NOW)
    assert "danger" not in run(ours).stdout
    assert run(f"{ours} me duele el pecho, chest pain").stdout.startswith("danger emergency")
