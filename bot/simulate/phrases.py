"""What made-up people type: the content's own examples and labelled messages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.content import Content
from bot.languages import LANGUAGES
from bot.simulate.year import numbers

ROOT = Path(__file__).resolve().parents[2]
LABELLED = ROOT / "safety" / "reader" / "messages"
DANGER = ("elevated", "acute")


@dataclass(frozen=True)
class Phrases:
    """Texts by what they say.

    Attributes:
        content: Where examples of topics and of small words come from.
        danger: Labelled messages by language and level.
    """

    content: Content
    danger: dict[tuple[str, str], tuple[str, ...]]

    def of_topic(self, random: Random, topic: str, language: str) -> str:
        """Return a message about a topic."""
        return random.choice(self.content.topics[topic].examples[language])

    def small(self, random: Random, intent: str, language: str) -> str:
        """Return one way to say a small thing: yes, no, thanks."""
        return random.choice(self.content.intents[intent].examples[language])

    def question(self, random: Random, language: str) -> str:
        """Return a question that the content has no passage for."""
        return str(random.choice(numbers()["questions"][language]))

    def of_danger(self, random: Random, level: str, language: str) -> str:
        """Return a labelled message of danger to oneself."""
        return random.choice(self.danger[language, level])


def load(content: Content) -> Phrases:
    """Read the labelled messages beside the content."""
    danger: dict[tuple[str, str], list[str]] = {}
    for language in LANGUAGES:
        lines = (LABELLED / f"{language}.jsonl").read_text(encoding="utf-8")
        for row in map(json.loads, lines.splitlines()):
            if row["level"] in DANGER and row["subject"] == "self":
                danger.setdefault((language, row["level"]), []).append(row["text"])
    return Phrases(content, {key: tuple(texts) for key, texts in danger.items()})
