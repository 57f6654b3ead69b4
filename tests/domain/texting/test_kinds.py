"""The kinds of texts that once went wrong, each in words of its own: what is heard of them."""

from datetime import datetime

import pytest

from operations.reading import Heard, in_words, read

NOW = datetime.fromisoformat("2026-09-08T10:30:00-04:00")
"""A Tuesday."""
FAMILY = "patient: slot offer 1-3, 4 none"
NURSE = "27 CALL J.S., 28 CALL M.R."


def _heard(who: str, open_: str, text: str) -> tuple[Heard, ...]:
    return read(text, in_words(who, open_, NOW)[1], NOW)


def _kinds(who: str, open_: str, text: str) -> set[str]:
    return {one.kind for one in _heard(who, open_, text)}


@pytest.mark.parametrize(
    "text",
    [
        "Liked “Visit Tue 9/8. Hard to breathe? Call 911. Emergency 911. STOP ends”",
        "Le encantó “Su cita es el martes. Emergencia 911. STOP termina”",
        "Laughed at “Reply STOP to end texts”",
    ],
)
def test_a_reaction_to_what_we_sent_is_nothing(text: str) -> None:
    """Neither the 911 nor the STOP of our own text is the patient's."""
    assert _kinds("patient", FAMILY, text) == {"noise"}


def test_a_danger_of_things_at_home_is_one_as_well() -> None:
    """Siblings: concentrators that quit, tanks that are empty, meters that say LO."""
    for text in ("the oxygen is not here", "the o2 machine wont start", "took his insulin twice"):
        assert "danger" in _kinds("patient", FAMILY, text), text


@pytest.mark.parametrize("note", ["temperature: 101.5", "re: temperature 101", "here: pt is ok"])
def test_a_subject_is_cut_off_at_the_beginning_of_a_text_only(note: str) -> None:
    """The "re:" of "temperature:" stays where it is, and so does what follows it."""
    heard = _heard("nurse", NURSE, f"27 3 {note}")
    assert [(one.prompt, one.note) for one in heard if one.kind == "answer"] == [(27, note)]


def test_a_danger_behind_a_colon_is_heard_in_a_note() -> None:
    """Siblings: "cp: 30 min", "temperature: 101.5 and unresponsive"."""
    assert "danger" in _kinds("nurse", NURSE, "27 1 chest pressure: since 9am")


@pytest.mark.parametrize(
    "note",
    [
        "reviewed red flags, knows to call 911 for chest pain",
        *("denies chest pain", "no cp/sob/dizziness", "PMH CVA, MI 2019, stable"),
        *("edu on bleeding precautions", "teach back: verbalized chest pain = 911"),
    ],
)
def test_what_a_clinician_denied_taught_or_noted_as_history_is_no_alarm(note: str) -> None:
    """The answer counts, and nobody is woken."""
    assert _kinds("nurse", NURSE, f"27 1 {note}") == {"answer"}


@pytest.mark.parametrize(
    "note", ["+SI, has plan", "SI w plan", "sats 82%", "spo2 81 on RA", "glucose 42", "FSBS 41"]
)
def test_a_reading_or_a_plan_in_a_note_is_an_alarm(note: str) -> None:
    """Whatever digit it stands behind."""
    assert "danger" in _kinds("nurse", NURSE, f"27 1 {note}")


def test_a_death_that_a_nurse_was_told_of_is_heard_without_a_code() -> None:
    """With the patient's name in it too, and with who told it behind "passed"."""
    for text in (
        *("wife says Mr Quist died this morning", "27 expired", "27 passed, wife informed"),
        *("27 passed - hospice called", "27 passed & family aware"),
    ):
        assert "death" in _kinds("nurse", NURSE, text), text


def test_what_else_passes_is_no_death() -> None:
    """Tests, messages, tasks."""
    for text in (
        *("27 1 passed swallow eval", "27 4 passed msg to dtr", "27 passed to Kim"),
        *("27 1 test passed, wife informed", "27 1 info passed, family notified"),
    ):
        assert "death" not in _kinds("nurse", NURSE, text), text


@pytest.mark.parametrize("text", ["27 tues 3pm", "27 tue 3p", "27 tuesday at 3pm"])
def test_the_weekday_that_is_today_is_asked_about(text: str) -> None:
    """Today at three or in a week: it is never booked unasked."""
    kinds = _kinds("nurse", "27 BOOK VISIT J.S., 28 BOOK VISIT M.R.", text)
    assert kinds == {"asked"}


@pytest.mark.parametrize("text", ["27 1 @ 1650", "27 1 915a", "27 1 @1500", "27 1 0930"])
def test_a_time_that_was_said_counts_or_is_asked_about(text: str) -> None:
    """It never goes into the note, as if nobody had said when."""
    heard = _heard("nurse", NURSE, text)
    assert all(one.kind == "asked" or one.at for one in heard), heard
