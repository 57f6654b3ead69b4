"""Next of kin and clinicians by a hospital's own words, where several fields speak of one."""

from dataclasses import replace

import pytest

from adapters.messages.hl7.events import read
from tests.adapters.messages.hl7.speech import FEED, RECEIVED, event, message


@pytest.mark.parametrize(
    ("related", "role", "own", "name"),
    [
        ("DA", "CGV", {"DA": "child"}, "Tom Smith"),
        ("XS", "C", {"XS": "unsaid"}, "Tom Smith"),
        ("DA", "E1", {"DA": "child", "E1": "emergency_contact"}, "Tom Smith"),
        ("DA", "7", {"DA": "child", "7": "caregiver"}, "Tom Smith"),
        ("DA", "C", {"DA": "child"}, "Ann Roe"),
        ("XS", "C", {"XS": "nobody"}, "Ann Roe"),
    ],
)
def test_nk1_7_counts_beside_nk1_3(related: str, role: str, own: dict[str, str], name: str) -> None:
    """Whatever the hospital's table says of one takes nothing from the other; a letter does not."""
    feed = replace(FEED, relationships=own)
    kin = f"NK1|1|Smith^Tom|{related}||6175550124||{role}", "NK1|2|Roe^Ann|SPO||6175550125"
    told = event(message("ADT^A03", *kin), feed).account.caregiver
    assert told is not None
    assert told.name == name


@pytest.mark.parametrize("line", ["PD1||||9999^OUTSIDE^PCP", "ROL||UP|PP|9999^OUTSIDE^PCP"])
@pytest.mark.parametrize("word", ["9999", "Pcp Outside", "outside, PCP"])
def test_a_clinician_who_is_nobody_is_as_a_blank(line: str, word: str) -> None:
    """By number or name, `unsaid`: no doubt, no clinic, and nobody of that name on a card."""
    told = read(message("ADT^A03", line), replace(FEED, clinics={word: "unsaid"}), RECEIVED)
    (one,) = told.events
    assert (one.account.clinic, one.account.clinician, told.doubts) == (None, None, ())
    second = f"{line}~1122^Alvarez^Mona" if line.startswith("PD1") else line
    one = event(message("ADT^A03", second), replace(FEED, clinics={word: "unsaid"}))
    assert one.account.clinician == ("Mona Alvarez" if line.startswith("PD1") else None)
