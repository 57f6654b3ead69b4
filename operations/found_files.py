"""Files from people on their way into the inbox: what is in them is told by looking, not by name.

What is refused and may be a discharge is kept with its refusal, as over any other road; so is what
a known hospital says and we cannot use. Nothing is kept of any other file that cannot be told
apart, decoded or attributed.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters import validation
from adapters.files.discharge import read_discharge
from adapters.messages import glimpse
from adapters.messages.discharge_json import TRIGGER
from adapters.messages.fhir.bundles import Body, decode
from adapters.messages.hl7 import syntax, v2_xml
from adapters.messages.hl7.batches import Batch, batch
from adapters.messages.parsed import Parsed, places
from adapters.validation import Problem, Refused
from domain.hospital.feed import Feed, Feeds
from intake.readers import Readers
from store.arrivals import Arrival, Format, arrival_of

MOST_BYTES = 64 * 1024 * 1024
FORMATS = "a discharge as JSON, HL7 v2 messages, or FHIR as JSON"
_LONGEST_REFUSAL = 1_000
_UNREADABLE = "HL7"
_ANY_ZONE = ZoneInfo("UTC")
_FACILITY = re.compile(r'"facility"\s*:\s*"([a-z0-9-]{1,60})"')
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HL7 = ("MSH", "FHS", "BHS")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One message of a file; `source` is the file, with the message's number if it holds several.

    Without an `arrival` it was refused and nothing can be kept; with both, it is kept for a person.
    """

    source: str
    arrival: Arrival | None = None
    heard: Parsed | None = None
    refused: Refused | None = None


def found(paths: Sequence[Path]) -> list[Path]:
    """Every file: a folder's in order, those below it too, hidden ones left out.

    A folder that holds none, or cannot be read, stands for itself: it will be refused.
    """
    return [file for path in paths for file in (_within(path) if path.is_dir() else [path])]


def _within(folder: Path) -> list[Path]:
    closed: list[Path] = []
    files: list[Path] = []
    walk = os.walk(folder, onerror=lambda error: closed.append(Path(error.filename)))
    for place, below, names in walk:
        below[:] = [name for name in below if not name.startswith(".")]
        files += [Path(place, name) for name in names if not name.startswith(".")]
    return sorted([*files, *closed]) or [folder]


def attributed(feeds: Feeds, facility: str) -> Feed | None:
    """Whose a body is that does not say it: the one that was named, else the only one there is.

    Raises Refused: that facility has no feed.
    """
    if facility and feeds.of(facility) is None:
        raise _refused("--facility", facility, _one_of(feeds))
    if not facility and len(feeds.by_facility) == 1:
        return next(iter(feeds.by_facility.values()))
    return feeds.of(facility)


