"""A topic as an article to read: the words of its steps, in the order of the path.

What a talk needs and a page does not is left out by what a step is, never by its name
in a list: the question at the end of a turn, steps that only lead back or say goodbye,
and steps of other topics, which become a list of what else to read.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import emoji

from bot.content import Content
from bot.lexicons import lexicon
from bot.model import (
    FOR_OTHER,
    IN_PASSING,
    START,
    Choice,
    Step,
    Topic,
    Variant,
    variants,
)

LISTEN, END, TRY_AGAIN = "listen", "end", frozenset({"ideas", "did_not_work"})
ASIDE = IN_PASSING - {"ideas"}
AGREES = frozenset({"affirm", "tell_more"})
ANSWERS = frozenset({"affirm", "deny", "dont_know", "tell_more"})
SHORT = 3
"""Sentences of a turn that leads on: one way to say it is enough to read."""

_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_QUESTION = re.compile(r"(?:^|[.!?:]\"?\s+)(?P<asks>[^.!?\"]*\?)$")
_QUOTED = re.compile(r"(?:^|(?<=[:.!?\"] ))\"(?P<words>[^\"]+)\"(?=\s|$)")


@dataclass(frozen=True)
class Block:
    """A paragraph, or words that are ready to say or send."""

    lines: tuple[str, ...]
    is_quote: bool = False


@dataclass(frozen=True)
class Way:
    """A link to a section of the same article, or to another topic's page."""

    topic: str | None
    section: str | None
    label: str


@dataclass(frozen=True)
class Section:
    """What is said under one heading.

    Attributes:
        id: The step's name; unique within the article.
        onward: Where a short one leads, which tells little by itself.
        link: Where its facts come from.
        has_services: It speaks of the places shown at the end of the page.
    """

    id: str
    heading: str
    blocks: tuple[Block, ...]
    parts: tuple[Section, ...]
    onward: tuple[Way, ...]
    link: str | None
    has_services: bool


@dataclass(frozen=True)
class Article:
    """A topic to read.

    Attributes:
        for_other: To somebody who thinks of another person; may be empty.
        services: Ids of the topic's and its steps' services, each once.
        related: Ids of the topics its steps lead to that can be read too.
    """

    opening: tuple[Block, ...]
    sections: tuple[Section, ...]
    for_other: tuple[Block, ...]
    services: tuple[str, ...]
    related: tuple[str, ...]


def is_readable(topic: Topic) -> bool:
    """Tell whether a topic has a page; a sensitive one is only talked about."""
    return not (topic.sensitive or topic.id in lexicon("matters")["only_talked_about"])


def article(
    content: Content, topic: Topic, language: str, *, easy: bool = False, today: date
) -> Article:
    """Return a topic as an article, in one language."""
    writer = _Writer(content, topic, language, easy, today)
    for_other = topic.steps.get(FOR_OTHER)
    return Article(
        opening=writer.blocks(topic.steps[START], n_variants=1),
        sections=tuple(writer.sections()),
        for_other=writer.blocks(for_other) if for_other else (),
        services=_services(topic),
        related=tuple(_related(content, topic)),
    )


def has_easy(topic: Topic, language: str) -> bool:
    """Tell whether some step has easier words of its own in this language."""
    return any(language in step.easy for step in topic.steps.values())


