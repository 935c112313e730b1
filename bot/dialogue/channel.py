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
from bot.dialogue import models, patches, tracker_store
from bot.dialogue.understand import answer

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
        """Return the routes.

        ``turn`` and ``forget`` are the chat's; ``health`` is for anybody.

        All but the last need the token. ``understand`` reads a text and keeps nothing:
        no chat, no tracker, no count. ``model`` names the model, or takes another one.
        """
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

        @routes.post("/understand")
        async def understand(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "token"}, status=403)
            return await _understood(request.app.ctx.agent, request.json)

        @routes.get("/model")
        async def model(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "token"}, status=403)
            return response.json({"model": models.in_use(request.app.ctx.agent)})

        @routes.post("/model")
        async def take_model(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "token"}, status=403)
            return await _taken(request.app.ctx.agent, request.json)

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


async def _understood(agent: Any, body: dict[str, Any]) -> HTTPResponse:
    """Answer what a text would be taken for; it is no turn of a chat."""
    text = str(body.get("text") or "").lstrip("/ ") or "?"
    try:
        parsed = await agent.parse_message(text)
    except Exception as error:  # the text must not reach Rasa's own error log
        logger.error("a text was not read: %s", type(error).__name__)
        return response.json({"error": "understand"}, status=500)
    intents = [parsed["intent"], *(parsed.get("intent_ranking") or [])]
    kept = [{key: one[key] for key in ("name", "confidence")} for one in intents[:6]]
    return response.json({**answer(parsed), "intents": kept})


async def _taken(agent: Any, body: dict[str, Any]) -> HTTPResponse:
    """Take a model of ours into use; on any failure the one before answers on."""
    path = models.find(str(body.get("model")))
    if path is None:
        return response.json({"error": "no such model"}, status=404)
    try:
        await models.take(agent, path)
    except Exception as error:  # a broken file must not end the server
        logger.error("a model was not loaded: %s", type(error).__name__)
        return response.json({"error": "model"}, status=500)
    return response.json({"model": models.in_use(agent)})


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
