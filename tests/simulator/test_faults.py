"""Each fault does to one text what its name says, and to the next nothing."""

import asyncio
from time import monotonic

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from tests.simulator.test_webhooks import statuses
from tests.simulator.world import NUMBER, SID, TOKEN, World, new_phone, until


@pytest.mark.parametrize(
    ("fault", "status", "accepted"),
    [
        ("too_many_requests", 429, 0),
        ("error_before_accepting", 500, 0),
        ("error_after_accepting", 500, 1),
    ],
)
async def test_a_create_fails_as_ordered(
    world: World, phone: str, fault: str, status: int, accepted: int
) -> None:
    """The next creates fail, accepted or not as named; the one after succeeds."""
    await world.orders(fault, times=2)
    for _ in range(2):
        with pytest.raises(TwilioRestException) as failed:
            await world.send(phone, "lost?")
        assert failed.value.status == status
    await world.send(phone, "through")
    bodies = [entry["body"] for entry in await world.log(phone)]
    assert bodies == ["lost?"] * 2 * accepted + ["through"]


@pytest.mark.parametrize(
    ("fault", "accepted"), [("reset_before_accepting", 0), ("reset_after_accepting", 1)]
)
async def test_a_connection_is_reset_as_ordered(
    world: World, phone: str, fault: str, accepted: int
) -> None:
    """The client gets no answer, only a reset, whether the text was accepted or not."""
    await world.orders(fault)
    with pytest.raises(requests.ConnectionError, match="Connection reset by peer"):
        await world.send(phone, "lost?")
    await world.send(phone, "through")
    bodies = [entry["body"] for entry in await world.log(phone)]
    assert bodies == ["lost?"] * accepted + ["through"]


async def test_a_reset_of_one_client_spares_another(world: World, phone: str) -> None:
    """Only the connection of the failed request is cut."""
    await world.orders("hang_after_accepting", seconds=0.3)
    hanging = asyncio.create_task(world.send(phone, "slow"))
    await until(lambda: statuses(world, phone))
    await world.orders("reset_before_accepting", to=phone)
    with pytest.raises(requests.ConnectionError):
        await world.send(phone, "lost")
    assert (await hanging).body == "slow"


async def test_a_fault_for_one_phone_spares_the_others(world: World, phone: str) -> None:
    """An order with `to` waits for a text to that phone, and does not hold up later orders."""
    other = new_phone()
    await world.orders("error_before_accepting", to=phone)
    await world.orders("too_many_requests")
    for to, status in ((other, 429), (phone, 500)):
        with pytest.raises(TwilioRestException) as failed:
            await world.send(to, "Hello")
        assert failed.value.status == status
    await world.send(other, "Hello")


async def test_a_throttled_client_hears_when_to_come_back(world: World, phone: str) -> None:
    """A 429 carries Retry-After."""
    await world.orders("too_many_requests", seconds=7)
    answer = await world.http.post(
        f"/2010-04-01/Accounts/{SID}/Messages.json",
        auth=(SID, TOKEN),
        data={"To": phone, "From": NUMBER, "Body": "Hello"},
    )
    assert (answer.status_code, answer.json()["code"]) == (429, 20429)
    assert answer.headers["Retry-After"] == "7"


async def test_a_hanging_create_is_accepted_at_once(world: World, phone: str) -> None:
    """The text is taken before its answer comes, which is after the seconds ordered."""
    await world.orders("hang_after_accepting", seconds=0.6)
    began = monotonic()
    sending = asyncio.create_task(world.send(phone, "slow"))
    await until(lambda: statuses(world, phone))
    assert not sending.done()
    await sending
    assert monotonic() - began >= 0.6


@pytest.mark.parametrize(
    ("fault", "receipts"),
    [
        ("receipts_duplicated", ["sent", "sent", "delivered", "delivered"]),
        ("receipts_reordered", ["delivered", "sent"]),
        ("undelivered", ["sent", "undelivered"]),
        ("failed", ["failed"]),
    ],
)
async def test_receipts_fail_as_ordered(
    world: World, phone: str, fault: str, receipts: list[str]
) -> None:
    """The receipts of the next text come as the fault says."""
    await world.orders(fault)
    await world.send(phone, "Hello")
    await until(lambda: len(statuses(world, phone)) == len(receipts))
    assert statuses(world, phone) == receipts


