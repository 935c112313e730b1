"""Chats in memory: bounded, forgotten when idle, gone at 'end chat'."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.flow import Ref
from safety import Level, SessionState

IDLE_S = 30 * 60
# Somebody may come back from a helpline's queue (DESIGN, "A turn, step by step").
IDLE_IN_CRISIS_S = 12 * 60 * 60
# However much is said in it, and however often a page says that it is there (PRI-2).
LONGEST_S = 12 * 60 * 60
MAX_SESSIONS = 20_000
KEPT_FRAMES = 200
KEPT_REFS = 40
LETTERS_OF_A_TELLING_STEM = 4
MOST_STEMS = 200
KEPT_IDS = 100
KEPT_PAYLOADS = 60
KEPT_TOPICS = 4


@dataclass
class Bucket:
    """A token bucket: who writes faster than it fills has to wait a moment."""

    size: float = 20
    per_second: float = 0.5
    level: float = 20
    filled_at: float = 0

    def take(self, now: float) -> bool:
        """Take one token; False when there is none."""
        gained = (now - self.filled_at) * self.per_second if self.filled_at else 0
        self.level = min(self.size, self.level + gained)
        self.filled_at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True


@dataclass
class Session:
    """One chat. ``frames`` is what the page was sent, for a page that reconnects."""

    token: str
    language: str = "fi"
    easy: bool = False
    state: SessionState = field(default_factory=SessionState)
    history: deque[Ref] = field(default_factory=lambda: deque(maxlen=KEPT_REFS))
    offered: dict[str, str] = field(default_factory=dict)
    # The choices that stand below the last words: (title, payload).
    choices: tuple[tuple[str, str], ...] = ()
    frames: deque[dict[str, Any]] = field(
        default_factory=lambda: deque(maxlen=KEPT_FRAMES)
    )
    seen: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_IDS))
    seq: int = 0
    asked: str | None = None
    card: tuple[str, ...] = ()
    # Services of the last reply that had any, and how many replies came since.
    shown: tuple[str, ...] = ()
    n_since_shown: int = 99
    # Contacts that were opened and not yet told of, with whether they were asked about;
    # when a way was busy or closed (UTC timestamp).
    opened: dict[str, bool] = field(default_factory=dict)
    tried: dict[str, float] = field(default_factory=dict)
    # Stems of the words that the person used of a topic, to find back to it.
    words_of: dict[str, set[str]] = field(default_factory=dict)
    # Topics that the person spoke of too, which were not talked about yet.
    left: tuple[str, ...] = ()
    # Somebody's parent, teacher or friend writes.
    is_helper: bool = False
    # Media cards that were shown: each comes once.
    seen_cards: set[str] = field(default_factory=set)
    # Common words of searches that found nothing: each is counted once.
    missed: set[str] = field(default_factory=set)
    subject_changed: bool = False
    age_band: str | None = None
    writes: bool = False
    offered_languages: set[str] = field(default_factory=set)
    # What was said once of the switches: the notices by version, and help only.
    told: set[str] = field(default_factory=set)
    n_failures: int = 0
    n_messages: int = 0
    # Messages and choices that were taken; the highest level that was ever reached.
    n_taken: int = 0
    peak: Level = Level.NONE
    # What has been counted once of this chat; what may be asked at its end.
    counted: set[str] = field(default_factory=set)
    asked_at_end: tuple[str, ...] = ()
    asks_nps: bool | None = None
    bucket: Bucket = field(default_factory=Bucket)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    listeners: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)
    started_at: float = 0
    touched_at: float = 0
    is_ended: bool = False

    @property
    def idle_s(self) -> float:
        """How long this chat may be idle, in seconds."""
        return IDLE_IN_CRISIS_S if self.state.in_crisis else IDLE_S

    def emit(self, frame: dict[str, Any]) -> None:
        """Number a frame, keep it for a page that reconnects, and send it now."""
        self.whisper(self.keep(frame))

    def keep(self, frame: dict[str, Any]) -> dict[str, Any]:
        """Number a frame and keep it for a page that reconnects; return it."""
        self.seq += 1
        numbered = {**frame, "seq": self.seq}
        self.frames.append(numbered)
        return numbered

    def whisper(self, frame: dict[str, Any]) -> None:
        """Send a frame that a page which reconnects does not need again."""
        for listener in self.listeners:
            listener.put_nowait(frame)

    def remember(self, ref: Ref, choices: Iterable[tuple[str, str]]) -> None:
        """Keep where the chat is, and which payloads may come back (title, payload)."""
        self.history.append(ref)
        self.choices = tuple(choices)
        for title, payload in self.choices:
            self.offered.pop(payload, None)
            self.offered[payload] = title
        while len(self.offered) > KEPT_PAYLOADS:
            del self.offered[next(iter(self.offered))]

    @property
    def known(self) -> list[str]:
        """The topics that were talked about or wait, the last one last."""
        past = [ref.at.partition(".")[0] for ref in self.history]
        return list(dict.fromkeys(reversed([*self.left, *past])))[::-1]

    def note_words(self, stems: Iterable[str]) -> None:
        """Remember words of the person's under the topic that answered them."""
        topic = self.history[-1].at.partition(".")[0]
        telling = {stem for stem in stems if len(stem) >= LETTERS_OF_A_TELLING_STEM}
        kept = self.words_of.setdefault(topic, set())
        if len(kept) < MOST_STEMS:
            kept |= telling

    def named(self, stems: Iterable[str]) -> list[str]:
        """Return the topics of which one of these words was used."""
        wanted = {stem for stem in stems if len(stem) >= LETTERS_OF_A_TELLING_STEM}
        return [topic for topic, kept in self.words_of.items() if kept & wanted]

    def leave(self, topics: Iterable[str]) -> None:
        """Keep topics for later; the one that is talked about now waits no more."""
        now = self.history[-1].at.partition(".")[0]
        kept = dict.fromkeys((*self.left, *topics))
        self.left = tuple(topic for topic in kept if topic != now)[-KEPT_TOPICS:]

    def heard(self, state: SessionState) -> None:
        """Take over what the detector remembers after a message."""
        self.state = state
        self.peak = max(self.peak, state.level)

    def forget(self) -> None:
        """Drop everything that was said; the object may still be referenced."""
        self.is_ended = True
        self.frames.clear()
        self.history.clear()
        self.offered.clear()
        self.choices = ()
        self.opened.clear()
        self.tried.clear()
        self.left = ()
        self.words_of.clear()
        self.missed.clear()
        self.seen_cards.clear()
        self.counted.clear()
        self.told.clear()
        self.asked_at_end = ()
        self.state = SessionState()


