"""Digits pressed in calls: signed, committed as a text of that phone, answered in TwiML."""

from xml.etree import ElementTree as ET

import httpx
import pytest
from sqlalchemy import text as sql

from models.payloads import ReceivedText
from models.tables import InboxRow, OutboxRow, place, place_of
from tests.gateway.world import LOPEZ, PREVIOUS_TOKEN, PUBLIC, STRANGER, World

PATH = "/twilio/voice?code=27"
CALL = "CA00000000000000000000000000000001"
KEY = "episode-a|review/x/3#1/voice"
WORDS = "This is Mercy General. Press 1 to take it."


def pressed(digit: str = "1", **fields: str) -> dict[str, str]:
    """Give a digit as Twilio posts it, blank fields included."""
    return {
        "CallSid": CALL,
        "AccountSid": "AC0123456789abcdef",
        "From": "+15005550006",
        "To": LOPEZ,
        "Digits": digit,
        "CallStatus": "in-progress",
        "Direction": "outbound-api",
        "ApiVersion": "2010-04-01",
        "ToCity": "",
    } | fields


def kept(world: World) -> list[ReceivedText]:
    """The texts that stand in the inbox."""
    opened = (world.seal.open(row.body_sealed, place_of(row)) for row in world.rows(InboxRow))
    return [ReceivedText.model_validate_json(body) for body in opened]


def rung(world: World, to: str = LOPEZ) -> None:
    """Our own book of the call."""
    sealed = world.seal.seal(WORDS, place(OutboxRow, KEY))
    world.mailed(
        KEY, sid=CALL, body_sealed=sealed, phone_token=world.tokens.phone(to), status="rung"
    )


def heard(answer: httpx.Response) -> ET.Element:
    """Read the TwiML of an answer."""
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    return ET.fromstring(answer.text)  # noqa: S314 - our own


async def test_one_is_a_text_of_the_called_phone(world: World) -> None:
    """It is kept as "27 1" under the call's id, of the phone that was called and not of ours."""
    rung(world)
    answer = heard(await world.posts(PATH, pressed()))
    (text,) = kept(world)
    assert (text.message_id, text.phone, text.body) == (CALL, world.tokens.phone(LOPEZ), "27 1")
    assert world.outcomes() == ["waiting"]
    assert [row.ordering_key for row in world.rows(InboxRow)] == [world.tokens.phone(LOPEZ)]
    assert answer.find("Gather") is None
    said = answer.findtext("Say") or ""
    assert "noted" in said
    assert "text" in said


async def test_a_repeated_webhook_is_one_answer(world: World) -> None:
    """The same call twice is one row, and both are answered alike."""
    answers = [await world.posts(PATH, pressed()) for _ in range(2)]
    assert len({answer.text for answer in answers}) == 1
    assert len(kept(world)) == 1


async def test_a_digit_may_be_faster_than_the_answer_to_our_own_call(world: World) -> None:
    """The call's id may not have come back to us yet: the 1 counts all the same."""
    heard(await world.posts(PATH, pressed()))
    assert [text.body for text in kept(world)] == ["27 1"]


@pytest.mark.parametrize("digit", ["2", "4", "9", "0", "*", "#", "11", "", "one", "1 " * 400])
async def test_other_digits_are_asked_again_and_nothing_is_kept(world: World, digit: str) -> None:
    """Only 1 is offered: to anything else the same alarm is said again, with a new wait."""
    rung(world)
    answer = heard(await world.posts(PATH, pressed(digit)))
    gather = answer.find("Gather")
    assert gather is not None
    assert gather.findtext("Say") == WORDS
    assert gather.attrib["action"] == f"{PUBLIC}/twilio/voice?code=27"
    assert (gather.attrib["numDigits"], gather.attrib["method"]) == ("1", "POST")
    assert "stays open" in (answer.findtext("Say") or "")
    assert kept(world) == []


async def test_of_a_call_that_is_not_known_yet_no_words_are_said_again(world: World) -> None:
    """The alarm is asked about without its words, which the address does not hold."""
    gather = heard(await world.posts(PATH, pressed("3"))).find("Gather")
    assert gather is not None
    assert "Press 1" in (gather.findtext("Say") or "")


@pytest.mark.parametrize("digit", ["1", "2"])
async def test_a_call_that_went_elsewhere_is_refused(world: World, digit: str) -> None:
    """Nobody answers for another phone: the called number is the one that we called."""
    rung(world, to=STRANGER)
    assert (await world.posts(PATH, pressed(digit))).status_code == 400
    assert kept(world) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"CallSid": ""},
        {"CallSid": "SM1"},
        {"CallSid": "CA 1"},
        {"CallSid": "CA" + "0" * 99},
        {"To": ""},
        {"To": "client:desk"},
        {"To": "sip:desk@hw.example"},
        {"To": "6175550111"},
        {"To": LOPEZ + "\0"},
        {"Direction": "inbound", "From": LOPEZ, "To": "+15005550006"},
        {"Direction": ""},
    ],
)
async def test_what_no_call_of_ours_can_have_is_refused(
    world: World, fields: dict[str, str]
) -> None:
    """A plain 400 that repeats nothing: whoever rings us up takes nothing by it."""
    answer = await world.posts(PATH, pressed(**fields))
    assert answer.status_code == 400
    assert LOPEZ not in answer.text
    assert kept(world) == []


@pytest.mark.parametrize(
    "query", ["", "?code=", "?code=1", "?code=20", "?code=027", "?code=27%001", "?code=" + "9" * 30]
)
async def test_a_digit_without_a_code_of_ours_is_refused(world: World, query: str) -> None:
    """Codes begin at 21: a smaller number would be read as an answer to something else."""
    assert (await world.posts(f"/twilio/voice{query}", pressed())).status_code == 400
    assert kept(world) == []


@pytest.mark.parametrize("signature", [None, "", "bm90IGl0"])
async def test_without_a_right_signature_nothing_is_taken(
    world: World, signature: str | None
) -> None:
    """A missing or wrong signature is 403 and counted; the code is signed with the address."""
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    answer = await world.http.post(PATH, data=pressed(), headers=headers)
    assert answer.status_code == 403
    assert world.parts.hooks.refused == 1
    assert kept(world) == []


async def test_the_previous_token_still_counts(world: World) -> None:
    """While the token is rotated, digits signed with the old one are taken."""
    heard(await world.posts(PATH, pressed(), token=PREVIOUS_TOKEN))
    assert len(kept(world)) == 1


async def test_unsigned_floods_are_held_off(world: World) -> None:
    """After some failures from one address the rest is 429, as at the other webhooks."""
    statuses = [(await world.http.post(PATH, data=pressed())).status_code for _ in range(80)]
    assert {403, 429} == set(statuses)


async def test_a_store_that_fails_is_our_fault(world: World) -> None:
    """Nothing is said to be noted that is not: the carrier hears 500."""
    with world.database.write() as session:
        session.connection().execute(sql("DROP TABLE inbox"))
    assert (await world.posts(PATH, pressed())).status_code == 500
