"""Pictures on a card: behind its PIN, from the carrier, or a sentence that says why not."""

import shutil
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import async_playwright, expect
from pydantic import SecretStr
from sqlalchemy import update
from temporalio.client import Client

from domain.texting.attachments import Attachment
from gateway.cards.pictures import AWAY, GONE, UNFIT
from gateway.cards.sessions import LASTS
from models.payloads import SentAttachment
from models.tables import Assignment, AuditRow
from tests.gateway.cards.test_cards import JANE, Desk, desk_with
from tests.gateway.cards.test_pages import CHROMIUM, FINGER, FLAGS, PHONE
from tests.gateway.world import NURSE, PIN, served, settings, world_on
from tests.simulator.world import SID, TOKEN, new_phone, until, world_with
from tests.simulator.world import World as Phones

SIDE = 640


def _png() -> bytes:
    """A grey square, wider than a phone."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    size = SIDE.to_bytes(4)
    rows = zlib.compress(SIDE * (b"\0" + SIDE * b"\x80"))
    header = chunk(b"IHDR", size + size + b"\x08\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PHOTO = ("image/png", _png())
AUDIO = ("audio/amr", b"#!AMR")
WORDS = "Fri 9/11 7p the patient sent"


@pytest.fixture(scope="module")
async def phones() -> AsyncIterator[Phones]:
    """The carrier: a simulator, with pictures that patients sent."""
    async with world_with() as phones:
        yield phones


@dataclass
class Ward:
    """A nurse with the card of what a patient sent, before a carrier."""

    desk: Desk
    phones: Phones
    sent: tuple[SentAttachment, ...]

    async def picture(self, number: object = 1) -> httpx.Response:
        """Open one of the pictures."""
        return await self.desk.world.http.get(f"{self.desk.path}/picture/{number}")

    async def forgotten(self) -> None:
        """Let the carrier forget the first."""
        first = self.sent[0]
        path = f"/2010-04-01/Accounts/{SID}/Messages/{first.message_id}/Media"
        gone = await self.phones.http.delete(
            f"{path}/{first.attachment.id}.json", auth=(SID, TOKEN)
        )
        assert gone.status_code == 204


async def sent_from(phones: Phones) -> tuple[SentAttachment, ...]:
    """A patient sends a photo and a voice memo in one text; of a third thing nothing is known."""
    phone = new_phone()
    await phones.types(phone, "", PHOTO, AUDIO)
    [post] = await until(lambda: phones.customer.typed(phone))
    known = [
        Attachment(
            id=post.form[f"MediaUrl{number}"].rpartition("/")[2],
            kind=post.form[f"MediaContentType{number}"],
        )
        for number in range(2)
    ]
    message = post.form["MessageSid"]
    return tuple(
        SentAttachment(message_id=message, attachment=one, words=f"{WORDS} {number}")
        for number, one in enumerate((*known, Attachment()), start=1)
    )


@pytest.fixture
async def ward(
    empty_store: Path, tmp_path: Path, temporal: Client, phones: Phones
) -> AsyncIterator[Ward]:
    """A nurse with such a card."""
    shutil.copy(empty_store, tmp_path / "homeward.db")
    found = settings(
        tmp_path / "homeward.db",
        twilio_base_url=phones.url,
        twilio_account_sid=SID,
        twilio_auth_token=SecretStr(TOKEN),
    )
    sent = await sent_from(phones)
    async with world_on(found) as world:
        desk = await desk_with(world, temporal, JANE.model_copy(update={"attached": sent}))
        yield Ward(desk, phones, sent)
        await desk.episode.terminate()


async def test_a_picture_is_shown_after_the_pin_alone(ward: Ward) -> None:
    """Without a session the address gives the PIN page; with one the picture, and that is noted."""
    refused = await ward.picture()
    assert refused.status_code == 403
    assert "PIN" in refused.text
    assert PHOTO[1] not in refused.content
    page = await ward.desk.enters()
    assert f'<img src="{ward.desk.path}/picture/1"' in page.text
    shown = await ward.picture()
    assert (shown.status_code, shown.headers["content-type"], shown.content) == (200, *PHOTO)
    assert ward.desk.world.audited()[-2:] == [f"{NURSE}: card viewed", f"{NURSE}: picture viewed"]
    seen = ward.desk.world.rows(AuditRow)[-1]
    assert (seen.role, seen.things, seen.episode) == ("nurse", "notes", ward.desk.episode.id)
    ward.desk.world.hands.passes(LASTS)
    assert (await ward.picture()).status_code == 403


async def test_a_card_without_a_pin_has_no_pictures(ward: Ward) -> None:
    """A vendor's link opens by itself: nothing that a patient sent is behind it."""
    with ward.desk.world.database.write() as session:
        session.execute(update(Assignment).values(role="vendor"))
    assert (await ward.picture()).status_code == 404


@pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium")
async def test_a_browser_shows_it_under_the_pages_own_policy(ward: Ward) -> None:
    """The picture is drawn on a small phone, whole and no wider than the screen."""
    async with async_playwright() as playwright, served(ward.desk.world) as url:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport=PHONE, base_url=url)
        await page.goto(ward.desk.path)
        await page.get_by_label("PIN").fill(PIN)
        await page.get_by_role("button", name="Open the card").click()
        picture = page.locator("img")
        await expect(picture).to_have_js_property("complete", value=True)
        await expect(picture).to_have_js_property("naturalWidth", SIDE)
        box = await picture.bounding_box()
        await browser.close()
    assert box is not None
    assert FINGER <= box["width"] <= PHONE["width"]


async def test_a_picture_is_kept_by_nobody_and_runs_nowhere(ward: Ward) -> None:
    """No cache keeps it, no browser guesses what it is, no other site shows it."""
    page = await ward.desk.enters()
    assert "img-src 'self';" in page.headers["content-security-policy"]
    headers = (await ward.picture()).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"] == 'inline; filename="picture.png"'
    assert headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_what_is_no_picture_is_said_in_words(ward: Ward) -> None:
    """A voice memo, and what nobody knows, stand on the card with a sentence in their place."""
    page = (await ward.desk.enters()).text
    assert [f"{WORDS} {number}" in page for number in (1, 2, 3)] == [True] * 3
    assert page.count("<img") == 1
    assert (page.count(UNFIT), page.count(GONE)) == (1, 1)
    for number in (2, 3):
        answer = await ward.picture(number)
        assert (answer.status_code, answer.text) == (404, UNFIT if number == 2 else GONE)


async def test_a_picture_that_the_carrier_has_no_more_is_said(ward: Ward) -> None:
    """The card says so instead of a broken picture, and so does the picture's own address."""
    await ward.forgotten()
    page = (await ward.desk.enters()).text
    assert "<img" not in page
    assert page.count(GONE) == 2
    assert (await ward.picture()).text == GONE


async def test_a_carrier_that_is_away_holds_up_no_card(ward: Ward) -> None:
    """The card is there with its patient; each picture says that it can be had later."""
    ward.desk.world.parts.carrier._base = "http://127.0.0.1:9"  # noqa: SLF001 - nobody is there
    ward.desk.world.parts.carrier._http._base = "http://127.0.0.1:9"  # noqa: SLF001
    page = await ward.desk.enters()
    assert (page.status_code, "Smith" in page.text) == (200, True)
    assert page.text.count(AWAY) == 3
    answer = await ward.picture()
    assert (answer.status_code, answer.text) == (503, AWAY)


@pytest.mark.parametrize("number", [0, 4, -1, "01", "x", "%2e%2e", "1%00", "9" * 400])
async def test_a_card_has_no_other_pictures(ward: Ward, number: object) -> None:
    """What is no place on this card is nothing, and is not noted as seen."""
    await ward.desk.enters()
    assert (await ward.picture(number)).status_code == 404
    assert f"{NURSE}: picture viewed" not in ward.desk.world.audited()


async def test_a_card_that_was_taken_back_shows_no_picture(ward: Ward) -> None:
    """When the question went to somebody else its old link shows nothing any more."""
    await ward.desk.enters()
    with ward.desk.world.database.write() as session:
        session.execute(update(Assignment).values(withdrawn=True))
    assert (await ward.picture()).status_code == 410
