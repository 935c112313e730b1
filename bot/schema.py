"""Read one content file into values, and note all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from bot.errors import ContentError
from bot.lint.rules_plain import easy_breaks
from bot.marks import Document, Keys
from bot.model import (
    AREAS,
    ASKS,
    BUILT_IN,
    LANGUAGES,
    MAX_CHOICES,
    WHEN,
    Choice,
    Flow,
    Intent,
    Source,
    Step,
    Topic,
    Variant,
    Variants,
    Words,
)

_ID = re.compile(r"[a-z][a-z0-9_]*")
_TARGET = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_KEYS = {
    "topic": (
        "id area names emoji sensitive sources services cards own_words examples steps"
    ),
    "flow": "id categories steps",
    "replies": "labels intents replies pages",
    "step": "say easy choices services cards asks valid_until link asked heading",
    "choice": "to label easy_label when",
    "source": "title url checked",
    "intent": "examples",
    "county": "operator contact logo colours exit_url region",
    "logo": "file alt",
    "colours": "light dark",
    "shades": "main main_strong main_tint on_main ground surface",
    "card": "id kind title description topics languages sign_language sources",
    "exercise": "shape seconds rounds first steps last",
    "move": "move seconds finds says",
}
_OPTIONAL = frozenset(
    (
        "sensitive easy services asks valid_until link asked label easy_label "
        "when labels intents replies pages heading"
    ).split()
)
LABELS = (*sorted(BUILT_IN), "ideas")
"""Buttons that steps name without a label of their own."""

PAGES = ("notice", "unreviewed", "chips", "farewell", "help_only", "event")
"""Texts of the chat page: of the start screen, and of its end."""
FAREWELL = {
    "farewell": ("lead", "feeling", "ending", "nps"),
    "farewell.feeling": ("question", "worse", "same", "bit_better", "better"),
    "farewell.ending": ("question", "helped", "not_helped"),
    "farewell.nps": ("question", "scale"),
}
"""What the questions of the end need: a chat page without one of them would break."""
SWITCHED = {
    "help_only": ("title", "why", "now", "read", "box", "said", "again"),
    "event": ("title",),
}
"""What the switches of the dashboard need, on the page and in a chat."""

TOO_HARD = "is too much for easy mode: shorten it, or add an easy version"
MAX_SERVICES = 3
T = TypeVar("T")


class Reader:
    """Reads the values of one document; problems collect in ``problems``.

    Args:
        labels: Built-in labels by target name.
        intents: Intents that ``when`` may name besides those of every topic.
    """

    def __init__(
        self,
        document: Document,
        *,
        labels: Mapping[str, Words] | None = None,
        intents: Iterable[str] = (),
    ) -> None:
        self.document = document
        self.problems: list[ContentError] = []
        self.labels = labels if labels is not None else {}
        self.when = WHEN | frozenset(intents)
        for twice in document.duplicates:
            remedy = "is written twice: keep one"
            self._note(twice.line, document.path.stem, twice.key, remedy)

    def problem(self, keys: Keys, id: str, value: object, remedy: str) -> None:
        """Note a problem at the line of a value."""
        self._note(self.document.line(*keys), id, value, remedy)

    def _note(self, line: int, id: str, value: object, remedy: str) -> None:
        file = self.document.name
        self.problems.append(
            ContentError(file=file, line=line, id=id, value=value, remedy=remedy)
        )

    def topic(self) -> Topic:
        """Read a topic file."""
        name = self.document.path.stem
        data = self._keys((), "topic", name)
        self._is("id", name, [name], "the name of the file")
        self._is("area", name, AREAS, "one of " + ", ".join(AREAS))
        folder = self.document.path.parent.name
        if data.get("area") in AREAS:
            self._is("area", name, [folder], f"the name of the folder, {folder}")
        return Topic(
            id=name,
            area=str(data.get("area")),
            names=self.words(("names",), f"{name}.names"),
            emoji=self._maybe(("emoji",), name, str),
            sensitive=bool(self._maybe(("sensitive",), name, bool)),
            sources=self._sources(name),
            services=self.strings(("services",), f"{name}.services"),
            cards=self.strings(("cards",), f"{name}.cards"),
            own_words=self.examples(("own_words",), f"{name}.own_words"),
            examples=self.examples(("examples",), f"{name}.examples"),
            steps=self.steps(("steps",), name, starts_with=3),
            path=self.document.path,
        )

    def flow(self) -> Flow:
        """Read a crisis flow; the card's own sentence has no choices."""
        name = self.document.path.stem
        self._keys((), "flow", name)
        self._is("id", name, [name], "the name of the file")
        return Flow(
            id=name,
            categories=self.strings(("categories",), f"{name}.categories"),
            steps=self.steps(("steps",), name, starts_with=2, needs_choices=False),
            path=self.document.path,
        )

    def built_in_labels(self) -> dict[str, Words]:
        """Read the words of the built-in buttons."""
        names = self._mapping(("labels",), "labels")
        return {name: self.words(("labels", name), f"labels.{name}") for name in names}

    def pages(self) -> dict[str, Any]:
        """Read the words of the start screen: texts per language, in groups."""
        return self._group(("pages",), "pages")

    def _group(self, keys: Keys, id: str) -> dict[str, Any]:
        group: dict[str, Any] = {}
        for name, value in self._mapping(keys, id).items():
            path, child = (*keys, name), f"{id}.{name}"
            is_text = not isinstance(value, dict) or set(value) & set(LANGUAGES)
            read = self.words if is_text else self._group
            group[name] = read(path, child)
        return group

    def intents(self) -> dict[str, Intent]:
        """Read the training examples of the conversation basics."""
        found = {}
        for name in self._mapping(("intents",), "intents"):
            keys = ("intents", name)
            self._keys(keys, "intent", name)
            rows = self.examples((*keys, "examples"), f"intents.{name}")
            found[name] = Intent(name, rows)
        return found

    def replies(self) -> dict[str, Step]:
        """Read the replies of the conversation basics; choices may be left out."""
        self._keys((), "replies", self.document.path.stem)
        return self.steps(("replies",), "replies", starts_with=2, needs_choices=False)

    def steps(
        self, keys: Keys, owner: str, *, starts_with: int, needs_choices: bool = True
    ) -> dict[str, Step]:
        """Read steps; ``starts_with`` is the number of variants ``start`` needs."""
        steps = {}
        for name in self._mapping(keys, owner):
            id = f"{owner}.{name}"
            if not _ID.fullmatch(str(name)):
                self.problem((*keys, name), id, name, "use a to z, digits and _")
            at_least = starts_with if name == "start" else 2
            step = self._step((*keys, name), id, at_least, needs_choices)
            steps[str(name)] = step
        return steps

    def _step(self, keys: Keys, id: str, at_least: int, needs_choices: bool) -> Step:
        optional = ("cards",) if needs_choices else ("cards", "choices")
        data = self._keys(keys, "step", id, optional)
        step = Step(
            id=id,
            say=self._variants((*keys, "say"), f"{id}.say", at_least, LANGUAGES),
            easy=self._variants((*keys, "easy"), f"{id}.easy", 1, ())
            if "easy" in data
            else {},
            choices=self._choices((*keys, "choices"), id, needs_choices),
            services=self.strings((*keys, "services"), f"{id}.services"),
            cards=self.strings((*keys, "cards"), f"{id}.cards"),
            asks=data.get("asks"),
            valid_until=self._maybe((*keys, "valid_until"), id, date),
            link=self._maybe((*keys, "link"), id, str),
            asked=self.examples((*keys, "asked"), f"{id}.asked")
            if "asked" in data
            else {},
            heading=self.words((*keys, "heading"), f"{id}.heading")
            if "heading" in data
            else {},
        )
        self._is_dated(keys, step)
        if step.asks is not None and step.asks not in ASKS:
            allowed = "is not one of " + ", ".join(sorted(ASKS))
            self.problem((*keys, "asks"), f"{id}.asks", step.asks, allowed)
        if len(step.services) > MAX_SERVICES:
            remedy = f"are too many: at most {MAX_SERVICES}"
            self.problem((*keys, "services"), id, len(step.services), remedy)
        self._needs_easy(keys, step)
        return step

    def _is_dated(self, keys: Keys, step: Step) -> None:
        """Check that a step with a last day names the source that stays."""
        if (step.valid_until is None) != (step.link is None):
            remedy = "valid_until and link go together: give both"
            self.problem(keys, step.id, step.valid_until or step.link, remedy)
        rows = self.document.get("sources") or ()
        known = [row.get("url") for row in rows if isinstance(row, dict)]
        if step.link is not None and step.link not in known:
            remedy = "is none of the sources of the file: name one of them"
            self.problem((*keys, "link"), step.id, step.link, remedy)

    def _needs_easy(self, keys: Keys, step: Step) -> None:
        for language in set(step.say) - set(step.easy):
            for index, variant in enumerate(step.say[language]):
                if reason := easy_breaks(variant, language):
                    path = (*keys, "say", language, index)
                    self.problem(path, f"{step.id}.easy.{language}", reason, TOO_HARD)
                    break

    def _choices(self, keys: Keys, id: str, needed: bool) -> tuple[Choice, ...]:
        rows = self._list(keys, id) if needed or self.document.get(*keys) else []
        count = len(rows)
        if count > MAX_CHOICES or count < 2 and (needed or count):
            remedy = f"choices: give 2 to {MAX_CHOICES}"
            self.problem(keys, f"{id}.choices", count, remedy)
        choices = [
            choice
            for index in range(count)
            if (choice := self._choice((*keys, index), f"{id}.choices[{index}]"))
        ]
        self._are_told_apart(keys, f"{id}.choices", choices)
        return tuple(choices)

    def _choice(self, keys: Keys, id: str) -> Choice | None:
        data = self._keys(keys, "choice", id)
        to = data.get("to")
        if not isinstance(to, str) or not _TARGET.fullmatch(to):
            allowed = "write a step, topic.step, or " + ", ".join(sorted(BUILT_IN))
            self.problem((*keys, "to"), id, to, f"is no target: {allowed}")
            return None
        when = self.strings((*keys, "when"), f"{id}.when")
        for intent in set(when) - self.when:
            allowed = "is not one of " + ", ".join(sorted(self.when))
            self.problem((*keys, "when"), f"{id}.when", intent, allowed)
        easy = self._some_words((*keys, "easy_label"), f"{id}.easy_label")
        return Choice(self._full(to, id), self._label(keys, id, to), easy, when)

    def _label(self, keys: Keys, id: str, to: str) -> Words:
        if self.document.get(*keys, "label") is None:
            if to in self.labels:
                return self.labels[to]
            if to in LABELS:
                return {}  # the loader tells once that the label itself is missing
        return self.words((*keys, "label"), f"{id}.label")

    @staticmethod
    def _full(to: str, id: str) -> str:
        return to if to in BUILT_IN or "." in to else f"{id.split('.')[0]}.{to}"

    def _are_told_apart(self, keys: Keys, id: str, choices: list[Choice]) -> None:
        for language in LANGUAGES:
            shown = [c for c in choices if language in c.label]
            twice = {
                title
                for easy in (False, True)
                for title in _twice(c.title(language, easy=easy) for c in shown)
            }
            for title in sorted(twice):
                self.problem(keys, id, title, "is on two buttons: tell them apart")
        for intent in _twice(w for choice in choices for w in choice.when):
            self.problem(keys, id, intent, "picks two choices: keep one")

    def _variants(
        self, keys: Keys, id: str, at_least: int, needed: Iterable[str]
    ) -> Variants:
        found = {}
        data = self._mapping(keys, id)
        self._languages(keys, id, data, needed)
        for language in data:
            if language not in LANGUAGES:
                continue
            rows = self.strings((*keys, language), f"{id}.{language}")
            variants = tuple(_bubbles(row) for row in rows)
            if len(variants) < at_least:
                remedy = f"variants: write at least {at_least}, different in content"
                self.problem((*keys, language), f"{id}.{language}", len(rows), remedy)
            for row in _twice(rows):
                remedy = "is written twice: let variants differ in content"
                self.problem((*keys, language), f"{id}.{language}", row, remedy)
            if variants and all(variants):
                found[language] = variants
        return found

    def words(self, keys: Keys, id: str) -> Words:
        """Read a text that all three languages need."""
        return self._some_words(keys, id, needed=LANGUAGES)

    def _some_words(
        self, keys: Keys, id: str, *, needed: Iterable[str] = ()
    ) -> dict[str, str]:
        if not needed and self.document.get(*keys) is None:
            return {}
        data = self._mapping(keys, id)
        self._languages(keys, id, data, needed)
        words = {}
        for language in (key for key in data if key in LANGUAGES):
            text = data[language]
            if isinstance(text, str) and text.strip():
                words[language] = text
            else:
                self.problem((*keys, language), f"{id}.{language}", text, _WORDS)
        return words

    def examples(self, keys: Keys, id: str) -> dict[str, tuple[str, ...]]:
        """Read training examples; each language needs some."""
        data = self._mapping(keys, id)
        self._languages(keys, id, data, LANGUAGES)
        return {
            language: self.strings((*keys, language), f"{id}.{language}")
            for language in LANGUAGES
        }

    def strings(self, keys: Keys, id: str) -> tuple[str, ...]:
        """Read a list of texts; a missing list is empty."""
        if self.document.get(*keys) is None:
            return ()
        rows = self._list(keys, id)
        for index, row in enumerate(rows):
            if not isinstance(row, str) or not row.strip():
                self.problem((*keys, index), f"{id}[{index}]", row, _WORDS)
        return tuple(row for row in rows if isinstance(row, str) and row.strip())

    def _sources(self, name: str, at: Keys = ()) -> tuple[Source, ...]:
        rows = self._list((*at, "sources"), f"{name}.sources")
        found = []
        for index, row in enumerate(rows):
            keys, id = (*at, "sources", index), f"{name}.sources[{index}]"
            self._keys(keys, "source", id)
            if not isinstance(row, dict):
                continue
            title, url, checked = (row.get(k) for k in ("title", "url", "checked"))
            if not str(url).startswith(("https://", "http://")):
                self.problem((*keys, "url"), id, url, "write a web address")
            if type(checked) is not date:
                remedy = "write the day it was checked, as 2026-11-22"
                self.problem((*keys, "checked"), id, checked, remedy)
                checked = date.min
            found.append(Source(str(title), str(url), checked))
        if not rows:
            self.problem((*at, "sources"), name, None, "has no source: name one")
        return tuple(found)

    def _languages(
        self, keys: Keys, id: str, data: Mapping[str, Any], needed: Iterable[str]
    ) -> None:
        for language in needed:
            if not data.get(language):
                self.problem(keys, id, language, "is missing: write it")
        for language in data:
            if language not in LANGUAGES:
                allowed = "is not one of " + ", ".join(LANGUAGES)
                self.problem((*keys, language), id, language, allowed)

    def _keys(
        self, keys: Keys, kind: str, id: str, optional: Iterable[str] = ()
    ) -> dict[str, Any]:
        data = self._mapping(keys, id)
        known = _KEYS[kind].split()
        for key in data:
            if key not in known:
                allowed = "is not one of " + ", ".join(known)
                self.problem((*keys, key), id, key, allowed)
        for key in known:
            if key not in data and key not in _OPTIONAL and key not in optional:
                self.problem(keys, id, key, "is missing: add it")
        return data

    def _is(self, key: str, id: str, allowed: Iterable[Any], remedy: str) -> None:
        value = self.document.get(key)
        if value is not None and value not in allowed:
            self.problem((key,), f"{id}.{key}", value, f"is not {remedy}")

    def _maybe(self, keys: Keys, id: str, kind: Callable[..., T]) -> T | None:
        value = self.document.get(*keys)
        if value is None or isinstance(value, kind):  # type: ignore[arg-type]
            return value
        name = getattr(kind, "__name__", "")
        self.problem(keys, f"{id}.{keys[-1]}", value, f"is not a {name}, or null")
        return None

    def _mapping(self, keys: Keys, id: str) -> dict[str, Any]:
        value = self.document.get(*keys) if keys else self.document.data
        if isinstance(value, dict):
            return value
        if value is not None:
            self.problem(keys, id, value, "is not a list of keys with values")
        return {}

    def _list(self, keys: Keys, id: str) -> list[Any]:
        value = self.document.get(*keys)
        if isinstance(value, list):
            return value
        if value is not None:
            self.problem(keys, id, value, "is not a list")
        return []


_WORDS = "is no text: write words, in quotes"


def _bubbles(text: str) -> Variant:
    return tuple(row.strip() for row in text.split("\n") if row.strip())


def _twice(values: Iterable[T]) -> list[T]:
    seen: set[T] = set()
    return [value for value in values if value in seen or seen.add(value)]  # type: ignore[func-returns-value]
