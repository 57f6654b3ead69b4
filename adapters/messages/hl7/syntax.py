"""HL7 v2 as text: bytes to characters, files to messages, messages to segments and values.

What they mean is told elsewhere (`hl7_events`). The splitting is our own, done only where somebody
looks and never further than a bound, because a message comes from the network. The `hl7` package
splits everything at once, misreads a doubled escape character in MSH-2, and its unescaping logs the
text and repeats a blank as often as a message says. Tests hold this module against that package.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from adapters.messages.hl7.segments import DELETED, Delimiters, Repeat, Segment, text_of
from adapters.validation import Problem, Refused, show
from domain.hospital.feed import Feed, Hl7Feed
from domain.hospital.identity import is_number

SOURCE = "an HL7 message"

MOST_SEGMENTS = 50_000
MOST_OF_ONE_NAME = 200
LONGEST_HEADER = 10_000

CHARSETS = {
    "ASCII": "ascii",
    **{f"8859/{part}": f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
    **{f"ISO-8859-{part}": f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
    "UNICODE": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "WINDOWS-1252": "cp1252",
    "CP1252": "cp1252",
    "ISO IR14": "shift_jis",
    "ISO IR87": "iso2022_jp",
    "ISO IR159": "iso2022_jp_2",
    "GB 18030-2000": "gb18030",
    "KS X 1001": "euc_kr",
    "BIG-5": "big5",
}
"""MSH-18 (table 0211 and what else is written there). UTF-16 is known by its byte order mark."""

_NOT_A_DELIMITER = re.compile(r"[\w\s\x00-\x1f\"]")
_PATH = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?")
_STRUCTURE = re.compile(r"[A-Z]{3}\^[A-Z0-9]{3}")
_NEWS = {"ADT", "SIU", "RDE", "MDM", "ORU", "ORM", "OMP", "RDS", "DFT", "BAR"}
"""Kinds of message that tell something, whatever else stands in them."""
_FOREIGN_TYPES = {"SS", "SSN", "SB", "AN", "ACCT", "VN", "DL", "PPN", "MA", "MB", "MC"}
"""PID-3.5 of numbers that name no patient of the hospital: tax, account, visit, insurance."""


def decode(raw: bytes, default_charset: str) -> str:
    """Bytes as text with CR line ends: by MSH-18, the feed's charset, UTF-8, at last Latin-1."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16", "replace")
    else:
        text = text_of(raw, (_declared(raw), default_charset, "utf-8"))
    text = text.removeprefix("\ufeff").replace("\x00", "")
    return text.replace("\r\n", "\r").replace("\n", "\r")


def _declared(raw: bytes) -> str:
    start = raw.find(b"MSH")
    if start < 0:
        return ""
    header = re.split(rb"[\r\n]", raw[start : start + LONGEST_HEADER], maxsplit=1)[0]
    fields = header.split(header[3:4] or b"|", 18)
    return charset(fields[17].decode("latin-1")) if len(fields) > 17 else ""  # noqa: PLR2004 - MSH-18


def charset(declared: str) -> str:
    """Python's name for the first of what MSH-18 says; "" when it is silent or unknown."""
    return CHARSETS.get(declared.partition("~")[0].strip().upper(), "")


