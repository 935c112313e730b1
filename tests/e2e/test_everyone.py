"""The chat for every eye, hand and device: screen reader, zoom, colours, two tabs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browser import (
    NARROW,
    PHONE,
    Visit,
    Watch,
    context,
    overflow,
    stub_exit,
)
from tests.house import House

pytestmark = pytest.mark.slow

TEN_TURNS = {
    "fi": ("moi", "mua stressaa koe", "en tiedä", "kerro lisää", "miks", "ei toiminu",
           "ok", "joo", "kiitti", "heippa"),
    "sv": ("hej", "ja e stressad över provet", "vet inte", "berätta mer", "varför",
           "funka inte", "okej", "jo", "tack", "hejdå"),
    "en": ("hi", "i'm stressed about my exam", "i don't know", "tell me more", "why",
           "didn't work", "ok", "yeah", "thanks", "bye"),
}  # fmt: skip
SENDERS = {"fi": "Sinä", "sv": "Du", "en": "You"}
# 1280 x 1024 at 400 %; a phone lying down; a keyboard open on a small phone.
SMALL = {
    "400 %": {"width": 320, "height": 256},
    "landscape": {"width": 740, "height": 360},
    "narrow": NARROW,
    # As much room as a phone has when its browser shows text twice as large.
    "200 %": {"width": 180, "height": 500},
}
# WCAG 1.4.12: what people set by themselves.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""


@pytest.fixture
def around(browser: Browser, house: House, watch: Watch) -> Iterator[BrowserContext]:
    with context(browser, watch=watch, bypass_csp=True) as opened:
        stub_exit(opened, house.settings.exit_url)
        yield opened
    assert watch.complaints == []


# --- what a screen reader is given ------------------------------------------------


class Tree:
    """The browser's own accessibility tree below one element."""

    def __init__(self, page: Page, selector: str) -> None:
        self.devtools = page.context.new_cdp_session(page)
        self.selector = selector

    def read(self) -> list[dict[str, Any]]:
        """Return the nodes that are not ignored, in the order of the page."""
        self.devtools.send("DOM.enable")
        document = self.devtools.send("DOM.getDocument", {"depth": 0})
        found = self.devtools.send(
            "DOM.querySelector",
            {"nodeId": document["root"]["nodeId"], "selector": self.selector},
        )
        tree = self.devtools.send(
            "Accessibility.queryAXTree", {"nodeId": found["nodeId"]}
        )
        return [node for node in tree["nodes"] if not node["ignored"]]

    def properties(self) -> dict[str, Any]:
        """Return the properties of the element itself."""
        node = self.read()[0]
        return {p["name"]: p["value"].get("value") for p in node["properties"]}

    def texts(self) -> list[str]:
        """Return what is read, piece by piece."""
        kept = ("StaticText",)
        return [
            node["name"]["value"]
            for node in self.read()
            if node["role"]["value"] in kept and node["name"]["value"].strip()
        ]


HEARD = """() => {
    window.heard = [];
    const log = document.getElementById('log');
    new MutationObserver(changes => {
        if (log.getAttribute('aria-live') !== 'polite') return;
        for (const change of changes) for (const node of change.addedNodes)
            window.heard.push(node.textContent);
    }).observe(log, {childList: true, subtree: true, characterData: true});
}"""


@pytest.mark.parametrize("language", TEN_TURNS)
def test_ten_turns_are_heard_once_each_with_their_sender(
    page: Page, house: House, language: str
) -> None:
    visit = Visit(page, house.url, language)
    tree = Tree(page, "#log")
    shown = tree.properties()
    assert (shown["live"], shown["relevant"]) == ("polite", "additions")
    page.evaluate(HEARD)
    before: list[str] = []
    for text in TEN_TURNS[language]:
        visit.say(text)
        now = tree.texts()
        # Nothing that was read before changes, so that nothing is read again.
        said = [piece for piece in before if piece in now]
        assert said == before
        before = now
    senders = {"Rinnalla", SENDERS[language]}
    messages = visit.log.locator(".msg")
    for message in messages.all():
        sender = str(message.text_content()).split(":")[0]
        assert sender in senders
    heard: list[str] = page.evaluate("window.heard")
    spoken = [text for text in heard if text.split(":")[0] in senders]
    assert spoken == messages.all_text_contents()


