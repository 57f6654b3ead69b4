"""Sequences of messages as interface engines send them: what must be true of each visit after all.

Each was judged from the standard before it was tried. They are taken, kept and reconciled for real;
the engine alone is a stand-in.
"""
# ruff: noqa: E501 - a sequence in one line

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from adapters.sql.database import Database, migrate
from models.tables import Encounter, InboxRow, WorkItem
from store.arrivals import Arrival, Format, KeptArrival
from store.inbox import Outcome
from tests.intake.mixed_hospital import Hospital

ET = ZoneInfo("America/New_York")
DELIVERIES = 4


@dataclass(frozen=True)
class Said:
    """One message; days are of November 2026. `came`: when we have it, else a minute later."""

    trigger: str
    at: str
    visit: str = "V1"
    cls: str = "I"
    to: str = ""
    left: str = ""
    adm: str = ""
    mrn: str = "1"
    old: str = ""
    died: str = ""
    died_on: str = ""
    name: str = "Doe^Ann"
    born: str = "19500101"
    came: str = ""
    exp: str = ""
    more: str = ""
    kind: str = "ADT"
    where: str = "mercy-general"
    format: Format = Format.HL7

    def text(self, number: int) -> str:
        """As HL7."""
        pid = ["PID", "1", "", f"{self.mrn}^^^MERCY^MR", "", self.name, "", self.born]
        pid += [""] * 5 + ["6175550123^PRS^CP"] + [""] * 15 + [self.died_on, self.died]
        pv1 = ["PV1", "1", self.cls, "4E^1"] + [""] * 15
        pv1 += [f"{self.visit}^^^MERCY^VN" if self.visit else ""] + [""] * 16
        pv1 += [self.to] + [""] * 7 + [_stamp(self.adm), _stamp(self.left)]
        event = f"{self.kind}^{self.trigger}"
        lines = [
            f"MSH|^~\\&|MERCYADT|MERCYGEN|H|M|{_stamp(self.at)}||{event}|C{number}|P|2.5.1",
            f"EVN|{self.trigger}|{_stamp(self.at)}",
            "|".join(pid),
            *([f"MRG|{self.old}^^^MERCY^MR"] if self.old else []),
            "|".join(pv1),
            *([f"PV2|||||||||{_stamp(self.exp)}"] if self.exp else []),
            *filter(None, self.more.split("\n")),
        ]
        return "".join(f"{line}\r" for line in lines)

    @property
    def received(self) -> datetime:
        """When it came."""
        return _instant(self.came or self.at) + timedelta(minutes=1)


def _instant(day: str) -> datetime:
    return datetime.strptime(f"2026-11-{day}", "%Y-%m-%d %H:%M").replace(tzinfo=ET)


def _stamp(day: str) -> str:
    """A day of November and a time; what is longer stands as it is."""
    if ":" not in day:
        return day
    return f"{_instant(day):%Y%m%d%H%M%S%z}"


@dataclass
class Came:
    """What is true after a sequence."""

    visits: dict[str, str] = field(default_factory=dict)
    """By visit: how the newest episode stands, and its marks."""
    episodes: int = 0
    queued: int = 0
    left: dict[str, datetime] = field(default_factory=dict)


S = Said
HOME = S("A03", "20 10:00", to="01", adm="17 08:00", left="20 10:00")
IN2 = S("A01", "21 09:00", "V2", adm="21 09:00")
HOME2 = S("A03", "23 09:00", "V2", to="01", adm="21 09:00", left="23 09:00")
BY = S("A03", "20 10:00", "V1", mrn="2", to="01", adm="17 08:00", left="20 10:00")

