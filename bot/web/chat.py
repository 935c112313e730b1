"""The chat over a WebSocket; the messages are described in docs/protocol.md."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from starlette.websockets import (
    WebSocket,
    WebSocketDisconnect,
    WebSocketDisconnected,
)

from bot import flow
from bot.languages import LANGUAGES
from bot.web import rest, turn
from bot.web.session import IDLE_S, Bucket, Session
from bot.web.turn import Edge, Said

HELLO_TIMEOUT_S = 20
MAX_ID = 64
MOST_PAGES = 20
"""Sockets of one chat: tabs, and connections of a phone that broke unnoticed."""
AT_ONCE, A_SECOND = 60, 3
"""Frames that a page may send; what comes faster than any hand waits for its turn."""


async def endpoint(socket: WebSocket) -> None:
    """Serve one page until it leaves."""
    if not _same_origin(socket):
        await socket.close(4403)
        return
    await socket.accept()
    edge: Edge = socket.app.state.edge
    outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    session: Session | None = None
    sender = asyncio.create_task(_send(socket, outgoing))
    pace = Bucket(AT_ONCE, A_SECOND, AT_ONCE)
    try:
        session = await _hello(socket, edge, outgoing)
        while session and not session.is_ended:
            await _receive(socket, edge, session)
            if not pace.take(asyncio.get_running_loop().time()):
                await asyncio.sleep(1 / A_SECOND)
    except (WebSocketDisconnect, WebSocketDisconnected, TimeoutError):
        pass
    finally:
        if session:
            session.listeners.discard(outgoing)
        await _finish(sender, outgoing)
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close()


def _same_origin(socket: WebSocket) -> bool:
    origin = socket.headers.get("origin")
    return origin is None or origin.partition("://")[2] == socket.headers.get("host")


async def _send(socket: WebSocket, outgoing: asyncio.Queue[dict[str, Any]]) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.send_text(json.dumps(await outgoing.get()))
            outgoing.task_done()


async def _finish(
    sender: asyncio.Task[None], outgoing: asyncio.Queue[dict[str, Any]]
) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.2):
            await outgoing.join()
    sender.cancel()


async def _hello(
    socket: WebSocket, edge: Edge, outgoing: asyncio.Queue[dict[str, Any]]
) -> Session | None:
    async with asyncio.timeout(HELLO_TIMEOUT_S):
        frame = await _heard(socket)
    if frame.get("type") != "hello":
        return None
    language = frame.get("language") if frame.get("language") in LANGUAGES else "fi"
    session = _known(edge, _text(frame.get("token")))
    is_resumed = session is not None
    if session and len(session.listeners) >= MOST_PAGES:
        return None
    if session is None:
        session = edge.sessions.new(
            language=str(language), easy=bool(frame.get("easy"))
        )
        edge.counters.session(session.language, now=edge.now())
    session.listeners.add(outgoing)
    outgoing.put_nowait(
        {
            "type": "welcome",
            "token": session.token,
            "resumed": is_resumed,
            "language": session.language,
            "seq": session.seq,
            "idle_s": IDLE_S,
            "contacts": [
                name for name, is_asked in session.opened.items() if not is_asked
            ],
        }
    )
    if is_resumed:
        last_seq = frame.get("last_seq")
        for kept in list(session.frames):
            if not isinstance(last_seq, int) or kept["seq"] > last_seq:
                outgoing.put_nowait(kept)
    elif frame.get("crisis"):
        turn.restore(edge.speaking(session.language), session, frame["crisis"])
    return session


def _known(edge: Edge, token: str) -> Session | None:
    """Return the chat with this token; the name of a REST chat is no secret."""
    return None if token.startswith(rest.TOKEN) else edge.sessions.get(token)


async def _receive(socket: WebSocket, edge: Edge, session: Session) -> None:
    frame = await _heard(socket)
    if session.is_ended:
        return  # Forgotten meanwhile: not read, so the page sends it to a new chat.
    edge.sessions.touch(session)
    edge = edge.speaking(session.language)
    kind = frame.get("type")
    if kind in ("message", "choice"):
        await turn.take(edge, session, _said(edge, session, frame))
    elif kind == "language" and frame.get("language") in LANGUAGES:
        turn.change_language(edge, session, frame["language"])
    elif kind == "easy":
        session.easy = bool(frame.get("easy"))
    elif kind == "misunderstood":
        turn.misunderstood(edge, session)
    elif kind == "feedback" and frame.get("thumb") in ("up", "down"):
        turn.thumb(edge, session, frame["thumb"])
    elif kind == "service_opened":
        turn.service_opened(edge, session, _text(frame.get("service")))
    elif kind == "contact_asked":
        turn.contact_asked(session, _text(frame.get("service")))
    elif kind == "contact_outcome":
        await turn.contact_outcome(
            edge,
            session,
            _text(frame.get("service")),
            _text(frame.get("outcome")),
            _text(frame.get("id"))[:MAX_ID] or None,
        )
    elif kind == "end":
        await turn.end(edge, session, frame.get("farewell"))
    elif kind == "ping":
        session.whisper({"type": "pong"})
    else:
        turn.unreadable(edge, session, _text(frame.get("id")))


def _said(edge: Edge, session: Session, frame: dict[str, Any]) -> Said:
    message_id = _text(frame.get("id"))[:MAX_ID] or None
    payload = _text(frame.get("payload"))
    standing = flow.standing(edge.content, session.language)
    title = session.offered.get(payload, standing.get(payload))
    if frame["type"] == "choice" and title is not None:
        return Said(title, message_id, payload)
    # A payload that was never offered here is text like any other.
    return Said(_text(frame.get("text")) or payload, message_id)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


async def _heard(socket: WebSocket) -> dict[str, Any]:
    """Return the next frame, sent as text or as bytes."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    raw = message.get("text") or message.get("bytes") or b""
    return _parse(raw if isinstance(raw, str) else raw.decode("utf-8", "replace"))


def _parse(raw: str) -> dict[str, Any]:
    """Return the frame; what is no JSON object is read as a message's text."""
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        return {"type": "message", "text": raw}
    return frame if isinstance(frame, dict) else {"type": "message", "text": raw}
