"""HL7 v2 in XML: told apart and refused in words, without ever being parsed.

What is needed for an answer is found by plain searching in a bounded head: there are no entities to
expand. The answer is an AR in the sender's own form; the message itself goes to a person.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from adapters.messages.hl7.acks import CODES, OURS, VERSION

EXPECTED = "MSH: expected HL7 v2 with fields divided by |, not XML"
_HEAD = 64 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ROOT = re.compile(r"<(?:\w+:)?([A-Z]{3})(?:_([A-Z0-9]{3}))?[\s>/]")
_PLAIN = re.compile(r"[^ -~]|[<>&]")


@dataclass(frozen=True, kw_only=True)
class XmlLabel:
    """What may be known of such a message without its patient; "" where it does not say."""

    kind: str
    event: str
    application: str
    facility: str
    control_id: str

    @property
    def structure(self) -> str:
        """Such as "ADT^A03"."""
        return f"{self.kind}^{self.event}" if self.kind and self.event else ""

    @property
    def sender_key(self) -> str:
        """As of any other message."""
        return f"{self.application}|{self.facility}|{self.control_id}"


def looks_like(raw: bytes) -> bool:
    """Whether a block is XML, whatever stands before it: a mark of its bytes, blanks, NULs."""
    text = raw[:4096].decode("utf-16" if raw[:2] in _UTF16 else "latin-1", "replace")
    return text.removeprefix("\u00ef\u00bb\u00bf").lstrip("\ufeff\x00\x0b\r\n\t ").startswith("<")


def label(text: str) -> XmlLabel:
    """What its beginning says. MSH.9 says more of the event than the root, which is shared."""
    head = text[:_HEAD].replace("\x00", "")
    root = _ROOT.search(head)
    kind, event = (root[1], root[2] or "") if root else ("", "")
    return XmlLabel(
        kind=_inner(head, "MSG.1") or kind,
        event=_inner(head, "MSG.2") or event,
        application=_of(head, "MSH.3"),
        facility=_of(head, "MSH.4"),
        control_id=_inner(head, "MSH.10"),
    )


def refusal(found: XmlLabel, now: datetime) -> bytes:
    """An AR with its reason, as v2.xml."""
    words, event = escape(EXPECTED), found.event
    kind = "<MSG.1>ACK</MSG.1>" + (f"<MSG.2>{event}</MSG.2>" if event else "")
    said = [
        f"<MSH.3><HD.1>{OURS}</HD.1></MSH.3>",
        f"<MSH.5><HD.1>{found.application}</HD.1></MSH.5>",
        f"<MSH.6><HD.1>{found.facility}</HD.1></MSH.6>",
        f"<MSH.7><TS.1>{now:%Y%m%d%H%M%S%z}</TS.1></MSH.7>",
        f"<MSH.9>{kind}</MSH.9><MSH.10>{now:%y%m%d%H%M%S%f}</MSH.10>",
        f"<MSH.11><PT.1>P</PT.1></MSH.11><MSH.12><VID.1>{VERSION}</VID.1></MSH.12>",
    ]
    fault = f"<CWE.1>200</CWE.1><CWE.2>{CODES['200']}</CWE.2><CWE.3>HL70357</CWE.3>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ACK xmlns="urn:hl7-org:v2xml">'
        f"<MSH><MSH.1>|</MSH.1><MSH.2>^~\\&amp;</MSH.2>{''.join(said)}</MSH>"
        f"<MSA><MSA.1>AR</MSA.1><MSA.2>{found.control_id}</MSA.2><MSA.3>{words}</MSA.3></MSA>"
        f"<ERR><ERR.3>{fault}</ERR.3><ERR.4>E</ERR.4><ERR.8>{words}</ERR.8></ERR></ACK>"
    ).encode()


def _inner(head: str, name: str) -> str:
    """The text of the first element of a name, short and printable; "" where it holds others."""
    found = re.search(rf"<(?:\w+:)?{re.escape(name)}(?:\s[^<>]*)?>([^<]{{0,199}})<", head)
    return _PLAIN.sub("", found[1]).strip() if found else ""


def _of(head: str, name: str) -> str:
    """The first component of a field, or the field itself."""
    begins = re.search(rf"<(?:\w+:)?{re.escape(name)}(?:\s[^<>]*)?>", head)
    if begins is None:
        return ""
    part = head[begins.end() :].partition(f"{name}>")[0]
    return _inner(part, "HD.1") or _PLAIN.sub("", part.partition("<")[0])[:199].strip()