class Sessions:
    """All chats of this process.

    Attributes:
        on_over: Is told of every chat that is over, just before it is forgotten.
    """

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, limit: int = MAX_SESSIONS
    ) -> None:
        self.on_over: Callable[[Session], None] | None = None
        self._displaced: list[str] = []
        self._clock = clock
        self._limit = limit
        self._by_token: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._by_token)

    def new(self, *, language: str, easy: bool = False, token: str = "") -> Session:
        """Start a chat; the oldest idle chat makes room, never one in a crisis."""
        if len(self._by_token) >= self._limit:
            self._make_room()
        session = Session(token or secrets.token_urlsafe(24), language, easy)
        self.touch(session)
        session.started_at = session.touched_at
        self._by_token[session.token] = session
        return session

    def get(self, token: str | None) -> Session | None:
        """Return the chat with ``token``, or None when it was forgotten."""
        session = self._by_token.get(token or "")
        if session is None or self._is_over(session):
            return None
        self.touch(session)
        return session

    def touch(self, session: Session) -> None:
        """Count the idle time of a chat from now on: its page was heard."""
        session.touched_at = self._clock()

    def end(self, session: Session) -> None:
        """Forget a chat at once."""
        if self._by_token.pop(session.token, None) and self.on_over:
            self.on_over(session)
        session.forget()

    def forget_idle(self) -> list[str]:
        """Forget the chats that have been idle, or been there, for too long.

        Returns:
            Tokens of all that were forgotten since the last time without being ended:
            other parts that hold something of them forget it, too.
        """
        over = [s for s in self._by_token.values() if self._is_over(s)]
        gone, self._displaced = self._displaced, []
        for session in over:
            gone.append(session.token)
            self.end(session)
        return gone

    def _is_over(self, session: Session) -> bool:
        now = self._clock()
        is_idle = now - session.touched_at > session.idle_s
        return is_idle or now - session.started_at > LONGEST_S

    def _make_room(self) -> None:
        calm = [s for s in self._by_token.values() if not s.state.in_crisis]
        if calm:
            oldest = min(calm, key=lambda session: session.touched_at)
            self._displaced.append(oldest.token)
            self.end(oldest)
