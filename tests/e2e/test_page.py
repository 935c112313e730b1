"""The chat page in real headless Chromium, against the real house."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    Page,
    expect,
)

from tests.e2e.browser import (
    DESK,
    NARROW,
    PHONE,
    Visit,
    Watch,
    context,
    overflow,
    scan,
    small_targets,
)
from tests.house import House

pytestmark = pytest.mark.slow

WORDS: dict[str, dict[str, str]] = {
    "fi": {
        "greeting": "moi",
        "exam": "mua stressaa koe ihan hirveesti",
        "ideas": "Anna ideoita",
        "helped": "se autto",
        "danger": "en jaksa enää elää",
        "acute": "aion tehdä sen tänä iltana, oon päättänyt",
        "next": "en tiedä",
        "laugh": "kuolen nauruun 😂",
    },
    "sv": {
        "greeting": "hej",
        "exam": "ja e så stressad över provet",
        "ideas": "Ge idéer",
        "helped": "det hjälpte",
        "danger": "jag orkar inte leva längre",
        "acute": "jag ska göra det i kväll, jag har bestämt mig",
        "next": "vet inte",
        "laugh": "jag dör av skratt 😂",
    },
    "en": {
        "greeting": "hi",
        "exam": "I'm so stressed about my exam",
        "ideas": "Give me ideas",
        "helped": "that helped",
        "danger": "i don't want to live anymore",
        "acute": "i am going to do it tonight, i have decided",
        "next": "i don't know",
        "laugh": "i'm dying laughing 😂",
    },
}
OTHER = {"fi": "sv", "sv": "en", "en": "fi"}
CRISIS_LINE, CRISIS_LINE_SV = "mieli_crisis_line_fi", "mieli_crisis_line_sv"
CRISIS_NUMBER = "09 2525 0111"
NUMBERS = {CRISIS_LINE: CRISIS_NUMBER, CRISIS_LINE_SV: "09 2525 0112"}
"""In a Swedish chat the Swedish line stands first while it is open."""
SIZES = {"phone": PHONE, "desk": DESK}
PAGES = ("/", "/help", "/about", "/privacy", "/accessibility")
IN_THE_TAB = {"session": 1, "local": 0}
NOTHING = {"session": 0, "local": 0}


# --- a whole chat, in each language, on a phone and at a desk ---------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", WORDS)
def test_everyday_chat(
    page: Page, house: House, watch: Watch, language: str, size: str
) -> None:
    say = WORDS[language]
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    visit = Visit(page, house.url, language)
    assert visit.storage() == NOTHING
    assert not any(address.startswith("ws") for address in watch.addresses)
    title = page.title()

    visit.say(say["greeting"])
    visit.say(say["exam"])
    visit.choose(say["ideas"])
    visit.choose()
    visit.say(say["helped"])

    thumbs = visit.find("thumbs")
    thumbs.get_by_role("button").first.click()
    expect(thumbs.get_by_role("button").first).to_have_attribute("aria-pressed", "true")
    expect(visit.find("spoken")).not_to_be_empty()
    visit.say(say["laugh"])
    expect(visit.card).to_be_hidden()

    assert page.title() == title == "Rinnalla"
    assert overflow(page) <= 0
    assert small_targets(page) == []
    assert visit.storage() == IN_THE_TAB
    assert page.context.cookies() == []
    assert watch.hosts() == {house.url.removeprefix("http://")}
    for word in ("nauru", "skratt", "laugh", "autto", "stress"):
        assert not any(word in address for address in watch.addresses)


# How many times something of the bot's was put in.
ARRIVALS = """() => {
  window.arrivals = 0;
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]);
    if (added.some((node) => node.matches(".msg.bot"))) window.arrivals += 1;
  }).observe(document.querySelector("[data-testid=log]"), { childList: true });
}"""


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_an_answer_comes_bit_by_bit_where_motion_is_wanted(
    browser: Browser, web: House, motion: str
) -> None:
    with context(browser, reduced_motion=motion) as opened:
        visit = Visit(opened.new_page(), web.url, "fi")
        visit.page.evaluate(ARRIVALS)
        visit.say("moi")
        n_bubbles = visit.turns()
        assert n_bubbles > 1
        arrivals = visit.page.evaluate("window.arrivals")
        assert arrivals == (1 if motion == "reduce" else n_bubbles)


@pytest.mark.parametrize("language", WORDS)
def test_language_changed_in_the_middle(
    page: Page, house: House, language: str
) -> None:
    other = OTHER[language]
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    visit = Visit(page, house.url, language)
    visit.say(WORDS[language]["exam"])
    first = visit.find("msg-bot").first.inner_text()
    visit.box.fill("?!")
    switch = page.locator(f"#lang-{other}")
    switch.focus()
    switch.press("Enter")

    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(switch).to_be_focused()
    expect(visit.box).to_have_value("?!")
    assert visit.find("msg-bot").first.inner_text() == first
    expect(visit.choices).to_contain_text(WORDS[other]["ideas"])
    # What was said before stays marked as what it is.
    expect(visit.log.locator(".bubble").first).to_have_attribute("lang", language)
    visit.box.fill("")
    visit.choose(WORDS[other]["ideas"])
    expect(visit.log.locator(".bubble").last).to_have_attribute("lang", other)
    visit.say(WORDS[other]["danger"])
    expect(visit.card).to_have_attribute("lang", other)


def test_writing_in_another_language_brings_an_offer(page: Page, house: House) -> None:
    visit = Visit(page, house.url, "fi")
    visit.say("hej, ja e så stressad över provet i morgon")
    buttons = page.locator('[data-payload*="set_language"]')
    offer, stay = buttons.first, buttons.last
    expect(offer).to_have_attribute("lang", "sv")
    expect(stay).to_have_attribute("lang", "fi")
    expect(visit.log.locator(".bubble").last).to_have_attribute("lang", "sv")
    # The answer's own choices are not taken away by the offer.
    assert visit.find("choices").first.get_by_role("button", disabled=False).count() > 1
    before = visit.turns()
    offer.click()
    visit.answered(before)
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(visit.log.locator(".bubble").last).to_have_attribute("lang", "sv")


# --- help card ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fi", "mua ahdistaa 🔪", "Näytä, mistä saa apua nyt"),
        ("sv", "ja har ångest 🔪", "Visa var man får hjälp nu"),
        ("en", "i feel so anxious 🔪", "Show where to get help now"),
    ],
)
def test_a_check_stands_beside_the_way_to_the_numbers(
    page: Page, house: House, language: str, text: str, words: str
) -> None:
    visit = Visit(page, house.url, language)
    visit.say(text)
    way = visit.find("help-link").get_by_role("link", name=words)
    expect(way).to_be_visible()
    way.click()
    expect(page).to_have_url(f"{house.url}/help?lang={language}")


@pytest.mark.parametrize("language", WORDS)
def test_help_card(page: Page, house: House, watch: Watch, language: str) -> None:
    say = WORDS[language]
    visit = Visit(page, house.url, language)
    visit.say(say["danger"])

    line = visit.ids()[0]
    assert line == CRISIS_LINE or (language, line) == ("sv", CRISIS_LINE_SV)
    assert len(visit.ids()) <= 3
    expect(visit.numbers.first).to_contain_text(NUMBERS[line])
    digits = NUMBERS[line].replace(" ", "")[1:]
    expect(visit.numbers.first.get_by_role("link").first).to_have_attribute(
        "href", re.compile(rf"^tel:(\+358|0){digits}$")
    )
    assert_state_in_words(visit)
    assert_in_window(page, visit, 1)
    expect(visit.find("thumbs")).to_have_count(0)

    visit.say(say["acute"])
    assert visit.ids()[:2] == ["emergency_112", line]
    assert_in_window(page, visit, 2)
    assert_first_number_largest(page)
    assert_state_in_words(visit)

    frames = watch.received
    cards = sum('"help_card"' in frame for frame in frames)
    said = visit.log.locator(".bot .bubble").all_inner_texts()
    visit.say(say["next"])
    assert sum('"help_card"' in frame for frame in frames) == cards, "a second card"
    new = visit.log.locator(".bot .bubble").all_inner_texts()[len(said) :]
    assert new and not set(new) & set(said)
    expect(page.locator(".card:visible")).to_have_count(1)
    assert overflow(page) <= 0
    assert small_targets(page) == []
    wire = " ".join(frames)
    for secret in ('"level"', '"rule"', '"rules"', '"score"', '"categories"'):
        assert secret not in wire


def assert_state_in_words(visit: Visit) -> None:
    for item in visit.numbers.all():
        expect(item.locator(".svc-state")).to_have_text(re.compile(r"\w{3}"))


def assert_in_window(page: Page, visit: Visit, n_numbers: int) -> None:
    """The first numbers are in sight, and something of the log is, too."""
    for item in visit.numbers.all()[:n_numbers]:
        box = item.get_by_role("link").first.bounding_box()
        foot = page.locator(".card-foot").bounding_box()
        assert box and foot and box["y"] + box["height"] <= foot["y"] + 1
    answer = visit.find("msg-you").last.locator("xpath=following-sibling::div[1]")
    expect(answer.locator(".bubble")).to_be_in_viewport(ratio=0.9)
    room = page.locator("#scroller").bounding_box()
    assert room and room["height"] >= 150
    onward = page.locator("#newer")
    below = """node => node.getBoundingClientRect().bottom
        - document.getElementById('scroller').getBoundingClientRect().bottom"""
    for _ in range(5):
        if visit.choices.evaluate(below) > 4:
            onward.click()
    expect(visit.choices).to_be_in_viewport(ratio=0.9)


def assert_first_number_largest(page: Page) -> None:
    script = """[...document.querySelectorAll('#card .number')]
        .map(node => parseFloat(getComputedStyle(node).fontSize))"""
    first, *others = page.evaluate(script)
    assert first > 1.4 * max(others)


@pytest.mark.parametrize("language", WORDS)
def test_misunderstood_takes_the_card_away(
    page: Page, house: House, language: str
) -> None:
    visit = Visit(page, house.url, language)
    visit.say(WORDS[language]["danger"])
    before = visit.turns()
    visit.find("misunderstood").focus()
    visit.find("misunderstood").press("Enter")
    expect(visit.card).to_be_hidden()
    expect(visit.box).to_be_focused()
    visit.answered(before)


# --- the first HTML ---------------------------------------------------------------


@pytest.mark.parametrize("language", WORDS)
def test_without_script(browser: Browser, house: House, language: str) -> None:
    with context(browser, java_script_enabled=False) as around:
        page = around.new_page()
        page.goto(f"{house.url}/?lang={language}")
        expect(page.get_by_test_id("notice")).to_contain_text("112")
        page.locator("#help-now-button").click()
        panel = page.get_by_test_id("help-now")
        expect(panel.locator("a[href='tel:112']")).to_be_visible()
        second = panel.locator(".svc").nth(1)
        line = second.get_attribute("data-service") or ""
        assert line == CRISIS_LINE or (language, line) == ("sv", CRISIS_LINE_SV)
        expect(second).to_contain_text(NUMBERS[line])
        expect(page.locator("#composer")).to_be_hidden()
        panel.locator("#help-page-link").click()
        expect(page.locator("main a[href='tel:112']")).to_be_visible()
        expect(page.locator("main")).to_contain_text(CRISIS_NUMBER)
        exit_link = page.get_by_test_id("quick-exit")
        expect(exit_link).to_have_attribute("href", house.settings.exit_url)
        assert around.cookies() == []


def test_opening_stores_nothing(page: Page, house: House, watch: Watch) -> None:
    for path in PAGES:
        page.goto(house.url + path)
        page.wait_for_load_state("networkidle")
        kept = "[sessionStorage.length, localStorage.length, document.cookie]"
        assert page.evaluate(kept) == [0, 0, ""]
    assert page.context.cookies() == []
    assert watch.hosts() == {house.url.removeprefix("http://")}


# --- quick exit, end, reload ------------------------------------------------------


def by_button(visit: Visit) -> None:
    visit.find("quick-exit").click()


def by_shift(visit: Visit) -> None:
    visit.box.fill("eilen ne")
    for _ in range(3):
        visit.box.press("Shift")


@pytest.mark.parametrize("leave", [by_button, by_shift])
def test_quick_exit(
    page: Page, house: House, watch: Watch, leave: Callable[[Visit], None]
) -> None:
    visit = Visit(page, house.url)
    visit.say("meiän luokalla on yks ryhmä")
    leave(visit)
    page.wait_for_url(house.settings.exit_url)
    expect(page.get_by_text("Sunny.")).to_be_visible()
    assert any('"end"' in frame for frame in watch.sent)

    page.go_back()
    if page.url.startswith(house.url):
        expect(page.get_by_test_id("log")).to_be_empty()
    expect(page.locator("body")).not_to_contain_text("ryhmä")
    page.goto(f"{house.url}/?lang=fi")
    expect(visit.log).to_be_empty()
    expect(visit.box).to_have_value("")
    assert visit.storage() == NOTHING


def test_end_wipes(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    visit.say("en jaksa enää elää")
    page.locator("#menu-button").click()
    visit.find("end-chat").click()
    page.keyboard.press("Escape")
    expect(visit.card).to_be_visible()
    page.locator("#menu-button").click()
    visit.find("end-chat").click()
    visit.find("end-confirm").click()
    expect(visit.find("ended")).to_be_visible()
    expect(visit.find("msg-you")).to_have_count(0)
    expect(visit.find("msg-bot")).to_have_count(0)
    expect(visit.card).to_be_hidden()
    assert visit.storage() == NOTHING
    page.reload()
    expect(visit.log).to_be_empty()
    visit.say("moi")


def test_reload_resumes(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    visit.say("mua stressaa koe ihan hirveesti")
    visit.choose("Anna ideoita")
    visit.say("en jaksa enää elää")
    before = visit.log.locator(".bubble").all_inner_texts()
    numbers = visit.ids()
    page.reload()
    expect(visit.log.locator(".bubble")).to_have_count(len(before))
    assert visit.log.locator(".bubble").all_inner_texts() == before
    assert visit.ids() == numbers
    expect(visit.find("spoken")).to_be_empty()
    kept = page.evaluate("sessionStorage.getItem('rinnalla')")
    assert set(json.loads(kept)) <= {"token", "crisis", "language", "easy"}
    visit.say("en tiedä")


# --- what breaks ------------------------------------------------------------------


def test_offline(page: Page, house: House, watch: Watch) -> None:
    visit = Visit(page, house.url)
    visit.say("moi")
    page.context.set_offline(True)
    visit.send("mua stressaa koe ihan hirveesti")
    unsent = visit.find("unsent")
    expect(unsent).to_contain_text("Ei lähetetty")
    expect(unsent.locator("a[href='tel:112']")).to_be_visible()
    expect(unsent).to_contain_text(CRISIS_NUMBER)
    before = visit.turns()
    page.context.set_offline(False)
    visit.answered(before)
    expect(unsent).to_have_count(0)
    expect(visit.find("msg-you")).to_have_count(2)
    assert sum("hirveesti" in frame for frame in watch.sent) == 1


def test_parts_killed(
    browser: Browser, tmp_path: Any, house: House, watch: Watch
) -> None:
    """Rasa never answers, and the edge is killed in the middle of a crisis."""
    own = House(tmp_path / "var", ("web",))
    try:
        own.wait_until_ready()
        with context(browser, watch=watch) as around:
            visit = Visit(around.new_page(), own.url)
            everyday_without_rasa(visit)
            crisis_through_a_killed_edge(visit, own)
    finally:
        own.stop()
    assert watch.complaints == []


def everyday_without_rasa(visit: Visit) -> None:
    visit.say("mite alottaa esseen ku ei vaa pysty aloittaa")
    assert visit.choices.get_by_role("button").count() >= 3
    first = visit.log.locator(".bot .bubble").all_inner_texts()
    visit.say("no mitä nyt")
    second = visit.log.locator(".bot .bubble").all_inner_texts()[len(first) :]
    assert second and not set(first) & set(second)
    before = visit.turns()
    visit.choices.get_by_role("button").first.click()
    visit.answered(before)


def crisis_through_a_killed_edge(visit: Visit, own: House) -> None:
    visit.say("aion tehdä sen tänä iltana, oon päättänyt tappaa itseni")
    assert visit.ids()[:2] == ["emergency_112", CRISIS_LINE]
    numbers = visit.ids()
    watch_card = """window.wasHidden = false; new MutationObserver(() => {
        window.wasHidden ||= document.getElementById('card').hidden;
    }).observe(document.getElementById('card'), {attributes: true})"""
    visit.page.evaluate(watch_card)

    own.kill("web")
    expect(visit.find("connection")).not_to_be_empty()
    own.start("web")
    own.wait_until_ready()
    expect(visit.log.locator(".line")).to_contain_text("Yhteys")
    assert visit.ids() == numbers
    assert visit.page.evaluate("window.wasHidden") is False
    assert visit.choices.locator("[aria-disabled]").count() > 0
    visit.say("ootko sä vielä siinä")
    assert visit.ids() == numbers
    expect(visit.page.locator(".card:visible")).to_have_count(1)


# --- too long ---------------------------------------------------------------------


def test_too_long(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    text = "a" * 1001
    visit.send(text)
    expect(visit.find("problem")).to_contain_text(re.compile("1.000"))
    expect(visit.box).to_have_value(text)
    expect(visit.box).to_have_attribute("aria-invalid", "true")
    expect(visit.find("msg-you")).to_have_count(0)
    expect(visit.card).to_be_hidden()

    dangerous = "ha " * 500 + "en jaksa enää elää"
    visit.send(dangerous)
    expect(visit.card).to_be_visible()
    expect(visit.find("problem")).to_contain_text(re.compile("1.000"))
    expect(visit.box).to_have_value(dangerous)
    visit.box.fill("")
    visit.say("moi")
    expect(visit.find("problem")).to_be_empty()


# --- keyboard and screen reader ---------------------------------------------------

FOCUS = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    tag: node.tagName, id: node.id, action: node.dataset.action ?? '',
    inCard: Boolean(node.closest('#card')),
    isVisible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    isCovered: !(node.contains(top) || top?.contains(node)),
  };
}"""


