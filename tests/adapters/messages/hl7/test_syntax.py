"""HL7 v2 as text: whatever bytes come, there are fields or a refusal, soon."""

import logging
from dataclasses import replace
from pathlib import Path

import hl7  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.messages.hl7 import syntax
from adapters.messages.hl7.batches import batch
from adapters.messages.hl7.segments import Segment
from adapters.validation import Refused
from domain.hospital.feed import Hl7Feed
from tests.adapters.messages.hl7.speech import FEED, field, message, needs_samples, published
from tests.pace import in_floors

SOON = 200.0
"""Floors of work (tests/pace.py); the slowest takes forty."""
HEADER = "MSH|^~\\&|APP|FAC|||20260904||ADT^A03|C1|P|2.5.1"


def header(charset: str, name: bytes) -> bytes:
    """A header that declares a charset in MSH-18, and a name in it."""
    return HEADER.encode() + b"|" * 6 + charset.encode() + b"\rPID|1||4821||" + name


@pytest.mark.parametrize(
    ("raw", "default", "family"),
    [
        (header("UNICODE UTF-8", "Muñoz".encode()), "latin-1", "Muñoz"),
        (header("8859/1", "Muñoz".encode("latin-1")), "utf-8", "Muñoz"),
        (header("8859/2", "Dvořák".encode("iso8859-2")), "utf-8", "Dvořák"),
        (header("ASCII", "Muñoz".encode()), "utf-8", "Muñoz"),
        (header("", "Muñoz".encode()), "ascii", "Muñoz"),
        (header("", "Muñoz".encode("latin-1")), "ascii", "Muñoz"),
        (header("KLINGON", "Muñoz".encode("cp1252")), "cp1252", "Muñoz"),
        (header("", "Muñoz".encode("latin-1")), "no such charset", "Muñoz"),
        (header("8859/1~UNICODE UTF-8", "Muñoz".encode("latin-1")), "utf-8", "Muñoz"),
        (b"\xef\xbb\xbf" + header("", "Muñoz".encode()), "utf-8", "Muñoz"),
        ((HEADER + "\rPID|1||4821||Muñoz").encode("utf-16"), "utf-8", "Muñoz"),
        (header("", b"Mu\x00noz"), "utf-8", "Munoz"),
    ],
)
def test_bytes_are_read_by_what_they_say(raw: bytes, default: str, family: str) -> None:
    """MSH-18 wins where it fits, then the feed's charset, then UTF-8; Latin-1 always fits."""
    assert syntax.parse(syntax.decode(raw, default)).get("PID-5") == family


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\n\n", "\r\r\n"])
def test_line_ends_are_all_one(end: str) -> None:
    """LF alone is no single segment, and CRLF leaves nothing on a name."""
    raw = message().replace("\r", end).encode()
    assert syntax.parse(syntax.decode(raw, "utf-8")).get("PV1-19") == "V1"


def test_a_line_end_inside_a_text_belongs_to_the_text() -> None:
    """What begins no segment goes on with the one before."""
    said = syntax.parse(
        message("ADT^A03", "DG1|1||I50.9^Heart\nfailure^I10|||F".replace("\n", "\r"))
    )
    assert said.get("DG1-3.2") == "Heart failure"
    assert said.get("DG1-6") == "F"


def test_a_file_is_split_into_its_messages() -> None:
    """Envelopes, blank lines and MLLP's bytes between messages fall away."""
    one, two = message(), message("ADT^A08")
    text = f"FHS|^~\\&|A\rBHS|^~\\&|A\r\x0b{one}\x1c\r\r\n{two}\x1c\rBTS|2\rFTS|1\r"
    assert batch(text.encode()).messages == (one.encode(), two.encode())
    assert batch(b"").messages == batch(b"no message\rPID|1").messages == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "MSH"),
        ("MSH", "MSH"),
        ("PID|1||4821", "MSH"),
        ("hello", "MSH"),
        ("MSHx^~\\&xAPP", "MSH-1"),
        ("MSH ^~\\& APP", "MSH-1"),
        ("MSH|ABC|APP", "MSH-2"),
        ('MSH|^~"&|APP', "MSH-2"),
        (f"{message()}\r{message()}", "MSH"),
        (HEADER + "\rNTE|1" * (syntax.MOST_SEGMENTS + 1), "MSH"),
    ],
)
def test_what_has_no_header_is_refused(text: str, place: str) -> None:
    """A message is refused at the MSH that cannot be used, and nothing else happens."""
    with pytest.raises(Refused) as refusal:
        syntax.parse(text)
    assert [problem.field for problem in refusal.value.problems] == [place]


