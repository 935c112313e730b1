"""A small repair of the pinned Rasa, applied once when the channel is loaded."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import rasa
from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction

PINNED = "3.6.21"


def apply() -> None:
    """Apply the repair.

    Raises:
        RuntimeError: Another version of Rasa is installed; look whether the repair
            is still needed, then change ``PINNED``.
    """
    if rasa.__version__ != PINNED:
        raise RuntimeError(
            f"bot/dialogue/patches.py was written for Rasa {PINNED}, "
            f"not {rasa.__version__}: check the repair and change PINNED"
        )
    RemoteAction._validate_action_result = _validate_action_result


@lru_cache(maxsize=1)
def _validator() -> Draft7Validator:
    return Draft7Validator(RemoteAction.action_response_format_spec())


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Check an action's answer; Rasa checked the schema itself again each time."""
    _validator().validate(result)
    return True
