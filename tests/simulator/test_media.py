"""Pictures from a phone: announced, listed, fetched and forgotten as Twilio does."""

import asyncio

import pytest

from tests.simulator.world import SID, TOKEN, World, until

JPEG = ("image/jpeg", b"\xff\xd8\xff\xe0 a photo")
VCARD = ("text/vcard", b"BEGIN:VCARD")
TWILIO = "https://api.twilio.com"
LOGIN = (SID, TOKEN)


async def sent(world: World, phone: str, body: str = "") -> dict[str, str]:
    """Send a photo and a card from a phone; gives the form of the webhook."""
    await world.types(phone, body, JPEG, VCARD)
    [post] = await until(lambda: world.customer.typed(phone))
    assert post.genuine
    return post.form


async def test_a_photo_is_announced_as_twilio_does(world: World, phone: str) -> None:
    """The webhook counts what came and says where each is and of which kind."""
    form = await sent(world, phone)
    assert (form["NumMedia"], form["Body"]) == ("2", "")
    assert form["MessageSid"].startswith("MM")
    assert (form["MediaContentType0"], form["MediaContentType1"]) == ("image/jpeg", "text/vcard")
    there = f"{TWILIO}/2010-04-01/Accounts/{SID}/Messages/{form['MessageSid']}/Media/ME"
    assert form["MediaUrl0"].startswith(there)


async def test_a_photo_is_fetched_by_its_address_and_its_account(world: World, phone: str) -> None:
    """Whoever has the account's login gets the very bytes, nobody else does."""
    form = await sent(world, phone)
    path = form["MediaUrl0"].removeprefix(TWILIO)
    assert (await world.http.get(path)).status_code == 401
    answer = await world.http.get(path, auth=LOGIN)
    assert (answer.headers["content-type"], answer.content) == JPEG
    assert (await world.http.get(path[:-4] + "0000", auth=LOGIN)).status_code == 404


async def test_twilios_client_lists_what_came_until_it_is_deleted(world: World, phone: str) -> None:
    """The message counts it, the list names it; what was deleted is in no list."""
    form = await sent(world, phone, "my wound")
    message = world.twilio.messages(form["MessageSid"])
    assert (await asyncio.to_thread(message.fetch)).num_media == "2"
    first, second = await asyncio.to_thread(message.media.list)
    assert {first.content_type, second.content_type} == {"image/jpeg", "text/vcard"}
    await asyncio.to_thread(first.delete)
    assert [one.sid for one in await asyncio.to_thread(message.media.list)] == [second.sid]


@pytest.mark.parametrize(
    "media", [[], [{"content_type": "?", "content": ""}], [{"content_type": "image/png"}]]
)
async def test_a_phone_sends_something(
    world: World, phone: str, media: list[dict[str, str]]
) -> None:
    """Without words, and without a picture that is whole, there is no text."""
    answer = await world.http.post("/texts", json={"from": phone, "body": "", "media": media})
    assert answer.status_code == 422


async def test_the_log_counts_pictures(world: World, phone: str) -> None:
    """An entry says how many came with it, and holds none of them."""
    await sent(world, phone)
    [entry] = await world.log(phone)
    assert entry["num_media"] == 2
