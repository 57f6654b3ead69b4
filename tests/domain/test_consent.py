"""Opting out and in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import CHOICES
from domain.consent import Keyword, carrier_keyword, keyword

OUT = [
    "stop", " Stop. ", "STOP", "STOP!!!", "STOPALL", "stop all", "opt out", "Opt-out", "OPTOUT",
    "Cancel", "end", "quit", "revoke", "unsubscribe", "please stop texting me", "Please stop",
    "stop texting me", "STOP TEXTING", "stop sending me these messages", "stop these texts",
    "don't text me", "do not contact me", "Don\u2019t text me any more", "no more texts please",
    "remove me from your list", "take my number off your list", "I don't want these messages",
    "please opt me out", "leave me alone", "I want to unsubscribe my phone", "cancel all messages",
    "no mas", "No más.", "no más mensajes", "dejen de escribirme", "Deje de mandarme mensajes",
    "no me escriban", "ya no quiero recibir mensajes", "no quiero mas mensajes", "ALTO", "basta",
]  # fmt: skip
NOT = [
    "don't stop my lisinopril?", "Should I stop my lisinopril", "end of week is fine", "27 stop",
    "don't stop texting me", "do not stop the messages", "please don\u2019t stop sending reminders",
    "stop by the clinic", "when does it stop?", "the bleeding won't stop", "i cant stop coughing",
    "cancel my appointment", "quit smoking", "at the end", "help I can't breathe", "help me",
    "yes I can", "no", "1", "27 1", "", "no mas dolor", "no more pain", "my info is old",
    "please stop the pain", "stop the water pill?", "can you text me the address",
    "4 stop, patient moved", "i want it to end",
]  # fmt: skip


@pytest.mark.parametrize("text", OUT)
@pytest.mark.parametrize("opted_out", [True, False])
def test_out(text: str, *, opted_out: bool) -> None:
    """What a reasonable person understands as leaving is leaving, in English and Spanish."""
    assert keyword(text, opted_out=opted_out) is Keyword.STOP


@pytest.mark.parametrize("text", NOT)
@pytest.mark.parametrize("opted_out", [True, False])
def test_neither(text: str, *, opted_out: bool) -> None:
    """The same words about something else change nothing."""
    assert keyword(text, opted_out=opted_out) is None


@pytest.mark.parametrize(
    ("text", "opted_out", "expected"),
    [
        ("Yes", False, None),
        ("Yes", True, Keyword.START),
        (" yes! ", True, Keyword.START),
        ("START", True, Keyword.START),
        ("start", False, Keyword.START),
        ("unstop", True, Keyword.START),
        ("HELP", False, Keyword.HELP),
        ("help?", True, Keyword.HELP),
        ("INFO", False, Keyword.HELP),
        ("ayuda", False, Keyword.HELP),
    ],
)
def test_in_and_help(text: str, *, opted_out: bool, expected: Keyword | None) -> None:
    """Yes is an answer when opted in and a way back when opted out."""
    assert keyword(text, opted_out=opted_out) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(word, True) for word in ("STOP", " stop ", "StopAll", "OPTOUT", "yes", "START", "info")],
        *[(word, False) for word in ("Stop.", "opt out", "please stop texting me", "no mas", "1")],
    ],
)
def test_who_confirms(text: str, *, expected: bool) -> None:
    """The carrier confirms its own words when they are the whole message; we confirm the rest."""
    assert carrier_keyword(text) is expected


def test_no_answer_is_a_reserved_word() -> None:
    """No word that is offered as an answer asks anything of the texting itself."""
    words = {word for choices in CHOICES.values() for choice in choices for word in choice.words}
    assert not {word for word in words if keyword(word, opted_out=True) or carrier_keyword(word)}


@given(st.text(max_size=60))
def test_any_text_can_be_asked_about(text: str) -> None:
    """No text is an error, and whoever is opted out has no fewer ways back."""
    if keyword(text, opted_out=False) is Keyword.START:
        assert keyword(text, opted_out=True) is Keyword.START
