"""Give Rasa the topics as training data, straight from the files people write.

One importer, so that no copy of the content has to be generated and kept in step. It
extends Rasa's file importer: configuration, rules and the fixed part of the domain
still come from the files of this folder.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import (
    YAMLStoryReader,
)
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot import flow
from bot import settings as config
from bot.content import Content, load
from bot.examples import examples

# Rules of their own in rules.yml: they call an action.
WITH_OWN_RULE = frozenset({"ask_for_human", "helped", "not_helped"})


class TopicImporter(RasaFileImporter):
    """Read intents, examples and rules from ``data/`` (or ``RINNALLA_CONTENT``)."""

    @cached_method
    def content(self) -> Content:
        """Return the loaded content; an error in it stops the training."""
        return load(config.load().content)

    @cached_method
    def get_domain(self) -> Domain:
        """Return the fixed domain plus one intent a topic and a basic."""
        names = sorted(examples(self.content()))
        return super().get_domain().merge(Domain.from_dict({"intents": names}))

    @cached_method
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return every training example of the content."""
        messages = [
            Message.build(text=text, intent=intent)
            for intent, texts in examples(self.content()).items()
            for text in texts
        ]
        return TrainingData(messages)  # no file of this folder holds any

    @cached_method
    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Return the rules of the files plus one rule an intent."""
        reader = YAMLStoryReader(self.get_domain())
        steps = reader.read_from_parsed_yaml({"rules": _rules(self.content())})
        return super().get_stories(exclusion_percentage).merge(StoryGraph(steps))


def _rules(content: Content) -> list[dict[str, Any]]:
    """Return one rule an intent, in the shape of Rasa's rule files."""
    return [
        {
            "rule": f"the person says: {intent}",
            "steps": [{INTENT: intent}, {"action": _response(intent)}],
        }
        for intent in sorted(examples(content))
        if intent not in WITH_OWN_RULE
    ]


def _response(intent: str) -> str:
    return "utter_step" if intent.startswith(flow.TOPIC_INTENT) else "utter_reply"
