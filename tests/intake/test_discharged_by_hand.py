"""A discharge that somebody typed in as a file, and what the hospital says of that person then.

Each was judged from the rules before it was tried: what is certain goes on, what is doubtful is
asked, and nobody has two windows for one stay.
"""
# ruff: noqa: E501 - a sequence in one line

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlmodel import select

from adapters.sql.database import Database
from models.tables import Encounter, Facility
from store.arrivals import Format
from tests.intake.test_sequences import Case, Said, _instant, after, database, schema

__all__ = ["database", "schema"]


@dataclass(frozen=True)
class Typed(Said):
    """A discharge file, typed in half an hour after they left, under a number of one's own."""

    format: Format = Format.DISCHARGE

    def text(self, number: int) -> str:
        """As JSON."""
        del number
        family, _, given = self.name.partition("^")
        born = f"{self.born[:4]}-{self.born[4:6]}-{self.born[6:]}"
        patient = {"mrn": self.mrn, "given": given, "family": family, "birth_date": born}
        return json.dumps({
            "facility": self.where, "encounter": self.visit, "time_zone": "America/New_York",
            "discharged_at": _instant(self.left).isoformat(), "disposition": self.to,
            "admitted_at": _instant(self.adm).isoformat(), "patient": patient,
        })  # fmt: skip


