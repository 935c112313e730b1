"""The channel between ``web`` and Rasa: loopback, with a token, and silent.

Rasa's REST channel writes the text of a message into its log when a request times out
or an action raises. This one logs the kind of the error, never the text.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import (
    CollectingOutputChannel,
    InputChannel,
    UserMessage,
)
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import flow, matters
from bot.dialogue import patches, tracker_store

logger = logging.getLogger(__name__)


LEAST_SURE = 0.8
"""From this confidence on a part of a message is a matter of its own."""

patches.apply()


class Collector(CollectingOutputChannel):
    """Collect whole bot messages: text, buttons and ``custom`` stay together."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one bot message as it is."""
        kept = ("text", "buttons", "custom")
        self.messages.append({key: message[key] for key in kept if message.get(key)})


class WebChannel(InputChannel):
    """Take one turn, answer with the list of bot messages."""

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Return the name in the address ``/webhooks/web``."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Create the channel; the token must not be empty."""
        token = str((credentials or {}).get("token") or "")
        if not token:
            cls.raise_missing_credentials_exception()
        return cls(token)

    def blueprint(
        self, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> Blueprint:
        """Return the routes ``turn``, ``forget`` and ``health``."""
        routes = Blueprint("web_channel")

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"ready": True})

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "token"}, status=403)
            await _find_matters(request.app.ctx.agent, request.json)
            return await self._turn(request.json, on_new_message)

        @routes.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "token"}, status=403)
            tracker_store.forget(str(request.json.get("sender")))
            return response.json({})

        return routes

    def _allowed(self, request: Request) -> bool:
        given = request.headers.get("x-channel-token", "")
        return hmac.compare_digest(given, self._token)

    async def _turn(
        self,
        body: dict[str, Any],
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> HTTPResponse:
        collector = Collector()
        message = UserMessage(
            text=body["message"],
            output_channel=collector,
            sender_id=body["sender"],
            input_channel=self.name(),
            metadata=body.get("metadata") or {},
        )
        try:
            await on_new_message(message)
        except Exception as error:  # the text must not reach Rasa's own error log
            logger.error("a turn failed: %s", type(error).__name__)
            return response.json({"error": "turn"}, status=500)
        return response.json(collector.messages)


async def _find_matters(agent: Any, body: dict[str, Any]) -> None:
    """Add to ``metadata`` the topics that parts of an ordinary message are about."""
    metadata, text = body.get("metadata") or {}, body["message"]
    if metadata.get("crisis") or text.startswith("/"):
        return
    found = []
    for part in matters.parts(text, metadata.get("language") or "fi"):
        try:
            intent = (await agent.parse_message(part))["intent"]
        except Exception as error:  # the whole message is still answered
            logger.error("a part was not read: %s", type(error).__name__)
            return
        name = intent.get("name") or ""
        topic = name.removeprefix(flow.TOPIC_INTENT)
        if topic == name or not matters.is_matter(topic):
            continue
        if intent["confidence"] >= LEAST_SURE:
            found.append(topic)
    body["metadata"] = {**metadata, "matters": found}
