"""The page of helplines: what has to be checked, and 'I checked it today'."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bot.audit import Audit
from dashboard import frame, verified
from dashboard.tasks import DAYS_A_CHECK_HOLDS
from dashboard.verified import VerifiedError
from tests.dashboard.signed_in import app_of, at_page, claims, use_provider

TODAY = date(2026, 12, 1)
LINE = "mieli_crisis_line_fi"


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    monkeypatch.setattr(frame, "today", lambda: TODAY)
    use_provider(monkeypatch)
    return tmp_path


def page() -> AppTest:
    app = at_page(app_of(claims("moderator"), language="en"), "helplines").run()
    assert not app.exception
    return app


def row_of(app: AppTest, name: str) -> dict[str, str]:
    table = app.table[0].value
    found = table[table["Helpline"].str.startswith(name)]
    return {str(key): str(value) for key, value in found.iloc[0].items()}


def test_fresh_helplines_say_until_when(var: Path) -> None:
    app = page()
    assert app.success[0].value.startswith("All helplines were checked within a month")
    assert not app.error
    told = [text.value for text in app.markdown]
    assert any("not shown to young people" in text for text in told)


def test_an_aged_helpline_is_red_in_words_and_checked_by_a_tap(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = TODAY + timedelta(days=DAYS_A_CHECK_HOLDS)
    monkeypatch.setattr(frame, "today", lambda: later)
    app = page()
    assert app.error[0].value.startswith("Check **")
    assert "Check!" in row_of(app, "MIELI")["Checked"]
    n_before = app.error[0].value

    app.selectbox(key="helpline").set_value(LINE).run()
    app.button(key="verify").click().run()
    assert app.success[0].value.startswith("Thank you!")
    assert verified.read(var) == {LINE: later}
    assert app.button(key="verify").disabled
    assert app.error[0].value != n_before
    noted = Audit(var).entries()[0]
    assert (noted.act, noted.subject) == ("verify_helpline", LINE)


def test_what_is_hidden_from_young_people_says_so(var: Path) -> None:
    app = page()
    app.radio(key="helplines_shown").set_value("hidden").run()
    shown = set(app.table[0].value["For young people"])
    assert shown == {"not shown"}


def test_a_check_survives_and_others_stay(tmp_path: Path) -> None:
    verified.mark(tmp_path, "a", role="moderator", today=TODAY)
    verified.mark(tmp_path, "b", role="professional", today=TODAY + timedelta(days=1))
    assert verified.read(tmp_path) == {"a": TODAY, "b": TODAY + timedelta(days=1)}


@pytest.mark.parametrize("text", ["", "[]", "[1]", '{"a": 1}', '{"a": {"at": "x"}}'])
def test_a_damaged_list_is_told_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / verified.FILE
    path.write_text(text)
    with pytest.raises(VerifiedError, match="helplines.json"):
        verified.read(tmp_path)
    assert path.read_text() == text


def test_a_page_with_a_damaged_list_says_what_to_do(var: Path) -> None:
    (var / verified.FILE).write_text("{")
    assert "helplines.json" in page().error[0].value
