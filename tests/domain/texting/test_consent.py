"""Opting out and in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asking.choices import Value
from domain.steps.catalogue import kinds
from domain.texting.commands import COMMANDS, command, said_of_prompt
from domain.texting.leaving.consent import (
    Keyword,
    carrier_keyword,
    keyword,
    said_beside,
    said_in_note,
)
from domain.texting.spellings import DIGIT_WORDS, SPELLINGS

OUT = [
    "stop", " Stop. ", "STOP", "STOP!!!", "STOPALL", "stop all", "opt out", "Opt-out", "OPTOUT",
    "Cancel", "end", "quit", "revoke", "unsubscribe", "please stop texting me", "Please stop",
    "stop texting me", "STOP TEXTING", "stop sending me these messages", "stop these texts",
    "don't text me", "do not contact me", "Don\u2019t text me any more", "no more texts please",
    "remove me from your list", "take my number off your list", "I don't want these messages",
    "please opt me out", "leave me alone", "I want to unsubscribe my phone", "cancel all messages",
    "no mas", "No más.", "no más mensajes", "dejen de escribirme", "Deje de mandarme mensajes",
    "por favor dejen de mandarme mensajes", "Por favor, no me manden m\u00e1s mensajes", "ya paren",
    "no quiero que me escriban", "cancelen los mensajes", "quiero darme de baja", "ya basta",
    "I no longer want to receive texts", "I no longer wish to get these messages", "unsuscribe",
    "Can you stop texting me", "stop stop stop", "pare de enviarme textos",
    "b\u00f3rrenme de la lista",
    "please quit sending these reminders", "stop with the texts please", "lose my number",
    "no me escriban", "ya no quiero recibir mensajes", "no quiero mas mensajes", "ALTO", "basta",
]  # fmt: skip
NOT = [
    "don't stop my lisinopril?", "Should I stop my lisinopril", "end of week is fine", "27 stop",
    "don't stop texting me", "do not stop the messages", "please don\u2019t stop sending reminders",
    "stop by the clinic", "when does it stop?", "the bleeding won't stop", "i cant stop coughing",
    "cancel my appointment", "quit smoking", "at the end", "help I can't breathe", "help me",
    "yes I can", "no", "1", "27 1", "", "no mas dolor", "no more pain", "my info is old",
    "please stop the pain", "stop the water pill?", "can you text me the address",
    "4 stop, patient moved", "i want it to end", "why did you stop texting me?",
    "no dejen de escribirme",
    "i don't want to stop getting your texts", "I do not want to stop these messages", "stop?!x",
    "no quiero parar los mensajes", "no paren los mensajes", "stop me from eating salt", "ya",
    "the stop is near the clinic", "stopped taking it", "cancel the ride", "when do the texts end",
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
    assert said_beside(text) is None


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[(text, Keyword.STOP) for text in ("Stop, I moved", "1\nSTOP", "STOP. cant breathe")],
        *[(text, Keyword.STOP) for text in ("stop i have pain", "ok, please stop texting me")],
        *[(text, Keyword.START) for text in ("START. hello", "hello, unstop")],
        *[
            (text, None)
            for text in ("help, i fell", "when do I stop?", "stop?", "the pain won't stop")
        ],
        *[
            (text, None)
            for text in ("take it, stop, take it again", "stop the pain", "1", "yes, ok")
        ],
    ],
)
def test_beside_other_words(text: str, expected: Keyword | None) -> None:
    """STOP at the beginning or the end is meant, whatever else is said; HELP is not."""
    assert said_beside(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *[
            (text, True)
            for text in ("27 1, please stop texting me", "27 1\nSTOP", "27 1. no more texts")
        ],
        *[(text, True) for text in ("27 stop texting me", "1 and please stop texting me")],
        *[
            (text, False)
            for text in ("27 stop", "27\nstop", "27 4, stop", "27 5 said don't text me")
        ],
        *[(text, False) for text in ("27 5 refused: do not contact me", "27 1 stop by at noon")],
    ],
)
def test_in_the_note_of_an_answer(text: str, *, expected: bool) -> None:
    """A note may quote a patient: only a sentence of its own is the writer's."""
    assert said_in_note(text) is expected


def test_no_answer_is_a_reserved_word() -> None:
    """No word that is offered or understood as an answer asks anything of the texting itself.

    But for the patient's own no: beside a code, or to the question that offers it, it is no STOP.
    """
    offered = [choice for kind in kinds().values() for choice in kind.choices]
    leaving = {w for one in offered if one.value is Value.NO_MORE_TEXTS for w in one.words}
    assert not {word for word in leaving if carrier_keyword(word)}
    words = {word for choice in offered for word in choice.words} - leaving
    assert not {word for word in words if keyword(word, opted_out=True) or carrier_keyword(word)}
    understood = words | SPELLINGS.keys() | DIGIT_WORDS.keys()
    assert not {word for word in understood if keyword(word, opted_out=False)}
    assert not {word for word in understood if command(word) or said_of_prompt(word)}


def test_no_request_is_a_reserved_word() -> None:
    """LIST, OFF and the like are never taken for STOP, START or HELP, nor for one another."""
    ways = [way for table in COMMANDS.values() for way in table]
    assert len(set(ways)) == len(ways)
    assert not {way for way in ways if keyword(way, opted_out=True) or said_beside(way)}


@given(st.text(max_size=60))
def test_any_text_can_be_asked_about(text: str) -> None:
    """No text is an error, and whoever is opted out has no fewer ways back."""
    said_beside(text)
    said_in_note(text)
    if keyword(text, opted_out=False) is Keyword.START:
        assert keyword(text, opted_out=True) is Keyword.START
