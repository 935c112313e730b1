"""What Rasa learns from: intents and their examples, as the content holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.content import Content
from bot.flow import TOPIC_INTENT


def examples(content: Content) -> dict[str, list[str]]:
    """Return intent -> examples, the three languages together, without doubles.

    The questions that a topic's steps answer are examples of the topic too.
    """
    found = {name: _all(intent.examples) for name, intent in content.intents.items()}
    for topic in content.topics.values():
        asked = [text for step in topic.steps.values() for text in _all(step.asked)]
        found[TOPIC_INTENT + topic.id] = _all(topic.examples) + asked
    return {intent: list(dict.fromkeys(texts)) for intent, texts in found.items()}


def _all(by_language: Mapping[str, Sequence[str]]) -> list[str]:
    return [text for texts in by_language.values() for text in texts]
