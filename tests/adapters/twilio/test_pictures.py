"""Pictures at Twilio: fetched over HTTP from the simulator, and from a Twilio that misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response

from adapters.carrier import CarrierError, CarrierHasNone, CarrierOutcomeUnknown, PictureUnfit
from adapters.twilio.carrier import TwilioCarrier
from adapters.twilio.media import LARGEST_BYTES
from tests.simulator.world import NUMBER, SID, TOKEN, World, new_phone, serving, until, world_with

JPEG = ("image/jpeg", b"\xff\xd8\xff\xe0 a photo")
AUDIO = ("audio/amr", b"#!AMR")
PATH = f"/2010-04-01/Accounts/{SID}/Messages/MM1/Media/ME1"


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[World]:
    """A simulator and its customer."""
    async with world_with() as world:
        yield world


@contextmanager
def carrier_at(url: str, token: str = TOKEN) -> Iterator[TwilioCarrier]:
    """A carrier, led to an address."""
    carrier = TwilioCarrier(SID, token, NUMBER, base_url=url, timeout=2)
    yield carrier
    carrier.close()


@pytest.fixture
def carrier(world: World) -> Iterator[TwilioCarrier]:
    """The carrier, led to the simulator."""
    with carrier_at(world.url) as carrier:
        yield carrier


class Misled:
    """A Twilio that answers as it is told, and notes who logged in where."""

    def __init__(self) -> None:
        self.answers: dict[str, Response] = {}
        self.logins: list[tuple[str, bool]] = []
        self.app = FastAPI()
        self.app.add_api_route("/{path:path}", self._answer, methods=["GET"])

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        self.logins.append((path, "authorization" in request.headers))
        return self.answers.get(path, Response(status_code=404))


@asynccontextmanager
async def misled() -> AsyncIterator[tuple[str, Misled]]:
    """Serve it."""
    twilio = Misled()
    config = uvicorn.Config(twilio.app, access_log=False, log_level="warning")
    async with serving(uvicorn.Server(config)) as url:
        yield url, twilio


async def sent(world: World, *media: tuple[str, bytes]) -> str:
    """Send pictures from a phone; gives the id of the text."""
    phone = new_phone()
    await world.types(phone, "", *media)
    [post] = await until(lambda: world.customer.typed(phone))
    return post.form["MessageSid"]


async def test_what_came_is_listed_and_its_picture_fetched(
    world: World, carrier: TwilioCarrier
) -> None:
    """Both are counted where texts are listed; the picture comes as it was sent."""
    began = datetime.now(UTC)
    message = await sent(world, JPEG, AUDIO)
    kinds = {one.kind: one.id for one in await asyncio.to_thread(carrier.attachments, message)}
    picture = await asyncio.to_thread(carrier.picture, message, kinds["image/jpeg"])
    assert (picture.kind, picture.content) == JPEG
    with pytest.raises(PictureUnfit):
        await asyncio.to_thread(carrier.picture, message, kinds["audio/amr"])
    listed = await asyncio.to_thread(carrier.received_since, began)
    assert [one.attached for one in listed if one.sid == message] == [2]


async def test_what_was_deleted_is_there_no_more(world: World, carrier: TwilioCarrier) -> None:
    """Neither listed nor given; a text that nobody knows has nothing."""
    message = await sent(world, JPEG)
    [photo] = await asyncio.to_thread(carrier.attachments, message)
    kept = world.twilio.messages(message).media(photo.id)
    await asyncio.to_thread(kept.delete)
    assert await asyncio.to_thread(carrier.attachments, message) == ()
    with pytest.raises(CarrierHasNone):
        await asyncio.to_thread(carrier.picture, message, photo.id)
    assert await asyncio.to_thread(carrier.attachments, "MM" + "0" * 32) == ()


@pytest.mark.parametrize("id_", ["", "..", "ME1/../x", "ME1?x", "ME%2f"])
async def test_what_is_no_id_is_not_asked_for(id_: str) -> None:
    """Nothing but letters and digits becomes part of an address."""
    async with misled() as (url, twilio):
        with carrier_at(url) as carrier, pytest.raises(CarrierHasNone):
            await asyncio.to_thread(carrier.picture, "MM1", id_)
    assert twilio.logins == []


async def test_our_login_does_not_follow_to_where_twilio_keeps_it() -> None:
    """Twilio leads to another address; what stands there is fetched without our name."""
    async with misled() as (url, twilio):
        twilio.answers[PATH] = Response(status_code=307, headers={"Location": "/kept"})
        twilio.answers["/kept"] = Response(JPEG[1], media_type="image/jpeg")
        with carrier_at(url) as carrier:
            picture = await asyncio.to_thread(carrier.picture, "MM1", "ME1")
    assert picture.content == JPEG[1]
    assert twilio.logins == [(PATH, True), ("/kept", False)]


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:9/latest", "http://169.254.169.254/", "ftp://x/", PATH]
)
async def test_nobody_is_led_out_of_tls_or_in_circles(location: str) -> None:
    """An address without TLS that is not the one we were told to ask is not followed."""
    async with misled() as (url, twilio):
        twilio.answers[PATH] = Response(status_code=302, headers={"Location": location})
        with carrier_at(url) as carrier, pytest.raises(CarrierOutcomeUnknown):
            await asyncio.to_thread(carrier.picture, "MM1", "ME1")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Response(b"x" * (LARGEST_BYTES + 1), media_type="image/png"), PictureUnfit),
        (Response(b"<svg/>", media_type="image/svg+xml"), PictureUnfit),
        (Response(b"<html>", media_type="text/html"), PictureUnfit),
        (Response(status_code=410), CarrierHasNone),
        (Response(status_code=401), CarrierOutcomeUnknown),
        (Response(status_code=429), CarrierOutcomeUnknown),
        (Response(status_code=503), CarrierOutcomeUnknown),
    ],
)
async def test_what_is_no_picture_of_ours_says_what_it_is(
    answer: Response, error: type[CarrierError]
) -> None:
    """Too large and strange kinds are unfit, 404 and 410 are gone, all else is for a while."""
    async with misled() as (url, twilio):
        twilio.answers[PATH] = answer
        with carrier_at(url) as carrier, pytest.raises(error):
            await asyncio.to_thread(carrier.picture, "MM1", "ME1")


async def test_a_wrong_login_is_not_taken_for_nothing_there(world: World) -> None:
    """A refusal is an error: only a text that is not there has no pictures."""
    message = await sent(world, JPEG)
    with carrier_at(world.url, "wrong") as carrier, pytest.raises(CarrierError):
        await asyncio.to_thread(carrier.attachments, message)
