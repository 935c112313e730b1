"""The dashboard in a real browser: chats become counts, and nothing leaves here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.e2e import browser as chromium
from tests.house import Chat, House, running

# Streamlit imports much at its first page; a busy machine takes its time.
FIRST_PAGE_MS = 60_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with running(tmp_path, "web", "dashboard") as started:
        yield started


def test_chats_become_counts_and_small_ones_stay_hidden(house: House) -> None:
    watch = chromium.Watch()
    with sync_playwright() as playwright:
        with chromium.launch(playwright) as opened:
            with chromium.context(opened, watch=watch, viewport=chromium.DESK) as where:
                page = where.new_page()
                page.goto(f"{house.dashboard_url}/?language=en")
                empty = page.get_by_text("There are no figures of chats yet")
                expect(empty.first).to_be_visible(timeout=FIRST_PAGE_MS)
                _chat(house, n_chats=12)
                house.kill("web", 15)
                house.processes["web"].wait(timeout=20)
                page.goto(f"{house.dashboard_url}/trend?language=en")
                heading = page.get_by_role("heading", name="Trend", exact=True)
                expect(heading.first).to_be_visible(timeout=FIRST_PAGE_MS)
                main = page.locator("[data-testid='stMain']")
                expect(main).to_contain_text("10", timeout=FIRST_PAGE_MS)
                expect(main).not_to_contain_text("en saa unta")
    assert watch.hosts() == {house.dashboard_url.removeprefix("http://")}


def _chat(house: House, *, n_chats: int) -> None:
    """Hold chats of one everyday message; without Rasa the edge answers itself."""
    for _ in range(n_chats):
        chat = Chat(house)
        chat.say("en saa unta")
        chat.close()
