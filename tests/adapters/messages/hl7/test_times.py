"""Times as hospitals write them, and when a message counts as having been recorded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.messages.fhir.values import to_instant
from adapters.messages.hl7 import events as hl7_events
from adapters.messages.hl7.values import moment
from domain.desired_episodes import DesiredState, Terms, desired_episodes
from domain.hospital import certainty
from domain.hospital.chart import chart
from domain.hospital.events import HospitalEvent
from domain.hospital.feed import Feed, Hl7Feed
from tests.adapters.messages.hl7.speech import FEED as SPOKEN
from tests.adapters.messages.hl7.speech import RECEIVED, field, message

ZONE = ZoneInfo("America/New_York")
A_MINUTE = timedelta(minutes=1)
FEED = Feed(
    facility="mercy-general",
    time_zone="America/New_York",
    accept_from=datetime(2026, 1, 1, tzinfo=UTC),
)


def adt(event: str, noted: str, left: str = "", sent: str = "", visit: str = "V-1") -> str:
    """A message whose every time is as it is written here."""
    pv1 = [""] * 46
    pv1[0], pv1[2], pv1[19], pv1[45] = "PV1", "I", visit, left
    pv1[36] = "01" if event == "A03" else ""
    return "\r".join(
        [
            f"MSH|^~\\&|A|B|C|D|{sent or noted}||ADT^{event}|{event}{noted}|P|2.5.1",
            f"EVN|{event}|{noted}",
            "PID|1||4821^^^MERCY^MR||Smith^Jane",
            "|".join(pv1),
        ]
    )


def read(text: str, received: datetime) -> HospitalEvent:
    """The one event of a message."""
    (event,) = hl7_events.read(text, FEED, received).events
    return event


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("20260904150000-05:00", "2026-09-04T20:00:00+00:00"),
        ("20260904150000-05", "2026-09-04T20:00:00+00:00"),
        ("202609041500+01", "2026-09-04T14:00:00+00:00"),
        ("20260904150000+05:30", "2026-09-04T09:30:00+00:00"),
        ("2026-09-04T15:00:00-05", "2026-09-04T20:00:00+00:00"),
        ("2026-09-04 15:00", "2026-09-04T19:00:00+00:00"),
        ("20260904240000", "2026-09-05T04:00:00+00:00"),
        ("202609042400-05:00", "2026-09-05T05:00:00+00:00"),
        ("2026090424", "2026-09-05T04:00:00+00:00"),
        ("2026-09-04T24:00:00Z", "2026-09-05T04:00:00+00:00"),
        ("20261231240000", "2027-01-01T05:00:00+00:00"),
        ("20260904000000+0000", "2026-09-04T04:00:00+00:00"),
        ("20260904000000Z", "2026-09-04T04:00:00+00:00"),
        ("2026-09-04T00:00:00+00:00", "2026-09-04T04:00:00+00:00"),
        ("20260904000000-0400", "2026-09-04T04:00:00+00:00"),
        ("20260904000001+0000", "2026-09-04T00:00:01+00:00"),
    ],
)
def test_offsets_midnights_and_hours_are_read(said: str, expected: str) -> None:
    """Each is the instant that was meant; a midnight in UTC is the facility's date."""
    found = moment(said, ZONE)
    assert found is not None
    assert found.at == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("said", "exact"),
    [
        ("20260904000000+0000", False),
        ("20260904000000Z", False),
        ("20260904", False),
        ("2026-09-04", False),
        ("20260904+0000", False),
        ("20260904Z", False),
        ("2026-09-04Z", False),
        ("20260904-0400", False),
        ("20260904+1400", False),
        ("20260904000000", True),
        ("20260904000000-0400", True),
    ],
)
def test_a_date_is_known_as_one(said: str, *, exact: bool) -> None:
    """Of a date nobody takes 00:00 for the hour that was meant, and no offset moves it."""
    found = moment(said, ZONE)
    assert found is not None
    assert (found.exact, found.at.astimezone(ZONE).date().isoformat()) == (exact, "2026-09-04")


@pytest.mark.parametrize(
    "said",
    ["20260904240100", "202609042500", "20260904150000-5", "20260904150000-99:00", "2026-0904",
     "20260904T", "20261301", "99990101", "20260904150000+05:75x"],
)  # fmt: skip
def test_what_is_no_time_is_not_guessed(said: str) -> None:
    """It stays unread, and is a doubt at its place."""
    assert moment(said, ZONE) is None


