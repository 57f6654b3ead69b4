"""Each row of what once went wrong with hospitals' messages, over MLLP, on the real gateway.

`test_doubtful_messages.py` and `test_records_apart.py` have the others of them.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count

import pytest

from domain import canonical_discharge
from domain.hospital import certainty
from tests.adt import adt, instant
from tests.intake.hospital import Hospital, ago, fits, hospital

_numbers = count(20_001)
LEFT = {"admitted": ago(170), "discharged": ago(96), "disposition": "01"}
AT_HOME = ("11-23 16:00", "runs")


@pytest.fixture(scope="module")
async def mercy(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hospital]:
    """The hospital, and everything that it sends to."""
    async with hospital(tmp_path_factory.mktemp("rows")) as found:
        yield found


def said(text: str, segment: str, number: int, value: str) -> str:
    """The message with another value in one field."""
    lines = text.split("\r")
    for n, line in enumerate(lines):
        if line.startswith(f"{segment}|"):
            fields = line.split("|")
            fields += [""] * (number + 1 - len(fields))
            fields[number - (segment == "MSH")] = value
            lines[n] = "|".join(fields)
    return "\r".join(lines)


def home(mrn: str, **more: str) -> str:
    """A discharge home four days ago."""
    return adt("A03", ago(96), mrn=mrn, visit=f"V-{mrn}", **{**LEFT, **more})


async def test_a_discharge_before_its_admission_is_a_doubt(mercy: Hospital) -> None:
    """The first word of somebody, recorded today and told of last month: asked, never "past"."""
    mrn = str(next(_numbers))
    times = {"admitted": ago(7 * 24), "discharged": ago(31 * 24 + 3)}
    assert await mercy.speaks(
        adt("A03", ago(3), mrn=mrn, visit=f"V-{mrn}", disposition="01", **times)
    ) == ["AA"]
    seen = mercy.seen(mrn)
    assert seen.episodes == [("11-27 13:00", "runs")]
    assert fits(seen.asked, [canonical_discharge.MISDATED])
    assert certainty.BACKWARDS in seen.asked[0], "one thing is asked, and it is one item"
    assert (await mercy.told(seen.rows[0])).unclear == canonical_discharge.MISDATED


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("A03", "01:50"), ("A13", "01:10"), "cancelled"),
        (("A03", "01:10"), ("A13", "01:50"), "cancelled"),
        (("A03", "01:30"), ("A13", "01:30"), "cancelled"),
        (("A13", "01:10"), ("A03", "01:50"), "runs"),
    ],
)
async def test_the_hour_that_comes_twice_goes_by_receipt(
    mercy: Hospital, first: tuple[str, str], second: tuple[str, str], expected: str
) -> None:
    """1 November, no offsets: whatever hour each was written in, what came last counts."""
    mrn = str(next(_numbers))
    same = {"mrn": mrn, "visit": f"V-{mrn}"}
    begun = adt("A01", "2026-10-29 08:00", admitted="2026-10-29 08:00", **same)
    texts = [begun]
    for trigger, clock in (first, second):
        at = f"2026-11-01 {clock}"
        left = {"discharged": at, "disposition": "01"} if trigger == "A03" else {}
        text = adt(trigger, at, control=f"{mrn}{trigger}", **same, **left)
        texts.append(text.replace("-0400", "").replace("-0500", ""))
    await mercy.speaks(*texts)
    seen = mercy.seen(mrn)
    assert [stands for _, stands in seen.episodes] == [expected]
    assert seen.asked == []


@pytest.mark.parametrize("midnight", ["20261124000000+0000", "20261124000000Z", "20261124"])
async def test_a_midnight_in_utc_is_a_date(mercy: Hospital, midnight: str) -> None:
    """PV1-45 filled up by an engine: the 24th, at the hour that EVN-6 has of that day."""
    mrn = str(next(_numbers))
    text = said(home(mrn), "PV1", 45, midnight)
    await mercy.speaks(
        said(said(text, "EVN", 2, "20261124173000-0500"), "EVN", 6, "20261124171200-0500")
    )
    assert mercy.seen(mrn).episodes == [("11-24 17:12", "runs")]
    other = str(next(_numbers))
    await mercy.speaks(
        said(said(home(other), "PV1", 45, midnight), "EVN", 2, "20261125090000-0500")
    )
    assert mercy.seen(other).episodes == [("11-24 00:00", "runs")]


@pytest.mark.parametrize("visit", ["", '""'])
async def test_a_discharge_without_a_number_asks_and_is_due_from_the_discharge(
    mercy: Hospital, visit: str
) -> None:
    """It climbs as one that nobody can place: 48 hours from when they left, not from receipt."""
    mrn = str(next(_numbers))
    text = adt("A03", ago(20), mrn=mrn, visit=visit, discharged=ago(20), disposition="01")
    assert await mercy.speaks(text) == ["AA"]
    seen = mercy.seen(mrn)
    assert seen.episodes == [("11-26 20:00", "runs")]
    assert fits(seen.asked, [certainty.UNNUMBERED])
    assert seen.items[0].due == instant(ago(20)) + timedelta(hours=48)
    await mercy.speaks(text)
    assert len(mercy.seen(mrn).episodes) == 1


@pytest.mark.parametrize(
    ("thirteen", "fourteen", "mobile"),
    [
        ("555-0142", "(617)555-0143", "+16175550143"),
        ("555-0142^PRS^CP~(617)555-0175^PRN^PH", "", "+16175550175"),
        ("(000)000-0000~(999)999-9999", "617.555.0144 CELL", "+16175550144"),
        ("(617)555-0145 x12", "617-555-0146 (daughter)", None),
        ("555-0142", "", None),
    ],
)
async def test_a_number_is_whole_or_none(
    mercy: Hospital, thirteen: str, fourteen: str, mobile: str | None
) -> None:
    """The next repetition or field is tried; a part of a number is never made up to one."""
    mrn = str(next(_numbers))
    await mercy.speaks(said(said(home(mrn), "PID", 13, thirteen), "PID", 14, fourteen))
    (row,) = mercy.seen(mrn).rows
    assert (await mercy.told(row)).patient.mobile == mobile


@pytest.mark.parametrize("name", ["Suharto", "^Madonna", "Suharto^^^^^^L"])
async def test_one_name_is_enough(mercy: Hospital, name: str) -> None:
    """PV1-36 says home: nobody is asked for another name."""
    mrn = str(next(_numbers))
    await mercy.speaks(home(mrn, name=name))
    seen = mercy.seen(mrn)
    assert (seen.episodes, seen.asked) == ([AT_HOME], [])
    told = await mercy.told(seen.rows[0])
    assert told.patient.initials == name.strip("^")[:1] + "."


async def test_coded_fields_that_nobody_knows_are_doubts_and_drop_nobody(mercy: Hospital) -> None:
    """NK1-3 FA, PV1-4 ER, PID-15 E: the caregiver stands, and the detail names each place."""
    mrn = str(next(_numbers))
    text = said(said(home(mrn), "PV1", 4, "ER"), "PID", 15, "E")
    await mercy.speaks(f"{text}NK1|1|Ek^Lee|FA|||6175550199\r")
    seen = mercy.seen(mrn)
    assert (seen.episodes, seen.asked) == ([AT_HOME], [])
    caregiver = (await mercy.told(seen.rows[0])).patient.caregiver
    assert caregiver
    assert (caregiver.name, caregiver.mobile) == ("Lee Ek", "+16175550199")
    assert all(place in seen.messages[-1].detail for place in ("NK1-3", "PV1-4", "PID-15"))


@pytest.mark.parametrize(
    ("purpose", "outcome", "listed"),
    [
        ("O", "applied", True),
        ("I", "ignored", False),
        ("", "queued", False),
        ("Z", "queued", False),
    ],
)
async def test_an_order_whose_purpose_is_not_said_is_somebodys_work(
    mercy: Hospital,
    purpose: str,
    outcome: str,
    listed: bool,  # noqa: FBT001 - of the table
) -> None:
    """O is the list at discharge, I the ward's; blank or strange is a doubt and no silence."""
    mrn = str(next(_numbers))
    await mercy.speaks(home(mrn))
    text = adt("A08", ago(90), mrn=mrn, visit=f"V-{mrn}", control=f"{mrn}R")
    text = said(text, "MSH", 9, "RDE^O11^RDE_O11")
    order = "ORC|NW|1" + "|" * 27 + purpose + "\rRXE||860975^Metformin 500 MG^RXNORM|1||TAB\r"
    await mercy.speaks(text + order)
    seen = mercy.seen(mrn)
    assert seen.messages[-1].outcome == outcome
    assert bool(seen.asked) is (outcome == "queued")
    told = await mercy.told(seen.rows[0])
    assert bool(told.medications.at_discharge) is listed


