"""The FHIR bodies that hospitals send: decoded safely, and every reference resolved inside them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from adapters.messages.fhir.values import Element
from adapters.validation import Problem, Refused

SOURCE = "a FHIR body"
ALONE = "about"
"""Relation of an entry that is no more than one line of a list."""
_DEEPEST = 64
_RELATIVE = re.compile(r"([A-Z][A-Za-z]{1,40})/([A-Za-z0-9.-]{1,64})")
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,40}")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_STATUS = re.compile(r"[a-z]{2,12}(-[a-z]{2,12}){0,2}")
_COUNT = re.compile(r"\d{1,12}")


class Shape(StrEnum):
    """In which way a body carries its resources."""

    RESOURCE = "resource"
    MESSAGE = "message"
    NOTIFICATION = "notification"
    BUNDLE = "bundle"


class NotificationType(StrEnum):
    """What a subscription's notification is for."""

    HANDSHAKE = "handshake"
    HEARTBEAT = "heartbeat"
    EVENT = "event-notification"
    QUERY = "query-event"
    UNKNOWN = ""


@dataclass(frozen=True, kw_only=True)
class Notification:
    """A subscription's status. `numbers` are those of the events in it; `focus` are references."""

    subscription: str
    type: NotificationType
    numbers: tuple[int, ...] = ()
    focus: tuple[str, ...] = ()


