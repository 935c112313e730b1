"""What changed between two versions of a text, word by word."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

SAME: Final = "same"
ADDED: Final = "added"
REMOVED: Final = "removed"
ALIKE: Final = 0.4
"""Two lines less alike than this are one removed and one added, not a changed one."""
LOOK_AHEAD: Final = 20
"""How many lines further a changed line is looked for."""

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_WORDS = re.compile(r"\w+")
_NUMBER = re.compile(r"\[\d+\]")
_TAGS = {SAME: "", ADDED: "ins", REMOVED: "del"}


@dataclass(frozen=True)
class Piece:
    """Some words of a line, and whether they are new, gone, or the same."""

    kind: str
    text: str


Line = tuple[Piece, ...]


def lines(old: str, new: str) -> list[Line]:
    """Return every line of both versions, once, with what changed in it."""
    before, after = old.splitlines(), new.splitlines()
    found: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, m, n in matcher.get_opcodes():
        if kind == "equal":
            found += [(Piece(SAME, row),) for row in before[i:j]]
        else:
            found += _changed(before[i:j], after[m:n])
    return found


@dataclass(frozen=True)
class Change:
    """A part of a text in which something changed.

    Attributes:
        part: Where it stands, without numbers: "steps.start.say".
        lines: All lines of the part.
    """

    part: str
    lines: tuple[Line, ...]


def changes(old: str, new: str) -> list[Change]:
    """Return the parts that changed between two versions, in the order of the new one.

    Args:
        old: A line ``path.to.part[0]: text`` a value; likewise ``new``.
    """
    before, after = _by_part(old), _by_part(new)
    found = []
    for part in (*after, *(part for part in before if part not in after)):
        rows = "\n".join(before.get(part, ())), "\n".join(after.get(part, ()))
        if rows[0] != rows[1]:
            found.append(Change(part, tuple(lines(*rows))))
    return found


def _by_part(text: str) -> dict[str, list[str]]:
    """Return the values under their place; a number in a list is no place."""
    parts: dict[str, list[str]] = {}
    for row in text.splitlines():
        path, _, value = row.partition(": ")
        parts.setdefault(_NUMBER.sub("", path), []).append(value)
    return parts


def count(all_lines: Iterable[Line]) -> tuple[int, int]:
    """Return how many words were added and removed."""
    words = {ADDED: 0, REMOVED: 0, SAME: 0}
    for line in all_lines:
        for piece in line:
            words[piece.kind] += len(_WORDS.findall(piece.text))
    return words[ADDED], words[REMOVED]


def as_html(line: Line) -> str:
    """Return a line as HTML: what is new in <ins>, what is gone in <del>."""
    return "".join(_marked(piece) for piece in line)


def _marked(piece: Piece) -> str:
    text = html.escape(piece.text)
    tag = _TAGS[piece.kind]
    return f"<{tag}>{text}</{tag}>" if tag else text


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Yield changed lines: each old one beside the new one most like it, in order."""
    rest = list(after)
    for row in before:
        at = _most_alike(row, rest)
        if at is None:
            yield (Piece(REMOVED, row),)
            continue
        yield from ((Piece(ADDED, new),) for new in rest[:at])
        yield tuple(_words(row, rest[at]))
        del rest[: at + 1]
    yield from ((Piece(ADDED, new),) for new in rest)


def _most_alike(row: str, candidates: Sequence[str]) -> int | None:
    words = _WORDS.findall(row)
    scores = [
        SequenceMatcher(None, words, _WORDS.findall(new), autojunk=False).ratio()
        for new in candidates[:LOOK_AHEAD]
    ]
    best = max(scores, default=0.0)
    return scores.index(best) if best >= ALIKE else None


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, m, n in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(before[i:j]))
            continue
        if i < j:
            yield Piece(REMOVED, "".join(before[i:j]))
        if m < n:
            yield Piece(ADDED, "".join(after[m:n]))
