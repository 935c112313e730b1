"""Collect every text of a content file: turns, labels, names, training examples.

The collector reads what is there and leaves what is missing or misshapen to the
loader, so that a half-written file can be checked too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from bot.lint.limits import LANGUAGES
from bot.marks import Document, Keys

DEFAULT, EASY, CRISIS, PAGE = "default", "easy", "crisis", "page"
_FILES = "sign_language"
"""The key under which a language names a file, not words."""


@dataclass(frozen=True)
class Place:
    """Where a text stands.

    Attributes:
        step: The step as named in messages, for example ``sleep.start``.
        mode: Whose limits hold. A text without an easy version of its own is shown in
            easy mode too, and its mode is "easy".
        topic: Id of the topic, or None in replies and crisis flows.
    """

    file: str
    line: int
    step: str
    language: str
    mode: str
    topic: str | None = None
    sensitive: bool = False
    shared: bool = False

    @property
    def id(self) -> str:
        kind = self.mode if self.mode != EASY or not self.shared else "say as easy"
        return f"{self.step} {self.language} {kind}"


@dataclass(frozen=True)
class Turn:
    """One variant of what the bot says: its bubbles, each with its line."""

    place: Place
    variant: int
    bubbles: tuple[str, ...]
    lines: tuple[int, ...]

    def key(self, bubble: int) -> tuple[str, str, str, str, int, int]:
        """Name one message of the whole content."""
        p = self.place
        return (p.file, p.step, p.language, p.mode, self.variant, bubble)


@dataclass(frozen=True)
class Label:
    """The words of a button, or a name that is shown as one."""

    place: Place
    text: str


@dataclass(frozen=True)
class Example:
    """A training example of a topic or of an intent, or a question of a step."""

    file: str
    line: int
    owner: str
    language: str
    text: str
    part: str = "examples"

    @property
    def id(self) -> str:
        return f"{self.owner}.{self.part}.{self.language}"


@dataclass(frozen=True)
class Texts:
    """All texts of one file."""

    document: Document
    turns: tuple[Turn, ...]
    labels: tuple[Label, ...]
    examples: tuple[Example, ...]


def collect(document: Document) -> Texts:
    """Collect the texts of a topic, the replies, the note, a flow or the media."""
    return Texts(
        document,
        (
            *_turns(document),
            *_pages(document, ("pages",)),
            *_pages(document, ("note",)),
            *(_media(document, ()) if kind(document) == "media" else ()),
        ),
        tuple(_labels(document)),
        tuple(_examples(document)),
    )


def kind(document: Document) -> str:
    """Say what a file is: "topic", "replies", "note", "media" or "flow"."""
    data = document.data if isinstance(document.data, dict) else {}
    if "note" in data:
        return "note"
    if {"scenes", "exercises"} & set(data) or set(data) == {"cards"}:
        return "media"
    if {"replies", "labels", "intents", "pages"} & set(data):
        return "replies"
    return "topic" if "area" in data or "examples" in data else "flow"


def steps(document: Document) -> Iterator[tuple[Keys, str]]:
    """Yield the path and the shown id of every step of a file."""
    is_replies = kind(document) == "replies"
    root = "replies" if is_replies else "steps"
    owner = "replies" if is_replies else document.get("id") or document.path.stem
    for name in _mapping(document.get(root)):
        yield (root, name), f"{owner}.{name}"


def _turns(document: Document) -> Iterator[Turn]:
    for keys, step in steps(document):
        for language in LANGUAGES:
            has_easy = bool(document.get(*keys, "easy", language))
            for part in ("say", "easy"):
                place = _place(document, step, language, part, shared=not has_easy)
                yield from _variants(document, (*keys, part, language), place)


def _pages(document: Document, keys: Keys) -> Iterator[Turn]:
    """Yield the texts of the start screen or the note; no emoji there (PL-J2)."""
    for name, value in _mapping(document.get(*keys)).items():
        path = (*keys, name)
        if name in LANGUAGES and isinstance(value, str):
            line, step = document.line(*path), ".".join(map(str, keys))
            place = Place(document.name, line, step, name, PAGE, sensitive=True)
            yield Turn(place, 0, (value,), (line,))
        else:
            yield from _pages(document, path)


def _media(document: Document, keys: Keys) -> Iterator[Turn]:
    """Yield the words of cards, exercises and scripts; they have no easier version.

    What is seen in a video is told beside it: there the everyday limits hold.
    """
    value = document.get(*keys) if keys else document.data
    name = str(keys[-1]) if keys else ""
    if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        step = ".".join((document.path.stem, *map(str, keys)))
        for language, text in value.items():
            if name != _FILES and isinstance(text, str):
                line = document.line(*keys, language)
                mode = DEFAULT if name == "shows" else EASY
                place = Place(document.name, line, step, language, mode, sensitive=True)
                yield Turn(place, 0, (text,), (line,))
    elif isinstance(value, (dict, list)):
        rows = value if isinstance(value, dict) else range(len(value))
        for key in rows:
            yield from _media(document, (*keys, key))


def _place(
    document: Document, step: str, language: str, part: str, *, shared: bool = False
) -> Place:
    what = kind(document)
    mode = EASY if part == "easy" or shared else DEFAULT
    return Place(
        file=document.name,
        line=1,
        step=step,
        language=language,
        mode=CRISIS if what == "flow" else mode,
        topic=document.get("id") if what == "topic" else None,
        sensitive=what == "flow" or document.get("sensitive") is True,
        shared=part == "say" and shared and what != "flow",
    )


def _variants(document: Document, keys: Keys, place: Place) -> Iterator[Turn]:
    for index, text in enumerate(_list(document.get(*keys))):
        if isinstance(text, str):
            first = document.line(*keys, index)
            rows = [(r.strip(), first + i) for i, r in enumerate(text.split("\n"))]
            rows = [(row, line) for row, line in rows if row]
            bubbles = tuple(row for row, _ in rows)
            lines = tuple(line for _, line in rows)
            yield Turn(_at(place, first), index, bubbles, lines)


def _labels(document: Document) -> Iterator[Label]:
    yield from _texts(document, ("names",), "names", "label")
    for name in _mapping(document.get("labels")):
        yield from _texts(document, ("labels", name), f"labels.{name}", "label")
    for keys, step in steps(document):
        for index, choice in enumerate(_list(document.get(*keys, "choices"))):
            path = (*keys, "choices", index)
            name = f"{step}.choices[{index}]"
            has_easy = isinstance(choice, dict) and "easy_label" in choice
            for part in ("label", "easy_label"):
                yield from _texts(document, (*path, part), name, part, easy=has_easy)


def _texts(
    document: Document, keys: Keys, name: str, part: str, *, easy: bool = True
) -> Iterator[Label]:
    for language, text in _mapping(document.get(*keys)).items():
        if language in LANGUAGES and isinstance(text, str):
            mode = "easy" if part == "easy_label" else "say"
            shared = not easy and part == "label"
            place = _place(document, name, language, mode, shared=shared)
            yield Label(_at(place, document.line(*keys, language)), text)


def _examples(document: Document) -> Iterator[Example]:
    owner = str(document.get("id") or document.path.stem)
    yield from _rows(document, ("examples",), owner)
    for name in _mapping(document.get("intents")):
        yield from _rows(document, ("intents", name, "examples"), name)
    for keys, step in steps(document):
        yield from _rows(document, (*keys, "asked"), step)


def _rows(document: Document, keys: Keys, owner: str) -> Iterator[Example]:
    """Yield the examples of a list per language; ``keys`` end in what it is called."""
    for language in LANGUAGES:
        path = (*keys, language)
        for index, text in enumerate(_list(document.get(*path))):
            if isinstance(text, str):
                line = document.line(*path, index)
                part = str(keys[-1])
                yield Example(document.name, line, owner, language, text, part)


def _at(place: Place, line: int) -> Place:
    return replace(place, line=line)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
