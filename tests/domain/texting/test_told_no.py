"""A colleague's note that somebody wants no more texts: whose no it is, and when it is in doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.pathway import Role
from domain.texting.leaving.told_no import speaks_of_another, told_no
from tests.pace import in_floors

PATIENT, CAREGIVER = (Role.PATIENT,), (Role.CAREGIVER,)
BOTH = (*PATIENT, *CAREGIVER)
AT_ONCE = 12.0
"""Floors of work; a note takes two."""


@pytest.mark.parametrize(
    "note",
    [
        "pt wants no more texts",
        "says stop texting her",
        "son picked up, says quit sending stuff to dads cell",
        "says cut it out w the text msgs, ok w phone calls",
        "pt revoked texting consent today, calls only",
        "asked that we not text her anymore",
        "lady told my dispatcher to tell u guys quit texting her",
        "pt says tell the hospital to stop texting",
        "pide que ya no le manden mensajes",
        "dice que no le escriban mas",
        "asked us not to text",
        "no more texts",
        "no texts",
        "no more messages please",
        "stop texts",
        "pt opted out",
        "opt out",
        "dont text",
        "do not text pt",
        "said don't text me",
        "does not want to be texted",
        "she doesn't want our texts anymore",
        "doing well, prefers calls, no more texts",
        "wants to be taken off texts",
        "pt declines texts",
        "refused text messages",
        "revoked consent to texts",
        "no longer wants texts",
        "told me to stop sending him text messages",
        "pt unsubscribed",
        "no quiere mas mensajes",
        "all well. Please stop texting the pt",
        "spoke with pt please do not text her again",
        "well pls dont text her anymore",
        "well. never text him again",
        "requested not to be texted",
        "prefers to not get our texts",
        "would rather not be texted",
        "asked us to not text her",
        "wants texts stopped",
        "asked for the texts to be turned off",
        "please have reminders cancelled",
        "asked to be removed from texts",
        "remove her from the text list",
        "take his number off the texting list",
        "wants off the texts",
        "wants out of the text program",
        "she texted STOP",
        "pt replied with stop yesterday",
        "told her she can opt out any time, she wants no more texts",
        "explained she can reply stop to opt out and she texted stop",
    ],
)
def test_a_no_of_the_patients(note: str) -> None:
    """What a nurse writes of the patient's no is the patient's no: any reasonable means."""
    told = told_no(note)
    assert told is not None
    assert (told.whose, told.sure) == (PATIENT, True)


@pytest.mark.parametrize(
    ("note", "whose"),
    [
        *[(note, CAREGIVER) for note in ("son wants no more texts", "no more texts to caregiver")],
        *[(note, CAREGIVER) for note in ("stop texting the daughter", "wife opted out")],
        *[(note, BOTH) for note in ("daughter says stop texting her", "family wants no texts")],
        *[(note, BOTH) for note in ("pt and wife want no more texts", "wife says no more texts")],
    ],
)
def test_a_no_of_the_caregivers(note: str, whose: tuple[Role, ...]) -> None:
    """The caregiver's own where they alone are named; who speaks for both is heard for both."""
    told = told_no(note)
    assert told is not None
    assert (told.whose, told.sure) == (whose, True)


@pytest.mark.parametrize(
    "note",
    [
        "asked how to stop texts",
        "may want to opt out",
        "wants no more texts?",
        "no texts before 10",
        "no more texts at night",
        "no more texts from the pharmacy",
        "pt might opt out",
        "refused, do not contact me",
        "asked if she can opt out",
        "told her she can opt out and she did",
        "told me she may opt out",
    ],
)
def test_a_no_in_doubt(note: str) -> None:
    """What may be a no, or one in part, is asked about and never guessed."""
    told = told_no(note)
    assert told is not None
    assert not told.sure


@pytest.mark.parametrize(
    "note",
    [
        *("", "all well", "left vm", "stop by at noon", "stopped lasix", "stop", "will text later"),
        *("pt did not opt out", "don't stop texting him", "has not opted out", "likes the texts"),
        *("got no texts", "no texts from pt yet", "no message left", "she received no texts"),
        *("no answer, no message", "please stop texting me", "never opted out", "i dont text well"),
        *("Told her she can opt out any time", "explained she can reply stop to opt out"),
        *("left vm end of message", "left vm at end of messages", "no more messages on vm"),
        *("advised how to opt out", "she can opt out whenever", "aware of right to opt out"),
        *("asked why texts stopped", "texted stop by tuesday", "we dont text her back"),
        *("let her know to text stop to unsubscribe", "removed staples", "wants off oxygen"),
        *("texted stop taking lasix", "told pt to reply stop to opt out", "remove from med list"),
        *("told pt to stop metoprolol", "texts are fine", "still wants texts", "no contact number"),
    ],
)
def test_no_no_at_all(note: str) -> None:
    """The opposite, what was not received, drugs and visits, and the writer's own phone."""
    assert told_no(note) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(text, True) for text in ("pt wants no more texts", "stop texting her", "per wife stop")],
        *[(text, False) for text in ("stop", "stop texting me", "no more texts", "opt out")],
    ],
)
def test_of_whom_a_text_speaks(text: str, *, expected: bool) -> None:
    """A bare STOP is the writer's own; who names another does not speak of their own phone."""
    assert speaks_of_another(text) is expected


@given(st.text(max_size=80))
def test_any_note_can_be_read(note: str) -> None:
    """No note is an error, and a no is always somebody's."""
    told = told_no(note)
    assert told is None or told.whose


@pytest.mark.parametrize("words", ["told no texts ", "she can opt out ", "please do not text her "])
def test_no_note_takes_long(words: str) -> None:
    """The longest note is read at once, and no square of its length."""
    note = (words * 200)[:1600]
    assert in_floors(lambda: told_no(note)) < AT_ONCE
