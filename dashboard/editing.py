"""Shaping for the page *Edit*: boxes to write in, drafts, findings in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.errors import ContentError
from bot.lint.findings import ERROR, INFO, WARNING, Finding
from bot.marks import Keys
from bot.review import writer
from bot.review.writer import Change

WHOLE_LISTS = frozenset({"examples", "asked", "own_words"})
"""Lists of short lines: they are written in one box, a line each."""
IN_STEPS = frozenset({"steps", "replies"})
SEVERITIES = (ERROR, WARNING, INFO)
_LIMIT = re.compile(r"^([\d.]+)(?: %[^(]*)? \(limit ([\d.]+)")
_QUOTED = re.compile(r"""(?:^|[\s(])(['"])(.+?)\1(?=[\s,:.)]|$)""")
_PROBLEMS = {
    "is written twice": "twice",
    "variants: write at least": "few",
    "is no text": "empty",
    "is on two buttons": "two_buttons",
    "is missing": "missing",
    "is too much for easy mode": "too_hard",
}


@dataclass(frozen=True)
class Box:
    """A text to write in, or several that say the same.

    Attributes:
        keys: Path of the text, or of the list.
        part: "say", "easy", "label", "heading", "names", "examples" …
        number: Which button or entry of its kind it belongs to, from 1; 0: the only.
    """

    keys: Keys
    part: str
    rows: tuple[str, ...]
    is_list: bool
    number: int = 0

    @property
    def is_lines(self) -> bool:
        """Tell whether its texts are lines of one box."""
        return self.is_list and self.part in WHOLE_LISTS


@dataclass
class Draft:
    """What somebody is writing, and the file as it was when she began.

    Attributes:
        revision: Goes up when the boxes must show other words than those typed.
    """

    opened: bytes
    changes: dict[Keys, Change] = field(default_factory=dict)
    revision: int = 0

    def rows(self, box: Box) -> list[str]:
        """Return what stands in a box now."""
        now = self.changes.get(box.keys, box.rows)
        return [now] if isinstance(now, str) else list(now)

    def put(self, box: Box, rows: Iterable[str]) -> None:
        """Keep what was typed; what is as it was is no change."""
        kept = [row if row in box.rows else tidy(row) for row in rows]
        if tuple(kept) == box.rows:
            self.changes.pop(box.keys, None)
        else:
            self.changes[box.keys] = kept if box.is_list else kept[0]

    def written(self) -> bytes:
        """Return the file with the changes in it; an emptied variant is gone.

        Raises:
            WriterError: They cannot be written.
        """
        changes: dict[Keys, Change] = {
            keys: change if isinstance(change, str) else [row for row in change if row]
            for keys, change in self.changes.items()
        }
        return writer.rewritten(self.opened, changes)

    def rebased(self, raw: bytes) -> Draft:
        """Return the same changes on a newer file, where it still has the places."""
        there = {box.keys for group in groups(raw) for box in group_boxes(raw, group)}
        kept = {keys: change for keys, change in self.changes.items() if keys in there}
        return Draft(raw, kept, self.revision + 1)


def tidy(text: str) -> str:
    """Return a text without spaces at the ends of its lines; a line is a bubble."""
    rows = (" ".join(row.split()) for row in text.strip().splitlines())
    return "\n".join(row for row in rows if row)


@lru_cache(maxsize=4)
def all_boxes(raw: bytes) -> Mapping[str, tuple[tuple[str, Box], ...]]:
    """Return group -> its boxes, each with its language, in the order of the file."""
    found: dict[str, dict[tuple[str, Keys], list[str]]] = {}
    parts: dict[Keys, tuple[str, bool]] = {}
    for place in writer.texts(raw):
        keys = place.keys[:-1] if place.is_in_list else place.keys
        parts[keys] = (place.part, place.is_in_list)
        rows = found.setdefault(group_of(place.keys), {})
        rows.setdefault((place.language, keys), []).append(place.text)
    return {
        group: tuple(
            (language, Box(keys, *_shape(parts[keys], rows), _number(keys)))
            for (language, keys), rows in boxes.items()
        )
        for group, boxes in found.items()
    }


def _shape(
    part: tuple[str, bool], rows: list[str]
) -> tuple[str, tuple[str, ...], bool]:
    return part[0], tuple(rows), part[1]


def _number(keys: Keys) -> int:
    return next((key + 1 for key in keys if isinstance(key, int)), 0)


def group_of(keys: Keys) -> str:
    """Return what a text belongs to: "steps.start", "names", "labels"."""
    in_steps = keys[0] in IN_STEPS and len(keys) > 1
    return ".".join(map(str, keys[:2] if in_steps else keys[:1]))


def groups(raw: bytes) -> list[str]:
    """Return the groups of a file: its steps first, in order, then the rest."""
    found = list(all_boxes(raw))
    steps = [group for group in found if group.partition(".")[0] in IN_STEPS]
    return steps + [group for group in found if group not in steps]


def group_boxes(raw: bytes, group: str, language: str = "") -> list[Box]:
    """Return the boxes of a group, in one language or in all."""
    rows = all_boxes(raw).get(group, ())
    return [box for spoken, box in rows if not language or spoken == language]


def first_words(raw: bytes, group: str, language: str) -> str:
    """Return the first line that a step says."""
    boxes = group_boxes(raw, group, language)
    said = next((box for box in boxes if box.part == "say"), None)
    return said.rows[0].split("\n")[0] if said else ""


# --- findings --------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A finding, ready to be put into words.

    Attributes:
        key: Of its words; every number in the rule's name is taken out.
        measured: What was counted, and the limit; "" where nothing is.
        quotes: The words it is about.
        variant: Which way of saying it, from 1; 0 where it is about no one of them.
    """

    severity: str
    key: str
    measured: tuple[str, str] | None
    quotes: tuple[str, ...]
    variant: int
    text: str


def about(found: Iterable[Finding], group: str, language: str) -> list[Finding]:
    """Return the findings about one group's texts in one language, gravest first."""
    name = group.partition(".")[2] or group
    kept = [one for one in found if _is_about(one, name, language)]
    return sorted(kept, key=lambda one: SEVERITIES.index(one.severity))


def _is_about(finding: Finding, name: str, language: str) -> bool:
    id, *rest = finding.id.split(" ")
    owners = {*id.split(".")} | {part.partition("[")[0] for part in id.split(".")}
    return name in owners and (language in rest or language in owners)


def told(finding: Finding) -> Told:
    """Shape a finding for its words."""
    limit = _LIMIT.match(finding.text)
    variant = 0
    if isinstance(finding.message, tuple) and len(finding.message) > 4:
        variant = int(finding.message[4]) + 1
    return Told(
        severity=finding.severity,
        key=re.sub(r"[^a-z]+", "_", finding.rule.casefold()).strip("_"),
        measured=(limit[1], limit[2]) if limit else None,
        quotes=_quotes(finding.text),
        variant=variant,
        text=finding.text,
    )


def _quotes(text: str) -> tuple[str, ...]:
    """Return the quoted words of a finding: what was found, not what to say instead."""
    head, _, rest = text.partition(":")
    found = _QUOTED.findall(head) or _QUOTED.findall(rest)
    return tuple(match[1] for match in found)


def problem_key(problem: ContentError) -> str:
    """Return the key of the words for what the loader refuses."""
    for start, key in _PROBLEMS.items():
        if problem.remedy.startswith(start):
            return key
    return "other"