def decode(body: str) -> dict[str, Any]:
    """Read JSON into a resource. Raises Refused: not JSON, a name twice, too deep, no resource."""
    try:
        data = json.loads(body, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _refused("", "JSON, with each name once in a group") from None
    if not isinstance(data, dict):
        raise _refused("", "a FHIR resource")
    if not _shallow(data):
        raise _refused("", f"at most {_DEEPEST} groups inside one another")
    if not isinstance(data.get("resourceType"), str) or not _TYPE.fullmatch(data["resourceType"]):
        raise _refused("resourceType", "the type of a FHIR R4 resource")
    return data


def _refused(at: str, expected: str) -> Refused:
    return Refused(SOURCE, [Problem(field=at, found="something else", expected=expected)])


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one group")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _shallow(data: object) -> bool:
    level = [data]
    for _ in range(_DEEPEST):
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        if not below:
            return True
        level = below
    return False


def token(text: str) -> str:
    """A code that may be shown and logged, or ""."""
    return text if _TOKEN.fullmatch(text) else ""


class Body:
    """One decoded body: its resources by type, and what references in it mean."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.root = Element(data, str(data["resourceType"]))
        self.type = str(data["resourceType"])

    @cached_property
    def shape(self) -> Shape:
        """How it carries its resources."""
        if self.type != "Bundle":
            return Shape.RESOURCE
        if self.root.text("type") == "message":
            return Shape.MESSAGE
        return Shape.NOTIFICATION if self.notification else Shape.BUNDLE

    @cached_property
    def resources(self) -> list[tuple[str, Element]]:
        """Every resource with its fullUrl, in order."""
        if self.type != "Bundle":
            return [("", self.root)]
        return [
            (entry.text("fullUrl"), Element(entry.value["resource"], f"{entry.at}.resource"))
            for entry in self.root.each("entry")
            if isinstance(entry.value.get("resource"), dict)
        ]

    @cached_property
    def alone(self) -> set[int]:
        """Resources (their values' ids) that came alone and were put into a bundle by us."""
        return {
            id(entry.value.get("resource"))
            for entry in self.root.each("entry")
            if any(link.text("relation") == ALONE for link in entry.each("link"))
        }

    def of(self, *types: str) -> Iterator[Element]:
        """Every resource of these types."""
        return (one for _, one in self.resources if one.text("resourceType") in types)

    @cached_property
    def _index(self) -> dict[str, Element]:
        index: dict[str, Element] = {}
        for url, one in self.resources:
            key = f"{one.text('resourceType')}/{one.text('id')}"
            for name in (url, key, f"urn:uuid:{one.text('id')}"):
                index.setdefault(name, one)
        index.pop("", None)
        return index

    def resolve(self, reference: Element, inside: Element | None = None) -> Element | None:
        """The resource that a Reference means, if it is here: by fullUrl, urn:uuid, type and id."""
        said = reference.text("reference")
        if said.startswith("#") and inside is not None:
            return next((c for c in inside.each("contained") if c.text("id") == said[1:]), None)
        found = self._index.get(said.partition("|")[0].partition("/_history/")[0])
        return found or self._index.get(relative(said))

    def same(self, reference: Element, one: Element) -> bool:
        """Whether a Reference means this resource."""
        found = self.resolve(reference)
        return found is not None and found.value is one.value

    @cached_property
    def header(self) -> Element | None:
        """The MessageHeader."""
        return next(self.of("MessageHeader"), None)

    @cached_property
    def event_code(self) -> str:
        """What a message is about: "A03", "notification-discharge"; or ""."""
        if self.shape is not Shape.MESSAGE or self.header is None:
            return ""
        code = self.header.text("eventCoding", "code")
        return token(code or self.header.text("eventUri").rpartition("/")[2].rpartition("#")[2])

    @cached_property
    def notification(self) -> Notification | None:
        """The subscription status that a history Bundle begins with."""
        if self.type != "Bundle" or not self.resources:
            return None
        if self.root.text("type") not in ("history", "subscription-notification"):
            return None
        first = self.resources[0][1]
        match first.text("resourceType"):
            case "Parameters":
                return _from_parameters(first)
            case "SubscriptionStatus":
                return _from_status(first)
            case _:
                return None

    @property
    def sender_base(self) -> str:
        """The address that a notifying server has in its own eyes, by its Subscription's; or ""."""
        if self.notification is None or relative(self.notification.subscription) == "":
            return ""
        return self.notification.subscription.rpartition("/Subscription/")[0]

    def focus(self) -> list[str]:
        """The references that a message or a notification is about."""
        if self.notification is not None:
            return list(self.notification.focus)
        if self.shape is Shape.MESSAGE and self.header is not None:
            return [one.text("reference") for one in self.header.each("focus")]
        return []

    @property
    def brings_orders(self) -> bool:
        """Whether a message is about drug orders (O09, O11): it brings some, never all of them."""
        about = {relative(one).partition("/")[0] for one in self.focus()}
        return self.shape is Shape.MESSAGE and about == {"MedicationRequest"}

    @property
    def sender_key(self) -> str:
        """The sender's own identity for this body, or ""."""
        if self.type != "Bundle":
            return _resource_key(self.root)
        identifier = self.root.get("identifier")
        if value := identifier.text("value"):
            return f"{identifier.text('system')}|{value}"
        if self.header is not None and (header := self.header.text("id")):
            return f"MessageHeader/{header}"
        own = self.root.text("id")
        return f"Bundle/{own}" if own else ""

    @property
    def trigger(self) -> str:
        """What arrived, in words without PHI: "FHIR A03", "FHIR Encounter finished"."""
        if self.event_code:
            return f"FHIR {self.event_code}"
        if self.notification is not None and self.notification.type in _QUIET:
            return f"FHIR {self.notification.type}"
        about = next(self.of("Encounter", "Appointment"), None)
        if about is None and self.notification is not None:
            return "FHIR notification"
        about = about or next(self.of("Patient"), None) or self.root
        return trigger_of(about)


_QUIET = (NotificationType.HANDSHAKE, NotificationType.HEARTBEAT)


def trigger_of(resource: Element) -> str:
    """Say what a resource is, and in which status."""
    status = resource.text("status")
    said = status if _STATUS.fullmatch(status) else ""
    found = ("FHIR", token(resource.text("resourceType")), said)
    return " ".join(word for word in found if word)


def _resource_key(one: Element) -> str:
    if not one.text("id"):
        return ""
    version = one.text("meta", "versionId") or one.text("meta", "lastUpdated")
    return f"{one.text('resourceType')}/{one.text('id')}" + (
        f"/_history/{version}" if version else ""
    )


def relative(reference: str) -> str:
    """Type and id at the end of a reference ("Patient/1"), without its version; else ""."""
    if "?" in reference or "#" in reference:
        return ""
    parts = reference.partition("/_history/")[0].split("/")
    tail = "/".join(parts[-2:])
    match = _RELATIVE.fullmatch(tail)
    return tail if match and match[2].strip(".") else ""


def below(reference: str, *bases: str | None) -> str:
    """The relative form of a reference to one of these servers, or of a relative one; else ""."""
    for base in bases:
        if base and reference.startswith(f"{base.rstrip('/')}/"):
            reference = reference[len(base.rstrip("/")) + 1 :]
            break
    found = relative(reference)
    return found if found == reference.partition("/_history/")[0] else ""


def _kind(text: str) -> NotificationType:
    known = text in set(NotificationType)
    return NotificationType(text) if known else NotificationType.UNKNOWN


def _numbers(found: list[str]) -> tuple[int, ...]:
    return tuple(sorted({int(one) for one in found if _COUNT.fullmatch(one)}))


def _value(parameter: Element) -> str:
    """Whatever value[x] holds, as text; senders use any of its types."""
    for name, value in parameter.value.items():
        if name == "valueReference":
            return parameter.text(name, "reference")
        if name.startswith("value"):
            return str(value) if type(value) is int else Element(value, "").text()
    return ""


def _from_parameters(first: Element) -> Notification:
    values: dict[str, str] = {}
    parts: list[tuple[str, str]] = []
    for one in first.each("parameter"):
        values.setdefault(_kebab(one.text("name")), _value(one))
        if _kebab(one.text("name")) == "notification-event":
            parts += [(_kebab(part.text("name")), _value(part)) for part in one.each("part")]
    numbers = [value for name, value in parts if name == "event-number"]
    total = values.get("events-since-subscription-start", "")
    return Notification(
        subscription=values.get("subscription", ""),
        type=_kind(values.get("type", "")),
        numbers=_numbers(numbers or [total]),
        focus=tuple(value for name, value in parts if name == "focus" and value),
    )


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"-\1", name).lower()


def _from_status(first: Element) -> Notification:
    events = list(first.each("notificationEvent"))
    numbers = [_count(one.get("eventNumber")) for one in events]
    total = _count(first.get("eventsSinceSubscriptionStart"))
    return Notification(
        subscription=first.text("subscription", "reference"),
        type=_kind(first.text("type")),
        numbers=_numbers(numbers or [total]),
        focus=tuple(ref for one in events if (ref := one.text("focus", "reference"))),
    )


def _count(element: Element) -> str:
    return str(element.value) if type(element.value) is int else element.text()