@pytest.mark.parametrize(
    ("accept", "application", "expected"),
    [("ER", "AL", ["AA"]), ("AL", "NE", ["CA"]), ("AL", "AL", ["CA", "AA"]), ("", "", ["AA"]),
     ("NE", "NE", [])],
)  # fmt: skip
async def test_each_answer_is_given_as_it_was_asked_for(
    mercy: Hospital, accept: str, application: str, expected: list[str]
) -> None:
    """MSH-15 speaks of the accept answer, MSH-16 of the application's; the discharge is taken."""
    mrn = str(next(_numbers))
    text = said(said(home(mrn), "MSH", 15, accept), "MSH", 16, application)
    answers = await mercy.exchanges(text.encode(), answers=len(expected))
    assert [_code(one) for one in answers] == expected
    assert mercy.seen(mrn).episodes == [AT_HOME]


def _code(answer: str) -> str:
    return next(line for line in answer.split("\r") if line.startswith("MSA")).split("|")[1]


@pytest.mark.parametrize("envelope", [False, True])
async def test_several_messages_in_a_block_are_answered_each(
    mercy: Hospital, *, envelope: bool
) -> None:
    """With FHS and BHS or without: each is taken, each has its own answer."""
    both = [str(next(_numbers)) for _ in range(2)]
    texts = [home(mrn, control=f"C{mrn}") for mrn in both]
    block = "".join(texts)
    if envelope:
        block = f"FHS|^~\\&|MERCYADT\rBHS|^~\\&|MERCYADT\r{block}BTS|2\rFTS|1\r"
    answers = await mercy.exchanges(block.encode(), answers=2)
    assert [f"|AA|C{mrn}" in one for mrn, one in zip(both, answers, strict=True)] == [True, True]
    assert [mercy.seen(mrn).episodes for mrn in both] == [[AT_HOME], [AT_HOME]]


async def test_xml_is_refused_in_words_and_an_answer_is_never_answered(mercy: Hospital) -> None:
    """Whoever sends v2.xml sees why it is not read; two systems acknowledge nothing for ever."""
    xml = "<ADT_A03 xmlns='urn:hl7-org:v2xml'><MSH><MSH.10>X1</MSH.10></MSH></ADT_A03>"
    (refused,) = await mercy.exchanges(xml.encode())
    assert "<MSA.1>AR</MSA.1>" in refused
    assert "XML" in refused
    ack = "MSH|^~\\&|MERCYADT|MERCYGEN|H|M|20261127160000||ACK^A03|K1|P|2.5.1\rMSA|AA|1\r"
    assert await mercy.exchanges(ack.encode(), answers=0) == []