@pytest.mark.parametrize("code", [30003, 30005, 30006, 30007, 30008, 39999])
async def test_an_undelivered_text_has_the_code_ordered(
    world: World, phone: str, code: int
) -> None:
    """The receipt and the resource say why, also with a code that nobody knows."""
    await world.orders("undelivered", code=code, to=phone)
    message = await world.send(phone, "Hello")
    await until(lambda: len(statuses(world, phone)) == 2)
    assert world.customer.about(phone)[-1].form["ErrorCode"] == str(code)
    fetched = await asyncio.to_thread(world.twilio.messages(message.sid).fetch)
    assert (fetched.status, fetched.error_code) == ("undelivered", code)


async def test_a_failed_text_was_never_sent(world: World, phone: str) -> None:
    """Twilio itself gave it up: no date of sending, and a code."""
    await world.orders("failed", code=30001)
    message = await world.send(phone, "Hello")
    await until(lambda: statuses(world, phone) == ["failed"])
    fetched = await asyncio.to_thread(world.twilio.messages(message.sid).fetch)
    assert (fetched.status, fetched.error_code, fetched.date_sent) == ("failed", 30001, None)
    assert fetched.error_message == "Queue overflow"


async def test_delayed_receipts_come_after_the_text(world: World, phone: str) -> None:
    """The phone shows the text long before its receipts, which still come in their order."""
    began = monotonic()
    await world.orders("receipts_delayed", seconds=0.4)
    await world.send(phone, "Hello")
    await until(lambda: next(world.exchange.network.messages()).status == "delivered")
    assert statuses(world, phone) == []
    await until(lambda: statuses(world, phone) == ["sent", "delivered"])
    assert monotonic() - began >= 0.4


async def test_a_typed_text_is_posted_twice_as_ordered(world: World, phone: str) -> None:
    """The same MessageSid comes again after it was taken; what was typed next comes once."""
    await world.orders("inbound_repeated", to=phone)
    await world.types(phone, "27 1")
    await world.types(phone, "28 1")
    await until(lambda: len(world.customer.typed(phone)) == 3)
    assert world.customer.bodies(phone) == ["27 1", "27 1", "28 1"]
    first, again, other = [post.form["MessageSid"] for post in world.customer.typed(phone)]
    assert first == again != other


async def test_a_dropped_text_is_found_in_the_list(world: World, phone: str) -> None:
    """It is never posted; a customer who asks for what was received learns of it."""
    await world.orders("inbound_dropped", to=phone)
    await world.types(phone, "lost")
    await world.types(phone, "heard")
    await until(lambda: world.customer.bodies(phone) == ["heard"])
    listed = await asyncio.to_thread(world.twilio.messages.list, from_=phone)
    assert [message.body for message in listed] == ["heard", "lost"]


async def test_a_list_can_lag_behind(world: World, phone: str) -> None:
    """A text that was accepted, even delivered, appears in lists only after the seconds ordered."""
    await world.orders("listed_late", seconds=0.3, to=phone)
    message = await world.send(phone, "late")

    async def listed() -> list[str]:
        found = await asyncio.to_thread(world.twilio.messages.list, to=phone)
        return [text.sid for text in found]

    await until(lambda: statuses(world, phone) == ["sent", "delivered"])
    assert await listed() == []
    async with asyncio.timeout(5):
        while await listed() != [message.sid]:
            continue


async def test_a_list_can_fail(world: World, phone: str) -> None:
    """Whoever asks what was sent is told 500 as often as ordered, then the truth."""
    await world.orders("list_fails", to=phone)
    assert await asyncio.to_thread(world.twilio.messages.list, to=new_phone()) == []
    with pytest.raises(TwilioException, match="HTTP 500"):
        await asyncio.to_thread(world.twilio.messages.list, to=phone)
    assert await asyncio.to_thread(world.twilio.messages.list, to=phone) == []


async def test_dropped_receipts_do_not_hold_up_the_text(world: World, phone: str) -> None:
    """A text without receipts is delivered all the same, and the next one is reported again."""
    await world.orders("receipts_dropped")
    dropped = await world.send(phone, "silent")
    await world.send(phone, "heard")
    await until(lambda: len(statuses(world, phone)) == 2)
    assert dropped.sid not in {post.form["MessageSid"] for post in world.customer.about(phone)}
    assert [entry["status"] for entry in await world.log(phone)] == ["delivered", "delivered"]


async def test_an_unknown_fault_is_refused(world: World) -> None:
    """A fault that does not exist cannot be ordered, nor one for what is no phone."""
    for order in ({"fault": "gremlins"}, {"fault": "undelivered", "to": "6175550123"}):
        assert (await world.http.post("/faults", json=order)).status_code == 422


async def test_ordered_faults_can_be_taken_back(world: World, phone: str) -> None:
    """After a clear nothing goes wrong."""
    await world.orders("error_before_accepting", times=5)
    assert (await world.http.delete("/faults")).status_code == 204
    await world.send(phone, "Hello")
