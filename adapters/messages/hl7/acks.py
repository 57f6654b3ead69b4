"""Acknowledgements of HL7 v2: MSH, MSA and, for what was not taken, one ERR for each fault.

    verdict           ALWAYS_ACCEPT    BY_CONTENT
    Parsed, or None   AA               AA, or AR for what was not agreed
    Refused           AA               AE, or AR for what was not agreed

None as a verdict is "stored and not read yet". Most interface engines stop their whole queue on
anything but AA, so that is the default, and the caller acknowledges only what it has stored. Not
agreed are the processing id, the version and the kind of message (MSH-11, 12, 9).

Enhanced mode: who fills MSH-15 or MSH-16 gets CA, CE or CR under the condition in MSH-15 (AL, NE,
ER, SU), blank being AL. MSH-15 = NE with a condition in MSH-16 is the original mode in other words
(HL7 2.9.2): the answer is an AA, AE or AR under MSH-16. There is never a second message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from adapters.messages.hl7 import syntax
from adapters.messages.hl7.events import READERS
from adapters.messages.hl7.segments import Delimiters
from adapters.messages.hl7.syntax import Label, Message
from adapters.messages.parsed import Parsed
from adapters.validation import Problem, Refused
from domain.hospital.feed import Acknowledge, Feed

OURS = "HOMEWARD"
VERSION = "2.5.1"
"""What is said where the sender's header cannot be read."""

CODES: dict[str, str] = {
    "100": "Segment sequence error",
    "101": "Required field missing",
    "102": "Data type error",
    "103": "Table value not found",
    "200": "Unsupported message type",
    "202": "Unsupported processing id",
    "203": "Unsupported version id",
    "207": "Application internal error",
}
"""Table 0357."""

Verdict = Parsed | Refused | None

_LONGEST_FIELD = 250
_CONDITIONS = {"AL": (True, True), "NE": (False, False), "ER": (False, True), "SU": (True, False)}
"""MSH-15 and 16: whether a success, and whether a failure, is to be acknowledged."""


@dataclass(frozen=True)
class Fault:
    """One ERR: where, which code, and what was expected. Never what was found: it may be PHI."""

    place: str
    code: str
    expected: str


def acknowledge(
    received: Message | bytes,
    feed: Feed | None,
    verdict: Verdict,
    *,
    received_at: datetime,
    control_id: str,
) -> bytes | None:
    """The answer to a message, without MLLP's frame; None when the sender wants none.

    `control_id` is our own MSH-10. What cannot be parsed at all is answered as well, with what its
    header says, or else in our own name.
    """
    header = received if isinstance(received, Message) else _header(received, feed)
    said = syntax.label(header) if header else None
    code, faults = _code(said, feed, verdict)
    letter = _letter(said, success=code == "A")
    if letter is None:
        return None
    charset = syntax.charset(header.raw("MSH-18")) if header else ""
    lines = _lines(header, _our_header(header, said, feed, received_at, control_id))
    lines.append(_msa(header, f"{letter}{code}", faults))
    lines += [_err(fault, header.delimiters if header else Delimiters("|")) for fault in faults]
    return "".join(f"{line}\r" for line in lines).encode(charset or "utf-8", "replace")


def not_agreed(label: Label, feed: Feed) -> tuple[Fault, ...]:
    """What of a message's envelope the feed has not agreed to."""
    faults = []
    if label.processing_id and label.processing_id not in feed.hl7.processing_ids:
        expected = f"a processing id of {', '.join(feed.hl7.processing_ids)}"
        faults.append(Fault("MSH-11", "202", expected))
    if feed.hl7.versions and label.version not in feed.hl7.versions:
        faults.append(Fault("MSH-12", "203", f"a version of {', '.join(feed.hl7.versions)}"))
    if label.structure and label.structure[:3] not in READERS:
        faults.append(Fault("MSH-9", "200", f"a message of {', '.join(READERS)}"))
    return tuple(faults)


def _code(said: Label | None, feed: Feed | None, verdict: Verdict) -> tuple[str, tuple[Fault, ...]]:
    """A, E or R, and why."""
    if feed is None or feed.hl7.acknowledge is Acknowledge.ALWAYS_ACCEPT:
        return "A", ()
    if said and (faults := not_agreed(said, feed)):
        return "R", faults
    if isinstance(verdict, Refused):
        return "E", tuple(_faults(verdict))
    return "A", ()


