"""In which order a day's messages count as received, where their senders' clocks disagree."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from domain.hospital.feed import Feeds, Hl7Feed
from intake.readers import Readers
from operations.checks.sending import in_order
from operations.found_files import Files
from tests.adapters.messages.hl7.speech import FEED, message

NOW = datetime(2026, 9, 6, tzinfo=UTC)
OURS = replace(FEED, hl7=Hl7Feed(applications=("APP",), facilities=("FAC",)))


def received(folder: Path, *evn: str) -> list[datetime]:
    """When messages count as received that say so of when they were recorded; all sent alike."""
    text = "".join(message(EVN=f"EVN|A03|{one}") for one in evn)
    (folder / "day.hl7").write_text(text, newline="")
    files = Files(Readers(Feeds({OURS.facility: OURS})), OURS)
    return [at for at, _ in in_order(files, OURS, [folder / "day.hl7"], NOW)]


def test_a_clock_that_is_ahead_is_no_later_than_it_was_sent(tmp_path: Path) -> None:
    """EVN-2 of next year beside a true MSH-7: it outranks nothing that was sent afterwards."""
    sent = datetime(2026, 9, 4, 19, 2, tzinfo=UTC)
    assert received(tmp_path, "20270904150100-0400") == [sent]
    assert received(tmp_path, "20260904150100-0400") == [sent]
    late = datetime(2026, 9, 5, 19, 1, tzinfo=UTC)
    assert received(tmp_path, "20260905150100-0400", "20270904150100-0400") == [sent, late]


def test_a_header_that_is_ahead_is_not_believed(tmp_path: Path) -> None:
    """It stands behind the message before it, also where the next one is older than now."""
    first, ahead = message(EVN="EVN|A03|20260904150100-0400"), message(EVN="EVN|A13|2027")
    last = message(EVN="EVN|A08|20260905150100-0400").replace("|20260904150200", "|20260905150200")
    ahead = ahead.replace("|20260904150200", "|20270904150200")
    text = first + ahead + ahead.replace("ADT^A03", "ORU^R01") + last
    (tmp_path / "day.hl7").write_text(text, newline="")
    files = Files(Readers(Feeds({OURS.facility: OURS})), OURS)
    found = [at.day for at, _ in in_order(files, OURS, [tmp_path / "day.hl7"], NOW)]
    assert found == [4, 4, 4, 5]
