"""The pages of switches and of the audit log, pressed as staff press them."""

from __future__ import annotations

import csv
import io
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from bot import switches
from bot.audit import Audit
from bot.switches import Notice, Switches
from dashboard import access, logbook
from tests.dashboard.signed_in import app_of, at_page, claims, use_provider

WORDS = {
    "fi": "Koulussa tapahtui ikävä asia.\nVoit kertoa siitä.",
    "sv": "Något sorgligt har hänt.\nDu kan berätta om det.",
    "en": "Something sad has happened.\nYou can tell about it.",
}


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    use_provider(monkeypatch)
    return tmp_path


def page(*roles: str, name: str = "switches", **more: Any) -> AppTest:
    app = app_of(claims(*roles, **more), language="en")
    return at_page(app, name).run()


def acts(var: Path) -> list[str]:
    entries = Audit(var).entries()
    return [e.subject for e in reversed(entries) if e.act == "switch"]


def save(app: AppTest) -> None:
    next(b for b in app.button if b.label == "Save the draft").click().run()


def drafted(var: Path, **words: str) -> Notice:
    until = datetime.now(timezone.utc) + timedelta(days=2)
    notice = Notice({**WORDS, **words}, until, ("sleep",), "moderator1")
    switches.draft_notice(var, notice, now=access.now())
    return notice


def test_help_only_is_switched_on_and_off_by_two_taps(var: Path) -> None:
    app = page("moderator")
    assert app.button(key="help_only").disabled
    app.checkbox(key="help_only_sure").check().run()
    app.button(key="help_only").click().run()
    assert switches.read(var) == Switches(help_only=True)
    assert app.success[0].value.startswith("The change is in force")
    app.button(key="help_only").click().run()
    assert switches.read(var) == Switches()
    assert acts(var) == ["help_only on", "help_only off"]


def test_a_notice_is_drafted_by_a_moderator_and_signed_by_a_professional(
    var: Path,
) -> None:
    app = page("moderator")
    for language, words in WORDS.items():
        app.text_area(key=f"notice_{language}").set_value(words)
    app.time_input(key="until_time").set_value(time(12, 30))
    app.multiselect(key="notice_topics").set_value(["sleep"])
    save(app)
    assert not app.exception
    draft = switches.read(var).draft
    assert draft and draft.words == WORDS and draft.topics == ("sleep",)
    assert "sign_notice" not in [button.key for button in app.button]
    signer = page("professional", sub="professional-1")
    assert [text.value for text in signer.text].count("You can tell about it.") == 1
    signer.button(key="sign_notice").click().run()
    shown = switches.read(var).shown(access.now())
    who = access.person(claims("professional", sub="professional-1"))
    assert shown and shown.signed_by == who.id != shown.drafted_by
    version = draft.version
    assert acts(var) == [f"notice drafted {version}", f"notice signed {version}"]
    signer.button(key="end_notice").click().run()
    assert switches.read(var) == Switches()


def test_words_that_may_not_be_said_cannot_be_signed(var: Path) -> None:
    drafted(var, en="He committed suicide.")
    app = page("professional")
    assert app.button(key="sign_notice").disabled
    assert any("is not said here" in text.value for text in app.text)
    app.button(key="drop_notice").click().run()
    assert switches.read(var).draft is None


def test_a_draft_that_changed_under_the_hand_is_read_again(var: Path) -> None:
    drafted(var)
    app = page("professional")
    drafted(var, en="Something else.")
    app.button(key="sign_notice").click().run()
    assert "changed after you opened" in app.error[0].value
    assert switches.read(var).notice is None


def test_an_empty_language_is_told(var: Path) -> None:
    app = page("moderator")
    app.text_area(key="notice_fi").set_value("Hei")
    save(app)
    assert "Finnish, Swedish and English" in app.error[0].value
    assert switches.read(var).draft is None


def test_a_switch_that_cannot_be_logged_is_not_turned(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page("moderator")
    app.checkbox(key="help_only_sure").check().run()
    (var / "audit.db").write_bytes(b"this is no database" * 100)
    app.button(key="help_only").click().run()
    assert "nothing was done" in app.error[0].value
    assert switches.read(var) == Switches()


def test_a_role_lost_between_look_and_tap_turns_nothing(var: Path) -> None:
    app = page("moderator")
    app.checkbox(key="help_only_sure").check().run()
    app.user = claims()
    app.button(key="help_only").click().run()
    assert switches.read(var) == Switches()


def test_without_sign_in_nothing_can_be_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    drafted(tmp_path)
    app = at_page(app_of({}, language="en"), "switches").run()
    assert "sign_notice" not in [button.key for button in app.button]
    assert any("Only a professional can sign" in text.value for text in app.markdown)


def test_the_log_is_shown_and_filtered_to_an_administrator(var: Path) -> None:
    Audit(var).add("m1", "Maija", "switch", "help_only on", now=access.now())
    app = page("admin", name="audit")
    assert list(app.table[0].value["What"]) == ["signed in", "turned a switch"]
    app.selectbox(key="audit_act").set_value("switch").run()
    (row,) = app.table[0].value.to_dict("records")
    assert (row["Who"], row["To what"]) == ("Maija", r"help\_only on")


def test_a_name_in_the_log_draws_and_fetches_nothing(var: Path) -> None:
    name = "![x](https://elsewhere.example/x.png) <b>"
    Audit(var).add("m1", name, "edit", "- topics/sleep", now=access.now())
    row = page("admin", name="audit").table[0].value.to_dict("records")[1]
    assert row["Who"].startswith(r"\!\[x\]\(https\:")
    assert row["To what"] == r"\- topics/sleep"


def test_a_download_is_logged_and_runs_in_no_spreadsheet(var: Path) -> None:
    Audit(var).add("m1", "=1+1", "edit", "topics/sleep", now=access.now())
    told = claims("admin")
    text = logbook.download(None, told).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["at", "person", "name", "act", "subject"]
    assert rows[1][2:] == ["Aino Aalto", "export", "audit all"]
    assert rows[2][2:] == ["'=1+1", "edit", "topics/sleep"]
    with pytest.raises(PermissionError):
        logbook.download(None, claims("professional"))
    assert len(Audit(var).entries(act="export")) == 1
