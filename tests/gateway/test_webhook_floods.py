"""Webhooks that nobody signed are held off; what is signed is never held up, whoever floods."""

from collections.abc import AsyncIterator

import pytest
from twilio.request_validator import RequestValidator

from gateway.http.rate_limits import Buckets, Limits
from models.tables import InboxRow
from tests.gateway.world import LOPEZ, PREVIOUS_TOKEN, PUBLIC, TWILIO_TOKEN, World

BURST = Limits().failures.burst
TEXT = {"MessageSid": "SM1", "From": LOPEZ, "Body": "27 1", "FromState": ""}


@pytest.fixture(autouse=True)
def standing(world: World) -> None:
    """Time stands: no address gets another chance during a test."""
    world.parts.hooks.failures = Buckets(Limits().failures, lambda: 0.0)


async def flood(world: World, path: str = "/twilio/inbound", **headers: str) -> list[int]:
    """Post more than is answered with a plain no."""
    posts = [await world.http.post(path, data=TEXT, headers=headers) for _ in range(BURST + 5)]
    return [post.status_code for post in posts]


@pytest.mark.parametrize("path", ["/twilio/inbound", "/twilio/status?key=27"])
async def test_after_some_unsigned_posts_an_address_is_told_to_wait(
    world: World, path: str
) -> None:
    """The first are 403, the others 429 with the seconds to wait; all are counted."""
    assert await flood(world, path) == [403] * BURST + [429] * 5
    answer = await world.http.post(path, data=TEXT)
    assert int(answer.headers["Retry-After"]) >= 1
    counted = (await world.http.get("/health/live")).json()["webhooks_refused"]
    assert counted == BURST + 6


async def test_a_wrong_signature_counts_as_none(world: World) -> None:
    """Guessing is held off as well."""
    assert (await flood(world, **{"X-Twilio-Signature": "bm90IGl0"}))[-1] == 429


async def test_what_is_no_form_counts_too(world: World) -> None:
    """A body that is too large, or no form, under any signature."""
    kind = {"X-Twilio-Signature": "x", "Content-Type": "text/plain"}
    for _ in range(BURST):
        assert (await world.http.post("/twilio/inbound", headers=kind)).status_code == 400
    large = await world.http.post(
        "/twilio/inbound", data={"Body": "x" * 70_000}, headers={"X-Twilio-Signature": "x"}
    )
    assert large.status_code == 429


async def test_what_is_signed_is_taken_through_any_flood(world: World) -> None:
    """From the same address too: behind a proxy everybody has one."""
    await flood(world)
    for number in range(BURST + 5):
        assert (await world.texts(LOPEZ, f"{number}")).status_code == 200
    assert len(world.rows(InboxRow)) == BURST + 5


async def test_the_body_of_what_is_unsigned_is_not_read(world: World) -> None:
    """Neither before nor after an address is told to wait."""
    read: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(b"x")
        yield b"x" * 1000

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    before = await world.http.post("/twilio/inbound", content=body(), headers=kind)
    await flood(world)
    after = await world.http.post("/twilio/inbound", content=body(), headers=kind)
    assert (before.status_code, after.status_code, read) == (403, 429, [])


@pytest.mark.parametrize("token", [TWILIO_TOKEN, PREVIOUS_TOKEN])
@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
async def test_both_tokens_sign_with_both_hashes(world: World, token: str, algorithm: str) -> None:
    """The header says which hash it is, blank fields are part of it, the address is ours."""
    url = f"{PUBLIC}/twilio/inbound"
    headers = {
        "X-Twilio-Signature": RequestValidator(token).compute_signature(url, TEXT, algorithm),
        "X-Twilio-Webhooks-Signature-Settings": f"key=1,algorithm={algorithm}",
        "Host": "elsewhere.example",
        "X-Forwarded-Host": "elsewhere.example",
    }
    answer = await world.http.post("/twilio/inbound", data=TEXT, headers=headers)
    assert answer.status_code == 200


async def test_what_was_signed_for_another_host_is_not_ours(world: World) -> None:
    """A signature over the address that a request claims to be for counts for nothing."""
    url = "https://elsewhere.example/twilio/inbound"
    headers = {
        "X-Twilio-Signature": RequestValidator(TWILIO_TOKEN).compute_signature(url, TEXT),
        "Host": "elsewhere.example",
        "X-Forwarded-Host": "elsewhere.example",
    }
    answer = await world.http.post("/twilio/inbound", data=TEXT, headers=headers)
    assert answer.status_code == 403


async def test_a_blank_that_was_dropped_on_the_way_breaks_the_signature(world: World) -> None:
    """Blank fields are signed: with all of them it holds, without one it does not."""
    url = f"{PUBLIC}/twilio/inbound"
    headers = {"X-Twilio-Signature": RequestValidator(TWILIO_TOKEN).compute_signature(url, TEXT)}
    dropped = {name: value for name, value in TEXT.items() if value}
    found = [
        (await world.http.post("/twilio/inbound", data=form, headers=headers)).status_code
        for form in (dropped, TEXT)
    ]
    assert found == [403, 200]


@pytest.mark.parametrize("asked", ["/twilio/status?key=a%2Fb&blank=", "/twilio/status?key=a/b"])
async def test_the_query_is_signed_as_it_was_sent(world: World, asked: str) -> None:
    """Neither escapes nor blanks of the address are made over before the check."""
    world.mailed("a/b")
    form = {"MessageSid": "SM1", "MessageStatus": "sent"}
    assert (await world.posts(asked, form)).status_code == 204
    signed = RequestValidator(TWILIO_TOKEN).compute_signature(PUBLIC + asked, form)
    other = asked.replace("%2F", "/") if "%2F" in asked else asked.replace("a/b", "a%2Fb")
    answer = await world.http.post(other, data=form, headers={"X-Twilio-Signature": signed})
    assert answer.status_code == 403
