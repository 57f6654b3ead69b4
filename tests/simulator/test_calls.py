"""Calls: what a phone hears, the digits that are pressed in them, and what is posted."""

import asyncio
from typing import Any

import pytest

from simulator.network import Call
from simulator.scripted.people import Person
from simulator.twiml import Heard, NotTwiml, hear
from tests.simulator.world import NUMBER, SID, World, new_phone, until, world_with

AGAIN = (
    '<Response><Gather action="{url}"><Say>Again. Press 1.</Say></Gather><Say>Bye.</Say></Response>'
)


async def call_of(world: World, phone: str) -> dict[str, Any]:
    """The newest call to a phone, as the log has it."""
    entries = [entry for entry in await world.log(phone) if entry["call"]]
    call: dict[str, Any] = entries[-1]["call"]
    return call


async def listening(world: World, sid: str) -> None:
    """Wait until a digit can be pressed."""
    call = world.exchange.network.call(sid)
    assert call is not None
    await until(lambda: call.listens)


async def test_a_call_is_heard_and_waits_for_a_digit(world: World, phone: str) -> None:
    """It is picked up, says its words and is over; a digit may still be pressed then."""
    sid = await world.rings(phone, "Alarm &amp; more.\n Press 1.")
    call = world.exchange.network.call(sid)
    assert call is not None
    await until(lambda: call.status == "completed")
    heard = await call_of(world, phone)
    assert heard == {"said": ["Alarm & more. Press 1."], "listens": True, "pressed": []}


async def test_nobody_presses_a_digit_before_picking_up(world: World, phone: str) -> None:
    """While it only rings there are no keys, wherever a digit would go."""
    ringing = Call(sender=NUMBER, recipient=phone, body="", digits_to=world.customer_url)
    world.exchange.network.record(ringing)
    assert await world.presses(ringing.sid, "1") == 409
    assert world.customer.about(phone) == []


async def test_a_digit_is_posted_signed_with_what_twilio_sends(world: World, phone: str) -> None:
    """To the Gather's action, query and all; From is who called and To who was called."""
    world.customer.says(phone, "<Response><Say>Noted.</Say></Response>")
    sid = await world.rings(phone)
    await listening(world, sid)
    assert await world.presses(sid, "1") == 202
    (post,) = await until(lambda: world.customer.about(phone))
    assert (post.genuine, post.path) == (True, "/twilio/voice")
    assert (
        post.form
        | {
            "CallSid": sid,
            "AccountSid": SID,
            "From": NUMBER,
            "To": phone,
            "Digits": "1",
            "CallStatus": "in-progress",
            "Direction": "outbound-api",
            "ApiVersion": "2010-04-01",
        }
        == post.form
    )
    call = world.exchange.network.call(sid)
    assert call is not None
    await until(lambda: len(call.said) == 2)
    heard = await call_of(world, phone)
    assert heard["said"] == ["Alarm. Press 1.", "Noted."]
    assert [(one["digit"], one["taken"]) for one in heard["pressed"]] == [("1", True)]
    assert not heard["listens"]
    assert await world.presses(sid, "1") == 409  # nothing waits for it any more


async def test_a_new_gather_waits_again(world: World, phone: str) -> None:
    """What is answered to a wrong digit is heard too, and the next digit goes where it says."""
    sid = await world.rings(phone)
    await listening(world, sid)
    world.customer.says(phone, AGAIN.format(url=f"{world.customer_url}/other?code=27"))
    await world.presses(sid, "5")
    call = world.exchange.network.call(sid)
    assert call is not None
    await until(lambda: len(call.said) == 2 and call.listens)
    await world.presses(sid, "1")
    posts = await until(lambda: [p for p in world.customer.about(phone) if p.path == "/other"])
    assert [post.form["Digits"] for post in posts] == ["1"]


