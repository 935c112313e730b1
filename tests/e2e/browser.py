"""A young person's browser: real headless Chromium, and what to look for in it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    Route,
    expect,
)

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
NARROW = {"width": 320, "height": 640}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# A chat's answer takes up to 3 s; two cores may be busy with other tests.
PATIENCE_MS = 10_000
expect.set_options(timeout=PATIENCE_MS)
# Chromium itself says this of an address that does not answer; it is no fault here.
NETWORK_NOISE = re.compile(r"Failed to load resource|WebSocket connection to")
STUB = "<!doctype html><title>Weather</title><p>Sunny.</p>"


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine."""
    chromium = shutil.which("chromium")
    assert chromium, "the system package chromium is missing"
    return playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))


@dataclass
class Watch:
    """What a page did that nobody sees: addresses, complaints, titles, frames."""

    addresses: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("request", lambda request: self.addresses.append(request.url))
        page.on("websocket", self._on_socket)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("console", self._on_console)

    def _on_socket(self, socket: Any) -> None:
        self.addresses.append(socket.url)
        socket.on("framesent", lambda frame: self.sent.append(str(frame)))
        socket.on("framereceived", lambda frame: self.received.append(str(frame)))

    def _on_console(self, message: Any) -> None:
        if message.type not in ("error", "warning"):
            return
        if not NETWORK_NOISE.search(message.text):
            self.complaints.append(message.text)

    def hosts(self) -> set[str]:
        """Return every host that was asked for something."""
        return {re.split(r"[/?#]", url.split("://", 1)[1])[0] for url in self.addresses}


@contextmanager
def context(
    browser: Browser, *, watch: Watch | None = None, **options: Any
) -> Iterator[BrowserContext]:
    """Open a fresh context without motion; nothing of it is left afterwards."""
    options = {"viewport": PHONE, "reduced_motion": "reduce", **options}
    opened = browser.new_context(**options)
    opened.set_default_timeout(PATIENCE_MS)
    if watch:
        opened.on("page", watch.on)
    try:
        yield opened
    finally:
        opened.close()


def stub_exit(where: BrowserContext, url: str) -> None:
    """Answer the address of quick exit here, so that nobody outside is asked."""

    def answer(route: Route) -> None:
        route.fulfill(body=STUB, content_type="text/html")

    where.route(url, answer)


class Visit:
    """One young person on the chat page."""

    def __init__(self, page: Page, url: str, language: str = "fi") -> None:
        self.page = page
        self.url = url
        page.goto(f"{url}/?lang={language}")
        expect(self.log).to_have_attribute("role", "log")
        # The script is at work once it has measured the window. (A function that is
        # waited for would need 'eval', which the page's policy refuses.)
        expect(page.locator("html[style]")).to_be_attached()

    def find(self, testid: str) -> Locator:
        """Find a part of the page by its test id."""
        return self.page.get_by_test_id(testid)

    @property
    def log(self) -> Locator:
        """The message log."""
        return self.find("log")

    @property
    def box(self) -> Locator:
        """The text box."""
        return self.find("box")

    @property
    def card(self) -> Locator:
        """The pinned help card."""
        return self.find("help-card")

    @property
    def numbers(self) -> Locator:
        """The services of the pinned card, in order."""
        return self.card.locator("[data-service]")

    def say(self, text: str) -> None:
        """Type and press Enter; wait until the bot's turn is whole."""
        before = self.turns()
        self.send(text)
        self.answered(before)

    def send(self, text: str) -> None:
        """Type and press Enter."""
        self.box.fill(text)
        self.box.press("Enter")

    def turns(self) -> int:
        """Return how many bubbles of the bot are there."""
        return self.find("msg-bot").count()

    def answered(self, before: int) -> None:
        """Wait until the bot has said something more, and has finished."""
        expect(self.find("msg-bot").nth(before)).to_be_visible()
        expect(self.page.locator("#typing")).to_be_hidden()

    def choose(self, title: str | None = None) -> None:
        """Press the choice with this title, or the first of the last choices."""
        before = self.turns()
        buttons = self.choices.get_by_role("button")
        (buttons.filter(has_text=title) if title else buttons).first.click()
        self.answered(before)

    @property
    def choices(self) -> Locator:
        """The last group of choices."""
        return self.find("choices").last

    def ids(self) -> list[str]:
        """Return the ids of the pinned card's services, in order."""
        return [str(item.get_attribute("data-service")) for item in self.numbers.all()]

    def storage(self) -> dict[str, int]:
        """Return how much the browser keeps for this page."""
        kept = "({session: sessionStorage.length, local: localStorage.length})"
        return dict(self.page.evaluate(kept))


def overflow(page: Page) -> int:
    """Return how many pixels the page is wider than the window."""
    script = "document.scrollingElement.scrollWidth - innerWidth"
    return int(page.evaluate(script))


SMALL = """least => {
  const isSmall = box => box.height < least - 0.5 || box.width < least - 0.5;
  return [...document.querySelectorAll('button, summary, .btn, a.tel')]
    .filter(node => node.checkVisibility({visibilityProperty: true}))
    .filter(node => !node.hasAttribute('aria-disabled'))
    .map(node => [node.id || node.className, node.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && isSmall(box))
    .map(([name, box]) => `${name} ${box.width.toFixed(0)}x${box.height.toFixed(0)}`);
}"""


def small_targets(page: Page, least: int = 44) -> list[str]:
    """Return the buttons that are smaller than a fingertip and can be pressed."""
    return list(page.evaluate(SMALL, least))


def scan(page: Page, name: str = "") -> None:
    """Nothing found by axe, nothing wider than the window, nothing too small."""
    found = Axe().run(page)
    rules = [
        (violation["id"], [node["html"][:160] for node in violation["nodes"]])
        for violation in found.response["violations"]
    ]
    assert rules == [], name
    assert overflow(page) <= 0, name
    assert small_targets(page) == [], name
