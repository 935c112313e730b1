"""Settings: environment, then .env, then default; secrets stay hidden."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot import settings
from bot.errors import SettingError
from bot.settings import Secret, Settings

EXAMPLE = Path(settings.__file__).parents[1] / ".env.example"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def load(var: Path, dotenv: Path | None = None, **environ: str) -> Settings:
    return settings.load({"RINNALLA_VAR": str(var), **environ}, dotenv=dotenv)


def test_defaults(var: Path) -> None:
    s = load(var)
    assert s.content == settings.REPO / "data"
    assert s.published == var / "published"
    assert (s.web_port, s.dashboard_port) == (8000, 8501)
    assert (s.rasa_port, s.actions_port) == (5005, 5055)
    assert s.host == "127.0.0.1"
    assert s.reviewed_only is False
    assert s.confirmed_services == frozenset()
    assert s.exit_url.startswith("https://")


def test_environment_wins_over_dotenv_and_dotenv_over_default(
    var: Path, tmp_path: Path
) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text(
        "# a note\nWEB_PORT=9001\nexport RASA_PORT='9002'  \n\n"
        "RINNALLA_HOST=0.0.0.0 # all\n"
    )
    s = load(var, dotenv, WEB_PORT="9003")
    assert (s.web_port, s.rasa_port, s.actions_port) == (9003, 9002, 5055)
    assert s.host == "0.0.0.0"


@pytest.mark.parametrize(
    ("text", "ids"),
    [("", set()), ("a", {"a"}), (" a, b ,,", {"a", "b"})],
)
def test_confirmed_services(var: Path, text: str, ids: set[str]) -> None:
    assert load(var, RINNALLA_CONFIRMED_SERVICES=text).confirmed_services == ids


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), ("true", True), ("Yes", True), ("0", False), ("", False)],
)
def test_reviewed_only(var: Path, text: str, expected: bool) -> None:
    assert load(var, RINNALLA_REVIEWED_ONLY=text).reviewed_only is expected


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("WEB_PORT", "eighty", "write a port"),
        ("WEB_PORT", "0", "write a port"),
        ("DASHBOARD_PORT", "70000", "write a port"),
        ("RINNALLA_REVIEWED_ONLY", "maybe", "write 1 or 0"),
        ("RINNALLA_EXIT_URL", "http://a.fi", "https://"),
        ("RINNALLA_SECRET", "short", "at least 32"),
    ],
)
def test_a_bad_value_names_its_key(
    var: Path, name: str, value: str, remedy: str
) -> None:
    with pytest.raises(SettingError) as caught:
        load(var, **{name: value})
    assert caught.value.name == name
    assert remedy in str(caught.value)


def test_a_bad_secret_is_not_shown(var: Path) -> None:
    with pytest.raises(SettingError) as caught:
        load(var, RINNALLA_SECRET="hunter2")
    assert "hunter2" not in str(caught.value)


def test_a_bad_line_in_dotenv_is_named(var: Path, tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text("WEB_PORT=1\nnonsense\n")
    with pytest.raises(SettingError, match=r"\.env:2"):
        load(var, dotenv)


def test_operator_is_honest_until_it_is_named(var: Path) -> None:
    assert load(var).operator_name("en") == "a team that is still testing it"
    named = load(var, RINNALLA_OPERATOR="Lahti").operator
    assert set(named.values()) == {"Lahti"}


def test_the_secret_is_made_once_and_is_private(var: Path) -> None:
    first = load(var).secret
    assert first == load(var).secret
    assert len(first.reveal()) >= 32
    assert stat.S_IMODE((var / "secret").stat().st_mode) == 0o600
    assert [path.name for path in var.iterdir()] == ["secret"]


def test_two_installations_have_two_secrets(var: Path, tmp_path: Path) -> None:
    assert load(var).secret != load(tmp_path / "other").secret


def test_a_damaged_secret_is_refused(var: Path) -> None:
    var.mkdir()
    (var / "secret").write_text("x")
    with pytest.raises(SettingError, match="delete it"):
        load(var)


def test_a_secret_hides_itself(var: Path) -> None:
    secret = Secret("abc" * 20)
    assert "abc" not in f"{secret} {secret!r} {[secret]}"
    assert "abc" not in repr(load(var, RINNALLA_SECRET="abc" * 20))
    assert secret.reveal() == "abc" * 20


def test_the_example_file_names_every_setting_and_sets_none(var: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    source = Path(settings.__file__).read_text("utf-8")
    names = {w.strip("\"',)(") for w in source.split() if w.startswith('"RINNALLA_')}
    names |= {f"{part}_PORT" for part in ("WEB", "DASHBOARD", "RASA", "ACTIONS")}
    assert {name for name in names if f"#{name}=" not in text} == set()
    assert load(var, EXAMPLE) == load(var)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"RINNALLA_HOST": "0.0.0.0"}, "RINNALLA_SERVE_UNREVIEWED"),
        ({"RINNALLA_REVIEWED_ONLY": "1"}, "lack signatures: .* in fi, .* in en"),
        ({"RINNALLA_HOST": "0.0.0.0", "RINNALLA_SERVE_UNREVIEWED": "1"}, None),
        ({}, None),
    ],
)
def test_unreviewed_words_stay_on_this_machine_unless_forced(
    environ: dict[str, str], named: str | None, tmp_path: Path
) -> None:
    loaded = load(tmp_path, **environ)
    if named is None:
        settings.check_review(loaded)
        return
    with pytest.raises(SettingError, match=named):
        settings.check_review(loaded)