@pytest.mark.parametrize("status", [500, 403])
async def test_a_digit_that_is_not_taken_is_posted_once(
    world: World, phone: str, status: int
) -> None:
    """Twilio tries no second time: the caller hears of an error, and the call is over."""
    world.customer.fails(phone, status)
    sid = await world.rings(phone)
    await listening(world, sid)
    await world.presses(sid, "1")
    call = world.exchange.network.call(sid)
    assert call is not None
    await until(lambda: len(call.said) == 2)
    heard = await call_of(world, phone)
    assert "error" in heard["said"][-1]
    assert [one["taken"] for one in heard["pressed"]] == [False]
    assert len(world.customer.about(phone)) == 1


@pytest.mark.parametrize(
    ("fault", "digits"), [("inbound_repeated", "114"), ("inbound_dropped", "4")]
)
async def test_faults_of_what_people_type_strike_digits_too(
    world: World, phone: str, fault: str, digits: str
) -> None:
    """A digit may be posted twice, or never; the next one once."""
    await world.orders(fault, to=phone)
    for digit in "14":
        sid = await world.rings(phone)
        await listening(world, sid)
        await world.presses(sid, digit)
    await until(lambda: len(_digits(world, phone)) == len(digits))
    assert sorted(_digits(world, phone)) == list(digits)


@pytest.mark.parametrize("digit", ["", "0", "12", "x", "#"])
async def test_only_the_keys_of_the_page_can_be_pressed(
    world: World, phone: str, digit: str
) -> None:
    """One to nine; a call that is not there has no keys."""
    sid = await world.rings(phone)
    assert await world.presses(sid, digit) == 422
    assert await world.presses("CA0", "1") == 404


def test_twiml_is_read_as_it_is_heard() -> None:
    """What stands in a Gather is said while it waits; other verbs are silent; no TwiML is none."""
    assert hear("<Response><Say>a</Say><Pause/><Say> b\n c </Say></Response>") == Heard(
        ("a", "b c")
    )
    assert hear('<Response><Gather action="/x"><Say>a</Say></Gather><Say>b</Say></Response>') == (
        Heard(("a",), "/x")
    )
    assert hear("<Response/>") == Heard()
    for twiml in ("https://hw.example/twiml", "<Response>", "<Say>a</Say>", ""):
        with pytest.raises(NotTwiml):
            hear(twiml)


async def test_a_call_whose_words_are_elsewhere_is_silent() -> None:
    """An address instead of TwiML is not fetched: the phone rings and nothing is said."""
    async with world_with() as world:
        phone = new_phone()
        create, url = world.twilio.calls.create, "https://hw.example/twiml"
        call = await asyncio.to_thread(create, to=phone, from_=NUMBER, url=url)
        known = world.exchange.network.call(call.sid)
        assert known is not None
        await until(lambda: known.status == "completed")
        assert (known.said, known.listens) == ([], False)


async def test_a_scripted_person_presses_a_digit_at_what_they_hear() -> None:
    """By the first rule that fits what is said, so many times; texts do not use such rules up."""
    rules = [
        {"see": "Press 1", "digit": "5", "after": 0.01, "times": 1},
        {"see": "Again", "digit": "1", "after": 0.01},
        {"see": "Press 1", "reply": "{code} 2", "after": 0.01},
    ]
    desk = Person.model_validate({"name": "Always-on", "number": "+16175550199", "rule": rules})
    async with world_with([desk]) as world:
        world.customer.says(desk.number, AGAIN.format(url=f"{world.customer_url}/twilio/voice"))
        await world.send(desk.number, "27 URGENT Press 1")
        await until(lambda: world.customer.typed(desk.number))
        assert world.customer.bodies(desk.number) == ["27 2"]
        await world.rings(desk.number)
        await until(lambda: len(_digits(world, desk.number)) == 2)
        assert _digits(world, desk.number) == ["5", "1"]
        call = world.exchange.network.call(await world.rings(desk.number))
        assert call is not None
        await until(lambda: call.status == "completed")
        assert _digits(world, desk.number) == ["5", "1"]


def _digits(world: World, phone: str) -> list[str]:
    posts = world.customer.about(phone)
    return [post.form["Digits"] for post in posts if "Digits" in post.form]
