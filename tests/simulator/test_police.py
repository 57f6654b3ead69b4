"""Twilio's own OpenAPI document polices the simulator: Prism stands between it and the client.

`make police` installs Prism and runs this; elsewhere it is skipped where Prism is not there.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator import twilio_api
from simulator.network import Account, Direction, Message, MessageStatus
from simulator.twilio_wire import message_resource
from tests.simulator.openapi import (
    DOCUMENT,
    PRISM,
    Watch,
    document,
    message_schema,
    page_response,
    prism_before,
)
from tests.simulator.world import NUMBER, SID, World, new_phone, twilio_client, until, world_with

SERVICE = "MG" + "0" * 32
MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages"

pytestmark = [
    pytest.mark.skipif(not PRISM.exists(), reason="`make police` installs Prism"),
    pytest.mark.skipif(not DOCUMENT.exists(), reason="Twilio's document is not beside the project"),
]


@pytest.fixture(scope="module")
async def policed() -> AsyncIterator[World]:
    """A simulator of its own, so that what stands in its lists is known."""
    async with world_with() as world:
        yield world


@pytest.fixture(scope="module")
async def proxy(policed: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Prism before the simulator."""
    async with prism_before(policed.url, tmp_path_factory.mktemp("prism")) as url:
        yield url


@pytest.fixture(scope="module")
def seen(pytestconfig: pytest.Config) -> Iterator[list[Watch]]:
    """Every watch of this module; at the end it is said how much was looked at."""
    watches: list[Watch] = []
    yield watches
    capture = pytestconfig.pluginmanager.get_plugin("capturemanager")
    assert capture is not None
    with capture.global_and_fixture_disabled():
        print(f"\nPrism validated {sum(watch.answers for watch in watches)} requests")  # noqa: T201  # that is the report


@pytest.fixture
def watch(seen: list[Watch]) -> Watch:
    """What Prism says in one test."""
    seen.append(Watch())
    return seen[-1]


@pytest.fixture
async def client(proxy: str, watch: Watch, policed: World) -> AsyncIterator[Client]:
    """The real client, led through Prism."""
    with twilio_client(proxy) as client:
        client.http_client.request_hooks = {"response": watch.look}
        yield client
    policed.exchange.faults.clear()


async def create(client: Client, **options: Any) -> Any:
    """Send a text through Prism."""
    options = {"from_": NUMBER, "to": new_phone(), "body": "Hello"} | options
    return await asyncio.to_thread(client.messages.create, **options)


async def listed(client: Client, **filters: Any) -> list[str]:
    """List bodies through Prism."""
    found = await asyncio.to_thread(client.messages.list, **filters)
    return [message.body for message in found]


def test_the_document_is_sharpened_as_its_examples_are() -> None:
    """Each message in Twilio's own examples has exactly the properties of the schema."""
    properties = set(message_schema(document())["properties"])
    examples = page_response(document())["examples"].values()
    shown = [message for page in examples for message in page["value"]["messages"]]
    assert shown
    assert all(set(message) == properties for message in shown)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"from_": None, "messaging_service_sid": SERVICE},
        {"messaging_service_sid": SERVICE},
        {"body": "mañana 😀\nline two ^{}"},
        {"body": "x" * 1600},
        {"validity_period": 1},
        {"validity_period": 36000},
        {"status_callback": "https://hw.example/status?key=1&empty="},
    ],
)
async def test_creating_is_as_twilio_documents_it(
    client: Client, watch: Watch, policed: World, options: dict[str, Any]
) -> None:
    """What was created, and what is fetched when it came to its end, is Twilio's message."""
    created = await create(client, **options)
    [text] = [text for text in policed.exchange.network.messages() if text.sid == created.sid]
    await until(lambda: text.status is MessageStatus.DELIVERED)
    fetched = await asyncio.to_thread(client.messages(created.sid).fetch)
    assert (fetched.status, fetched.num_media) == ("delivered", "0")
    assert watch.violations == []


