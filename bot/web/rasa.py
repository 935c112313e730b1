"""Ask Rasa for one turn. Whatever goes wrong there is None here."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

WARM_UP = "warm-up"


def _spoken(messages: Any) -> dict[str, Any] | None:
    """Return the last whole bot message; a failing NLG answers 200 with none."""
    if not isinstance(messages, list):
        return None
    whole = [
        message
        for message in messages
        if isinstance(message, dict) and message.get("text") and message.get("custom")
    ]
    return whole[-1] if whole else None


class RasaClient:
    """Talk to Rasa's ``WebChannel`` on loopback, waiting at most ``timeout_s``."""

    def __init__(self, url: str, token: str, *, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"x-channel-token": token},
            timeout=httpx.Timeout(timeout_s, connect=1),
            trust_env=False,
        )

    async def turn(
        self, sender: str, message: str, metadata: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Return the bot's message, or None when Rasa did not answer in time."""
        body = {"sender": sender, "message": message, "metadata": metadata}
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await self._http.post("/webhooks/web/turn", json=body)
            messages = answer.json() if answer.status_code == 200 else []
        except (httpx.HTTPError, ValueError, TimeoutError):
            return None
        return _spoken(messages)

    async def forget(self, sender: str) -> None:
        """Let Rasa forget a chat now; it forgets by itself when that fails."""
        try:
            await self._http.post("/webhooks/web/forget", json={"sender": sender})
        except httpx.HTTPError:
            return

    async def is_ready(self) -> bool:
        """Tell whether Rasa answers a turn; the first one loads what it needs."""
        metadata = {"language": "fi", "history": []}
        ready = await self.turn(WARM_UP, "/greet", metadata) is not None
        await self.forget(WARM_UP)
        return ready

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
