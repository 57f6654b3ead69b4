"""What may be seen of a message that nobody could use: whether it may be a discharge, and when.

Looked at tolerantly, whatever is broken in it, and never for more than that: a time only moves when
somebody has to have looked. Which messages may be discharges says `domain/hospital`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from adapters.messages.fhir.bundles import Body, relative
from adapters.messages.hl7 import syntax, v2_xml
from adapters.messages.hl7.values import moment
from adapters.validation import Refused
from domain.hospital import may_be_discharge
from domain.hospital.feed import Feed, Hl7Feed

_MOST = 1_000_000
_EVENT = re.compile(r"(?<![A-Z0-9])([A-Z]{3})[^A-Za-z0-9\r\n]([A-Z][A-Z0-9]\d)(?!\d)")
_EVN = re.compile(r"(?:^|[\r\n])EVN.([A-Z]\d\d)")
_FIELD = re.compile(r"([A-Z][A-Z0-9]{2})-(\d{1,3})")
_XML_TIME = r"<(?:\w+:)?{name}(?:\s[^<>]*)?>\s*(?:<[^<>]*>\s*){{0,2}}([0-9][0-9.+:TZ-]{{7,40}})"
_RESOURCE = re.compile(r'"resourceType"\s*:\s*"([A-Za-z]{1,40})"')
_STATUS = re.compile(r'"status"\s*:\s*"([a-z-]{1,20})"')
_END = re.compile(r'"end"\s*:\s*"([^"]{8,40})"')
_LEFT = re.compile(r'"discharged_at"\s*:\s*"([^"]{8,40})"')
_SAYS_FHIR = re.compile(r"resourceType|Encounter|discharge|\bA03\b", re.IGNORECASE)
_NAMES = re.compile(r'"(?:discharged_at|disposition|encounter|facility|patient)"\s*:')
_SEGMENT = re.compile(r"(?:^|[\r\n])[\x0b ]*(?:MSH|EVN|PID|PV1|FHS|BHS)(?:[^\w\s]|[a-z]|$)")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CARRIERS = {"Bundle", "MessageHeader", "Parameters", "SubscriptionStatus"}


@dataclass(frozen=True, kw_only=True)
class Glimpse:
    """What was seen. `discharged_at` is what was written there, not checked against anything."""

    may_be_discharge: bool
    discharged_at: datetime | None = None


def in_hl7(body: str, feed: Feed | None, zone: ZoneInfo) -> Glimpse:
    """HL7 v2, whole or broken, or in XML. `zone` is that of times without an offset."""
    hl7 = feed.hl7 if feed else Hl7Feed()
    if v2_xml.looks_like(body[:_MOST].encode()):
        structure = v2_xml.label(body).structure
        found = (_in_xml(body, path) for path in hl7.discharge_time_fields)
    else:
        structure = _structure(body)
        found = (_in_lines(body, path) for path in hl7.discharge_time_fields)
    may_be = may_be_discharge.in_hl7(structure)
    return Glimpse(may_be_discharge=may_be, discharged_at=_first(found, zone) if may_be else None)


def in_fhir(body: str, zone: tzinfo) -> Glimpse:
    """FHIR, or whatever came in its place."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or not isinstance(data.get("resourceType"), str):
        return _in_broken_fhir(body[:_MOST], zone)
    seen = Body(data)
    if not _tells(seen):
        return Glimpse(may_be_discharge=False)
    ends = (one.text("period", "end") for one in seen.of("Encounter"))
    return Glimpse(may_be_discharge=True, discharged_at=_first(ends, zone))


def in_discharge(body: str, zone: tzinfo) -> Glimpse:
    """A discharge as JSON, whole or broken: nothing else is sent that way."""
    at = _first(_LEFT.findall(body[:_MOST]), zone)
    return Glimpse(may_be_discharge=True, discharged_at=at)


def says_fhir(text: str) -> bool:
    """Whether what is no resource has anything of FHIR or of a discharge in it."""
    return _SAYS_FHIR.search(text[:_MOST]) is not None


