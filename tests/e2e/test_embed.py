"""The chat in the page of another site, in real headless Chromium.

The site is ``localhost``, the chat ``127.0.0.1``: two sites to a browser. Rasa is not
needed; the edge answers alone.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.browser import (
    DESK,
    FLAGS,
    NARROW,
    PATIENCE_MS,
    PHONE,
    SMALL,
    Visit,
    Watch,
    context,
    overflow,
    stub_exit,
)
from tests.house import Chat, House, running

pytestmark = pytest.mark.slow

DEMO = Path(__file__).parents[2] / "deploy" / "embed"
IN_THE_DEMO = "http://127.0.0.1:8000"
DANGER = "mul on joskus semmonen olo et haluisin vaan kadota"
WAITED_MS = 6000
# The panel's root is closed. A test opens it, as a hostile page could.
OPEN_ROOTS = """{
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return attach.call(this, {...options, mode: 'open'});
  };
}"""
BEFORE = "<!doctype html><title>Before</title><p>Koulun etusivu."
# A page that wants to know: it listens to everything, asks the frame, forges messages
# to both sides, lies over the whole page and restyles it.
HOSTILE = """<!doctype html><html lang="en"><title>Hostile</title>
<style>
  * { visibility: hidden !important; font-size: 3px !important; }
  div, button, rinnalla-help { transform: scale(0.1); opacity: 0.1 }
  #over { visibility: visible !important; position: fixed; inset: 0;
          z-index: 2147483647 }
</style>
<a class="rinnalla" href="{chat}/help?lang=fi">Help</a>
<script>
  window.heard = []; window.read = []; window.pressed = 0; window.trusted = 0;
  addEventListener('message', event => heard.push([event.origin, event.data]));
  addEventListener('keydown', event => event.isTrusted && trusted++, true);
  function pry() {
    const frame = document.querySelector('rinnalla-help').shadowRoot
      .querySelector('iframe');
    for (const look of [
      () => frame.contentDocument.body.innerText,
      () => frame.contentWindow.document.title,
      () => frame.contentWindow.location.href,
      () => frame.contentWindow.sessionStorage.rinnalla,
      () => frame.contentWindow.document.scrollingElement.scrollHeight,
    ]) try { read.push(String(look())); } catch { /* As it must be. */ }
    for (const word of ['close', 'ready', 'say', {rinnalla: 'read'}, 'leave']) {
      frame.contentWindow.postMessage(word, '*');
    }
    for (const word of ['close', 'leave']) postMessage({rinnalla: word}, '*');
  }
</script>
<div id="over" onclick="pressed++"></div>
<script src="{chat}/embed.js" defer></script>"""


# A frame beside the chat's tells both sides to leave, being neither page nor chat.
FORGER = """() => {
  const forger = document.createElement('iframe');
  forger.srcdoc = `<script>
    for (const word of ['close', 'leave']) {
      parent.postMessage({rinnalla: word}, '*');
      parent.frames[0].postMessage({rinnalla: word}, '*');
    }
    parent.postMessage('done', '*');
  </script>`;
  const done = new Promise(resolve => addEventListener('message',
    ({data}) => data === 'done' && resolve()));
  document.body.append(forger);
  return done;
}"""


class Site:
    """Another site: the demo, a page before it, and a hostile page."""

    def __init__(self) -> None:
        self.chat = ""
        self.own: dict[str, str] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = site.page(self.path.split("?")[0].lstrip("/"))
                self.send_response(200 if found else 404)
                kind = "css" if self.path.endswith(".css") else "html; charset=utf-8"
                self.send_header("content-type", f"text/{kind}")
                self.end_headers()
                self.wfile.write(found.encode())

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}"
        self.other_origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, name: str) -> str:
        """Return one page with the chat's address in it."""
        if name in self.own:
            return self.own[name].replace("{chat}", self.chat)
        if name not in ("demo.html", "demo.css"):
            return ""
        return (DEMO / name).read_text("utf-8").replace(IN_THE_DEMO, self.chat)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    started = Site()
    started.own = {"before.html": BEFORE, "hostile.html": HOSTILE}
    yield started
    started.server.shutdown()
    started.server.server_close()


