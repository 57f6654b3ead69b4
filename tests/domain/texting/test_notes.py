"""What a note may never do, whatever stands in it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asking.kind import Kind
from domain.episode.escalation import ESCALATION
from domain.pathway import Role
from domain.steps.contact import CALL
from domain.steps.equipment import EQUIPMENT_DELIVERED, EQUIPMENT_OFFER, EQUIPMENT_WORKS
from domain.steps.reconciliation import RECONCILE
from domain.steps.review import NEAR_LEAVING
from domain.steps.visit_course import ATTENDED, BOOK_VISIT
from domain.texting.interpretation import Answered, Corrected, Death, TakenBack
from domain.texting.interpreter import listen
from tests.domain.texting.phones import NOW, holds, nurse

PHONE = nurse(
    holds(27, CALL),
    replace(holds(28, RECONCILE), label="M.R."),
    replace(holds(29, BOOK_VISIT), label="A.B."),
    replace(holds(22, CALL, closed=NOW - NOW, answered=True), label="C.D."),
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
    escalation = replace(holds(27, ESCALATION, role=Role.CASE_MANAGER), id="e|contact/late/1")
    own = replace(escalation, id="e|review/death.SM1-late/1")
    assert isinstance(listen(f"27 {note}", nurse(escalation), NOW)[0], Death)
    assert isinstance(listen(f"27 {note}", nurse(own), NOW)[0], Answered)


CONDITIONS = (
    *(
        "assuming someone helps her down the stairs",
        "so long as she has a key",
        "contingent on auth",
    ),
    *("with prior auth", "given she can walk", "probably", "possibly", "hopefully", "i think"),
    *("should be able to", "waiting on dispatch", "will try", "barring snow", "must have escort"),
    *("supposing she is ready", "presuming pt ready", "conditional on weather", "different time"),
    *("requires stairs help", "siempre que este lista", "con tal que tenga llave", "tal vez"),
    *("a menos que llueva", "puede ser", "a ver"),
)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((CALL, f"27 1 {note}") for note in ("pt back in hosp", "in snf now", "not well tho")),
        *((CALL, f"27 1 {note}") for note in ("but only spoke w wife", "unless you hear more")),
        *((ATTENDED, f"27 1 {note}") for note in ("but left before seen", "rescheduled")),
        *(
            (CALL, f"27 1 {note}")
            for note in ("but out of lasix", "pero sin insulina", "except the ride")
        ),
        *((RECONCILE, f"27 1 {note}") for note in ("except warfarin dose", "pending pcp")),
        *(
            (RECONCILE, f"27 1 {note}")
            for note in ("but dose unclear", "need clarification on lasix", "waiting on pharmacy")
        ),
        *(
            (EQUIPMENT_DELIVERED, f"27 1 {note}")
            for note in ("no mask tho", "rest backordered", "but no cord", "one part missing")
        ),
        *(
            (EQUIPMENT_DELIVERED, f"27 1 {note}")
            for note in (
                *(
                    "left at door nobody home not set up",
                    "dropped off, no one there",
                    "not installed",
                ),
                *("uninstalled still", "couldnt get in", "unable to set up", "came damaged"),
                *("sin instalar", "nadie en casa", "left w neighbor, nobody answered the door"),
            )
        ),
        *(
            (EQUIPMENT_OFFER, f"27 1 {note}")
            for note in ("bed today, rails thurs", "partial", "mattress out of stock")
        ),
        *((EQUIPMENT_OFFER, f"27 1 {note}") for note in CONDITIONS),
        *((ESCALATION, f"27 1 {note}") for note in ("but not til 3", "if nobody else can")),
        *((EQUIPMENT_WORKS, f"27 1 {note}") for note in ("but it beeps", "except at night")),
        *((NEAR_LEAVING, f"27 1 {note}") for note in ("says stop texting her", "not sure")),
        *((NEAR_LEAVING, f"27 {note}") for note in ("wanted no more", "2 actually wants them")),
        *((BOOK_VISIT, f"27 fri 9/11 9a {note}") for note in ("if insurance clears", "is full")),
    ],
)
def test_a_note_against_its_answer_is_asked_about(kind: Kind, text: str) -> None:
    """What takes its choice back, or makes it depend on something, settles nothing."""
    heard = listen(text, nurse(holds(27, kind)), NOW)
    assert not any(isinstance(one, Answered) for one in heard), heard


@pytest.mark.parametrize(
    "note", ["set up and working", "left with daughter", "installed 3p", "at bedside, all set"]
)
def test_a_plain_delivery_is_one(note: str) -> None:
    """Whoever says that it stands where it should has delivered."""
    (heard,) = listen(f"27 1 {note}", nurse(holds(27, EQUIPMENT_DELIVERED)), NOW)
    assert isinstance(heard, Answered)


@pytest.mark.parametrize(
    "note",
    ["but pt asked to be taken off texts", "but wants no more texts", "pero no quiere textos"],
)
def test_a_no_beside_a_good_call_is_kept_with_it(note: str) -> None:
    """Asked back it would be lost, if the second answer is a bare digit."""
    (heard,) = listen(f"27 1 {note}", nurse(holds(27, CALL)), NOW)
    assert isinstance(heard, Answered)
    assert heard.chosen.note == note


@pytest.mark.parametrize(
    "note", ["but no more texts, out of lasix", "but out of lasix and no texts"]
)
def test_what_else_is_wrong_beside_a_no_is_asked_about(note: str) -> None:
    """A problem takes "all well" back, whatever is said of texts with it."""
    heard = listen(f"27 1 {note}", nurse(holds(27, CALL)), NOW)
    assert not any(isinstance(one, Answered) for one in heard)


@pytest.mark.parametrize("note", ["no problem", "no issues", "driver will call", "confirmed"])
def test_a_plain_acceptance_is_one(note: str) -> None:
    """A vendor who sees no problem, or says who comes, has accepted."""
    (heard,) = listen(f"27 1 {note}", nurse(holds(27, EQUIPMENT_OFFER)), NOW)
    assert isinstance(heard, Answered)


@pytest.mark.parametrize(
    "text", ["27 1 M.R. doing great", "27 4 MR no answer", "27 3 - A.B. confused"]
)
def test_a_note_that_begins_with_another_patient_is_asked_about(text: str) -> None:
    """Two patients in one line: whose answer it is nobody knows."""
    assert not [one for one in listen(text, PHONE, NOW) if isinstance(one, Answered)]


@pytest.mark.parametrize("text", ["27 1 J.S. doing great", "27 1 mr smith doing great"])
def test_a_note_about_its_own_patient_is_a_note(text: str) -> None:
    """Their own initials say the same twice; a title is nobody's initials."""
    assert [one.prompt.code for one in listen(text, PHONE, NOW) if isinstance(one, Answered)] == [
        27
    ]
