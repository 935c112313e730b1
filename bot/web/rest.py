"""Rasa's REST shape at the edge, so that any Rasa client or tester works here."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.languages import LANGUAGES
from bot.web import turn
from bot.web.session import Session
from bot.web.turn import Edge, Said

MAX_BODY = 256 * 1024
TOKEN = "rest-"
"""Beginning of the tokens of chats over REST, which follow from the sender's name."""


class BadRequest(Exception):
    """The request cannot be read; the message says what to send instead."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text = text
        self.status = status


async def webhook(request: Request) -> Response:
    """Take one message; answer with the list of messages that Rasa clients expect."""
    edge: Edge = request.app.state.edge
    try:
        body = await _body(request)
        sender, said, language = _read(body)
    except BadRequest as error:
        return JSONResponse({"error": error.text}, status_code=error.status)
    session = _session(edge, sender, language)
    if language and language != session.language:
        session.language = language
    if said.text in session.offered:
        said = Said(session.offered[said.text], None, said.text)
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    session.listeners.add(heard)
    try:
        await turn.take(edge, session, said)
    finally:
        session.listeners.discard(heard)
    frames = [heard.get_nowait() for _ in range(heard.qsize())]
    return JSONResponse([m for frame in frames for m in _messages(sender, frame)])


async def _body(request: Request) -> dict[str, Any]:
    received = b""
    async for chunk in request.stream():
        received += chunk
        if len(received) > MAX_BODY:
            raise BadRequest(f"at most {MAX_BODY} bytes can be sent at once", 413)
    try:
        body = json.loads(received)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise BadRequest('send a JSON object: {"sender": "…", "message": "…"}')
    return body


def _read(body: dict[str, Any]) -> tuple[str, Said, str | None]:
    sender, message = body.get("sender", "default"), body.get("message")
    if not isinstance(sender, str) or not isinstance(message, str):
        raise BadRequest("'sender' and 'message' must be texts")
    metadata = body.get("metadata")
    asked = metadata.get("language") if isinstance(metadata, dict) else None
    return sender, Said(message), asked if asked in LANGUAGES else None


def _session(edge: Edge, sender: str, language: str | None) -> Session:
    token = TOKEN + hashlib.sha256(sender.encode("utf-8", "replace")).hexdigest()
    session = edge.sessions.get(token)
    if session is None:
        session = edge.sessions.new(language=language or "fi", token=token)
        edge.counters.session(session.language, now=edge.now())
    return session


def _messages(sender: str, frame: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the Rasa messages for one frame: a bubble each, buttons on the last."""
    kind = frame["type"]
    if kind == "error":
        texts = frame["text"].split("\n")
    elif kind in ("reply", "help_card"):
        texts = list(frame["bubbles"])
    else:
        return []
    made: list[dict[str, Any]] = [{"recipient_id": sender, "text": t} for t in texts]
    if frame.get("choices") and made:
        made[-1]["buttons"] = frame["choices"]
    if frame.get("link"):
        custom = {"type": "link", "url": frame["link"]}
        made.append({"recipient_id": sender, "custom": custom})
    if frame.get("services"):
        name = "services" if kind == "reply" else "help_card"
        custom = {"type": name, "services": frame["services"]}
        card = {"recipient_id": sender, "custom": custom}
        # The card comes before the words that go with it.
        made.insert(0 if kind == "help_card" else len(made), card)
    for shown in frame.get("cards") or ():
        custom = {"type": f"{shown['kind']}_card", **shown}
        made.append({"recipient_id": sender, "custom": custom})
    return made
