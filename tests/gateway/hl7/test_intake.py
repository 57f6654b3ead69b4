"""Blocks over a real connection: split, kept, and answered as each message asks for it."""

import asyncio
from xml.etree import ElementTree as ET

import pytest

from adapters.messages.hl7 import syntax
from adapters.messages.hl7.batches import MOST_MESSAGES
from adapters.messages.hl7.mllp_frames import frame
from gateway.hl7.mllp_listener import MllpListener
from models.tables import InboxRow, WorkItem
from tests.adt import adt
from tests.gateway.hl7.peers import peer_of
from tests.gateway.world import World

AT = "2026-09-08 10:00"
XML = '<ADT_A03 xmlns="urn:hl7-org:v2xml"><MSH><MSH.3><HD.1>MERCYADT</HD.1></MSH.3><MSH.4><HD.1>\
MERCYGEN</HD.1></MSH.4><MSH.9><MSG.1>ADT</MSG.1><MSG.2>A03</MSG.2></MSH.9><MSH.10>X1</MSH.10></MSH>\
<PID><PID.3><CX.1>4821</CX.1></PID.3></PID></ADT_A03>'


def discharge(control: str, **more: str) -> str:
    """A good discharge."""
    said = {"disposition": "01", "discharged": AT, "mrn": f"P{control}", "visit": f"V{control}"}
    return adt("A03", AT, control=control, **{**said, **more})


async def answers(world: World, *blocks: str | bytes) -> list[str]:
    """What comes back for some blocks, until an empty one and a last message were read."""
    assert world.parts.mllp is not None
    mllp: MllpListener = world.parts.mllp
    found: list[str] = []
    raw = [one if isinstance(one, bytes) else one.encode() for one in blocks]
    async with mllp, peer_of(mllp) as peer:
        peer.sends(*(frame(one) for one in raw), frame(discharge("LAST").encode()))
        while "LAST" not in (said := await peer.answer()).decode():
            found.append(said.decode())
    return found


def codes(found: list[str]) -> list[str]:
    """MSA-1 and MSA-2 of each."""
    said = [syntax.parse(one) for one in found]
    return [f"{one.get('MSA-1')} {one.get('MSA-2')}" for one in said]


def kept(world: World) -> list[InboxRow]:
    """What was kept but the last message."""
    return world.rows(InboxRow)[:-1]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
async def test_a_batch_is_split_and_each_message_answered_in_order(world: World, end: str) -> None:
    """Envelopes fall away; every message is a row and has its own answer, whatever ends lines."""
    said = f"FHS|^~\\&|A\rBHS|^~\\&|A||||||||B7\r{discharge('1')}{discharge('2')}BTS|2\rFTS|1\r"
    assert codes(await answers(world, said.replace("\r", end))) == ["AA 1", "AA 2"]
    assert [row.trigger for row in kept(world)] == ["ADT^A03", "ADT^A03"]


async def test_two_messages_in_a_block_without_an_envelope_are_two(world: World) -> None:
    """A test message beside a discharge takes nothing from it, and each is answered."""
    second = discharge("2").replace("|P|2.5.1", "|T|2.5.1")
    assert codes(await answers(world, discharge("1") + second)) == ["AA 1", "AA 2"]
    assert len(kept(world)) == 2


async def test_a_broken_message_takes_no_good_one_with_it(world: World) -> None:
    """The good ones are kept as such, the broken one and loose lines are work for a person."""
    said = f"noise\r{discharge('1')}\rMSH|\rPID|1\r{discharge('3')}BTS|9\rmore noise\r"
    assert codes(await answers(world, said)) == ["AA 1", "AA ", "AA 3"]
    outcomes = [(row.trigger, row.outcome) for row in kept(world)]
    assert outcomes.count(("ADT^A03", "waiting")) == 2
    assert outcomes.count(("HL7", "queued")) == 3
    reasons = " ".join(item.reason for item in world.rows(WorkItem))
    assert "BTS-1: expected as many" in reasons
    assert "noise" not in reasons


async def test_a_batch_sent_again_is_nothing_new(world: World) -> None:
    """After a crash between its messages the whole comes again: nothing twice, nothing lost."""
    whole = f"BHS|^~\\&|A\r{discharge('1')}{discharge('2')}BTS|3\r"
    assert codes(await answers(world, discharge("1"), whole, whole)) == [
        "AA 1", *["AA 1", "AA 2"] * 2
    ]  # fmt: skip
    assert len(kept(world)) == 3


async def test_nothing_of_a_block_is_answered_that_could_not_be_kept(world: World) -> None:
    """Every message is kept before the first answer is written."""
    mllp = world.parts.mllp
    assert mllp is not None
    async with mllp, peer_of(mllp) as peer:
        with world.database.write() as session:
            session.connection().exec_driver_sql("ALTER TABLE inbox RENAME TO away")
        peer.sends(frame((discharge("1") + discharge("2")).encode()))
        assert await peer.rest() == b""


