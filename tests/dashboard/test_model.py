"""The page that teaches: what is in use, how a job goes, and who may begin one."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from bot import jobs, judging, models, retrain, training
from bot.audit import Audit
from bot.settings import Settings
from dashboard import access
from dashboard.words import load
from tests.bot.sample import Folder
from tests.dashboard.signed_in import app_of, at_page, claims, use_provider

OLD, OLDER = "a" * 16, "c" * 16
AT = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the models, with one in use and one before it."""
    monkeypatch.setenv("RINNALLA_CONTENT", str(Folder(tmp_path / "data").write()))
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path / "var"))
    use_provider(monkeypatch)
    found = models.folder(access.settings())
    for model in (OLDER, OLD):
        models.file_of(found, model).write_text(model)
        models.put_in_use(found, model, model, now=AT)
    return found


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the kinds of the jobs that were begun."""
    kinds: list[str] = []

    def start(settings: Settings, kind: str) -> None:
        kinds.append(kind)

    monkeypatch.setattr(retrain, "start", start)
    return kinds


def page(*roles: str) -> AppTest:
    app = at_page(app_of(claims(*(roles or ("professional",)))), "model").run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    kinds = (app.markdown, app.error, app.warning, app.info, app.success)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def ended(folder: Path, **changes: Any) -> None:
    job = {
        "kind": "train",
        "stage": "failed",
        "started_at": AT.isoformat(),
        "ended_at": AT.isoformat(),
    }
    (folder / jobs.JOB).write_text(json.dumps({**job, **changes}))


def test_changed_examples_are_told_and_taught(folder: Path, begun: list[str]) -> None:
    app = page()
    assert f"Malli **{OLD[:6]}**, otettu käyttöön 23.11.2026 14.00." in shown(app)
    assert "ovat muuttuneet" in app.warning[0].value
    app.button(key="begin:train").click().run()
    assert begun == ["train"]
    entry = Audit(folder.parent).entries(act="train")[0]
    assert (entry.act, entry.subject) == ("train", OLD)


def test_there_is_nothing_to_teach_where_nothing_changed(
    folder: Path, begun: list[str]
) -> None:
    content = training.fingerprint(access.settings())
    models.file_of(folder, content).write_text("new")
    models.put_in_use(folder, content, content, now=AT)
    app = page()
    assert app.button(key="begin:train").disabled
    assert "Opettamista ei tarvita." in shown(app)


def test_the_model_before_is_brought_back(folder: Path, begun: list[str]) -> None:
    app = page()
    assert f"Malli **{OLDER[:6]}** on tallessa." in shown(app)
    app.button(key="begin:restore").click().run()
    assert begun == ["restore"]
    assert Audit(folder.parent).entries(act="restore")[0].subject == OLD


def test_a_job_under_way_is_shown_and_no_other_begun(folder: Path) -> None:
    ended(folder, stage="training", ended_at=None, expected_s=100.0)
    with models.alone(folder):
        app = page()
        (bar,) = app.get("progress")
        assert bar.proto.text.startswith("Botti oppii esimerkeistä. Kulunut")
        assert "Voit sulkea sivun." in shown(app)
        assert app.button(key="begin:train").disabled
        assert app.button(key="begin:restore").disabled


def test_a_second_begin_is_refused_kindly(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(settings: Settings, kind: str) -> None:
        raise models.Busy("a training is under way")

    monkeypatch.setattr(retrain, "start", busy)
    app = page()
    app.button(key="begin:train").click().run()
    assert "jo käynnissä" in shown(app)


def test_a_failure_says_why_and_that_the_old_one_stays(folder: Path) -> None:
    scores = {"unseen": [100, 80]}
    before = {"unseen": [100, 90]}
    ended(folder, reason="unseen", named=["sleep"], new=scores, old=before)
    app = page()
    text = app.error[0].value
    assert "Vanha malli jäi käyttöön." in text
    assert "Eniten huononi: Nimi fi." in text
    (table,) = app.table
    assert table.value.iloc[0].tolist()[1:] == [
        "80 / 100 (80\N{NARROW NO-BREAK SPACE}%)",
        "90 / 100 (90\N{NARROW NO-BREAK SPACE}%)",
    ]


def test_each_reason_and_stage_has_its_words() -> None:
    words = load()["model"]
    assert set(words["reasons"]) == set(jobs.REASONS)
    assert set(words["stages"]) == set(jobs.RUNNING)
    assert set(words["sets"]) == set(judging.KINDS)


def test_a_taken_model_and_one_for_later_are_told(folder: Path) -> None:
    ended(folder, stage="done", model=OLD, is_told=True)
    assert "on käytössä" in page().success[0].value
    ended(folder, stage="done", model=OLD, kind="restore", is_told=False)
    text = shown(page())
    assert "palautettiin käyttöön" in text
    assert "kun se käynnistyy" in text


def test_a_moderator_may_not_teach(folder: Path, begun: list[str]) -> None:
    keys = [button.key or "" for button in page("moderator").button]
    assert not any(key.startswith("begin") for key in keys)


def test_rights_that_ended_meanwhile_end_the_act_too(
    folder: Path, begun: list[str]
) -> None:
    app = page()
    app.user = claims("moderator")
    app.button(key="begin:train").click().run()
    assert begun == []
    assert Audit(folder.parent).entries(act="train") == []
