"""Acknowledgements: the code that the sender's engine can bear, in the sender's own dialect."""

from dataclasses import replace
from datetime import UTC, datetime

import hl7  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.messages.hl7 import syntax
from adapters.messages.hl7.acks import Verdict, acknowledge, not_agreed
from adapters.messages.hl7.events import read
from adapters.messages.hl7.syntax import Message
from adapters.messages.parsed import Parsed
from adapters.validation import Problem, Refused
from domain.hospital.feed import Acknowledge, Feed, Hl7Feed
from tests.adapters.messages.hl7.speech import FEED, message

AT = datetime(2026, 9, 4, 19, 2, 5, tzinfo=UTC)
STRICT = replace(FEED, hl7=Hl7Feed(acknowledge=Acknowledge.BY_CONTENT, versions=("2.3", "2.5.1")))
HEARD = Parsed(ignored="ADT^A02: a transfer changes nothing here")
MISSING = Refused("m", [Problem(field="PV1-19", found="nothing", expected="a visit number")])
UNREADABLE = Refused("m", [Problem(field="PV1-45", found='"Jane"', expected="a date & time")])
NO_PID = Refused("m", [Problem(field="PID", found="nothing", expected="a PID segment")])


def answer(
    received: str | bytes, feed: Feed | None = FEED, verdict: Verdict = HEARD
) -> Message | None:
    """Our answer as a sender reads it."""
    given = received if isinstance(received, bytes) else syntax.parse(received)
    raw = acknowledge(given, feed, verdict, received_at=AT, control_id="H42")
    return syntax.parse(syntax.decode(raw[0], "utf-8")) if raw else None


def codes(received: str, feed: Feed | None = FEED, verdict: Verdict = HEARD) -> str:
    """MSA-1 of every answer, in order."""
    given = syntax.parse(received)
    raw = acknowledge(given, feed, verdict, received_at=AT, control_id="H42")
    said = [syntax.parse(syntax.decode(one, "utf-8")) for one in raw]
    assert [one.get("MSA-2") for one in said] == ["C1"] * len(said)
    assert len({one.get("MSH-10") for one in said}) == len(said)
    return " ".join(one.get("MSA-1") for one in said)


def code(received: str | bytes, feed: Feed | None = FEED, verdict: Verdict = HEARD) -> str | None:
    """MSA-1, or None when there is no answer."""
    said = answer(received, feed, verdict)
    return said.get("MSA-1") if said is not None else None


def test_the_header_is_the_senders_turned_round() -> None:
    """MSH-3 to 6 change places; version, processing id and control id are echoed."""
    (raw,) = acknowledge(syntax.parse(message()), FEED, HEARD, received_at=AT, control_id="H42")
    assert raw == (
        b"MSH|^~\\&|US|HERE|APP|FAC|20260904190205+0000||ACK^A03^ACK|H42|P|2.5.1\rMSA|AA|C1\r"
    )
    theirs = hl7.parse(raw.decode())
    assert (str(theirs.segment("MSA")[1]), str(theirs.segment("MSA")[2])) == ("AA", "C1")


def test_an_answer_speaks_the_senders_dialect() -> None:
    """Their separators, their components of MSH-3, their charset, their long control id."""
    text = "MSH$%*!@$APP%1.2%ISO$FAC$ÜS$HERE$2026$$ADT%A08$" + "9" * 60 + "$P$2.3$$$$$$8859/1"
    (raw,) = acknowledge(syntax.parse(text), STRICT, MISSING, received_at=AT, control_id="H42")
    assert raw.startswith("MSH$%*!@$ÜS$HERE$APP%1.2%ISO$FAC$2026".encode("latin-1"))
    said = syntax.parse(syntax.decode(raw, "utf-8"))
    assert (said.get("MSH-9"), said.get("MSH-9.2"), said.get("MSH-18")) == ("ACK", "A08", "8859/1")
    assert (said.get("MSA-2"), said.get("ERR-2.3")) == ("9" * 60, "19")


@pytest.mark.parametrize("verdict", [HEARD, MISSING, NO_PID, None])
@pytest.mark.parametrize("feed", [FEED, None])
def test_whatever_was_stored_is_accepted(feed: Feed | None, verdict: Verdict) -> None:
    """By default nothing stops a sender's queue: not a fault, a test, a version or an event."""
    odd = message("ORU^R01").replace("|P|2.5.1", "|T|9.9")
    assert code(message(), feed, verdict) == code(odd, feed, verdict) == "AA"


@pytest.mark.parametrize(
    ("text", "verdict", "msa", "location", "err"),
    [
        (message(), HEARD, "AA", "", ""),
        (message(), None, "AA", "", ""),
        (message(), MISSING, "AE", "PV1^1^19", "101"),
        (message(), UNREADABLE, "AE", "PV1^1^45", "102"),
        (message(), NO_PID, "AE", "PID^1", "100"),
        (message(), Refused("m", []), "AE", "MSH^1", "207"),
        (message().replace("|P|", "|T|"), HEARD, "AR", "MSH^1^11", "202"),
        (message().replace("2.5.1", "2.9"), HEARD, "AR", "MSH^1^12", "203"),
        (message("ORU^R01"), HEARD, "AR", "MSH^1^9", "200"),
        (message("ADT^A60"), HEARD, "AA", "", ""),
    ],
)
def test_a_feed_that_asks_hears_what_is_wrong(
    text: str, verdict: Verdict, msa: str, location: str, err: str
) -> None:
    """AE for content, AR for what was not agreed, each with its place and its code."""
    said = answer(text, STRICT, verdict)
    assert said is not None
    assert (said.get("MSA-1"), said.raw("ERR-2"), said.get("ERR-3")) == (msa, location, err)
    assert said.get("ERR-4") == ("E" if err else "")


