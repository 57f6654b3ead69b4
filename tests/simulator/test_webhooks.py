"""What the simulator posts: receipts, and what people type."""

import pytest

from simulator.network import Algorithm
from tests.simulator.world import NUMBER, SID, World, until, world_with


def statuses(world: World, phone: str) -> list[str]:
    """Give the receipts of a phone's texts, in order."""
    forms = [post.form for post in world.customer.about(phone)]
    return [form["MessageStatus"] for form in forms if "MessageStatus" in form]


async def test_receipts_follow_a_text_signed(world: World, phone: str) -> None:
    """A text is reported sent and then delivered, signed over the whole URL of the callback."""
    message = await world.send(phone, "Hello")
    await until(lambda: len(statuses(world, phone)) == 2)
    assert statuses(world, phone) == ["sent", "delivered"]
    for post in world.customer.about(phone):
        assert post.genuine
        assert (
            post.form
            | {
                "MessageSid": message.sid,
                "AccountSid": SID,
                "To": phone,
                "From": NUMBER,
            }
            == post.form
        )


async def test_a_typed_text_reaches_the_customer_signed(world: World, phone: str) -> None:
    """What a person types is posted as Twilio does, to the number that texted them last."""
    await world.send(phone, "How are you?", from_="+15005550017")
    await world.types(phone, "fine & well + ünïcode")
    [post] = await until(lambda: world.customer.typed(phone))
    assert post.genuine
    assert post.path == "/inbound"
    assert (
        post.form
        | {
            "Body": "fine & well + ünïcode",
            "From": phone,
            "To": "+15005550017",
            "AccountSid": SID,
            "NumMedia": "0",
            "NumSegments": "1",
            "ApiVersion": "2010-04-01",
            "SmsStatus": "received",
        }
        == post.form
    )
    assert post.form["MessageSid"].startswith("SM")


async def test_webhooks_are_signed_with_sha256_when_asked(phone: str) -> None:
    """Then both kinds of webhook name the algorithm in Twilio's header and are signed with it."""
    async with world_with(algorithm=Algorithm.SHA256) as world:
        await world.send(phone, "Hello")
        await world.types(phone, "Hi")
        await until(lambda: len(world.customer.about(phone)) == 3)
        posts = {(post.genuine, post.algorithm) for post in world.customer.about(phone)}
    assert posts == {(True, "HMAC_SHA256")}


async def test_a_landline_gets_nothing_and_says_so(world: World, phone: str) -> None:
    """A text to a landline is accepted and sent, then undelivered with 30006, until it is none."""
    await world.describes(phone, "landline")
    await world.send(phone, "Hello")
    await until(lambda: len(statuses(world, phone)) == 2)
    assert statuses(world, phone) == ["sent", "undelivered"]
    assert world.customer.about(phone)[-1].form["ErrorCode"] == "30006"
    await world.describes(phone, "mobile")
    await world.send(phone, "Hello again")
    await until(lambda: statuses(world, phone)[-1:] == ["delivered"])


async def test_a_phone_is_heard_in_order_through_an_outage(world: World, phone: str) -> None:
    """While the customer fails a text is tried again and later ones wait; none is lost."""
    world.customer.fails(phone, 503, 500, 404)
    for body in ("one", "two", "three"):
        await world.types(phone, body)
    await until(lambda: world.customer.bodies(phone)[-1:] == ["three"])
    assert world.customer.bodies(phone) == ["one", "one", "one", "one", "two", "three"]
    assert [entry["webhook"] for entry in await world.log(phone)][:2] == [
        {"delivered": True, "attempts": 4},
        {"delivered": True, "attempts": 1},
    ]


async def test_one_phones_outage_does_not_hold_up_another(world: World, phone: str) -> None:
    """Only texts of the same phone wait for each other."""
    world.customer.fails(phone, 503)
    await world.types(phone, "held up")
    await world.types("+16175550999", "free")
    await until(lambda: world.customer.bodies(phone) == ["held up", "held up"])
    assert world.customer.bodies("+16175550999") == ["free"]


@pytest.mark.parametrize("word", ["STOP", "cancel", " End "])
async def test_stop_opts_out_until_start(world: World, phone: str, word: str) -> None:
    """After a reserved word the carrier says so itself, and refuses texts (21610) until START."""
    await world.types(phone, word)
    with pytest.raises(Exception, match="unsubscribed recipient"):
        await world.send(phone, "Are you there?")
    await world.types(phone, "start")
    await world.send(phone, "Welcome back")

    log = await world.log(phone)
    assert [entry["direction"] for entry in log] == [
        "inbound",
        "outbound-reply",
        "inbound",
        "outbound-reply",
        "outbound-api",
    ]
    assert "unsubscribed" in log[1]["body"]
    assert "re-subscribed" in log[3]["body"]
    await until(lambda: len(world.customer.typed(phone)) == 2)
    keywords = [post.form["OptOutType"] for post in world.customer.typed(phone)]
    assert keywords == ["STOP", "START"]


async def test_a_sentence_with_stop_in_it_opts_nobody_out(world: World, phone: str) -> None:
    """Only the word alone is a keyword."""
    await world.types(phone, "please stop by")
    await world.send(phone, "We will")
    assert [entry["direction"] for entry in await world.log(phone)] == ["inbound", "outbound-api"]


async def test_the_log_tells_both_ways_in_order(world: World, phone: str) -> None:
    """The log has every text with its sid, body, status and how its webhook fared."""
    message = await world.send(phone, "Hello")
    await until(lambda: len(statuses(world, phone)) == 2)
    await world.types(phone, "Hi")
    await until(lambda: next(world.exchange.network.messages()).taken)
    out, back = await world.log(phone)
    assert out.pop("at") <= back.pop("at")
    assert out == {
        "sid": message.sid,
        "direction": "outbound-api",
        "from": NUMBER,
        "to": phone,
        "body": "Hello",
        "status": "delivered",
        "error_code": None,
        "status_callback": f"{world.customer_url}/status?key={phone[1:]}&empty=",
        "webhook": None,
        "num_media": 0,
        "call": None,
    }
    assert (back["direction"], back["from"], back["to"]) == ("inbound", phone, NUMBER)
    assert back["webhook"] == {"delivered": True, "attempts": 1}
