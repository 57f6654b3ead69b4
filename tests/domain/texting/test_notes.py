"""What a note may never do, whatever stands in it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.choices import Kind
from domain.texting.interpretation import Answered, Corrected, TakenBack
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
