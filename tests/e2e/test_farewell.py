"""Leaving a chat: a calm one may be asked how it was, and every one ends at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browser import NARROW, Visit, Watch, context, scan
from tests.house import House

pytestmark = pytest.mark.slow

DANGER = "en jaksa enää elää"


def leave(visit: Visit) -> None:
    """Press 'end chat' in the menu."""
    visit.page.locator("#menu-button").click()
    visit.find("end-chat").click()
    expect(visit.page.locator("#end-dialog")).to_be_visible()


def over(visit: Visit) -> None:
    """Confirm; the chat is gone at once."""
    visit.find("end-confirm").click()
    expect(visit.find("ended")).to_be_visible()
    expect(visit.find("msg-you")).to_have_count(0)
    assert visit.storage()["session"] == 0


@pytest.fixture
def around(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A narrow phone; the edge alone will do."""
    with context(browser, watch=watch, viewport=NARROW) as opened:
        yield opened
    assert watch.complaints == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_calm_chat_may_answer_by_keyboard_on_leaving(
    page: Page, web: House, watch: Watch, language: str
) -> None:
    visit = Visit(page, web.url, language)
    feeling, ending = visit.find("ask-feeling"), visit.find("ask-ending")
    for text in ("moi", "joo"):
        visit.say(text)
    leave(visit)
    expect(feeling).to_be_hidden()
    page.keyboard.press("Escape")
    visit.say("hei")
    leave(visit)
    expect(page.locator("#end-title")).to_be_focused()
    expect(ending).to_be_visible()
    scan(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(feeling.get_by_role("radio").nth(1)).to_be_checked()
    ending.locator("label").first.click()
    over(visit)
    assert '"farewell":{"feeling":"same","ending":"helped"}' in watch.sent[-1]
    # A new chat begins unanswered, and is asked nothing yet.
    visit.say("moi")
    leave(visit)
    expect(feeling).to_be_hidden()
    expect(feeling.get_by_role("radio", checked=True)).to_have_count(0)


def test_after_danger_nothing_is_asked(page: Page, web: House, watch: Watch) -> None:
    visit = Visit(page, web.url)
    for text in ("moi", "joo", "hei"):
        visit.say(text)
    visit.say(DANGER)
    leave(visit)
    expect(visit.find("ask-feeling")).to_be_hidden()
    expect(page.locator("#farewell-lead")).to_be_hidden()
    over(visit)
    assert watch.sent[-1] == '{"type":"end","farewell":{}}'


def test_who_answers_nothing_leaves_as_fast_and_who_feels_worse_is_shown_the_way(
    page: Page, web: House, watch: Watch
) -> None:
    visit = Visit(page, web.url)
    to_help = visit.find("ended").locator("a[href^='/help']")
    for answers in (False, True):
        for text in ("moi", "joo", "hei"):
            visit.say(text)
        leave(visit)
        if answers:
            visit.find("ask-feeling").locator("label").first.click()
        over(visit)
        expect(to_help).to_have_count(int(answers))
