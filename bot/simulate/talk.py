"""One made-up chat, through the real edge, at its own moment of the made-up year."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from bot import flow
from bot.languages import LANGUAGES
from bot.model import START
from bot.simulate.phrases import Phrases
from bot.simulate.year import Visit, numbers, on, pick
from bot.web import turn
from bot.web.farewell import QUESTIONS
from bot.web.session import Sessions
from bot.web.turn import Edge, Said

MOST_TURNS = 24
BACK, HELPED, NOT_HELPED = "/go_back", "/helped", "/not_helped"


class Clock:
    """The time in one made-up chat: it goes on when the person takes some."""

    def __init__(self, at: datetime) -> None:
        self._now = at

    def now(self) -> datetime:
        """Return the made-up moment."""
        return self._now

    def seconds(self) -> float:
        """Return the same in seconds, for what only measures how long."""
        return self._now.timestamp()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)


class Talk:
    """A person and their chat.

    Attributes:
        n_turns: Messages and choices sent so far.
    """

    def __init__(
        self, edge: Edge, visit: Visit, phrases: Phrases, planted: list[dict[str, Any]]
    ) -> None:
        self.n_turns = 0
        self._visit, self._phrases, self._planted = visit, phrases, planted
        self._random, self._clock = Random(visit.seed), Clock(visit.at)
        self._sessions = Sessions(clock=self._clock.seconds)
        self._edge = replace(
            edge,
            now=self._clock.now,
            sessions=self._sessions,
            chance=self._random.random,
        )
        self._session = self._sessions.new(language=visit.language, easy=visit.is_easy)
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._session.listeners.add(self._heard)
        self._reply: dict[str, Any] = {}
        self._topic = visit.topic

    async def run(self) -> int:
        """Hold the chat from beginning to end; return how many turns it took."""
        edge, session = self._edge, self._session
        edge.counters.session(session.language, now=edge.now())
        await self._begin()
        while self.n_turns and self._goes_on():
            await self._beside()
            await self._act()
        await self._beside()
        await self._leave()
        return self.n_turns

    # --- what is said

    async def _begin(self) -> None:
        begins: dict[str, Callable[[], Awaitable[None]]] = {
            "topic_in_words": self._in_words,
            "topic_from_list": self._from_list,
            "small": lambda: self._small("greet"),
            "question": self._question,
            "danger": self._danger,
            "looks": self._looks,
        }
        await begins[self._visit.begins]()

    async def _act(self) -> None:
        acts: dict[str, Callable[[], Awaitable[None]]] = {
            "choice": self._choice,
            "in_words": self._in_words,
            "small": lambda: self._small(self._random.choice(numbers()["small"])),
            "back": lambda: self._choose(BACK),
            "other_topic": self._other_topic,
            "person": lambda: self._small("ask_for_human"),
            "easier": lambda: self._small("use_easy_language"),
            "language": self._language,
        }
        await acts[pick(self._random, numbers()["acts"])]()

    async def _say(self, text: str, payload: str | None = None) -> None:
        self._clock.wait(self._random.uniform(*numbers()["seconds_between"]))
        self.n_turns += 1
        said = Said(text, f"m{self.n_turns}", payload)
        await turn.take(self._edge, self._session, said)
        while not self._heard.empty():
            frame = self._heard.get_nowait()
            if frame["type"] == "reply" and not frame.get("language"):
                self._reply = frame

    async def _choose(self, payload: str) -> None:
        known = flow.standing(self._edge.content, self._session.language)
        title = self._session.offered.get(payload, known.get(payload, payload))
        await self._say(title, payload)

    async def _in_words(self) -> None:
        language = self._session.language
        await self._say(self._phrases.of_topic(self._random, self._topic, language))

    async def _from_list(self) -> None:
        await self._choose(flow.open_payload(f"{self._topic}.{START}"))

    async def _small(self, intent: str) -> None:
        language = self._session.language
        await self._say(self._phrases.small(self._random, intent, language))

    async def _question(self) -> None:
        asked = self._visit.questions
        text = self._random.choice(asked) if asked else None
        language = self._session.language
        await self._say(text or self._phrases.question(self._random, language))

    async def _danger(self) -> None:
        level = pick(self._random, numbers()["danger"])
        language = self._session.language
        await self._say(self._phrases.of_danger(self._random, level, language))

    async def _looks(self) -> None:
        """Open the chat and say nothing."""

    async def _choice(self) -> None:
        offered = self._reply.get("choices") or ()
        if not offered:
            await self._in_words()
            return
        known = numbers()["choices"]
        weights = {
            choice["payload"]: known.get(choice["payload"], 1) for choice in offered
        }
        await self._choose(self._helped(pick(self._random, weights)))

    def _helped(self, payload: str) -> str:
        """Return the button, or the one for a topic that is planted to be no help."""
        topic = self._here.partition(".")[0]
        worse = [row for row in self._now("unhelpful") if row["topic"] == topic]
        if not worse or payload not in (HELPED, NOT_HELPED):
            return payload
        return HELPED if self._happens(worse[0]["helped"]) else NOT_HELPED

    async def _other_topic(self) -> None:
        self._topic = self._random.choice(list(self._edge.content.topics))
        await self._from_list()

    async def _language(self) -> None:
        turn.change_language(self._edge, self._session, self._random.choice(LANGUAGES))

    # --- what is done beside it

    async def _beside(self) -> None:
        reply, self._reply = self._reply, {**self._reply, "services": []}
        services = [*self._session.card, *(s["id"] for s in reply.get("services", ()))]
        if reply.get("thumbs") and self._happens(numbers()["thumb"]):
            self._thumb()
        in_danger = self._session.state.in_crisis
        share = numbers()["opens_contact" + ("_in_danger" if in_danger else "")]
        if services and self._happens(share):
            await self._contact(self._random.choice(services))
        if in_danger and self._happens(numbers()["misunderstood"]):
            turn.misunderstood(self._edge, self._session)

    def _thumb(self) -> None:
        is_up = self._happens(numbers()["thumb_up"])
        turn.thumb(self._edge, self._session, "up" if is_up else "down")
        self._reply["thumbs"] = False

    async def _contact(self, service: str) -> None:
        turn.service_opened(self._edge, self._session, service)
        self._clock.wait(self._random.uniform(60, 600))
        if not self._happens(numbers()["tells_outcome"]):
            return
        told = pick(self._random, numbers()["outcomes"])
        busy = [row for row in self._now("busy") if row["service"] == service]
        if busy and self._happens(busy[0]["share"]):
            told = "busy"
        await turn.contact_outcome(self._edge, self._session, service, told, None)

    # --- how it ends

    def _goes_on(self) -> bool:
        if self.n_turns >= MOST_TURNS:
            return False
        left = [row for row in self._now("leaves") if row["step"] == self._here]
        if left and self._happens(left[0]["share"]):
            return False
        return self._happens(numbers()["goes_on"])

    async def _leave(self) -> None:
        way = pick(self._random, numbers()["ways_out"])
        if way == "idles":
            self._clock.wait(self._session.idle_s + 1)
            self._sessions.forget_idle()
            await self._edge.rasa.forget(self._session.token)
            return
        answers = self._answers() if way == "ends" else {}
        await turn.end(self._edge, self._session, answers)

    def _answers(self) -> dict[str, str]:
        """Answer some of what was asked; the last reply told what may be."""
        known = numbers()
        scores = dict(zip(QUESTIONS["nps"], known["scores"], strict=True))
        weights = {
            "feeling": known["feelings"],
            "ending": known["endings"],
            "nps": scores,
        }
        return {
            name: pick(self._random, weights[name])
            for name in self._reply.get("farewell", ())
            if self._happens(known["answers"])
        }

    @property
    def _here(self) -> str:
        return flow.current_step(self._session.history) or ""

    def _now(self, what: str) -> list[dict[str, Any]]:
        return on(self._planted, what, self._today)

    @property
    def _today(self) -> date:
        return self._visit.at.date()

    def _happens(self, share: float) -> bool:
        return self._random.random() < share
