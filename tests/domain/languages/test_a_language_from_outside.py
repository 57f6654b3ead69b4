"""A language is a folder of texts and a file of words: nothing else is told that it is there."""

import json
import subprocess
import sys
from shutil import copytree, ignore_patterns
from typing import Any

import pytest

from domain.hospital.languages import texted_in
from domain.texting.leaving.consent import keyword
from operations.checks.language_check import check_language
from tests.places import ROOT

WORDS = """
code = "tl"
deaths = ["patay na ... nanay"]
[leaving]
stop = ["itigil"]
sentences = ["huwag (?:na )?(?:kayo )?mag ?text"]
[answers]
yes = ["oo"]
[answers.ways]
none = ["wala sa mga iyan"]
[courtesy]
words = ["salamat", "po"]
needed = ["salamat"]
[dates]
weekdays = [
    ["lunes"], ["martes"], ["miyerkules"], ["huwebes"], ["biyernes"], ["sabado"], ["linggo"],
]
tomorrow = ["bukas"]
[written]
weekdays = ["Lun", "Mar", "Miy", "Huw", "Biy", "Sab", "Lin"]
months = ["Ene", "Peb", "Mar", "Abr", "May", "Hun", "Hul", "Ago", "Set", "Okt", "Nob", "Dis"]
date = "{weekday} {day} {month}"
halves = ["nu", "nh"]
[equipment]
"walker" = "panlakad"
[[entry]]
name = "breathing"
level = "emergency"
source = "test"
phrases = ["hindi ... makahinga"]
"""
EMERGENCY = "Kung emergency, tumawag sa 911 ngayon. Alas {{ now|time }}, {{ 'walker'|equipment }}."
ASKED = """
import json
from datetime import datetime
from pathlib import Path
from adapters.wording.texts import Wording
from domain.clinical.death import says_death
from domain.clinical.triage import look
from domain.hospital.languages import TEXTED, interpreter
from domain.texting.courtesy import is_courtesy
from domain.texting.leaving.consent import keyword
from domain.texting.spellings import SPELLINGS, YES
from domain.time.dates import read_instant
from domain.time.phrasing import short_instant
from models.payloads import TextItem
now = datetime.fromisoformat("2026-09-08T10:30:00-04:00")
here = "America/New_York"
texts = Wording(Path("templates"), "hw.example")
flag = look("hindi po siya makahinga")
print(json.dumps({
    "texted": TEXTED,
    "interpreter": interpreter("tl"),
    "emergency": texts.text([TextItem(kind="emergency")], language="tl", time_zone=here, now=now),
    "borrowed": texts.text([TextItem(kind="started")], language="tl", time_zone=here, now=now),
    "danger": [flag.level, flag.name] if flag else None,
    "stops": [keyword(said, opted_out=False) for said in ("Itigil!", "huwag na kayo mag-text")],
    "death": says_death("patay na po ang nanay"),
    "yes": "oo" in YES and SPELLINGS["wala sa mga iyan"],
    "courtesy": is_courtesy("salamat po"),
    "date": short_instant(now, here, "tl"),
    "read": str(read_instant("bukas 2pm", now=now, zone=here, past=False).at),
    "still": [look("cant breathe").level, look("no puede respirar").level],
}))
"""


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a copy of the product says with the folder and the file added."""
    home = tmp_path_factory.mktemp("home")
    for room in ("domain", "models", "adapters", "templates"):
        copytree(ROOT / room, home / room, ignore=ignore_patterns("__pycache__"))
    (home / "domain" / "languages" / "tl.toml").write_text(WORDS, encoding="utf-8")
    (home / "templates/sms/tl").mkdir()
    (home / "templates/sms/tl/emergency.txt.j2").write_text(EMERGENCY, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", ASKED], cwd=home, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    found["check"] = check_language("tl", home / "domain/languages", home / "templates")
    return found


def test_a_family_is_texted_in_it(heard: dict[str, Any]) -> None:
    """No interpreter is asked for; texts, dates and equipment are its own, the rest is English."""
    assert heard["texted"] == ["en", "es", "tl"]
    assert heard["interpreter"] == ""
    assert heard["emergency"].endswith("tumawag sa 911 ngayon. Alas 10:30nu, panlakad.")
    assert heard["borrowed"].endswith("Reply STOP to end them.")
    assert heard["date"] == "Mar 8 Set 10:30nu"


def test_what_a_family_writes_in_it_is_heard(heard: dict[str, Any]) -> None:
    """Danger, death, leaving, answers, courtesy and days; the others are heard as before."""
    assert heard["danger"] == ["emergency", "breathing"]
    assert heard["stops"] == ["stop", "stop"]
    assert (heard["death"], heard["yes"], heard["courtesy"]) == (True, "none", True)
    assert heard["read"] == "2026-09-09 14:00:00-04:00"
    assert heard["still"] == ["emergency", "emergency"]


def test_without_the_file_none_of_it_is_known(heard: dict[str, Any]) -> None:
    """The copy alone has the language: what is proven above is the folder's and the file's."""
    assert "tl" in heard["texted"]
    assert not texted_in("tl")
    assert keyword("itigil", opted_out=False) is None


def test_what_it_lacks_is_told(heard: dict[str, Any]) -> None:
    """So small a language may not be texted in: the check names texts, dangers and names."""
    lacks = {lack.where for lack in heard["check"].lacks if lack.grave}
    assert {"sms/tl/started.txt.j2", "entry chest_pain", "equipment 'wheelchair'"} <= lacks
    assert not {"sms/tl/emergency.txt.j2", "entry breathing", "equipment 'walker'"} & lacks
    assert (heard["check"].dangers, heard["check"].unsigned) == (1, 1)
