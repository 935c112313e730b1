"""Who gets in: claims, the file of roles, age of the sign-in, what each role opens."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import tomllib
from streamlit import config as streamlit_config
from streamlit.testing.v1 import AppTest

from bot import settings as config
from bot import signin
from bot.audit import FILE, Audit
from bot.errors import SettingError
from bot.settings import OIDC_KEYS, Settings
from dashboard import access, roles
from dashboard.access import Person
from tests.dashboard.signed_in import (
    APP,
    PROVIDER,
    app_of,
    at_page,
    claims,
    use_provider,
)

VIEWS = sorted(
    path.stem for path in (APP.parent / "views").glob("*.py") if path.stem != "__init__"
)
NOT_FOR_MODERATORS = {"desk", "flow", "try_it", "edit", "model", "audit"}


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    return tmp_path


@pytest.fixture
def provider(var: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set up signing in with a file of roles; return that file."""
    people = var / "roles.yml"
    people.write_text("moderator: [maija@example.fi]\nremoved: []\n")
    use_provider(monkeypatch, RINNALLA_ROLES=str(people))
    return people


# --- roles ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "claim", "expected"),
    [
        ({"roles": ["moderator"]}, "roles", {"moderator"}),
        ({"roles": "moderator, admin"}, "roles", {"moderator", "admin"}),
        ({"roles": ["owner", 7, None]}, "roles", set()),
        ({"roles": {"moderator": 1}}, "roles", set()),
        ({}, "roles", set()),
        ({"a": {"roles": ["professional"]}}, "a.roles", {"professional"}),
        ({"a.roles": ["admin"], "a": 3}, "a.roles", {"admin"}),
        ({"a": 3}, "a.roles", set()),
    ],
)
def test_the_claim_gives_known_roles_only(
    told: dict[str, Any], claim: str, expected: set[str]
) -> None:
    assert roles.of({"sub": "x", **told}, claim=claim, people={}) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"sub": "AbC"}, {"professional"}),
        ({"sub": "abc"}, set()),
        ({"sub": "x", "email": "Maija@Example.fi"}, {"moderator"}),
        ({"sub": "x", "email": "maija@example.fi", "email_verified": False}, set()),
        ({"sub": "x", "email": "maija@example.fi", "email_verified": "no"}, set()),
        ({"sub": "x", "email": "out@example.fi", "roles": ["admin"]}, set()),
        ({"sub": "", "email": ""}, set()),
    ],
)
def test_the_file_gives_and_takes_roles(
    tmp_path: Path, told: dict[str, Any], expected: set[str]
) -> None:
    path = tmp_path / "roles.yml"
    path.write_text(
        "moderator: ['maija@example.fi ']\nprofessional: [AbC, '']\n"
        "admin: [out@example.fi]\nremoved: [OUT@example.fi]\n"
    )
    assert roles.of(told, claim="roles", people=roles.read(path)) == expected


@pytest.mark.parametrize(
    "text", ["- a", "boss: [a]", "admin: a", "admin: [1]", "a: [", "\xff"]
)
def test_a_wrong_file_of_roles_lets_nobody_in(tmp_path: Path, text: str) -> None:
    path = tmp_path / "roles.yml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SettingError, match="RINNALLA_ROLES"):
        roles.read(path)
    with pytest.raises(SettingError, match="RINNALLA_ROLES"):
        roles.read(tmp_path / "missing.yml")


def test_an_empty_file_of_roles_gives_none(tmp_path: Path) -> None:
    (tmp_path / "roles.yml").write_text("# nobody yet\nadmin:\n")
    assert roles.read(tmp_path / "roles.yml") == {"admin": frozenset()}


# --- the person of a run --------------------------------------------------------


def test_without_a_provider_somebody_here_has_all_roles_and_signs_nothing(
    var: Path,
) -> None:
    found = access.person()
    assert found == access.LOCAL
    assert not access.can_sign(found)


@pytest.mark.parametrize("address", [None, "0.0.0.0", "10.0.0.7"])
def test_without_a_provider_nobody_gets_in_from_elsewhere(
    var: Path, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    before = streamlit_config.get_option("server.address")
    streamlit_config.set_option("server.address", address)
    try:
        assert access.person() == access.NOBODY
        assert "127.0.0.1" in app_of({}).run().error[0].value
    finally:
        streamlit_config.set_option("server.address", before)


def test_a_person_is_known_by_provider_and_subject_not_by_name(provider: Path) -> None:
    one = access.person(claims("moderator"))
    assert one.id == access.person(claims("admin", name="Other")).id
    assert one.id != access.person(claims(iss="https://other.example")).id
    assert one.id != access.person(claims(sub="subject-2")).id
    assert "subject" not in one.id and len(one.id) == 16


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"sub": ""},
        {"iat": None},
        {"iat": True},
        {"iat": "now"},
    ],
)
def test_a_sign_in_without_what_it_needs_is_none(
    provider: Path, wrong: dict[str, Any]
) -> None:
    assert access.person({**claims("admin"), **wrong}) == access.NOBODY


