"""The carrier: the real client against the phone simulator over HTTP, and their signature."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from twilio.request_validator import RequestValidator

from adapters.carrier import (
    CarrierBusy,
    CarrierError,
    CarrierErrorClass,
    CarrierOutcomeUnknown,
    CarrierRefused,
)
from adapters.twilio.carrier import SignatureCheck, TwilioCarrier
from adapters.twilio.error_codes import ERROR_CLASSES, error_class
from tests.simulator.world import (
    NUMBER,
    SID,
    TOKEN,
    World,
    new_phone,
    serving,
    until,
    world_with,
)

URL = "https://hw.example"
BLANKS = {"From": "+16175550123", "Body": "", "NumMedia": "0", "MessageSid": "SM1"}


PATIENT = 20.0
"""Seconds that a busy machine may take for what is not meant to fail."""


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[World]:
    """A simulator and its customer."""
    async with world_with() as world:
        yield world


@pytest.fixture
async def carrier(world: World) -> AsyncIterator[TwilioCarrier]:
    """The carrier, led to the simulator."""
    carrier = TwilioCarrier(SID, TOKEN, NUMBER, base_url=f"{world.url}/", timeout=PATIENT)
    yield carrier
    carrier.close()
    world.exchange.faults.clear()


@contextmanager
def carrier_at(url: str, sender: str = NUMBER, timeout: float = PATIENT) -> Iterator[TwilioCarrier]:
    """A carrier of its own, closed at the end."""
    carrier = TwilioCarrier(SID, TOKEN, sender, base_url=url, timeout=timeout)
    yield carrier
    carrier.close()


@asynccontextmanager
async def captured(answer: Response | None = None) -> AsyncIterator[tuple[str, list[Any]]]:
    """A server that keeps every form and always gives the same answer."""
    app, forms = FastAPI(), []

    async def take(request: Request) -> Response:
        forms.append(dict(await request.form()))
        return answer or JSONResponse({"sid": "SM1", "status": "queued"}, 201)

    app.add_api_route("/{path:path}", take, methods=["POST"])
    config = uvicorn.Config(app, access_log=False, log_level="warning")
    async with serving(uvicorn.Server(config)) as url:
        yield url, forms


def free_port() -> int:
    """A loopback port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


async def test_a_text_arrives_with_its_receipts(world: World, carrier: TwilioCarrier) -> None:
    """What is accepted has an id, reaches the phone once, and its receipts come to our address."""
    phone = new_phone()
    callback = f"{world.customer_url}/receipts?key=episode%2F1"

    accepted = await asyncio.to_thread(
        carrier.send, phone, "27 CALL J.S.", status_callback=callback
    )

    assert accepted.sid.startswith("SM")
    assert accepted.status == "queued"
    (entry,) = await world.log(phone)
    assert (entry["from"], entry["body"]) == (NUMBER, "27 CALL J.S.")
    await until(lambda: [p for p in world.customer.about(phone) if "delivered" in p.form.values()])


@pytest.mark.parametrize(
    ("valid_for", "seconds"),
    [
        (None, None),
        (timedelta(0), "1"),
        (timedelta(minutes=5, milliseconds=1), "300"),
        (timedelta(days=2), "36000"),
    ],
)
async def test_how_long_the_carrier_may_hold_a_text_keeps_to_its_bounds(
    valid_for: timedelta | None, seconds: str | None
) -> None:
    """ValidityPeriod is whole seconds from 1 to 36000, and left out when nothing is said."""
    async with captured() as (url, forms):
        with carrier_at(url) as carrier:
            await asyncio.to_thread(carrier.send, "+16175550123", "hello", valid_for=valid_for)

    assert forms[0].get("ValidityPeriod") == seconds


