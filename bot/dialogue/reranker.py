"""A second opinion on the intent: which training examples mean nearly the same.

The classifier before it draws lines between all intents; this one asks which examples
are nearest. Together they are right more often than either: see docs/figures.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

LEAST = 1e-9


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class NearestExamples(IntentClassifier, GraphComponent):
    """Weigh the ranking by the likeness of each intent's nearest examples.

    Stands after a classifier, and after MeaningFeaturizer, whose rows it compares.

    Config:
        featurizer: Alias of the featurizer of meaning.
        neighbours: How many examples of an intent are averaged.
        weight: What a cosine counts beside the logarithm of the confidence.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults of the component."""
        return {"featurizer": "meaning", "neighbours": 3, "weight": 10.0}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._names: list[str] = []
        self._rows = np.zeros((0, 1), dtype=np.float32)
        self._starts = np.zeros(0, dtype=np.int64)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NearestExamples:
        """Create the component (see Rasa's GraphComponent)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NearestExamples:
        """Load the component with the examples it was trained with."""
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            with np.load(folder / "nearest.npz") as stored:
                loaded._names = [str(name) for name in stored["names"]]
                loaded._rows = stored["rows"].astype(np.float32)
                loaded._starts = stored["starts"]
        return loaded

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any config; its values are used as numbers."""

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the meanings of all examples, intent by intent."""
        by_intent: dict[str, list[np.ndarray]] = {}
        for message in training_data.intent_examples:
            row = self._meaning(message)
            if row is not None:
                by_intent.setdefault(message.get(INTENT), []).append(row)
        self._names = sorted(by_intent)
        rows = [row for name in self._names for row in by_intent[name]]
        sizes = [0, *(len(by_intent[name]) for name in self._names)]
        with self._storage.write_to(self._resource) as folder:
            np.savez(
                folder / "nearest.npz",
                names=np.array(self._names),
                rows=np.stack(rows).astype(np.float16),
                starts=np.cumsum(sizes),
            )
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of each message anew."""
        for message in messages:
            row = self._meaning(message)
            ranking = message.get(INTENT_RANKING_KEY)
            if row is not None and ranking and len(self._rows):
                self._rank(message, ranking, self._likeness(row))
        return messages

    def _meaning(self, message: Message) -> np.ndarray | None:
        """Return the meaning of a message as a row of length one."""
        _, sentence = message.get_dense_features(TEXT, [self._config["featurizer"]])
        if sentence is None:
            return None
        row = np.asarray(sentence.features, dtype=np.float32)[0]
        length = float(np.linalg.norm(row))
        return row / length if length else None

    def _likeness(self, row: np.ndarray) -> dict[str, float]:
        likeness = self._rows @ row
        n = int(self._config["neighbours"])
        bounds = zip(self._names, self._starts[:-1], self._starts[1:], strict=True)
        return {
            name: float(np.sort(likeness[start:end])[-n:].mean())
            for name, start, end in bounds
        }

    def _rank(
        self, message: Message, ranking: list[dict[str, Any]], like: dict[str, float]
    ) -> None:
        weight = float(self._config["weight"])
        names = [rank[INTENT_NAME_KEY] for rank in ranking]
        scores = np.array(
            [
                np.log(max(rank[PREDICTED_CONFIDENCE_KEY], LEAST))
                + weight * like.get(rank[INTENT_NAME_KEY], 0.0)
                for rank in ranking
            ]
        )
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        anew = [
            {INTENT_NAME_KEY: names[i], PREDICTED_CONFIDENCE_KEY: float(shares[i])}
            for i in np.argsort(-shares)
        ]
        message.set(INTENT, anew[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, anew, add_to_output=True)
