"""HL7 v2 messages as events: each trap of real feeds, as a table."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.messages.hl7.events import read
from adapters.messages.parsed import Parsed, places
from adapters.validation import Refused
from domain.hospital.events import Account, AppointmentStatus, EventKind
from domain.hospital.feed import Feed, Hl7Feed
from tests.adapters.messages.hl7.speech import FEED, RECEIVED, event, field, message


def refused(text: str, feed: Feed = FEED) -> str:
    """The place at which a message is refused."""
    with pytest.raises(Refused) as refusal:
        read(text, feed, RECEIVED)
    (problem,) = refusal.value.problems
    return problem.field


def doubts(text: str) -> tuple[str, ...]:
    """What of a message could not be used."""
    return read(text, FEED, RECEIVED).doubts


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("ADT^A01", EventKind.ADMITTED),
        ("ADT^A03", EventKind.DISCHARGED),
        ("ADT^A04", EventKind.REGISTERED),
        ("ADT^A06", EventKind.ADMITTED),
        ("ADT^A07", EventKind.UPDATED),
        ("ADT^A08", EventKind.UPDATED),
        ("ADT^A11", EventKind.ADMISSION_CANCELLED),
        ("ADT^A13", EventKind.DISCHARGE_CANCELLED),
        ("ADT^A16", EventKind.DISCHARGE_EXPECTED),
        ("ADT^A23", EventKind.VOIDED),
        ("ADT^A25", EventKind.EXPECTED_CANCELLED),
        ("ADT^A28", EventKind.UPDATED),
        ("ADT^A29", EventKind.VOIDED),
        ("ADT^A31", EventKind.UPDATED),
    ],
)
def test_each_trigger_says_what_happened(kind: str, expected: EventKind) -> None:
    """MSH-9 decides, though EVN-1 says A03 in all of them."""
    said = event(message(kind))
    assert (said.kind, said.trigger, said.encounter, said.mrn) == (expected, kind, "V1", "4821")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("ADT^A02", "ADT^A02: a transfer changes nothing here"),
        ("ADT^A12", "ADT^A12: a transfer changes nothing here"),
        ("ADT^A17", "ADT^A17: a swap of beds changes nothing here"),
        ("SIU^S18", "SIU^S18: changes no appointment here"),
        ("ORU^R01", "ORU^R01: no kind of message that is read here"),
        ("MDM^T02", "MDM^T02: no medication list in it"),
        ("MDM^T01", "MDM^T01: no document that is read here"),
        ("RDE^O11", "RDE^O11: no order to take home, by ORC-29"),
        ("RDE^O01", "RDE^O01: no order to take home, by ORC-29"),
        ("ORM^O01", "ORM^O01: no order of a drug"),
        ("RDE^O99", "RDE^O99: no order that is read here"),
    ],
)
def test_what_is_none_of_our_business_is_ignored_with_its_reason(kind: str, reason: str) -> None:
    """An event that changes nothing is no error and no event."""
    assert read(message(kind), FEED, RECEIVED) == Parsed(ignored=reason)


@pytest.mark.parametrize("trigger", ["A24", "A37", "A42", "A43", "A44", "A48", "A49", "A50", "A51"])
def test_who_is_who_is_for_a_person(trigger: str) -> None:
    """A link, an unmerge, another number: no event, and the numbers that it names."""
    heard = read(message(f"ADT^{trigger}"), FEED, RECEIVED)
    assert (heard.events, heard.ignored, heard.records) == ((), "", ("4821",))
    assert heard.for_a_person
    assert heard.always is (trigger == "A37")


def test_a_test_message_is_ignored_on_a_production_route() -> None:
    """Processing id T is no error; a feed that takes it reads it; a blank one is taken."""
    text = message().replace("|P|2.5.1", "|T|2.5.1")
    assert read(text, FEED, RECEIVED).ignored == "MSH-11: processing id T is not taken here"
    takes = replace(FEED, hl7=Hl7Feed(processing_ids=("P", "T")))
    assert event(text, takes).mrn == "4821"
    for taken in ("", "p", "P^T"):
        assert event(message().replace("|P|2.5.1", f"|{taken}|2.5.1")).mrn == "4821"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "MSH"),
        (message("", EVN=""), "MSH-9"),
        (message(PID=""), "PID"),
        (message(PID="PID|1||999^^^USA^SS"), "PID-3"),
        (message("ADT^A04", PV1=field("PV1", 19, "")), "PV1-19"),
        (message("ADT^A40"), "MRG"),
        (message("ADT^A40", "MRG|"), "MRG-1"),
        (message("ADT^A40", *["MRG|4799"] * 999), "MRG"),
        (message("ADT^A45", "MRG|4799", PV1=""), "PV1-19"),
        (message("SIU^S12", PID=""), "PID"),
        (message("SIU^S12", "SCH|"), "SCH-2"),
        (message("RDE^O11", "ORC|NW" + "|" * 28 + "O", "RXE||x", PID=""), "PID"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_place(text: str, place: str) -> None:
    """A required segment or field that is missing has a name."""
    assert refused(text) == place


@pytest.mark.parametrize(
    "text",
    [
        message("ADT^A01", PV1=field("PV1", 19, "")),
        message("ADT^A06", PV1=""),
        message("ADT^A23", PV1=field("PV1", 19, '""')),
    ],
)
def test_a_bed_without_a_number_is_heard_and_its_sender_is_told(text: str) -> None:
    """Who they are is known: what follows from it is asked."""
    heard = read(text, FEED, RECEIVED)
    (said,) = heard.events
    assert said.encounter is None
    assert [one.field for one in heard.missing] == ["PV1-19"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (message(PV1=""), "PV1-19"),
        (message(PV1=field("PV1", 19, "")), "PV1-19"),
        (message(PV1=field("PV1", 45, "soon"), EVN="EVN|A03"), "PV1-45"),
    ],
)
def test_a_discharge_that_lacks_its_stay_or_its_time_is_no_less_a_discharge(
    text: str, place: str
) -> None:
    """It is a discharge without it, and both its sender and a person are told what is missing."""
    heard = read(text, FEED, RECEIVED)
    (said,) = heard.events
    assert said.kind is EventKind.DISCHARGED
    assert (said.encounter is None) == (place == "PV1-19")
    assert said.undated == (place == "PV1-45")
    assert [one.field for one in heard.missing] == [place]
    assert any(one.startswith(f"{place}: expected") for one in heard.doubts)


def test_a_refusal_can_be_stored_without_its_patient() -> None:
    """Places and expectations tell nothing of what was found."""
    with pytest.raises(Refused) as refusal:
        read(message(PID="PID|1||999-55-0142^^^USA^SS||Smith^Jane"), FEED, RECEIVED)
    assert places(refusal.value) == "PID-3: expected the hospital's number of the patient"


def test_a_cancelled_discharge_may_name_no_visit() -> None:
    """It is about the latest discharge then, and what it repeats of that discharge is not said."""
    assert event(message("ADT^A13", PV1="PV1|1|I")).encounter is None
    said = event(message("ADT^A13"))
    assert (said.account.discharged_at, said.account.disposition) == (None, None)


def test_an_account_number_is_no_visit() -> None:
    """Unless the feed says so: a discharge is cancelled by patient then, not by another key."""
    pid = field("PID", 18, "ACC1")
    assert event(message("ADT^A13", PID=pid, PV1="PV1|1|I")).encounter is None
    assert event(message(PID=pid, PV1=field("PV1", 19, ""))).encounter is None
    by_account = replace(FEED, hl7=Hl7Feed(visit_fields=("PV1-19", "PID-18")))
    assert event(message("ADT^A13", PID=pid, PV1="PV1|1|I"), by_account).encounter == "ACC1"


@pytest.mark.parametrize("kind", ["ADT^A01", "ADT^A06"])
def test_an_admission_without_its_hour_does_not_begin_at_midnight(kind: str) -> None:
    """A readmission on the day of a discharge begins after it: a date alone gives no time."""
    dated, evn = field("PV1", 44, "20260904"), "EVN|A01|20260904180000-0400||||20260904"
    said = event(message(kind, PV1=dated, EVN=evn))
    assert (said.account.admitted_at, said.happened_at) == (None, None)
    assert {f"{one}: a date without a time" for one in ("PV1-44", "EVN-6")} <= set(
        doubts(message(kind, PV1=dated, EVN=evn))
    )
    timed = event(message(kind, PV1=field("PV1", 44, "20260904173000-0400"), EVN=evn + "1740"))
    assert timed.account.admitted_at == datetime(2026, 9, 4, 21, 30, tzinfo=UTC)
    assert timed.happened_at == datetime(2026, 9, 4, 21, 40, tzinfo=UTC)
    later = event(message("ADT^A08", PV1=dated)).account.admitted_at
    assert later == datetime(2026, 9, 4, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("20260904150000-0400", "2026-09-04T15:00:00-04:00"),
        ("202609041500", "2026-09-04T15:00:00-04:00"),
        ("2026090415", "2026-09-04T15:00:00-04:00"),
        ("20260904150000.1234+0000", "2026-09-04T15:00:00+00:00"),
        ("202612041500", "2026-12-04T15:00:00-05:00"),
        ("20290904150000^S", "2029-09-04T15:00:00-04:00"),
        ("20261101013000", "2026-11-01T01:30:00-04:00"),
        ("2026-09-04T15:00:00-04:00", "2026-09-04T15:00:00-04:00"),
        ("20260904", "2026-09-04T15:01:00-04:00"),
        ("20260903", "2026-09-03T00:00:00-04:00"),
        ("20260904250000", "2026-09-04T15:01:00-04:00"),
        ("00000000", "2026-09-04T15:01:00-04:00"),
        ("", "2026-09-04T15:01:00-04:00"),
        ('""', "2026-09-04T15:01:00-04:00"),
    ],
)
def test_a_discharge_time_is_read_however_it_is_written(said: str, expected: str) -> None:
    """8 to 14 digits, with a zone or in the facility's, in the feed's order of fields."""
    found = event(message(PV1=field("PV1", 45, said)))
    assert found.account.discharged_at == found.happened_at == datetime.fromisoformat(expected)
    assert "discharged_at" not in found.account.deleted


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (message(PV1=field("PV1", 45, "20260904")), "PV1-45: a date without a time"),
        (message(PV1=field("PV1", 45, "soon")), "PV1-45: no time that can be read"),
        (message(PV1=field("PV1", 2, "ZZ")), "PV1-2: a patient class that nobody knows"),
        (message(PV1=field("PV1", 4, "ZZ")), "PV1-4: an admission type that nobody knows"),
        (message(PID=field("PID", 7, "1948")), "PID-7: no date that can be read"),
        (message(PID=field("PID", 13, "none")), "PID-13: no telephone number that can be read"),
        (message(PID=field("PID", 15, "xx")), "PID-15: a language that nobody knows"),
        (message("ADT^A03", "DG1|1||1^x^SCT"), "DG1-3: a code of another system than ICD-10-CM"),
        (
            message("ADT^A03", "PD1|||Elsewhere"),
            "PD1-3: a practice that is none of the feed's clinics",
        ),
        (
            message("ADT^A03", PID=field(field("PID", 29, "20260904"), 30, "N")),
            "PID-30: not dead, beside a time of death",
        ),
        (
            message("ADT^A16", EVN="", PV1=field("PV1", 45, "")),
            "PV2-9: not said when the discharge is expected",
        ),
        (message("SIU^S12", "SCH|1"), "SCH-11: not said when the appointment is"),
    ],
)
def test_what_is_said_and_cannot_be_used_is_a_doubt(text: str, doubt: str) -> None:
    """The rest of the message holds, and the doubt names the place without what was found."""
    assert doubt in doubts(text)


def test_a_date_is_completed_by_a_time_on_that_date_in_the_facilitys_zone() -> None:
    """22:30 in New York is tomorrow in UTC and still the day of the discharge."""
    lines = {"EVN": "EVN|A03|20260905023000+0000", "PV1": field("PV1", 45, "20260904")}
    found = event(message(**lines)).account.discharged_at
    assert found == datetime(2026, 9, 5, 2, 30, tzinfo=UTC)


def test_events_are_recorded_when_they_say_so() -> None:
    """EVN-2, else MSH-7, else when it came, which is a doubt; MSH-7 is when it was sent."""
    said = event(message())
    assert said.recorded_at == datetime(2026, 9, 4, 19, 1, tzinfo=UTC)
    assert said.sent_at == datetime(2026, 9, 4, 19, 2, tzinfo=UTC)
    assert event(message("ADT^A08", EVN="")).recorded_at == said.sent_at
    bare = message("ADT^A08", EVN="").replace("20260904150200-0400", "")
    assert event(bare).recorded_at == event(bare).sent_at == RECEIVED
    assert doubts(bare) == ("EVN-2: not said when it was recorded, so when it was received",)


@pytest.mark.parametrize("kind", ["A18", "A30", "A34", "A35", "A36", "A40", "A46", "A47"])
def test_a_merge_names_who_stays_and_who_goes(kind: str) -> None:
    """PID survives and MRG is no more, in every pair; one number twice is no merge."""
    two = ("MRG|4799^^^MERCY^MR", "PID|1||5163^^^MERCY^MR", "MRG|9^^^X^SS~5100^^^MERCY^MR")
    found = read(message(f"ADT^{kind}", *two), FEED, RECEIVED).events
    assert [(one.kind, one.mrn, one.other_mrn) for one in found] == [
        (EventKind.MERGED, "4821", "4799"),
        (EventKind.MERGED, "5163", "5100"),
    ]
    same = read(message(f"ADT^{kind}", "MRG|4821^^^MERCY^MR"), FEED, RECEIVED)
    assert same.ignored == f"ADT^{kind}: both numbers are the same"


@pytest.mark.parametrize(
    ("kind", "lines", "visits"),
    [
        ("A45", ("MRG|4799||||V7", "PV1|1|I" + "|" * 17 + "V7", "MRG|4799||||V8"), ["V7", "V8"]),
        ("A45", ("MRG|4799||||V7",), ["V7"]),
        ("A41", ("MRG|4799||ACC9",), ["ACC9"]),
    ],
)
def test_a_stay_moves_from_one_patient_to_another(
    kind: str, lines: tuple[str, ...], visits: list[str]
) -> None:
    """Each visit that moves is an event of the one it belongs to now."""
    found = read(message(f"ADT^{kind}", *lines, PV1=""), FEED, RECEIVED).events
    assert [one.encounter for one in found] == visits
    assert {(one.kind, one.mrn, one.other_mrn) for one in found} == {
        (EventKind.MOVED, "4821", "4799")
    }


BOOKED = datetime(2026, 9, 9, 14, 30, tzinfo=UTC)
SCH = "SCH|P1|F1" + "|" * 9 + "^^^20260909103000"


@pytest.mark.parametrize(
    ("trigger", "filler", "status"),
    [
        ("S12", "Booked", AppointmentStatus.BOOKED),
        ("S13", "", AppointmentStatus.BOOKED),
        ("S14", "", AppointmentStatus.BOOKED),
        ("S14", "Complete", AppointmentStatus.KEPT),
        ("S14", "No show", AppointmentStatus.MISSED),
        ("S15", "Booked", AppointmentStatus.CANCELLED),
        ("S17", "", AppointmentStatus.CANCELLED),
        ("S26", "", AppointmentStatus.MISSED),
    ],
)
def test_an_appointment_is_booked_cancelled_or_missed(
    trigger: str, filler: str, status: AppointmentStatus
) -> None:
    """Of the person: its own visit number is no stay, and its PID corrects nothing."""
    said = event(message(f"SIU^{trigger}", SCH + "|" * 14 + filler))
    assert said.appointment is not None
    assert (said.kind, said.encounter, said.account) == (EventKind.APPOINTMENT, None, Account())
    assert (said.appointment.id, said.appointment.status) == ("F1", status)
    assert said.appointment.starts_at == BOOKED


def test_a_wish_for_an_appointment_is_none() -> None:
    """What waits for a slot must not stand as booked."""
    text = message("SIU^S12", SCH + "|" * 14 + "Waitlist")
    assert read(text, FEED, RECEIVED).ignored == "SIU^S12: asked for and not booked yet"


@pytest.mark.parametrize(
    "lines",
    [
        ("SCH|P1|", "TQ1|||||||20260909103000"),
        ("SCH|P1|", "AIS|1|A|x|20260909103000"),
        ("SCH|P1|", "AIL|1|A|x|||20260909103000"),
        ("SCH|P1|", "AIP|1|A|x|||20260909103000"),
    ],
)
def test_an_appointments_time_and_number_stand_in_several_places(lines: tuple[str, ...]) -> None:
    """TQ1-7, SCH-11.4, AIS-4, AIL-6, AIP-6; SCH-2, else SCH-1."""
    said = event(message("SIU^S12", *lines)).appointment
    assert said is not None
    assert (said.id, said.starts_at) == ("P1", BOOKED)


@pytest.mark.parametrize(
    ("line", "clinic"),
    [
        ("AIL|1|A|055^Room 1^^Riverside Family", "riverside-family"),
        ("AIP|1|A|OLDMILL^Nair^Priya", "old-mill-medicine"),
        ("AIL|1|A|XRAY^1", None),
    ],
)
def test_an_appointments_clinic_is_the_feeds(line: str, clinic: str | None) -> None:
    """A place that is none of the feed's clinics is an X-ray and no follow-up visit; it is said."""
    heard = read(message("SIU^S12", SCH, line), FEED, RECEIVED)
    (said,) = (one.appointment for one in heard.events)
    assert said is not None
    assert said.clinic == clinic
    assert heard.doubts == (
        () if clinic else ("AIL-3: none of the feed's clinics: no visit of ours",)
    )


@pytest.mark.parametrize("kind", ["ADT^A03", "ADT^A40", "SIU^S12", "RDE^O11", "MDM^T02"])
def test_a_test_patient_of_the_feed_is_ignored(kind: str) -> None:
    """With its reason, and the number as the feed counts it; nobody is asked anything."""
    feed = replace(FEED, strip_zeros=True, hl7=Hl7Feed(test_numbers=("0099",)))
    said = read(message(kind, PID="PID|1||099^^^MERCY^MR||ZZTEST^Brigid"), feed, RECEIVED)
    assert (said.events, said.ignored) == ((), "PID-3: a test patient, by the feed")
    assert said.for_a_person == ""
    assert event(message(), feed).mrn == "4821"