async def test_find_gives_what_was_sent_to_that_phone_in_those_words(
    world: World, carrier: TwilioCarrier
) -> None:
    """Before a text is sent again: ids of the same words to the same phone, the newest first."""
    phone, began = new_phone(), now()
    first = await asyncio.to_thread(carrier.send, phone, "same words")
    await asyncio.to_thread(carrier.send, phone, "other words")
    await asyncio.to_thread(carrier.send, new_phone(), "same words")
    second = await asyncio.to_thread(carrier.send, phone, "same words")
    await world.types(phone, "same words")

    found = await asyncio.to_thread(carrier.find, phone, "same words", began)
    later = await asyncio.to_thread(carrier.find, phone, "same words", began + timedelta(hours=1))

    assert found == (second.sid, first.sid)
    assert later == ()


async def test_find_reads_every_page(world: World, carrier: TwilioCarrier) -> None:
    """Sixty texts are two of Twilio's pages; the oldest is found too, at the address we set."""
    phone, began = new_phone(), now()
    first = await asyncio.to_thread(carrier.send, phone, "the first")
    for n in range(60):
        await asyncio.to_thread(carrier.send, phone, f"text {n}")

    assert await asyncio.to_thread(carrier.find, phone, "the first", began) == (first.sid,)


async def test_received_since_gives_what_people_wrote_in_order(
    world: World, carrier: TwilioCarrier
) -> None:
    """The sweep asks what came in: texts from phones only, oldest first, with their senders."""
    phone, began = new_phone(), now()
    await world.types(phone, "27 1")
    await asyncio.to_thread(carrier.send, phone, "27 saved")
    await world.types(phone, "27 UNDO")

    received = await asyncio.to_thread(carrier.received_since, began)
    mine = [text for text in received if text.sender == phone]

    assert [text.body for text in mine] == ["27 1", "27 UNDO"]
    assert all(text.at >= began - timedelta(seconds=1) for text in mine)
    assert await asyncio.to_thread(carrier.received_since, began + timedelta(hours=1)) == ()


@pytest.mark.parametrize(
    ("to", "code", "expected"),
    [
        ("+15005550001", 21211, CarrierErrorClass.NEVER_AGAIN),
        ("+15005550002", 21612, CarrierErrorClass.NEVER_AGAIN),
        ("+15005550003", 21408, CarrierErrorClass.NEVER_AGAIN),
        ("+15005550004", 21610, CarrierErrorClass.NEVER_AGAIN),
        ("+15005550009", 21614, CarrierErrorClass.NEVER_AGAIN),
    ],
)
async def test_a_refusal_says_whether_trying_again_can_help(
    carrier: TwilioCarrier, to: str, code: int, expected: CarrierErrorClass
) -> None:
    """Twilio's magic numbers are refused with their codes, and no number stands in the error."""
    with pytest.raises(CarrierRefused) as refusal:
        await asyncio.to_thread(carrier.send, to, "hello")

    assert (refusal.value.code, refusal.value.error_class) == (code, expected)
    assert to not in repr(refusal.value)


@pytest.mark.parametrize(
    ("sender", "code", "expected"),
    [
        ("+15005550007", 21606, CarrierErrorClass.STOP_AND_TELL_OPS),
        ("+15005550008", 21611, CarrierErrorClass.LATER),
    ],
)
async def test_a_fault_of_our_own_number_is_told_from_one_of_theirs(
    world: World, sender: str, code: int, expected: CarrierErrorClass
) -> None:
    """A number that cannot send is for ops, a full queue is for later."""
    with carrier_at(world.url, sender) as carrier, pytest.raises(CarrierRefused) as refusal:
        await asyncio.to_thread(carrier.send, "+16175550123", "hello")

    assert (refusal.value.code, refusal.value.error_class) == (code, expected)


async def test_who_texted_stop_is_never_texted_again(world: World, carrier: TwilioCarrier) -> None:
    """An opted-out phone is refused with 21610."""
    phone = new_phone()
    await world.types(phone, "STOP")

    with pytest.raises(CarrierRefused) as refusal:
        await asyncio.to_thread(carrier.send, phone, "hello")

    assert refusal.value.code == 21610


