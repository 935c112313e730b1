"""'That helped' and 'that did not help': say thanks, and let it be counted."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

THUMBS = {"helped": "up", "not_helped": "down"}


class ActionGiveFeedback(Action):
    """Mark the reply with a thumb; the edge counts it, never in a crisis (SAF-R9)."""

    def name(self) -> str:
        """Return the name in domain.yml."""
        return "action_give_feedback"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the fitting reply with the thumb as a mark."""
        message = tracker.latest_message
        thumb = THUMBS.get(message["intent"]["name"])
        in_crisis = bool((message.get("metadata") or {}).get("crisis"))
        marks = {} if in_crisis or not thumb else {"thumb": thumb}
        dispatcher.utter_message(response="utter_reply", **marks)
        return []