@pytest.mark.parametrize(
    ("start", "body"),
    [
        ("MSH|^~\\&|APP", "PID|1||4821^^^M^MR~9^^^M^SS||A&B^C"),
        ("MSH|^~\\\\&|APP", "PID|1||4821^^^M^MR~9^^^M^SS||A&B^C"),
        ("MSH|^~\\&#|APP", "PID|1||4821^^^M^MR~9^^^M^SS||A&B^C"),
        ("MSH|^~&|APP", "PID|1||4821^^^M^MR~9^^^M^SS||A&B^C"),
        ("MSH|^|APP", "PID|1||4821^^^M^MR~9^^^M^SS||A&B^C"),
        ("MSH||APP", "PID|1||4821^^^M^MR~9^^^M^SS||A&B^C"),
        ("MSH$%*!@$APP", "PID$1$$4821%%%M%MR*9%%%M%SS$$A@B%C"),
        ("MSH|^~\\&", "PID|1||4821^^^M^MR~9^^^M^SS||A&B^C"),
    ],
)
def test_separators_are_what_the_header_says(start: str, body: str) -> None:
    """Odd, doubled, missing or surplus encoding characters cost no field."""
    said = syntax.parse(f"{start}\r{body}")
    assert said.get("PID-3") == "4821"
    assert [one.get(5) for one in said.repeats("PID-3")] == ["MR", "SS"]
    assert (said.get("PID-5.1.2"), said.get("PID-5.2")) == ("B", "C")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("A\\T\\E", "A&E"),
        ("\\F\\\\S\\\\R\\\\E\\", "|^~\\"),
        ("50\\X25\\", "50%"),
        ("\\XC3B1\\", "ñ"),
        ("one\\.br\\two", "one two"),
        ("\\H\\high\\N\\", "high"),
        ("\\.sp99999999999\\x", "\\.sp99999999999\\x"),
        ("C:\\dose\\x", "C:\\dose\\x"),
        ("half \\T", "half \\T"),
    ],
)
def test_escapes_are_undone(written: str, read: str, caplog: pytest.LogCaptureFixture) -> None:
    """What stands for a separator becomes one; what means nothing stays; nothing is logged."""
    with caplog.at_level(logging.DEBUG):
        assert syntax.parse(message(PID=field("PID", 5, f"{written}^J"))).get("PID-5") == read
    assert caplog.text == ""


def test_what_is_not_there_is_blank() -> None:
    """A missing segment, field, repetition or part is "", like a blank one."""
    said = syntax.parse("MSH|^~\\&|APP")
    paths = ("PID-3", "MSH-99", "MSH-3.9", "MSH-3.1.7", "ZZZ-1", "MSH-0")
    assert {said.get(path) for path in paths} == {"", "MSH"}
    assert [*said.repeats("PID-3"), *said.segments("DG1"), *said.groups("ORC")] == []


def test_groups_begin_where_their_segment_stands() -> None:
    """Each group holds what follows it, up to the next."""
    said = syntax.parse(message("RDE^O11", "ORC|NW", "RXE||a", "ORC|CA", "RXE||b"))
    assert [(one.get("ORC-1"), one.get("RXE-2")) for one in said.groups("ORC")] == [
        ("NW", "a"),
        ("CA", "b"),
    ]


