"""The chat in stock Firefox, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import DESK, NARROW, SMALL
from tests.e2e.firefox import WHOLE, Firefox, Tab, running, tab
from tests.e2e.test_embed import BEFORE, Site
from tests.house import House
from tests.house import running as running_house

pytestmark = pytest.mark.slow

WORDS = {
    "fi": ("mua stressaa koe ihan hirveesti", "Anna ideoita", "en jaksa enää elää"),
    "sv": ("ja e så stressad över provet", "Ge idéer", "jag orkar inte leva längre"),
    "en": ("so stressed about my exam", "Give me ideas", "i don't want to live"),
}
DANGER = WORDS["fi"][2]
CRISIS_LINES = ("mieli_crisis_line_fi", "mieli_crisis_line_sv")
CARD = "document.querySelector('#card:not([hidden])')"
KEPT = "[sessionStorage.length, localStorage.length, document.cookie]"
SAID = "document.querySelectorAll('.msg').length"
AT_WORK = "document.documentElement.hasAttribute('style')"
OUTSIDE = "document.title === 'Weather'"
IN_SIGHT = """document.activeElement.getBoundingClientRect().top
    >= document.querySelector('.sheet-head').getBoundingClientRect().bottom"""
N_STOPS = 60


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with running(tmp_path_factory.mktemp("firefox")) as started:
        yield started


class Keyboard:
    """One young person's hands, on the chat page or another."""

    def __init__(self, page: Tab) -> None:
        self.page = page

    def open_chat(self, url: str, language: str = "fi") -> None:
        """Open the chat and wait until its script is at work."""
        self.page.goto(f"{url}/?lang={language}")
        self.page.until(AT_WORK)

    def reach(self, selector: str, key: str = "Tab") -> None:
        """Press a key until the focus is there."""
        for _ in range(N_STOPS):
            if self.page.evaluate(f'document.activeElement.matches("{selector}")'):
                return
            self.page.press(key)
        raise AssertionError(f"{selector} cannot be reached")

    def enter(self, selector: str, key: str = "Tab") -> None:
        """Go there and press Enter."""
        self.reach(selector, key)
        self.page.press("Enter")

    def say(self, text: str) -> None:
        """Type and press Enter; wait until the bot has answered."""
        self.reach("#box")
        self.page.press(*text)
        self.answered()

    def answered(self) -> None:
        """Press Enter and wait until the bot has said something more."""
        turns = "document.querySelectorAll('[data-testid=msg-bot]').length"
        before = self.page.evaluate(turns)
        self.page.press("Enter")
        is_quiet = "document.getElementById('typing').hidden"
        self.page.until(f"{turns} > {before} && {is_quiet}")

    def focus(self) -> str:
        """Return the id of what has the focus."""
        return str(self.page.evaluate("document.activeElement.id"))


# --- the chat -------------------------------------------------------------------


@pytest.mark.parametrize("language", WORDS)
def test_a_chat_up_to_the_help_card(
    firefox: Firefox, house: House, language: str
) -> None:
    exam, ideas, danger = WORDS[language]
    with tab(firefox, NARROW) as page:
        hands = Keyboard(page)
        hands.open_chat(house.url, language)
        assert page.evaluate(KEPT) == [0, 0, ""]
        hands.say(exam)
        page.until(
            f"document.querySelector('.choices')?.textContent.includes('{ideas}')"
        )
        hands.reach(".choices .choice:nth-child(2)", "Shift+Tab")
        assert page.evaluate("document.activeElement.textContent") == ideas
        hands.answered()
        hands.say(danger)

        page.until(CARD)
        page.press("Tab")
        assert page.evaluate("document.activeElement.closest('#card') !== null")
        hands.reach("#card .btn-call")
        first = page.evaluate("document.activeElement.closest('li').dataset.service")
        assert first in CRISIS_LINES
        assert page.evaluate(KEPT) == [1, 0, ""]
        assert page.evaluate(f"({SMALL})(44)") == []
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        hosts = {address.split("/")[2] for address in firefox.addresses}
        assert hosts == {house.url.removeprefix("http://")}


