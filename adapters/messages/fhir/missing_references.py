"""What a body leaves out and its sender's server could tell: references, and a few small searches.

A notification may carry an Encounter and no Patient, or no more than an id.
"""

import json
from collections.abc import Iterator
from typing import Any

from adapters.messages.fhir.bundles import ALONE, Body, Shape, below, decode, relative
from adapters.messages.fhir.encounters import read_stay
from adapters.messages.fhir.patients import MERGES
from adapters.messages.fhir.values import Element
from domain.hospital.feed import Feed

MOST = 20
SEARCHES = {
    "Condition": "encounter",
    "MedicationRequest": "encounter",
    "MedicationStatement": "context",
    "DeviceRequest": "encounter",
}
"""What belongs to a stay that ends, and the search parameter that names the stay."""
_OF_A_STAY = tuple(SEARCHES)
_LIST = "http://hl7.org/fhir/StructureDefinition/List"
_FOCUS = ("Encounter", "Appointment", "Patient", *_OF_A_STAY)


def missing(body: str, feed: Feed) -> tuple[str, ...]:
    """References ("Patient/123") and searches ("Condition?encounter=Encounter/1") to ask for.

    Only of the feed's own server, and nothing without one. A notification's own server may call
    itself by another address than we do: what lies below that is asked of the feed's server too.
    Raises Refused as `read` does.
    """
    if feed.fhir.server is None:
        return ()
    read = Body(decode(body))
    wanted = dict.fromkeys([*_references(read, feed), *_searches(read, feed)])
    return tuple(wanted)[:MOST]


def _references(body: Body, feed: Feed) -> Iterator[str]:
    for link in _links(body, feed):
        said = below(link.text("reference"), feed.fhir.server, body.sender_base)
        if said and body.resolve(link) is None:
            yield said


def _links(body: Body, feed: Feed) -> Iterator[Element]:
    """Every reference without which nothing, or too little, can be told; merged patients last."""
    for said in body.focus():
        if relative(said).partition("/")[0] in _FOCUS:
            yield Element({"reference": said}, "")
    for one in body.of("Encounter"):
        stay = read_stay(one, body.event_code, feed, [])
        if stay.kinds and not stay.beside:
            yield one.get("subject")
    for one in body.of("Appointment"):
        actors = (each.get("actor") for each in one.each("participant"))
        yield from (each for each in actors if "Patient/" in each.text("reference"))
    if next(body.of("Encounter", "Appointment"), None) is None:
        yield from _links_without_a_stay(body)
    for one in body.of("MedicationRequest", "MedicationStatement"):
        yield one.get("medicationReference")
    for one in body.of("Patient"):
        yield from (each.get("other") for each in one.each("link") if each.text("type") in MERGES)


def _links_without_a_stay(body: Body) -> Iterator[Element]:
    """The stay that a line of a list belongs to."""
    for one in body.of(*_OF_A_STAY):
        yield one.get("encounter") or one.get("context")


def _searches(body: Body, feed: Feed) -> Iterator[str]:
    """A message carries what its sender means to say; elsewhere the lists are asked for."""
    if body.shape is Shape.MESSAGE:
        return
    listed = (one for _, one in body.resources if id(one.value) not in body.alone)
    here = {one.text("resourceType") for one in listed}
    for one in body.of("Encounter"):
        stay = read_stay(one, "", feed, [])
        own = relative(f"Encounter/{one.text('id')}")
        if stay.begins and not stay.problems and own:
            yield from (f"{kind}?{by}={own}" for kind, by in SEARCHES.items() if kind not in here)


def with_fetched(body: str, resources: dict[str, Any]) -> str:
    """Put what was fetched beside what came, so that the body to keep says everything by itself.

    A lone resource becomes a collection; a Bundle stays what it is. Answers to searches are opened.
    """
    data = decode(body)
    entries: list[Any] = [{"resource": data}]
    if data["resourceType"] in _OF_A_STAY:
        entries[0]["link"] = [{"relation": ALONE, "url": _LIST}]
    if data["resourceType"] == "Bundle":
        entries = list(data["entry"]) if isinstance(data.get("entry"), list) else []
    else:
        data = {"resourceType": "Bundle", "type": "collection"}
    for one in resources.values():
        entries += [{"resource": each} for each in _opened(one)]
    return json.dumps(data | {"entry": entries}, separators=(",", ":"))


def _opened(one: object) -> list[Any]:
    if not isinstance(one, dict) or not isinstance(one.get("resourceType"), str):
        return []
    return [each.value for _, each in Body(one).resources]
