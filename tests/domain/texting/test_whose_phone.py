"""A nurse's own STOP and a patient's no: neither is ever taken for the other."""

from dataclasses import replace

import pytest

from domain.asking.choices import Kind
from tests.domain.texting.phones import holds, meaning, nurse

CALL = replace(holds(27, Kind.CALL), episode="ep-1")
OTHER = replace(holds(28, Kind.CALL), episode="ep-2")
OWN, PATIENT = "reserved stop", "no more texts patient"


@pytest.mark.parametrize(
    "text",
    [
        "my wife is in labor, stop all texts",
        "Stop all texts. Patients keep getting my number",
        "stop texting me, the pt is fine",
        "no more texts. my son has my phone",
        "please stop texting me",
        "stop",
    ],
)
def test_the_writers_own_stop(text: str) -> None:
    """Who is named beside it has said nothing: only the writer's phone stops."""
    for phone in (nurse(CALL), nurse(CALL, OTHER)):
        assert meaning(text, phone) == [OWN]


@pytest.mark.parametrize(
    "text",
    [
        "pt wants no more texts",
        "pt told me no more texts",
        "pt says stop texting me",
        "wife asked us no more texts to pt",
    ],
)
def test_the_patients_no(text: str) -> None:
    """What somebody told the writer, or is quoted as saying, is not the writer's own."""
    (said,) = meaning(text, nurse(CALL))
    assert said.startswith("27 no more texts")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27 1 pt wants no texts and please stop texting me too", ["27 spoke_well", OWN]),
        ("27 pt wants no more texts, please stop texting me too", [f"27 {PATIENT}", OWN]),
        ("Please stop texting me and her", [f"27 {PATIENT}", OWN]),
        ("27 1 she said please call and stop texting me", ["27 spoke_well"]),
        ("27 1 pt wants no more texts", ["27 spoke_well"]),
        ("27 chest pain, please stop texting me", ["27 not read", OWN]),
    ],
)
def test_both_in_one_text(text: str, expected: list[str]) -> None:
    """Both stop where both may be meant; who is quoted in a note takes off nobody else's phone."""
    assert meaning(text, nurse(CALL)) == expected


def test_a_no_in_a_line_of_ones_own_is_asked_about() -> None:
    """A code beside words about the writer themselves: nobody is opted out unasked."""
    assert meaning("27 my wife is in labor, no texts", nurse(CALL)) == ["27 not read"]
