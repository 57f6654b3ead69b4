"""Blocks are found however the bytes come in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.messages.hl7.mllp_frames import (
    HEAD,
    Deframer,
    Frame,
    Incomplete,
    Message,
    TooLong,
    frame,
)

A, B = Message(b"MSH|a"), Message(b"MSH|b")

TABLE: dict[str, tuple[bytes, list[Frame]]] = {
    "one": (b"\x0bMSH|a\x1c\r", [A]),
    "two in one packet": (b"\x0bMSH|a\x1c\r\x0bMSH|b\x1c\r", [A, B]),
    "junk before, between and after": (b"\r\nGET /\x0bMSH|a\x1c\r..\r\x0bMSH|b\x1c\r\n\n", [A, B]),
    "no CR after FS": (b"\x0bMSH|a\x1c\x0bMSH|b\x1c", [A, B]),
    "LF after FS": (b"\x0bMSH|a\x1c\n\x0bMSH|b\x1c\n", [A, B]),
    "CR inside": (b"\x0bMSH\rPID|\r\x1c\r", [Message(b"MSH\rPID|\r")]),
    "FS outside": (b"\x1c\r\x1c\x1c\x0bMSH|a\x1c\r\x1c\r", [A]),
    "a missing FS": (b"\x0bMSH|half\x0bMSH|b\x1c\r", [Incomplete(8), B]),
    "VT twice": (b"\x0b\x0b\x0bMSH|a\x1c\r", [A]),
    "an empty block": (b"\x0b\x1c\r\x0bMSH|a\x1c\r", [Message(b""), A]),
    "no VT": (b"MSH|a\x1c\r", []),
    "no end": (b"\x0bMSH|a", []),
    "at the limit": (b"\x0b0123456789\x1c\r", [Message(b"0123456789")]),
    "above the limit": (b"\x0b0123456789X\x1c\r\x0bMSH|a\x1c\r", [TooLong(b"0123456789X"), A]),
    "above the limit, no FS": (b"\x0b0123456789XYZ\x0bMSH|a\x1c", [TooLong(b"0123456789XYZ"), A]),
}
LIMIT = 10

bodies = st.binary(max_size=40).map(lambda body: body.translate(None, b"\x0b\x1c"))
junk = bodies


def fed(parts: list[bytes], limit: int = LIMIT) -> list[Frame]:
    """Feed one part after another."""
    deframer = Deframer(limit)
    return [found for part in parts for found in deframer.feed(part)]


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    """Cut bytes at some places."""
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[begin:end] for begin, end in pairwise(places)]


@pytest.mark.parametrize("case", TABLE)
def test_what_arrives_gives_these_frames(case: str) -> None:
    """Each kind of sender is understood, in one packet as in many."""
    data, frames = TABLE[case]
    assert fed([data]) == frames


@pytest.mark.parametrize("case", TABLE)
def test_dribbled_bytes_give_the_same(case: str) -> None:
    """Byte by byte the same frames come, but that less is known yet of a block that is too long."""
    data, frames = TABLE[case]
    known = [
        TooLong(found.head[: LIMIT + 1]) if isinstance(found, TooLong) else found
        for found in frames
    ]
    assert fed([bytes([byte]) for byte in data]) == known


@given(st.lists(st.tuples(junk, bodies)), junk, st.lists(st.integers(0)))
def test_any_split_gives_the_same_messages(
    sent: list[tuple[bytes, bytes]], last: bytes, cuts: list[int]
) -> None:
    """Where packets begin and what stands between blocks does not matter."""
    data = b"".join(before + frame(body) for before, body in sent) + last
    assert fed(split(data, cuts), limit=100) == [Message(body) for _, body in sent]


@given(
    st.lists(st.one_of(st.binary(max_size=50), st.text("\x0b\x1c\rx", max_size=50).map(str.encode)))
)
def test_any_bytes_are_taken(parts: list[bytes]) -> None:
    """Nothing raises, no more than the limit is held, and the next good block is found."""
    deframer = Deframer(LIMIT)
    for part in parts:
        for found in deframer.feed(part):
            assert not isinstance(found, Message) or len(found.body) <= LIMIT
        assert deframer.held <= LIMIT
    assert deframer.feed(frame(b"MSH|a"))[-1] == A


def test_a_block_above_the_limit_is_told_once() -> None:
    """Of a block without end only its head is kept, and it is told at the limit, not at its end."""
    deframer = Deframer(limit=10_000)
    frames = deframer.feed(b"\x0bMSH|head" + b"x" * 9_000)
    frames += [found for _ in range(1_000) for found in deframer.feed(b"x" * 9_000)]
    assert frames == [TooLong(b"MSH|head" + b"x" * (HEAD - 8))]
    assert deframer.held == 0


def test_noise_is_counted_until_a_message_comes() -> None:
    """Bytes outside blocks count, the CR that ends a block does not; a message begins anew."""
    deframer = Deframer()
    deframer.feed(b"GET / HTTP/1.1\r\n")
    assert deframer.noise == 16
    deframer.feed(b"\x0bMSH|a\x1c")
    deframer.feed(b"\r")
    assert deframer.noise == 0
    deframer.feed(b"\r\x1c")
    assert deframer.noise == 2


def test_what_is_framed_is_found() -> None:
    """An answer of ours is a block for whoever reads as we do."""
    assert frame(b"MSA|AA|1") == b"\x0bMSA|AA|1\x1c\r"
    assert fed([frame(b"MSA|AA|1")]) == [Message(b"MSA|AA|1")]
