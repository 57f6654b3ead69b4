"""How people say that a phone is not the patient's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.texting.leaving.wrong_number import says_wrong_number, tells_of_wrong_number

SAID = [
    "wrong number", "Wrong number!", "Sorry, wrong number", "WRONG PERSON", "wrong number sorry",
    "you have the wrong number", "You\u2019ve got the wrong number.", "u have wrong number",
    "I think you have the wrong number", "Hi, you are texting the wrong person",
    "this is the wrong number", "it's the wrong number", "This is not her phone",
    "this isn't Maria's number", "this is no longer my mother's number", "not her number anymore",
    "she no longer has this number", "he doesn't use this phone anymore",
    "this number doesn't belong to her", "I don't know this person",
    "I don't know anyone named Maria Lopez", "nobody by that name here",
    "Who is this? You have the wrong number", "Wrong number, stop texting me",
    "Sorry but you have the wrong number, I am not Maria", "No, wrong number",
    "n\u00famero equivocado", "Numero equivocado, gracias", "tiene el numero equivocado",
    "se equivoco de numero", "Disculpe, se equivoc\u00f3 de n\u00famero",
    "se equivocaron de persona",
    "est\u00e1 equivocado de n\u00famero", "este no es su telefono", "no es el numero de Maria",
    "no conozco a esa persona", "No conozco a nadie con ese nombre", "aqui no vive esa persona",
    "no soy esa persona",
]  # fmt: skip
NOT_SAID = [
    "was the clinic a wrong number?", "wrong number?", "is this a wrong number?", "1", "",
    "I called the clinic and got a wrong number", "the clinic gave me the wrong number",
    "wrong number for the pharmacy", "the pharmacy has the wrong number", "who is this",
    "I called the nurse, wrong number, can you call me", "this is not her first visit", "sorry",
    "you have the wrong number for my daughter", "this is not my fault", "I am not well", "hello",
    "I don't know", "no conozco la clinica", "el numero de la clinica esta equivocado", "no soy yo",
    "wrong pills", "wrong day", "se equivoco la farmacia", "you have the wrong address",
    "I dont know who to call", "this is not her medicine", "I'm not the patient",
    "I'm not the patient, I'm his wife", "I am not the patient. This is his daughter",
    "no soy el paciente, soy su hija",
]  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_said(text: str) -> None:
    """A stranger who says so, in English or Spanish, with a greeting or an apology around it."""
    assert says_wrong_number(text)


@pytest.mark.parametrize("text", NOT_SAID)
def test_not_said(text: str) -> None:
    """A question, or somebody else's number: words for a person, not a phone to give up."""
    assert not says_wrong_number(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You have the wrong number. Call an ambulance", True),
        ("I called, wrong number, my chest hurts", False),
        ("wrong number", False),
        ("you have the wrong number?", False),
    ],
)
def test_told_beside_something_else(text: str, *, expected: bool) -> None:
    """Beside other words only a full sentence counts."""
    assert tells_of_wrong_number(text) is expected


@given(st.text(max_size=60))
def test_any_text_can_be_asked_about(text: str) -> None:
    """No text is an error, and whoever says it in passing says more than it."""
    assert not says_wrong_number(f"My knee hurts since Monday. {text}")
