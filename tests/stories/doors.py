"""The four doors by which a hospital's discharge comes, each of which refuses one that is bad."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import httpx
from fastapi import FastAPI, Request
from temporalio.client import Client

from adapters.messages.feed_file import read_feeds
from domain.hospital.feed import Feed
from gateway.fhir.routes import FhirRoutes
from gateway.hl7.intake import Hl7Line
from gateway.http.background import Background
from gateway.http.delivery_queue import Deliveries
from gateway.ops.ui_links import UiLinks
from gateway.rest.routes import Rest
from intake.hospital_inbox import HospitalInbox
from intake.readers import Readers
from models import names
from operations.found_files import Files
from operations.send_files import Sending
from store.api_keys import Holder, Scope
from store.patient_data.notes import Notes
from tests.adt import adt
from tests.places import ROOT
from tests.stories.story import FEEDS, Story

HOME, FACILITY, BASE = "2026-09-08 10:00", "mercy-general", "https://hw.example"
EXAMPLE = ROOT / "examples/discharges/01-knee-replacement-all-simple.json"
LEFT = "2026-09-08T10:00:00-04:00"
Door = Callable[[Story, Path], Awaitable[None]]


class _Nobody:
    """Hands nothing on: what is refused goes to nobody but a person."""

    def start(self, ordering_key: str) -> None:
        raise AssertionError(ordering_key)


async def _inbox(story: Story) -> HospitalInbox:
    real = await story.env.get_current_time()
    return story.hospital_inbox(lambda: real)


async def _line(story: Story, text: str) -> bytes:
    line = Hl7Line(
        (await _inbox(story)).take, cast(Deliveries, _Nobody()), read_feeds(FEEDS), story.now
    )
    (answer,) = await line.receive(text.encode())
    return answer


async def without_a_number(story: Story, _: Path) -> None:
    """MLLP: an A03 without PID-3."""
    text = adt("A03", HOME, discharged=HOME).replace("4821^^^MERCY^MR", "")
    deliveries: list[str] = []
    inbox = await _inbox(story)
    nobody = cast(Any, type("Deliveries", (), {"start": staticmethod(deliveries.append)}))
    line = Hl7Line(inbox.take, nobody, read_feeds(FEEDS), story.now)
    (answer,) = await line.receive(text.encode())
    assert b"MSA|AA" in answer
    for key in deliveries:
        await inbox.deliver(key)


async def of_a_stranger(story: Story, _: Path) -> None:
    """MLLP: of a sender whom no feed names."""
    text = adt("A03", HOME, discharged=HOME).replace("MERCYADT", "ELSEWHERE")
    assert b"MSA|AA" in await _line(story, text)


async def broken(story: Story, _: Path) -> None:
    """MLLP: without its MSH."""
    text = adt("A03", HOME, discharged=HOME).partition("\r")[2]
    assert b"MSA|AA" in await _line(story, text)


async def in_xml(story: Story, _: Path) -> None:
    """MLLP: as v2.xml."""
    text = (
        '<ADT_A03 xmlns="urn:hl7-org:v2xml"><MSH><MSH.3><HD.1>MERCYADT</HD.1></MSH.3></MSH>'
        "<PV1><PV1.45><TS.1>20260908100000-0400</TS.1></PV1.45></PV1></ADT_A03>"
    )
    assert b"<MSA.1>AR" in await _line(story, text)


async def over_fhir(story: Story, _: Path) -> None:
    """FHIR: a finished Encounter without a patient, 422."""
    encounter = {"resourceType": "Encounter", "id": "e1", "status": "finished"}
    encounter |= {"class": {"code": "IMP"}, "period": {"end": LEFT}}  # type: ignore[dict-item]
    assert (await _fhir(story, json.dumps(encounter))).status_code == 422


async def without_an_end_over_fhir(story: Story, _: Path) -> None:
    """FHIR: a finished Encounter of a patient, without its period, 422."""
    patient = {"identifier": {"system": "urn:oid:2.16.840.1.113883.19.5", "value": "4821"}}
    encounter = {"resourceType": "Encounter", "id": "e1", "status": "finished"}
    encounter |= {"class": {"code": "IMP"}, "subject": patient}  # type: ignore[dict-item]
    assert (await _fhir(story, json.dumps(encounter))).status_code == 422


async def cut_off_over_fhir(story: Story, _: Path) -> None:
    """FHIR: no JSON any more, 400."""
    text = '{"resourceType": "Encounter", "status": "finished", "period": {"end": "' + LEFT + '"'
    assert (await _fhir(story, text)).status_code == 400


async def over_rest(story: Story, _: Path) -> None:
    """REST: a discharge with a field that will not do, 422."""
    body = json.dumps(_example() | {"disposition": 1})
    assert (await _rest(story, body, "application/json")).status_code == 422


async def as_another_type_over_rest(story: Story, _: Path) -> None:
    """REST: a good one that says it is text, 415."""
    answer = await _rest(story, json.dumps(_example()), "text/plain")
    assert answer.status_code == 415


async def dropped_as_json(story: Story, folder: Path) -> None:
    """A file: a discharge without a time zone."""
    path = folder / "discharge.json"
    path.write_text(json.dumps({k: v for k, v in _example().items() if k != "time_zone"}))
    await _dropped(story, path)


async def dropped_as_hl7(story: Story, folder: Path) -> None:
    """A file: an A03 whose delimiters are letters."""
    path = folder / "a03.hl7"
    path.write_text(adt("A03", HOME, discharged=HOME).replace("|^~\\&|", "|abcd|"))
    await _dropped(story, path)


DOORS: dict[str, Door] = {
    one.__name__: one
    for one in (
        without_a_number, of_a_stranger, broken, in_xml, over_fhir, cut_off_over_fhir, over_rest,
        as_another_type_over_rest, dropped_as_json, dropped_as_hl7,
    )
}  # fmt: skip


def _example() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    return found | {"admitted_at": "2026-09-05T10:00:00-04:00", "discharged_at": LEFT}


async def _dropped(story: Story, path: Path) -> None:
    files = Files(readers=Readers(read_feeds(FEEDS)))
    sending = Sending(hospital_inbox=await _inbox(story), files=files)
    report = await sending.send([path], lambda _: None)
    (told,) = report.told
    assert told.for_people, told.words


async def _fhir(story: Story, text: str) -> httpx.Response:
    inbox, feed = await _inbox(story), read_feeds(FEEDS).by_facility[FACILITY]

    async def known(_: Request, __: str) -> Feed:
        return feed

    async def fetch(_: Feed, __: tuple[str, ...]) -> dict[str, Any]:
        return {}

    routes = FhirRoutes(
        authenticate=known, take=inbox.take, overtake=inbox.overtake, deliver=_Nobody().start,
        fetch=fetch, known=cast(Any, None),
        subscriptions=cast(Any, None), clinical_now=story.now, base=BASE,
    )  # fmt: skip
    return await _posted(routes, "/fhir/Encounter", text, "application/fhir+json")


async def _rest(story: Story, text: str, kind: str) -> httpx.Response:
    real = await story.env.get_current_time()
    holder = Holder(id="k", facility=FACILITY, scopes=frozenset(Scope))

    async def known(_: Request, __: Scope) -> Holder:
        return holder

    async def connected() -> Client:
        return story.client

    routes = Rest(
        authenticate=known, hospital_inbox=await _inbox(story), database=story.database,
        tokens=story.tokens, notes=Notes(story.database, story.seal), connect=connected,
        links=UiLinks(BASE, names.NAMESPACE),
        background=Background(), real_now=lambda: real, base=BASE,
    )  # fmt: skip
    return await _posted(routes, "/discharges", text, kind)


async def _posted(routes: FhirRoutes | Rest, path: str, text: str, kind: str) -> httpx.Response:
    app = FastAPI(openapi_url=None)
    app.include_router(routes.router())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
        return await http.post(path, content=text.encode(), headers={"content-type": kind})
