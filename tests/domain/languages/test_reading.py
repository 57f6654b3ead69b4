"""What a file of words must be: its mistakes are named by file and key before anybody is texted."""

import tomllib
from pathlib import Path

import pytest

from domain.languages import HERE
from domain.languages.reading import WordsUnusable, read_language

GOOD = """
code = "xx"
deaths = ["wala na"]
[parts]
us = "(?:kami|ako)"
[leaving]
stop = ["itigil"]
sentences = ["huwag {us}"]
[written]
weekdays = ["Lun", "Mar", "Miy", "Huw", "Biy", "Sab", "Lin"]
date = "{weekday} {day} {month}"
halves = ["am", "pm"]
[classes]
air = ["hinga"]
[[entry]]
name = "breathing"
level = "emergency"
source = "test"
phrases = ["hindi <air>"]
"""


def test_a_small_file_is_a_language(tmp_path: Path) -> None:
    """Whatever it leaves out says nothing; a pattern has its parts in it."""
    found = read_language(_file(tmp_path, GOOD))
    assert found.leaving.sentences == ("huwag (?:kami|ako)",)
    assert (found.entries[0].name, found.answers.yes, found.by_sound) == ("breathing", (), False)


def _file(folder: Path, text: str) -> Path:
    file = folder / "xx.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ('code = "xx"', 'code = "yy"', "code: 'yy', but the file is 'xx'"),
        ('code = "xx"', 'code = "xx', "xx.toml: "),
        ('code = "xx"', "", "code: is missing"),
        ("stop =", "stopp =", "leaving.stopp: not known here"),
        ('["itigil"]', '"itigil"', "leaving.stop: 'itigil' is not a list"),
        ('["itigil"]', "[1]", "leaving.stop[1]: 1 is not words"),
        ('["itigil"]', '["tumigil", " "]', "leaving.stop[2]: says nothing"),
        ('["itigil"]', '["Itigil"]', "leaving.stop[1]: 'Itigil' is never found"),
        ('["itigil"]', '["para ya, mamá"]', "leaving.stop[1]: 'para ya, mamá' is never found"),
        ('["itigil"]', '["don\'t"]', 'leaving.stop[1]: "don\'t" is never found'),
        ("huwag {us}", "huwag {them}", "leaving.sentences[1]: {them} is none of the parts"),
        ("huwag {us}", "huwag (", "leaving.sentences[1]: 'huwag (' is no pattern"),
        ("huwag {us}", "(?:huwag)?", "leaving.sentences[1]: '(?:huwag)?' would stand in every"),
        ("huwag {us}", "Huwag {us}", "leaving.sentences[1]: "),
        ('"emergency"', '"urgent"', "entry[1].level: 'urgent', not one of emergency, same_day"),
        ("hindi <air>", "hindi <breath>", "no class is called 'breath'"),
        ('source = "test"', "", "entry[1].source: is missing"),
        ('"Lun", ', "", "written.weekdays: 6 of them, not 7"),
        ('["am", "pm"]', "[]", "written.halves: 0 of them, not 2"),
        (" {month}", "", "written.date: "),
        ("[classes]", "[heard_by]\nfall = 'falling'\n[classes]", "heard_by.fall: no entry"),
        ("[classes]", "[dates]\nweekdays = [['lunes']]\n[classes]", "dates.weekdays: "),
    ],
)
def test_a_mistake_is_named_by_file_and_key(
    right: str, wrong: str, place: str, tmp_path: Path
) -> None:
    """What could never be found, or would be found in everything, is refused as a typo is."""
    assert right in GOOD
    with pytest.raises(WordsUnusable) as found:
        read_language(_file(tmp_path, GOOD.replace(right, wrong, 1)))
    assert str(found.value).startswith("xx.toml: ")
    assert place in str(found.value)


@pytest.mark.parametrize("code", ["en", "es"])
def test_no_danger_is_named_twice_in_a_language(code: str) -> None:
    """Whoever signs an entry signs all of it."""
    said = tomllib.loads((HERE / f"{code}.toml").read_text(encoding="utf-8"))
    names = [entry["name"] for entry in said["entry"]]
    assert len(names) == len(set(names))