@pytest.mark.parametrize(
    ("ago", "is_in"),
    [
        (timedelta(hours=11, minutes=59), True),
        (timedelta(hours=12), False),
        (-timedelta(minutes=4), True),
        (-timedelta(minutes=6), False),
    ],
)
def test_a_sign_in_lasts_twelve_hours(
    provider: Path, ago: timedelta, is_in: bool
) -> None:
    told = claims("admin", iat=(access.now() - ago).timestamp())
    assert (access.person(told) != access.NOBODY) is is_in


def test_only_a_professional_signs() -> None:
    signs = {
        role: access.can_sign(Person("a", "A", frozenset({role}), is_local=False))
        for role in access.ROLES
    }
    assert signs == {"moderator": False, "professional": True, "admin": False}


def test_every_role_brings_what_it_should() -> None:
    opens = {
        role: {needed for needed, held in access.ALSO.items() if role in held}
        for role in access.ROLES
    }
    assert opens == {
        "moderator": {"moderator"},
        "professional": {"moderator", "professional"},
        "admin": {"moderator", "professional", "admin"},
    }


# --- the pages ------------------------------------------------------------------


def test_nobody_sees_more_than_the_way_in(provider: Path) -> None:
    app = app_of({"is_logged_in": False}).run()
    assert [button.label for button in app.button] == ["Kirjaudu sisään"]
    assert not app.metric and not app.table and not app.header
    assert not (provider.parent / FILE).exists()


def test_an_old_sign_in_is_asked_to_come_in_again(provider: Path) -> None:
    told = claims("admin", iat=(access.now() - timedelta(days=2)).timestamp())
    app = app_of(told).run()
    assert any("12 tuntia" in text.value for text in app.markdown)
    assert not app.exception


def test_somebody_without_a_role_reads_whom_to_ask(provider: Path) -> None:
    app = app_of(claims(sub="new-one", name="A*b_<i>"), language="en").run()
    assert app.title[0].value == "You have no role yet"
    assert app.code[0].value == "new-one"
    assert any(r"A\*b\_\<i\>" in text.value for text in app.markdown)
    assert Audit(provider.parent).entries()[0].subject == "no role"


def test_a_sign_in_is_written_down_once(provider: Path) -> None:
    told = claims("moderator")
    for _ in range(2):
        at_page(app_of(told), "switches").run().run()
    (entry,) = Audit(provider.parent).entries()
    assert (entry.act, entry.subject) == ("sign_in", "moderator")
    assert (entry.person, entry.name) == (access.person(told).id, "Aino Aalto")


def test_without_a_log_nobody_gets_in(provider: Path) -> None:
    (provider.parent / FILE).mkdir()
    app = app_of(claims("admin")).run()
    assert "var/audit.db" in app.error[0].value
    assert not app.title


def test_a_role_that_is_taken_away_ends_at_the_next_run(provider: Path) -> None:
    told = claims(email="maija@example.fi")
    app = at_page(app_of(told), "switches").run()
    assert "moderaattori" in "".join(text.value for text in app.sidebar.markdown)
    provider.write_text("moderator: []\n# she left\n")
    assert app.run().title[0].value == "Sinulla ei ole vielä roolia"


@pytest.mark.parametrize("page", sorted(NOT_FOR_MODERATORS))
def test_a_moderator_reaches_no_page_of_others(provider: Path, page: str) -> None:
    app = at_page(app_of(claims("moderator"), language="en"), page).run()
    assert "Your role does not cover it" in app.info[0].value
    assert not app.title and not app.header
    assert [button.key for button in app.button] == ["sign_out"]


@pytest.mark.parametrize(
    ("role", "page", "title"),
    [
        ("moderator", "switches", "Switches"),
        ("professional", "switches", "Switches"),
        ("admin", "audit", "Audit log"),
    ],
)
def test_a_role_opens_its_pages(
    provider: Path, role: str, page: str, title: str
) -> None:
    app = at_page(app_of(claims(role), language="en"), page).run()
    assert app.title[0].value == title
    assert not app.error and not app.exception


