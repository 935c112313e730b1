"""The whole house, started once, and a browser for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browser import Watch, context, launch, stub_exit
from tests.house import House, running


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("var"), "web", "rasa", "actions") as started:
        yield started


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The edge alone, for what needs no Rasa."""
    with running(tmp_path_factory.mktemp("var"), "web") as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def watch() -> Watch:
    """Return what notes every complaint of the page and every address it asks for."""
    return Watch()


@pytest.fixture
def around(browser: Browser, house: House, watch: Watch) -> Iterator[BrowserContext]:
    """A fresh context; whatever a test does, the page must not complain."""
    with context(browser, watch=watch) as opened:
        stub_exit(opened, house.settings.exit_url)
        yield opened
    assert watch.complaints == []


@pytest.fixture
def page(around: BrowserContext) -> Page:
    """A new page; a file of tests may bring an ``around`` of its own."""
    return around.new_page()
