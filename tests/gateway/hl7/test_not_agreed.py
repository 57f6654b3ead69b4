"""What a feed has not agreed to is refused; a discharge of another version is kept as work."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast

import pytest

from domain.hospital.feed import Acknowledge, Feed, Feeds, Hl7Feed
from gateway.hl7.intake import Hl7Line
from gateway.http.delivery_queue import Deliveries
from store.arrivals import Arrival, KeptArrival
from tests.adt import adt

NOW = datetime(2026, 9, 8, 15, tzinfo=UTC)
HL7 = Hl7Feed(acknowledge=Acknowledge.BY_CONTENT, versions=("2.5.1",))
FEED = Feed(facility="mercy-general", time_zone="America/New_York", accept_from=NOW)


@dataclass
class Sent:
    """What was kept, and what was handed on."""

    kept: list[Arrival] = field(default_factory=list)
    started: list[str] = field(default_factory=list)

    async def take(self, arrival: Arrival) -> KeptArrival:
        """Keep it."""
        self.kept.append(arrival)
        return KeptArrival(inbox=len(self.kept), ordering_key="p")

    def start(self, ordering_key: str) -> None:
        """Hand it on."""
        self.started.append(ordering_key)


async def now() -> datetime:
    """The clinical time."""
    return NOW


@pytest.mark.parametrize(
    ("event", "changes", "work"),
    [
        ("A03", {"|P|2.5.1": "|P|2.9"}, True),
        ("A08", {"|P|2.5.1": "|P|2.9"}, False),
        ("A03", {"|P|2.5.1": "|T|2.9"}, False),
        ("A03", {"|P|2.5.1": "|T|2.5.1"}, False),
    ],
)
async def test_a_discharge_that_is_refused_for_its_version_is_work(
    event: str,
    changes: dict[str, str],
    work: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """AR all the same; a test message and an update are ignored, as before."""
    sent = Sent()
    feeds = Feeds({FEED.facility: replace(FEED, hl7=replace(HL7, applications=("MERCYADT",)))})
    line = Hl7Line(sent.take, cast(Deliveries, sent), feeds, now)
    text = adt(event, "2026-09-08 10:00")
    for old, new in changes.items():
        text = text.replace(old, new)
    (answer,) = await line.receive(text.encode())
    assert b"MSA|AR" in answer
    (kept,) = sent.kept
    assert (bool(kept.refusal), bool(kept.ignored)) == (work, not work)
