"""Acknowledgements of HL7 v2: MSH, MSA and, for what was not taken, one ERR for each fault.

    verdict           ALWAYS_ACCEPT    BY_CONTENT
    Parsed, or None   AA               AA, or AR for what was not agreed
    Refused           AA               AE, or AR for what was not agreed

None as a verdict is "stored and not read yet". Most interface engines stop their whole queue on
anything but AA, so that is the default, and the caller acknowledges only what it has stored. Not
agreed are the processing id, the version and the kind of message (MSH-11, 12, 9).

Who fills MSH-15 or MSH-16 is in enhanced mode (HL7 v2.5.1, 2.9.2) and has two answers to ask for:
the accept answer (CA, CE, CR) under MSH-15, and after it the application answer (AA, AE, AR) under
MSH-16. Each is given as it was asked for (AL, NE, ER, SU); `answers_wanted` knows the blanks.
Kept is accepted: CA, or CR for what was not agreed; what cannot be read is told by the application
answer, and by a CE only to who asked for none. `Acknowledge.ALWAYS_AA` asks nobody: one AA.
"""

from collections.abc import Iterator, Sequence
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
_ORIGINAL = ("", "AL")
_CONDITIONS = {"AL": (True, True), "NE": (False, False), "ER": (False, True), "SU": (True, False)}
"""MSH-15 and 16: whether a success, and whether a failure, is to be acknowledged. Another word is
AL: who asked for something must not wait for it."""


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
) -> tuple[bytes, ...]:
    """The answers to a message, in order, without MLLP's frame; none when its sender wants none.

    `control_id` is our own MSH-10; a second answer has an A behind it. What cannot be parsed at all
    is answered as well, with what its header says, or else in our own name.
    """
    header = received if isinstance(received, Message) else _header(received, feed)
    said = syntax.label(header) if header else None
    answers: list[bytes] = []
    for letter, code, faults in _codes(said, feed, verdict):
        own_id = f"{control_id}A" if answers else control_id
        charset = syntax.charset(header.raw("MSH-18")) if header else ""
        lines = _lines(header, _our_header(header, said, feed, received_at, own_id))
        lines.append(_msa(header, f"{letter}{code}", faults))
        marks = header.delimiters if header else Delimiters("|")
        lines += [_err(fault, marks) for fault in faults]
        text = "".join(f"{line}\r" for line in lines)
        answers.append(text.encode(charset or "utf-8", "replace"))
    return tuple(answers)


def answers_wanted(said: Label | None, feed: Feed | None) -> tuple[str, str]:
    """The conditions of the accept and of the application answer, "" for one not asked for.

    Both fields blank are the original mode. Blank beside a word is not asked for, but who says only
    that the application answer is not wanted still waits for the other one.
    """
    one_aa = feed is not None and feed.hl7.acknowledge is Acknowledge.ALWAYS_AA
    accept, application = (said.accept_ack, said.application_ack) if said else ("", "")
    if one_aa or not (accept or application):
        return _ORIGINAL
    return accept or ("AL" if application == "NE" else ""), application


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


_Answer = tuple[str, str, tuple[Fault, ...]]
"""C (accept) or A (application); A, E or R; and why."""


def _codes(said: Label | None, feed: Feed | None, verdict: Verdict) -> list[_Answer]:
    """The answers that are wanted, in order."""
    accept, application = answers_wanted(said, feed)
    code, faults = _code(said, feed, verdict)
    told_later = code == "E" and application not in ("", "NE")
    kept: _Answer = ("C", "A", ()) if told_later else ("C", code, faults)
    each = ((accept, kept), (application, ("A", code, faults)))
    return [answer for condition, answer in each if _wanted(condition, success=answer[1] == "A")]


def _wanted(condition: str, *, success: bool) -> bool:
    on_success, on_failure = _CONDITIONS.get(condition or "NE", _CONDITIONS["AL"])
    return on_success if success else on_failure


def _code(said: Label | None, feed: Feed | None, verdict: Verdict) -> tuple[str, tuple[Fault, ...]]:
    """A, E or R, and why."""
    if feed is None or feed.hl7.acknowledge is not Acknowledge.BY_CONTENT:
        return "A", ()
    if said and (faults := not_agreed(said, feed)):
        return "R", faults
    if isinstance(verdict, Refused):
        return "E", tuple(_faults(verdict.problems))
    if verdict is not None and verdict.missing:
        return "E", tuple(_faults(verdict.missing))
    return "A", ()


def _faults(problems: Sequence[Problem]) -> Iterator[Fault]:
    for problem in problems:
        yield Fault(problem.field or "MSH", _fault_code(problem), problem.expected)
    if not problems:
        yield Fault("MSH", "207", "a message that can be read")


def _fault_code(problem: Problem) -> str:
    if "-" not in problem.field:
        return "100"
    return "101" if problem.found == "nothing" else "102"


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
