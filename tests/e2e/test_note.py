"""'Show this': a note made and kept in the page, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.browser import (
    DESK,
    NARROW,
    Visit,
    Watch,
    context,
    stub_exit,
)
from tests.e2e.browser import scan as browser_scan
from tests.house import House

pytestmark = pytest.mark.slow

NOTHING = {"session": 0, "local": 0}
OWN = "Salainen lauseeni 4711"
WORDS = {
    "fi": {
        "reader": "Opettaja tai opinto-ohjaaja",
        "about": "Kiusaaminen",
        "long": "Viikkoja",
        "wish": "Tule mukaani",
        "says": ["Minua kiusataan.", "Olen kantanut tätä monta viikkoa."],
    },
    "sv": {
        "reader": "Lärare eller studiehandledare",
        "about": "Mobbning",
        "long": "Flera veckor",
        "wish": "Kom med mig",
        "says": ["Jag blir mobbad.", "Jag har burit på det här i flera veckor."],
    },
    "en": {
        "reader": "Teacher or study counsellor",
        "about": "Bullying",
        "long": "Weeks",
        "wish": "Come with me",
        "says": ["I am being bullied.", "I have carried this for many weeks."],
    },
}


@pytest.fixture
def around(browser: Browser, web: House, watch: Watch) -> Iterator[BrowserContext]:
    with context(browser, watch=watch, viewport=NARROW) as opened:
        opened.grant_permissions(["clipboard-read", "clipboard-write"])
        stub_exit(opened, web.settings.exit_url)
        yield opened
    assert watch.complaints == []


class Note:
    """The note, opened from the chat's menu."""

    def __init__(self, page: Page, url: str, language: str = "fi") -> None:
        self.page = page
        self.visit = Visit(page, url, language)
        self.open()

    def open(self) -> None:
        self.page.locator("#menu-button").click()
        self.page.locator("#note-button").click()
        expect(self.dialog).to_be_visible()

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_test_id("note")

    @property
    def paper(self) -> Locator:
        return self.page.get_by_test_id("note-paper")

    @property
    def own(self) -> Locator:
        return self.page.get_by_test_id("note-own")

    def choose(self, part: str, *names: str) -> None:
        for name in names:
            self.input(part, name).check()

    def input(self, part: str, name: str) -> Locator:
        return self.dialog.locator(f"[data-part={part}] input[value={name}]")

    def do(self, name: str) -> None:
        self.dialog.locator(f"[data-do={name}]").click()

    def fill(self) -> None:
        """Make a note that says everything once, danger as well."""
        self.choose("to", "friend")
        self.choose("about", "sleep", "not_living")
        self.choose("strong", "today")
        self.choose("avoid", "ask_first")
        self.own.fill(OWN)

    def copied(self) -> str:
        return str(self.page.evaluate("navigator.clipboard.readText()"))


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there, and see it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            break
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()


