"""Copy or save the own conversation: a warning first, and nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.browser import (
    NARROW,
    Visit,
    Watch,
    context,
    overflow,
    scan,
    small_targets,
    stub_exit,
)
from tests.house import House

pytestmark = pytest.mark.slow

WORDS = {
    "fi": ("en jaksa enää elää", "Sinä: ", "kuka muu käyttää", "muistiinpano.txt"),
    "sv": ("jag orkar inte leva längre", "Du: ", "Andra kan hitta", "anteckning.txt"),
    "en": ("i don't want to live anymore", "You: ", "who else uses", "note.txt"),
}


@pytest.fixture
def around(browser: Browser, web: House, watch: Watch) -> Iterator[BrowserContext]:
    with context(browser, watch=watch, viewport=NARROW, bypass_csp=True) as opened:
        stub_exit(opened, web.settings.exit_url)
        yield opened
    assert watch.complaints == []


def open_sheet(visit: Visit) -> None:
    visit.page.locator("#menu-button").click()
    visit.page.locator("#keep").click()
    expect(visit.page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("language", WORDS)
def test_copy_and_save(
    page: Page, web: House, watch: Watch, language: str, tmp_path: Path
) -> None:
    danger, you, warning, file = WORDS[language]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit = Visit(page, web.url, language)
    visit.say(danger)
    n_sent, n_addresses = len(watch.sent), len(watch.addresses)

    open_sheet(visit)
    expect(page.get_by_role("dialog")).to_contain_text(warning)
    scan(page)
    visit.find("keep_copy").click()
    expect(visit.find("keep-told")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        visit.find("keep_save").click()
    expect(visit.find("keep-told")).to_contain_text(file)
    assert overflow(page) <= 0 and small_targets(page) == []

    download.value.save_as(tmp_path / "saved")
    assert download.value.suggested_filename == file
    assert (tmp_path / "saved").read_text("utf-8") == copied
    assert copied.startswith(f"{you}{danger}\n\nRinnalla: ")
    for bubble in visit.find("msg-bot").locator(".bubble").all_text_contents():
        assert f"Rinnalla: {bubble}\n" in copied
    for place in visit.numbers.all():
        name = place.locator(".svc-name").text_content()
        number = place.locator(".number").first
        expected = f"{name}, {number.text_content()}" if number.count() else str(name)
        assert expected in copied
    assert len(watch.sent) == n_sent
    new = [url for url in watch.addresses[n_addresses:] if "/static/" not in url]
    assert [url for url in new if not url.startswith("blob:")] == []


def test_where_copying_is_refused_the_text_is_shown(page: Page, web: House) -> None:
    visit = Visit(page, web.url)
    visit.say("moi")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    open_sheet(visit)
    visit.find("keep_copy").click()
    expect(visit.find("keep-told").locator(".bubble")).to_contain_text("Sinä: moi")


def test_without_messages_there_is_nothing_to_keep(page: Page, web: House) -> None:
    visit = Visit(page, web.url)
    open_sheet(visit)
    expect(page.get_by_role("dialog")).to_contain_text("ei ole vielä viestejä")
    expect(visit.find("keep_save")).to_have_count(0)


def test_quick_exit_from_within(page: Page, web: House) -> None:
    visit = Visit(page, web.url)
    visit.say("moi")
    open_sheet(visit)
    page.get_by_role("dialog").locator("[data-action=exit]").click()
    page.wait_for_url(web.settings.exit_url)


def test_it_goes_with_the_chat(page: Page, web: House) -> None:
    visit = Visit(page, web.url)
    visit.say("moi")
    open_sheet(visit)
    page.evaluate("document.dispatchEvent(new Event('wipe'))")
    expect(page.get_by_role("dialog")).to_have_count(0)
