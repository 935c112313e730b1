"""A talk tried out: the chat's own flow code on the working copy, nothing kept.

A talk is only the list of what was pressed, so another language, or easy words, say the
very same talk anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot import crisis, flow
from bot.content import Content
from bot.flow import Button, Heard, Ref, Reply
from bot.model import variants
from dashboard.words import Words
from safety import Level, SessionState, followup
from safety.triage import choose

OWN_WORDS: Final = "own words"
"""Pressed instead of a choice: something was written that fits none."""

LEVELS: Final = (Level.ELEVATED, Level.HIGH, Level.ACUTE)


@dataclass(frozen=True)
class Start:
    """Where a talk begins.

    Attributes:
        at: A step's full id; "" begins a crisis flow with the help card.
        flow: The crisis flow it belongs to, or "".
        level: How grave the danger is, in a crisis flow.
    """

    at: str
    flow: str = ""
    level: Level = Level.ELEVATED


@dataclass(frozen=True)
class Turn:
    """What was pressed, and what the bot said to it.

    Attributes:
        pressed: The words of the button; "" before the first, None for own words.
        step: The full id of the step that was said.
        services: Names of the helplines shown beside it.
        cards: Names of the videos and exercises offered.
        is_card: The sentence of a help card.
    """

    pressed: str | None
    bubbles: tuple[str, ...]
    choices: tuple[Button, ...]
    step: str
    services: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    is_card: bool = False


def talk(
    words: Words,
    content: Content,
    start: Start,
    pressed: Sequence[str],
    *,
    at: datetime,
    easy: bool = False,
) -> list[Turn]:
    """Return a talk from its beginning, in the language of ``words``.

    Args:
        pressed: What was pressed so far: payloads of buttons, or OWN_WORDS.
        at: The moment by which helplines are open or closed.
    """
    walk = _Walk(words, content, start, easy, at)
    turns = list(walk.begin())
    for payload in pressed:
        turns.append(walk.press(payload, turns[-1].choices))
    return turns


class _Walk:
    """One talk; holds what ``web`` holds of a chat, and no more."""

    def __init__(
        self,
        words: Words,
        content: Content,
        start: Start,
        easy: bool,
        at: datetime,
    ) -> None:
        self.words, self.content, self.start = words, content, start
        self.easy, self.at = easy, at
        self.history: list[Ref] = []

    def begin(self) -> Iterable[Turn]:
        if not self.start.flow:
            yield self._turn("", self._ordinary(flow.open_payload(self.start.at)))
        elif self.start.at:
            chosen = flow.open_payload(crisis.PREFIX + self.start.at)
            yield self._turn("", self._in_crisis(chosen))
        else:
            yield self._card()
            yield self._turn("", self._in_crisis(None, is_raised=True))

    def press(self, payload: str, offered: Iterable[Button]) -> Turn:
        title = next((b.title for b in offered if b.payload == payload), "")
        is_own = payload == OWN_WORDS
        has_left = any(map(crisis.leaves, self.history))
        if self.start.flow and not has_left:
            said = self._in_crisis(None if is_own else payload)
        elif is_own:
            said = self._answer(Heard("nlu_fallback"))
        else:
            said = self._ordinary(payload)
        return self._turn(None if is_own else title, said)

    def _ordinary(self, payload: str) -> Reply:
        return self._answer(flow.parse_payload(payload))

    def _answer(self, heard: Heard) -> Reply:
        heard = replace(heard, language=self.words.language)
        return flow.reply(
            self.content,
            heard,
            self.history,
            language=self.words.language,
            easy=self.easy,
        )

    def _in_crisis(self, payload: str | None, *, is_raised: bool = False) -> Reply:
        heard = flow.parse_payload(payload) if payload else Heard("other")
        chosen = crisis.chosen_step(payload)
        tags = crisis.standing(self._state(), typed="")
        tags |= {"typed": None, "raised": is_raised, "chosen": chosen}
        return crisis.reply(self.content, heard, self._metadata(tags))

    def _metadata(self, tags: Mapping[str, Any]) -> dict[str, Any]:
        refs = [ref.to_json() for ref in self.history]
        return {"language": self.words.language, "history": refs, "crisis": tags}

    def _state(self) -> SessionState:
        subject = "other" if self.start.flow == followup.FRIEND else "self"
        named = self.content.flows[self.start.flow].categories
        return SessionState(
            level=self.start.level, categories=tuple(named[:1]), subject=subject
        )

    def _card(self) -> Turn:
        """Say the sentence that goes out with the help card."""
        state = self._state()
        at = followup.card_step(
            self.content.flows,
            level=state.level,
            categories=state.categories,
            subject=state.subject,
        )
        step = self.content.flow_step(at)
        said = variants(step, self.words.language, easy=True)[0]
        self.history.append(Ref("", f"{crisis.PREFIX}{at}#0"))
        services = choose(
            self.content.services,
            categories=state.categories,
            level=state.level,
            subject=state.subject,
            language=self.words.language,
            at=self.at,
        )
        names = tuple(s.names[self.words.language] for s in services)
        return Turn("", said, (), at, services=names, is_card=True)

    def _turn(self, pressed: str | None, said: Reply) -> Turn:
        self.history.append(said.ref)
        services, cards = self.content.services, self.content.cards
        language = self.words.language
        shown = filter(services.is_visible, said.services)
        return Turn(
            pressed=pressed,
            bubbles=said.bubbles,
            choices=said.choices,
            step=said.ref.at.removeprefix(crisis.PREFIX),
            services=tuple(services.services[s].names[language] for s in shown),
            cards=tuple(cards[c].title[language] for c in said.cards if c in cards),
        )
