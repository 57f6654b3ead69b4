"""Merges and moves: whose a number or a stay is from now on, and who that is."""

from dataclasses import replace

import pytest

from adapters.messages.hl7.events import read
from adapters.validation import Refused
from domain.hospital.events import HospitalEvent
from domain.hospital.feed import Feed, Hl7Feed
from tests.adapters.messages.hl7.speech import FEED, RECEIVED, field, message

BY_ACCOUNT = replace(FEED, hl7=Hl7Feed(visit_fields=("PID-18", "PV1-19")))
IN_PV1_50 = replace(FEED, hl7=Hl7Feed(visit_fields=("PV1-50",)))
PADDED = replace(FEED, strip_zeros=True)
ADA = "PID|1||5163^^^MERCY^MR||Byron^Ada||||||||(617)555-0177^PRS^CP"
PV1 = "PV1|1|I"


def moved(*lines: str, feed: Feed = FEED, kind: str = "ADT^A45") -> tuple[HospitalEvent, ...]:
    """The events of a move without a PV1 of its own before them."""
    return read(message(kind, *lines, PV1=""), feed, RECEIVED).events


def visit(number: int, text: str) -> str:
    """A PV1 with one field."""
    return PV1 + "|" * (number - 2) + text


@pytest.mark.parametrize(
    ("feed", "lines", "expected"),
    [
        (IN_PV1_50, ("MRG|4799||ACC||V5", visit(50, "V50")), "V50"),
        (IN_PV1_50, ("MRG|4799||ACC||V5", visit(19, "V19")), "V5"),
        (FEED, ("MRG|4799||ACC||V5", visit(19, "V19")), "V19"),
        (FEED, ("MRG|4799||ACC||V5", visit(19, '""')), "V5"),
        (FEED, (visit(19, "V19"), "MRG|4799||ACC||V5"), "V5"),
        (FEED, (visit(19, "V19"), "MRG|4799||ACC"), "V19"),
        (FEED, (visit(50, "V50"), "MRG|4799||ACC"), "ACC"),
        (FEED, ("MRG|4799||||007",), "007"),
        (PADDED, ("MRG|4799||||007",), "7"),
        (PADDED, (visit(19, "007"), "MRG|4799||009"), "7"),
        (PADDED, ("MRG|4799||009",), "9"),
    ],
)
def test_the_stay_that_moves_has_the_number_that_the_feed_means(
    feed: Feed, lines: tuple[str, ...], expected: str
) -> None:
    """The feed's visit fields beside the MRG, then MRG-5, the visit fields anywhere, then MRG-3."""
    assert [one.encounter for one in moved(*lines, feed=feed)] == [expected]


def test_a_stay_moves_to_the_patient_before_it() -> None:
    """Of several PIDs each has its own MRGs, and its own account number."""
    first = ("MRG|4799||||V7", "MRG|4800||||V8")
    found = moved(*first, ADA, "MRG|4801||||V9", kind="ADT^A41")
    assert [(one.mrn, one.other_mrn, one.encounter) for one in found] == [
        ("4821", "4799", "V7"), ("4821", "4800", "V8"), ("5163", "4801", "V9"),
    ]  # fmt: skip
    accounts = ("MRG|4799||A1", field(ADA, 18, "ACC9"), "MRG|4801||A2")
    found = moved(*accounts, feed=BY_ACCOUNT, kind="ADT^A41")
    assert [one.encounter for one in found] == ["A1", "ACC9"]


@pytest.mark.parametrize("kind", ["ADT^A40", "ADT^A34", "ADT^A45", "ADT^A41"])
def test_a_moved_or_merged_record_has_the_name_and_phone_of_its_pid(kind: str) -> None:
    """Each event carries the account of the person it is about: who survives, who has the stay."""
    found = moved("MRG|4799||||V7", ADA, "MRG|4801||||V9", kind=kind)
    assert [(one.mrn, one.account.given, one.account.mobile) for one in found] == [
        ("4821", "Jane", "+16175550123"),
        ("5163", "Ada", "+16175550177"),
    ]
    assert all(one.account.discharged_at is None for one in found)


def test_a_merge_deletes_nothing() -> None:
    """Two quotes in the PID of a merge take nothing from the record that goes on."""
    pid = 'PID|1||4821^^^MERCY^MR||Smith^Jane||""|F|||||""'
    (found,) = read(message("ADT^A40", "MRG|4799", PID=pid), FEED, RECEIVED).events
    assert found.account.deleted == frozenset()
    assert (found.account.given, found.account.mobile) == ("Jane", None)


@pytest.mark.parametrize("filler", ["0", "000000", "UNKNOWN", "N/A"])
def test_what_fills_a_number_is_nobodys(filler: str) -> None:
    """Neither a visit nor a patient nor a record that is merged: asked, or refused by its place."""
    left = read(message(PV1=field("PV1", 19, filler)), FEED, RECEIVED)
    assert [one.encounter for one in left.events] == [None]
    assert [one.field for one in left.missing] == ["PV1-19"]
    with pytest.raises(Refused, match="PID-3"):
        read(message(PID=field("PID", 3, f"{filler}^^^MERCY^MR")), FEED, RECEIVED)
    with pytest.raises(Refused, match="MRG-1"):
        read(message("ADT^A40", f"MRG|{filler}^^^MERCY^MR"), FEED, RECEIVED)
    both = read(message(PID=field("PID", 3, f"{filler}^^^MERCY^MR~7^^^MERCY^PI")), FEED, RECEIVED)
    assert [one.mrn for one in both.events] == ["7"]
