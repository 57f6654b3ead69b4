"""Takes the documents' pictures from a running demo, in headless Chromium: `make pictures`."""

import re
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

UI = "http://127.0.0.1:8233/namespaces/default/workflows"
PHONES = "http://127.0.0.1:8090/"
PICTURES = Path(__file__).parent / "pictures"
SAYABLE = re.compile(r"^[a-z-]+-\d{4}-[a-z0-9]{4}$")
"""What an episode is called: `mercy-general-0904-k7qd`."""
OPEN_EPISODES = "?query=WorkflowType%3D%22Episode%22"
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def main() -> None:
    """An episode and the list of them in the Temporal UI, and the phones."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(QUIETLY)
        )
        _episode(browser)
        _phones(browser)
        browser.close()


def _episode(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(UI + OPEN_EPISODES)
    episodes = page.get_by_role("link", name=SAYABLE)
    episodes.first.wait_for()
    episodes.first.click()
    page.get_by_text("User Metadata").first.click()
    page.frame_locator("iframe").last.get_by_text("48-hour call").first.wait_for()
    page.screenshot(path=PICTURES / "episode.png", animations="disabled")


def _phones(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.goto(PHONES)
    page.get_by_text("RN Lopez").first.click()
    page.get_by_text("CALL").first.wait_for()
    page.screenshot(path=PICTURES / "phones.png", animations="disabled")


if __name__ == "__main__":
    main()