@pytest.mark.parametrize(
    ("said", "outcomes"),
    [
        ("BHS|^~\\&|A||||||||B7\rBTS|0\r", ["ignored"]),
        ("FHS|^~\\&|A||||||||B7\rBHS|^~\\&\rBTS\rFTS|1\r", ["ignored"]),
        ("BHS|^~\\&|A||||||||B7", ["ignored"]),
        ("BHS|^~\\&|A||||||||B7\rBTS|4\r", ["queued"]),
    ],
)
async def test_an_empty_batch_is_answered_under_its_own_id(
    world: World, said: str, outcomes: list[str]
) -> None:
    """Its sender waits too; one that says it holds messages is work for a person."""
    assert codes(await answers(world, said)) == ["AA B7"]
    assert [row.outcome for row in kept(world)] == outcomes


async def test_a_large_batch_is_answered_whole(world: World) -> None:
    """A thousand messages are a thousand rows and answers, in order."""
    many = "".join(discharge(str(number)) for number in range(1_000))
    async with asyncio.timeout(60):
        found = codes(await answers(world, many))
    assert found == [f"AA {number}" for number in range(1_000)]


async def test_more_than_a_block_may_hold_is_kept_whole(world: World) -> None:
    """One answer and one row for a person: nothing is done by halves."""
    many = "BHS|^~\\&|A||||||||B7\r" + "MSH|^~\\&|A|B|||||ADT^A03|9\r" * (MOST_MESSAGES + 1)
    found = codes(await answers(world, many))
    assert found == ["AA 9"]
    (row,) = kept(world)
    assert row.outcome == "queued"


async def test_both_answers_are_written_where_both_are_asked_for(world: World) -> None:
    """MSH-15 ER and MSH-16 AL: one AA. Both AL: a CA, then an AA."""
    one = discharge("1").replace("|P|2.5.1", "|P|2.5.1|||ER|AL")
    two = discharge("2").replace("|P|2.5.1", "|P|2.5.1|||AL|AL")
    assert codes(await answers(world, one, two)) == ["AA 1", "CA 2", "AA 2"]


@pytest.mark.parametrize("kind", ["ACK", "ACK^A03", "ack", "ACK^A03^ACK", "MCF", "QQQ^Z99", ""])
async def test_an_acknowledgement_is_never_answered(world: World, kind: str) -> None:
    """Alone or within a batch; it is no row and no work, and it is counted."""
    said = f"MSH|^~\\&|MERCYADT|MERCYGEN|||20260908||{kind}|C9|P|2.5.1\rMSA|AE|H1|no\r"
    within = f"BHS|^~\\&|A\r{said}{discharge('1')}BTS|2\r"
    assert codes(await answers(world, said, within)) == ["AA 1"]
    assert len(kept(world)) == 1
    live = (await world.http.get("/health/live")).json()
    assert live["hl7_acknowledgements"] == 2


async def test_a_discharge_with_a_stray_msa_is_a_discharge(world: World) -> None:
    """What tells something is not lost for a segment that does not belong there."""
    assert codes(await answers(world, discharge("1") + "MSA|AA|1\r")) == ["AA 1"]


@pytest.mark.parametrize(
    "before", ["", "\ufeff", " \r\n", '<?xml version="1.0" encoding="UTF-8"?>\n',
               '<!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b "haha">]>']
)  # fmt: skip
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
async def test_v2_xml_is_refused_in_xml(world: World, before: str, charset: str) -> None:
    """An AR that its sender can read names the reason; the message is work, of that facility."""
    raw = (before + XML).encode(charset)
    (said,) = await answers(world, raw)
    assert "4821" not in said
    space = {"v": "urn:hl7-org:v2xml"}
    tree = ET.fromstring(said)  # noqa: S314 - our own answer
    assert tree.findtext("v:MSA/v:MSA.1", None, space) == "AR"
    assert tree.findtext("v:MSA/v:MSA.2", None, space) == "X1"
    assert "not XML" in (tree.findtext("v:MSA/v:MSA.3", None, space) or "")
    (row,) = kept(world)
    assert (row.outcome, row.trigger, row.facility) == ("queued", "ADT^A03", "mercy-general")


async def test_an_acknowledgement_in_xml_is_not_answered_either(world: World) -> None:
    """Two systems that refuse each other's refusals would never end."""
    ack = "<ACK xmlns='urn:hl7-org:v2xml'><MSA><MSA.1>AE</MSA.1></MSA></ACK>"
    assert await answers(world, ack) == []
    assert kept(world) == []
