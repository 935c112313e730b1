"""'Did you get through?' in a real browser: asked once, beside the card."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.browser import (
    DESK,
    PHONE,
    Visit,
    Watch,
    context,
    scan,
)
from tests.house import House

pytestmark = pytest.mark.slow

CRISIS_LINE = "mieli_crisis_line_fi"
DANGER = {
    "fi": "en jaksa enää elää",
    "sv": "jag orkar inte leva längre",
    "en": "i don't want to live anymore",
}
SIZES = {"fi": PHONE, "sv": DESK, "en": PHONE}
# Calls go nowhere here, and leave the page as it is.
NO_CALLS = """document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens]")) event.preventDefault();
}, true);"""
COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    with context(browser, watch=watch) as opened:
        opened.add_init_script(NO_CALLS)
        yield opened.new_page()
    assert watch.complaints == []


def question(visit: Visit) -> Locator:
    return visit.find("contact")


def outcome(visit: Visit, name: str) -> Locator:
    return question(visit).locator(f"[data-outcome={name}]")


def call(visit: Visit, service: str) -> None:
    visit.card.locator(f"[data-service={service}] [data-opens]").first.click()


def sent(watch: Watch, kind: str) -> list[str]:
    return [frame for frame in watch.sent if f'"type":"{kind}"' in frame]


def picture(page: Page, name: str) -> None:
    """Keep a picture where one is asked for, to be looked at."""
    if folder := os.environ.get("RINNALLA_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("language", DANGER)
def test_a_busy_line_brings_the_next_way(
    page: Page, house: House, watch: Watch, language: str
) -> None:
    page.set_viewport_size(SIZES[language])  # type: ignore[arg-type]
    visit = Visit(page, house.url, language)
    visit.say(DANGER[language])
    assert visit.ids()[0] == CRISIS_LINE or language == "sv"

    called = visit.ids()[0]
    call(visit, called)
    expect(question(visit)).to_be_hidden()
    visit.box.focus()
    page.evaluate(COMES_BACK)
    expect(question(visit)).to_be_visible()
    expect(visit.box).to_be_focused()
    expect(visit.find("spoken")).not_to_be_empty()
    name = visit.card.locator(f"[data-service={called}] .svc-name").inner_text()
    expect(question(visit)).to_contain_text(name)
    scan(page)
    picture(page, f"contact-{language}-asked")

    before = visit.turns()
    outcome(visit, "busy").click()
    visit.answered(before)
    expect(question(visit)).to_be_hidden()
    assert visit.ids()[0] != called, "another way comes first"
    expect(visit.choices.get_by_role("button").first).to_be_visible()
    picture(page, f"contact-{language}-busy")

    page.evaluate(COMES_BACK)
    expect(question(visit)).to_be_hidden()
    assert len(sent(watch, "contact_outcome")) == 1


def test_acute_keeps_112_first(page: Page, house: House) -> None:
    visit = Visit(page, house.url, "fi")
    visit.say("aion tappaa itseni tänä iltana")
    assert visit.ids()[:2] == ["emergency_112", CRISIS_LINE]
    call(visit, CRISIS_LINE)
    page.evaluate(COMES_BACK)
    picture(page, "contact-acute-asked")
    before = visit.turns()
    outcome(visit, "busy").click()
    visit.answered(before)
    assert visit.ids()[0] == "emergency_112" and visit.ids()[1] != CRISIS_LINE
    expect(visit.find("msg-bot").nth(before)).to_contain_text("112")
    picture(page, "contact-acute-busy")


def test_it_can_be_ignored_and_is_not_asked_again(
    page: Page, house: House, watch: Watch
) -> None:
    visit = Visit(page, house.url, "sv")
    visit.say(DANGER["sv"])
    call(visit, visit.ids()[0])
    visit.say("vet inte")
    expect(question(visit)).to_be_visible()
    visit.say("orkar inte")
    expect(question(visit)).to_be_hidden()
    page.evaluate(COMES_BACK)
    expect(question(visit)).to_be_hidden()
    assert len(sent(watch, "contact_asked")) == 1
    assert sent(watch, "contact_outcome") == []


def test_words_that_tell_it_need_no_question(page: Page, house: House) -> None:
    visit = Visit(page, house.url, "fi")
    visit.say(DANGER["fi"])
    called = visit.ids()[0]
    call(visit, called)
    visit.say("linja on varattu")
    assert visit.ids()[0] != called
    expect(question(visit)).to_be_hidden()
    page.evaluate(COMES_BACK)
    expect(question(visit)).to_be_hidden()


def test_by_keyboard_beside_an_ordinary_card(
    page: Page, house: House, watch: Watch
) -> None:
    visit = Visit(page, house.url, "en")
    visit.say("i want to talk to a real person")
    cards = visit.find("service-cards").last
    cards.locator("[data-opens]").first.click()
    visit.box.focus()
    page.evaluate(COMES_BACK)
    expect(question(visit)).to_be_visible()
    expect(question(visit)).to_have_accessible_name(re.compile("Did you get through"))
    picture(page, "contact-ordinary-asked")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.dataset.outcome") == "not_dared":
            break
    before = visit.turns()
    page.keyboard.press("Enter")
    visit.answered(before)
    expect(question(visit)).to_be_hidden()
    told = json.loads(sent(watch, "contact_outcome")[0])
    assert told["outcome"] == "not_dared"
    expect(visit.card).to_be_hidden()
    picture(page, "contact-ordinary-not-dared")


def test_a_page_loaded_again_still_asks_once(
    page: Page, house: House, watch: Watch
) -> None:
    visit = Visit(page, house.url, "fi")
    visit.say(DANGER["fi"])
    call(visit, visit.ids()[0])
    page.reload()
    expect(question(visit)).to_be_visible()
    page.reload()
    expect(visit.card).to_be_visible()
    page.wait_for_timeout(1200)
    expect(question(visit)).to_be_hidden()
    assert len(sent(watch, "contact_asked")) == 1
