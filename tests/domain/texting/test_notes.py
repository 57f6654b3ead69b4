"""What a note may never do, whatever stands in it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.choices import Kind
from domain.pathway import Role
from domain.texting.interpretation import Answered, Corrected, Death, TakenBack
from domain.texting.interpreter import listen
from tests.domain.texting.phones import NOW, holds, nurse

PHONE = nurse(
    holds(27, Kind.CALL),
    replace(holds(28, Kind.RECONCILE), label="M.R."),
    replace(holds(29, Kind.BOOK_VISIT), label="A.B."),
    replace(holds(22, Kind.CALL, closed=NOW - NOW, answered=True), label="C.D."),
)
WORDS = (
    *("28", "29", "22", "1", "2", "40", "5", "mg", "lasix", "tab", "of", "pt", "MR", "AB", "undo"),
    *("give", "to", "kim", "done", "spoke", "lvm", "at", "3pm", "tue", "9/15", "remind", "me"),
    *("also", "room", "daughter", "says", "hx", "stroke", "stop", "no", "x2", "@", "resend", "who"),
)


@given(digit=st.integers(1, 5), note=st.lists(st.sampled_from(WORDS), max_size=7))
@settings(max_examples=600, deadline=None)
def test_no_note_changes_another_prompt(digit: int, note: list[str]) -> None:
    """What stands behind the answer to 27 without a comma or a line break settles 27 or nothing."""
    heard = listen(f"27 {digit} {' '.join(note)}", PHONE, NOW)
    touched = {
        one.prompt.code for one in heard if isinstance(one, Answered | Corrected | TakenBack)
    }
    assert touched <= {27}, heard
    assert heard, "swallowed"


@pytest.mark.parametrize("note", ["2 pt passed", "2 died", "1 pt died at home", "4 pt died"])
def test_a_death_beside_an_escalations_answer_is_a_death(note: str) -> None:
    """DONE and TAKEN of an escalation do not swallow a death; of a death's own they answer it."""
    escalation = replace(holds(27, Kind.ESCALATION, role=Role.CASE_MANAGER), id="e|contact/late/1")
    own = replace(escalation, id="e|review/death.SM1-late/1")
    assert isinstance(listen(f"27 {note}", nurse(escalation), NOW)[0], Death)
    assert isinstance(listen(f"27 {note}", nurse(own), NOW)[0], Answered)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(
            (Kind.CALL, f"27 1 {note}")
            for note in ("pt back in hosp", "in snf now", "not well tho")
        ),
        *(
            (Kind.CALL, f"27 1 {note}")
            for note in ("but only spoke w wife", "unless you hear more")
        ),
        *((Kind.ATTENDED, f"27 1 {note}") for note in ("but left before seen", "rescheduled")),
        *((Kind.RECONCILE, f"27 1 {note}") for note in ("except warfarin dose", "pending pcp")),
        *((Kind.NEAR_LEAVING, f"27 1 {note}") for note in ("says stop texting her", "not sure")),
        *(
            (Kind.NEAR_LEAVING, f"27 {note}")
            for note in ("wanted no more", "2 actually wants them")
        ),
        *(
            (Kind.BOOK_VISIT, f"27 fri 9/11 9a {note}")
            for note in ("if insurance clears", "is full")
        ),
    ],
)
def test_a_note_against_its_answer_is_asked_about(kind: Kind, text: str) -> None:
    """What takes its choice back, or makes it depend on something, settles nothing."""
    heard = listen(text, nurse(holds(27, kind)), NOW)
    assert not any(isinstance(one, Answered) for one in heard), heard
