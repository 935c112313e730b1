"""Signing in at a real provider of OpenID Connect, and what each role then reaches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot import signin
from bot.audit import Audit
from dashboard.words import Words
from tests.e2e import browser as chromium
from tests.house import House

# The provider's own code, in a thread of this process, lags behind its libraries.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
# Streamlit imports much at its first page; a busy machine takes its time.
FIRST_PAGE_MS = 60_000
PEOPLE: dict[str, dict[str, Any]] = {
    "moderator-1": {"name": "Maija", "email": "maija@example.fi"},
    "professional-1": {"name": "Pekka", "roles": ["professional"]},
    "nobody-1": {"name": "Uuno", "email": "uuno@example.fi"},
}
ROLES = "moderator: [maija@example.fi]\n"
XSRF = "_streamlit_xsrf"
WORDS = Words("fi")
DESK = WORDS("desk.title")
CLOSED = WORDS("access.forbidden.professional")
NO_ROLE = WORDS("access.no_role_title")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Start the dashboard with a provider that knows three people."""
    from oidc_provider_mock import User, run_server_in_thread

    var = tmp_path_factory.mktemp("var")
    (var / "roles.yml").write_text(ROLES)
    known = [User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with (
        run_server_in_thread(user_claims=known) as provider,
        pytest.MonkeyPatch.context() as patch,
    ):
        address = f"http://localhost:{provider.server_port}"
        metadata = f"{address}/.well-known/openid-configuration"
        patch.setenv("RINNALLA_OIDC_METADATA_URL", metadata)
        patch.setenv("RINNALLA_OIDC_CLIENT_ID", "rinnalla")
        patch.setenv("RINNALLA_OIDC_CLIENT_SECRET", "of the test")
        patch.setenv("RINNALLA_ROLES", str(var / "roles.yml"))
        started = House(var, ())
        signin.write_secrets(started.settings)
        started.start("dashboard")
        try:
            started.wait_until_ready()
            yield started
        finally:
            started.stop()


@contextmanager
def visiting(browser: Browser, watch: chromium.Watch) -> Iterator[BrowserContext]:
    with chromium.context(browser, watch=watch, viewport=chromium.DESK) as opened:
        # The provider's page wants its looks from elsewhere.
        opened.route("**/*.min.css", lambda route: route.fulfill(body=""))
        yield opened


def sign_in(where: BrowserContext, house: House, sub: str) -> Page:
    page = where.new_page()
    page.goto(f"{house.dashboard_url}/desk")
    enter = page.get_by_role("button", name=WORDS("access.sign_in"))
    enter.click(timeout=FIRST_PAGE_MS)
    page.get_by_role("button", name=sub, exact=True).click()
    leave = page.get_by_role("button", name=WORDS("access.sign_out"))
    expect(leave).to_be_visible(timeout=FIRST_PAGE_MS)
    return page


def links(page: Page) -> list[str]:
    menu = page.get_by_test_id("stSidebarNav").get_by_role("link")
    return [str(link.get_attribute("href")) for link in menu.all()]


# --- over the socket ------------------------------------------------------------


def asked_for(
    house: House, name: str, cookies: dict[str, str], *, origin: str | None = None
) -> str:
    """Ask for a page by its hash over the socket; return all that was sent back."""
    address = house.dashboard_url.replace("http", "ws") + "/_stcore/stream"
    message = BackMsg()
    message.rerun_script.page_script_hash = calc_hash(name)
    message.rerun_script.page_name = name
    sent = []
    with connect(
        address,
        origin=origin or house.dashboard_url,  # type: ignore[arg-type]
        subprotocols=["streamlit", cookies.get(XSRF, "none")],  # type: ignore[list-item]
        additional_headers={"Cookie": "; ".join(map("=".join, cookies.items()))},
        max_size=None,
        proxy=None,
    ) as socket:
        socket.send(message.SerializeToString())
        while True:
            frame = socket.recv(timeout=60)
            assert isinstance(frame, bytes)
            sent.append(frame.decode("utf-8", "replace"))
            if ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished":
                return "\n".join(sent)


def kept(where: BrowserContext, house: House) -> dict[str, str]:
    found = where.cookies(house.dashboard_url)
    return {str(cookie["name"]): str(cookie["value"]) for cookie in found}


# --- what each of them reaches --------------------------------------------------


def test_a_moderator_reaches_no_page_of_professionals(
    house: House, browser: Browser, watch: chromium.Watch
) -> None:
    with visiting(browser, watch) as where:
        page = sign_in(where, house, "moderator-1")
        shown = links(page)
        assert any(link.endswith("/switches") for link in shown)
        assert not any(link.endswith(("/desk", "/edit", "/audit")) for link in shown)
        page.goto(f"{house.dashboard_url}/desk")
        expect(page.get_by_text(CLOSED)).to_be_visible(timeout=FIRST_PAGE_MS)
        expect(page.get_by_role("heading", name=DESK)).to_have_count(0)
        cookies = kept(where, house)
    for name in ("desk", "edit"):
        answer = asked_for(house, name, cookies)
        assert CLOSED in answer
        assert WORDS("desk.intro") not in answer
    assert WORDS("access.forbidden.admin") in asked_for(house, "audit", cookies)
    here = house.dashboard_url.removeprefix("http://")
    assert {host for host in watch.hosts() if "localhost" not in host} <= {
        here,
        "cdn.jsdelivr.net",
    }
    assert [one.act for one in Audit(house.var).entries()] == ["sign_in"]


def test_a_professional_reaches_the_desk_by_address_and_by_socket(
    house: House, browser: Browser, watch: chromium.Watch
) -> None:
    with visiting(browser, watch) as where:
        page = sign_in(where, house, "professional-1")
        assert not any(link.endswith("/audit") for link in links(page))
        page.goto(f"{house.dashboard_url}/desk")
        heading = page.get_by_role("heading", name=DESK, exact=True)
        expect(heading).to_be_visible(timeout=FIRST_PAGE_MS)
        cookies = kept(where, house)
    assert WORDS("desk.intro") in asked_for(house, "desk", cookies)


def test_whoever_did_not_sign_in_gets_the_way_in_and_nothing_else(
    house: House, browser: Browser, watch: chromium.Watch
) -> None:
    for cookies in ({}, {"_streamlit_user": "made up", XSRF: "2|a|b|1"}):
        answer = asked_for(house, "desk", cookies)
        assert WORDS("access.sign_in_text") in answer
        assert DESK not in answer and WORDS("switches.title") not in answer
    with pytest.raises(InvalidStatus):
        asked_for(house, "desk", {}, origin="https://elsewhere.example")


def test_whose_role_is_taken_away_is_out_at_the_next_run_and_signs_out(
    house: House, browser: Browser, watch: chromium.Watch
) -> None:
    people: Path = house.var / "roles.yml"
    with visiting(browser, watch) as where:
        page = sign_in(where, house, "moderator-1")
        page.goto(f"{house.dashboard_url}/switches")
        sure = page.get_by_text(WORDS("switches.help_only.sure"))
        expect(sure).to_be_visible(timeout=FIRST_PAGE_MS)
        people.write_text("moderator: []\n")
        try:
            sure.click()
            expect(page.get_by_role("heading", name=NO_ROLE)).to_be_visible()
            expect(page.get_by_test_id("stMain")).to_contain_text("moderator-1")
            assert links(page) == []
        finally:
            people.write_text(ROLES)
        page.get_by_role("button", name=WORDS("access.sign_out")).click()
        # The way out leads past the provider, where the sign-in ends, too.
        page.wait_for_url("**/end_session**")
        page.goto(house.dashboard_url)
        enter = page.get_by_role("button", name=WORDS("access.sign_in"))
        expect(enter).to_be_visible(timeout=FIRST_PAGE_MS)
        assert not any("user" in name for name in kept(where, house))


def test_somebody_without_a_role_is_told_whom_to_ask(
    house: House, browser: Browser, watch: chromium.Watch
) -> None:
    with visiting(browser, watch) as where:
        page = sign_in(where, house, "nobody-1")
        expect(page.get_by_role("heading", name=NO_ROLE)).to_be_visible()
        expect(page.get_by_test_id("stMain")).to_contain_text("nobody-1")
        assert links(page) == []
