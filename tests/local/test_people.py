"""The scripted people of the demo fit the sample hospital, the example discharges and our texts."""

import pytest

from adapters.files.hospital_reader import read_hospital
from adapters.files.pathway import read_pathway
from adapters.wording.texts import Wording
from local.demo import PEOPLE
from local.example_discharges import example_files, read_discharges
from local.workspace import HOSPITAL, PATHWAYS
from models.payloads import TextItem
from simulator.scripted.people import load_people
from simulator.scripted.scripts import Script
from tests.places import ROOT

CAST = {person.number: person for person in load_people(PEOPLE)}
BY_NAME = {person.name: person for person in CAST.values()}


def test_everybody_who_may_be_texted_is_there() -> None:
    """Staff, vendors, the number that always answers, and each patient with a mobile."""
    hospital = read_hospital(HOSPITAL)
    standard = read_pathway(PATHWAYS / "standard.toml")
    patients = {found.patient.mobile for found in read_discharges(example_files())} - {None}
    staff = {one.mobile for one in hospital.people}
    vendors = {one.mobile for one in hospital.organisations if one.mobile}
    assert CAST.keys() == patients | staff | vendors | {standard.lines.always_on}


@pytest.mark.parametrize(
    ("name", "text", "reply"),
    [
        ("RN Okafor", "27 CALL J.S. (home Fri 9/4) by Tue 9/8 5p\n1 spoke", ["27 1"]),
        ("RN Okafor", "Reminder: 27 CALL J.S. (home Fri 9/4) by Tue 9/8 5p\n1 spoke", []),
        (
            "LPN Silva",
            "30 BOOK VISIT C.V. (home Thu 9/3) by Tue 9/8: no slot.",
            ["30 Tue 9/8 4:30p"],
        ),
        ("LPN Silva", "31 CALL D.A. (home Thu 9/3) by Sat 9/5 12:10p\n1 spoke", []),
        ("RN Lopez", "27 saved: J.S. call, no answer Tue 10:02a. Wrong? 27 UNDO", []),
        ("CM Ortiz", "31 NOT REACHED J.S. (home Fri 9/4): no answer.\n1 I take it", ["31 1"]),
        ("CM Ortiz", "32 NOT REACHED J.S.: you took it. Is it done?\n1 still on it", ["32 2"]),
        ("CM Reed", "33 NO VISIT T.O. (home Wed 9/2): Nobody has booked it.", []),
        ("RN Lopez", "34 MEDS J.S. (home Fri 9/4) by 5p: missing list: home.\n1 settled", ["34 3"]),
        ("RN Lopez", "34 MEDS J.S. (home Fri 9/4) by 5p: lists agree, please confirm.", ["34 1"]),
        (
            "RN Lopez",
            "34 MEDS J.S. by 5p: have you got the missing list?",
            ["34 1 list from the pharmacy, all the same"],
        ),
        ("RN Lopez", "34 MEDS J.S. by 5p: 1 settled 2 prescriber 3 list missing", ["WHO 34"]),
        ("CM Reed", "35 DONE? MEDS NOT REC J.S. by 5p: 1 on it 2 done", ["WHO 35"]),
        ("CM Reed", "36 MEDS NOT RECONCILED J.S. by 5p: 1 take 2 done", ["36 1"]),
        ("Harbor Rides", "40 RIDE J.S., pick-up Thu 9/10 10:15a: picked up?\n1 yes", ["40 1"]),
        ("Bartholomew Keane", "Mercy General: visit at Old Mill.\nReply 1 Tue 9/8 9:30a", ["4"]),
        ("Bartholomew Keane", "Mercy General: does the equipment work? Reply 1 works", ["2"]),
        ("Jane Smith", "Mercy General for J.S.: how are you today? Reply 1 OK, 2 not OK", ["1"]),
        ("Bartholomew Keane", "Mercy General for B.K.: how are you today? Reply 1 OK", ["2"]),
        (
            "Bartholomew Keane",
            "Mercy General for B.K.: what is it? Reply 3 feel sick 8 other",
            ["8"],
        ),
        ("RN Okafor", "27 CALL BACK B.K. by Mon 9/14 5p: something else.\n1 settled", ["27 1"]),
        ("Bartholomew Keane", "Mercy General: your visit at Old Mill is Tue 9/8 4:30p.", []),
    ],
)
def test_they_answer_what_they_see(name: str, text: str, reply: list[str]) -> None:
    """Prompts get the answer of the script; confirmations and reminders get none."""
    assert [answer.text for answer in Script(BY_NAME[name], 0).answers(text)] == reply


def test_the_always_on_number_takes_an_alarm_by_a_digit() -> None:
    """It picks up and presses 1 at what we say; by text it answers only what is repeated."""
    item = TextItem(
        kind="escalation", label="J.S.", facility_name="Lakeside", words={"headline": "URGENT"}
    )
    said = Wording(ROOT / "templates", "hw.example").spoken(item)
    line = Script(BY_NAME["Always-on line"], 0)
    assert [pressed and pressed[0] for pressed in (line.presses(said),)] == ["1"]
    alarm = "27 URGENT J.S. (home Fri 9/4): Patient wrote of: chest pain."
    assert line.answers(alarm) == []
    assert [answer.text for answer in line.answers(f"Reminder: {alarm}")] == ["27 1"]


_LINK = "127.0.0.1:8080/c/7Kq2mX"


@pytest.mark.parametrize(
    ("name", "text", "press", "reply"),
    [
        ("RN Okafor", f"26 NOT saved: J.S. meds. 2 wait: decide each on the card. {_LINK}",
            "Settled", None),
        ("RN Lopez", f"27 MEDS J.S. (home Fri 9/4) by 5p: 3 to decide on the card.\n{_LINK}",
            "Settled", None),
        ("RN Lopez", f"27 J.S. (home Fri 9/4): meds by 5p.\n1 settled 2 prescriber\nCard: {_LINK}",
            "Settled", None),
        ("RN Lopez", f"28 MEDS J.S. by 5p: has the prescriber answered?\nLists: {_LINK}",
            "Prescriber answered", None),
        ("RN Lopez", f"29 J.S. (home Fri 9/4) WROTE. Read and answer by 5p:\n{_LINK}\n1 handled",
            "", "29 1 called back"),
        ("CM Reed", f"30 J.S. (home Fri 9/4) WROTE. Read and answer by 5p:\n{_LINK}\n1 handled",
            "", "30 1 called back"),
        ("CM Reed", f"31 MEDS NOT RECONCILED J.S.: you took it. Is it done?\n{_LINK}\n2 settled",
            "Settled", None),
        ("CM Ortiz", f"32 PATIENT WROTE J.S.: you took it. Is it done?\n{_LINK}\n2 done",
            "", "32 2 called back"),
    ],
)  # fmt: skip
def test_they_open_cards(name: str, text: str, press: str, reply: str | None) -> None:
    """Lists that differ are settled there, and what patients wrote is read before it is closed."""
    (answer,) = Script(BY_NAME[name], 0).answers(text)
    assert answer.visit is not None
    assert (answer.visit.task.press, answer.text) == (press, reply)


def test_they_have_the_pins_of_the_hospital() -> None:
    """Everybody of the staff can open what they are asked to open."""
    assert {one.mobile: CAST[one.mobile].pin for one in read_hospital(HOSPITAL).people} == {
        one.mobile: one.pin for one in read_hospital(HOSPITAL).people
    }
