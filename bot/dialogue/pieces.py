"""A featurizer of shapes: pieces of words, rare ones counting more.

Rasa's own counts grow with the length of a message, and give a common ending the weight
of a rare word. Measured on messages that nobody had read: see docs/figures.md.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True
)
class PiecesFeaturizer(SparseFeaturizer, GraphComponent):
    """Add the pieces of a message by tf-idf, a row of length ``weight``.

    Config:
        analyzer: "char_wb" for runs of letters within a word, "word" for runs of words.
        min_ngram, max_ngram: How long the runs are.
        min_df: In how many examples a piece must be.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults of the component."""
        return {
            **SparseFeaturizer.get_default_config(),
            "analyzer": "char_wb",
            "min_ngram": 2,
            "max_ngram": 5,
            "min_df": 1,
            "weight": 1.0,
        }

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        super().__init__(name, config)
        self._storage = model_storage
        self._resource = resource
        self._pieces = TfidfVectorizer(
            analyzer=config["analyzer"],
            ngram_range=(config["min_ngram"], config["max_ngram"]),
            min_df=config["min_df"],
            token_pattern=r"(?u)\b\w+\b" if config["analyzer"] == "word" else None,
            sublinear_tf=True,
            dtype=np.float32,
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PiecesFeaturizer:
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
    ) -> PiecesFeaturizer:
        """Load the component with the pieces it was trained with."""
        loaded = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / "pieces.json").read_text("utf-8"))
            loaded._pieces.vocabulary_ = {word: i for i, word in enumerate(words)}
            loaded._pieces.idf_ = np.load(folder / "idf.npy")
        return loaded

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any config; wrong values are refused by the vectorizer."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the pieces and how rare they are."""
        messages = [m for m in training_data.training_examples if m.get(TEXT)]
        self._pieces.fit([_read(message) for message in messages])
        words = sorted(self._pieces.vocabulary_, key=self._pieces.vocabulary_.get)
        with self._storage.write_to(self._resource) as folder:
            text = json.dumps(words, ensure_ascii=False)
            (folder / "pieces.json").write_text(text, "utf-8")
            np.save(folder / "idf.npy", self._pieces.idf_)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the pieces to messages that people wrote."""
        read = [message for message in messages if message.get(TEXT)]
        if read:
            rows = self._pieces.transform([_read(message) for message in read])
            rows = (rows * float(self._config["weight"])).tocsr()
            for index, message in enumerate(read):
                row = rows[index].tocoo()
                alias = self._config["alias"]
                features = Features(row, FEATURE_TYPE_SENTENCE, TEXT, alias)
                message.add_features(features)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the pieces to the training examples."""
        self.process(training_data.training_examples)
        return training_data


def _read(message: Message) -> str:
    return " ".join(token.text for token in message.get(TOKENS_NAMES[TEXT]) or ())