@pytest.fixture(scope="module")
def edge(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("embed")
    with running(var, "web", RINNALLA_EMBED_ORIGINS=site.url) as started:
        site.chat = started.url
        yield started


@pytest.fixture
def around(browser: Browser, edge: House, watch: Watch) -> Iterator[BrowserContext]:
    """A fresh context at a desk; nobody may complain, whatever a test does."""
    with context(browser, watch=watch, viewport=DESK) as opened:
        stub_exit(opened, edge.settings.exit_url)
        opened.add_init_script(OPEN_ROOTS)
        yield opened
    assert watch.complaints == []


@pytest.fixture
def page(around: BrowserContext) -> Page:
    return around.new_page()


@contextmanager
def own_profile(
    browser: Browser, edge: House, profile: Path, *, is_blocked: bool
) -> Iterator[BrowserContext]:
    """A browser that lets frames of other sites store something, or nothing at all."""
    (profile / "Default").mkdir(parents=True)
    choice = {
        "block_third_party_cookies": is_blocked,
        "cookie_controls_mode": int(is_blocked),
    }
    preferences = json.dumps({"profile": choice})
    (profile / "Default" / "Preferences").write_text(preferences)
    opened = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=shutil.which("chromium"),
        args=list(FLAGS),
        viewport=cast(Any, DESK),
        reduced_motion="reduce",
    )
    opened.set_default_timeout(PATIENCE_MS)
    opened.add_init_script(OPEN_ROOTS)
    stub_exit(opened, edge.settings.exit_url)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture(scope="module")
