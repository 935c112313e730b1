"""The labelled sets: floors in each language, and the missed ids when one breaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from safety import Level, SessionState, assess, question_kind

DATA = Path(__file__).with_name("data")
LANGUAGES = ("fi", "sv", "en")


def rows(name: str) -> list[dict[str, Any]]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


MESSAGES = rows("crisis_dev.jsonl") + rows("fresh.jsonl")
DIALOGUES = rows("crisis_dev_dialogues.jsonl")


def is_right(label: str, level: Level) -> bool:
    """Score as in data/README.md: 'high' counts for an acute label."""
    if label == "acute":
        return level >= Level.HIGH
    if label == "elevated":
        return level >= Level.ELEVATED
    return level <= Level.CONCERN


def labelled(language: str, *labels: str) -> list[dict[str, Any]]:
    return [r for r in MESSAGES if r["lang"] == language and r["level"] in labels]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("label", "floor"),
    [("acute", 0.96), ("elevated", 0.95), ("concern", 0.94), ("none", 0.98)],
)
def test_levels_are_seen(language: str, label: str, floor: float) -> None:
    mine = labelled(language, label)
    missed = [r["id"] for r in mine if not is_right(label, assess(r["text"])[0].level)]
    assert len(missed) <= (1 - floor) * len(mine), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_harmless_is_raised_high(language: str) -> None:
    mine = labelled(language, "none")
    assert [r["id"] for r in mine if assess(r["text"])[0].level >= Level.HIGH] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_acute_is_told_from_elevated(language: str) -> None:
    acute, elevated = labelled(language, "acute"), labelled(language, "elevated")
    seen = [r for r in acute if assess(r["text"])[0].level == Level.ACUTE]
    wrong = [r["id"] for r in elevated if assess(r["text"])[0].level == Level.ACUTE]
    assert len(seen) >= 0.85 * len(acute)
    assert len(wrong) <= 0.1 * len(elevated), wrong


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["category", "subject"])
def test_category_and_subject_are_right(language: str, part: str) -> None:
    mine = labelled(language, "acute", "elevated")
    found = [(r, assess(r["text"])[0]) for r in mine]
    wrong = [
        r["id"]
        for r, a in found
        if a.level >= Level.ELEVATED
        and not (
            set(a.categories) & set(r["categories"])
            if part == "category"
            else a.subject == r["subject"]
        )
    ]
    assert len(wrong) <= 0.08 * len(mine), wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_soft_checks_on_harmless_messages_are_rare(language: str) -> None:
    mine = labelled(language, "none")
    assert sum(assess(r["text"])[0].check for r in mine) <= 0.08 * len(mine)


def dialogue_levels(dialogue: dict[str, Any]) -> list[Level]:
    state, levels = SessionState(), []
    for turn in dialogue["turns"]:
        asked = question_kind(turn["bot"]) if "bot" in turn else None
        found, state = assess(turn["text"], state, asked=asked, lang=dialogue["lang"])
        levels.append(found.level)
    return levels


def test_dialogues_follow_their_labels() -> None:
    wrong = []
    for dialogue in DIALOGUES:
        pairs = zip(dialogue["turns"], dialogue_levels(dialogue), strict=True)
        if not all(is_right(turn["level"], level) for turn, level in pairs):
            wrong.append(dialogue["id"])
    assert len(wrong) <= 0.1 * len(DIALOGUES), wrong
