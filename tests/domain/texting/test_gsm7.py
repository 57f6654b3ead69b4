"""Parts and alphabet of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.texting.gsm7 import segments, to_gsm7


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 153, 3),
        ("\u2019" + "a" * 70, 2),
        ("\u2019" + "a" * 69, 1),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),
        ("a" * 152 + "€" + "a" * 152, 3),
    ],
)
def test_parts(text: str, parts: int) -> None:
    """Each vector of the clinical rules: two units for the extension table, never split."""
    assert segments(text) == parts


@given(st.text(max_size=400), st.text(max_size=50))
def test_more_text_never_costs_less(text: str, more: str) -> None:
    """Adding to a text never takes away a part."""
    assert segments(text + more) >= segments(text)


@pytest.mark.parametrize(
    ("text", "cheap"),
    [
        ("It\u2019s \u201cfine\u201d \u2013 ok\u2026", 'It\'s "fine" - ok...'),
        ("call\u00a0me", "call me"),
        ("José Núñez, mañana, ¿sí?", "José Nuñez, mañana, ¿si?"),
        ("François Łukasz", "Francois Lukasz"),
        ("Jose\u0301", "José"),
    ],
)
def test_likenesses(text: str, cheap: str) -> None:
    """Quotes, dashes and accents that GSM-7 lacks become letters that it has."""
    assert to_gsm7(text) == cheap


@given(st.text(max_size=200))
def test_what_is_cheap_stays_cheap(text: str) -> None:
    """Writing it twice changes nothing more, and a text of likenesses has a cheap price."""
    assert to_gsm7(to_gsm7(text)) == to_gsm7(text)


def test_what_has_no_likeness_stays() -> None:
    """An emoji is not lost, whatever it costs."""
    assert to_gsm7("ok 👍") == "ok 👍"
