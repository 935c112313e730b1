"""The acceptance journeys reach the levels they must, turn by turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from safety import Level, SessionState, assess, question_kind

JOURNEYS = yaml.safe_load(Path(__file__).with_name("journeys.yml").read_text("utf-8"))


def is_allowed(level: Level, allowed: str) -> bool:
    low, _, high = allowed.partition("..")
    return Level.parse(low) <= level <= Level.parse(high or low)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey["id"])
def test_journey_reaches_its_levels(journey: dict[str, Any]) -> None:
    state, lang = SessionState(), journey.get("lang")
    for number, turn in enumerate(journey["turns"], 1):
        asked = question_kind(turn["bot"]) if "bot" in turn else None
        assessment, state = assess(turn["text"], state, asked=asked, lang=lang)
        where = f"{journey['id']}, turn {number}: {assessment}"
        assert is_allowed(assessment.message_level, turn["message"]), where
        assert is_allowed(assessment.level, turn["chat"]), where
        assert assessment.subject in turn.get("subject", assessment.subject), where
        assert set(turn.get("categories", ())) <= set(assessment.categories), where
        assert not set(turn.get("without", ())) & set(assessment.categories), where
        assert assessment.check == turn.get("check", assessment.check), where
        assert assessment.language == journey.get("language", assessment.language)
