"""What the carrier lists of ours: texts, however it changed their blanks, and calls."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from adapters.twilio.carrier import TRIAL, TwilioCarrier
from tests.simulator.world import NUMBER, SID, TOKEN, World, new_phone, until, world_with


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[World]:
    """A simulator and its customer."""
    async with world_with() as world:
        yield world


@pytest.fixture
async def carrier(world: World) -> AsyncIterator[TwilioCarrier]:
    """The carrier, led to the simulator."""
    carrier = TwilioCarrier(SID, TOKEN, NUMBER, base_url=world.url, timeout=2)
    yield carrier
    carrier.close()


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@pytest.mark.parametrize("kept", ["27 CALL J.S.\n1 Done", " 27 CALL J.S. 1 Done ", None])
async def test_a_text_is_found_however_its_blanks_were_kept(
    world: World, carrier: TwilioCarrier, kept: str | None
) -> None:
    """Carriers trim and fold; a trial account puts words of its own before every text."""
    said, phone, began = "27 CALL J.S.\n1 Done", new_phone(), now()
    sent = await asyncio.to_thread(carrier.send, phone, kept or TRIAL + said)
    other = await asyncio.to_thread(carrier.send, phone, f"{said} and more")

    found = await asyncio.to_thread(carrier.find, phone, said, began)

    assert found == (sent.sid,)
    assert other.sid not in found


async def test_our_texts_say_how_they_stand(world: World, carrier: TwilioCarrier) -> None:
    """The newest first, with the words and codes of receipts; what people wrote is not ours."""
    phone, began = new_phone(), now()
    await world.orders("undelivered", code=30005, to=phone)
    first = await asyncio.to_thread(
        carrier.send, phone, "one", status_callback=f"{world.customer_url}/status"
    )
    second = await asyncio.to_thread(carrier.send, phone, "two")
    await world.types(phone, "27 1")
    await until(lambda: _statuses(world, phone) == {"undelivered", "delivered", "received"})

    listed = await asyncio.to_thread(carrier.sent_since, began)
    mine = [(one.sid, one.status, one.error_code) for one in listed if one.to == phone]

    assert mine == [(second.sid, "delivered", None), (first.sid, "undelivered", 30005)]
    assert await asyncio.to_thread(carrier.sent_since, began + timedelta(hours=1)) == ()


def _statuses(world: World, phone: str) -> set[str]:
    messages = world.exchange.network.messages()
    return {one.status for one in messages if phone in {one.recipient, one.sender}}
