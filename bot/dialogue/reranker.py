"""A second opinion on the intent, from what a message means.

The classifier before it tells intents by pieces of words. This one adds two looks at
the meaning: on which side of the lines between the intents it falls (logistic
regression), and which training examples are nearest. Together they are right more often
than any of them: see docs/figures.md.
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
from sklearn.linear_model import LogisticRegression

from bot.nearness import LEAST, normaliser, unit

MAX_ITERATIONS = 40
TOLERANCE = 1e-3


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class MeaningReranker(IntentClassifier, GraphComponent):
    """Weigh the ranking of the classifier by the meaning of the message.

    Stands after a classifier, and after MeaningFeaturizer, whose rows it reads.

    Config:
        featurizer: Alias of the featurizer of meaning.
        regularisation: C of the logistic regression on the meanings.
        weight_of_sides: What its log-probability counts beside the classifier's.
        weight_of_nearness: What the cosine of the nearest examples counts.
        neighbours: How many examples of an intent are averaged.
        shrinkage: From 0 (normalise fully) to 1 (plain cosines).
        candidates: How many intents, best first, are compared with their examples; the
            others stay behind.
        odds: Intent -> what its log-odds gain, where it is commoner than its share of
            the intents.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults of the component."""
        return {
            "featurizer": "meaning",
            "regularisation": 0.1,
            "weight_of_sides": 0.5,
            "weight_of_nearness": 20.0,
            "neighbours": 3,
            "shrinkage": 0.4,
            "candidates": 30,
            "odds": {},
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._rows: dict[str, np.ndarray] = {}
        self._normal = np.eye(1, dtype=np.float32)
        self._sides = np.zeros((0, 1), dtype=np.float32)
        self._offsets = np.zeros(0, dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MeaningReranker:
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
    ) -> MeaningReranker:
        """Load the component with what it has learned."""
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            with np.load(folder / "meanings.npz") as stored:
                rows = np.split(stored["rows"].astype(np.float32), stored["starts"])
                loaded._rows = dict(zip(map(str, stored["names"]), rows, strict=True))
                loaded._normal = stored["normal"]
                loaded._sides = stored["sides"]
                loaded._offsets = stored["offsets"]
        return loaded

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any config; its values are used as numbers."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the lines between the intents, and keep the examples' meanings."""
        by_intent: dict[str, list[np.ndarray]] = {}
        for message in training_data.intent_examples:
            row = self._meaning(message)
            if row is not None:
                by_intent.setdefault(message.get(INTENT), []).append(row)
        names = sorted(by_intent)
        groups = [np.stack(by_intent[name]) for name in names]
        normal = normaliser(groups, float(self._config["shrinkage"]))
        sides, offsets = lines(groups, float(self._config["regularisation"]))
        rows = [unit(group @ normal) for group in groups]
        with self._storage.write_to(self._resource) as folder:
            np.savez(
                folder / "meanings.npz",
                names=np.array(names),
                rows=np.concatenate(rows).astype(np.float16),
                starts=np.cumsum([len(group) for group in rows])[:-1],
                normal=normal,
                sides=sides,
                offsets=offsets,
            )
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of each message anew."""
        for message in messages:
            row = self._meaning(message)
            ranking = message.get(INTENT_RANKING_KEY)
            if row is not None and ranking and self._rows:
                self._rank(message, ranking, row)
        return messages

    def _meaning(self, message: Message) -> np.ndarray | None:
        _, sentence = message.get_dense_features(TEXT, [self._config["featurizer"]])
        if sentence is None:
            return None
        return np.asarray(sentence.features, dtype=np.float32)[0]

    def _rank(
        self, message: Message, ranking: list[dict[str, Any]], row: np.ndarray
    ) -> None:
        said = {
            rank[INTENT_NAME_KEY]: rank[PREDICTED_CONFIDENCE_KEY] for rank in ranking
        }
        sides = self._log_shares(row)
        weight = float(self._config["weight_of_sides"])
        scores = {
            name: np.log(max(share, LEAST)) + weight * sides.get(name, np.log(LEAST))
            for name, share in said.items()
        }
        names = sorted(scores, key=lambda name: -scores[name])
        near = self._nearness(row, names[: int(self._config["candidates"])])
        least = min(near.values(), default=0.0)
        weight = float(self._config["weight_of_nearness"])
        odds = self._config["odds"]
        sums = np.array(
            [scores[n] + weight * near.get(n, least) + odds.get(n, 0.0) for n in names]
        )
        shares = np.exp(sums - sums.max())
        shares /= shares.sum()
        anew = [
            {INTENT_NAME_KEY: names[i], PREDICTED_CONFIDENCE_KEY: float(shares[i])}
            for i in np.argsort(-shares)
        ]
        message.set(INTENT, anew[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, anew, add_to_output=True)

    def _log_shares(self, row: np.ndarray) -> dict[str, float]:
        """Return intent -> log-probability by the side of the lines."""
        sums = self._sides @ row + self._offsets
        sums -= sums.max()
        logs = sums - np.log(np.exp(sums).sum())
        return dict(zip(self._rows, map(float, logs), strict=True))

    def _nearness(self, row: np.ndarray, names: list[str]) -> dict[str, float]:
        """Return intent -> mean cosine of its nearest examples."""
        row = unit(row @ self._normal)
        n = int(self._config["neighbours"])
        return {
            name: float(np.sort(self._rows[name] @ row)[-n:].mean())
            for name in names
            if name in self._rows
        }


def lines(groups: list[np.ndarray], c: float) -> tuple[np.ndarray, np.ndarray]:
    """Return weights ``(intents, d)`` and offsets of a logistic regression."""
    labels = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    learned = LogisticRegression(
        C=c,
        class_weight="balanced",
        multi_class="multinomial",
        max_iter=MAX_ITERATIONS,
        tol=TOLERANCE,
    ).fit(np.concatenate(groups), labels)
    sides, offsets = learned.coef_, learned.intercept_
    if len(groups) == 2:  # then only the second one's side is told
        sides, offsets = np.vstack([-sides, sides]), np.append(-offsets, offsets)
    return sides.astype(np.float32), offsets.astype(np.float32)
