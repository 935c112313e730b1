"""The channel's routes beside the chat: reading a text, and taking another model."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.dialogue import channel, models

NAME = "a" * 16 + ".tar.gz"
CANARY = "kanarialintu laulaa"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RINNALLA_VAR", str(tmp_path))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / NAME).write_text("a model")
    (tmp_path / "outside.tar.gz").write_text("code")
    return tmp_path / "models"


class Agent(SimpleNamespace):
    """An agent that reads everything as one topic, or fails."""

    async def parse_message(self, text: str) -> dict[str, Any]:
        if self.fails:
            raise ValueError(f"no: {text}")
        ranking = [{"name": "talk_about_sleep", "confidence": 0.9}]
        return {"text": text, "intent": ranking[0], "intent_ranking": ranking}


def agent(*, fails: bool = False) -> Agent:
    store = SimpleNamespace(domain="old")
    return Agent(
        fails=fails,
        processor=SimpleNamespace(model_path="old.tar.gz"),
        tracker_store=store,
        lock_store=None,
        action_endpoint=None,
        nlg=None,
        http_interpreter=None,
        domain="old",
    )


def answered(response: Any) -> tuple[int, dict[str, Any]]:
    return response.status, json.loads(response.body)


def test_a_text_is_read_and_no_turn_of_a_chat() -> None:
    done = asyncio.run(channel._understood(agent(), {"text": "/en saa unta"}))
    status, body = answered(done)
    assert (status, body["topic"], body["intents"][0]["name"]) == (
        200,
        "sleep",
        "talk_about_sleep",
    )
    assert "text" not in body


def test_a_text_that_breaks_something_is_in_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    done = asyncio.run(channel._understood(agent(fails=True), {"text": CANARY}))
    assert answered(done) == (500, {"error": "understand"})
    assert "ValueError" in caplog.text
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    "name", ["../outside.tar.gz", "b" * 16 + ".tar.gz", "/etc/passwd", "", "None"]
)
def test_only_models_of_ours_are_opened(folder: Path, name: str) -> None:
    found = agent()
    done = asyncio.run(channel._taken(found, {"model": name}))
    assert answered(done)[0] == 404
    assert models.in_use(found) == "old.tar.gz"


def test_a_model_is_taken_with_the_chats_that_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(agent: Any, path: Path) -> Any:
        return SimpleNamespace(model_path=path, domain="new")

    monkeypatch.setattr(models, "_load", load)
    found = agent()
    store = found.tracker_store
    done = asyncio.run(channel._taken(found, {"model": NAME}))
    assert answered(done) == (200, {"model": NAME})
    assert found.tracker_store is store
    assert (found.domain, store.domain) == ("new", "new")


def test_a_broken_model_leaves_the_old_one(folder: Path) -> None:
    found = agent()
    done = asyncio.run(channel._taken(found, {"model": NAME}))
    assert answered(done) == (500, {"error": "model"})
    assert models.in_use(found) == "old.tar.gz"
    assert found.domain == "old"
