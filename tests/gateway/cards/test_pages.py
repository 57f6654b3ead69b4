"""The pages as people see them: in Chromium, on a small phone."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect
from temporalio.client import Client

from domain.steps.reconciliation import RECONCILE
from domain.steps.tapped import AskedTap, Tap
from domain.steps.visit_course import BOOK_VISIT
from models.payloads import ShownDifference
from tests.gateway.cards.test_cards import JANE, Desk, desk_with
from tests.gateway.cards.test_giving import has_the_call
from tests.gateway.stubs import Patient
from tests.gateway.world import PIN, World, seed_ward, served

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
PHONE = ViewportSize(width=360, height=700)
FINGER = 44
SHOTS = os.environ.get("HOMEWARD_SCREENSHOTS")
FULL = JANE.model_copy(
    update={
        "patient": "Jane Smith",
        "born": "1948-03-02 (78)",
        "language": "en",
        "caregiver": "Tom Smith, 617-555-0124, may be told",
        "why": "Heart failure, home since Fri 9/4. High risk: LACE 12.",
        "words": ("My ankles are swollen since yesterday\nand the pills make me dizzy",),
        "tried": ("Mon 9/7 10:02a no answer, RN Lopez", "Mon 9/7 4:30p left a message, RN Lopez"),
        "script": ("How is your breathing?", "Did you get all your medicines?", "Weight today?"),
        "differences": (
            ShownDifference(
                id="d1",
                words="warfarin: 2.5 mg daily before, 5 mg daily at discharge",
                high_alert=True,
            ),
            ShownDifference(id="d2", words="aspirin 81 mg daily: not before, new at discharge"),
            ShownDifference(id="d3", words="lisinopril: other strength, same dose", matters=False),
        ),
        "medications": (
            ("Before admission", ("metoprolol succinate 25 mg daily", "warfarin 2.5 mg daily")),
            ("At discharge", ("metoprolol succinate 50 mg daily", "warfarin 5 mg daily")),
        ),
        "inputs": (
            AskedTap(
                name=Tap.ED_VISITS,
                label="ED visits in the six months before, without this one",
                choices=(("0", "0"), ("4", "4 or more")),
            ),
        ),
        "asks_case_consent": True,
        "choices": (*RECONCILE.choices, *BOOK_VISIT.choices[:1]),
    }
)

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium")


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all pages."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def desk(world: World, temporal: Client) -> AsyncIterator[Desk]:
    """A nurse with a card on which everything stands that can."""
    desk = await desk_with(world, temporal, FULL)
    yield desk
    await desk.episode.terminate()


@pytest.fixture
async def page(browser: Browser, desk: Desk) -> AsyncIterator[Page]:
    """A small phone without scripts; a broken content policy fails the test."""
    async with served(desk.world) as url:
        context = await browser.new_context(viewport=PHONE, base_url=url, java_script_enabled=False)
        page = await context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        yield page
        await context.close()
    assert [said for said in complaints if "Content Security" in said] == []


async def shot(page: Page, name: str) -> None:
    """Keep a picture, where one is wanted."""
    if SHOTS:
        await page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


async def opens(page: Page, desk: Desk) -> None:
    """Open the link and type the PIN."""
    await page.goto(desk.path)
    await shot(page, "pin")
    await page.get_by_label("PIN").fill(PIN)
    await page.get_by_role("button", name="Open the card").click()
    await expect(page.get_by_role("heading", name=FULL.title)).to_be_visible()


async def test_a_nurse_answers_on_a_small_phone(page: Page, desk: Desk) -> None:
    """PIN, card, differences, answer: by thumbs alone, without scripts, and it is recorded."""
    await opens(page, desk)
    await expect(page.get_by_role("link", name="Call 617-555-0123")).to_be_visible()
    await shot(page, "card")
    await page.get_by_label("Note").fill("pharmacy confirmed 5 mg")
    await page.get_by_role("button", name="Settled").click()
    await expect(page.get_by_role("alert")).to_have_text("Difference 1 is not decided.")
    await shot(page, "problem")
    await page.get_by_label("warfarin").select_option(label="Take as in the discharge list")
    await page.get_by_label("2. aspirin").select_option(label="Intended, reason known")
    await page.get_by_label("Reason for difference 2").fill("new stent")
    await page.get_by_role("button", name="Settled").click()
    await expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    await shot(page, "saved")
    noted = await desk.noted()
    assert noted.card == (("d1", "change"), ("d2", "intended: new stent"))
    assert noted.note == "pharmacy confirmed 5 mg"


async def test_a_nurse_gives_it_to_a_colleague(page: Page, desk: Desk) -> None:
    """The list of who is on, a button, and a page that says whose it is now."""
    has_the_call(desk)
    await opens(page, desk)
    await page.get_by_text("Give it to a colleague").click()
    await shot(page, "give")
    await page.get_by_label("Who is on now").select_option(label="RN Kim")
    await page.get_by_role("button", name="Give it, with the rest of its step").click()
    await expect(page.get_by_role("heading", name="With RN Kim now")).to_be_visible()
    await shot(page, "given")


async def test_enter_in_a_field_is_no_answer(page: Page, desk: Desk) -> None:
    """The key that ends typing presses none of the answers."""
    await opens(page, desk)
    await page.get_by_label("Booked for").press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Choose one of the answers.")
    assert await desk.episode.query(Patient.answers) == []


async def test_everything_fits_a_thumb_and_the_screen(page: Page, desk: Desk) -> None:
    """Nothing is wider than the phone, and whatever is pressed is at least 44 pixels high."""
    await opens(page, desk)
    for summary in await page.locator("summary").all():
        await summary.click()
    widest = await page.locator("main *").evaluate_all(
        "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
    )
    assert widest <= PHONE["width"]
    pressed = page.locator("a, button, select, input:not([type=hidden]), textarea, summary")
    for target in await pressed.all():
        box = await target.bounding_box()
        assert box is not None
        assert box["height"] >= FINGER
    await shot(page, "card-open")


async def test_a_wrong_pin_is_said(page: Page, desk: Desk) -> None:
    """A wrong PIN shows the field again with the reason."""
    await page.goto(desk.path)
    await page.get_by_label("PIN").fill("0000")
    await page.get_by_role("button", name="Open the card").click()
    await expect(page.get_by_role("alert")).to_have_text("That is not your PIN.")
    await shot(page, "wrong-pin")


async def test_the_ops_page_fits_a_phone_and_a_desk(page: Page, desk: Desk) -> None:
    """The tables of operations staff read on both widths without scrolling sideways."""
    seed_ward(desk.world)
    for width, name in ((PHONE["width"], "ops-phone"), (1180, "ops-desk")):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto("/ops")
        await expect(page.get_by_role("heading", name="Operations")).to_be_visible()
        widest = await page.locator("main *").evaluate_all(
            "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
        )
        assert widest <= width
        await shot(page, name)
    await page.goto("/")
    await shot(page, "index")
