"""Readable names of what is reviewed, and of the steps in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import shorten

from bot.content import Content
from bot.model import Choice, Step
from dashboard.words import Words

UNITS = "desk_units"
STEPS = "desk_steps"
PARTS = "desk_parts"
QUOTED = 40
"""Characters of a step's own words that stand for a name."""
_PLACE = re.compile(
    r"(?:(?:steps|replies)\.(?P<step>\w+)|\w+\[(?P<entry>[^]]+)\])\.?(?P<rest>.*)"
)
_NUMBERED = re.compile(r"(.+)_(\d+)")


def unit_name(words: Words, content: Content | None, unit: str) -> str:
    """Return what a unit is called, in the reader's language.

    Without content, or for a file that was never given a name, its id is made readable.
    """
    language = words.language
    folder, _, rest = unit.partition("/")
    stem = unit.rpartition("/")[2]
    if content and folder == "topics" and stem in content.topics:
        return content.topics[stem].names[language]
    if content and folder == "media" and rest in content.cards:
        return content.cards[rest].title[language]
    return _written(words, UNITS, unit) or plain(stem)


def step_title(words: Words, step: Step, siblings: Mapping[str, Step]) -> str:
    """Return what a step is called: its heading, its name, a button, its words.

    Args:
        siblings: The steps of the same unit, by name.
    """
    name = step.id.partition(".")[2]
    if heading := step.heading.get(words.language):
        return heading
    if known := _written(words, STEPS, name):
        return known
    if (found := _NUMBERED.fullmatch(name)) and (
        known := _written(words, STEPS, found[1])
    ):
        return f"{known} {found[2]}"
    if label := _label_to(step.id, siblings, words.language):
        return label
    return quoted(step, words.language) or plain(name)


def quoted(step: Step, language: str) -> str:
    """Return the first words of a step, in quotation marks."""
    variants = step.say.get(language, ())
    words = " ".join(variants[0]) if variants else ""
    text = shorten(words, QUOTED, placeholder="…").replace(".…", "…")
    marks = {"en": "“{}”"}.get(language, "”{}”")
    return marks.format(text) if text else ""


def titles(words: Words, steps: Mapping[str, Step]) -> dict[str, str]:
    """Return the title of each step by its full id, no title twice."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name, step in steps.items():
        title = step_title(words, step, steps)
        if title in taken:
            title = f"{title} ({plain(name).lower()})"
        taken.add(title)
        found[step.id] = title
    return found


def part_name(words: Words, part: str, named: Mapping[str, str]) -> str:
    """Return what a place in a file is called: "Ideas: the bot says".

    Args:
        part: Its path, "steps.ideas.say" or "rules[suicide.plan].patterns".
        named: Titles of the unit's steps by name.
    """
    found = _PLACE.fullmatch(part)
    if not found:
        return words.of(PARTS, part)
    owner, rest = found["step"] or found["entry"], found["rest"]
    title = named.get(owner, owner)
    return f"{title}: {words.of(PARTS, rest)}" if rest else title


def plain(name: str) -> str:
    """Return an id as words."""
    text = name.replace("_", " ").replace("/", " ").strip()
    return text[:1].upper() + text[1:]


def _label_to(at: str, steps: Mapping[str, Step], language: str) -> str:
    """Return the words of the button that leads to a step; the most frequent ones."""
    labels = [
        choice.label[language]
        for step in steps.values()
        for choice in step.choices
        if choice.to == at and not _is_answer(choice)
    ]
    return max(labels, key=labels.count) if labels else ""


def _is_answer(choice: Choice) -> bool:
    """Tell whether a button says only yes, no or not sure: that names no step."""
    return bool({"affirm", "deny", "dont_know"}.intersection(choice.when))


def _written(words: Words, group: str, id: str) -> str:
    name = words.of(group, id)
    return "" if name == id else name
