"""Each fault does to one text what its name says, and to the next nothing."""

import asyncio
from time import monotonic

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.test_webhooks import statuses
from tests.simulator.world import NUMBER, SID, TOKEN, World, until


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


async def test_dropped_receipts_do_not_hold_up_the_text(world: World, phone: str) -> None:
    """A text without receipts is delivered all the same, and the next one is reported again."""
    await world.orders("receipts_dropped")
    dropped = await world.send(phone, "silent")
    await world.send(phone, "heard")
    await until(lambda: len(statuses(world, phone)) == 2)
    assert dropped.sid not in {post.form["MessageSid"] for post in world.customer.about(phone)}
    assert [entry["status"] for entry in await world.log(phone)] == ["delivered", "delivered"]


async def test_an_unknown_fault_is_refused(world: World) -> None:
    """A fault that does not exist cannot be ordered."""
    assert (await world.http.post("/faults", json={"fault": "gremlins"})).status_code == 422


async def test_ordered_faults_can_be_taken_back(world: World, phone: str) -> None:
    """After a clear nothing goes wrong."""
    await world.orders("error_before_accepting", times=5)
    assert (await world.http.delete("/faults")).status_code == 204
    await world.send(phone, "Hello")