async def test_wrong_credentials_are_for_ops(world: World) -> None:
    """A refused login is nothing that trying again mends."""
    carrier = TwilioCarrier(SID, "a wrong token", NUMBER, base_url=world.url, timeout=2)

    with pytest.raises(CarrierRefused) as refusal:
        await asyncio.to_thread(carrier.send, "+16175550123", "hello")

    carrier.close()
    assert refusal.value.error_class is CarrierErrorClass.STOP_AND_TELL_OPS


async def test_too_many_requests_was_not_sent_and_says_how_long_to_wait(
    world: World, carrier: TwilioCarrier
) -> None:
    """A 429 was never processed: it carries Twilio's own waiting time."""
    phone = new_phone()
    await world.orders("too_many_requests", seconds=7)

    with pytest.raises(CarrierBusy) as busy:
        await asyncio.to_thread(carrier.send, phone, "hello")

    assert busy.value.retry_after == timedelta(seconds=7)
    assert await world.log(phone) == []


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        ({"fault": "error_before_accepting"}, 0),
        ({"fault": "error_after_accepting"}, 1),
        ({"fault": "hang_after_accepting", "seconds": 5}, 1),
    ],
)
async def test_an_error_or_silence_means_that_nobody_knows(
    world: World, carrier: TwilioCarrier, fault: dict[str, Any], sent: int
) -> None:
    """A 500 or a timeout is tried once only, and looking tells whether the text went out."""
    phone, began = new_phone(), now()
    await world.orders(**fault)
    with carrier_at(world.url, timeout=1) as hasty, pytest.raises(CarrierOutcomeUnknown) as unknown:
        await asyncio.to_thread(hasty.send, phone, "hello")
    async with asyncio.timeout(PATIENT):
        while len(await world.log(phone)) < sent:  # noqa: ASYNC110 - the log raises no event
            await asyncio.sleep(0.01)
    found = await asyncio.to_thread(carrier.find, phone, "hello", began)

    assert phone not in repr(unknown.value)
    assert len(found) == len(await world.log(phone)) == sent
    world.exchange.faults.clear()


async def test_a_server_that_is_not_there_or_talks_nonsense_is_unknown_too() -> None:
    """Refused connections and answers that are not JSON leave the outcome open."""
    with carrier_at(f"http://127.0.0.1:{free_port()}") as carrier:
        with pytest.raises(CarrierOutcomeUnknown) as unknown:
            await asyncio.to_thread(carrier.send, "+16175550123", "hello")
        with pytest.raises(CarrierOutcomeUnknown):
            await asyncio.to_thread(carrier.find, "+16175550123", "hello", now())
    assert "6175550123" not in repr(unknown.value)
    assert unknown.value.__cause__ is None

    async with captured(Response("<html>", 201)) as (url, forms):
        with carrier_at(url) as carrier, pytest.raises(CarrierOutcomeUnknown):
            await asyncio.to_thread(carrier.send, "+16175550123", "hello")
    assert len(forms) == 1


async def test_no_number_is_logged(
    carrier: TwilioCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    """Twilio's own logger prints numbers and bodies at INFO; ours does not let it."""
    phone = new_phone()
    with caplog.at_level(logging.INFO):
        await asyncio.to_thread(carrier.send, phone, "hello")

    assert phone[1:] not in caplog.text


def test_all_errors_are_one_family() -> None:
    """Whoever only needs to know that it was not accepted catches one name."""
    for error in (
        CarrierRefused(1, CarrierErrorClass.ONE_RETRY),
        CarrierBusy(timedelta(seconds=1)),
        CarrierOutcomeUnknown("ReadTimeout"),
    ):
        assert isinstance(error, CarrierError)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *((c, CarrierErrorClass.NEVER_AGAIN) for c in (21211, 21614, 21610, 21612, 21408, 21635)),
        *((c, CarrierErrorClass.NEVER_AGAIN) for c in (30004, 30005, 30006)),
        *((c, CarrierErrorClass.NEVER_AGAIN) for c in (21214, 21217)),
        *((c, CarrierErrorClass.STOP_AND_TELL_OPS) for c in (21210, 21215)),
        *((c, CarrierErrorClass.STOP_AND_TELL_OPS) for c in (30007, 30034, 21606, 21212, 21602)),
        *((c, CarrierErrorClass.STOP_AND_TELL_OPS) for c in (21617, 20003, 30002)),
        *((c, CarrierErrorClass.LATER) for c in (20429, 21611, 30001, 30008, 30003)),
        *((c, CarrierErrorClass.ONE_RETRY) for c in (None, 0, 99999)),
    ],
)
def test_every_code_has_its_class(code: int | None, expected: CarrierErrorClass) -> None:
    """The table is as the interoperability notes say; what it does not know is tried once more."""
    assert error_class(code) is expected
    assert len(ERROR_CLASSES) == 26