def test_an_error_tells_nothing_of_the_patient() -> None:
    """What was expected is said, what was found is not; separators in it are escaped."""
    (raw,) = acknowledge(
        syntax.parse(message()), STRICT, UNREADABLE, received_at=AT, control_id="H42"
    )
    assert b"Jane" not in raw
    assert b"4821" not in raw
    assert raw.endswith(
        b"ERR||PV1^1^45|102^Data type error^HL70357|E||||expected a date \\T\\ time\r"
    )


@pytest.mark.parametrize(
    ("accept", "application", "on_success", "on_failure", "on_refusal"),
    [
        ("", "", "AA", "AE", "AR"),
        ('""', '""', "AA", "AE", "AR"),
        ("AL", "NE", "CA", "CE", "CR"),
        ("AL", "AL", "CA AA", "CA AE", "CR AR"),
        ("al", "al", "CA AA", "CA AE", "CR AR"),
        ("AL", "", "CA", "CE", "CR"),
        ("AL", "ER", "CA", "CA AE", "CR AR"),
        ("AL", "SU", "CA AA", "CA", "CR"),
        ("ER", "AL", "AA", "AE", "CR AR"),
        ("SU", "AL", "CA AA", "CA AE", "AR"),
        ("SU", "NE", "CA", "", ""),
        ("ER", "NE", "", "CE", "CR"),
        ("NE", "NE", "", "", ""),
        ("NE", "", "", "", ""),
        ("NE", "AL", "AA", "AE", "AR"),
        ("NE", "ER", "", "AE", "AR"),
        ("NE", "SU", "AA", "", ""),
        ("", "AL", "AA", "AE", "AR"),
        ("", "NE", "CA", "CE", "CR"),
        ("xx", "", "CA", "CE", "CR"),
        ("NE", "maybe", "AA", "AE", "AR"),
    ],
)
def test_each_answer_is_given_as_it_was_asked_for(
    accept: str, application: str, on_success: str, on_failure: str, on_refusal: str
) -> None:
    """MSH-15 speaks of the accept answer, MSH-16 of the application answer that follows it."""
    text = message().replace("|2.5.1\r", f"|2.5.1|||{accept}|{application}\r")
    assert codes(text, STRICT, HEARD) == on_success
    assert codes(text, STRICT, MISSING) == on_failure
    assert codes(text.replace("|P|", "|T|"), STRICT) == on_refusal
    assert codes(text, FEED, MISSING) == on_success


@pytest.mark.parametrize("asked", ["|||AL|AL", "|||NE|NE", "|||ER|AL", ""])
def test_a_feed_can_say_one_aa_whatever_is_asked(asked: str) -> None:
    """An engine that fills MSH-15 and waits for one AA is given that."""
    feed = replace(FEED, hl7=Hl7Feed(acknowledge=Acknowledge.ALWAYS_AA))
    assert codes(message().replace("|2.5.1\r", f"|2.5.1{asked}\r"), feed, MISSING) == "AA"


@pytest.mark.parametrize(
    ("raw", "control_id", "receiver"),
    [
        (b"", "", ""),
        (b"\x00\xff garbage", "", ""),
        (b"MSHABCDEF", "", ""),
        (b"noise MSH|^~\\&|APP|FAC|US|HERE|||ADT^A03|C1|P|2.3\rPID|1", "C1", "APP"),
        (message().encode() * 2, "C1", "APP"),
        (b"MSH|^~\\&|APP|FAC", "", "APP"),
    ],
)
def test_what_cannot_be_parsed_is_answered_too(raw: bytes, control_id: str, receiver: str) -> None:
    """With what its header says, or else in our own name; an error only for whom that is."""
    said = answer(raw, FEED, MISSING)
    assert said is not None
    assert (said.get("MSA-1"), said.get("MSA-2"), said.get("MSH-5")) == ("AA", control_id, receiver)
    assert code(raw, STRICT, NO_PID) in ("AE", "AR")


def test_what_is_not_agreed_is_named() -> None:
    """Each fault of the envelope, with what was agreed."""
    label = syntax.label(syntax.parse(message("ORU^R01").replace("|P|2.5.1", "|T|2.9")))
    assert [fault.place for fault in not_agreed(label, STRICT)] == ["MSH-11", "MSH-12", "MSH-9"]


@given(st.binary(max_size=300))
def test_every_answer_is_a_message(raw: bytes) -> None:
    """Whatever came, what goes back parses here and with the hl7 package."""
    for received in (raw, b"MSH|^~\\&|" + raw):
        answered = acknowledge(received, STRICT, NO_PID, received_at=AT, control_id="H42")
        for number, one in enumerate(answered):
            text = syntax.decode(one, "utf-8")
            assert syntax.parse(text).get("MSH-10") == ("H42", "H42A")[number]
            assert [str(line[0]) for line in hl7.parse(text)][:2] == ["MSH", "MSA"]


def test_the_verdict_is_what_reading_gave() -> None:
    """The three modules fit: parse, read, answer; what is taken and lacks something is told too."""
    text = message(PV1="")
    said = answer(text, STRICT, read(text, STRICT, AT))
    assert said is not None
    assert (said.get("MSA-1"), said.get("ERR-8")) == ("AE", "expected a PV1 with a visit number")
    with pytest.raises(Refused) as refusal:
        read(message(PID=""), STRICT, AT)
    assert code(message(PID=""), STRICT, refusal.value) == "AE"
