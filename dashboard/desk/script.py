"""A unit as a play to read: what the bot says, what can be answered, where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.content import Content
from bot.model import BUILT_IN, ENTRIES, Choice, Source, Step, Variant
from dashboard.desk.names import titles
from dashboard.words import Words

HERE: Final = "here"
ELSEWHERE: Final = "elsewhere"
BUTTON: Final = "button"


@dataclass(frozen=True)
class Way:
    """One button.

    Attributes:
        easy_label: Its words in easy language, where they differ.
        leads_to: The name of what it opens; "" where the button's words say it all.
        kind: A step of this unit, of another one, or a button of every path.
        also: Answers in own words that take it, as ids of ``desk_answers``.
    """

    label: str
    easy_label: str
    leads_to: str
    to: str
    kind: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """One step, in one language.

    Attributes:
        name: Its name in the file, under which comments are kept.
        says: The ways to say it, each a row of bubbles.
        easy: The same in easy language; none where ``says`` is easy enough.
        services: Names of the helplines shown with it.
        cards: Names of the videos and exercises offered with it.
        asked: Questions of young people that it answers.
    """

    name: str
    title: str
    says: tuple[Variant, ...]
    easy: tuple[Variant, ...]
    ways: tuple[Way, ...]
    services: tuple[str, ...]
    cards: tuple[str, ...]
    valid_until: date | None
    link: str | None
    asked: tuple[str, ...]


@dataclass(frozen=True)
class Script:
    """A unit to read from beginning to end.

    Attributes:
        names: What the topic is called in the chat; "" for other units.
        examples: What young people write to come here.
    """

    passages: tuple[Passage, ...]
    names: str = ""
    sources: tuple[Source, ...] = ()
    services: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def of_topic(words: Words, content: Content, topic_id: str) -> Script:
    """Return the script of a topic in the language of ``words``."""
    topic = content.topics[topic_id]
    return Script(
        passages=passages(words, content, topic.steps),
        names=topic.names[words.language],
        sources=topic.sources,
        services=_services(words, content, topic.services),
        examples=topic.examples[words.language],
    )


def passages(
    words: Words, content: Content, steps: Mapping[str, Step]
) -> tuple[Passage, ...]:
    """Return the steps as they can be met: each after the one that leads to it."""
    named = titles(words, steps)
    return tuple(
        _passage(words, content, step, named) for step in in_order(steps.values())
    )


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Return the ways in first, then what they lead to, then what is left."""
    known = {step.id: step for step in steps}
    starts = [id for id in known if id.partition(".")[2] in ENTRIES]
    met = dict.fromkeys(starts or list(known)[:1])
    waiting = list(met)
    for at in waiting:
        for choice in known[at].choices:
            if choice.to in known and choice.to not in met:
                met[choice.to] = None
                waiting.append(choice.to)
    return [known[id] for id in (*met, *(id for id in known if id not in met))]


def _passage(
    words: Words, content: Content, step: Step, named: Mapping[str, str]
) -> Passage:
    language = words.language
    return Passage(
        name=step.id.partition(".")[2],
        title=named[step.id],
        says=step.say.get(language, ()),
        easy=step.easy.get(language, ()),
        ways=tuple(_way(words, content, choice, named) for choice in step.choices),
        services=_services(words, content, step.services),
        cards=tuple(
            content.cards[id].title[language]
            for id in step.cards
            if id in content.cards
        ),
        valid_until=step.valid_until,
        link=step.link,
        asked=step.asked.get(language, ()),
    )


def _way(
    words: Words, content: Content, choice: Choice, named: Mapping[str, str]
) -> Way:
    label = choice.label[words.language]
    kind = HERE if choice.to in named else ELSEWHERE
    kind = BUTTON if choice.to in BUILT_IN else kind
    return Way(
        label=label,
        easy_label=choice.easy_label.get(words.language, ""),
        leads_to="" if kind == BUTTON else step_name(words, content, choice.to, named),
        to=choice.to,
        kind=kind,
        also=choice.when,
    )


def step_name(words: Words, content: Content, at: str, named: Mapping[str, str]) -> str:
    """Return what a step is called; one of another unit with that unit's name."""
    if at in named:
        return named[at]
    owner = at.partition(".")[0]
    if owner in content.topics:
        topic = content.topics[owner]
        return f"{topic.names[words.language]} – {titles(words, topic.steps)[at]}"
    if owner in content.flows:
        name = words.of("desk_units", f"crisis/{owner}")
        return f"{name} – {titles(words, content.flows[owner].steps)[at]}"
    return at


def _services(words: Words, content: Content, ids: Iterable[str]) -> tuple[str, ...]:
    known = content.services.services
    return tuple(known[id].names[words.language] for id in ids if id in known)
