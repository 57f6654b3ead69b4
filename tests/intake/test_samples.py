"""Real published messages: each ends somewhere for a reason, and none raises."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from temporalio.client import Client

from adapters.messages.feed_file import read_feeds
from domain.words.phrasebook import worded
from intake.readers import Readers
from models.tables import Encounter, InboxRow, WorkItem
from operations.found_files import Files
from store.arrivals import IntakeOutcome
from tests.intake.world import Place, temporal
from tests.places import SAMPLES

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the published samples are not here")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = """
facility = "samples"
time_zone = "America/New_York"
accept_from = 1990-01-01T00:00:00Z
[hl7]
applications = ["ADTApp", "SCHApp", "IMMAPP", "PROSOLV", "EPIC", "SE050"]
patient_types = ["MR", "PI"]
visit_fields = ["PV1-19", "PID-18"]
processing_ids = ["P", "D", "T"]
"""

# Every file, in the order in which they are sent: what came of it, and why in words of the reason.
SENT: tuple[tuple[str, str, str], ...] = (
    ("hl7/microsoft-ADT-A01-01.hl7", "ignored", "nothing was discharged yet"),
    ("hl7/microsoft-ADT-A03-01.hl7", "ignored", "the hospital reports a death"),
    ("hl7/microsoft-ADT-A08-01.hl7", "ignored", "the hospital reports a death"),
    ("hl7/microsoft-ADT-A13-01.hl7", "ignored", "the hospital reports a death"),
    ("hl7/microsoft-MDM-T02-01.hl7", "ignored", "no medication list in it"),
    ("hl7/microsoft-RDE-O11-01.hl7", "ignored", "the hospital reports a death"),
    ("hl7/microsoft-SIU-S12-01.hl7", "ignored", "the hospital reports a death"),
    ("hl7/microsoft-SIU-S15-01.hl7", "ignored", "the hospital reports a death"),
    ("hl7/microsoft-SIU-S26-01.hl7", "ignored", "the hospital reports a death"),
    ("hl7/simple-hl7-adt.hl7", "ignored", "nothing was discharged yet"),
    ("hl7/linuxforhealth-crlf.hl7", "ignored", "nothing was discharged yet"),
    ("hl7/linuxforhealth-lf.hl7", "ignored", "nothing was discharged yet"),
    ("fhir/condition-encounter-diagnosis-example1.json", "ignored", "without the encounter"),
    ("fhir/davinci-admit-message.json", "ignored", "nothing was discharged yet"),
    ("fhir/davinci-discharge-message.json", "ignored", "its window has passed"),
    ("fhir/documentreference-discharge-summary.json", "ignored", "holds nothing of ours"),
    ("fhir/encounter-1036.json", "queued", "a patient with an identifier"),
    ("fhir/encounter-delivery.json", "queued", "when the patient left"),
    ("fhir/encounter-example-1.json", "ignored", "of the class outpatient"),
    ("fhir/generated-message-A03.json", "started", ""),
    ("fhir/generated-backport-notification.json", "queued", "a patient with an identifier"),
    ("fhir/generated-resthook-encounter.json", "queued", "a patient with an identifier"),
    ("fhir/medicationrequest-coded-oral-axid.json", "ignored", "without the encounter"),
    ("fhir/servicerequest-rehab.json", "ignored", "without the encounter"),
    ("fhir/synthea-inpatient-a.json", "ignored", "its window has passed"),
)


@pytest.fixture(scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """An installation that listens to whoever sent the samples, with the real server behind it."""
    folder = tmp_path_factory.mktemp("samples")
    (folder / "feeds").mkdir()
    (folder / "feeds" / "samples.toml").write_text(FEED)
    made = Place(folder, feeds=folder / "feeds", facilities=("samples",))
    async with temporal(made) as client:
        made.client = client
        yield made


@pytest.fixture(scope="module")
async def came(place: Place) -> dict[str, list[IntakeOutcome]]:
    """What came of every file, sent in the order of the table."""
    feeds = read_feeds(place.feeds)
    files = Files(Readers(feeds), feeds.of("samples"))
    hospital_inbox = place.hospital_inbox(NOW)
    found: dict[str, list[IntakeOutcome]] = {}
    for name, _, _ in SENT:
        found[name] = []
        for piece in files.pieces(SAMPLES / name, NOW):
            assert piece.arrival is not None, f"{piece.source}: {piece.refused}"
            taken = await hospital_inbox.take(piece.arrival)
            await hospital_inbox.deliver(taken.ordering_key)
            found[name].append(await hospital_inbox.came(taken.inbox))
    return found


def test_the_table_names_every_sample() -> None:
    """No published message is left out."""
    there = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.glob("*/*")}
    assert {name for name, _, _ in SENT} == {one for one in there if not one.startswith("twilio")}


@pytest.mark.parametrize(("name", "outcome", "why"), SENT, ids=[name for name, _, _ in SENT])
async def test_each_ends_for_a_reason(
    came: dict[str, list[IntakeOutcome]], name: str, outcome: str, why: str
) -> None:
    """Started, applied, ignored or before a person; and the inbox says why."""
    assert {one.outcome for one in came[name]} == {outcome}, came[name]
    assert all(why in worded(one.detail) for one in came[name]), came[name]


async def test_only_the_discharge_of_yesterday_opens_a_window(
    place: Place, came: dict[str, list[IntakeOutcome]]
) -> None:
    """Of all of them one episode runs; Synthea's stays of long ago opened none."""
    del came
    with place.database.read() as session:
        rows = session.exec(select(Encounter)).all()
        waiting = session.exec(select(WorkItem)).all()
        kept = session.exec(select(InboxRow)).all()
    assert len(rows) == 1
    assert {item.owner for item in waiting} == {"intake_lead"}
    assert all(row.outcome != "waiting" and not row.error for row in kept)
    handle = client_of(place).get_workflow_handle(rows[0].episode)
    assert (await handle.describe()).workflow_type == "Episode"


def client_of(place: Place) -> Client:
    """The client that the fixture left."""
    return place.client


@pytest.mark.parametrize("name", ["microsoft-ADT-A03-01.hl7", "linuxforhealth-lf.hl7"])
@pytest.mark.parametrize("ends", ["\r", "\n", "\r\n"])
def test_line_ends_change_nothing(name: str, ends: str, tmp_path: Path, place: Place) -> None:
    """CR, LF and CRLF are one message with the same events."""
    feeds = read_feeds(place.feeds)
    files = Files(Readers(feeds), feeds.of("samples"))
    raw = (SAMPLES / "hl7" / name).read_bytes().decode("utf-8").replace("\r\n", "\n")
    written = tmp_path / "message"
    written.write_bytes(raw.replace("\r", "\n").replace("\n", ends).encode())
    (one,) = files.pieces(written, NOW)
    (whole,) = files.pieces(SAMPLES / "hl7" / name, NOW)
    assert one.heard == whole.heard
    assert one.arrival == whole.arrival
