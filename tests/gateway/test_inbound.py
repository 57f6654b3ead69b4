"""Texts from outside: signed, committed, acknowledged."""

import httpx
import pytest
from sqlalchemy import text as sql

from domain.texting.attachments import Attachment
from domain.words.phrasebook import worded
from models.payloads import ReceivedText
from models.tables import InboxRow, WorkItem, place_of
from tests.gateway.world import ACCOUNT, LOPEZ, PREVIOUS_TOKEN, PUBLIC, STRANGER, World

OURS = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"


def inbound(**fields: str) -> dict[str, str]:
    """Give a text as Twilio posts it, blank fields included."""
    return {"MessageSid": "SM1", "From": LOPEZ, "Body": "27 1", "FromState": ""} | fields


async def test_a_text_is_answered_at_once_and_kept(world: World) -> None:
    """A signed text is committed and answered with an empty TwiML, also while Temporal is away."""
    answer = await world.texts(LOPEZ, "27 1")
    assert (answer.status_code, answer.text) == (200, "<Response/>")
    assert answer.headers["content-type"].startswith("application/xml")
    assert world.outcomes() == ["waiting"]


async def test_what_is_kept_is_sealed(world: World) -> None:
    """Neither number nor words of a text stand in the store in clear."""
    await world.texts(LOPEZ, "chest pain since noon")
    (row,) = world.rows(InboxRow)
    assert b"chest" not in row.body_sealed
    assert LOPEZ not in row.ordering_key
    assert "chest pain since noon" in world.seal.open(row.body_sealed, place_of(row))


async def test_a_repeated_message_is_answered_and_ignored(world: World) -> None:
    """The same MessageSid twice is one row, and both are acknowledged."""
    for _ in range(2):
        assert (await world.texts(LOPEZ, "27 1", sid="SM7")).status_code == 200
    assert len(world.rows(InboxRow)) == 1


@pytest.mark.parametrize("signature", [None, "", "bm90IGl0"])
async def test_without_a_right_signature_nothing_is_taken(
    world: World, signature: str | None
) -> None:
    """A missing or wrong signature is 403 and counted, and nothing is kept."""
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    answer = await world.http.post("/twilio/inbound", data=inbound(), headers=headers)
    assert answer.status_code == 403
    assert (await world.http.get("/health/live")).json()["webhooks_refused"] == 1
    assert world.rows(InboxRow) == []


async def test_the_previous_token_still_counts(world: World) -> None:
    """While the token is rotated, texts signed with the old one are taken."""
    answer = await world.posts("/twilio/inbound", inbound(), token=PREVIOUS_TOKEN)
    assert answer.status_code == 200


async def test_the_signature_is_over_the_public_address(world: World) -> None:
    """Host and forwarding headers cannot say what address was signed."""
    answer = await world.http.post(
        "/twilio/inbound",
        data=inbound(),
        headers={"X-Twilio-Signature": "x", "Host": "hw.example", "X-Forwarded-Proto": "https"},
    )
    assert answer.status_code == 403
    assert str(world.http.base_url) not in PUBLIC


@pytest.mark.parametrize(
    "fields", [{"MessageSid": ""}, {"MessageSid": "a b"}, {"From": ""}, {"From": "x" * 99}]
)
async def test_a_text_without_id_or_sender_is_refused(world: World, fields: dict[str, str]) -> None:
    """What could never be acted on is a plain 400, without repeating what was sent."""
    answer = await world.posts("/twilio/inbound", inbound(**fields))
    assert answer.status_code == 400
    assert answer.text == "A text has an id and a sender."


async def test_a_body_beyond_the_limit_is_not_read(world: World) -> None:
    """A body that is larger than any text is refused."""
    answer = await world.posts("/twilio/inbound", inbound(Body="x" * 70_000))
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("kind", "body"),
    [("application/json", b"{}"), ("multipart/form-data; boundary=x", b"--x"), ("", b"\xff\x00")],
)
async def test_what_is_no_form_is_refused(world: World, kind: str, body: bytes) -> None:
    """Other kinds of bodies are a 400 and never a crash."""
    headers = {"X-Twilio-Signature": "x", "Content-Type": kind}
    answer = await world.http.post("/twilio/inbound", content=body, headers=headers)
    assert answer.status_code == 400


