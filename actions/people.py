"""'I want a human': look up who answers now."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.places import Places, places_now
from bot import settings as config


@lru_cache(maxsize=1)
def _places() -> Places:
    return Places(config.load())


class ActionShowPeople(Action):
    """Show at most two places where a person answers, open ones first."""

    def name(self) -> str:
        """Return the name in domain.yml."""
        return "action_show_people"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Look up the places; the words are those of ``replies.human``."""
        metadata = tracker.latest_message.get("metadata") or {}
        found = places_now(
            _places().services(),
            language=metadata.get("language") or "fi",
            at=datetime.now(timezone.utc),
        )
        dispatcher.utter_message(response="utter_people", services=found)
        return []