def test_a_sheet_begins_at_its_heading(firefox: Firefox, web: House) -> None:
    """With the focus on its first link, a second Enter would leave the chat."""
    with tab(firefox) as page:
        hands = Keyboard(page)
        hands.open_chat(web.url)
        hands.enter("#menu-button")
        hands.enter("#topics-button")
        page.until("document.querySelector('#topics[open]')")
        assert hands.focus() == "topics-title"
        hands.enter("#topics details:first-child > summary")
        hands.enter("#topics details:nth-child(2) > summary")
        page.until(IN_SIGHT)
        assert page.evaluate("document.querySelectorAll('.area[open]').length") == 1
        page.press("Escape")
        page.until("!document.getElementById('topics')")
        assert hands.focus() == "menu-button"


def test_end_wipes(firefox: Firefox, web: House) -> None:
    with tab(firefox) as page:
        hands = Keyboard(page)
        hands.open_chat(web.url)
        hands.say(DANGER)
        page.until(CARD)
        hands.enter("#menu-button", "Shift+Tab")
        hands.enter("#end")
        page.press("Escape")
        page.until("document.activeElement.id === 'menu-button'")
        page.press("Enter")
        hands.enter("#end")
        hands.enter("[value=end]")
        page.until("document.querySelector('[data-testid=ended]')")
        assert page.evaluate(f"[{SAID}, ...{KEPT}]") == [0, 0, 0, ""]
        assert not page.evaluate(f"Boolean({CARD})")
        assert hands.focus() == "box"


def test_quick_exit_and_back(firefox: Firefox, web: House) -> None:
    with tab(firefox) as page:
        page.stub(web.settings.exit_url)
        page.goto(f"{web.url}/about?lang=fi")
        hands = Keyboard(page)
        hands.open_chat(web.url)
        hands.say("meiän luokalla on yks ryhmä")
        page.press(*"eilen ne", "Shift", "Shift", "Shift")
        page.until(OUTSIDE)
        page.back("/about")
        hands.open_chat(web.url)
        box = "document.getElementById('box').value"
        assert page.evaluate(f"[{SAID}, {box}, ...{KEPT}]") == [0, "", 0, 0, ""]


# --- without script, and on another site ------------------------------------------


def test_without_script(tmp_path: Path, web: House) -> None:
    with running(tmp_path, **{"javascript.enabled": False}) as plain:
        for language in WORDS:
            with tab(plain) as page:
                page.goto(f"{web.url}/?lang={language}")
                hands = Keyboard(page)
                hands.enter("#help-now-button")
                hands.reach("#help-now a[href='tel:112']")
                hands.enter("#help-page-link")
                page.until("location.pathname === '/help'")
                hands.reach("main a[href='tel:112']")


def test_in_the_panel_of_another_site(firefox: Firefox, tmp_path: Path) -> None:
    site = Site()
    site.own = {"before.html": BEFORE}
    embed = {"RINNALLA_EMBED_ORIGINS": site.url}
    with running_house(tmp_path, "web", **embed) as edge, tab(firefox, DESK) as page:
        site.chat = edge.url
        page.stub(edge.settings.exit_url)
        page.goto(f"{site.url}/before.html")
        page.goto(f"{site.url}/demo.html")
        Keyboard(page).enter("rinnalla-help")
        hands = Keyboard(page.frame())
        hands.page.until(f"{AT_WORK} && {WHOLE}")
        hands.page.evaluate("document.getElementById('box').focus()")
        hands.say(DANGER)
        hands.page.until(CARD)
        hands.page.press("Shift", "Shift", "Shift")
        page.until(OUTSIDE)
        page.back("/before.html")
    site.server.shutdown()
    site.server.server_close()
