"""Twilio's own client cannot tell the simulator from Twilio."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from simulator.segments import count_segments
from tests.simulator.world import NUMBER, SID, TOKEN, World, twilio_client, until

# The properties of `api.v2010.account.message` in twilio/twilio-oai `twilio_api_v2010.json`.
MESSAGE_PROPERTIES = {
    "account_sid",
    "api_version",
    "body",
    "date_created",
    "date_sent",
    "date_updated",
    "direction",
    "error_code",
    "error_message",
    "from",
    "messaging_service_sid",
    "num_media",
    "num_segments",
    "price",
    "price_unit",
    "sid",
    "status",
    "subresource_uris",
    "to",
    "uri",
}
SERVICE = "MG" + "0" * 32


async def test_a_text_is_accepted_and_can_be_fetched(world: World, phone: str) -> None:
    """What the client created is what it fetches, first queued, later delivered."""
    created = await world.send(phone, "Hello\nthere")
    assert (created.status, created.direction, created.num_segments) == (
        "queued",
        "outbound-api",
        "1",
    )
    assert created.date_created.tzinfo is UTC
    await until(lambda: world.customer.about(phone)[1:])

    fetched = await asyncio.to_thread(world.twilio.messages(created.sid).fetch)
    assert (fetched.body, fetched.to, fetched.from_) == ("Hello\nthere", phone, NUMBER)
    assert fetched.status == "delivered"
    assert fetched.date_sent is not None


async def test_a_resource_has_exactly_twilios_properties(world: World, phone: str) -> None:
    """No property of the message resource is invented or missing."""
    created = await world.send(phone, "Hello")
    answer = await world.http.get(
        f"/2010-04-01/Accounts/{SID}/Messages/{created.sid}.json", auth=(SID, TOKEN)
    )
    assert set(answer.json()) == MESSAGE_PROPERTIES


async def test_a_messaging_service_picks_the_sender_later(world: World, phone: str) -> None:
    """A text to a service is accepted without a sender, and sent from the account's number."""
    created = await world.send(phone, "Hello", from_=None, messaging_service_sid=SERVICE)
    assert (created.status, created.from_, created.num_segments) == ("accepted", None, "0")
    receipts = await until(lambda: world.customer.about(phone)[1:] and world.customer.about(phone))
    assert {receipt.form["From"] for receipt in receipts} == {NUMBER}
    assert {receipt.form["MessagingServiceSid"] for receipt in receipts} == {SERVICE}


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"to": ""}, 21604),
        ({"body": ""}, 21602),
        ({"from_": None}, 21603),
        ({"to": "6175550123"}, 21211),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"from_": "hospital"}, 21212),
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
        ({"body": "x" * 1601}, 21617),
        ({"status_callback": "ftp://example.org"}, 21609),
        ({"validity_period": 36001}, 21624),
    ],
)
async def test_a_bad_text_is_refused_with_twilios_code(
    world: World, phone: str, request_: dict[str, Any], code: int
) -> None:
    """Each refusal is a 400 with Twilio's code, and nothing is remembered of the text."""
    with pytest.raises(TwilioRestException) as refused:
        await world.send(**{"to": phone, "body": "Hello"} | request_)
    assert (refused.value.code, refused.value.status) == (code, 400)
    assert await world.log(phone) == []


async def test_an_error_has_twilios_four_fields(world: World) -> None:
    """An unknown sid is a 404 whose body has code, message, more_info and status."""
    path = f"/2010-04-01/Accounts/{SID}/Messages/SM{'0' * 32}.json"
    answer = await world.http.get(path, auth=(SID, TOKEN))
    assert (answer.status_code, answer.json()) == (
        404,
        {
            "code": 20404,
            "message": f"The requested resource {path} was not found",
            "more_info": "https://www.twilio.com/docs/errors/20404",
            "status": 404,
        },
    )


async def test_a_wrong_token_is_turned_away(world: World, phone: str) -> None:
    """Without the account's own token nothing is sent: 401 with 20003."""
    with twilio_client(world.url, token="wrong") as stranger:  # noqa: S106  # that is the test
        with pytest.raises(TwilioRestException) as refused:
            await asyncio.to_thread(stranger.messages.create, to=phone, from_=NUMBER, body="Hi")
        assert (refused.value.code, refused.value.status) == (20003, 401)


async def test_a_list_is_filtered_newest_first(world: World, phone: str) -> None:
    """To, From and the dates of sending narrow a list, by the second and inclusive."""
    sent = [await world.send(phone, f"text {n}") for n in range(3)]
    await world.types(phone, "answer")
    began, hour = sent[0].date_created, timedelta(hours=1)

    async def listed(**filters: Any) -> list[str]:
        found = await asyncio.to_thread(world.twilio.messages.list, **filters)
        return [message.body for message in found]

    assert await listed(to=phone) == ["text 2", "text 1", "text 0"]
    assert await listed(from_=phone) == ["answer"]
    assert await listed(to=phone, from_=phone) == []
    assert len(await listed(to=phone, date_sent_after=began)) == 3
    assert await listed(to=phone, date_sent_after=datetime.now(UTC) + hour) == []
    assert len(await listed(to=phone, date_sent_before=datetime.now(UTC) + hour)) == 3
    assert await listed(to=phone, date_sent_before=began - hour) == []
    assert len(await listed(to=phone, date_sent=began.date())) == 3


async def test_pages_are_not_shifted_by_new_texts(world: World, phone: str) -> None:
    """A reader who pages through a list while texts arrive sees each once."""
    for n in range(5):
        await world.send(phone, str(n))
    first = await asyncio.to_thread(world.twilio.messages.page, to=phone, page_size=2)
    await world.send(phone, "late")
    second = await asyncio.to_thread(first.next_page)
    third = await asyncio.to_thread(second.next_page)
    assert [[text.body for text in page] for page in (first, second, third)] == [
        ["4", "3"],
        ["2", "1"],
        ["0"],
    ]
    assert third.next_page_url is None


async def test_a_call_is_placed_and_listed(world: World, phone: str) -> None:
    """A call with its words appears in the list of calls and in the log."""
    twiml = "<Response><Say>An urgent task waits.</Say></Response>"
    call = await asyncio.to_thread(world.twilio.calls.create, to=phone, from_=NUMBER, twiml=twiml)
    listed = await asyncio.to_thread(world.twilio.calls.list, to=phone)
    assert [found.sid for found in listed] == [call.sid]
    assert [entry["body"] for entry in await world.log(phone)] == [twiml]


@pytest.mark.parametrize(
    ("body", "segments"),
    [
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 153, 3),  # an escape is not cut from its character: 76 in a part
        ("é" * 160, 1),
        ("ñ" * 70 + "ő", 2),
        ("ő" * 70, 1),
        ("ő" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 67, 3),  # a pair is not cut: 33 in a part
    ],
)
def test_segments_are_counted_as_they_are_billed(body: str, segments: int) -> None:
    """GSM-7 holds 160 or 153 septets, UCS-2 70 or 67 units, and no character is cut in two."""
    assert count_segments(body) == segments