def tab_to(page: Page, found: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Press Tab until the focus is where it should be; it must be seen all the way."""
    for _ in range(40):
        page.keyboard.press("Tab")
        focus: dict[str, Any] = page.evaluate(FOCUS)
        if focus["tag"] == "BODY":
            continue
        assert focus["isVisible"] and not focus["isCovered"], focus
        if found(focus):
            return focus
    raise AssertionError("the keyboard does not get there")


def test_keyboard_only(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    tab_to(page, lambda focus: focus["id"] == "box")
    page.keyboard.type("mua stressaa koe ihan hirveesti")
    page.keyboard.press("Enter")
    visit.answered(0)
    expect(visit.box).to_be_focused()

    # The choices stand before the box, in the order of the page.
    page.keyboard.press("Shift+Tab")
    for _ in range(12):
        if page.evaluate(FOCUS)["action"] == "choice":
            break
        page.keyboard.press("Shift+Tab")
    focus = page.evaluate(FOCUS)
    assert focus["action"] == "choice" and focus["isVisible"], focus
    before = visit.turns()
    page.keyboard.press("Enter")
    visit.answered(before)
    pressed = visit.log.locator("[aria-pressed='true']")
    expect(pressed).to_be_focused()
    expect(pressed).to_have_attribute("aria-disabled", "true")

    tab_to(page, lambda focus: focus["id"] == "box")
    page.keyboard.type("en jaksa enää elää")
    page.keyboard.press("Enter")
    expect(visit.card).to_be_visible()
    expect(visit.box).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["inCard"], "the card is the next stop"
    expect(visit.numbers.first.get_by_role("link").first).to_be_focused()
    tab_to(page, lambda focus: focus["id"] == "misunderstood")
    tab_to(page, lambda focus: focus["id"] == "box")


def test_each_message_is_announced_once(page: Page, house: House) -> None:
    visit = Visit(page, house.url)
    expect(visit.log).to_have_attribute("aria-live", "polite")
    page.evaluate(
        """() => {
          window.added = []; window.spoken = [];
          const log = document.getElementById('log');
          const spoken = document.getElementById('spoken');
          new MutationObserver(changes => changes.forEach(change =>
            change.addedNodes.forEach(node => window.added.push(node.textContent))
          )).observe(log, {childList: true});
          new MutationObserver(() => spoken.textContent &&
            window.spoken.push(spoken.textContent)
          ).observe(spoken, {childList: true});
        }"""
    )
    visit.say("moi")
    visit.say("mua stressaa koe ihan hirveesti")
    visit.say("en jaksa enää elää")
    expect(visit.find("spoken")).to_contain_text(CRISIS_NUMBER)
    expect(visit.choices).to_be_visible()
    spoken: list[str] = page.evaluate("window.spoken")
    # 'Writing' once in a chat, the card once.
    assert len([text for text in spoken if "kirjoittaa" in text]) == 1
    assert len([text for text in spoken if CRISIS_NUMBER in text]) == 1
    added: list[str] = page.evaluate("window.added")
    bubbles = visit.log.locator(".msg").count()
    assert len([text for text in added if re.match("Rinnalla:|Sinä:", text)]) == bubbles
    expect(visit.choices).to_have_attribute("role", "group")
    expect(visit.choices).to_have_attribute("aria-label", re.compile(r"\w"))


# --- axe, narrow windows ------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_chat(browser: Browser, house: House, watch: Watch, scheme: str) -> None:
    # Axe's own script would break the page's policy; it is not the page's fault.
    options: dict[str, Any] = {"color_scheme": scheme, "viewport": NARROW}
    options["bypass_csp"] = True
    with context(browser, watch=watch, **options) as around:
        page = around.new_page()
        visit = Visit(page, house.url)
        scan(page, "start")
        page.locator("#help-now-button").click()
        scan(page, "numbers")
        page.keyboard.press("Escape")
        visit.say("mua stressaa koe ihan hirveesti")
        visit.choose("Anna ideoita")
        scan(page, "conversation")
        visit.say("en jaksa enää elää")
        scan(page, "help card")
        page.locator("#card-more").click()
        scan(page, "help card, all of it")
    assert watch.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_pages(browser: Browser, house: House, scheme: str) -> None:
    options: dict[str, Any] = {"color_scheme": scheme, "viewport": NARROW}
    options["bypass_csp"] = True
    with context(browser, **options) as around:
        page = around.new_page()
        for path in PAGES[1:]:
            for language in WORDS:
                page.goto(f"{house.url}{path}?lang={language}")
                scan(page, f"{path} {language}")
