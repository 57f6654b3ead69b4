"""Every address of the gateway: which show somebody a patient, and that each such look is kept.

An address that is new stands in no list, and fails here until it is said which it is.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount
from temporalio.client import Client

from gateway.app import build
from models.payloads import AccountPart
from models.tables import AuditRow
from tests.gateway.cards.test_cards import HTML, JANE, Desk, desk_with
from tests.gateway.world import NURSE, World

Look = Callable[[Desk], Awaitable[None]]
NOBODY = {
    "GET /": "links alone",
    "POST /c/{card}": "a PIN is checked, and the browser is sent to the card",
    "POST /twilio/inbound": "a text is taken",
    "POST /twilio/status": "a receipt is taken",
    "POST /twilio/voice": "a machine says an alarm again, to the phone that it called",
    "OPTIONS /codec/{secret}/decode": "what a browser asks first",
    "OPTIONS /codec/{secret}/download": "what a browser asks first",
    "OPTIONS /codec/{secret}/encode": "what a browser asks first",
    "GET /ops": "steps, owners and due times; it names no patient",
    "GET /ops/due-today/{facility}": "a link to Temporal's page",
    "GET /health/live": "counts",
    "GET /health/ready": "counts",
    "POST /discharges": "a discharge is taken",
    "POST /episodes/{episode}/close": "an order is taken",
    "GET /messages/{message}": "what came of it, not what it says",
    "GET /episodes/{episode}": "steps, owners and due times; it names no patient",
    "GET /openapi.json": "what there is",
}
FHIR_IS_TAKEN = "/fhir"
"""Of FHIR everything is taken and nothing can be read."""
SHOWN = {
    "GET /c/{card}": "card viewed",
    "POST /c/{card}/answer": "card viewed",
    "POST /c/{card}/texts": "card viewed",
    "POST /c/{card}/give": "card viewed",
    "GET /c/{card}/picture/{number}": "picture viewed",
    "POST /codec/{secret}/decode": "payloads decoded",
    "POST /codec/{secret}/download": "payloads decoded",
    "POST /codec/{secret}/encode": "payloads encoded",
}
"""How the trail calls it: of pictures, and of the codec, their own tests say that it does."""


def doors(routes: list[BaseRoute]) -> Iterator[str]:
    """Each address with each method."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield from (f"{method} {route.path}" for method in route.methods or ())
        elif (included := getattr(route, "original_router", None)) is not None:
            yield from doors(included.routes)
        else:
            assert isinstance(route, Mount), route


def test_every_address_is_known(world: World) -> None:
    """None shows anything before it was said whether somebody is shown a patient there."""
    found = {one for one in doors(build(world.parts).routes) if FHIR_IS_TAKEN not in one}
    looked = {one.replace("HEAD ", "GET ") for one in found}
    assert looked ^ (NOBODY.keys() | SHOWN.keys()) == set()


@pytest.fixture
async def desk(world: World, temporal: Client) -> AsyncIterator[Desk]:
    """A nurse asked to call Jane Smith, whose account the card points at."""
    of = {"of_account": (AccountPart.PEOPLE, AccountPart.LISTS), "account": 1}
    desk = await desk_with(world, temporal, JANE.model_copy(update=of))
    yield desk
    await desk.episode.terminate()


async def _looks(desk: Desk) -> None:
    await desk.get()


async def _answers_badly(desk: Desk) -> None:
    await desk.world.http.post(f"{desk.path}/answer", data={"form": "no form"}, headers=HTML)


async def _says_nothing_of_texts(desk: Desk) -> None:
    await desk.world.http.post(f"{desk.path}/texts", data={"form": "no form"}, headers=HTML)


@pytest.mark.parametrize("look", [_looks, _answers_badly, _says_nothing_of_texts])
async def test_each_look_at_a_card_is_one_row(desk: Desk, look: Look) -> None:
    """Who in which role, at which kinds of things, of which episode, by which way, and no name."""
    await desk.enters()
    before = desk.world.rows(AuditRow)
    await look(desk)
    (row,) = [one for one in desk.world.rows(AuditRow) if one not in before]
    assert (row.who, row.role, row.what, row.via) == (NURSE, "nurse", "card viewed", "card")
    assert row.episode == desk.episode.id
    assert row.things == "times and places, contact, clinical, drugs"
    assert "Smith" not in str(row)


async def test_who_is_shown_nothing_has_viewed_nothing(desk: Desk) -> None:
    """The page that asks for a PIN, and a wrong one, are no views."""
    await desk.get()
    await desk.enters("0000")
    assert [row.what for row in desk.world.rows(AuditRow)] == ["wrong PIN"]


@pytest.mark.parametrize("verb", ["decode", "download", "encode"])
async def test_each_use_of_the_codec_is_one_row(world: World, verb: str) -> None:
    """It is noted before anything is opened; whose words they are it cannot know."""
    address = f"/codec/{world.tokens.codec()}/{verb}"
    await world.http.post(address, json={"payloads": []})
    (row,) = world.rows(AuditRow)
    assert (row.what, row.via) == (SHOWN[f"POST /codec/{{secret}}/{verb}"], "codec")