def test_a_midnight_in_utc_is_a_date_in_fhir_too() -> None:
    """`T00:00:00Z` is the facility's midnight; any other instant is what it says."""
    midnight = datetime(2026, 9, 4, tzinfo=ZONE)
    for said in ("2026-09-04T00:00:00Z", "2026-09-04T00:00:00.000+00:00"):
        assert to_instant(said, ZONE) == midnight
    assert to_instant("2026-09-04T00:00:01Z", ZONE) == datetime(2026, 9, 4, 0, 0, 1, tzinfo=UTC)


def state(*events: HospitalEvent) -> DesiredState:
    """What should be with the one stay."""
    terms = Terms(
        facility="mercy-general",
        time_zone="America/New_York",
        accept_from=FEED.accept_from,
        window_days=30,
    )
    now = max(one.received_at for one in events) + timedelta(hours=1)
    (one,) = desired_episodes(chart(events), terms, now)
    return one.desired


@pytest.mark.parametrize(("left", "undone"), [("0150", "0110"), ("0110", "0150"), ("0130", "0130")])
@pytest.mark.parametrize("day", ["20261101", "20271107"])
def test_the_hour_that_comes_twice_goes_by_receipt(left: str, undone: str, day: str) -> None:
    """An A13 after its A03 cancels it, whichever of the two hours each was written in."""
    end = datetime.strptime(f"{day}0620", "%Y%m%d%H%M").replace(tzinfo=UTC)
    a03 = read(adt("A03", f"{day}{left}", f"{day}{left}"), end - timedelta(minutes=25))
    a13 = read(adt("A13", f"{day}{undone}"), end)
    assert state(a03, a13) is DesiredState.OVER
    assert state(a13, a03) is DesiredState.OVER
    again = read(adt("A03", f"{day}0205", f"{day}0200"), end + timedelta(hours=1))
    assert state(again, a13, a03) is DesiredState.OPEN


def test_an_offset_says_which_of_the_two_hours() -> None:
    """With offsets the true order counts, in whichever they came."""
    late = datetime(2026, 11, 1, 9, tzinfo=UTC)
    a03 = read(adt("A03", "20261101015000-0400", "20261101015000-0400"), late)
    a13 = read(adt("A13", "20261101011000-0500"), late - timedelta(hours=1))
    assert state(a13, a03) is DesiredState.OVER


@pytest.mark.parametrize("ahead", ["20270908110000", "22000101000000", "20260909110000"])
def test_a_clock_that_is_ahead_counts_as_received(ahead: str) -> None:
    """EVN-2 and MSH-7 a day or a year ahead: the next true message is newer."""
    at = datetime(2026, 9, 8, 15, tzinfo=UTC)
    a03 = read(adt("A03", "20260908100000", "20260908100000"), at)
    a13 = read(adt("A13", ahead), at + timedelta(minutes=5))
    again = read(adt("A03", "20260908113000", "20260908113000"), at + timedelta(hours=1))
    assert a13.counts_at == a13.received_at
    assert state(a03, a13, again) is DesiredState.OPEN


def test_a_day_alone_in_evn_is_no_midnight() -> None:
    """EVN-2 without an hour: MSH-7 of the same day says when; of another day it does not."""
    at = datetime(2026, 9, 10, tzinfo=UTC)
    same = read(adt("A03", "20260908", "20260908100000", "20260908101500"), at)
    assert same.recorded_at == datetime(2026, 9, 8, 14, 15, tzinfo=UTC)
    other = read(adt("A03", "20260908", "20260908100000", "20260909101500"), at)
    assert other.recorded_at == datetime(2026, 9, 8, 4, tzinfo=UTC)


def test_a_cancelled_admission_needs_no_number_to_be_read() -> None:
    """A11 without PV1-19 is an event like A13: what it cancels is found in the chart."""
    assert read(adt("A11", "20260908100000", visit=""), datetime.now(UTC)).encounter is None


@pytest.mark.parametrize("field", ["20260901", "20260901000000+0000"])
def test_an_admission_told_by_its_day_corrects_the_past(field: str) -> None:
    """A01 of the same visit, its admission a date before the discharge: nothing begins again."""
    at = datetime(2026, 9, 8, 15, tzinfo=UTC)
    a03 = read(adt("A03", "20260908100000", "20260908100000"), at)
    pv1 = [""] * 45
    pv1[0], pv1[2], pv1[19], pv1[44] = "PV1", "I", "V-1", field
    lines = [*adt("A01", "20260909100000").split("\r")[:3], "|".join(pv1)]
    late = read("\r".join(lines), at + timedelta(days=1))
    assert state(a03, late) is DesiredState.OPEN


