"""A quiet chat: a warning in good time, one tap goes on, or the page is cleared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import (
    NARROW,
    Visit,
    Watch,
    context,
    scan,
)
from tests.house import House

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    with context(browser, watch=watch, viewport=NARROW, bypass_csp=True) as opened:
        opened.clock.install(time=NOW)
        yield opened.new_page()
    assert watch.complaints == []


def pings(watch: Watch) -> int:
    return sum('"ping"' in frame for frame in watch.sent)


def wait_for_pongs(page: Page, watch: Watch, n: int) -> None:
    """An answer that comes late would count as a sign of life once more."""
    while sum('"pong"' in frame for frame in watch.received) < n:
        page.wait_for_timeout(20)


@pytest.mark.parametrize(
    ("language", "go_on"), [("fi", "Jatka"), ("sv", "Fortsätt"), ("en", "Continue")]
)
def test_a_warning_and_one_tap(
    page: Page, web: House, watch: Watch, language: str, go_on: str
) -> None:
    visit = Visit(page, web.url, language)
    visit.say("moi")
    warning = visit.find("idle")
    for n_taps in (1, 2):
        page.clock.fast_forward("24:00")
        expect(warning).to_have_count(0)
        page.clock.fast_forward("01:30")
        expect(warning).to_contain_text("5")
        page.clock.fast_forward("01:00")
        expect(warning).to_have_count(1)
        if n_taps == 1:
            scan(page)
        warning.get_by_role("button", name=go_on).click()
        expect(warning).to_have_count(0)
        expect(visit.box).to_be_focused()
        assert pings(watch) == n_taps
        wait_for_pongs(page, watch, n_taps)
    expect(visit.find("msg-you")).to_have_count(1)


def test_who_writes_is_here(page: Page, web: House, watch: Watch) -> None:
    visit = Visit(page, web.url)
    visit.say("moi")
    page.clock.fast_forward("26:00")
    expect(visit.find("idle")).to_be_visible()
    visit.box.press_sequentially("mä mietin")
    expect(visit.find("idle")).to_have_count(0)
    page.clock.fast_forward("20:00")
    expect(visit.find("idle")).to_have_count(0)
    assert pings(watch) == 1


def test_at_the_end_the_page_clears_itself(
    page: Page, web: House, watch: Watch
) -> None:
    visit = Visit(page, web.url)
    visit.say("moi")
    visit.box.fill("kesken jäi")
    page.clock.fast_forward("26:00")
    page.clock.fast_forward("05:00")
    expect(visit.find("ended")).to_contain_text("hiljaista")
    expect(visit.find("msg-you")).to_have_count(0)
    expect(visit.box).to_have_value("")
    assert visit.storage() == {"session": 0, "local": 0}
    assert any('"end"' in frame for frame in watch.sent)
    visit.say("moi taas")


@pytest.mark.parametrize(("minutes", "is_kept"), [(29, True), (31, False)])
def test_timers_slept_in_a_hidden_tab(
    page: Page, web: House, watch: Watch, minutes: int, is_kept: bool
) -> None:
    visit = Visit(page, web.url)
    visit.say("moi")
    page.clock.set_system_time(NOW + timedelta(minutes=minutes))
    page.evaluate(COMES_BACK)
    expect(visit.find("ended")).to_have_count(0 if is_kept else 1)
    expect(visit.find("msg-you")).to_have_count(1 if is_kept else 0)
    assert pings(watch) == is_kept


def test_never_beside_a_help_card(page: Page, web: House) -> None:
    visit = Visit(page, web.url)
    visit.say("en jaksa enää elää")
    for _ in range(3):
        page.clock.fast_forward("29:00")
    expect(visit.card).to_be_visible()
    expect(visit.find("idle")).to_have_count(0)
    expect(visit.find("msg-you")).to_have_count(1)


def test_never_beside_a_message_that_nobody_has_read(page: Page, web: House) -> None:
    visit = Visit(page, web.url)
    visit.say("moi")
    page.context.set_offline(True)
    visit.send("ootko siinä")
    expect(visit.find("unsent")).to_be_visible()
    for _ in range(3):
        page.clock.fast_forward("29:00")
    expect(visit.find("unsent")).to_be_visible()
    expect(visit.find("idle")).to_have_count(0)
