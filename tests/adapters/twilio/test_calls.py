"""Calls: the real client against the phone simulator over HTTP, and what a phone hears."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from adapters.carrier import CarrierRefused, Spoken
from adapters.twilio.carrier import TwilioCarrier
from tests.simulator.world import NUMBER, SID, TOKEN, World, new_phone, until, world_with

ALARM = "Urgent: J & S <now>. Press 1 to take it."


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


def spoken(world: World) -> Spoken:
    """What is said, with digits to the customer."""
    digits_to = f"{world.customer_url}/twilio/voice?code=27"
    return Spoken(words=ALARM, otherwise="It stays open.", digits_to=digits_to)


async def test_a_call_says_it_twice_and_waits_for_one_digit(
    world: World, carrier: TwilioCarrier
) -> None:
    """What is said is escaped, not interpreted; without a digit it says what follows."""
    phone = new_phone()
    sid = await asyncio.to_thread(carrier.call, phone, spoken(world))
    assert sid.startswith("CA")
    (entry,) = await world.log(phone)
    response = ET.fromstring(entry["body"])  # noqa: S314 - our own
    gather, otherwise = list(response)
    (say,) = gather
    assert (gather.tag, say.tag, say.text, say.get("loop")) == ("Gather", "Say", ALARM, "2")
    assert gather.attrib | {"numDigits": "1", "method": "POST"} == gather.attrib
    assert gather.attrib["action"] == f"{world.customer_url}/twilio/voice?code=27"
    assert (otherwise.tag, otherwise.text) == ("Say", "It stays open.")
    assert phone not in entry["body"]


async def test_a_digit_comes_back_signed_to_where_the_call_said(
    world: World, carrier: TwilioCarrier
) -> None:
    """Who presses a digit posts it, as Twilio does, to the address that stood in the call."""
    phone = new_phone()
    sid = await asyncio.to_thread(carrier.call, phone, spoken(world))
    call = world.exchange.network.call(sid)
    assert call is not None
    await until(lambda: call.listens)
    answer = await world.http.post(f"/calls/{sid}/digits", json={"digit": "1"})
    assert answer.status_code == 202
    (post,) = await until(lambda: world.customer.about(phone))
    assert post.genuine
    assert (post.path, post.form["Digits"], post.form["CallSid"]) == ("/twilio/voice", "1", sid)


async def test_calls_are_found_by_their_phone(world: World, carrier: TwilioCarrier) -> None:
    """Only those to this phone, since then, the newest first."""
    phone, began = new_phone(), datetime.now(UTC)
    first = await asyncio.to_thread(carrier.call, phone, spoken(world))
    await asyncio.to_thread(carrier.call, new_phone(), spoken(world))
    second = await asyncio.to_thread(carrier.call, phone, spoken(world))

    assert await asyncio.to_thread(carrier.find_calls, phone, began) == (second, first)
    later = began + timedelta(hours=1)
    assert await asyncio.to_thread(carrier.find_calls, phone, later) == ()


async def test_the_call_of_ten_minutes_ago_is_no_call_since_now(
    world: World, carrier: TwilioCarrier
) -> None:
    """A row looks from its own beginning less a minute: what rang earlier is not its call."""
    phone = new_phone()
    sid = await asyncio.to_thread(carrier.call, phone, spoken(world))
    call = world.exchange.network.call(sid)
    assert call is not None
    call.created_at -= timedelta(minutes=10)
    assert await asyncio.to_thread(carrier.find_calls, phone, datetime.now(UTC)) == ()


async def test_a_call_to_no_number_is_refused(world: World, carrier: TwilioCarrier) -> None:
    """The error holds a code and no number."""
    with pytest.raises(CarrierRefused) as refusal:
        await asyncio.to_thread(carrier.call, "+15005550001", spoken(world))
    assert refusal.value.code == 21211
    assert "5550001" not in str(refusal.value)
