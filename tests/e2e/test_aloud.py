"""Read aloud: by a voice of the device, when asked, and silent at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect

from tests.e2e.browser import Visit, Watch, context
from tests.house import House

pytestmark = pytest.mark.slow

# The browser's speech, with the test's voices: what was said, what is still to say.
SPEECH = """
window.said = [];
window.queue = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => %s.map(([name, lang, localService]) => ({name, lang, localService})),
  speak({voice, text}) {
    window.said.push([voice.name, text]);
    window.queue.push(text);
    document.documentElement.dataset.said = window.said.length;
  },
  cancel: () => window.queue.splice(0),
}});
"""
VOICES = [
    ("far fi", "fi-FI", False),
    ("own fi", "fi_FI", True),
    ("own se", "sv-SE", True),
    ("far sv", "sv-FI", False),
    ("own sv", "sv-FI", True),
    ("own us", "en-US", True),
]
FAR = [voice for voice in VOICES if not voice[2]]
TURN = {
    "type": "reply",
    "bubbles": ["Otan tämän tosissani. 🌱", "Soita 112 tai 09 2525 0111."],
    "choices": [{"title": "Kuuntele vain", "payload": "/a"}],
}
TURN_ALOUD = [
    "Otan tämän tosissani.",
    "Soita 1 1 2 tai 0 9, 2 5 2 5, 0 1 1 1.",
    "Kuuntele vain",
]


def answer(socket: WebSocketRoute) -> None:
    """Welcome the page, and give each message the same turn."""
    n_sent = 0

    def on_frame(raw: str | bytes) -> None:
        nonlocal n_sent
        frame = json.loads(raw)
        if frame["type"] == "hello":
            welcome = {"token": "t", "resumed": False, "language": "fi", "seq": 0}
            socket.send(json.dumps({"type": "welcome", "idle_s": 1800, **welcome}))
        if frame["type"] == "message":
            n_sent += 1
            socket.send(json.dumps({**TURN, "seq": n_sent, "re": frame["id"]}))

    socket.on_message(on_frame)


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    with context(browser, watch=watch) as opened:
        yield opened.new_page()
    assert watch.complaints == []


def visit_with(
    page: Page, web: House, voices: list[Any], language: str = "fi"
) -> Visit:
    page.add_init_script(SPEECH % json.dumps(voices))
    return Visit(page, web.url, language)


def switch(page: Page) -> Locator:
    return page.locator("#aloud")


def press(page: Page, name: str) -> None:
    """Press a button of the menu, opened if it is not."""
    if not page.locator(f"#{name}").is_visible():
        page.locator("#menu-button").click()
    page.locator(f"#{name}").click()


def texts(page: Page) -> list[str]:
    return [text for _, text in page.evaluate("window.said")]


def test_each_message_is_read_once_and_never_unasked(page: Page, web: House) -> None:
    page.route_web_socket("**/ws", answer)
    visit = visit_with(page, web, VOICES)
    visit.say("moi")
    assert texts(page) == []

    press(page, "aloud")
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    assert texts(page) == TURN_ALOUD
    visit.say("joo")
    assert texts(page) == TURN_ALOUD * 2
    assert {name for name, _ in page.evaluate("window.said")} == {"own fi"}

    press(page, "aloud-again")
    expect(page.locator("html")).to_have_attribute("data-said", "9")
    assert texts(page) == TURN_ALOUD * 3
    press(page, "aloud")
    visit.say("no niin")
    assert texts(page) == TURN_ALOUD * 3


@pytest.mark.parametrize(
    ("language", "voice"), [("fi", "own fi"), ("sv", "own sv"), ("en", "own us")]
)
def test_the_voice_is_of_the_device_and_of_the_language(
    page: Page, web: House, language: str, voice: str
) -> None:
    visit_with(page, web, VOICES, language)
    press(page, "aloud")
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    assert {name for name, _ in page.evaluate("window.said")} == {voice}


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "suomenkielistä ääntä"), ("sv", "svensk röst"), ("en", "English voice")],
)
def test_without_a_voice_of_its_own_the_page_says_so(
    page: Page, web: House, language: str, words: str
) -> None:
    visit = visit_with(page, web, FAR, language)
    press(page, "aloud")
    expect(visit.find("problem")).to_contain_text(words)
    expect(switch(page)).to_have_attribute("aria-pressed", "false")
    assert texts(page) == []


def test_a_language_without_a_voice_turns_it_off(page: Page, web: House) -> None:
    visit = visit_with(page, web, [("own fi", "fi-FI", True)])
    press(page, "aloud")
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    press(page, "lang-sv")
    expect(visit.find("problem")).to_contain_text("svensk röst")
    expect(switch(page)).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.queue") == []


def test_the_help_card_is_read_too(page: Page, web: House) -> None:
    visit = visit_with(page, web, VOICES)
    press(page, "aloud")
    visit.say("aion tappaa itseni tänä iltana")
    expect(visit.card).to_be_visible()
    card = " ".join(texts(page))
    for words in ("1 1 2", "MIELI Kriisipuhelin", "0 9, 2 5 2 5, 0 1 1 1"):
        assert words in card


def test_numbers_beside_a_message_that_was_not_sent_are_read(
    page: Page, web: House
) -> None:
    visit = visit_with(page, web, VOICES)
    press(page, "aloud")
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    page.context.set_offline(True)
    visit.send("ootko siinä")
    expect(visit.find("unsent")).to_be_visible()
    unsent = " ".join(page.evaluate("window.queue"))
    assert "Ei lähetetty" in unsent and "1 1 2" in unsent


def by_event(name: str) -> Callable[[Visit], None]:
    return lambda visit: visit.page.evaluate(
        f"document.dispatchEvent(new Event('{name}'))"
    )


def by_hiding(visit: Visit) -> None:
    hide = "Object.defineProperty(document, 'hidden', {value: true})"
    visit.page.evaluate(hide)
    by_event("visibilitychange")(visit)


def by_ending(visit: Visit) -> None:
    press(visit.page, "end")
    visit.find("end-confirm").click()
    expect(visit.find("ended")).to_be_visible()


STOPS: dict[str, Callable[[Visit], None]] = {
    "escape": lambda visit: visit.page.keyboard.press("Escape"),
    "typing": lambda visit: visit.box.press("a"),
    "hidden": by_hiding,
    "quick exit": by_event("leave"),
    "end chat": by_ending,
}


@pytest.mark.parametrize("stop", STOPS.values(), ids=STOPS)
def test_it_is_silent_at_once(
    page: Page, web: House, stop: Callable[[Visit], None]
) -> None:
    visit = visit_with(page, web, VOICES)
    press(page, "aloud")
    expect(switch(page)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.queue.length") > 0
    stop(visit)
    assert page.evaluate("window.queue") == []
