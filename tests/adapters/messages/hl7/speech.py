"""Messages for the tests of the HL7 v2 reader: small ones of ours, and the published ones."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.messages.hl7.events import read
from domain.hospital.events import HospitalEvent
from domain.hospital.feed import Feed, Hl7Feed
from tests import places
from tests.places import ROOT

EXAMPLES = ROOT / "examples" / "hl7"
SAMPLES = places.SAMPLES / "hl7"
RECEIVED = datetime(2026, 9, 4, 20, 0, tzinfo=UTC)

FEED = Feed(
    facility="mercy-general",
    time_zone="America/New_York",
    accept_from=datetime(2026, 1, 1, tzinfo=UTC),
    dispositions={"Home": "01", "home health": "06"},
    clinics={"Riverside Family": "riverside-family", "OLDMILL": "old-mill-medicine"},
    hl7=Hl7Feed(),
)

HEADER = "MSH|^~\\&|APP|FAC|US|HERE|20260904150200-0400||{kind}|C1|P|2.5.1"
LINES = {
    "EVN": "EVN|A03|20260904150100-0400",
    "PID": "PID|1||4821^^^MERCY^MR||Smith^Jane||19480302|F|||||(617)555-0123^PRS^CP",
    "PV1": "PV1|1|I||E" + "|" * 15 + "V1" + "|" * 17 + "01" + "|" * 9 + "20260904150000-0400",
}


def message(kind: str = "ADT^A03", *more: str, **lines: str) -> str:
    """A small message; a line is replaced by name, dropped when it is "", and `more` follow."""
    said = {**LINES, **lines}
    return "\r".join(
        [HEADER.format(kind=kind), *(line for line in said.values() if line), *more, ""]
    )


def field(segment: str, number: int, text: str) -> str:
    """One of our segments, such as PID, or any line, with one field replaced."""
    fields = LINES.get(segment, segment).split("|")
    fields += [""] * (number + 1 - len(fields))
    fields[number] = text
    return "|".join(fields)


def published() -> list[Path]:
    """The published samples; tests of them are skipped where the folder is absent."""
    return sorted(SAMPLES.glob("*.hl7"))


needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no published samples here")


def event(text: str, feed: Feed = FEED) -> HospitalEvent:
    """The one event of a message."""
    (one,) = read(text, feed, RECEIVED).events
    return one
