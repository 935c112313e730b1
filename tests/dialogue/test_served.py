"""Rasa's side says what is served now, per language, as the edge does."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.nlg import ContentNaturalLanguageGenerator
from bot.training import rasa_environment
from tests.bot.sample import step
from tests.bot.signing import MONEY, SLEEP, House, make_house

NEW = "Yö on pitkä.\nMitä nyt?"


def open_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **environ: str
) -> House:
    """Write a content, and let this process's environment name it as Rasa's does."""
    house = make_house(tmp_path, monkeypatch, **environ)
    house.folder.files["replies.yml"]["replies"]["not_understood_1"] = step()
    house.folder.write()
    for name, value in rasa_environment(house.settings).items():
        if name.startswith("RINNALLA_"):
            monkeypatch.setenv(name, value)
    return house


def said(
    nlg: ContentNaturalLanguageGenerator, intent: str, language: str, **metadata: Any
) -> dict[str, Any]:
    made = DialogueStateTracker.from_events("someone", [])
    ranking = [{"name": intent, "confidence": 0.95}]
    parsed = {"intent": ranking[0], "entities": [], "intent_ranking": ranking}
    metadata = {"language": language, **metadata}
    text = "one two three four five six"
    made.update(
        UserUttered(text, intent=ranking[0], parse_data=parsed, metadata=metadata)
    )
    return asyncio.run(nlg.generate("utter_reply", made, "web"))


def test_an_edit_is_said_without_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = open_house(tmp_path, monkeypatch)
    nlg = ContentNaturalLanguageGenerator()
    house.say("fi", NEW)
    assert nlg._editions.refresh()
    assert said(nlg, "talk_about_sleep", "fi")["text"] == NEW


def test_only_what_is_signed_in_a_language_is_said_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = open_house(tmp_path, monkeypatch, RINNALLA_REVIEWED_ONLY="1")
    house.sign("replies", "crisis/general", "crisis/suicide", "services", "note", SLEEP)
    house.sign(MONEY, languages=["fi"])
    house.say("fi", NEW)
    nlg = ContentNaturalLanguageGenerator()

    assert said(nlg, "talk_about_sleep", "fi")["text"].startswith("Ilta on pitkä.")
    assert said(nlg, "talk_about_money", "fi")["custom"]["ref"]["at"] == "money.start"
    unplaced = said(nlg, "talk_about_money", "sv")["custom"]
    assert unplaced["ref"]["at"] == "replies.not_understood_1"
    assert unplaced["intent"] == "nlu_fallback"


def test_a_chat_whose_step_was_hidden_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = open_house(tmp_path, monkeypatch)
    nlg = ContentNaturalLanguageGenerator()
    house.register.hide(house.unit(SLEEP), None, **house.by())
    assert nlg._editions.refresh()
    history = [{"at": "sleep.start", "said": "sleep.start#0", "via": ""}]
    told = said(nlg, "nlu_fallback", "fi", history=history)
    assert told["custom"]["ref"]["at"] == "replies.not_understood_1"
