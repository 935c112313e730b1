"""A featurizer of shapes: pieces of words, each message brought to the same length.

Rasa's own counts grow with the length of a message and drown the meaning of a long one.
Measured on tests/bot/data/understand_unseen.jsonl: see docs/figures.md.
"""

from __future__ import annotations

from typing import Any

import scipy.sparse
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import (
    CountVectorsFeaturizer,
)
from sklearn.preprocessing import normalize


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True
)
class PiecesFeaturizer(CountVectorsFeaturizer):
    """Count words or pieces of words, then scale each message to length ``weight``."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults of the component."""
        return {**CountVectorsFeaturizer.get_default_config(), "weight": 1.0}

    def _create_features(
        self, attribute: str, all_tokens: list[list[str]]
    ) -> tuple[list[Any], list[Any]]:
        sequences, sentences = super()._create_features(attribute, all_tokens)
        return sequences, [self._scaled(vector) for vector in sentences]

    def _scaled(
        self, vector: scipy.sparse.spmatrix | None
    ) -> scipy.sparse.spmatrix | None:
        if vector is None:
            return None
        return (normalize(vector.tocsr()) * float(self._config["weight"])).tocoo()
