"""A chat in the edge's own process: Rasa answers as told, the page is listened to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bot.web import turn
from bot.web.rasa import RasaClient
from bot.web.session import Session
from bot.web.turn import Edge, Said

Frames = list[dict[str, Any]]


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Rasa(RasaClient):
    """A Rasa without a network: one answer for all, or none as if it were dead."""

    def __init__(self, answer: dict[str, Any] | None = None) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, Any]]] = []

    async def turn(
        self, sender: str, message: str, metadata: dict[str, Any]
    ) -> dict[str, Any] | None:
        self.asked.append((message, metadata))
        return self.answer

    async def forget(self, sender: str) -> None:
        return None


def heard(session: Session, work: Callable[[], Any]) -> Frames:
    """Do something and return everything that the page would get."""
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    session.listeners.add(queue)
    asyncio.run(work())
    session.listeners.discard(queue)
    return [queue.get_nowait() for _ in range(queue.qsize())]


def say(edge: Edge, session: Session, text: str, payload: str | None = None) -> Frames:
    """Say one thing and return everything that the page would get."""
    said = Said(text, f"m{session.n_taken}", payload)
    return heard(session, lambda: turn.take(edge, session, said))