HAND = Typed("file", "20 10:30", "H1", to="01", adm="17 08:00", left="20 10:00")
S = Said
SAME: dict[str, Any] = {"to": "01", "adm": "17 08:00", "left": "20 10:00"}
OTHER: dict[str, Any] = {"name": "Roe^Bea", "born": "19710101"}
"""Another name and another birth date: somebody else under the number."""
CASES: dict[str, Case] = {
    "alone": ([HAND], {"H1": "runs"}),
    "A03 of its number": ([HAND, S("A03", "20 11:00", "H1", **SAME)], {"H1": "runs"}),
    "A03 of a number": ([HAND, S("A03", "20 11:00", "V1", **SAME)], {"H1": "merged", "V1": "runs"}),
    "A03 of a number, twenty minutes later": (
        [HAND, S("A03", "20 11:00", "V1", to="01", adm="17 08:00", left="20 10:20")], {"H1": "merged", "V1": "runs"}),
    "A03 of a number, twenty minutes earlier": (
        [HAND, S("A03", "20 11:00", "V1", to="01", adm="17 08:00", left="20 09:40")], {"H1": "runs", "V1": "-"}),
    "A03 of a number, taken back": (
        [HAND, S("A03", "20 11:00", "V1", **SAME), S("A13", "20 12:00", "V1")], {"V1": "cancelled", "H1": "runs"}),
    "A03 of a number, to a facility": (
        [HAND, S("A03", "20 11:00", "V1", to="03", adm="17 08:00", left="20 10:20")], {"H1": "merged", "V1": "-"}),
    "A03 of a clinic's visit": ([HAND, S("A03", "20 11:00", "V1", "O", to="03", left="20 10:20")], {"H1": "runs", "V1": "-"}),
    "A03 of a class that nobody knows": (
        [HAND, S("A03", "20 11:00", "V1", "ZZ", to="01", left="20 10:20")], {"H1": "runs~", "V1": "runs?"}),
    "A03 without a number": ([HAND, S("A03", "20 11:00", "", **SAME)], {"H1": "runs"}),
    "A03 without a number, to a facility": ([HAND, S("A03", "20 11:00", "", to="03", left="20 10:00")], {"H1": "runs~"}),
    "A03 without a number, five days later": ([HAND, S("A03", "25 11:00", "", to="01", left="25 10:00")], {"H1": "runs~"}),
    "A03 under another birth date": ([HAND, S("A03", "20 11:00", "V1", born="19510101", **SAME)], {"H1": "merged", "V1": "runs"}),
    "A03 of somebody else": ([HAND, S("A03", "20 11:00", "V1", **OTHER, **SAME)], {"H1": "runs", "V1": "-", "queued": "1"}),
    "A03 before it was typed": ([S("A03", "20 10:05", "V1", **SAME), HAND], {"V1": "runs", "H1": "-"}),
    "A08 under another birth date": ([HAND, S("A08", "20 11:00", "H1", born="19510101")], {"H1": "runs"}),
    "A08 of a number that left nowhere": ([HAND, S("A08", "20 11:00", "V1", to="03", left="20 10:00")], {"H1": "runs", "V1": "-"}),
    "A08 without a number, of somebody else": ([HAND, S("A08", "20 11:00", "", to="03", **OTHER)], {"H1": "runs", "queued": "1"}),
    "A13 of its number": ([HAND, S("A13", "20 11:00", "H1")], {"H1": "cancelled"}),
    "A13 of a number that never left": ([HAND, S("A13", "20 11:00", "V1")], {"H1": "runs", "V1": "-"}),
    "A13 without a number": ([HAND, S("A13", "20 11:00", "")], {"H1": "cancelled"}),
    "A13 without a number, of somebody else": ([HAND, S("A13", "20 11:00", "", **OTHER)], {"H1": "runs", "queued": "1"}),
    "A01 of a number": ([HAND, S("A01", "21 09:00", "V1", adm="21 09:00")], {"H1": "held", "V1": "-"}),
    "A01 of its number": ([HAND, S("A01", "21 09:00", "H1", adm="21 09:00")], {"H1": "held"}),
    "A01 without a number": ([HAND, S("A01", "21 09:00", "", adm="21 09:00")], {"H1": "runs!"}),
    "A01 of a bed from before they left": ([HAND, S("A01", "20 11:00", "V1", adm="19 08:00")], {"H1": "runs~", "V1": "-"}),
    "A01 of the stay itself": ([HAND, S("A01", "20 11:00", "V1", adm="17 08:00")], {"H1": "runs", "V1": "-"}),
    "A01 of somebody else": ([HAND, S("A01", "21 09:00", "V1", adm="21 09:00", **OTHER)], {"H1": "runs", "V1": "-", "queued": "1"}),
    "A01 and its A11": ([HAND, S("A01", "21 09:00", "V1", adm="21 09:00"), S("A11", "21 10:00", "V1")], {"H1": "runs", "V1": "-"}),
    "A01 and its A23": ([HAND, S("A01", "21 09:00", "V1", adm="21 09:00"), S("A23", "21 10:00", "V1")], {"H1": "runs", "V1": "-"}),
    "A01, then typed": ([S("A01", "21 09:00", "V1", adm="21 09:00"), replace(HAND, at="21 10:30")], {"H1": "held", "V1": "-"}),
    "A11 of a number": ([HAND, S("A11", "20 11:00", "V1")], {"H1": "runs", "V1": "-"}),
    "A23 of its number": ([HAND, S("A23", "20 11:00", "H1")], {"H1": "cancelled"}),
    "A23 of a number": ([HAND, S("A23", "20 11:00", "V1")], {"H1": "runs", "V1": "-"}),
    "A23 without a number": ([HAND, S("A23", "20 11:00", "")], {"H1": "runs!"}),
    "A04 at a clinic": ([HAND, S("A04", "21 09:00", "V1", "O")], {"H1": "runs", "V1": "-"}),
    "A04 at a clinic, under its number": ([HAND, S("A04", "21 09:00", "H1", "O")], {"H1": "runs"}),
    "A04 in the emergency room": ([HAND, S("A04", "21 09:00", "V1", "E")], {"H1": "runs", "V1": "-"}),
    "A04 in the emergency room, under its number": ([HAND, S("A04", "21 09:00", "H1", "E")], {"H1": "runs"}),
    "A04 of no class": ([HAND, S("A04", "21 09:00", "V1", "")], {"H1": "runs", "V1": "-"}),
    "A04 of a class that nobody knows": ([HAND, S("A04", "21 09:00", "V1", "ZZ")], {"H1": "runs~", "V1": "-"}),
    "A04 of a bed": ([HAND, S("A04", "21 09:00", "V1", "I")], {"H1": "runs~", "V1": "-"}),
    "A04 without a number": ([HAND, S("A04", "21 09:00", "", "E")], {"H1": "runs", "queued": "1"}),
    "A04 under another birth date": ([HAND, S("A04", "21 09:00", "V1", "E", born="19510101")], {"H1": "runs", "V1": "-"}),
    "A04 of somebody else": ([HAND, S("A04", "21 09:00", "V1", "E", **OTHER)], {"H1": "runs", "V1": "-", "queued": "1"}),
    "A04 that became a readmission": (
        [HAND, S("A04", "21 09:00", "V1", "E"), S("A06", "21 12:00", "V1", adm="21 12:00")], {"H1": "held", "V1": "-"}),
    "A04 of who died there": ([HAND, S("A04", "21 09:00", "V1", "E", died="Y")], {"H1": "died", "V1": "-"}),
    "A04 at a clinic of who died": ([HAND, S("A04", "21 09:00", "V1", "O", died="Y")], {"H1": "runs!", "V1": "-"}),
    "typed twice": ([HAND, replace(HAND, at="20 12:30", visit="H2")], {"H1": "merged", "H2": "runs"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_what_comes_of_it(database: Database, name: str) -> None:
    """As it was judged; what follows what was typed is one window, whatever the hospital's number."""
    said, wanted = CASES[name]
    came = await after(database, said)
    queued = int(wanted.get("queued", "0"))
    assert {**came.visits, **({"queued": str(came.queued)} if queued else {})} == wanted
    assert came.queued == queued
    certain = [one for one in came.visits.values() if one.rstrip("!~") in ("runs", "held")]
    assert len(certain) <= 1


HERE = {
    "A03": S("A03", "20 11:00", "V1", **SAME),
    "A01": S("A01", "21 09:00", "V1", adm="21 09:00"),
    "A04": S("A04", "21 09:00", "V1", "E", died="Y"),
    "A23": S("A23", "21 09:00", "H1"),
    "A13 without a number": S("A13", "20 11:00", ""),
}


@pytest.mark.parametrize("what", HERE)
async def test_another_facility_s_number_is_another_person_s(database: Database, what: str) -> None:
    """The same numbers said elsewhere are somebody else's: what was typed goes on."""
    zone = "America/New_York"
    with database.write() as session:
        session.add(Facility(handle="lakeside", name="Lakeside", time_zone=zone))
    await after(database, [replace(HAND, where="lakeside"), HERE[what]])
    with database.read() as session:
        (row,) = session.exec(select(Encounter).where(Encounter.facility == "lakeside")).all()
    assert (row.ending, row.held) == ("", False)
