"""Three small repairs of the pinned Rasa, applied once when the channel is loaded."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import rasa
from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.nlu.classifiers.logistic_regression_classifier import (
    LogisticRegressionClassifier,
)

PINNED = "3.6.21"


def apply() -> None:
    """Apply the repairs.

    Raises:
        RuntimeError: Another version of Rasa is installed; look whether the repairs
            are still needed, then change ``PINNED``.
    """
    if rasa.__version__ != PINNED:
        raise RuntimeError(
            f"bot/dialogue/patches.py was written for Rasa {PINNED}, "
            f"not {rasa.__version__}: check the repairs and change PINNED"
        )
    RemoteAction._validate_action_result = _validate_action_result
    LogisticRegressionClassifier.load = classmethod(_load_by_columns)


@lru_cache(maxsize=1)
def _validator() -> Draft7Validator:
    return Draft7Validator(RemoteAction.action_response_format_spec())


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's answer; Rasa checked the schema itself again each time."""
    _validator().validate(result)
    return True


_load = LogisticRegressionClassifier.load.__func__


def _load_by_columns(
    cls: type[LogisticRegressionClassifier], *args: Any, **kwargs: Any
) -> LogisticRegressionClassifier:
    """Load the classifier with its matrix column by column.

    Stored row by row, its 80 MB were copied for every message: 30 ms.
    """
    loaded = _load(cls, *args, **kwargs)
    if hasattr(loaded.clf, "coef_"):
        loaded.clf.coef_ = np.asfortranarray(loaded.clf.coef_)
    return loaded
