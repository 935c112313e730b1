"""A tracker store that forgets: in memory, bounded, and never on a disk."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

# Enough for a dozen turns. Rasa replays what it keeps: 290 turns cost 93 ms a message.
MAX_EVENTS = 60

# Outside the instances: a new model makes a new store, and no chat is lost by it.
_TRACKERS: OrderedDict[str, tuple[float, DialogueStateTracker]] = OrderedDict()


class ForgettingTrackerStore(TrackerStore):
    """Keep live trackers, the last ``MAX_EVENTS`` of each, for a bounded time."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        max_chats: int = 5000,
        max_idle_minutes: float = 30,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._max_chats = int(max_chats)
        self._max_idle_s = float(max_idle_minutes) * 60

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker, forget the oldest events and the chats left idle."""
        while len(tracker.events) > MAX_EVENTS:
            tracker.events.popleft()
        _TRACKERS[tracker.sender_id] = (time.monotonic(), tracker)
        _TRACKERS.move_to_end(tracker.sender_id)
        self._forget()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker of ``sender_id``, or None when it was forgotten."""
        self._forget()
        kept = _TRACKERS.get(sender_id)
        return kept[1] if kept else None

    async def keys(self) -> Iterable[str]:
        """Return the ids of the chats that are kept."""
        return list(_TRACKERS)

    def _forget(self) -> None:
        deadline = time.monotonic() - self._max_idle_s
        while _TRACKERS:
            sender_id, (saved_at, _) = next(iter(_TRACKERS.items()))
            if len(_TRACKERS) <= self._max_chats and saved_at > deadline:
                return
            del _TRACKERS[sender_id]


def forget(sender_id: str) -> None:
    """Forget one chat at once ('end chat')."""
    _TRACKERS.pop(sender_id, None)