def with_storage(
    browser: Browser, edge: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    profile = tmp_path_factory.mktemp("browser") / "profile"
    with own_profile(browser, edge, profile, is_blocked=False) as opened:
        yield opened


@pytest.fixture
def stored(with_storage: BrowserContext, watch: Watch) -> Iterator[Page]:
    """A page whose frames may store something for as long as the tab lives."""
    page = with_storage.new_page()
    watch.on(page)
    yield page
    page.close()
    assert watch.complaints == []


def button(page: Page) -> Locator:
    return page.locator("rinnalla-help .open")


def panel(page: Page) -> Locator:
    return page.locator("rinnalla-help").get_by_role("dialog", name="Rinnalla, botti")


class Framed(Visit):
    """One young person in the panel; everything is looked for in the frame."""

    def __init__(self, page: Page) -> None:
        if button(page).is_visible():
            button(page).click()
        expect(panel(page).locator(".room")).to_have_attribute("data-ready", "")
        handle = panel(page).locator("iframe").element_handle()
        # A frame finds and evaluates like a page.
        self.page = cast(Page, handle.content_frame())
        self.is_at_work()

    def is_at_work(self) -> None:
        """Wait for the chat's script: it first measures the window."""
        root = self.page.locator("html[data-page=chat]")
        expect(root).to_have_attribute("style", re.compile("--visible"))


def look_at_help_and_come_back(visit: Framed) -> None:
    visit.page.locator("#help-now-button").click()
    visit.page.locator("#help-page-link").click()
    expect(visit.page.locator("main #numbers")).to_be_visible()
    visit.page.locator("#brand").click()
    visit.is_at_work()


def demo(page: Page, site: Site, name: str = "demo.html") -> None:
    page.goto(f"{site.url}/{name}")
    expect(button(page)).to_be_visible()


# --- before the button, and without script or server -------------------------------


def test_nothing_but_the_script_before_the_button(
    page: Page, site: Site, edge: House, watch: Watch
) -> None:
    demo(page, site)
    page.wait_for_load_state("networkidle")
    asked = [address for address in watch.addresses if address.startswith(edge.url)]
    assert asked == [f"{edge.url}/embed.js"]
    link = page.locator("main a.rinnalla")
    expect(link).to_be_visible()
    link.click()
    expect(page).to_have_url(f"{edge.url}/help?lang=fi")
    assert page.context.cookies() == []


def test_the_link_stays_when_the_script_is_blocked(
    page: Page, site: Site, watch: Watch
) -> None:
    page.route("**/embed.js", lambda route: route.abort())
    page.goto(f"{site.url}/demo.html")
    expect(page.locator("rinnalla-help")).to_have_count(0)
    page.locator("main a.rinnalla").click()
    expect(page.locator("main a[href='tel:112']")).to_be_visible()


def test_a_dead_server_leaves_numbers_and_a_way_to_try_again(
    page: Page, site: Site, edge: House
) -> None:
    page.clock.install()
    demo(page, site)
    page.route(f"{edge.url}/?lang=fi", lambda route: route.abort())
    button(page).click()
    numbers = panel(page).locator(".meanwhile a[href^='tel:']")
    expect(numbers.first).to_have_attribute("href", "tel:112")
    expect(numbers).to_have_count(2)
    expect(panel(page).get_by_role("status")).to_have_text("Keskustelu avautuu…")
    page.clock.fast_forward(WAITED_MS)
    expect(panel(page).get_by_role("status")).to_contain_text("ei avaudu")
    help_link = panel(page).locator(".meanwhile a[target]")
    expect(help_link).to_have_attribute("href", f"{edge.url}/help?lang=fi")

    page.unroute(f"{edge.url}/?lang=fi")
    panel(page).get_by_role("button", name="Yritä uudelleen").click()
    Framed(page).say("moi")


def test_a_site_that_is_not_named_gets_no_frame(
    browser: Browser, site: Site, edge: House
) -> None:
    with context(browser, viewport=DESK) as around:
        around.add_init_script(OPEN_ROOTS)
        page = around.new_page()
        page.clock.install()
        page.goto(f"{site.other_origin}/demo.html")
        button(page).click()
        page.clock.fast_forward(WAITED_MS)
        expect(panel(page).get_by_role("status")).to_contain_text("ei avaudu")
        held = panel(page).locator("iframe").element_handle().content_frame()
        assert held and held.url == "chrome-error://chromewebdata/"


# --- the panel ------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_focus_goes_in_and_escape_brings_it_back(
    page: Page, site: Site, size: dict[str, int]
) -> None:
    page.set_viewport_size(cast(Any, size))
    demo(page, site)
    button(page).focus()
    button(page).press("Enter")
    expect(panel(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(button(page)).to_be_focused()

    visit = Framed(page)
    expect(panel(page).locator("iframe")).to_have_attribute(
        "title", "Keskustelu, Rinnalla-botti"
    )
    visit.say("moi")
    visit.page.locator("#help-now-button").click()
    visit.page.locator("#help-now-button").press("Escape")
    expect(visit.page.locator(".help-panel")).to_be_hidden()
    expect(panel(page)).to_be_visible()
    visit.page.evaluate(
        """document.addEventListener('away',
            () => document.documentElement.dataset.away = '')"""
    )
    visit.box.press("Escape")
    expect(button(page)).to_be_focused()
    # It falls silent while nobody sees it.
    expect(visit.page.locator("html")).to_have_attribute("data-away", "")
    # Put away, not ended: the chat is still there.
    expect(Framed(page).find("msg-you")).to_have_count(1)


def test_tab_leads_into_the_frame(page: Page, site: Site) -> None:
    demo(page, site)
    visit = Framed(page)
    for _ in range(4):
        page.keyboard.press("Tab")
    assert visit.page.evaluate("document.hasFocus()")


@pytest.mark.parametrize("size", [NARROW, PHONE, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_fits_and_axe_finds_nothing(
    browser: Browser, site: Site, edge: House, size: dict[str, int], scheme: str
) -> None:
    options: dict[str, Any] = {"viewport": size, "color_scheme": scheme}
    with context(browser, bypass_csp=True, **options) as around:
        around.add_init_script(OPEN_ROOTS)
        page = around.new_page()
        demo(page, site)
        scan(page)
        visit = Framed(page)
        visit.say(DANGER)
        scan(page)
        frame = panel(page).locator("iframe").bounding_box()
        assert frame and (frame["width"] == size["width"] or size is DESK)
        assert overflow(visit.page) <= 0
        card = visit.card.bounding_box()
        assert card and card["width"] <= frame["width"]
        for item in visit.numbers.all():
            item.scroll_into_view_if_needed()
            expect(item).to_be_in_viewport(ratio=0.9)


def scan(page: Page) -> None:
    """Nothing found by axe in page and panel, nothing too wide or too small."""
    found = Axe().run(page, context="rinnalla-help")
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert overflow(page) <= 0
    inside = SMALL.replace(
        "document.querySelectorAll", "document.querySelector('rinnalla-help')"
    ).replace("('button,", ".shadowRoot.querySelectorAll('.bar > *, button,")
    assert page.evaluate(inside, 44) == []


@pytest.mark.parametrize(
    ("color", "ink", "expected"),
    [
        ("#1b3a6b", "#ffffff", "rgb(27, 58, 107)"),
        ("#ffcc00", "#ffffff", "rgb(29, 95, 87)"),
        ("red;}", "#ffffff", "rgb(29, 95, 87)"),
    ],
)
def test_colours_of_the_site_only_if_they_can_be_read(
    browser: Browser, site: Site, edge: House, color: str, ink: str, expected: str
) -> None:
    with context(browser) as around:
        around.add_init_script(OPEN_ROOTS)
        page = around.new_page()
        warned: list[str] = []
        page.on("console", lambda message: warned.append(message.text))
        site.own["painted.html"] = site.page("demo.html").replace(
            'class="rinnalla"',
            f'class="rinnalla" data-color="{color}" data-ink="{ink}"',
        )
        demo(page, site, "painted.html")
        expect(button(page)).to_have_css("background-color", expected)
        is_warned = any("4.5:1" in text for text in warned)
        assert is_warned is (expected == "rgb(29, 95, 87)")


# --- a hostile page ---------------------------------------------------------------


def test_a_hostile_page_learns_nothing(stored: Page, site: Site, edge: House) -> None:
    page = stored
    page.goto(f"{site.url}/hostile.html")
    box = page.locator("rinnalla-help").bounding_box()
    assert box and box["height"] >= 44
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    visit = Framed(page)
    frame = panel(page).locator("iframe")
    before = [frame.bounding_box(), page.title(), page.evaluate("history.length")]
    look_at_help_and_come_back(visit)
    visit.say(DANGER)
    page.evaluate("pry()")
    visit.say("en tiedä")

    expect(panel(page)).to_be_visible()
    assert page.evaluate("read.filter(text => text !== 'undefined')") == []
    assert page.evaluate("[pressed, trusted]") == [0, 0]
    after = [frame.bounding_box(), page.title(), page.evaluate("history.length")]
    assert after == before
    heard = page.evaluate("heard")
    told = [word for origin, word in heard if origin == edge.url]
    assert told and all(word == {"rinnalla": "ready"} for word in told)
    seen = page.evaluate("performance.getEntries().map(entry => entry.name)")
    assert [name for name in seen if "kadota" in name or "token" in name] == []


def test_no_other_window_is_obeyed(page: Page, site: Site) -> None:
    # The demo's own policy would stop the forger.
    free = re.sub(r"<meta http-equiv.*?>", "", site.page("demo.html"))
    site.own["free.html"] = free
    demo(page, site, "free.html")
    visit = Framed(page)
    visit.say("moi")
    page.evaluate(FORGER)
    visit.say("hei")
    expect(panel(page)).to_be_visible()
    expect(visit.find("msg-you")).to_have_count(2)
    assert page.url == f"{site.url}/free.html"


# --- chats, storage, end ----------------------------------------------------------


def test_a_chat_with_storage_blocked(
    browser: Browser, site: Site, edge: House, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with own_profile(browser, edge, profile, is_blocked=True) as around:
        page = around.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        demo(page, site)
        visit = Framed(page)
        with pytest.raises(Exception, match="Access is denied"):
            visit.page.evaluate("sessionStorage.length")
        visit.say(DANGER)
        expect(visit.card).to_be_visible()
        # Another page would take the chat away: it opens beside it.
        visit.page.locator("#help-now-button").click()
        with around.expect_page() as opened:
            visit.page.locator("#help-page-link").click()
        opened.value.close()
        visit.box.press("Escape")
        again = Framed(page)
        expect(again.find("msg-you")).to_have_count(1)
        again.find("quick-exit").click()
        expect(page).to_have_url(edge.settings.exit_url)
        assert around.cookies() == []
        assert complaints == []


def test_a_place_that_helps_opens_beside_the_panel(
    page: Page, around: BrowserContext, site: Site
) -> None:
    """Most sites refuse to be shown in a frame: the panel would be an empty box."""
    around.route("https://sekasin.fi/**", lambda route: route.fulfill(body=BEFORE))
    demo(page, site)
    visit = Framed(page)
    visit.page.goto(f"{site.chat}/topics/loneliness?lang=fi")
    with around.expect_page() as opened:
        visit.page.locator("main [data-service=sekasin_chat] a").click()
    assert opened.value.url == "https://sekasin.fi/"
    assert opened.value.evaluate("opener") is None
    expect(visit.page.locator("#services")).to_be_visible()


def test_end_wipes_for_the_next_student(stored: Page, site: Site) -> None:
    page = stored
    demo(page, site)
    visit = Framed(page)
    visit.say(DANGER)
    assert visit.storage() == {"session": 1, "local": 0}
    visit.page.locator("#menu-button").click()
    visit.find("end-chat").click()
    visit.find("end-confirm").click()
    expect(visit.find("ended")).to_be_visible()
    assert visit.storage() == {"session": 0, "local": 0}
    page.reload()
    following = Framed(page)
    expect(following.log).to_be_empty()
    expect(following.card).to_be_hidden()


# --- quick exit ---------------------------------------------------------------------


def by_button(visit: Framed, page: Page) -> None:
    visit.find("quick-exit").click()


def by_shift(visit: Framed, page: Page) -> None:
    for _ in range(3):
        visit.box.press("Shift")


def by_shift_outside(visit: Framed, page: Page) -> None:
    panel(page).get_by_role("button", name="Piilota").focus()
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [by_button, by_shift, by_shift_outside])
def test_quick_exit_leaves_the_site_too(
    stored: Page, site: Site, edge: House, leave: Callable[[Framed, Page], None]
) -> None:
    page = stored
    page.goto(f"{site.url}/before.html")
    demo(page, site)
    visit = Framed(page)
    visit.say(DANGER)
    # A look at another page in the frame leaves no entry to go back to.
    look_at_help_and_come_back(visit)
    expect(visit.find("msg-you")).to_have_count(1)
    token = json.loads(visit.page.evaluate("sessionStorage.rinnalla"))["token"]

    leave(visit, page)
    expect(page).to_have_url(edge.settings.exit_url)
    expect(page.get_by_text("Sunny.")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{site.url}/before.html")
    # The server has forgotten it, and the tab has.
    late = Chat(edge, token=token)
    assert late.welcome["resumed"] is False
    late.close()
    demo(page, site)
    following = Framed(page)
    expect(following.log).to_be_empty()
    assert following.storage() == {"session": 0, "local": 0}


def test_a_first_shift_leaves_before_anything_was_pressed_in_the_frame(
    page: Page, site: Site, edge: House
) -> None:
    """The browser lets an untouched frame leave nothing: the site's script does it."""
    demo(page, site)
    visit = Framed(page)
    by_shift(visit, page)
    expect(page).to_have_url(edge.settings.exit_url)