@pytest.mark.parametrize("status", list(MessageStatus))
async def test_every_status_is_one_of_twilios(
    client: Client, watch: Watch, policed: World, status: MessageStatus
) -> None:
    """A text in each state that the simulator knows is a message of the document."""
    text = Message(
        direction=Direction.OUTBOUND_API,
        sender=NUMBER,
        recipient=new_phone(),
        body="Hello",
        status=status,
        error_code=30008 if status in {"undelivered", "failed"} else None,
    )
    policed.exchange.network.record(text)
    fetched = await asyncio.to_thread(client.messages(text.sid).fetch)
    assert fetched.status == status
    assert watch.violations == []


async def test_lists_are_as_twilio_documents_them(
    client: Client, watch: Watch, policed: World
) -> None:
    """Filters, pages and texts of all directions, an empty list too, by the real client."""
    phone = new_phone()
    for n in range(5):
        await create(client, to=phone, body=f"text {n}")
    await policed.types(phone, "STOP")
    now, hour = datetime.now(UTC), timedelta(hours=1)
    assert await listed(client, from_=phone) == ["STOP"]
    for filters, found in (
        ({"date_sent_after": now - hour}, 6),
        ({"date_sent_after": now + hour}, 0),
        ({"date_sent_before": now + hour}, 6),
        ({"date_sent_before": now - hour}, 0),
        ({"date_sent": now}, 6),
        ({"date_sent": now.date()}, 6),
        ({"date_sent_after": now - hour, "date_sent_before": now + hour, "from_": NUMBER}, 6),
        ({"page_size": 2}, 6),
        ({"page_size": 1000}, 6),
        ({"limit": 3, "page_size": 1}, 3),
    ):
        assert len(await listed(client, to=phone, **filters)) == found, filters
    assert watch.violations == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"to": "6175550123"}, 21211),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
        ({"from_": None}, 21603),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"status_callback": "ftp://hw.example/status"}, 21609),
        ({"validity_period": 36001}, 21624),
    ],
)
async def test_refusals_are_twilios_errors(
    client: Client, watch: Watch, options: dict[str, Any], code: int
) -> None:
    """Each refusal has the four fields of an error and no more."""
    with pytest.raises(TwilioRestException) as refused:
        await create(client, **options)
    assert (refused.value.code, watch.violations) == (code, [])


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("too_many_requests", 20429),
        ("error_before_accepting", 20500),
        ("error_after_accepting", 20500),
    ],
)
async def test_faults_are_twilios_errors(
    client: Client, watch: Watch, policed: World, fault: str, code: int
) -> None:
    """What goes wrong as ordered goes wrong in Twilio's form."""
    await policed.orders(fault)
    with pytest.raises(TwilioRestException) as failed:
        await create(client)
    assert (failed.value.code, watch.violations) == (code, [])


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        (f"{MESSAGES}.json", {"auth": (SID, "wrong")}, 401),
        (f"{MESSAGES.replace(SID, 'AC' + 'f' * 32)}.json", {}, 404),
        (f"{MESSAGES}/SM{'0' * 32}.json", {}, 404),
        (f"{MESSAGES}.json", {"params": {"DateSent>": "yesterday"}}, 400),
        (f"{MESSAGES}.json", {"params": {"PageToken": "PASMgone"}}, 200),
    ],
)
async def test_whoever_asks_amiss_is_answered_as_by_twilio(
    client: Client, watch: Watch, path: str, options: dict[str, Any], status: int
) -> None:
    """Wrong credentials, another account, an unknown sid, a day that is none, a page that is."""
    proxy = client.api.base_url
    answer = await asyncio.to_thread(client.request, "GET", f"{proxy}{path}", **options)
    assert (answer.status_code, watch.violations) == (status, [])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"invented": 1}, "response.body: "),
        ({"status": "teleported"}, "response.body.status: "),
        ({"sid": "SM1"}, "response.body.sid: "),
        ({"num_segments": 1}, "response.body.num_segments: "),
        ({"date_created": "2026-11-22T05:00:00Z"}, "response.body.date_created: "),
    ],
)
async def test_what_is_invented_is_caught(
    client: Client,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    place: str,
) -> None:
    """The police is awake: a message that Twilio could not have is reported with its place."""

    def invented(message: Message, account: Account) -> dict[str, Any]:
        return message_resource(message, account) | change

    monkeypatch.setattr(twilio_api, "message_resource", invented)
    with pytest.raises(TwilioRestException):
        await create(client)
    assert watch.violations
    assert all(place in violation for violation in watch.violations)
