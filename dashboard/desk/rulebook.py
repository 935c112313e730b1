"""A file of the detector's rules, as a professional reads it: signals and examples.

Rules are read as they stand in the file, not as the detector compiles them: what is
signed and what is shown are the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from bot.languages import LANGUAGES

_NO_NAME = re.compile(r"[^a-z0-9_]")


@dataclass(frozen=True)
class Signal:
    """One rule.

    Attributes:
        level: Its level; "" where the rule only marks a theme.
        frames: What changes the level, and to which: (frame, level).
        yes: Messages that it must find, per language.
        no: Messages that it must not find, per language.
        patterns: What is looked for, in the file's own notation.
        unless: What takes it back, in the same notation.
    """

    id: str
    why: str
    source: str
    level: str
    categories: tuple[str, ...]
    theme: str
    asks_first: bool
    frames: tuple[tuple[str, str], ...]
    yes: Mapping[str, tuple[str, ...]]
    no: Mapping[str, tuple[str, ...]]
    patterns: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True)
class RuleFile:
    """A file of rules.

    Attributes:
        intro: The comment at its head.
        rest: What is no signal (word lists, frames), as it stands in the file: text by
            the name of the part.
    """

    intro: str
    signals: tuple[Signal, ...]
    rest: Mapping[str, str]


def read(raw: bytes) -> RuleFile:
    """Read a file of rules.

    Raises:
        ValueError: It cannot be read as YAML; the message names the line.
    """
    text = raw.decode("utf-8", "replace")
    try:
        data = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    defaults = data.get("defaults") or {}
    rows = [*(data.get("rules") or ()), *(data.get("combinations") or ())]
    return RuleFile(
        intro=_intro(text),
        signals=tuple(_signal({**defaults, **row}, defaults) for row in rows),
        rest=_rest(text, data),
    )


def title(one: Signal, language: str) -> str:
    """Return what a rule is called: an example that it finds, else its id."""
    texts = one.yes.get(language) or next(iter(one.yes.values()), ())
    return f"”{texts[0]}”" if texts else one.id


def step_of(one: Signal) -> str:
    """Return the name under which comments on a rule are kept."""
    return _NO_NAME.sub("_", one.id.lower())


def _signal(row: Mapping[str, Any], defaults: Mapping[str, Any]) -> Signal:
    category = row.get("category")
    own = row.get("levels") or {}
    # In the loader's order, where the first that is present decides.
    shared = {k: v for k, v in (defaults.get("levels") or {}).items() if k not in own}
    frames = {**shared, **own}
    return Signal(
        id=str(row.get("id", "")),
        why=str(row.get("why") or ""),
        source=str(row.get("source") or ""),
        level=str(row.get("level") or ""),
        categories=tuple(row.get("categories") or ([category] if category else ())),
        theme=str(row.get("theme") or ""),
        asks_first=bool(row.get("check")),
        frames=tuple((str(k), str(v)) for k, v in frames.items()),
        yes=_examples(row.get("must_match")),
        no=_examples(row.get("must_not_match")),
        patterns=_texts(row.get("patterns") or row.get("themes")),
        unless=_texts(row.get("not")),
    )


def _examples(cases: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(cases, Mapping):
        return {}
    return {one: _texts(cases[one]) for one in LANGUAGES if cases.get(one)}


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in values or ())


def _intro(text: str) -> str:
    """Return the comment at the head of the file."""
    rows = []
    for row in text.splitlines():
        if not row.startswith("#"):
            break
        rows.append(row.lstrip("# ").rstrip())
    return " ".join(rows)


def _rest(text: str, data: Iterable[Any]) -> dict[str, str]:
    """Return the parts that hold no signals, each as it stands in the file."""
    names = {str(key) for key in data}
    parts: dict[str, list[str]] = {}
    name = ""
    for row in text.splitlines():
        head = row.partition(":")[0]
        if row[:1] not in ("", " ", "#", "-") and head in names:
            name = head
        if name and not row.startswith("#"):
            parts.setdefault(name, []).append(row)
    for shown in ("rules", "combinations", "defaults"):
        parts.pop(shown, None)
    return {name: "\n".join(rows).rstrip() for name, rows in parts.items()}