@dataclass(frozen=True)
class Files:
    """Reads files. `fhir` is the feed of FHIR bodies, which do not say whose they are."""

    readers: Readers
    fhir: Feed | None = None

    def pieces(self, path: Path, received_at: datetime) -> list[Piece]:
        """Every message of a file in its order; what is wrong with it stands in the piece."""
        raw = b""
        try:
            raw = _bytes_of(path)
            pieces = list(self._pieces(raw, received_at))
        except Refused as refused:
            pieces = [self._unusable(raw, refused)]
        if len(pieces) == 1:
            return [replace(pieces[0], source=str(path))]
        return [replace(one, source=f"{path}:{n}") for n, one in enumerate(pieces, start=1)]

    def _pieces(self, raw: bytes, received_at: datetime) -> Iterator[Piece]:
        begins = _beginning(raw)
        if begins.startswith(_HL7):
            return self._hl7_of(batch(raw), received_at)
        if begins.startswith(("{", "[")):
            return self._json(raw, received_at)
        if begins.startswith("<"):
            raise _refused("", "XML", f"{FORMATS}; HL7 with | and no XML")
        raise _refused("", "something else", FORMATS)

    def _hl7_of(self, sent: Batch, received_at: datetime) -> Iterator[Piece]:
        """Each message; then what is wrong with the envelope around them."""
        if not sent.messages:
            expected = "a message that begins with MSH"
            refused = _refused("", "an envelope without messages", expected)
            lost = sent.loose or (sent.envelope if sent.miscounted else b"")
            yield self._unusable(lost, refused)
            return
        yield from (self._hl7(one, received_at) for one in sent.messages)
        if sent.loose:
            yield self._unusable(sent.loose, _refused("MSH", "others", "lines of a message"))
        if sent.miscounted:
            expected = "as many as there are in the file"
            refused = _refused(sent.miscounted, "another count", expected)
            yield self._unusable(sent.envelope, refused)

    def _hl7(self, raw: bytes, received_at: datetime) -> Piece:
        """One message; the charset is its own, else that of its feed."""
        try:
            message = syntax.parse(syntax.decode(raw, "utf-8"))
            label = syntax.label(message)
            feed = self.readers.feeds.speaking(label.application, label.facility)
            if feed is None:
                sender = f"{label.application} of {label.facility}"
                raise _refused("MSH-3", sender, "a sender that a file in feeds/ names")
            text = syntax.decode(raw, "utf-8" if message.get("MSH-18") else feed.hl7.charset)
            message = syntax.parse(text)
        except Refused as refused:
            return self._unusable(raw, refused)
        arrival = Arrival(
            format=Format.HL7,
            facility=feed.facility,
            sender_key=label.sender_key,
            trigger=label.structure or "HL7",
            body=text,
            mrn=syntax.mrn(message, feed),
        )
        return self._read(arrival, received_at)

    def _json(self, raw: bytes, received_at: datetime) -> Iterator[Piece]:
        if _is_fhir(raw):
            yield from self._fhir(raw, received_at)
        else:
            yield self._read(arrival_of(read_discharge(raw, "the discharge")), received_at)

    def _fhir(self, raw: bytes, received_at: datetime) -> Iterator[Piece]:
        """One for every patient, so that each one's order holds; as the gateway takes them."""
        text = _utf8(raw)
        body = Body(decode(text))
        if self.fhir is None:
            raise _refused("", "FHIR that does not say whose it is", _one_of(self.readers.feeds))
        whole = Arrival(
            format=Format.FHIR,
            facility=self.fhir.facility,
            sender_key=body.sender_key,
            trigger=body.trigger,
            body=text,
        )
        piece = self._read(whole, received_at)
        if piece.heard is None or not piece.heard.events:
            yield piece
            return
        events = piece.heard.events
        for number, mrn in enumerate(dict.fromkeys(one.mrn for one in events), start=1):
            key = f"{body.sender_key}#{number}" if number > 1 else body.sender_key
            mine = tuple(one for one in events if one.mrn == mrn)
            yield Piece(
                source="",
                arrival=replace(whole, mrn=mrn, sender_key=key),
                heard=replace(piece.heard, events=mine),
            )

    def _unusable(self, raw: bytes, refused: Refused) -> Piece:
        """What is refused; kept for a person where it may be a discharge."""
        arrival, text = None, syntax.decode(raw, "utf-8")
        if _beginning(raw).startswith(("{", "[")):
            arrival = self._unusable_json(text, is_fhir=_is_fhir(raw))
        elif glimpse.says_hl7(text) or (_beginning(raw)[:1] == "<" and v2_xml.label(text).kind):
            arrival = self._unusable_hl7(text)
        if arrival is not None:
            arrival = replace(arrival, refusal=places(refused)[:_LONGEST_REFUSAL])
        return Piece(source="", arrival=arrival, refused=refused)

    def _unusable_hl7(self, text: str) -> Arrival | None:
        """As over MLLP, so that it is the same message there."""
        if not glimpse.in_hl7(text, None, _ANY_ZONE).may_be_discharge:
            return None
        label: syntax.Label | v2_xml.XmlLabel = v2_xml.label(text)
        with suppress(Refused):
            label = syntax.label(syntax.parse(text))
        feed = self.readers.feeds.speaking(label.application, label.facility)
        return Arrival(
            format=Format.HL7,
            facility=feed.facility if feed else "",
            sender_key=label.sender_key.strip("|"),
            trigger=label.structure or _UNREADABLE,
            body=text.strip() + "\r",
        )

    def _unusable_json(self, text: str, *, is_fhir: bool) -> Arrival | None:
        if is_fhir:
            found = self.fhir is not None and glimpse.in_fhir(text, _ANY_ZONE).may_be_discharge
        else:
            found = glimpse.says_discharge(text)
        if not found:
            return None
        named = _FACILITY.search(text)
        own = self.readers.feeds.of(named[1]) if named and not is_fhir else None
        whose = own or self.fhir
        return Arrival(
            format=Format.FHIR if is_fhir else Format.DISCHARGE,
            facility=whose.facility if whose else "",
            sender_key="",
            trigger="FHIR" if is_fhir else TRIGGER,
            body=text,
        )

    def _read(self, arrival: Arrival, received_at: datetime) -> Piece:
        """An arrival with what it says, or with its refusal."""
        try:
            heard = self.readers(arrival.format, arrival.facility, arrival.body, received_at)
        except Refused as refused:
            kept = replace(arrival, refusal=places(refused)[:_LONGEST_REFUSAL])
            return Piece(source="", arrival=kept, refused=refused)
        ignored = "" if heard.events else heard.ignored
        return Piece(source="", arrival=replace(arrival, ignored=ignored), heard=heard)


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise _refused("", "a folder with no file in it that can be read", "files")
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise validation.not_readable(str(path), error, "a file that can be read") from None
    if len(raw) > MOST_BYTES:
        raise _refused("", "more", f"at most {MOST_BYTES // 1024 // 1024} MiB")
    if not raw.strip():
        raise _refused("", "nothing", FORMATS)
    return raw


def _beginning(raw: bytes) -> str:
    """The first characters that say anything, whatever stands before them."""
    encoding = "utf-16" if raw[:2] in _UTF16 else "latin-1"
    text = raw[:4096].decode(encoding, "replace").removeprefix("\u00ef\u00bb\u00bf")
    return text.lstrip("\ufeff\x0b\x1c\r\n\t ")[:3]


def _is_fhir(raw: bytes) -> bool:
    """Whether it is a resource; of what is no JSON, whether it looks like one."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return b'"resourceType"' in raw
    return isinstance(data, dict) and "resourceType" in data


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise validation.not_readable("a FHIR body", error, "JSON in UTF-8") from None


def _one_of(feeds: Feeds) -> str:
    known = ", ".join(sorted(feeds.by_facility)) or "none yet, a file in feeds/ makes one"
    return f"--facility with a facility that has a feed: {known}"


def _refused(place: str, found_there: str, expected: str) -> Refused:
    return Refused("the file", [Problem(field=place, found=found_there, expected=expected)])
