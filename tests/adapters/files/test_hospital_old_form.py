"""A hospital file of the old form is refused, and says for every place what to write instead."""

import re
from pathlib import Path

import pytest

from adapters.files.hospital_reader import read_hospital
from adapters.validation import Refused

OLD = """\
[[facilities]]
handle = "mercy-general"
name = "Mercy General"
time_zone = "America/New_York"

[[staff]]
handle = "lopez"
covers = ["mercy-general", "lakeside"]
name = "RN Lopez"
role = "nurse"
mobile = "+16175550141"
time_zone = "America/New_York"
pin = "4101"

[[staff]]
handle = "ortiz"
covers = ["mercy-general"]
name = "CM Ortiz"
role = "case_manager"
mobile = "+16175550151"
time_zone = "America/New_York"
pin = "4107"

[[exceptions]]
staff = "lopez"
day = 2026-11-28
off = true

[[clinics]]
handle = "riverside-family"
name = "Riverside Family"
time_zone = "America/New_York"

[[vendors]]
handle = "harbor-rides"
serves = ["mercy-general"]
name = "Harbor Rides"
kind = "ride"
mobile = "+16175550161"
time_zone = "America/New_York"
"""


def refusal(folder: Path, text: str) -> Refused:
    """What is said of a file."""
    path = folder / "hospital.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_hospital(path)
    return refused.value


def test_each_place_is_named_with_its_line_and_what_to_write(tmp_path: Path) -> None:
    """Table, handle and line; the new table with the values that were found in the old one."""
    problems = refusal(tmp_path, OLD).problems
    assert [(one.field, one.found, one.expected) for one in problems] == [
        (
            "staff[0] (lopez)",
            "[[staff]] in line 6",
            (
                '[[people]] with roles = ["nurse"] for role,'
                ' facilities = ["mercy-general", "lakeside"] for covers; its other fields stay'
            ),
        ),
        (
            "staff[1] (ortiz)",
            "[[staff]] in line 15",
            (
                '[[people]] with roles = ["case_manager"] for role,'
                ' facilities = ["mercy-general"] for covers; its other fields stay'
            ),
        ),
        (
            "vendors[0] (harbor-rides)",
            "[[vendors]] in line 34",
            (
                '[[organisations]] with roles = ["ride"] for kind,'
                ' facilities = ["mercy-general"] for serves; its other fields stay'
            ),
        ),
        (
            "clinics[0] (riverside-family)",
            "[[clinics]] in line 29",
            '[[organisations]] with roles = ["pcp"]; its other fields stay',
        ),
        ("exceptions[0]", 'staff = "lopez" in line 24', 'person = "lopez"'),
    ]
    assert "old form" in str(refusal(tmp_path, OLD))


def test_who_does_what_was_said_has_a_file_of_the_new_form(tmp_path: Path) -> None:
    """Followed to the letter, nothing of the old form is left: only what a whole hospital has."""
    new = OLD
    for problem in refusal(tmp_path, OLD).problems:
        table = re.match(r"\[\[(\w+)\]\]", problem.found)
        if table is None:
            new = new.replace('staff = "lopez"', problem.expected, 1)
            continue
        new = new.replace(f"[[{table[1]}]]", problem.expected.partition(" with ")[0], 1)
    new = re.sub(r'role = "(\w+)"', r'roles = ["\1"]', new)
    new = re.sub(r'kind = "(\w+)"', r'roles = ["\1"]', new).replace("covers", "facilities")
    new = new.replace("serves", "facilities").replace('", "lakeside"]', '"]')
    new = new.replace('name = "Riverside Family"', 'name = "Riverside"\nroles = ["pcp"]')
    fields = [problem.field for problem in refusal(tmp_path, new).problems]
    assert fields == ["on_call", "facilities[0]"]
    path = tmp_path / "hospital.toml"
    lists = '[[on_call]]\nfacility = "mercy-general"\nrole = "nurse"\norder = ["lopez"]\n'
    stand_ins = 'stand_ins = { supervisor = "case_manager" }\n\n[[people]]'
    path.write_text(new.replace("\n[[people]]", stand_ins, 1) + lists, encoding="utf-8")
    hospital = read_hospital(path)
    assert [person.roles for person in hospital.people] == [("nurse",), ("case_manager",)]
    assert [one.roles for one in hospital.organisations] == [("pcp",), ("ride",)]


@pytest.mark.parametrize(
    "odd",
    [
        "staff = 3\n",
        'staff = [{ role = "nurse" }]\n',
        'staff = ["lopez"]\n',
        'vendors = [{ handle = 3, kind = ["ride"], serves = "mercy" }]\n',
        "[staff]\nx = 1\n",
        'exceptions = [3, { staff = ["a"] }]\n',
        'clinics = "none"\n',
    ],
)
def test_an_old_form_written_oddly_is_refused_and_never_a_crash(tmp_path: Path, odd: str) -> None:
    """Inline tables, wrong types: somebody gets words, whatever they wrote."""
    assert refusal(tmp_path, odd).problems


def test_a_table_of_which_only_the_name_was_changed_says_which_fields_change(
    tmp_path: Path,
) -> None:
    """As of whoever follows half of what was said."""
    half = OLD.replace("[[staff]]", "[[people]]").replace("[[vendors]]", "[[organisations]]")
    said = [(one.field, one.found, one.expected) for one in refusal(tmp_path, half).problems]
    places = ["clinics[0] (riverside-family)", *["people[0] (lopez)"] * 2]
    assert [place for place, _, _ in said][:3] == places
    assert said[1:3] == [
        (
            "people[0] (lopez)",
            'covers = ["mercy-general", "lakeside"] in line 6',
            'facilities = ["mercy-general", "lakeside"]',
        ),
        ("people[0] (lopez)", 'role = "nurse" in line 6', 'roles = ["nurse"]'),
    ]
    assert (
        "organisations[0] (harbor-rides)",
        'kind = "ride" in line 34',
        'roles = ["ride"]',
    ) in said
