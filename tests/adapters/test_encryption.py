"""Sealing, keyed hashes and PINs."""

import base64
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.encryption import (
    KeyRing,
    KeyUnknown,
    KeyUnusable,
    Seal,
    SealBroken,
    Tokens,
    check_pin,
    hash_pin,
    new_keys,
    parse_key,
)
from models.tables import Place

KEY = bytes(range(32))
OLD = KeyRing({"2025": bytes(range(32, 64))})
ROTATED = KeyRing({"2026": KEY, **OLD.keys})
NEW = KeyRing({"2026": KEY})
TOKENS = Tokens(KEY)
NUMBER = "+16175550123"
HERE = Place("outbox", "body_sealed", ("k#1",))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


@given(st.text())
def test_what_is_sealed_opens(text: str) -> None:
    """Any text comes back as it went."""
    assert Seal(NEW).open(Seal(NEW).seal(text, HERE), HERE) == text


def test_a_seal_gives_nothing_away() -> None:
    """The text is not in it, and the same text never looks the same."""
    sealed = Seal(NEW).seal(NUMBER, HERE)
    assert NUMBER.encode() not in sealed
    assert Seal(NEW).seal(NUMBER, HERE) != sealed


def test_the_first_key_seals_and_all_open() -> None:
    """After a rotation, what the old key sealed still opens, and new seals need the new key."""
    assert Seal(ROTATED).open(Seal(OLD).seal("a", HERE), HERE) == "a"
    assert Seal(NEW).open(Seal(ROTATED).seal("b", HERE), HERE) == "b"


def test_a_key_that_left_the_ring_is_named() -> None:
    """An operator learns which key is missing."""
    with pytest.raises(KeyUnknown, match="'2025'") as caught:
        Seal(NEW).open(Seal(OLD).seal("a", HERE), HERE)
    assert caught.value.key_id == "2025"


@pytest.mark.parametrize("position", [5, 12, 25, -1])
def test_a_changed_byte_breaks_the_seal(position: int) -> None:
    """Nonce, ciphertext and tag are authenticated."""
    sealed = bytearray(Seal(NEW).seal("thirty days", HERE))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        Seal(NEW).open(bytes(sealed), HERE)


@pytest.mark.parametrize("never_sealed", [b"", b"clear text", b"2026:", b"2026:short"])
def test_what_was_never_sealed_is_refused(never_sealed: bytes) -> None:
    """Clear or cut bytes do not open."""
    with pytest.raises(SealBroken):
        Seal(NEW).open(never_sealed, HERE)


def test_a_seal_is_bound_to_its_context_and_key() -> None:
    """Bytes moved to another place, or relabelled with another key's id, do not open."""
    sealed = NEW.seal(b"a", "sql")
    assert NEW.open("2026", sealed, "sql") == b"a"
    with pytest.raises(SealBroken):
        NEW.open("2026", sealed, "temporal")
    with pytest.raises(SealBroken):
        KeyRing({"2025": KEY}).open("2025", sealed, "sql")


def test_a_ring_is_read_in_order() -> None:
    """The first key of the text seals."""
    ring = KeyRing.parse(f"2026:{_text(KEY)}, 2025:{_text(OLD.keys['2025'])}")
    assert ring.sealing_id == "2026"
    assert "2025" in ring
    assert ring == ROTATED


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "key 1 is not written"),
        (_text(KEY), "key 1 is not written"),
        (f"a:{_text(KEY)},a:{_text(KEY)}", "key 2 is not written"),
        (f"A b:{_text(KEY)}", "key 1 is not written"),
        ("a:???", "not base64"),
        ("a:" + _text(b"short"), "5 bytes, expected 32"),
        ("a:" + _text(bytes(32)), "not random"),
        ("a:" + _text(b"change-me-change-me-change-me-32"), "not random"),
    ],
)
def test_a_ring_that_will_not_do_is_refused(text: str, problem: str) -> None:
    """The reason is named and the key is not."""
    with pytest.raises(KeyUnusable, match=problem) as caught:
        KeyRing.parse(text)
    assert not text or text not in str(caught.value)


def test_keys_hide_in_logs() -> None:
    """Neither a ring nor fresh keys show themselves."""
    keys = new_keys()
    assert repr(KEY) not in repr(NEW)
    assert keys.token_key not in repr(keys)


def test_new_keys_are_fit_and_new() -> None:
    """Fresh keys pass every check and never come twice."""
    keys = new_keys()
    assert KeyRing.parse(keys.encryption_keys).sealing_id
    assert parse_key(keys.token_key) != parse_key(new_keys().token_key)


def test_tokens_stay_as_they_are() -> None:
    """Tokens are identity in stores and workflow ids: they never change with our code."""
    assert TOKENS.phone(NUMBER) == "3ljzswhbsg5ri2olmghs"
    assert TOKENS.patient("mercy-general", "4821") == "sic2ucbgxwnwfdvukauo"
    assert TOKENS.encounter("mercy-general", "V-20260904-0117") == "ne4o5gu4njbvfmra2rds"
    assert TOKENS.card("episode-1", "call-1", "rn-lopez") == "YMdRpvOjR"


def test_tokens_are_short_words() -> None:
    """They fit workflow ids and texts: twenty base32 characters, nine base62 for a card."""
    token = TOKENS.phone(NUMBER)
    card = TOKENS.card("episode-1", "call-1", "rn-lopez")
    assert len(token) == 20
    assert set(token) <= set(string.ascii_lowercase + "234567")
    assert len(card) == 9
    assert set(card) <= set(string.ascii_letters + string.digits)


def test_tokens_of_different_things_differ() -> None:
    """No value, kind, split or key meets another one's token."""
    tokens = [
        TOKENS.phone(NUMBER),
        TOKENS.phone("+16175550124"),
        TOKENS.patient("a", "bc"),
        TOKENS.patient("ab", "c"),
        TOKENS.encounter("a", "bc"),
        Tokens(KEY[::-1]).phone(NUMBER),
        TOKENS.card("e", "q", "h"),
        TOKENS.card("e", "q", "h2"),
        TOKENS.card("e", "qh", ""),
    ]
    assert len(set(tokens)) == len(tokens)


def test_a_pin_is_checked_and_not_kept() -> None:
    """The right PIN passes, others do not, and two people with one PIN do not look alike."""
    kept = hash_pin("4711")
    assert check_pin("4711", kept)
    assert not check_pin("4712", kept)
    assert "4711" not in kept.split(":")
    assert hash_pin("4711") != kept


@pytest.mark.parametrize("kept", ["", "4711", "md5:aa:bb"])
def test_nobody_has_no_pin(kept: str) -> None:
    """Somebody without a PIN cannot be let in by any."""
    assert not check_pin("4711", kept)
    assert not check_pin("", kept)
