"""Readable pages in a real browser: without script, narrow, dark, on paper."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import DESK, NARROW, PHONE, Watch, context, overflow
from tests.house import House

pytestmark = pytest.mark.slow

TOPIC, LONG = "/topics/daily_rhythm", "/topics/student_welfare"
PAGES = ("/topics", TOPIC, LONG, f"{LONG}/poster", "/topics/self_harm")
LOOKS: dict[str, dict[str, Any]] = {
    "narrow": {"viewport": NARROW},
    "dark phone": {"viewport": PHONE, "color_scheme": "dark"},
    "desk, forced colours": {"viewport": DESK, "forced_colors": "active"},
    "zoomed to 400 %": {"viewport": {"width": 320, "height": 256}},
}
# A4 within margins of 2 cm, at 96 pixels an inch.
SHEET = {"width": 642, "height": 971}
SMALL = """() => [...document.querySelectorAll('main a, main .btn')]
  .filter(node => !node.closest('.sources li, .quiet'))
  .map(node => [node.textContent, node.getBoundingClientRect().height])
  .filter(([, height]) => height < 43.5)"""


def read_through(page: Page, house: House, language: str) -> None:
    """Go from the index to a topic, inside it, to its poster and on to the chat."""
    page.goto(f"{house.url}/topics?lang={language}")
    page.locator(f"main a[href^='{TOPIC}?']").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator(".contents a").last.click()
    expect(page.locator("#services")).to_be_in_viewport()
    page.locator("a[href*='/poster']").click()
    expect(page.get_by_role("img", name="QR")).to_be_visible()
    page.locator(".staff a").click()
    page.locator(".to-talk a").click()
    expect(page).to_have_url(f"{house.url}/?lang={language}#topic=daily_rhythm")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_reading_needs_no_script(
    browser: Browser, web: House, watch: Watch, language: str
) -> None:
    with context(browser, watch=watch, java_script_enabled=False) as around:
        page = around.new_page()
        read_through(page, web, language)
        page.locator("noscript a[href^='/topics']").click()
        expect(page.locator("main a[href^='/topics/']").first).to_be_visible()
        assert around.cookies() == []
    assert watch.hosts() == {web.url.removeprefix("http://")}


@pytest.mark.parametrize("look", LOOKS)
def test_everyone_can_read(browser: Browser, web: House, look: str) -> None:
    with context(browser, **LOOKS[look]) as around:
        page = around.new_page()
        for address in PAGES:
            page.goto(f"{web.url}{address}?lang=fi")
            found = Axe().run(page).response["violations"]
            assert [(v["id"], v["nodes"]) for v in found] == [], address
            assert overflow(page) <= 0, address
            assert page.evaluate(SMALL) == [], address


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_poster_fits_on_one_sheet_dark_on_white(
    browser: Browser, web: House, language: str
) -> None:
    with context(browser, viewport=SHEET, color_scheme="dark") as around:
        page = around.new_page()
        page.goto(f"{web.url}{LONG}/poster?lang={language}")
        page.emulate_media(media="print")
        expect(page.locator(".poster")).to_be_visible()
        for hidden in (".top", ".foot", ".staff"):
            expect(page.locator(hidden)).to_be_hidden()
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height <= SHEET["height"]
        code = page.locator(".qr")
        expect(code).to_have_css("fill", "rgb(0, 0, 0)")
        box = code.bounding_box()
        assert box and box["width"] > 300