@pytest.mark.parametrize(
    ("base", "path"),
    [
        (URL, "/twilio/inbound"),
        (f"{URL}/", "/twilio/receipts?key=episode%2F1&blank="),
        (f"{URL}/prefix", "/twilio/inbound"),
        ("http://127.0.0.1:8080", "/twilio/inbound"),
    ],
)
@pytest.mark.parametrize("params", [{}, BLANKS, {"Body": "ñ & =?\n27 1", "From": "+1"}])
def test_what_twilio_signed_is_valid(base: str, path: str, params: dict[str, str]) -> None:
    """Their own signature over the public address and the whole form is accepted."""
    url = base.rstrip("/") + path
    signed = RequestValidator(TOKEN).compute_signature(url, params)
    sha256 = RequestValidator(TOKEN).compute_signature(url, params, "HMAC_SHA256")
    check = SignatureCheck([TOKEN], base)

    assert check.valid(path, params, signed)
    assert check.valid(path, params, sha256, "key=k1,algorithm=HMAC_SHA256")
    assert not check.valid(path, params, sha256)
    assert not check.valid(path, params, signed, "algorithm=HMAC_MD5")


@pytest.mark.parametrize("header", [None, "", "bm90IGEgc2lnbmF0dXJl", "ñ"])
def test_without_a_signature_of_ours_nothing_is_valid(header: str | None) -> None:
    """A missing or foreign header is false, never an error."""
    assert not SignatureCheck([TOKEN], URL).valid("/twilio/inbound", BLANKS, header)


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/twilio/inbound", BLANKS | {"Body": "27 1"}),
        ("/twilio/inbound", {name: text for name, text in BLANKS.items() if text}),
        ("/twilio/inbound", BLANKS | {"Added": ""}),
        ("/twilio/other", BLANKS),
        ("/twilio/inbound?x=1", BLANKS),
    ],
)
def test_what_was_changed_after_signing_is_not_valid(path: str, params: dict[str, str]) -> None:
    """Another body, a dropped blank, an added field or another path breaks the signature."""
    signed = RequestValidator(TOKEN).compute_signature(f"{URL}/twilio/inbound", BLANKS)
    check = SignatureCheck([TOKEN], URL)

    assert check.valid("/twilio/inbound", BLANKS, signed)
    assert not check.valid(path, params, signed)


def test_both_tokens_are_good_while_one_is_rotated() -> None:
    """During a rotation what either token signed is valid; an empty token signs nothing."""
    old, new = (
        RequestValidator(token).compute_signature(f"{URL}/in", BLANKS) for token in ("old", "new")
    )
    nobody = RequestValidator("").compute_signature(f"{URL}/in", BLANKS)

    rotating = SignatureCheck(["new", "old"], URL)
    assert rotating.valid("/in", BLANKS, old)
    assert rotating.valid("/in", BLANKS, new)
    assert not SignatureCheck(["new"], URL).valid("/in", BLANKS, old)
    assert not SignatureCheck(["new", ""], URL).valid("/in", BLANKS, nobody)
