"""Ways through the chat that need no typing: topics, back, shorter, a topic's link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import DESK, Visit
from tests.house import House

pytestmark = pytest.mark.slow

TOPICS = {"fi": "Aiheet", "sv": "Ämnen", "en": "Topics"}
EXAM = {
    "fi": "Koe- ja tenttistressi",
    "sv": "Prov- och tentstress",
    "en": "Exam stress",
}


@pytest.mark.parametrize("language", TOPICS)
def test_a_topic_is_found_and_begun_by_keyboard(
    page: Page, house: House, language: str
) -> None:
    visit = Visit(page, house.url, language)
    page.locator("#menu-button").press("Enter")
    page.locator("#topics-button").press("Enter")
    sheet = visit.find("topics")
    expect(sheet).to_be_visible()
    assert visit.storage() == {"session": 0, "local": 0}, "looking starts nothing"
    area = sheet.locator("details").filter(has=page.locator("[data-topic=exam_stress]"))
    area.locator("summary").press("Enter")
    area.get_by_role("button", name=re.compile(EXAM[language])).press("Enter")

    expect(sheet).to_have_count(0)
    visit.answered(0)
    expect(visit.find("msg-you")).to_contain_text(EXAM[language])
    assert visit.choices.get_by_role("button").count() > 1


def test_the_sheet_leads_out_to_help_and_back(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    visit.say("moi")
    opener = page.locator("#steer").get_by_role("button", name=TOPICS["fi"])
    opener.click()
    sheet = visit.find("topics")
    expect(sheet.get_by_role("link", name="Näytä, mistä saa apua")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(opener).to_be_focused()

    opener.click()
    sheet.locator("[data-action=exit]").click()
    page.wait_for_url(house.settings.exit_url)


def test_back_and_shorter(page: Page, house: House) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    visit = Visit(page, house.url)
    visit.say("mua stressaa koe ihan hirveesti")
    visit.choose("Anna ideoita")
    whole = visit.log.locator(".bot .bubble").last.inner_text()
    ways = page.locator("#steer")
    before = visit.turns()
    ways.get_by_role("button", name="Lyhyemmin").click()
    visit.answered(before)
    said = visit.log.locator(".bot .bubble").all_inner_texts()
    assert len(said) == before + 1 and len(said[-1]) <= len(whole)

    before = visit.turns()
    ways.get_by_role("button", name="Takaisin").click()
    visit.answered(before)
    expect(visit.choices).to_contain_text("Anna ideoita")


def test_a_readable_page_leads_into_its_topic(page: Page, house: House) -> None:
    page.goto(f"{house.url}/?lang=sv#topic=exam_stress")
    offered = page.get_by_test_id("topics").locator("[data-topic]")
    expect(offered).to_have_text("Prov- och tentstress")
    assert page.url == f"{house.url}/?lang=sv", "the address keeps no topic"
    kept = page.evaluate("sessionStorage.length")
    assert kept == 0, "a link of another site begins no chat"
    offered.press("Enter")
    expect(page.get_by_test_id("msg-you")).to_contain_text("Prov- och tentstress")
    expect(page.get_by_test_id("msg-bot").first).to_be_visible()


def test_a_link_says_nothing_in_a_chat_and_covers_no_card(
    page: Page, house: House
) -> None:
    visit = Visit(page, house.url)
    visit.say("moi")
    page.goto("about:blank")
    page.goto(f"{house.url}/?lang=fi#topic=exam_stress")
    expect(visit.find("topics")).to_be_visible()
    page.keyboard.press("Escape")
    expect(visit.find("msg-you")).to_have_count(1)
    visit.say("en jaksa enää elää")
    expect(visit.card).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{house.url}/?lang=fi#topic=exam_stress")
    expect(visit.card).to_be_visible()
    expect(page.locator("#topics")).to_have_count(0)


def test_an_unknown_topic_begins_nothing(page: Page, house: House) -> None:
    with page.expect_response("**/api/topics*"):
        page.goto(f"{house.url}/?lang=fi#topic=nothing_like_it")
    expect(page.get_by_test_id("log")).to_be_empty()


def test_in_danger_only_the_card_leads(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    visit.say("en jaksa enää elää")
    expect(visit.card).to_be_visible()
    expect(page.locator("#steer")).to_be_hidden()
    expect(page.locator(".mascot:visible")).to_have_count(0)
