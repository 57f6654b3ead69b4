"""The real Temporal UI in a real browser, reading through our codec."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Request, async_playwright, expect

from adapters.temporal.connection import connect
from models import names
from models.payloads import OpenConversation
from tests.gateway.cards.test_pages import CHROMIUM, FLAGS
from tests.gateway.stubs import Thread
from tests.gateway.world import LOPEZ, served, settings, world_on
from tests.servers import embedded, free_port

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium")


async def test_the_ui_shows_clear_text_through_the_codec(empty_store: Path, tmp_path: Path) -> None:
    """With the codec's address the UI shows an input in clear, while the server holds it sealed."""
    port, ui_port = free_port(), free_port()
    store = tmp_path / "homeward.db"
    shutil.copy(empty_store, store)
    found = settings(
        store, temporal_address=f"127.0.0.1:{port}", temporal_ui_url=f"http://127.0.0.1:{ui_port}"
    )
    async with world_on(found) as world, served(world) as gateway, asyncio.timeout(60):
        codec = f"{gateway}/codec/{found.tokens.codec()}"
        async with embedded(port, tmp_path, codec, ui_port):
            client = await connect(found, identity="test", patience=timedelta(seconds=60))
            opening = OpenConversation(
                token=world.tokens.phone(LOPEZ), clock=await world.database.clock()
            )
            thread = await client.start_workflow(
                Thread.run, opening, id="thread", task_queue=names.TASK_QUEUE
            )
            token = world.tokens.phone(LOPEZ)
            await reads(f"{found.temporal_ui_url}/namespaces/default/workflows/{thread.id}", token)
        assert set(world.audited()) == {"temporal-ui: payloads decoded"}


async def reads(address: str, token: str) -> None:
    """Open a workflow in the UI and wait for the nurse's phone, by its token, to stand there."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))  # noqa: PLW0108  # playwright marks it
        await page.goto(address)
        await expect(page.get_by_text(token).first).to_be_visible(timeout=20_000)
        await expect(page.get_by_text(LOPEZ)).to_have_count(0)
        codec = [one for one in asked if "/codec/" in one.url]
        assert codec
        assert all("cookie" not in one.headers for one in codec)
        await browser.close()