@pytest.mark.parametrize("page", VIEWS)
def test_every_page_asks_by_itself_before_it_shows_anything(
    provider: Path, page: str
) -> None:
    """Whatever leads to its file, without the frame around it."""
    held = ("moderator",) if page in NOT_FOR_MODERATORS else ()
    file = APP.parent / "views" / f"{page}.py"
    app = AppTest.from_file(str(file), default_timeout=60)
    app.session_state["language"] = "en"
    app.user = claims(*held)
    app.run()
    shown = [node.type for node in app.main]
    assert shown == ["main", "info"]
    assert "Your role" in app.info[0].value or "that role" in app.info[0].value
    assert not app.exception


@pytest.mark.parametrize(
    ("held", "needed"),
    [
        ((), "moderator"),
        (("moderator",), "professional"),
        (("moderator", "professional"), "admin"),
    ],
)
def test_a_callback_that_asks_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, held: tuple[str, ...], needed: str
) -> None:
    one = Person("a", "A", frozenset(held), is_local=False)
    monkeypatch.setattr(access, "person", lambda: one)
    with pytest.raises(access.Forbidden):
        access.require(needed)
    assert not issubclass(access.Forbidden, Exception), "no page may catch it"


def test_every_page_is_said_to_be_open_without_sign_in(var: Path) -> None:
    app = at_page(app_of({}, language="en"), "switches").run()
    assert any("Sign-in is not in use" in text.value for text in app.main.markdown)


# --- how it is started ----------------------------------------------------------


def load(var: Path, **more: str) -> Settings:
    given = {"RINNALLA_VAR": str(var), "RINNALLA_SECRET": "s" * 40, **more}
    return config.load(given, dotenv=None)


def test_without_a_provider_it_listens_here_only(tmp_path: Path) -> None:
    known = load(tmp_path, DASHBOARD_PORT="8600")
    signin.check(known)
    assert "--server.address=127.0.0.1" in signin.options(known)
    (tmp_path / signin.SECRETS).parent.mkdir()
    (tmp_path / signin.SECRETS).write_text("[auth]\n")
    signin.write_secrets(known)
    assert not (tmp_path / signin.SECRETS).exists()
    elsewhere = load(tmp_path, RINNALLA_DASHBOARD_HOST="0.0.0.0")
    with pytest.raises(SettingError, match="everybody who finds the address"):
        signin.check(elsewhere)


def test_with_a_provider_streamlit_gets_its_file(tmp_path: Path) -> None:
    odd = 'a"b\\c\n[auth] ä'
    known = load(
        tmp_path,
        **PROVIDER | {"RINNALLA_OIDC_CLIENT_SECRET": odd},
        RINNALLA_DASHBOARD_URL="https://Seuranta.county.fi/",
        RINNALLA_DASHBOARD_HOST="0.0.0.0",
    )
    signin.check(known)
    signin.write_secrets(known)
    signin.write_secrets(known)
    path = tmp_path / signin.SECRETS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    auth = tomllib.loads(path.read_text(encoding="utf-8"))["auth"]
    assert auth["redirect_uri"] == "https://seuranta.county.fi/oauth2callback"
    assert auth["client_secret"] == odd
    assert len(auth["cookie_secret"]) == 64 and "s" * 40 not in path.read_text()
    other = replace(known, secret=config.Secret("t" * 40))
    signin.write_secrets(other)
    assert (
        tomllib.loads(path.read_text())["auth"]["cookie_secret"]
        not in (auth["cookie_secret"])
    )
    options = signin.options(known)
    assert "--server.allowedHosts=seuranta.county.fi" in options
    assert not any("*" in option for option in options)


@pytest.mark.parametrize("missing", OIDC_KEYS)
def test_half_a_provider_names_what_is_missing(tmp_path: Path, missing: str) -> None:
    with pytest.raises(SettingError, match=missing):
        load(tmp_path, **{k: v for k, v in PROVIDER.items() if k != missing})


@pytest.mark.parametrize(
    "address",
    ["http://login.example.fi/x", "login.example.fi", "https://", "ftp://a/b"],
)
def test_the_provider_is_asked_over_https_only(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingError, match="METADATA_URL"):
        load(tmp_path, **PROVIDER | {OIDC_KEYS[0]: address})


def test_no_secret_shows_in_the_settings(tmp_path: Path) -> None:
    assert "not really" not in repr(load(tmp_path, **PROVIDER))


@pytest.fixture(autouse=True)
def no_env_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [*os.environ]:
        if name.startswith(("RINNALLA_OIDC", "RINNALLA_ROLES", "RINNALLA_DASHBOARD")):
            monkeypatch.delenv(name)
    yield