@pytest.mark.parametrize(
    ("msh9", "evn", "structure"),
    [
        ("ADT^A03", "A01", "ADT^A03"),
        ("ADT^A03^ADT_A03", "A01", "ADT^A03"),
        ("ADT", "A03", "ADT^A03"),
        ("ADT_A03", "", "ADT^A03"),
        ("^^ADT_A03", "", "ADT^A03"),
        ("adt^a03", "", "ADT^A03"),
        ("", "A03", ""),
        ("ADT^Jane Smith", "", ""),
        ("ADT", "", ""),
    ],
)
def test_the_event_is_what_msh_9_says(msh9: str, evn: str, structure: str) -> None:
    """EVN-1 often contradicts the header and is asked only when the header names no event."""
    assert syntax.label(syntax.parse(message(msh9, EVN=f"EVN|{evn}"))).structure == structure


def test_a_label_is_short_and_printable() -> None:
    """A header full of somebody's text makes a label that can stand in a column and a log."""
    said = syntax.label(syntax.parse(f"MSH|^~\\&|{'Ä' * 99}{'x' * 500}|F\x07F^1.2^ISO||||||C\x1b1"))
    assert said.application == "x" * 60
    assert said.sender_key == f"{said.application}|F F|C 1"


@pytest.mark.parametrize(
    ("pid3", "pid2", "expected"),
    [
        ("4821^^^MERCY^MR", "", "4821"),
        ("999-55-0142^^^USA^SS~4821^^^MERCY^MR", "", "4821"),
        ("1^^^MERCY^PT~2^^^MERCY^PI~3^^^MERCY^MR", "", "3"),
        ("1^^^MERCY^PT~2^^^MERCY^PI", "", "2"),
        ("V1^^^MERCY^AN~4821", "", "4821"),
        ("999^^^USA^SS", "77", None),
        ('""', "77", None),
        ("", "77", "77"),
        ("", '""', None),
        ("", "", None),
    ],
)
def test_the_patient_number_is_picked(pid3: str, pid2: str, expected: str | None) -> None:
    """By type in the feed's order, never a tax or account number; PID-2 only without PID-3."""
    said = syntax.parse(message(PID=f"PID|1|{pid2}|{pid3}"))
    assert syntax.mrn(said, FEED) == syntax.mrn(said, None) == expected


@pytest.mark.parametrize(
    ("sent", "kept", "stripped"),
    [("004821", "004821", "4821"), ("4820", "4820", "4820"), ("0V-1", "0V-1", "V-1"),
     ("0000", None, None)],
)  # fmt: skip
def test_zeros_at_the_beginning_count_unless_the_feed_says_so(
    sent: str, kept: str | None, stripped: str | None
) -> None:
    """Of the patient's number, wherever it stands; nothing but zeros is no number either way."""
    feed = replace(FEED, strip_zeros=True)
    for pid in (f"PID|1||{sent}^^^MERCY^MR", f"PID|1||{sent}", f"PID|1|{sent}"):
        said = syntax.parse(message(PID=pid))
        assert (syntax.mrn(said, FEED), syntax.mrn(said, feed)) == (kept, stripped)


def test_a_number_of_another_authority_is_never_taken() -> None:
    """Where the feed names authorities, another hospital's number is not our patient's."""
    feed = replace(FEED, hl7=Hl7Feed(patient_authorities=("MERCY",)))
    ours = syntax.parse(message(PID="PID|1||1^^^OTHER&1.2&ISO^MR~2^^^MERCY&1.3&ISO^MR"))
    theirs = syntax.parse(message(PID="PID|1|9|1^^^OTHER^MR"))
    assert (syntax.mrn(ours, feed), syntax.mrn(theirs, feed)) == ("2", None)