Case = tuple[list[Said], dict[str, str]]
ADMISSIONS: dict[str, Case] = {
    "admitted and home": ([S("A01", "17 08:00", adm="17 08:00"), HOME], {"V1": "runs"}),
    "a clinic": ([S("A04", "20 09:00", cls="O"), S("A03", "20 10:00", cls="O", to="01")], {"V1": "-"}),
    "the emergency room": ([S("A04", "20 09:00", cls="E"), S("A03", "20 10:00", cls="E", to="01")], {"V1": "-"}),
    "emergency to inpatient by A06": (
        [S("A04", "17 07:00", cls="E"), S("A06", "17 08:00", adm="17 08:00"), HOME], {"V1": "runs"}),
    "emergency to inpatient by A01": (
        [S("A04", "17 07:00", cls="E"), S("A01", "17 08:00", adm="17 08:00"), HOME], {"V1": "runs"}),
    "emergency to inpatient by A02": (
        [S("A04", "17 07:00", cls="E"), S("A02", "17 08:00", adm="17 08:00"), HOME], {"V1": "runs"}),
    "observation to inpatient": (
        [S("A01", "17 08:00", cls="OBSV"), S("A06", "18 08:00", adm="18 08:00"), HOME], {"V1": "runs"}),
    "observation to inpatient by A08": (
        [S("A01", "17 08:00", cls="OBSV"), S("A08", "18 08:00", adm="18 08:00"), HOME], {"V1": "runs"}),
    "observation only": (
        [S("A01", "17 08:00", cls="OBSV"), S("A03", "20 10:00", cls="OBSV", to="01")], {"V1": "-"}),
    "inpatient made outpatient before it left": (
        [S("A01", "17 08:00"), S("A07", "18 08:00", cls="O"), S("A03", "20 10:00", cls="O", to="01", left="20 10:00")],
        {"V1": "runs!"}),
    "inpatient, outpatient, inpatient": (
        [S("A01", "17 08:00"), S("A07", "18 08:00", cls="O"), S("A06", "19 08:00"), HOME], {"V1": "runs"}),
    "made observation before it left": (
        [S("A01", "17 08:00"), S("A02", "18 08:00", cls="OBSV"), S("A03", "20 10:00", cls="OBSV", to="01", left="20 10:00")],
        {"V1": "-"}),
    "never an A01": ([HOME], {"V1": "runs"}),
    "admitted by mistake": ([S("A01", "17 08:00"), S("A11", "17 09:00")], {"V1": "-"}),
    "admission cancelled after the discharge": ([S("A01", "17 08:00"), HOME, S("A11", "20 12:00")], {"V1": "runs~"}),
    "announced by A05 and by A14": (
        [HOME, S("A05", "21 09:00", "V2", "P"), S("A14", "21 09:30", "V3")], {"V1": "runs", "V2": "-", "V3": "-"}),
    "pre-admitted as an inpatient": ([HOME, S("A05", "21 09:00", "V2")], {"V1": "runs"}),
    "a pre-admission taken back": (
        [HOME, S("A05", "21 09:00", "V2", "P"), S("A38", "21 10:00", "V2", "P")], {"V1": "runs"}),
    "persons are added and updated": ([S("A28", "20 09:00", ""), S("A31", "20 10:00", "")], {}),
    "only an update tells of a discharge": (
        [S("A01", "17 08:00"), S("A08", "20 10:00", to="01", left="20 10:00")], {"V1": "-"}),
}  # fmt: skip
READMISSIONS: dict[str, Case] = {
    "back": ([HOME, IN2], {"V1": "held"}),
    "back and cancelled": ([HOME, IN2, S("A11", "21 12:00", "V2")], {"V1": "runs"}),
    "back and cancelled by a clinic": ([HOME, IN2, S("A11", "21 12:00", "V2", "O")], {"V1": "held!"}),
    "back and cancelled without a class": ([HOME, IN2, S("A11", "21 12:00", "V2", "")], {"V1": "held!"}),
    "back and cancelled without a number": ([HOME, IN2, S("A11", "21 12:00", "")], {"V1": "runs"}),
    "back and deleted": ([HOME, IN2, S("A23", "21 12:00", "V2")], {"V1": "runs"}),
    "back and home": ([HOME, IN2, HOME2], {"V1": "readmitted", "V2": "runs"}),
    "back and to a facility": (
        [HOME, IN2, S("A03", "23 09:00", "V2", to="03", left="23 09:00")], {"V1": "readmitted", "V2": "-"}),
    "back and died": ([HOME, IN2, S("A03", "23 09:00", "V2", to="20", left="23 09:00")], {"V1": "died", "V2": "-"}),
    "back, home, and that cancelled": ([HOME, IN2, HOME2, S("A13", "23 10:00", "V2")], {"V2": "cancelled"}),
    "back under the same number": (
        [HOME, S("A01", "21 09:00", adm="21 09:00"), S("A03", "23 09:00", to="01", left="23 09:00")], {"V1": "runs"}),
    "back under the same number by mistake": (
        [HOME, S("A01", "21 09:00", adm="21 09:00"), S("A11", "21 10:00")], {"V1": "runs"}),
    "back for observation": ([HOME, S("A01", "21 09:00", "V2", "OBSV")], {"V1": "runs"}),
    "observation that became a readmission": (
        [HOME, S("A01", "21 09:00", "V2", "OBSV"), S("A06", "21 20:00", "V2", adm="21 20:00")], {"V1": "held"}),
    "the emergency room that became a readmission": (
        [HOME, S("A04", "21 09:00", "V2", "E"), S("A06", "21 20:00", "V2", adm="21 20:00")], {"V1": "held"}),
    "the emergency room that became one by A08": (
        [HOME, S("A04", "21 09:00", "V2", "E"), S("A08", "21 20:00", "V2", adm="21 20:00")], {"V1": "held"}),
    "the emergency room, and a transfer, which says nothing": (
        [HOME, S("A04", "21 09:00", "V2", "E"), S("A02", "21 20:00", "V2", adm="21 20:00")], {"V1": "runs"}),
    "seen in the emergency room": (
        [HOME, S("A04", "21 09:00", "V2", "E"), S("A03", "21 12:00", "V2", "E", to="01")], {"V1": "runs", "V2": "-"}),
    "back with no class": ([HOME, S("A01", "21 09:00", "V2", "")], {"V1": "runs~"}),
    "back with a class of their own": ([HOME, S("A01", "21 09:00", "V2", "ZZ")], {"V1": "runs~"}),
    "another unit's stay began before this one ended": (
        [S("A01", "17 08:00", adm="17 08:00"), S("A01", "20 09:50", "V2", adm="20 09:50"), HOME], {"V1": "runs~"}),
    "another unit's stay that ends as well": (
        [S("A01", "17 08:00", adm="17 08:00"), S("A01", "20 09:50", "V2", adm="20 09:50"), HOME, HOME2],
        {"V1": "readmitted", "V2": "runs"}),
    "a stay of last month that was never told to have ended": (
        [S("A01", "02 08:00", "V2", adm="02 08:00"), S("A01", "17 08:00", adm="17 08:00"), HOME], {"V1": "runs"}),
    "a cancelled admission, told twice": (
        [HOME, S("A01", "21 09:00", adm="21 09:00"), S("A11", "21 10:00"), S("A11", "21 10:00", came="21 11:00")],
        {"V1": "runs"}),
    "observation that became a readmission by A08": (
        [HOME, S("A01", "21 09:00", "V2", "OBSV"), S("A08", "21 20:00", "V2", adm="21 20:00")], {"V1": "held"}),
    "the emergency room, left, and billed as inpatient": (
        [HOME, S("A04", "21 09:00", "V2", "E"), S("A03", "21 12:00", "V2", "E", to="01", left="21 12:00"),
         S("A08", "22 09:00", "V2", "I")], {"V1": "readmitted"}),
    "the older discharge comes last": (
        [HOME2, S("A03", "20 10:00", to="01", left="20 10:00", came="23 12:00")], {"V1": "-", "V2": "runs"}),
    "back with a number, and the first discharge cancelled": ([HOME, IN2, S("A13", "21 10:00")], {"V1": "cancelled"}),
    "transferred within while back": ([HOME, IN2, S("A02", "21 12:00", "V2"), S("A12", "21 13:00", "V2")], {"V1": "held"}),
    "on leave while back": ([HOME, IN2, S("A21", "22 08:00", "V2")], {"V1": "held"}),
}  # fmt: skip
DISCHARGES: dict[str, Case] = {
    "cancelled": ([HOME, S("A13", "20 11:00")], {"V1": "cancelled"}),
    "cancelled, and again": (
        [HOME, S("A13", "20 11:00"), S("A03", "20 15:00", to="01", left="20 15:00")], {"V1": "runs"}),
    "the cancellation first": ([S("A13", "20 11:00"), S("A03", "20 10:00", to="01", left="20 10:00", came="20 12:00")], {"V1": "-"}),
    "cancelled by a clinic": ([HOME, S("A13", "20 11:00", cls="O")], {"V1": "runs!"}),
    "cancelled without a number": ([HOME, S("A13", "20 11:00", "")], {"V1": "cancelled"}),
    "cancelled without a number, of two": ([HOME, IN2, HOME2, S("A13", "23 11:00", "")], {"V2": "runs!"}),
    "sent twice": ([HOME, S("A03", "20 10:00", to="01", adm="17 08:00", left="20 10:00", came="20 11:00")], {"V1": "runs"}),
    "corrected to a facility": ([HOME, S("A03", "20 11:00", to="03", left="20 10:00")], {"V1": "transferred"}),
    "corrected to home": (
        [S("A03", "20 10:00", to="03", left="20 10:00"), S("A08", "20 11:00", to="01")], {"V1": "runs"}),
    "no disposition": ([S("A03", "20 10:00", left="20 10:00")], {"V1": "runs"}),
    "a disposition of their own": ([S("A03", "20 10:00", to="QQ", left="20 10:00")], {"V1": "runs?"}),
    "no disposition, and one later": ([S("A03", "20 10:00", left="20 10:00"), S("A08", "20 12:00", to="03")], {"V1": "transferred"}),
    "the disposition deleted": ([HOME, S("A08", "20 12:00", to='""')], {"V1": "runs"}),
    "another time two hours later": ([HOME, S("A08", "20 13:00", left="20 12:00")], {"V1": "runs"}),
    "another time ten days before": ([HOME, S("A08", "20 13:00", left="10 12:00")], {"V1": "runs~"}),
    "a class that nobody knows": ([S("A03", "20 10:00", cls="ZZ", to="01", left="20 10:00")], {"V1": "runs?"}),
    "no class": ([S("A03", "20 10:00", cls="", to="01", left="20 10:00")], {"V1": "runs?"}),
    "no class where it is known": ([S("A01", "17 08:00"), S("A03", "20 10:00", cls="", to="01", left="20 10:00")], {"V1": "runs"}),
    "a second of no known class": (
        [HOME, S("A03", "21 10:00", "V2", "ZZ", to="01", left="21 10:00")], {"V1": "runs~", "V2": "runs?"}),
    "no number, then with it": (
        [S("A03", "20 10:00", "", to="01", left="20 10:00"), S("A03", "20 10:05", to="01", left="20 10:00")], {"V1": "runs"}),
    "announced, and home": ([S("A16", "19 10:00", exp="20 10:00"), HOME], {"V1": "runs"}),
    "announced, and not": ([S("A16", "19 10:00", exp="20 10:00"), S("A25", "19 12:00")], {"V1": "cancelled"}),
    "on leave and back": ([S("A01", "17 08:00"), S("A21", "18 08:00"), S("A22", "18 20:00"), HOME], {"V1": "runs"}),
    "on leave is not home": ([S("A01", "17 08:00"), S("A21", "18 08:00", to="01")], {"V1": "-"}),
    "a leave taken back": ([S("A01", "17 08:00"), S("A21", "18 08:00"), S("A52", "18 09:00"), HOME], {"V1": "runs"}),
    "made observation afterwards": ([HOME, S("A08", "20 12:00", cls="OBSV")], {"V1": "cancelled"}),
    "made outpatient afterwards": ([HOME, S("A07", "20 12:00", cls="O")], {"V1": "runs~"}),
    "made emergency afterwards": ([HOME, S("A08", "20 12:00", cls="E")], {"V1": "runs~"}),
    "deleted": ([HOME, S("A23", "20 12:00")], {"V1": "cancelled"}),
    "deleted without a number": ([HOME, S("A29", "20 12:00", "")], {"V1": "runs!"}),
    "deleted by a clinic": ([HOME, S("A23", "20 12:00", cls="O")], {"V1": "runs!"}),
    "beds swapped, doctors changed, allergies sent": (
        [HOME, S("A17", "20 11:00"), S("A54", "20 12:00"), S("A60", "20 13:00"), S("A15", "20 14:00"),
         S("A26", "20 15:00"), S("A27", "20 16:00"), S("A32", "20 17:00"), S("A33", "20 18:00")], {"V1": "runs"}),
    "news without a number of a clinic": ([HOME, S("A08", "20 12:00", "", "O", to="03")], {"V1": "runs"}),
    "news without a number of an inpatient": ([HOME, S("A08", "20 12:00", "", to="03")], {"V1": "runs~"}),
    "news without a number of no class": ([HOME, S("A31", "20 12:00", "", "", left="22 12:00")], {"V1": "runs~"}),
    "left against advice": ([S("A03", "20 10:00", to="07", left="20 10:00")], {"V1": "runs"}),
    "still a patient": ([S("A03", "20 10:00", to="30", left="20 10:00")], {"V1": "-"}),
    "a clinic between": (
        [S("A01", "17 08:00"), S("A04", "18 08:00", "V2", "O"), HOME, S("A03", "20 11:00", "V2", "O", to="01")],
        {"V1": "runs", "V2": "-"}),
}  # fmt: skip
DEATHS: dict[str, Case] = {
    "of the stay": ([HOME, S("A08", "20 12:00", died="Y")], {"V1": "died"}),
    "a date alone": ([HOME, S("A08", "20 12:00", died_on="20261120")], {"V1": "died"}),
    "a date and a no": ([HOME, S("A08", "20 12:00", died_on="20261120", died="N")], {"V1": "runs!"}),
    "a date that cannot be read": ([HOME, S("A08", "20 12:00", died_on="soon")], {"V1": "runs!"}),
    "deleted": ([HOME, S("A08", "20 12:00", died_on='""', died='""')], {"V1": "runs"}),
    "a no": ([HOME, S("A08", "20 12:00", died="N")], {"V1": "runs"}),
    "without a visit": ([HOME, S("A31", "20 12:00", "", "", died="Y")], {"V1": "runs!"}),
    "at a clinic": ([HOME, S("A08", "20 12:00", "V2", "O", died="Y")], {"V1": "runs!"}),
    "in the emergency room": ([HOME, S("A03", "21 12:00", "V2", "E", to="20", left="21 12:00")], {"V1": "died"}),
    "under observation": ([HOME, S("A03", "21 12:00", "V2", "OBSV", to="20", left="21 12:00")], {"V1": "died"}),
    "a disposition": ([HOME, S("A08", "20 12:00", to="Expired")], {"V1": "died"}),
    "a disposition of a code": ([HOME, S("A08", "20 12:00", to="41")], {"V1": "died"}),
    "a disposition of their own": ([HOME, S("A08", "20 12:00", to="Deceased at home")], {"V1": "runs!"}),
    "the discharge itself": ([S("A03", "20 10:00", to="20", left="20 10:00")], {"V1": "-"}),
    "a home of the dead": ([S("A03", "20 10:00", to="01", left="20 10:00", died="Y")], {"V1": "-"}),
    "taken back": ([HOME, S("A08", "20 12:00", died="Y"), S("A08", "20 13:00", died="N")], {"V1": "runs"}),
    "born dead": ([S("A03", "20 10:00", to="42", left="20 10:00")], {"V1": "-"}),
    **{
        f"in a word: {word}": ([HOME, S("A08", "20 12:00", died=word)], {"V1": "runs!"})
        for word in ("DECEASED", "U", "20261120", "?")
    },
    "by a merge": ([HOME, S("A40", "20 12:00", "", old="2", died="Y")], {"V1": "runs!"}),
    "under the other number": ([HOME, S("A40", "20 12:00", "", old="2"), S("A31", "20 13:00", "", "", mrn="2", died="Y")], {"V1": "runs!"}),
}  # fmt: skip
TIMES: dict[str, Case] = {
    "a clock a year ahead": (
        [S("A03", "20271120100000-0500", to="01", left="20 10:00", came="20 10:01"), S("A13", "20 11:00")], {"V1": "cancelled"}),
    "a cancellation a year ahead": (
        [HOME, S("A13", "20271120110000-0500", came="20 11:00"), S("A03", "20 15:00", to="01", left="20 15:00")], {"V1": "runs"}),
    "the hour that comes twice": (
        [S("A03", "20261101015000", to="01", left="20261101015000", came="01 01:51"),
         S("A13", "20261101011000", came="01 02:20")], {"V1": "cancelled"}),
    "the same hour, read as it came": (
        [S("A03", "20261101013000", to="01", left="20261101013000", came="01 01:31"),
         S("A13", "20261101014000", came="01 01:41"),
         S("A03", "20261101011500", to="01", left="20261101011500", came="01 02:16")], {"V1": "runs"}),
    "a month before it began": ([S("A03", "20 10:00", to="01", adm="17 08:00", left="20261017100000")], {"V1": "runs?"}),
    "a month that is told late": ([S("A03", "20 10:00", to="01", left="02 10:00")], {"V1": "runs~"}),
    "next week": ([S("A03", "20 10:00", to="01", left="27 10:00")], {"V1": "runs?"}),
    "a time that is none": ([S("A03", "20 10:00", to="01", left="20261345")], {"V1": "runs"}),
    "a bare date": ([S("A03", "20 10:00", to="01", left="20261120")], {"V1": "runs"}),
    "midnight at its end": ([S("A03", "20 23:59", to="01", left="20261120240000-0500")], {"V1": "runs"}),
    "last year": ([S("A03", "20251120100000-0500", to="01", left="20251120100000-0500", came="20 10:00")], {"V1": "-"}),
}  # fmt: skip
RECORDS: dict[str, Case] = {
    "merged, both at home": (
        [HOME, S("A03", "21 10:00", "V2", mrn="2", to="01", left="21 10:00"), S("A40", "21 12:00", "", old="2")],
        {"V1": "merged", "V2": "runs"}),
    "merged with one in bed": ([HOME, S("A01", "21 09:00", "V2", mrn="2", adm="21 09:00"), S("A40", "21 12:00", "", old="2")], {"V1": "held"}),
    "merged before anything": (
        [S("A40", "16 12:00", "", old="2"), HOME, S("A01", "21 09:00", "V2", mrn="2", adm="21 09:00"),
         S("A03", "23 09:00", "V2", mrn="2", to="01", left="23 09:00")], {"V1": "readmitted", "V2": "runs"}),
    "merged by A18": ([HOME, S("A01", "21 09:00", "V2", mrn="2", adm="21 09:00"), S("A18", "21 12:00", "", old="2")], {"V1": "held"}),
    "merged the other way": (
        [HOME, S("A40", "21 12:00", "", mrn="2", old="1"), S("A13", "21 13:00", mrn="2")], {"V1": "cancelled"}),
    "merged in a circle": (
        [HOME, S("A40", "21 12:00", "", old="2"), S("A40", "21 13:00", "", mrn="2", old="1"), S("A13", "21 14:00")], {"V1": "cancelled"}),
    "a visit moved to its owner": (
        [HOME, S("A45", "20 12:00", mrn="2", old="1", name="Roe^Bea", born="19600202")], {"V1": "runs"}),
    "the bed is another's": (
        [HOME, IN2, S("A45", "21 12:00", "V2", mrn="2", old="1", name="Roe^Bea", born="19600202")], {"V1": "runs"}),
    "unmerged": ([HOME, S("A37", "20 12:00", "", old="2")], {"V1": "runs", "queued": "1"}),
    "linked": ([HOME, S("A24", "20 12:00", "", old="2")], {"V1": "runs", "queued": "1"}),
    "accounts moved": ([HOME, S("A44", "20 12:00", "", old="2")], {"V1": "runs", "queued": "1"}),
    "a visit number changed": ([HOME, S("A50", "20 12:00", "V9", old="1")], {"V1": "runs", "queued": "1"}),
    "a newborn under its mother's number": (
        [HOME, S("A03", "20 11:00", "V2", name="Doe^Baby Boy", born="20261118", to="01", left="20 11:00")],
        {"V1": "runs", "V2": "-", "queued": "1"}),
    "a newborn under its own": (
        [HOME, S("A03", "20 11:00", "V2", mrn="3", name="Doe^Baby Boy", born="20261118", to="01", left="20 11:00")],
        {"V1": "runs", "V2": "runs"}),
    "two people between each other": (
        [HOME, S("A03", "20 10:30", "V7", mrn="2", name="Roe^Bea", born="19600202", to="01", left="20 10:30"),
         IN2, S("A08", "21 10:00", "V7", mrn="2", name="Roe^Bea", born="19600202", to="03")], {"V1": "held", "V7": "transferred"}),
}  # fmt: skip
EVERY = {
    f"{room}: {name}": case
    for room, cases in {
        "admissions": ADMISSIONS, "readmissions": READMISSIONS, "discharges": DISCHARGES, "deaths": DEATHS,
        "times": TIMES, "records": RECORDS,
    }.items()
    for name, case in cases.items()
}  # fmt: skip


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, to be copied."""
    path: Path = tmp_path_factory.mktemp("schema") / "homeward.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(schema: Path, tmp_path: Path) -> Iterator[Database]:
    """A store of its own."""
    shutil.copy(schema, tmp_path / "homeward.db")
    database = Database(f"sqlite:///{tmp_path / 'homeward.db'}?synchronous=NORMAL")
    yield database
    database.close()


async def _delivered(hospital: Hospital, taken: KeptArrival) -> None:
    """Until it does not wait any more, as the sweep would: a busy machine leaves some."""
    for _ in range(DELIVERIES):
        await hospital.inbox.deliver(taken.ordering_key)
        if (await hospital.inbox.came(taken.inbox)).outcome != Outcome.WAITING:
            return


async def after(database: Database, said: list[Said]) -> Came:
    """Take and deliver each as it comes; what is true then."""
    hospital = Hospital(database, said[0].received)
    for number, one in enumerate(said, start=1):
        hospital.now = one.received
        arrival = Arrival(
            format=one.format, facility=one.where, sender_key="", mrn=one.mrn,
            trigger=f"{one.kind}^{one.trigger}", body=one.text(number),
        )  # fmt: skip
        taken = await hospital.inbox.take(arrival)
        await _delivered(hospital, taken)
    came = Came()
    with database.read() as session:
        rows = session.exec(select(Encounter)).all()
        items = session.exec(select(WorkItem)).all()
        outcomes = [one.outcome for one in session.exec(select(InboxRow)).all()]
    came.episodes = len([row for row in rows if not row.ending])
    came.queued = outcomes.count("queued")
    assert "waiting" not in outcomes
    asked = {one.about for one in items if one.resolved_at is None and one.owner and one.due}
    for visit in {one.visit for one in said if one.visit}:
        row = hospital.row(visit)
        came.visits[visit] = _stands(hospital, row, asked) if row else "-"
        if row:
            came.left[visit] = row.discharged_at
    return came


def _stands(hospital: Hospital, row: Encounter, asked: set[str]) -> str:
    told = hospital.episode(row)
    if row.ending:
        assert told.closed == row.ending
        return row.ending
    assert told.held == row.held
    known = told.discharge
    holds = any(one.holds for one in known.doubts)
    marks = "?" if known.unclear else "!" if holds else "~" if known.doubts else ""
    assert bool(marks) <= (row.episode in asked)
    return ("held" if row.held else "runs") + marks


@pytest.mark.parametrize("name", EVERY)
async def test_what_comes_of_a_sequence(database: Database, name: str) -> None:
    """As it was judged: which visits are followed, held, ended and asked of, and by whom."""
    said, wanted = EVERY[name]
    came = await after(database, said)
    queued = int(wanted.get("queued", "0"))
    visits = {visit: stands for visit, stands in wanted.items() if visit != "queued"}
    assert {visit: came.visits[visit] for visit in visits} == visits
    assert came.queued == queued
