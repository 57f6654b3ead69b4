"""The example files, the published ones, and what becomes of them in bad hands."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.files.discharge import read_discharge_file
from adapters.messages.feed_file import read_feeds
from adapters.messages.hl7 import syntax
from adapters.messages.hl7.batches import batch
from adapters.messages.hl7.events import read
from adapters.messages.parsed import places
from adapters.validation import Refused
from domain.hospital.discharge import Discharge
from domain.hospital.events import EventKind, HospitalEvent, PatientClass
from domain.hospital.feed import Hl7Feed
from tests.adapters.messages.hl7.speech import (
    EXAMPLES,
    FEED,
    RECEIVED,
    event,
    field,
    message,
    needs_samples,
    published,
)
from tests.pace import in_floors
from tests.places import ROOT

SOON = 200.0
"""Floors of work (tests/pace.py)."""
FEEDS = read_feeds(ROOT / "feeds")
ANY = replace(FEED, hl7=Hl7Feed(processing_ids=("P", "T", "D"), visit_fields=("PV1-19", "PID-18")))
TEXTS = [syntax.decode(path.read_bytes(), "utf-8") for path in sorted(EXAMPLES.glob("*.hl7"))]
LINES = sorted({line for text in TEXTS for line in text.split("\r") if line})


def heard(path: Path) -> HospitalEvent:
    """The event of an example file, read as its feed says."""
    (one,) = batch(path.read_bytes()).messages
    text = syntax.decode(one, "utf-8")
    label = syntax.label(syntax.parse(text))
    feed = FEEDS.speaking(label.application, label.facility)
    assert feed is not None
    found = read(text, feed, RECEIVED)
    assert found.doubts == ()
    return event(text, feed)


def carried(discharge: Discharge) -> dict[str, object]:
    """What of a discharge file an A03 can carry; whether a caregiver may be told, it cannot."""
    patient, primary = discharge.patient, discharge.primary_care
    kin = patient.caregiver
    return {
        "given": patient.given,
        "family": patient.family,
        "birth_date": patient.birth_date,
        "mobile": patient.mobile,
        "language": patient.language,
        "postal_code": patient.postal_code,
        "address": patient.address,
        "consent_to_text": patient.consent_to_text,
        "caregiver": kin and replace(kin, may_be_told=False, consent_to_text=False),
        "clinic": primary.clinic,
        "clinician": primary.clinician,
        "admitted_at": discharge.admitted_at,
        "discharged_at": discharge.discharged_at,
        "disposition": discharge.disposition,
        "admission_type": discharge.admission_type,
        "diagnoses": discharge.diagnoses,
    }


@pytest.mark.parametrize("number", ["10", "11", "12"])
def test_an_example_discharge_is_the_file_of_the_same_patient(number: str) -> None:
    """What HL7 can carry is equal, to the field, in three dialects."""
    (path,) = EXAMPLES.glob(f"a03-{number}-*.hl7")
    (file,) = (ROOT / "examples" / "discharges").glob(f"{number}-*.json")
    said, discharge = heard(path), read_discharge_file(file)
    assert (said.kind, said.facility, said.mrn, said.encounter, said.patient_class) == (
        EventKind.DISCHARGED,
        discharge.facility,
        discharge.patient.mrn,
        discharge.encounter,
        PatientClass.INPATIENT,
    )
    expected = carried(discharge)
    assert {name: getattr(said.account, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "kind", "mrn", "encounter"),
    [
        ("a01-11-readmission", EventKind.ADMITTED, "4821", "V-20260912-0009"),
        ("a08-11-phone-corrected", EventKind.UPDATED, "4821", "V-20260904-0117"),
        ("a13-12-discharge-cancelled", EventKind.DISCHARGE_CANCELLED, "5163", None),
        ("a16-12-discharge-expected", EventKind.DISCHARGE_EXPECTED, "5163", "V-20260904-0133"),
        ("a40-11-merge", EventKind.MERGED, "4821", None),
        ("rde-11-discharge-medications", EventKind.UPDATED, "4821", "V-20260904-0117"),
        ("s12-11-visit-booked", EventKind.APPOINTMENT, "4821", None),
        ("s26-11-visit-missed", EventKind.APPOINTMENT, "4821", None),
    ],
)
def test_each_example_says_what_its_name_says(
    name: str, kind: EventKind, mrn: str, encounter: str | None
) -> None:
    """The examples read without a doubt."""
    said = heard(EXAMPLES / f"{name}.hl7")
    assert (said.kind, said.mrn, said.encounter) == (kind, mrn, encounter)


def test_the_example_prescription_is_the_list_of_the_discharge_file() -> None:
    """The ward's heparin stays in the ward."""
    (file,) = (ROOT / "examples" / "discharges").glob("11-*.json")
    expected = read_discharge_file(file).medications.at_discharge
    assert heard(EXAMPLES / "rde-11-discharge-medications.hl7").account.orders == expected


def test_every_example_is_written_as_hl7_is() -> None:
    """Segments end in CR alone, and every file is tested here by its name."""
    files = sorted(EXAMPLES.glob("*.hl7"))
    assert len(files) == 11
    assert [path.name for path in files if b"\n" in path.read_bytes()] == []


