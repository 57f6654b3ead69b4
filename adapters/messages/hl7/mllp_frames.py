"""MLLP: a block is VT, body, FS, CR. Bytes go in as they come, frames come out.

Lenient, as hospitals need it: FS ends a block whether CR follows or not, and what stands between
blocks is skipped. Each byte is looked at once; `limit` bytes at most are held of an unfinished one.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

LIMIT = 16 * 1024 * 1024
HEAD = 4096

_VT, _FS, _CR = b"\x0b", b"\x1c", b"\x0d"
_MARKS = re.compile(rb"[\x0b\x1c]")


@dataclass(frozen=True, slots=True)
class Message:
    """A whole block. Some engines send empty ones to keep a connection open."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A block of so many bytes whose end never came: the next one began."""

    size: int


@dataclass(frozen=True, slots=True)
class TooLong:
    """A block above the limit; the rest is skipped. `head` is enough to find its control id."""

    head: bytes


Frame = Message | Incomplete | TooLong


class _Place(Enum):
    OUTSIDE = auto()
    JUST_ENDED = auto()  # here a CR is no noise
    INSIDE = auto()
    BEYOND_LIMIT = auto()


class Deframer:
    """Finds the blocks of one connection. `noise`: bytes outside blocks since the last message."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._held = bytearray()
        self._place = _Place.OUTSIDE
        self.noise = 0

    @property
    def held(self) -> int:
        """How many bytes of an unfinished block wait for the rest."""
        return len(self._held)

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes as they came; give what they finish, in order."""
        frames: list[Frame] = []
        begin = 0
        for mark in _MARKS.finditer(data):
            self._pass(data[begin : mark.start()], frames)
            if mark[0] == _VT:
                self._begin(frames)
            else:
                self._end(frames)
            begin = mark.end()
        self._pass(data[begin:], frames)
        return frames

    def _pass(self, part: bytes, frames: list[Frame]) -> None:
        if not part:
            return
        match self._place:
            case _Place.INSIDE if len(self._held) + len(part) > self._limit:
                head = self._held[:HEAD] + part[:HEAD]
                frames.append(TooLong(bytes(head[:HEAD])))
                self._held = bytearray()
                self._place = _Place.BEYOND_LIMIT
            case _Place.INSIDE:
                self._held += part
            case _Place.BEYOND_LIMIT:
                pass
            case _Place.JUST_ENDED:
                self.noise += len(part) - part.startswith(_CR)
                self._place = _Place.OUTSIDE
            case _Place.OUTSIDE:
                self.noise += len(part)

    def _begin(self, frames: list[Frame]) -> None:
        if self._held:
            frames.append(Incomplete(len(self._held)))
            self._held = bytearray()
        elif self._place is _Place.INSIDE:
            self.noise += 1
        self._place = _Place.INSIDE

    def _end(self, frames: list[Frame]) -> None:
        match self._place:
            case _Place.INSIDE:
                frames.append(Message(bytes(self._held)))
                self._held = bytearray()
                self.noise = 0
                self._place = _Place.JUST_ENDED
            case _Place.BEYOND_LIMIT:
                self._place = _Place.JUST_ENDED
            case _Place.OUTSIDE | _Place.JUST_ENDED:
                self.noise += 1
                self._place = _Place.OUTSIDE


def frame(body: bytes) -> bytes:
    """Put a body into a block."""
    return b"".join((_VT, body, _FS, _CR))