def _faults(refused: Refused) -> Iterator[Fault]:
    for problem in refused.problems:
        yield Fault(problem.field or "MSH", _fault_code(problem), problem.expected)
    if not refused.problems:
        yield Fault("MSH", "207", "a message that can be read")


def _fault_code(problem: Problem) -> str:
    if "-" not in problem.field:
        return "100"
    return "101" if problem.found == "nothing" else "102"


def _letter(said: Label | None, *, success: bool) -> str | None:
    """A for the original mode, C for the enhanced; None when no answer is wanted."""
    if said is None or not (said.accept_ack or said.application_ack):
        return "A"
    if said.accept_ack == "NE" and said.application_ack not in ("", "NE"):
        letter, wanted = "A", said.application_ack
    else:
        letter, wanted = "C", said.accept_ack
    on_success, on_failure = _CONDITIONS.get(wanted, _CONDITIONS["AL"])
    return letter if (on_success if success else on_failure) else None


def _header(raw: bytes, feed: Feed | None) -> Message | None:
    """The header alone of what may not be readable as a whole."""
    text = syntax.decode(raw, feed.hl7.charset if feed else "utf-8")
    start = text.find("MSH")
    if start < 0:
        return None
    try:
        return syntax.parse(text[start : start + syntax.LONGEST_HEADER].partition("\r")[0])
    except Refused:
        return None


def _our_header(
    header: Message | None,
    said: Label | None,
    feed: Feed | None,
    received_at: datetime,
    control_id: str,
) -> list[str]:
    """MSH-3 to MSH-18: sender and receiver change places; the rest is echoed."""
    now = received_at.strftime("%Y%m%d%H%M%S%z")
    if header is None:
        ours = [OURS, feed.facility if feed else "", "", "", now, "", "ACK", control_id]
        return [*ours, "P", VERSION]
    parts = header.delimiters.component
    event = said.structure[4:] if said else ""
    kind = f"ACK{parts}{event}{parts}ACK" if event else "ACK"
    swapped = [_echo(header, f"MSH-{n}") for n in (5, 6, 3, 4)]
    agreed = [_echo(header, "MSH-11") or "P", _echo(header, "MSH-12") or VERSION]
    charset = _echo(header, "MSH-18")
    return [
        *swapped,
        now,
        "",
        kind,
        control_id,
        *agreed,
        *([*[""] * 5, charset] if charset else []),
    ]


def _echo(header: Message, path: str) -> str:
    text = header.raw(path)[:_LONGEST_FIELD]
    return "".join(letter for letter in text if letter.isprintable()).strip()


def _lines(header: Message | None, fields: list[str]) -> list[str]:
    marks = header.delimiters if header else Delimiters("|")
    return [marks.field.join((f"MSH{marks.field}{marks.encoding}", *fields))]


def _msa(header: Message | None, code: str, faults: tuple[Fault, ...]) -> str:
    marks = header.delimiters if header else Delimiters("|")
    control_id = _echo(header, "MSH-10") if header else ""
    words = [_escaped(f"{faults[0].place}: expected {faults[0].expected}", marks)] if faults else []
    return marks.field.join(("MSA", code, control_id, *words))


def _err(fault: Fault, marks: Delimiters) -> str:
    """ERR-2 location, ERR-3 code, ERR-4 severity, ERR-8 text (ERR-1 is of versions before 2.5)."""
    segment, _, place = fault.place.partition("-")
    parts = [segment, "1", *(number for number in [place.partition(".")[0]] if number)]
    location = marks.component.join(parts)
    code = marks.component.join((fault.code, _escaped(CODES[fault.code], marks), "HL70357"))
    text = _escaped(f"expected {fault.expected}", marks)
    return marks.field.join(("ERR", "", location, code, "E", "", "", "", text))


def _escaped(text: str, marks: Delimiters) -> str:
    letters = {
        marks.escape: "E",
        marks.field: "F",
        marks.component: "S",
        marks.repetition: "R",
        marks.subcomponent: "T",
    }
    return "".join(
        f"{marks.escape}{letters[one]}{marks.escape}" if one in letters else one for one in text
    )