def test_the_mascot_is_not_read(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    visit.say("moi")
    expect(visit.log.locator("img.mascot").first).to_be_attached()
    roles = {node["role"]["value"] for node in Tree(page, "body").read()}
    assert "image" not in roles


# --- small, zoomed, spaced ----------------------------------------------------------


@pytest.mark.parametrize("size", SMALL)
def test_small_windows(page: Page, house: House, size: str) -> None:
    page.set_viewport_size(SMALL[size])  # type: ignore[arg-type]
    visit = Visit(page, house.url)
    visit.say("mua stressaa koe ihan hirveesti")
    visit.choose("Anna ideoita")
    assert overflow(page) <= 0
    visit.box.scroll_into_view_if_needed()
    expect(visit.find("send")).to_be_in_viewport()
    visit.say("en jaksa enää elää")
    number = visit.numbers.first.get_by_role("link").first
    number.scroll_into_view_if_needed()
    expect(number).to_be_in_viewport()
    expect(visit.find("quick-exit")).to_be_in_viewport()
    assert overflow(page) <= 0


def test_spaced_text(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    page.add_style_tag(content=SPACED)
    visit.say("mua stressaa koe ihan hirveesti")
    visit.say("en jaksa enää elää")
    assert overflow(page) <= 0
    cut = """() => [...document.querySelectorAll('button, a.btn, .bubble, .svc-name')]
        .filter(node => node.checkVisibility() && node.offsetWidth > 1)
        .filter(node => node.scrollWidth > node.clientWidth + 2)
        .map(node => node.textContent)"""
    assert page.evaluate(cut) == []


def test_larger_text(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    page.add_style_tag(content="html { font-size: 200% !important }")
    visit.say("mua stressaa koe ihan hirveesti")
    visit.say("en jaksa enää elää")
    assert overflow(page) <= 0
    expect(visit.find("quick-exit")).to_be_in_viewport()


# --- colours and motion that the device asks for -------------------------------------


@pytest.mark.parametrize(
    "media",
    [
        {"forced_colors": "active"},
        {"contrast": "more"},
        {"contrast": "more", "color_scheme": "dark"},
    ],
    ids=["forced", "high contrast", "high contrast, dark"],
)
def test_colours_of_the_device(
    browser: Browser, house: House, watch: Watch, media: dict[str, Any]
) -> None:
    with context(browser, watch=watch, bypass_csp=True, **media) as around:
        visit = Visit(around.new_page(), house.url)
        visit.say("mua stressaa koe ihan hirveesti")
        visit.choose("Anna ideoita")
        visit.say("en jaksa enää elää")
        pressed = visit.log.locator(".choice[aria-pressed=true]")
        other = visit.log.locator(".choice[aria-disabled]:not([aria-pressed])").first
        look = "node => getComputedStyle(node).borderTopColor"
        assert pressed.evaluate(look) != other.evaluate(look)
        # Axe does not know the colours that a system forces.
        if "forced_colors" not in media:
            assert Axe().run(visit.page).violations_count == 0
    assert watch.complaints == []


def test_nothing_moves_where_it_should_not(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    visit.say("moi")
    moving = "document.getAnimations().length"
    assert page.evaluate(moving) == 0


# --- two tabs ------------------------------------------------------------------------


def test_two_tabs_are_two_chats(around: BrowserContext, house: House) -> None:
    one, two = (Visit(around.new_page(), house.url) for _ in range(2))
    one.say("mua stressaa koe ihan hirveesti")
    two.say("en saa unta")
    assert one.find("msg-you").count() == two.find("msg-you").count() == 1
    two.page.locator("#menu-button").click()
    two.find("end-chat").click()
    two.find("end-confirm").click()
    expect(two.find("ended")).to_be_visible()
    one.say("en tiedä")
    expect(one.find("msg-you")).to_have_count(2)


# --- weight ---------------------------------------------------------------------


def test_first_load_is_light(browser: Browser, house: House) -> None:
    with context(browser, viewport=PHONE) as around:
        page = around.new_page()
        devtools = around.new_cdp_session(page)
        devtools.send("Network.enable")
        sizes: list[float] = []
        devtools.on(
            "Network.loadingFinished",
            lambda event: sizes.append(event["encodedDataLength"]),
        )
        page.goto(f"{house.url}/?lang=fi", wait_until="networkidle")
        assert 20_000 < sum(sizes) <= 100_000
