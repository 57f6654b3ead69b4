"""A nurse's own STOP and a patient's no: neither is ever taken for the other."""

from dataclasses import replace

import pytest

from domain.steps.contact import CALL
from domain.texting.interpretation import NoMoreTexts, RemindWhen
from domain.texting.interpreter import listen
from tests.domain.texting.phones import NOW, holds, meaning, nurse

HERS = replace(holds(27, CALL), episode="ep-1")
OTHER = replace(holds(28, CALL), episode="ep-2")
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
    for phone in (nurse(HERS), nurse(HERS, OTHER)):
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
    (said,) = meaning(text, nurse(HERS))
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
    assert meaning(text, nurse(HERS)) == expected


def test_a_no_in_a_line_of_ones_own_is_asked_about() -> None:
    """A code beside words about the writer themselves: nobody is opted out unasked."""
    assert meaning("27 my wife is in labor, no texts", nurse(HERS)) == ["27 not read"]


@pytest.mark.parametrize("rostered", [True, False], ids=["colleague", "vendor"])
def test_a_no_told_of_a_closed_code_is_of_that_code(*, rostered: bool) -> None:
    """It is neither lost nor taken for another patient's, and a danger beside it is kept."""
    phone = replace(nurse(OTHER, rostered=rostered), closed_codes={23: "A.B.: done"})
    (no,) = listen("23 1 she said quit texting her, and she cant breathe", phone, NOW)
    assert isinstance(no, NoMoreTexts)
    assert no.prompt is None
    assert no.closed is not None
    assert no.closed.code == 23
    assert no.flag is not None


@pytest.mark.parametrize("text", ["27 later", "27 later pls", "27 mas tarde"])
def test_later_behind_a_code_is_asked_until_when(text: str) -> None:
    """It answers nothing and is no snooze without a time."""
    assert [type(one) for one in listen(text, nurse(HERS, OTHER), NOW)] == [RemindWhen]
