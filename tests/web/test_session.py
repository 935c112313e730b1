"""Chats in memory: bounded, forgotten, and never a crisis chat for room's sake."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.content import Content
from bot.flow import Ref
from bot.store import Store
from bot.web import chat, rest
from bot.web.counters import Counters
from bot.web.session import (
    IDLE_IN_CRISIS_S,
    IDLE_S,
    LONGEST_S,
    Bucket,
    Session,
    Sessions,
)
from bot.web.turn import Edge
from safety import Level, SessionState
from tests.web.talk import Clock, Frames, Rasa

CRISIS = replace(SessionState(), level=Level.ELEVATED)


@pytest.mark.parametrize(
    ("state", "idle_s", "is_kept"),
    [
        (SessionState(), IDLE_S - 1, True),
        (SessionState(), IDLE_S + 1, False),
        (CRISIS, IDLE_S + 1, True),
        (CRISIS, IDLE_IN_CRISIS_S - 1, True),
        (CRISIS, IDLE_IN_CRISIS_S + 1, False),
    ],
)
def test_chats_are_forgotten_when_idle(
    clock: Clock, state: SessionState, idle_s: float, is_kept: bool
) -> None:
    sessions = Sessions(clock=clock)
    session = sessions.new(language="fi")
    session.state = state
    clock.now += idle_s
    sessions.forget_idle()
    assert (sessions.get(session.token) is session) is is_kept


def test_no_chat_is_kept_for_ever_by_a_page_that_stays(clock: Clock) -> None:
    sessions = Sessions(clock=clock)
    session = sessions.new(language="fi")
    for _ in range(LONGEST_S // IDLE_S):
        clock.now += IDLE_S
        assert sessions.get(session.token) is session
    clock.now += 1
    assert sessions.forget_idle() == [session.token]
    assert session.is_ended and sessions.get(session.token) is None
    assert sessions.forget_idle() == []


def test_room_is_made_by_the_oldest_calm_chat(clock: Clock) -> None:
    sessions = Sessions(clock=clock, limit=2)
    in_crisis = sessions.new(language="fi")
    in_crisis.state = CRISIS
    clock.now += 1
    calm = sessions.new(language="sv")
    newest = sessions.new(language="en")
    kept = [sessions.get(s.token) is not None for s in (in_crisis, calm, newest)]
    assert kept == [True, False, True]
    assert sessions.forget_idle() == [calm.token], "Rasa has to forget it, too"


def test_end_drops_everything_at_once(clock: Clock) -> None:
    sessions = Sessions(clock=clock)
    session = sessions.new(language="fi")
    session.emit({"type": "reply", "bubbles": ["hei"]})
    session.remember(Ref("sleep.start", "sleep.start#0"), [("Joo", "/affirm")])
    sessions.end(session)
    assert sessions.get(session.token) is None
    assert (len(session.frames), len(session.history), session.offered) == (0, 0, {})


def test_frames_are_numbered_and_kept_for_a_page_that_comes_back(clock: Clock) -> None:
    session = Sessions(clock=clock).new(language="fi")
    session.emit({"type": "reply"})
    session.emit({"type": "help_card"})
    assert [frame["seq"] for frame in session.frames] == [1, 2]


def test_bucket_lets_a_quick_talker_through_and_stops_a_flood() -> None:
    bucket = Bucket()
    taken = [bucket.take(1000 + second) for second in range(60)]
    assert all(taken[:20])
    assert not all(taken)
    assert bucket.take(1000 + 200)


def test_a_matter_waits_until_it_is_talked_about() -> None:
    session = Sessions().new(language="fi")
    session.remember(Ref("sleep.start"), [])
    session.leave(["housing", "sleep", "grief"])
    assert session.left == ("housing", "grief")
    session.remember(Ref("grief.tears"), [])
    session.leave([])
    assert session.left == ("housing",)


def test_words_lead_back_to_their_topic() -> None:
    session = Session("t")
    session.remember(Ref("sleep.start"), [])
    session.note_words(["kasarmi", "tyttö", "ja"])
    session.remember(Ref("money.start"), [])
    session.note_words(["raha"])
    assert session.named(["tyttö", "viel"]) == ["sleep"]
    assert session.named(["ja"]) == []
    session.forget()
    assert session.named(["tyttö"]) == []


class Page:
    """A page at the socket: it sends frames, and lets seconds pass in between."""

    def __init__(
        self, edge: Edge, clock: Clock, *does: dict[str, Any] | str | bytes | int
    ) -> None:
        self.app = SimpleNamespace(state=SimpleNamespace(edge=edge))
        self.headers: dict[str, str] = {}
        self.heard: Frames = []
        self._clock, self._does = clock, iter(does)

    async def accept(self) -> None:
        pass

    async def close(self) -> None:
        raise WebSocketDisconnect(1006)  # as Starlette does when the page is gone

    async def send_text(self, text: str) -> None:
        self.heard.append(json.loads(text))

    async def receive(self) -> dict[str, Any]:
        for step in self._does:
            if isinstance(step, int):
                self._clock.now += step
                self.app.state.edge.sessions.forget_idle()
                continue
            sent = json.dumps(step) if isinstance(step, dict) else step
            kind = "bytes" if isinstance(sent, bytes) else "text"
            return {"type": "websocket.receive", kind: sent}
        return {"type": "websocket.disconnect", "code": 1001}


@pytest.fixture
def edge(content: Content, tmp_path: Path, clock: Clock) -> Edge:
    counters = Counters(Store(tmp_path / "stats.db"))
    return Edge(content, Rasa(), Sessions(clock=clock), counters, "s" * 32)


def hear(edge: Edge, clock: Clock, *does: dict[str, Any] | int) -> list[str]:
    """Open a chat, do these things, and return the kinds of frames that came."""
    page = Page(edge, clock, {"type": "hello", "language": "fi"}, *does)
    asyncio.run(chat.endpoint(cast(WebSocket, page)))
    assert page.heard[0]["idle_s"] == IDLE_S
    return [frame["type"] for frame in page.heard]


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "ping"},
        {"type": "message", "id": "1", "text": "moi"},
        {"type": "easy", "easy": True},
    ],
    ids=lambda frame: frame["type"],
)
def test_whatever_the_page_sends_keeps_the_chat(
    edge: Edge, clock: Clock, frame: dict[str, Any]
) -> None:
    still_there = {"type": "ping"}
    kinds = hear(edge, clock, IDLE_S - 1, frame, IDLE_S - 1, still_there)
    assert kinds[-1] == "pong"


def test_a_message_to_a_forgotten_chat_stays_unread(edge: Edge, clock: Clock) -> None:
    """Without an 'ack' the page sends it again, to a chat that can answer."""
    message = {"type": "message", "id": "1", "text": "ootko vielä siinä"}
    assert hear(edge, clock, IDLE_S + 1, message) == ["welcome"]
    assert len(edge.sessions) == 0


def test_a_flood_of_frames_waits_and_a_quick_hand_does_not(
    edge: Edge, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", pause)
    hear(edge, clock, *[{"type": "ping"}] * chat.AT_ONCE)
    assert waits == []
    kinds = hear(edge, clock, *[{"type": "ping"}] * chat.AT_ONCE * 2)
    assert waits, "the others of this server are not kept waiting"
    assert kinds.count("pong") == chat.AT_ONCE * 2, "nothing is lost"


def test_a_chat_has_only_so_many_pages(edge: Edge, clock: Clock) -> None:
    session = edge.sessions.new(language="fi")
    session.listeners.update(asyncio.Queue() for _ in range(chat.MOST_PAGES))
    again = {"type": "hello", "token": session.token, "last_seq": 0}
    page = Page(edge, clock, again, {"type": "ping"})
    asyncio.run(chat.endpoint(cast(WebSocket, page)))
    assert page.heard == []


def test_the_socket_gives_no_chat_away_that_was_held_over_rest(
    edge: Edge, clock: Clock
) -> None:
    """Its token follows from the sender's name, which others can guess."""
    session = rest._session(edge, "default", "fi")
    session.keep({"type": "said", "id": None, "text": "salaisuus"})
    page = Page(edge, clock, {"type": "hello", "token": session.token, "last_seq": 0})
    asyncio.run(chat.endpoint(cast(WebSocket, page)))
    assert [frame["type"] for frame in page.heard] == ["welcome"]
    assert page.heard[0]["resumed"] is False


@pytest.mark.parametrize("sent", ["[" * 100_000, b"\xff" * 2_000])
def test_what_is_no_frame_is_read_like_any_text(
    edge: Edge, clock: Clock, sent: str | bytes
) -> None:
    page = Page(edge, clock, {"type": "hello", "language": "fi"}, sent)
    asyncio.run(chat.endpoint(cast(WebSocket, page)))
    assert page.heard[-1]["code"] == "too_long"
