"""What somebody tried who had seen no rule: numbers in words, and words that only look alike."""

import pytest

from domain.clinical.triage import look, look_in_note
from domain.languages import Level


@pytest.mark.parametrize(
    "text",
    [
        *("oxygen 98", "my oxygen is 98 percent", "pulse 98", "temp 98", "sugar 98 this morning"),
        *("sugar was 91", "mom is 91 years old", "azucar 98", "98", "1 my oxygen is 98"),
        *("trouble with my brother", "bad day for my brother", "my brother handles this"),
        *("brother is having problems with the car", "chicken broth is hard to find"),
    ],
)
def test_what_is_well_alarms_nobody(text: str) -> None:
    """98 is no 988 and 91 no 911; a brother is no breath."""
    assert look(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("pulse ox says eighty four", "sats in the low 80s", "sugar is thirty eight"),
        *("oxigeno en ochenta y dos", "azucar en cuarenta", "bpm 165 on my watch"),
        *(
            "left arm went num",
            "i want to unalive myself",
            "kms tonight",
            "better off if i was gone",
        ),
        *("911", "please call 988"),
    ],
)
def test_danger_in_other_words_is_heard(text: str) -> None:
    """Numbers in words, voice to text, what the young say."""
    flag = look(text)
    assert flag is not None
    assert flag.level is Level.EMERGENCY


@pytest.mark.parametrize("note", ["1 FSBG 44", "bgl 41"])
def test_shorthand_of_staff_is_heard(note: str) -> None:
    """Readings under the names that nurses write."""
    assert look_in_note(note) is not None


@pytest.mark.parametrize("note", ["spo2 98 RA", "98 yo f, doing great", "hr 91 bp 120/80"])
def test_a_good_reading_of_staff_is_no_alarm(note: str) -> None:
    """What is within its range is written every day."""
    assert look_in_note(note) is None
