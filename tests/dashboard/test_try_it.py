"""Trying a message: what is made of it is told, and nothing of it stays anywhere."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from bot.content import load
from dashboard import trying
from dashboard.trying import Right, Understood
from safety.labelled import read_labelled
from tests.dashboard.signed_in import app_of, at_page, claims, use_provider

CANARY = "kanarialintu"
DANGER = "en jaksa enää elää, mut en oo tappamassa itteeni"
SLEEP = {
    "topic": "sleep",
    "ranking": [
        {"topic": "sleep", "confidence": 0.9123},
        {"topic": "out_of_scope", "confidence": 0.05},
    ],
    "intents": [{"name": "talk_about_sleep", "confidence": 0.9123}],
}


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    monkeypatch.setenv("RASA_CHANNEL_TOKEN", "secret")
    monkeypatch.setenv("RINNALLA_SECOND_READER", "0")
    monkeypatch.setattr(trying, "second_reader", lambda: None)
    use_provider(monkeypatch)
    return tmp_path


def rasa(patch: pytest.MonkeyPatch, answer: Any) -> dict[str, Any]:
    """Let a made-up Rasa answer; return what it was sent."""
    sent: dict[str, Any] = {}

    def post(url: str, **options: Any) -> httpx.Response:
        sent.update(options, url=url)
        if isinstance(answer, Exception):
            raise answer
        request = httpx.Request("POST", url)
        if isinstance(answer, int):
            return httpx.Response(answer, request=request)
        return httpx.Response(200, json=answer, request=request)

    patch.setattr(httpx, "post", post)
    return sent


def tried(text: str, *roles: str) -> AppTest:
    app = at_page(app_of(claims(*(roles or ("professional",)))), "try_it").run()
    app.text_area(key="try_text").set_value(text)
    next(b for b in app.button if b.label == "Kokeile").click().run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    kinds = (app.markdown, app.warning, app.info, app.code)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def test_the_reasons_are_told_and_what_did_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rasa(monkeypatch, SLEEP)
    text = shown(tried(DANGER))
    assert "Taso: **kohonnut**" in text
    assert "Asia: itsemurha" in text
    assert "Apukortti näytetään heti." in text
    assert "sääntö `suicide.passive.not_live`, taso kohonnut." in text
    assert "**Ei laskettu:** se kielletään viestissä." in text
    assert text.index("not_live") < text.index("kill_self")
    assert "vaara vastataan ensin" in text


def test_the_topic_and_the_answer_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = rasa(monkeypatch, SLEEP)
    app = tried("valvon taas koko yön")
    table = next(t.value for t in app.table if "Varmuus" in t.value.columns)
    assert list(table["Aihe"]) == ["Uni ja nukkuminen", "muu kuin botin aihe"]
    assert list(table["Varmuus"])[0].startswith("91")
    said = {b for v in load().topics["sleep"].steps["start"].say["fi"] for b in v}
    assert said & {text.value for text in app.markdown}
    assert sent["json"] == {"text": "valvon taas koko yön", "language": "fi"}
    assert sent["headers"] == {"x-channel-token": "secret"}
    assert sent["url"].startswith("http://127.0.0.1:")
    assert CANARY not in sent["url"]


@pytest.mark.parametrize(
    "answer", [httpx.ConnectError("refused"), 500, {"wrong": "shape"}]
)
def test_a_silent_rasa_leaves_the_detector(
    monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    rasa(monkeypatch, answer)
    text = shown(tried(DANGER))
    assert "Rasa) ei vastaa" in text
    assert "Taso: **kohonnut**" in text


def test_without_its_token_rasa_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = rasa(monkeypatch, SLEEP)
    monkeypatch.delenv("RASA_CHANNEL_TOKEN")
    assert "Rasa) ei vastaa" in shown(tried("moi"))
    assert not sent


def test_nothing_of_a_message_stays(
    house: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rasa(monkeypatch, SLEEP)
    caplog.set_level(logging.DEBUG)
    app = tried(f"{CANARY} laulaa yöllä")
    assert CANARY not in caplog.text
    assert CANARY not in str(app.query_params)
    assert not any(
        CANARY.encode() in file.read_bytes()
        for file in house.rglob("*")
        if file.is_file()
    )
    assert not (house / "stats.db").exists()
    next(b for b in app.button if b.label == "Tyhjennä").click().run()
    assert CANARY not in str(app.session_state)
    assert app.text_area(key="try_text").value == ""


def test_an_empty_message_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    rasa(monkeypatch, SLEEP)
    assert "Kirjoita ensin viesti." in shown(tried("  "))


def test_a_moderator_cannot_try(monkeypatch: pytest.MonkeyPatch) -> None:
    app = at_page(app_of(claims("moderator")), "try_it").run()
    assert not app.text_area


def test_a_test_case_appears_once_the_level_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rasa(monkeypatch, SLEEP)
    app = tried("olen Ville Virtanen ja valvon")
    assert not app.code
    app.selectbox(key="right_level").set_value("concern").run()
    row = json.loads(app.code[0].value)
    assert (row["level"], row["lang"]) == ("concern", "fi")
    assert "Virtanen" not in app.code[0].value


# --- shaping ---------------------------------------------------------------------


def test_a_test_case_is_read_by_the_detectors_own_tests(tmp_path: Path) -> None:
    right = Right("elevated", ("self_harm",), "self", "", "soita 040 123 4567")
    line = trying.test_case("mä viilsin\nVille Virtanen tietää", "fi", right)
    path = tmp_path / "one.jsonl"
    path.write_text(line, "utf-8")
    (found,) = read_labelled(path)
    assert (found.level, found.categories, found.subject) == (
        "elevated",
        ("self_harm",),
        "self",
    )
    assert "Virtanen" not in line and "4567" not in line
    assert line.count("\n") == 1


def test_an_intent_of_danger_counts_in_danger_only() -> None:
    rows = (("cannot_talk", 0.6), ("cannot_talk", 0.6), ("talk_about_sleep", 0.3))
    assert Understood(rows, ()).intent == ("talk_about_sleep", 0.3)
    assert Understood(rows[:2], ()).is_unsure
    assert Understood((*rows[:2], ("greet", 0.05)), ()).is_unsure
    assert Understood((), ()).is_unsure


def test_a_check_is_the_answer_where_one_is_due() -> None:
    seen = trying.see("moi", "fi")
    seen = replace(seen, assessment=replace(seen.assessment, check=True))
    reply = trying.answer(load(), seen, None, "moi", "fi")
    assert reply is not None and reply.ref.at.startswith("crisis:soft_check.ask")


def test_each_signal_is_told_once_the_gravest_first() -> None:
    found = trying.in_order(trying.see(DANGER, "fi").by_rules.reasons)
    assert len(found) == len(set(found))
    assert found[0].rule == "suicide.passive.not_live"
    assert found[-1].effect == "negated"
