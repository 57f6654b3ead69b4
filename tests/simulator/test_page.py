"""The page of phones, in a real browser."""

import os
import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import (
    BrowserContext,
    FilePayload,
    FloatRect,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from simulator.scripted.people import Person
from tests.simulator.world import World, new_phone, until, world_with

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOPEZ = Person(name="RN Lopez", number="+16175550111", role="nurse")
KEYS = "Press a digit in this call"
LONG = (
    "This is Mercy General, with an alarm about a patient. The patient's initials: J, S. The alarm:"
    " a message with a sign of danger. It waits for somebody to take it. Press 1 to take it."
)
FINGER = 44
SHOTS = os.environ.get("HOMEWARD_SCREENSHOTS")
NARROW, WIDE = ViewportSize(width=390, height=780), ViewportSize(width=1180, height=760)

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium")


@pytest.fixture(scope="module")
async def phones() -> AsyncIterator[World]:
    """A simulator with a nurse who answers only through the page."""
    async with world_with([LOPEZ]) as world:
        yield world


@pytest.fixture(scope="module")
async def browser(phones: World) -> AsyncIterator[BrowserContext]:
    """One Chromium for all pages; each page has its own session storage."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield await browser.new_context(base_url=phones.url)
        await browser.close()


@pytest.fixture
async def page(browser: BrowserContext) -> AsyncIterator[Page]:
    """The page on a wide screen; an error in its script fails the test."""
    page = await browser.new_page()
    await page.set_viewport_size(WIDE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto("/")
    await expect(page.get_by_role("status")).to_have_text("live")
    yield page
    await page.close()
    assert errors == []


async def test_a_text_appears_as_written(page: Page, phones: World) -> None:
    """A delivered text shows at once with its lines, as text and not as markup, and with ticks."""
    await page.get_by_role("link", name="RN Lopez").click()
    await phones.send(LOPEZ.number, "21 CALL <b>J.S.</b>\n1 reached\nhttps://example.org/c/7Q")
    bubble = page.get_by_role("log").get_by_role("listitem").last
    await expect(bubble).to_contain_text("✓✓")
    assert (await bubble.inner_text()).startswith("21 CALL <b>J.S.</b>\n1 reached\nhttps://")
    await expect(bubble.get_by_role("link")).to_have_attribute("href", "https://example.org/c/7Q")


async def shown(page: Page, name: str) -> None:
    """Keep a picture of the page, where somebody wants to look at it."""
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png")


async def boxes(keys: Locator) -> list[FloatRect]:
    """Where each key stands."""
    found = [await key.bounding_box() for key in await keys.get_by_role("button").all()]
    return [box for box in found if box is not None]


async def test_a_digit_is_pressed_in_a_call(page: Page, phones: World) -> None:
    """What was said and pressed is shown in its order, with keys while a digit is waited for."""
    stranger = new_phone()
    await page.goto(f"/#{stranger}")
    again = (
        f'<Gather action="{phones.customer_url}/twilio/voice?code=27"><Say>Press 1.</Say></Gather>'
    )
    over = "<Say>That is noted.</Say>"
    phones.customer.says(stranger, *(f"<Response>{one}</Response>" for one in (again, over)))
    await phones.rings(stranger, "An alarm &lt;b&gt;. Press 1 to take it.")
    bubble = page.get_by_role("log").get_by_role("listitem").last
    await expect(bubble).to_contain_text("☎ An alarm <b>. Press 1 to take it.")
    keys = bubble.get_by_role("group", name=KEYS)
    await expect(keys.get_by_role("button")).to_have_text(list("123456789"))
    await shown(page, "call-waits")
    await keys.get_by_role("button", name="3").click()
    await expect(bubble).to_contain_text("pressed 3\nPress 1.", use_inner_text=True)
    await keys.get_by_role("button", name="1").click()
    await expect(bubble).to_contain_text("pressed 1\nThat is noted.", use_inner_text=True)
    await expect(keys).to_have_count(0)
    await expect(page.get_by_role("log")).to_be_focused()
    await shown(page, "call-over")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_keys_of_a_call_are_a_keypad_for_fingers(
    page: Page, phones: World, scheme: Literal["light", "dark"]
) -> None:
    """Three in a row on the narrowest screen, each as large as a finger, all in sight."""
    stranger = new_phone()
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await page.set_viewport_size(NARROW)
    await page.goto(f"/#{stranger}")
    await phones.rings(stranger, LONG)
    keys = page.get_by_role("group", name=KEYS)
    await expect(keys.get_by_role("button")).to_have_count(9)
    await shown(page, f"keypad-{scheme}")
    found = await boxes(keys)
    rows = Counter(round(box["y"]) for box in found)
    assert list(rows.values()) == [3, 3, 3]
    assert min(min(box["width"], box["height"]) for box in found) >= FINGER
    for key in await keys.get_by_role("button").all():
        await expect(key).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_only_the_last_call_has_keys(page: Page, phones: World) -> None:
    """A night of calls leaves one keypad; nobody presses a digit in a call that is over."""
    stranger = new_phone()
    await page.goto(f"/#{stranger}")
    for _ in range(3):
        await phones.rings(stranger, LONG)
    calls = page.get_by_role("log").get_by_role("listitem").filter(has_text="☎")
    await expect(calls).to_have_count(3)
    await expect(page.get_by_role("group", name=KEYS)).to_have_count(1)
    await expect(calls.last.get_by_role("group", name=KEYS)).to_have_count(1)
    await shown(page, "night-of-calls")


async def test_a_picture_is_sent_from_the_page(page: Page, phones: World) -> None:
    """Chosen beside the words or without any; the bubble says what was sent."""
    stranger = new_phone()
    await page.goto(f"/#{stranger}")
    photo = FilePayload(name="wound.png", mimeType="image/png", buffer=b"png")
    await page.get_by_label("Pictures").set_input_files([photo, photo])
    await page.get_by_role("button", name="Send").click()
    bubble = page.get_by_role("log").get_by_role("listitem").last
    await expect(bubble).to_contain_text("2 pictures")
    posts = await until(lambda: phones.customer.typed(stranger))
    assert (posts[-1].form["NumMedia"], posts[-1].form["MediaContentType1"]) == ("2", "image/png")


async def test_what_became_of_a_text_stands_below_it(page: Page, phones: World) -> None:
    """A text that was lost says so with Twilio's code, in its thread and in the list."""
    stranger = new_phone()
    for fault, code in (("undelivered", 30005), ("failed", 30007)):
        await phones.orders(fault, code=code, to=stranger)
        await phones.send(stranger, f"{fault}?")
    row = page.get_by_role("link", name=stranger)
    await expect(row).to_contain_text("✗ failed?")
    await row.click()
    texts = page.get_by_role("log").get_by_role("listitem")
    await expect(texts.first).to_contain_text("✗ undelivered 30005")
    await expect(texts.last).to_contain_text("✗ failed 30007")


async def test_a_phone_that_cannot_be_texted_is_marked(page: Page, phones: World) -> None:
    """A landline and an opt-out are seen in the list and above the thread, until they end."""
    stranger = new_phone()
    await phones.describes(stranger, "landline")
    await phones.types(stranger, "STOP")
    row = page.get_by_role("link", name=stranger)
    await expect(row).to_contain_text("landline, opted out")
    await row.click()
    thread = page.get_by_role("main")
    await expect(thread).to_contain_text("landline, opted out")
    await phones.describes(stranger, "mobile")
    await phones.types(stranger, "START")
    await expect(thread.get_by_text("opted out")).to_be_hidden()
    await expect(row).not_to_contain_text("opted out")


async def test_a_phone_answers_by_keyboard_alone(page: Page, phones: World) -> None:
    """From the list to a sent answer without a mouse; Shift+Enter begins a line, Enter sends."""
    await page.get_by_role("link", name="RN Lopez").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Answer from the phone of RN Lopez")).to_be_focused()
    await page.keyboard.type("21 1")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("thanks")
    await page.keyboard.press("Enter")
    await until(lambda: phones.customer.bodies(LOPEZ.number) == ["21 1\nthanks"])
    await expect(page.get_by_role("log").get_by_role("listitem").last).to_contain_text("✓✓")
    await expect(page.get_by_label("Answer from the phone of RN Lopez")).to_have_value("")


async def test_unread_texts_are_counted_until_read(page: Page, phones: World) -> None:
    """A phone counts what it gets until it is opened; after a reload it is still read."""
    stranger = new_phone()
    await phones.send(stranger, "one")
    await phones.send(stranger, "two")
    row = page.get_by_role("link", name=stranger)
    await expect(row.get_by_label("2 unread")).to_be_visible()
    await row.click()
    await expect(row.get_by_label(re.compile("unread"))).to_be_hidden()
    await page.goto("/")
    await expect(row).to_be_visible()
    await expect(row.get_by_label(re.compile("unread"))).to_be_hidden()


async def test_a_new_phone_can_text_unasked(page: Page, phones: World) -> None:
    """A number typed by hand opens a thread, and what is typed there reaches the customer."""
    await page.get_by_label("Another phone").fill("617 555")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("A number looks like")
    await page.get_by_label("Another phone").fill("(617) 555-0188")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="+16175550188")).to_be_visible()
    await page.keyboard.type("who is this?")
    await page.keyboard.press("Enter")
    await until(lambda: phones.customer.bodies("+16175550188") == ["who is this?"])
    assert page.url.endswith("#+16175550188")


async def test_a_narrow_screen_shows_one_thing(page: Page) -> None:
    """On a phone's screen the list comes first, then one thread, and back; nothing overflows."""
    await page.set_viewport_size(NARROW)
    thread = page.get_by_role("main")
    await expect(thread).to_be_hidden()
    await page.get_by_role("link", name="RN Lopez").click()
    await expect(thread).to_be_visible()
    await expect(page.get_by_role("navigation")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("link", name="Back to all phones").click()
    await expect(thread).to_be_hidden()
    await expect(page.get_by_role("link", name="RN Lopez")).to_be_focused()