@pytest.mark.parametrize("trigger", ["A01", "A06"])
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("20260907", DesiredState.OPEN),
        ("20260908", DesiredState.HELD),
        ("20260908000000+0000", DesiredState.HELD),
        ("", DesiredState.HELD),
        ("20260909", DesiredState.HELD),
    ],
)
def test_an_admission_on_the_day_of_the_discharge_is_asked(
    trigger: str, day: str, expected: DesiredState
) -> None:
    """Before it or after it: nobody knows of a date alone, so it holds and asks, as without one.

    A day before corrects the past, a day after is a readmission that needs no question.
    """
    at = datetime(2026, 9, 11, 15, tzinfo=UTC)
    a03 = read(adt("A03", "20260908150500", "20260908150000"), at - timedelta(days=2))
    lines = adt(trigger, "20260911100000").split("\r")
    back = read("\r".join([*lines[:3], field(lines[3], 44, day)]), at)
    assert state(a03, back) is state(back, a03) is expected
    (stay,) = chart([a03, back]).stays
    told_otherwise = day in ("20260907", "20260909")
    assert [one.reason for one in stay.doubts] == (
        [] if told_otherwise else [certainty.BEGUN_AGAIN]
    )
    lines = adt(trigger, "20260911101500").split("\r")
    timed = read("\r".join([*lines[:3], field(lines[3], 44, "20260901080000")]), at + A_MINUTE)
    after = expected if day == "20260909" else DesiredState.OPEN
    assert state(a03, back, timed) is after


@pytest.mark.parametrize("filler", ["19000101", "19700101000000", "19691231190000-0500", "1970"])
def test_what_is_written_where_no_time_is_known_is_none(filler: str) -> None:
    """Neither a record nor an admission lies there: what else the message says counts."""
    lines = {"EVN": f"EVN|A03|{filler}", "PV1": field("PV1", 44, filler)}
    heard = hl7_events.read(message(**lines), SPOKEN, RECEIVED)
    (one,) = heard.events
    assert (one.account.admitted_at, one.recorded_at) == (None, one.sent_at)
    assert heard.doubts[:1] == ("PV1-44: no time that can be read",)


@pytest.mark.parametrize(
    ("said", "local"),
    [
        ("2026-09-04T15:00:00-04", "2026-09-04T15:00"),
        ("2026-09-04T15:00:00-0400", "2026-09-04T15:00"),
        ("2026-09-04 15:00-04:00", "2026-09-04T15:00"),
        ("2026-09-04T24:00:00-04:00", "2026-09-05T00:00"),
        ("2026-09-04T24:00", "2026-09-05T00:00"),
        ("2026-09-04t19:00:00z", "2026-09-04T15:00"),
    ],
)
def test_over_fhir_offsets_and_the_last_midnight_are_read_as_here(said: str, local: str) -> None:
    """What HL7 v2 and engines write of a time is one there and here."""
    assert to_instant(said, ZONE) == datetime.fromisoformat(local).replace(tzinfo=ZONE)


@pytest.mark.parametrize("said", ["2026-09-04T24:01", "2026-09-04T25:00", "2200-12-31T24:00"])
def test_over_fhir_no_other_hour_is_a_time(said: str) -> None:
    """Nobody guesses what was meant."""
    assert to_instant(said, ZONE) is None


@pytest.mark.parametrize("written", ["-0500", "-05:00", "+0000", "Z", ""])
def test_the_offset_of_a_sender_whose_clock_is_local_says_nothing(written: str) -> None:
    """Winter in New York is -05:00: whatever stands there, 14:00 on its clock is 14:00 there."""
    feed = replace(FEED, hl7=Hl7Feed(ignore_offsets=("A",)))
    text = adt("A03", f"20261130140500{written}", left=f"20261130140000{written}")
    received = datetime(2026, 11, 30, 20, tzinfo=UTC)
    (one,) = hl7_events.read(text, feed, received).events
    assert one.account.discharged_at == datetime(2026, 11, 30, 19, tzinfo=UTC)
    assert one.recorded_at == datetime(2026, 11, 30, 19, 5, tzinfo=UTC)
    (other,) = hl7_events.read(text.replace("|A|B|", "|B|A|"), feed, received).events
    believed = other.account.discharged_at == datetime(2026, 11, 30, 14, tzinfo=UTC)
    assert believed is (written in ("+0000", "Z"))