@dataclass(frozen=True)
class Message:
    """A message, or a group of its segments: `lines` in their order, split when looked at."""

    lines: tuple[str, ...]
    delimiters: Delimiters
    _split: dict[str, tuple[Segment, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def segments(self, name: str) -> tuple[Segment, ...]:
        """The segments of a name, in order, `MOST_OF_ONE_NAME` at most."""
        if name not in self._split:
            named = [line for line in self.lines if line.startswith(name)][:MOST_OF_ONE_NAME]
            self._split[name] = tuple(Segment(line, self.delimiters) for line in named)
        return self._split[name]

    def segment(self, name: str) -> Segment | None:
        """The first of a name."""
        return next(iter(self.segments(name)), None)

    def repeats(self, path: str) -> tuple[Repeat, ...]:
        """The repetitions of a field, "PID-3", in the first segment of the name."""
        name, number, _, _ = _place(path)
        segment = self.segment(name)
        return segment.repeats(number) if segment else ()

    def get(self, path: str) -> str:
        """One value, such as "PV1-19.1": of the first segment, the first repetition; "" without."""
        name, number, component, subcomponent = _place(path)
        segment = self.segment(name)
        return segment.get(number, component, subcomponent) if segment else ""

    def raw(self, path: str) -> str:
        """A whole field as it stands, "MSH-3", or ""."""
        name, number, _, _ = _place(path)
        segment = self.segment(name)
        return segment.raw(number) if segment else ""

    def groups(self, starts: str) -> tuple["Message", ...]:
        """What begins at each segment of a name and ends before the next."""
        at = [n for n, line in enumerate(self.lines) if line.startswith(starts)]
        at = at[: MOST_OF_ONE_NAME + 1]
        ends = [*at[1:], len(self.lines)]
        pairs = list(zip(at, ends, strict=False))[:MOST_OF_ONE_NAME]
        return tuple(Message(self.lines[one:two], self.delimiters) for one, two in pairs)


def parse(text: str) -> Message:
    """One message. Raises Refused at "MSH", "MSH-1" or "MSH-2".

    A line that begins no segment belongs to the one before: somebody's text held a line end.
    """
    text = text.strip("\ufeff\x0b\x1c\x00\r\n\t ")
    delimiters = _delimiters(text)
    text = _broken(delimiters.field).sub(" ", text)
    if text.count("\r") > MOST_SEGMENTS:
        raise refused("MSH", "more", f"at most {MOST_SEGMENTS} segments")
    if f"\rMSH{delimiters.field}" in text:
        raise refused("MSH", "several", "one message")
    return Message(tuple(text.split("\r")), delimiters)


def refused(place: str, found: str, expected: str) -> Refused:
    """A message that cannot be used for one reason. Only `found` may hold PHI."""
    found = show(found) if found else "nothing"
    return Refused(SOURCE, [Problem(field=place, found=found, expected=expected)])


def _delimiters(text: str) -> Delimiters:
    header = text[:LONGEST_HEADER].partition("\r")[0]
    if not header.startswith("MSH") or len(header) == len("MSH"):
        raise refused("MSH", header[:3], "a message that begins with MSH")
    separator = header[3]
    said = "".join(dict.fromkeys(header[4:].partition(separator)[0]))  # "\\\\" is one "\"
    if _NOT_A_DELIMITER.match(separator):
        raise refused("MSH-1", separator, "a character that separates fields, such as |")
    if _NOT_A_DELIMITER.search(said):
        raise refused("MSH-2", said, r"characters that separate parts, such as ^~\&")
    if len(said) == len("^~&") and said.endswith("&"):  # who escapes nothing leaves it out
        return Delimiters(separator, said[0], said[1])
    return Delimiters(separator, *said[:4])


@lru_cache(maxsize=32)
def _broken(separator: str) -> re.Pattern[str]:
    """A line end after which no segment begins."""
    return re.compile(rf"\r(?![A-Z][A-Z0-9]{{2}}(?:{re.escape(separator)}|\r|\Z))")


@lru_cache(maxsize=512)
def _place(path: str) -> tuple[str, int, int, int]:
    found = _PATH.fullmatch(path)
    if not found:
        raise ValueError(path)
    return found[1], int(found[2]), int(found[3] or 1), int(found[4] or 1)


def is_path(path: str) -> bool:
    """Whether `get` understands it: "PV1-19", "PID-3.4.1"."""
    return _PATH.fullmatch(path) is not None


@dataclass(frozen=True, kw_only=True)
class Label:
    """What may be known of a message without its patient: no PHI, short, printable ASCII.

    `structure` is MSH-9, "ADT^A03" ("" when it says nothing such); EVN-1, which often contradicts
    it, is asked only when MSH-9 names no event.
    """

    application: str
    facility: str
    control_id: str
    structure: str
    version: str
    processing_id: str
    accept_ack: str
    application_ack: str

    @property
    def sender_key(self) -> str:
        """MSH-3, 4 and 10: not unique with every sender, so a body's hash belongs beside it."""
        return f"{self.application}|{self.facility}|{self.control_id}"


def label(message: Message) -> Label:
    """The label of a message, from its MSH alone."""
    header = message.segment("MSH") or Segment("MSH", message.delimiters)
    return Label(
        application=_plain(header.get(3), 60),
        facility=_plain(header.get(4), 60),
        control_id=_plain(header.get(10), 60),
        structure=_structure(header, message),
        version=_plain(header.get(12), 8),
        processing_id=_plain(header.get(11), 3).upper(),
        accept_ack=_condition(header.get(15)),
        application_ack=_condition(header.get(16)),
    )


def _plain(text: str, most: int) -> str:
    if not (text.isascii() and text.isprintable()):
        text = re.sub(r"[^ -~]", "", text)
    return text[:most]


def acknowledges(message: Message) -> bool:
    """Whether it answers something: MSH-9 says ACK, or there is an MSA in what is no news.

    We ask nothing over this line, and who answers an answer is answered again.
    """
    kind = message.get("MSH-9").strip().upper().replace("-", "_").partition("_")[0]
    return kind == "ACK" or (message.segment("MSA") is not None and kind not in _NEWS)


def _condition(text: str) -> str:
    """AL, NE, ER, SU (table 0155) or another word; a null is a blank."""
    return "" if text == DELETED else _plain(text.strip(), 2).upper()


def _structure(header: Segment, message: Message) -> str:
    kind, event, whole = header.get(9, 1), header.get(9, 2), header.get(9, 3)
    if not event:
        one, _, two = (whole or kind).replace("-", "_").partition("_")
        kind, event = one, two or message.get("EVN-1")
    structure = f"{kind}^{event}".upper()
    return structure if _STRUCTURE.fullmatch(structure) else ""


def mrn(message: Message, feed: Feed | None) -> str | None:
    """The hospital's number of the patient in PID-3, else PID-2; of a merge's survivor."""
    return identifier(message.repeats("PID-3"), feed) or (
        None if message.repeats("PID-3") else number(message.get("PID-2"), feed)
    )


def identifier(repeats: tuple[Repeat, ...], feed: Feed | None) -> str | None:
    """The one of a list of identifiers (CX) that the feed calls the patient's.

    Where the feed names authorities, a number of any other is somebody else's and is never taken;
    of the first that is named goes before of the next, and one that names none comes last. Then by
    the feed's types, then type MR. Without such a type the first that is no tax or account number.
    """
    hl7 = feed.hl7 if feed else Hl7Feed()
    kinds = [kind.upper() for kind in (*hl7.patient_types, "MR")]
    authorities = [*hl7.patient_authorities, ""]
    ours = [one for one in repeats if is_number(one.get(1))]
    if hl7.patient_authorities:
        ours = sorted(
            (one for one in ours if one.get(4) in authorities),
            key=lambda one: authorities.index(one.get(4)),
        )
    typed = [one for one in ours if one.get(5).upper() in kinds]
    if hl7.patient_authorities and typed:
        typed = [one for one in typed if one.get(4) == typed[0].get(4)]
    best = min(typed, key=lambda one: kinds.index(one.get(5).upper()), default=None)
    others = (one for one in ours if one.get(5).upper() not in _FOREIGN_TYPES)
    found = best or next(others, None)
    return number(found.get(1), feed) if found else None


def number(text: str, feed: Feed | None) -> str | None:
    """What stands where a patient's or a visit's number belongs, as the feed counts it, if any."""
    if not is_number(text):
        return None
    return feed.number(text) if feed else text
