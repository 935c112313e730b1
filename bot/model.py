"""The content as values: topics, steps, choices, intents, crisis flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

LANGUAGES = ("fi", "sv", "en")
START = "start"
FOR_OTHER = "for_other"
"""The first step for somebody who writes about another: a friend, a child, a pupil."""

ENTRIES = (START, FOR_OTHER)
IN_PASSING = frozenset({"ideas", "did_not_work", "not_dare", "plan_ready", FOR_OTHER})
"""Steps that make sense only to those who come from another one."""

AREAS = ("everyday", "study", "social", "mental_health", "practical_services")
BUILT_IN = frozenset(
    {"listen", "back", "menu", "human", "end", "helped", "not_helped", "other"}
)
"""Targets that every step may name; what they do is the dialogue's business."""

ASKS = frozenset(
    {
        "wish_to_die",
        "plan",
        "safe_now",
        "soft_check",
        "can_call",
        "hurt_self",
        "harm_others",
        "friend_safe",
        "hurt_by_other",
        "life_in_danger",
        "how_are_you",
    }
)
WHEN = frozenset(
    {
        "affirm",
        "deny",
        "dont_know",
        "not_dare",
        "did_not_work",
        "ask_why",
        "tell_more",
    }
)

MAX_CHOICES = 4
"""Buttons of a step: more are not read."""

Words = Mapping[str, str]
"""A text per language."""

Variant = tuple[str, ...]
"""One way to say a turn: its bubbles, in order."""

Variants = Mapping[str, tuple[Variant, ...]]
"""Variants per language."""


@dataclass(frozen=True)
class Source:
    """Where a fact comes from, and when somebody looked at it."""

    title: str
    url: str
    checked: date


@dataclass(frozen=True)
class Choice:
    """One button.

    Attributes:
        to: A full step id ("sleep.ideas") or a built-in target.
        label: Words per language; filled from the built-in labels where left out.
        easy_label: Shorter words for easy mode, only in the languages that need them.
        when: Intents that pick this choice when the person answers in words.
    """

    to: str
    label: Words
    easy_label: Words = field(default_factory=dict)
    when: tuple[str, ...] = ()

    def title(self, language: str, *, easy: bool = False) -> str:
        """Return the words of the button."""
        if easy and language in self.easy_label:
            return self.easy_label[language]
        return self.label[language]


@dataclass(frozen=True)
class Step:
    """One turn of the bot, in all its variants, and where it can go from there.

    Attributes:
        easy: Easy-language variants, only in the languages that need them.
        services: Ids of the services whose cards are shown with this step.
        cards: Ids of media cards that help here; the first that is new is shown.
        asks: Kind of the question asked (crisis flows only).
        valid_until: The last day on which the words hold; afterwards only ``link`` is
            shown.
        link: The source of what holds until then.
        asked: Questions that this step answers, per language, as people ask them: the
            search looks through them.
        heading: What stands above the step on its readable page, where no button that
            leads to it would tell what it is about.
    """

    id: str
    say: Variants
    choices: tuple[Choice, ...]
    easy: Variants = field(default_factory=dict)
    services: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    asks: str | None = None
    valid_until: date | None = None
    link: str | None = None
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heading: Words = field(default_factory=dict)

    def holds(self, day: date) -> bool:
        """Tell whether the words may still be said on this day."""
        return self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True)
class Topic:
    """All of a topic: what one professional reads and signs.

    Attributes:
        own_words: What names the topic outright, per language; a star stands for any
            ending. At most one example in three may hold one.
    """

    id: str
    area: str
    names: Words
    emoji: str | None
    sensitive: bool
    sources: tuple[Source, ...]
    services: tuple[str, ...]
    cards: tuple[str, ...]
    own_words: Mapping[str, tuple[str, ...]]
    examples: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, Step]
    path: Path

    def choices_to(self, id: str) -> list[Choice]:
        """Return the choices of the topic's own steps that lead to a step."""
        steps = self.steps.values()
        return [choice for step in steps for choice in step.choices if choice.to == id]


@dataclass(frozen=True)
class Intent:
    """A conversation basic: what people write when they mean it."""

    id: str
    examples: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Flow:
    """A follow-up dialogue of crisis mode."""

    id: str
    categories: tuple[str, ...]
    steps: Mapping[str, Step]
    path: Path


def variants(step: Step, language: str, easy: bool = False) -> tuple[Variant, ...]:
    """Return the ways to say a step; a step without an easy version is easy itself."""
    if easy and language in step.easy:
        return step.easy[language]
    return step.say[language]