@pytest.mark.parametrize(
    ("pid3", "expected"),
    [
        ("C9^^^CLINIC^MR~21^^^MERCY^MR", "21"),
        ("C9^^^CLINIC^MR~21^^^MERCY^PI", "21"),
        ("C9^^^CLINIC^MR~21^^^MERCY^PI~22^^^MERCY^MR", "22"),
        ("C9^^^CLINIC^MR", "C9"),
        ("7^^^^MR~C9^^^CLINIC^MR", "C9"),
        ("7^^^^MR", "7"),
        ("21^^^MERCY^AN~C9^^^CLINIC^MR", "C9"),
        ("21^^^MERCY~C9^^^CLINIC^MR", "C9"),
        ("7~21^^^MERCY", "21"),
        ("5^^^OTHER^MR~21^^^MERCY^AN", None),
    ],
)
def test_the_first_authority_that_is_named_is_the_best(pid3: str, expected: str | None) -> None:
    """In whatever order they stand; a number of a type that is wanted before others."""
    feed = replace(FEED, hl7=Hl7Feed(patient_authorities=("MERCY", "CLINIC")))
    assert syntax.mrn(syntax.parse(message(PID=f"PID|1||{pid3}")), feed) == expected


@needs_samples
@pytest.mark.parametrize("path", published(), ids=lambda path: path.stem)
def test_published_messages_read_as_the_hl7_package_reads_them(path: Path) -> None:
    """Segment by segment and field by field, where that package reads the header rightly."""
    (one,) = batch(path.read_bytes()).messages
    text = syntax.decode(one, "utf-8")
    text = text.replace("^~\\\\&", "^~\\&")
    ours, theirs = syntax.parse(text), hl7.parse(text)
    assert [line[:3] for line in ours.lines] == [str(segment[0]) for segment in theirs]
    for line, segment in zip(ours.lines, theirs, strict=True):
        mine = Segment(line, ours.delimiters)
        assert [mine.raw(n) for n in range(len(segment))] == [str(one) for one in segment]


HOSTILE = {
    "segments": (HEADER, "\rNTE|1", 3_000_000),
    "blank lines": (HEADER, "\r", 10_000_000),
    "fields": (HEADER + "\rPID", "|", 10_000_000),
    "repeats": (HEADER + "\rPID|1||", "~", 10_000_000),
    "parts": (HEADER + "\rPID|1||", "^", 10_000_000),
    "escapes": (HEADER + "\rPID|1||", "\\", 10_000_000),
    "one value": (HEADER + "\rPID|1||", "x", 10_000_000),
    "diagnoses": (HEADER, "\rDG1|1||I10", 40_000),
    "no header": ("", "x", 10_000_000),
    "header": ("MSH", "^", 10_000_000),
    "headers": ("", "MSH|\r", 2_000_000),
    "junk lines": (HEADER, "\rx", 5_000_000),
}


@pytest.mark.parametrize(("start", "piece", "times"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_message_costs_no_more_than_its_length(
    start: str, piece: str, times: int
) -> None:
    """Ten megabytes of any one thing are refused or read in a few seconds."""
    text = start + piece * times

    def read_or_refused() -> None:
        try:
            said = syntax.parse(text)
            syntax.label(said)
            syntax.mrn(said, FEED)
            assert len(said.get("PID-3")) <= 2_000
            assert len(said.segments("DG1")) <= syntax.MOST_OF_ONE_NAME
        except Refused:
            pass

    assert in_floors(read_or_refused, again=1) < SOON


@given(st.binary(max_size=2_000))
def test_arbitrary_bytes_never_surprise(raw: bytes) -> None:
    """Noise is text, and its messages are fields or refused."""
    text = syntax.decode(raw, "utf-8")
    for one in [
        text,
        f"MSH{text}",
        *(syntax.decode(each, "utf-8") for each in batch(raw).messages),
    ]:
        try:
            said = syntax.parse(one)
        except Refused:
            continue
        syntax.label(said)
        syntax.mrn(said, FEED)


@given(
    st.binary(max_size=200), st.sampled_from(["UNICODE UTF-8", "8859/1", "ISO IR87", "BIG-5", "x"])
)
def test_no_declared_charset_surprises(name: bytes, charset: str) -> None:
    """Whatever MSH-18 says and whatever follows, there is text."""
    assert "MSH" in syntax.decode(header(charset, name), "utf-8")