@pytest.mark.parametrize("language", WORDS)
def test_by_keyboard(page: Page, web: House, watch: Watch, language: str) -> None:
    words = WORDS[language]
    visit = Visit(page, web.url, language)
    tab_to(page, page.locator("#menu-button"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#note-button"))
    n_before = len(watch.addresses)
    page.keyboard.press("Enter")
    dialog = page.get_by_test_id("note")
    expect(dialog).to_have_attribute("lang", language)
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()

    tab_to(page, dialog.locator("[data-part=to] input").first)
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(dialog.get_by_label(str(words["reader"]))).to_be_checked()
    for name in ("about", "long", "wish"):
        choice = dialog.get_by_label(str(words[name]), exact=True)
        if name == "long":
            tab_to(page, dialog.locator("[data-part=long] :checked"))
            for _ in range(2):
                page.keyboard.press("ArrowDown")
        else:
            tab_to(page, choice)
            page.keyboard.press("Space")
        expect(choice).to_be_checked()
    tab_to(page, page.get_by_test_id("note-own"))
    page.keyboard.type(OWN)

    tab_to(page, dialog.locator("[data-do=show]"))
    page.keyboard.press("Enter")
    sheet = page.locator("#note-sheet")
    expect(sheet).to_be_focused()
    for sentence in words["says"]:
        expect(sheet.locator(f"p[lang={language}]", has_text=sentence)).to_be_visible()
    expect(sheet.locator("p[lang=fi]", has_text="Minua kiusataan.")).to_be_visible()
    expect(sheet).to_contain_text(OWN)
    expect(page.locator("#note-make")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(dialog.locator("[data-do=show]")).to_be_focused()

    tab_to(page, dialog.locator("[data-do=copy]"))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("note-said")).not_to_be_empty()
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert all(sentence in copied for sentence in words["says"])
    assert copied.count("Minua kiusataan.") == copied.count(OWN) == 1

    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#menu-button")).to_be_focused()
    fetched = {address.split("/")[-1] for address in watch.addresses[n_before:]}
    assert {name for name in fetched if not name.startswith("note")} == set()
    assert watch.sent == [] and visit.storage() == NOTHING


def test_only_finnish_can_be_copied_and_finnish_left_out(
    page: Page, web: House
) -> None:
    note = Note(page, web.url, "sv")
    note.choose("to", "helpline")
    note.choose("about", "sleep")
    note.do("copy_finnish")
    expect(page.get_by_test_id("note-said")).not_to_be_empty()
    assert note.copied().splitlines()[0].startswith("Hei. Haluan jutella.")
    assert "Jag sover" not in note.copied()

    note.dialog.get_by_label("Också på finska").uncheck()
    expect(note.paper.locator("[lang=fi]")).to_have_count(0)
    note.do("copy")
    page.wait_for_function("navigator.clipboard.readText().then(t => /Jag/.test(t))")
    assert "Nukun" not in note.copied()


def test_a_choice_is_offered_to_those_it_fits(page: Page, web: House) -> None:
    note = Note(page, web.url)
    note.choose("to", "parent")
    note.choose("wish", "stay")
    expect(note.paper).to_contain_text("Ole hetki kanssani.")
    note.choose("to", "doctor")
    expect(note.input("wish", "stay")).to_be_hidden()
    expect(note.paper).not_to_contain_text("Ole hetki kanssani.")
    expect(note.input("go_on", "swedish")).to_be_hidden()
    note.choose("to", "friend")
    expect(note.paper).to_contain_text("Ole hetki kanssani.")


def test_danger_shows_help_at_once(page: Page, web: House) -> None:
    note = Note(page, web.url)
    hints = note.dialog.locator("[data-part=about] [role=status]")
    expect(hints).to_be_hidden()
    note.choose("about", "not_living")
    expect(hints.locator("a[href='tel:112']")).to_be_visible()
    expect(hints.locator("a[href='/help?lang=fi']")).to_have_attribute(
        "target", "_blank"
    )
    note.choose("to", "friend")
    expect(note.paper).to_contain_text("Auta minua kertomaan tästä heti aikuiselle.")

    note.dialog.locator("summary").click()
    numbers = note.dialog.locator(".help-panel")
    expect(numbers.locator("a[href='tel:112']")).to_be_visible()
    page.keyboard.press("Escape")
    expect(numbers).to_be_hidden()
    expect(note.dialog).to_be_visible()


def test_sentences_can_be_changed(page: Page, web: House) -> None:
    note = Note(page, web.url)
    note.choose("about", "sleep", "money")
    note.do("edit")
    sleep = note.dialog.locator("[data-edit='about.sleep.fi']")
    sleep.fill("Valvon joka yö.")
    note.dialog.locator("[data-edit='about.money.fi']").fill("")
    for field in note.dialog.locator("textarea").all():
        assert field.get_attribute("name") is None
        assert field.get_attribute("spellcheck") == "false"
    note.do("edit")
    expect(note.paper).to_have_text("Valvon joka yö.")

    note.input("about", "sleep").uncheck()
    note.choose("about", "sleep")
    expect(note.paper).to_have_text("Nukun huonosti. Se vaikuttaa koko päivään.")


def test_kept_while_closed_and_in_another_language(page: Page, web: House) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    note = Note(page, web.url)
    note.fill()
    note.do("close")
    expect(note.dialog).to_have_count(0)
    assert OWN not in page.content()
    page.locator("#lang-en").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    note.open()
    expect(note.own).to_have_value(OWN)
    expect(note.paper.locator("p[lang=en]").nth(1)).to_contain_text("I sleep badly.")
    expect(note.paper.locator("p.note-own")).to_have_attribute("lang", "fi")


def test_clear_asks_first(page: Page, web: House) -> None:
    note = Note(page, web.url)
    note.fill()
    note.do("clear")
    note.do("clear_no")
    expect(note.own).to_have_value(OWN)
    note.do("clear")
    note.do("clear_yes")
    expect(note.own).to_have_value("")
    expect(note.paper).to_be_hidden()
    expect(note.dialog.locator("input[type=checkbox]:checked")).to_have_count(0)


@pytest.mark.parametrize("way", ["button", "full screen", "shift"])
def test_quick_exit(page: Page, web: House, way: str) -> None:
    note = Note(page, web.url)
    note.fill()
    if way == "full screen":
        note.do("show")
    if way == "shift":
        for _ in range(3):
            page.keyboard.press("Shift")
    else:
        note.dialog.locator("[data-action=exit]").click()
    page.wait_for_url(web.settings.exit_url)
    page.goto(f"{web.url}/?lang=fi")
    note.open()
    expect(note.own).to_have_value("")
    assert OWN not in page.content()


def test_end_of_the_chat_wipes_it(page: Page, web: House) -> None:
    note = Note(page, web.url)
    note.fill()
    note.do("close")
    page.locator("#menu-button").click()
    page.locator("#end").click()
    page.get_by_test_id("end-confirm").click()
    expect(note.visit.find("ended")).to_be_visible()
    note.open()
    expect(note.own).to_have_value("")
    expect(note.paper).to_be_hidden()


def test_words_that_cannot_be_fetched(page: Page, web: House) -> None:
    note = Note(page, web.url)
    note.fill()
    note.do("close")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.locator("#lang-sv").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.context.set_offline(True)
    page.locator("#menu-button").click()
    page.locator("#note-button").click()
    problem = note.visit.find("problem")
    expect(problem).to_contain_text("Kontakten")
    expect(problem.locator("a[href='tel:112']")).to_be_visible()
    page.context.set_offline(False)
    note.open()
    expect(note.own).to_have_value(OWN)


def test_a_script_that_cannot_be_fetched_comes_later(page: Page, web: House) -> None:
    visit = Visit(page, web.url)
    page.context.set_offline(True)
    page.locator("#menu-button").click()
    page.locator("#note-button").click()
    expect(visit.find("problem")).to_contain_text("Yhteys ei toimi")
    page.context.set_offline(False)
    page.locator("#menu-button").click()
    page.locator("#note-button").click()
    expect(visit.find("note")).to_be_visible()


LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"forced_colors": "active"},
]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(look.values()))
def test_axe(browser: Browser, web: House, look: dict[str, Any]) -> None:
    # Axe's own script would break the page's policy; it is not the page's fault.
    with context(browser, viewport=NARROW, bypass_csp=True, **look) as around:
        page = around.new_page()
        note = Note(page, web.url, "sv")
        scan(page, "empty")
        note.fill()
        scan(page, "filled")
        note.do("edit")
        scan(page, "changed by hand")
        note.do("clear")
        scan(page, "asked before clearing")
        note.do("show")
        scan(page, "full screen")
        note.dialog.locator("summary").click()
        scan(page, "numbers")


WIDE = """() => [...document.querySelectorAll('#note *')]
  .filter(node => node.checkVisibility() && !node.closest('.sr'))
  .filter(node => node.getBoundingClientRect().right > innerWidth + 1)
  .map(node => node.outerHTML.slice(0, 80))"""
LOW = """() => [...document.querySelectorAll('.note-choice')]
  .filter(node => node.checkVisibility() && node.offsetHeight < 44)
  .map(node => node.textContent)"""


def scan(page: Page, name: str) -> None:
    """Besides what every page is looked over for: nothing in the note sticks out."""
    browser_scan(page, name)
    assert page.evaluate(WIDE) == [], name
    assert page.evaluate(LOW) == [], name