def says_hl7(text: str) -> bool:
    """Whether a line begins like a segment of an ADT message, whatever stands before it."""
    return _SEGMENT.search(text[:_MOST]) is not None


def says_discharge(text: str) -> bool:
    """Whether a name of the discharge file stands in what is no such file."""
    return _NAMES.search(text[:_MOST]) is not None


def _first(texts: Iterable[str], zone: tzinfo) -> datetime | None:
    return next((found.at for text in texts if text and (found := moment(text, zone))), None)


# ---- HL7


def _structure(body: str) -> str:
    """MSH-9 such as "ADT^A03"; of several, one that may be a discharge; "" where none is seen."""
    try:
        return syntax.label(syntax.parse(body)).structure
    except Refused:
        head = body[:_MOST]
    headers = [line for line in re.split(r"[\r\n]", head) if line.strip("\x0b ").startswith("MSH")]
    events = [f"{kind}^{event}" for line in headers for kind, event in _EVENT.findall(line)]
    events = events or [f"ADT^{event}" for event in _EVN.findall(head)]
    if _nameless(headers):
        events.append("")
    return next(filter(may_be_discharge.in_hl7, events), events[0] if events else "")


def _nameless(headers: list[str]) -> bool:
    """Whether there are several messages and one of them does not say what it is."""
    return len(headers) > 1 and not all(map(_EVENT.search, headers))


def _in_lines(body: str, path: str) -> str:
    """A field by counting, in the first line of its segment that has one."""
    place = _FIELD.match(path)
    if place is None:
        return ""
    name, number = place[1], int(place[2])
    for line in re.split(r"[\r\n]+", body[:_MOST]):
        if line.startswith(name) and line[3:4]:
            fields = line.split(line[3], number + 1)
            if len(fields) > number:
                return re.split(r"[\^~&]", fields[number], maxsplit=1)[0]
    return ""


def _in_xml(body: str, path: str) -> str:
    name = re.escape(path.replace("-", "."))
    found = re.search(_XML_TIME.format(name=name), body[:_MOST])
    return found[1] if found else ""


# ---- FHIR


def _tells(seen: Body) -> bool:
    """Whether anything in a body may tell of a discharge."""
    if seen.event_code in may_be_discharge.DISCHARGE_EVENTS:
        return True
    if not seen.resources:
        return False
    kinds = [one.text("resourceType") for _, one in seen.resources]
    kinds += [relative(one).partition("/")[0] for one in seen.focus() if not _is_here(seen, one)]
    told = [kind for kind in kinds if kind not in {*_CARRIERS, "Encounter"}]
    stays = [one.text("status") for one in seen.of("Encounter")]
    unseen = kinds.count("Encounter") > len(stays)
    if not (told or stays or unseen):
        return True
    return (
        unseen
        or any(map(may_be_discharge.in_encounter, stays))
        or any(map(may_be_discharge.in_resource, told))
    )


def _is_here(seen: Body, reference: str) -> bool:
    named = relative(reference)
    return any(
        named == f"{one.text('resourceType')}/{one.text('id')}" or reference == url
        for url, one in seen.resources
    )


def _in_broken_fhir(text: str, zone: tzinfo) -> Glimpse:
    """Of what is no JSON or no resource, by its words alone."""
    kinds = [kind for kind in _RESOURCE.findall(text) if kind not in _CARRIERS]
    others = bool(kinds) and not any(map(may_be_discharge.in_resource, kinds))
    if _UNSEEN.search(text):  # packed, perhaps: nobody can tell
        return Glimpse(may_be_discharge=True)
    if not says_fhir(text) or (others and '"Encounter' not in text):
        return Glimpse(may_be_discharge=False)
    statuses = set(_STATUS.findall(text))
    alone = kinds == ["Encounter"] and bool(statuses)
    if alone and not any(map(may_be_discharge.in_encounter, statuses)):
        return Glimpse(may_be_discharge=False)
    return Glimpse(may_be_discharge=True, discharged_at=_first(_times(text), zone))


def _times(text: str) -> Iterator[str]:
    yield from _END.findall(text)
    yield from _LEFT.findall(text)