@dataclass(frozen=True)
class _Writer:
    content: Content
    topic: Topic
    language: str
    easy: bool
    today: date

    def sections(self) -> Iterator[Section]:
        """Yield the sections; those about people and places who help come last."""
        made = [
            replace(section, parts=tuple(_flat(section.parts)))
            for section in self._parts(START, _inside(self.topic))
        ]
        yield from (section for section in made if not section.has_services)
        yield from (section for section in made if section.has_services)

    def _parts(self, name: str, inside: Mapping[str, str]) -> Iterator[Section]:
        for child in (child for child, parent in inside.items() if parent == name):
            if _only_closes(self.topic, child):
                yield from self._parts(child, inside)
            else:
                section = self._section(child, inside)
                if section.blocks or section.parts:
                    yield section

    def _section(self, name: str, inside: Mapping[str, str]) -> Section:
        step, parts = self.topic.steps[name], list(self._parts(name, inside))
        leads_on = _leads_on(step)
        blocks = self.blocks(step, n_variants=1 if parts and leads_on else None)
        onward = () if parts or not leads_on else tuple(self._onward(name))
        goes_on = [part for part in parts if self._goes_on(name, part.id)][:1]
        for part in goes_on:
            blocks += part.blocks
            parts = [*part.parts, *(other for other in parts if other is not part)]
        return Section(
            id=name,
            heading=self._heading(name),
            blocks=blocks,
            parts=tuple(parts),
            onward=onward,
            link=step.link or next((part.link for part in goes_on), None),
            has_services=any([step.services, *(part.has_services for part in goes_on)]),
        )

    def _goes_on(self, name: str, to: str) -> bool:
        """Tell whether a step only says more of what the one before began.

        Facts of two sources stay apart, each with its own.
        """
        ways, steps = _ways_to(self.topic, to), self.topic.steps
        is_only_way = [way.source for way in ways] == [name]
        is_agreed = is_only_way and bool(AGREES & set(ways[0].choice.when))
        return is_agreed and not (steps[name].link and steps[to].link)

    def _onward(self, name: str) -> Iterator[Way]:
        topics = self.content.topics
        for choice in self.topic.steps[name].choices:
            owner, _, to = choice.to.partition(".")
            if owner == self.topic.id:
                if to not in IN_PASSING and not _only_closes(self.topic, to):
                    yield Way(None, to, self._heading(to))
            elif owner in topics and is_readable(topics[owner]):
                label = choice.title(self.language, easy=self.easy)
                yield Way(owner, None, label)

    def _heading(self, name: str) -> str:
        """Return a step's own heading, or the button that names it best.

        That is one that leads there only, from a step of the path, as a choice and not
        as an answer to yes or no.
        """
        if heading := self.topic.steps[name].heading:
            return heading[self.language]
        ways = _ways_to(self.topic, name, all_sides=True)
        titles = [way.choice.title(self.language, easy=self.easy) for way in ways]

        def rank(title: str) -> tuple[bool, bool, int, int]:
            named = [
                way for way, other in zip(ways, titles, strict=True) if other == title
            ]
            is_answer = all(ANSWERS & set(way.choice.when) for way in named)
            is_aside = all(way.source in ASIDE for way in named)
            return (is_aside, is_answer, self._n_targets(title), -len(named))

        return min(titles, key=rank)

    def _n_targets(self, title: str) -> int:
        return len(
            {
                choice.to
                for step in self.topic.steps.values()
                for choice in step.choices
                if choice.title(self.language, easy=self.easy) == title
            }
        )

    def blocks(self, step: Step, *, n_variants: int | None = None) -> tuple[Block, ...]:
        """Return what a step tells; facts that no longer hold are not told."""
        if not step.holds(self.today):
            step, n_variants = self.content.replies["facts_old"], 1
        said = variants(step, self.language, self.easy)[:n_variants]
        return tuple(block for one in said for block in _blocks(_told(one)))


@dataclass(frozen=True)
class _Came:
    source: str
    choice: Choice


def _ways(topic: Topic, name: str) -> Iterator[tuple[str, Choice]]:
    """Yield the ways from a step to others of its topic."""
    for choice in topic.steps[name].choices:
        owner, _, to = choice.to.partition(".")
        if owner == topic.id:
            yield to, choice


def _ways_to(topic: Topic, name: str, *, all_sides: bool = False) -> list[_Came]:
    return [
        _Came(source, choice)
        for source in topic.steps
        if all_sides or source != FOR_OTHER
        for to, choice in _ways(topic, source)
        if to == name
    ]


def _found(topic: Topic) -> list[str]:
    """Return the steps as the path leads to them, breadth first."""
    found, waiting = [START], deque([START])
    while waiting:
        for to, _ in _ways(topic, waiting.popleft()):
            if to not in found and to != FOR_OTHER:
                found.append(to)
                waiting.append(to)
    return found