async def test_a_store_that_fails_makes_twilio_try_again(world: World) -> None:
    """When a text cannot be kept the answer is a 5xx, in plain words."""
    with world.database.write() as session:
        session.execute(sql("ALTER TABLE inbox RENAME TO away"))
    answer = await world.texts(LOPEZ, "27 1")
    assert answer.status_code == 500
    assert answer.text == "Something failed here. Please try again in a minute."


def media(number: int, url: str, kind: str = "image/jpeg") -> dict[str, str]:
    """Give the fields of one thing that came with a text."""
    return {f"MediaUrl{number}": url, f"MediaContentType{number}": kind}


def kept(world: World) -> ReceivedText:
    """Read the one text that was kept."""
    (row,) = world.rows(InboxRow)
    return ReceivedText.model_validate_json(world.seal.open(row.body_sealed, place_of(row)))


async def test_what_came_with_a_text_is_kept_sealed_by_its_id_alone(world: World) -> None:
    """A photo without words is a text: id and kind stand under the seal, its address nowhere."""
    fields = {"NumMedia": "2"} | media(0, OURS) | media(1, f"{OURS[:-1]}2", "Audio/AMR; x=y")
    answer = await world.texts(LOPEZ, "", **fields)
    assert answer.status_code == 200
    assert kept(world).attached == (
        Attachment(id="ME1", kind="image/jpeg"),
        Attachment(id="ME2", kind="audio/amr"),
    )
    (row,) = world.rows(InboxRow)
    assert b"ME1" not in row.body_sealed
    assert "api.twilio.com" not in world.seal.open(row.body_sealed, place_of(row))


@pytest.mark.parametrize(
    "url",
    [
        *("", "http://[", "http://169.254.169.254/latest", "file:///etc/passwd", "https://x/ME1"),
        OURS.replace(ACCOUNT, "AC99"),
        *(f"{OURS}/../../x", f"{OURS}.json", f"{OURS}%2f.."),
    ],
)
async def test_an_address_that_is_not_ours_names_nothing(world: World, url: str) -> None:
    """That a picture came is known; nothing of such an address is kept to be fetched."""
    await world.texts(LOPEZ, "27 1", NumMedia="1", **media(0, url, "<script>"))
    assert (kept(world).body, kept(world).attached) == ("27 1", (Attachment(),))


@pytest.mark.parametrize(
    ("count", "found"),
    [("", 1), ("0", 1), ("two", 1), ("-1", 1), ("3", 3), ("9" * 400, 1), ("²", 1), ("99999", 10)],
)
async def test_a_text_with_an_odd_count_is_taken(world: World, count: str, found: int) -> None:
    """What the count says counts if it can be read, and so does what is there; ten at most."""
    answer = await world.texts(LOPEZ, "27 1", NumMedia=count, **media(0, OURS))
    assert answer.status_code == 200
    assert (kept(world).body, len(kept(world).attached)) == ("27 1", found)


async def test_a_strangers_picture_is_work_for_a_person(world: World) -> None:
    """It is not answered and goes to the work queue, as a stranger's words do."""
    await world.texts(STRANGER, "", NumMedia="1", **media(0, OURS))
    assert world.outcomes() == ["unknown_sender"]
    assert [worded(item.reason) for item in world.rows(WorkItem)] == ["text from an unknown number"]


@pytest.mark.parametrize(
    ("body", "fields", "confirms"),
    [
        ("STOP", {}, True),
        ("please stop texting me", {}, False),
        ("x", {"OptOutType": "STOP"}, True),
    ],
)
async def test_what_twilio_confirms_itself_is_marked(
    world: World, body: str, fields: dict[str, str], *, confirms: bool
) -> None:
    """Twilio's own keywords are not to be confirmed a second time by us; sentences are."""
    await world.texts(LOPEZ, body, **fields)
    (row,) = world.rows(InboxRow)
    marked = '"carrier_confirms":true' in world.seal.open(row.body_sealed, place_of(row))
    assert marked is confirms


async def test_every_answer_is_kept_from_caches_and_referrers(world: World) -> None:
    """Whatever is answered, also a refusal, carries the headers that keep it private."""
    answers: list[httpx.Response] = [
        await world.http.get("/"),
        await world.http.get("/nothing"),
        await world.http.post("/twilio/inbound"),
    ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
