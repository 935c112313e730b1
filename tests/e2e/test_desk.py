"""A professional's whole way: from a changed text to the words a young person gets.

A text that is signed stays in the chat, as it was, until its new words are signed: a
topic by one professional, a text of crisis mode by two.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone

import oidc_provider_mock
import pytest
from oidc_provider_mock import User
from playwright.sync_api import Browser, Page, expect

from bot import flow, signin
from bot import settings as config
from bot.model import LANGUAGES
from bot.review.gate import AT_CHOICE
from bot.review.log import Event, moment
from bot.review.register import Register
from bot.review.transfer import FORMAT
from bot.review.units import units, versions
from bot.settings import Settings
from tests.e2e import browser as chromium
from tests.house import Chat, House

SLEEP = "topics/everyday/sleep"
SUICIDE = "crisis/suicide"
# What the working copy says now and will say: each variant of a step begins so.
SLEEP_WORDS = ("Nukut nyt", "Yöt vievät", "Lepo ei")
CARD_WORDS = ("Toivot, ettet", "Et haluaisi")
NEW_SLEEP, NEW_CARD = "Kerroit unesta.", "Kuulin sinut."
TOO_LONG = f"{NEW_SLEEP} {' '.join(['Nukut', *['huonosti'] * 16])}."
MENDED = f"{NEW_SLEEP} Nukut huonosti.\nMikä auttaisi sinua nyt?"
IN_DANGER = "haluun kuolla"
# Streamlit imports much at its first page; a busy machine takes its time.
FIRST_PAGE_MS = 60_000
UNTIL_SERVED_S = 20
pytestmark = [
    # The provider runs in a thread of the test, with the warnings of its libraries.
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:authlib"),
]


@dataclass
class Place:
    """An installation that serves only what is signed, with people who may sign."""

    house: House
    settings: Settings

    def rewrite(self, unit: str, beginnings: tuple[str, ...], words: str) -> None:
        """Change a text of the working copy, as its writer does."""
        path = units(self.settings)[unit].path
        text = path.read_text("utf-8")
        for beginning in beginnings:
            assert beginning in text
            text = text.replace(beginning, f"{words} {beginning}")
        path.write_text(text, "utf-8")

    def topic_says(self) -> str:
        """Return what a young person reads first of sleep."""
        chat = Chat(self.house)
        frames = chat.choose(flow.open_payload("sleep.start"))
        chat.close()
        return "\n".join(frames[-1]["bubbles"])

    def card_says(self) -> str:
        """Return the sentence beside the help card of somebody who wants to die."""
        chat = Chat(self.house)
        chat.tell(IN_DANGER)
        frames = chat.until("help_card")
        chat.close()
        return "\n".join(frames[-1]["bubbles"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(config.REPO / "data", folder / "data")
    people = [
        User(sub=name, claims={"name": name.capitalize(), "roles": ["professional"]})
        for name in ("anna", "bertta")
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=people) as provider:
        house = House(
            folder / "var",
            (),
            RINNALLA_CONTENT=str(folder / "data"),
            RINNALLA_PUBLISHED=str(folder / "published"),
            RINNALLA_REVIEWED_ONLY="1",
            RINNALLA_OIDC_METADATA_URL=(
                f"http://localhost:{provider.server_port}"
                "/.well-known/openid-configuration"
            ),
            RINNALLA_OIDC_CLIENT_ID="rinnalla",
            RINNALLA_OIDC_CLIENT_SECRET="only for tests",
        )
        settings = _settings(house)
        sign_the_core(settings)
        signin.write_secrets(settings)
        try:
            house.start("web")
            house.start("dashboard")
            house.wait_until_ready()
            yield Place(house, settings)
        finally:
            house.stop()


def _settings(house: House) -> Settings:
    """Return the settings as the parts of the house read them."""
    told = {
        key: value
        for key, value in house._env.items()
        if key.startswith("RINNALLA_") or key.endswith("_PORT")
    }
    return config.load(told, dotenv=None)


def sign_the_core(settings: Settings) -> None:
    """Bring in a file with signatures of all that the chat needs, and of one topic."""
    known = {
        id: unit
        for id, unit in units(settings).items()
        if id == SLEEP or unit.kind not in AT_CHOICE
    }
    now = datetime.now(timezone.utc)
    signed = Event(moment(now), "sign", role="professional")
    rows = [
        replace(signed, unit=id, language=language, signer=name, version=version)
        for id, unit in known.items()
        for language, version in versions(unit).items()
        for name in ("earlier 1", "earlier 2")[: unit.needs]
        if version and language in LANGUAGES
    ]
    data = {"format": FORMAT, "events": [asdict(row) for row in rows]}
    register = Register(settings.published)
    by = {"signer": "operator", "role": "admin"}
    register.import_(json.dumps(data).encode(), known, now=now, **by)


def test_a_text_is_served_when_it_is_signed_and_not_before(
    place: Place, browser: Browser
) -> None:
    place.rewrite(SLEEP, SLEEP_WORDS, NEW_SLEEP)
    place.rewrite(SUICIDE, CARD_WORDS, NEW_CARD)
    watch = chromium.Watch()
    with _desk(browser, watch) as anna, _desk(browser, watch) as bertta:
        sign_in(place, anna, "anna")
        find(place, anna, "Uni ja nukkuminen", "Muuttunut")
        see_what_changed(anna, NEW_SLEEP)
        try_out(anna, NEW_SLEEP)
        comment(anna, "Alku", "Hyvä ja lyhyt alku.")
        edit(anna)
        assert NEW_SLEEP not in place.topic_says()
        sign(anna, "teksti on julkaistu")
        wait_for(place.topic_says, NEW_SLEEP)

        find(place, anna, "Kriisi: itsemurha", "Muuttunut")
        sign(anna, "odottaa vielä toista")
        assert NEW_CARD not in place.card_says()
        sign_in(place, bertta, "bertta")
        find(place, bertta, "Kriisi: itsemurha", "Yksi kahdesta")
        sign(bertta, "teksti on julkaistu")
        wait_for(place.card_says, NEW_CARD)
    assert watch.complaints == []


# --- what a professional does -----------------------------------------------------


@contextmanager
def _desk(browser: Browser, watch: chromium.Watch) -> Iterator[Page]:
    with chromium.context(browser, watch=watch, viewport=chromium.DESK) as where:
        yield where.new_page()


def sign_in(place: Place, page: Page, name: str) -> None:
    """Sign in at the provider."""
    page.goto(f"{place.house.dashboard_url}/desk")
    page.get_by_role("button", name="Kirjaudu").click(timeout=FIRST_PAGE_MS)
    page.locator("input[name=sub]").fill(name)
    page.get_by_role("button", name="Authorize").click()
    way_out = page.get_by_role("button", name="Kirjaudu ulos")
    expect(way_out).to_be_visible(timeout=FIRST_PAGE_MS)


def find(place: Place, page: Page, name: str, state: str) -> None:
    """Open a text from the list, by the state of its Finnish words."""
    page.goto(f"{place.house.dashboard_url}/desk")
    search = page.get_by_role("textbox", name="Hae nimellä")
    search.fill(name, timeout=FIRST_PAGE_MS)
    search.press("Enter")
    row = page.get_by_role("row").filter(has_text=name)
    row.get_by_role("link", name=state).click(timeout=FIRST_PAGE_MS)
    heading = page.get_by_role("heading", name=name, level=1)
    expect(heading).to_be_visible(timeout=FIRST_PAGE_MS)


def see_what_changed(page: Page, words: str) -> None:
    """Look at the difference: what is new is marked as new."""
    page.get_by_role("tab", name="Mikä muuttui").click()
    expect(page.locator("ins").filter(has_text=words).first).to_be_visible()


def try_out(page: Page, words: str) -> None:
    """Walk a step of the new words, of which the chat knows nothing yet."""
    page.get_by_role("tab", name="Kokeile").click()
    said = page.get_by_test_id("stChatMessage")
    expect(said.first).to_contain_text(words)
    page.get_by_role("button", name="Anna ideoita").click()
    expect(said).to_have_count(3)


def comment(page: Page, step: str, words: str) -> None:
    """Write a comment at a step."""
    page.get_by_role("tab", name="Lue").click()
    page.get_by_role("button", name="Kommentoi").first.click()
    page.get_by_role("textbox", name=f"Kommenttisi kohtaan {step}").fill(words)
    page.get_by_role("button", name="Tallenna kommentti").click()
    expect(page.get_by_text("Kommentti on tallessa.")).to_be_visible()
    expect(page.get_by_test_id("stText").get_by_text(words)).to_be_visible()


def edit(page: Page) -> None:
    """Change words: too long a sentence is told of while she types, then mended."""
    page.get_by_role("link", name="Muokkaa tätä tekstiä").click()
    box = page.get_by_role("textbox", name="Botti sanoo 1")
    expect(box).to_have_value(re.compile(NEW_SLEEP), timeout=FIRST_PAGE_MS)
    box.fill(TOO_LONG)
    finding = page.get_by_text("Lause on liian pitkä")
    expect(finding.first).to_be_visible(timeout=FIRST_PAGE_MS)
    box.fill(MENDED)
    expect(finding).to_have_count(0, timeout=FIRST_PAGE_MS)
    page.get_by_role("button", name="Tallenna työkopioon").click()
    way_on = page.get_by_role("link", name="Lue kokonaisuus ja allekirjoita")
    way_on.click(timeout=FIRST_PAGE_MS)
    changes = page.get_by_role("tab", name="Mikä muuttui")
    expect(changes).to_be_visible(timeout=FIRST_PAGE_MS)


def sign(page: Page, told: str) -> None:
    """Sign the text that is open."""
    page.get_by_text("Olen lukenut tämän kokonaan").click()
    page.get_by_role("button", name="Allekirjoita", exact=True).click()
    expect(page.get_by_text(told)).to_be_visible()


def wait_for(says: Callable[[], str], words: str) -> None:
    """Ask until the new words are there: the edge looks for them every few seconds."""
    deadline = time.monotonic() + UNTIL_SERVED_S
    while words not in (said := says()):
        assert time.monotonic() < deadline, said