def _inside(topic: Topic) -> dict[str, str]:
    """Return for each step the one that every way to it leads through last.

    So a step that is reached from several sides stands on its own, and one that only
    follows another stands inside it. Steps in passing belong to no side.
    """
    found = _found(topic)
    told = [name for name in found if name not in IN_PASSING]
    before: dict[str, set[str]] = {name: set() for name in told}
    for name in found:
        for to, _ in _ways(topic, name):
            if to in before:
                before[to].add(name if name in before else START)
    through = {name: set(told) for name in told}
    through[START] = {START}
    changed = True
    while changed:
        changed = False
        for name in told[1:]:
            shared = set.intersection(*(through[one] for one in before[name]))
            changed |= shared | {name} != through[name]
            through[name] = shared | {name}
    return {
        name: max(through[name] - {name}, key=lambda one: len(through[one]))
        for name in told[1:]
    }


def _only_closes(topic: Topic, name: str) -> bool:
    """Tell whether a step only ends a path: well chosen, goodbye, or another try."""
    step, ways = topic.steps[name], _ways_to(topic, name)
    on = {to for to, _ in _ways(topic, name)}
    agreed = len(ways) > 1 and all(AGREES & set(way.choice.when) for way in ways)
    return (
        END in {choice.to for choice in step.choices}
        and on <= IN_PASSING
        and (agreed or bool(TRY_AGAIN & on))
        and not _has_ready_words(step)
    )


def _has_ready_words(step: Step) -> bool:
    return any('"' in bubble for said in step.say["fi"] for bubble in said)


def _leads_on(step: Step) -> bool:
    """Tell whether a step says little and offers to listen: it only opens a matter."""
    offers = {choice.to for choice in step.choices}
    texts = (" ".join(_told(said)) for said in step.say["fi"])
    is_short = all(len(_SENTENCE_END.findall(text)) <= SHORT for text in texts)
    return LISTEN in offers and is_short and not _has_ready_words(step)


def _flat(parts: Iterable[Section]) -> Iterator[Section]:
    for part in parts:
        yield replace(part, parts=())
        yield from _flat(part.parts)


def _told(said: Variant) -> list[str]:
    """Return the bubbles of a turn without emoji and the question at its end."""
    bubbles = [emoji.replace_emoji(bubble, "").strip() for bubble in said]
    if question := _QUESTION.search(bubbles[-1]):
        bubbles[-1] = bubbles[-1][: question.start("asks")].strip()
    return [bubble for bubble in bubbles if bubble]


def _blocks(bubbles: Collection[str]) -> Iterator[Block]:
    """Yield paragraphs and quotations; neighbours of one kind are one block."""
    kinds: list[tuple[bool, list[str]]] = []
    for is_quote, text in (piece for bubble in bubbles for piece in _pieces(bubble)):
        if kinds and kinds[-1][0] == is_quote:
            kinds[-1][1].append(text)
        else:
            kinds.append((is_quote, [text]))
    for is_quote, texts in kinds:
        lines = tuple(texts) if is_quote else (" ".join(texts),)
        yield Block(lines, is_quote)


def _pieces(bubble: str) -> Iterator[tuple[bool, str]]:
    end = 0
    for quoted in _QUOTED.finditer(bubble):
        if before := bubble[end : quoted.start()].strip():
            yield False, before
        yield True, quoted["words"]
        end = quoted.end()
    if after := bubble[end:].strip():
        yield False, after


def _services(topic: Topic) -> tuple[str, ...]:
    of_steps = (id for step in topic.steps.values() for id in step.services)
    return tuple(dict.fromkeys((*topic.services, *of_steps)))


def _related(content: Content, topic: Topic) -> Iterator[str]:
    targets = [c.to.partition(".")[0] for s in topic.steps.values() for c in s.choices]
    for id in dict.fromkeys(targets):
        other = content.topics.get(id)
        if other and other is not topic and is_readable(other):
            yield id