def read_or_refused(text: str) -> None:
    """A message is heard or refused, soon; nothing else can happen."""

    def at_work() -> None:
        try:
            said = read(text, ANY, RECEIVED)
            assert said.events or said.ignored or said.for_a_person
        except Refused:
            pass

    assert in_floors(at_work, again=1) < SOON


@needs_samples
@pytest.mark.parametrize("path", published(), ids=lambda path: path.stem)
def test_every_published_message_is_heard(path: Path) -> None:
    """The awkward ones of other projects say the same with any line end."""
    (one,) = batch(path.read_bytes()).messages
    text = syntax.decode(one, "utf-8")
    said = read(text, ANY, RECEIVED)
    assert said.events or said.ignored or said.for_a_person
    for end in ("\n", "\r\n"):
        raw = text.replace("\r", end).encode()
        assert read(syntax.decode(raw, "utf-8"), ANY, RECEIVED) == said


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_example_says_the_same_with_any_line_end(end: str) -> None:
    """LF and CRLF are what files that were edited hold."""
    for text in TEXTS:
        raw = text.replace("\r", end).encode()
        assert read(syntax.decode(raw, "utf-8"), ANY, RECEIVED) == read(text, ANY, RECEIVED)


@settings(deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_segments_dropped_doubled_and_shuffled_are_heard_or_refused(
    text: str, data: st.DataObject
) -> None:
    """Any choice of lines in any order after a header."""
    header, *_ = text.split("\r")
    lines = data.draw(st.lists(st.sampled_from(LINES), max_size=12))
    read_or_refused("\r".join([header, *lines]))


@settings(deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_mutated_messages_are_heard_or_refused(text: str, data: st.DataObject) -> None:
    """Characters replaced, removed or repeated anywhere, separators before all."""
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        junk = data.draw(st.text(alphabet='|^~\\&\r"09+-.XYñ\x00', max_size=6))
        text = text[:at] + junk * data.draw(st.sampled_from([1, 1, 1, 500])) + text[at + length :]
    read_or_refused(text)


@settings(deadline=None)
@given(st.sampled_from(LINES), st.data())
def test_a_field_of_anything_is_heard_or_refused(line: str, data: st.DataObject) -> None:
    """Any text in any field of any segment, beside segments that are sound."""
    fields = line.split("|")
    at = data.draw(st.integers(min(1, len(fields) - 1), len(fields) - 1))
    fields[at] = data.draw(st.text(max_size=40))
    texts = [text for text in TEXTS if line in text] or TEXTS
    read_or_refused(texts[0].replace(line, "|".join(fields)))


LONG = {
    "telephones": ("PID", 13, "(617)555x^PRN^PH~", 400_000),
    "one telephone": ("PID", 13, "6", 5_000_000),
    "names": ("PID", 5, "A^B~", 1_000_000),
    "escapes": ("PID", 5, "\\XAA", 1_000_000),
    "one time": ("PV1", 45, "2", 5_000_000),
}
MANY = {
    "diagnoses": ("ADT^A03", ["DG1|1||I10^x^I10|y"], 40_000),
    "wide diagnoses": ("ADT^A03", ["DG1|1||" + "^" * 20_000 + "|" * 20_000], 200),
    "kin": ("ADT^A03", ["NK1|1|A^B|SPO||x^^^^^6^7~y^^^^^6^7"], 40_000),
    "merges": ("ADT^A40", ["MRG|47", "PID|1||48"], 20_000),
    "moves": ("ADT^A45", ["MRG|47||||V"], 40_000),
    "orders": ("RDE^O11", ["ORC|NW" + "|" * 28 + "O", *["RXE||x|5"] * 50], 900),
    "places": ("SIU^S12", ["SCH|1", "AIL|1|A|" + "d^e~" * 1_000], 1_000),
}


@pytest.mark.parametrize(("segment", "number", "text", "times"), LONG.values(), ids=LONG.keys())
def test_a_very_long_field_is_read_soon(segment: str, number: int, text: str, times: int) -> None:
    """Megabytes in one field are read as far as a bound."""
    read_or_refused(message("ADT^A03", **{segment: field(segment, number, text * times)}))


@pytest.mark.parametrize(("kind", "lines", "times"), MANY.values(), ids=MANY.keys())
def test_very_many_segments_are_read_soon(kind: str, lines: list[str], times: int) -> None:
    """Thousands of what is read are read as far as a bound, or refused."""
    read_or_refused(message(kind, *(lines * times)))


@pytest.mark.parametrize("line", [line for line in LINES if not line.startswith("MSH")])
def test_nothing_that_may_be_stored_tells_what_was_found(line: str) -> None:
    """A patient's words in any field stand in no doubt, no reason and no place of a refusal."""
    fields = line.split("|")
    for text in (text for text in TEXTS if line in text):
        for at in range(1, len(fields)):
            said = "|".join([*fields[:at], "Zoe Zest", *fields[at + 1 :]])
            try:
                heard = read(text.replace(line, said), ANY, RECEIVED)
                told = "; ".join([heard.ignored, *heard.doubts])
            except Refused as refusal:
                told = places(refusal)
            assert "Zoe" not in told
