"""What stands in one block or file: messages, with or without the envelope of a batch.

Envelopes are FHS, BHS, BTS and FTS (HL7 v2.5.1, 2.10.3). A segment line begins a message when it is
MSH and a mark that is no letter; it is of an envelope when its mark is also the first header's, so
that somebody's broken line of text ends no message. What belongs to no message is kept apart.
"""

import re
from dataclasses import dataclass, field

MOST_MESSAGES = 10_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_BETWEEN = str.maketrans({"\x0b": "\r", "\x1c": "\r"})
_HEADERS = re.compile(r"(?:\A|[\r\n])[ \t]*(?=(MSH|FHS|BHS|BTS|FTS)([^\w\s]|[\r\n]|\Z))")
_LONGEST_ID = 199


@dataclass(frozen=True, kw_only=True)
class Batch:
    """`messages` in order; `envelope` the lines around them, `loose` other lines of no message.

    `control_id` is BHS-11, else FHS-11; `miscounted` where a count (BTS-1, FTS-1) differs.
    """

    messages: tuple[bytes, ...] = ()
    envelope: bytes = b""
    loose: bytes = b""
    control_id: str = ""
    miscounted: str = ""


@dataclass
class _Parts:
    """What has been found so far, as text that keeps every byte."""

    messages: list[str] = field(default_factory=list)
    envelope: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    batches: int = 0
    since: int = 0
    miscounted: str = ""

    def add(self, name: str, part: str, mark: str) -> None:
        """One header with all that stands before the next."""
        if name == "MSH":
            self.messages.append(part)
            return
        line, _, rest = part.replace("\n", "\r").partition("\r")
        self.envelope.append(line)
        self.loose += [rest.strip()] if rest.strip() else []
        if name == "BHS":
            self.batches, self.since = self.batches + 1, len(self.messages)
        elif name == "BTS":
            self._count("BTS-1", line, mark, len(self.messages) - self.since)
        elif name == "FTS":
            self._count("FTS-1", line, mark, self.batches)

    def _count(self, place: str, line: str, mark: str, counted: int) -> None:
        said = _field(line, mark, 1)
        if said and not (said.isascii() and said.isdigit() and int(said[:9]) == counted):
            self.miscounted = self.miscounted or place


def batch(raw: bytes) -> Batch:
    """Split a block or a file. Bytes stay as they are: each message may declare a charset."""
    if raw[:2] in _UTF16:
        return _split(raw.decode("utf-16", "replace"), "utf-16")
    return _split(raw.removeprefix(_UTF8_MARK).decode("ascii", "surrogateescape"), "ascii")


def _split(text: str, charset: str) -> Batch:
    text = text.removeprefix("\ufeff").translate(_BETWEEN)
    found = list(_HEADERS.finditer(text))
    mark = next((one[2] for one in found if one[1] in ("MSH", "FHS", "BHS")), "|")
    found = [one for one in found if one[1] == "MSH" or one[2] in (mark, "", "\r", "\n")]
    parts = _Parts()
    ends = [one.end() for one in found[1:]] + [len(text)]
    before = text[: found[0].end()] if found else text
    for one, end in zip(found, ends, strict=False):
        parts.add(one[1], text[one.end() : end].strip("\r\n\t \x00"), mark)
    return Batch(
        messages=tuple(_bytes(one, charset) for one in parts.messages),
        envelope=_bytes("\r".join(parts.envelope), charset),
        loose=_bytes("\r".join(filter(None, (before.strip("\r\n\t \x00"), *parts.loose))), charset),
        control_id=_control_id(parts.envelope, mark),
        miscounted=parts.miscounted,
    )


def _bytes(text: str, charset: str) -> bytes:
    """With the last segment's CR, as over a connection; nothing stays nothing."""
    return f"{text}\r".encode(charset, "surrogateescape") if text else b""


def _control_id(envelope: list[str], mark: str) -> str:
    for name in ("BHS", "FHS"):
        for line in envelope:
            if line.startswith(name) and (said := _field(line, mark, 10)):
                return "".join(one for one in said if one.isascii() and one.isprintable())
    return ""


def _field(line: str, mark: str, at: int) -> str:
    """A field by its place behind the name: of BHS and FHS the mark itself is the first."""
    fields = line[3:].split(mark)
    return fields[at].strip()[:_LONGEST_ID] if len(fields) > at else ""
