"""Videos and exercises in real headless Chromium, and the way to them in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    WebSocketRoute,
    expect,
)

from bot import media as cards
from bot.content import LANGUAGES
from bot.flow import open_payload
from bot.web import media
from tests.e2e.browser import (
    DESK,
    NARROW,
    Visit,
    Watch,
    context,
    scan,
    stub_exit,
)
from tests.e2e.test_aloud import SPEECH, VOICES
from tests.house import House

pytestmark = pytest.mark.slow

CARDS = cards.load()
VIDEO, OTHER = "winding_down", "study_day"
SIGNED = f"{OTHER} signed"
BOX, SENSES, MUSCLES = "box_breathing", "five_senses", "tense_and_release"
IN_SIGHT = "document.querySelector('dialog.sheet').getAnimations({subtree: true})"
MOVING = f"{IN_SIGHT}.filter(one => one.playState === 'running').length"
FINISH = f"{IN_SIGHT}.forEach(one => one.finish())"
HIDE = """{
  Object.defineProperty(document, 'hidden', {value: true, configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""
LIVING: dict[str, Any] = {"viewport": DESK, "reduced_motion": "no-preference"}
# What is said first, and the steps of the buttons taken then; each ends at a card.
WALKS = {
    "fi": {
        "en saa unta": "sleep.ideas sleep.evening",
        "huomenna on koe enkä osaa mitään": "exam_stress.tonight "
        "exam_stress.plan_evening",
        "en saa aloitettua tehtävää": "procrastination.start_now",
        "mulla on paniikki": "anxiety.panic_now anxiety.look_around",
        "mitä koulupsykologilla tapahtuu": "student_welfare.ideas "
        "student_welfare.visit",
        "kaveri voi huonosti, miten autan": "",
        "mikä tämä chat on": "",
    },
    "sv": {
        "jag kan inte sova": "sleep.ideas sleep.evening",
        "i morgon är provet och jag kan ingenting": "exam_stress.tonight "
        "exam_stress.plan_evening",
        "jag kommer inte igång med uppgiften": "procrastination.start_now",
        "jag har panik": "anxiety.panic_now anxiety.look_around",
        "vad händer hos skolpsykologen": "student_welfare.ideas student_welfare.visit",
        "min kompis mår dåligt, hur hjälper jag": "friend_in_trouble.what_to_say",
        "vad är den här chatten": "",
    },
    "en": {
        "i can't sleep": "sleep.ideas sleep.evening",
        "the exam is tomorrow and i know nothing": "exam_stress.tonight "
        "exam_stress.plan_evening",
        "i can't get started on my assignment": "procrastination.start_now",
        "i'm having a panic attack": "anxiety.panic_now anxiety.look_around",
        "what happens at the school psychologist": "student_welfare.ideas "
        "student_welfare.visit",
        "my friend is not doing well, how do i help": "friend_in_trouble.what_to_say",
        "what is this chat": "",
    },
}


@pytest.mark.parametrize("language", WALKS)
def test_a_chat_in_words_reaches_six_cards(house: House, language: str) -> None:
    shown = []
    for words, steps in WALKS[language].items():
        said = house.say(f"cards {language}", words, language)
        for step in steps.split():
            offered = [b["payload"] for one in said for b in one.get("buttons", ())]
            assert open_payload(step) in offered, f"{words!r} does not lead to {step}"
            said = house.say(f"cards {language}", open_payload(step), language)
        kinds = ("video_card", "exercise_card")
        custom = [one["custom"] for one in said if "custom" in one]
        shown += [one["id"] for one in custom if one["type"] in kinds]
    assert len(shown) == len(set(shown)) == len(WALKS[language])


# --- a page whose bot answers a card's id with that card ---------------------------


def answer(socket: WebSocketRoute, language: str) -> None:
    n_sent = 0

    def on_frame(raw: str | bytes) -> None:
        nonlocal n_sent
        frame = json.loads(raw)
        if frame["type"] == "hello":
            welcome = {"token": "t", "resumed": False, "language": language, "seq": 0}
            socket.send(json.dumps({"type": "welcome", "idle_s": 1800, **welcome}))
        if frame["type"] == "message":
            n_sent += 1
            name, _, signed = frame["text"].partition(" ")
            shown = media.entry(CARDS[name], language)
            if shown and signed:
                shown["sign_language"] = f"{shown['video']}#signed"
            turn = {"type": "reply", "bubbles": ["Tässä."], "cards": [shown]}
            socket.send(json.dumps({**turn, "seq": n_sent, "re": frame["id"]}))

    socket.on_message(on_frame)


@pytest.fixture
def around(browser: Browser, web: House, watch: Watch) -> Iterator[BrowserContext]:
    with context(browser, watch=watch, viewport=NARROW, bypass_csp=True) as opened:
        stub_exit(opened, web.settings.exit_url)
        yield opened
    assert watch.complaints == []


class Chat(Visit):
    """A chat with one card in it."""

    def __init__(self, page: Page, web: House, card: str, language: str = "fi") -> None:
        page.route_web_socket("**/ws", lambda socket: answer(socket, language))
        super().__init__(page, web.url, language)
        self.say(card)
        expect(self.card_of(card)).to_be_visible()

    def card_of(self, card: str) -> Locator:
        """The card in the log."""
        return self.page.locator(f"[data-id={card}][data-kind]")

    def press(self, testid: str) -> None:
        """Move the focus to a control, and press it by keyboard."""
        self.find(testid).focus()
        self.page.keyboard.press("Enter")

    @property
    def video(self) -> Locator:
        """The first video."""
        return self.page.locator("video").first

    def is_paused(self) -> bool:
        return bool(self.video.evaluate("video => video.paused"))

    @property
    def caption(self) -> Locator:
        return self.page.locator(".player-caption")


def files_of(watch: Watch) -> list[str]:
    """Return the names of the media files that were asked for."""
    named = [url.split("?")[0] for url in watch.addresses if "/media/" in url]
    return [name.rpartition("/")[2] for name in named]


# --- the player --------------------------------------------------------------------


def test_nothing_is_loaded_before_somebody_asks(
    page: Page, web: House, watch: Watch
) -> None:
    visit = Chat(page, web, VIDEO, "sv")
    expect(visit.card_of(VIDEO).locator("img")).to_have_js_property("complete", True)
    assert files_of(watch) == [f"{VIDEO}.webp"]
    assert not any("video.js" in url or "exercise.js" in url for url in watch.addresses)
    visit.press("watch")
    expect(visit.caption).not_to_be_empty()
    assert set(files_of(watch)) == {
        f"{VIDEO}.webp",
        f"{VIDEO}.mp4",
        f"{VIDEO}.sv.vtt",
    }
    assert watch.hosts() == {web.url.removeprefix("http://")}
    assert visit.storage()["local"] == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_are_on_and_the_transcript_stands_beside(
    page: Page, web: House, language: str
) -> None:
    visit = Chat(page, web, VIDEO, language)
    visit.press("watch")
    first = CARDS[VIDEO].scenes[0]
    expect(visit.caption).to_have_text(first.says[language])
    expect(visit.caption).to_have_attribute("lang", language)
    visit.find("transcript").locator("summary").press("Enter")
    for scene in CARDS[VIDEO].scenes:
        expect(visit.find("transcript")).to_contain_text(scene.shows[language])
        expect(visit.find("transcript")).to_contain_text(scene.says[language])


def test_the_player_works_by_keyboard(page: Page, web: House) -> None:
    visit = Chat(page, web, VIDEO)
    visit.press("watch")
    play = visit.find("play")
    expect(play).to_be_focused()
    expect(play).to_have_text("Tauko")
    page.keyboard.press("Space")
    expect(play).to_have_text("Toista")
    assert visit.is_paused()

    page.keyboard.press("Tab")
    seek = page.get_by_role("slider")
    expect(seek).to_be_focused()
    page.keyboard.press("End")
    seconds = CARDS[VIDEO].seconds
    expect(seek).to_have_attribute(
        "aria-valuetext", f"{seconds} sekuntia / {seconds} sekuntia"
    )
    page.keyboard.press("Home")

    captions, speed = page.get_by_role("combobox").all()
    captions.select_option("en")
    expect(visit.caption).to_have_text(CARDS[VIDEO].scenes[0].says["en"])
    captions.select_option("")
    expect(visit.caption).to_be_empty()
    speed.select_option("0.75")
    expect(visit.video).to_have_js_property("playbackRate", 0.75)

    visit.press("full")
    player = visit.find("player")
    expect(player.locator(".exit")).to_be_visible()
    scan(page)
    visit.press("full")
    expect(player.locator(".exit")).to_be_hidden()


@pytest.mark.parametrize("event", ["leave", "wipe", "away", "hidden"])
def test_a_video_stops_when_nobody_looks(page: Page, web: House, event: str) -> None:
    visit = Chat(page, web, VIDEO)
    visit.press("watch")
    expect(visit.caption).not_to_be_empty()
    video = visit.video.element_handle()
    hide = f"document.dispatchEvent(new Event('{event}'))"
    page.evaluate(HIDE if event == "hidden" else hide)
    assert video.evaluate("video => video.paused")


def test_one_video_plays_at_a_time(page: Page, web: House) -> None:
    visit = Chat(page, web, VIDEO)
    visit.press("watch")
    expect(visit.find("play")).to_have_text("Tauko")
    visit.say(OTHER)
    visit.card_of(OTHER).get_by_test_id("watch").press("Enter")
    expect(visit.card_of(OTHER).get_by_test_id("play")).to_have_text("Tauko")
    expect(visit.card_of(VIDEO).get_by_test_id("play")).to_have_text("Toista")
    assert visit.is_paused()


def test_a_video_that_does_not_come_leaves_its_words(page: Page, web: House) -> None:
    page.route("**/media/videos/**", lambda route: route.abort())
    visit = Chat(page, web, VIDEO)
    visit.press("watch")
    expect(visit.card_of(VIDEO).get_by_role("alert")).to_contain_text("tekstinä")
    last = CARDS[VIDEO].scenes[-1].says["fi"]
    expect(visit.find("transcript").get_by_text(last)).to_be_visible()
    scan(page)
    page.unroute("**/media/videos/**")
    visit.press("watch")
    expect(visit.caption).not_to_be_empty()


def test_a_signed_version_is_offered_where_there_is_one(page: Page, web: House) -> None:
    visit = Chat(page, web, VIDEO)
    visit.press("watch")
    expect(visit.caption).not_to_be_empty()
    expect(visit.find("signed")).to_have_count(0)
    visit.say(SIGNED)
    other = visit.card_of(OTHER)
    other.get_by_test_id("watch").press("Enter")
    other.get_by_test_id("signed").press("Enter")
    expect(other.locator("video")).to_have_js_property("muted", True)
    assert str(other.locator("video").get_attribute("src")).endswith("#signed")


# --- exercises ------------------------------------------------------------------------


def dialog(visit: Chat) -> Locator:
    return visit.page.get_by_test_id("exercise").and_(visit.page.locator("dialog"))


def begin(visit: Chat, card: str) -> Locator:
    visit.card_of(card).get_by_test_id("exercise").press("Enter")
    expect(dialog(visit)).to_be_visible()
    return visit.find("exercise-main")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("card", [BOX, MUSCLES])
def test_without_motion_a_button_leads_from_step_to_step(
    page: Page, web: House, card: str, language: str
) -> None:
    visit = Chat(page, web, card, language)
    main = begin(visit, card)
    exercise = CARDS[card].exercise
    assert exercise
    expect(dialog(visit)).to_contain_text(exercise.first[language])
    for step in exercise.steps * exercise.rounds:
        main.press("Enter")
        expect(visit.find("exercise-say")).to_have_text(step.says[language])
        assert page.evaluate(MOVING) == 0
    main.press("Enter")
    expect(visit.find("exercise-say")).to_have_text(exercise.last[language])
    expect(main).to_be_focused()


def test_senses_are_gone_through_at_ones_own_pace(page: Page, web: House) -> None:
    visit = Chat(page, web, SENSES)
    main = begin(visit, SENSES)
    exercise = CARDS[SENSES].exercise
    assert exercise
    main.press("Enter")
    for step in exercise.steps:
        expect(visit.find("exercise-say")).to_have_text(step.says["fi"])
        for left in range(step.finds - 1, -1, -1):
            main.press("Enter")
            if left:
                expect(visit.find("exercise-left")).to_have_text(f"Vielä {left}")
    expect(visit.find("exercise-say")).to_have_text(exercise.last["fi"])
    main.press("Enter")
    visit.press("exercise-skip")
    expect(visit.find("exercise-say")).to_have_text(exercise.steps[1].says["fi"])
    visit.press("exercise-end")
    expect(main).to_be_focused()
    expect(visit.find("exercise-say")).to_be_empty()


def test_what_moves_can_be_held_and_goes_on(
    browser: Browser, web: House, watch: Watch
) -> None:
    with context(browser, watch=watch, **LIVING) as around:
        page = around.new_page()
        visit = Chat(page, web, BOX)
        main = begin(visit, BOX)
        exercise = CARDS[BOX].exercise
        assert exercise
        main.press("Enter")
        say = visit.find("exercise-say")
        expect(say).to_have_text(exercise.steps[0].says["fi"])
        assert page.evaluate(MOVING) > 1
        main.press("Enter")
        expect(main).to_have_text("Jatka")
        assert page.evaluate(MOVING) == 0
        main.press("Enter")
        page.evaluate(FINISH)
        expect(say).to_have_text(exercise.steps[1].says["fi"])
        page.evaluate(HIDE)
        expect(main).to_have_text("Jatka")
        assert page.evaluate(MOVING) == 0
        page.get_by_role("combobox").select_option("tap")
        expect(main).to_have_text("Seuraava")
        page.keyboard.press("Escape")
        expect(dialog(visit)).to_have_count(0)
        expect(visit.card_of(BOX).get_by_test_id("exercise")).to_be_focused()
    assert watch.complaints == []


def test_an_exercise_goes_with_the_chat(page: Page, web: House) -> None:
    visit = Chat(page, web, BOX)
    begin(visit, BOX).press("Enter")
    page.evaluate("document.dispatchEvent(new Event('wipe'))")
    expect(dialog(visit)).to_have_count(0)


def test_quick_exit_from_within_an_exercise(page: Page, web: House) -> None:
    visit = Chat(page, web, SENSES)
    begin(visit, SENSES)
    dialog(visit).locator("[data-action=exit]").click()
    page.wait_for_url(web.settings.exit_url)


# --- for every eye ----------------------------------------------------------------


@pytest.mark.parametrize(
    "look", [{}, {"color_scheme": "dark"}, {"contrast": "more"}], ids=str
)
@pytest.mark.parametrize("card", [VIDEO, BOX, SENSES, MUSCLES])
def test_cards_hold_for_every_eye(
    browser: Browser, web: House, watch: Watch, card: str, look: dict[str, Any]
) -> None:
    look = {"viewport": NARROW, "bypass_csp": True, **look}
    with context(browser, watch=watch, **look) as around:
        visit = Chat(around.new_page(), web, card)
        scan(visit.page)
        if card == VIDEO:
            visit.press("watch")
            expect(visit.caption).not_to_be_empty()
            visit.find("transcript").locator("summary").press("Enter")
        else:
            main = begin(visit, card)
            scan(visit.page)
            main.press("Enter")
        scan(visit.page)
    assert watch.complaints == []


def test_cards_are_read_aloud_and_kept_by_their_names(page: Page, web: House) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(SPEECH % json.dumps(VOICES))
    visit = Chat(page, web, VIDEO)
    title = CARDS[VIDEO].title["fi"]
    page.locator("#menu-button").click()
    page.locator("#aloud").click()
    expect(page.locator("#aloud")).to_have_attribute("aria-pressed", "true")
    assert title in [text for _, text in page.evaluate("window.said")]
    page.locator("#keep").click()
    visit.find("keep_copy").click()
    expect(visit.find("keep-told")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(rf"^{title} \(Video .*sekuntia\)$", copied, re.M)


def test_the_mood_of_danger_draws_nobody(page: Page, web: House) -> None:
    visit = Chat(page, web, VIDEO)
    picture = visit.card_of(VIDEO).locator("img")
    expect(picture).to_be_visible()
    page.evaluate("document.documentElement.toggleAttribute('data-card', true)")
    expect(picture).to_be_hidden()
    expect(visit.find("watch")).to_be_visible()
