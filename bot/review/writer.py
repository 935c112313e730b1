"""Change words in a content file, and nothing else of it.

Only the text at a place changes; comments, order and the quoting of everything else
stay as they were. Every change is read back before it counts: whatever the file looks
like, a change that would touch another value is refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.languages import LANGUAGES
from bot.marks import Keys
from bot.review.nodes import Spot, WriterError, decoded, span_of, spots_of
from bot.review.scalars import is_text, scalar

__all__ = [
    "Change",
    "Place",
    "WriterError",
    "changed",
    "difference",
    "rewritten",
    "texts",
]

_STRING = "tag:yaml.org,2002:str"
Change = str | Sequence[str]
"""A new text, or all the texts of a list."""


@dataclass(frozen=True)
class Place:
    """A text of a file.

    Attributes:
        keys: The path to it: ``("steps", "start", "say", "fi", 0)``.
        part: What it is: "say", "easy", "label", "heading", "names" …
    """

    keys: Keys
    part: str
    language: str
    text: str

    @property
    def is_in_list(self) -> bool:
        """Tell whether it is one of several: a variant, an example."""
        return isinstance(self.keys[-1], int)


@dataclass(frozen=True)
class _Edit:
    """Letters to put in place of those from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def texts(raw: bytes) -> list[Place]:
    """Return every text that is written per language, in the order of the file.

    Raises:
        WriterError: It is no YAML in UTF-8.
    """
    spots = spots_of(decoded(raw))
    found = ((keys, spot.node) for keys, spot in spots.items())
    return [
        place
        for keys, node in found
        if isinstance(node, yaml.ScalarNode) and node.tag == _STRING
        if (place := _place(keys, node.value))
    ]


def _place(keys: Keys, text: str) -> Place | None:
    at = len(keys) - (2 if isinstance(keys[-1:][0], int) else 1) if keys else 0
    if at < 1 or keys[at] not in LANGUAGES:
        return None
    return Place(keys, str(keys[at - 1]), keys[at], text)


def changed(raw: bytes, place: Place | Keys, text: str) -> bytes:
    """Return the file with another text in one place.

    Raises:
        WriterError: There is no such place, or the text cannot be written there.
    """
    keys = place.keys if isinstance(place, Place) else place
    return rewritten(raw, {keys: text})


def rewritten(raw: bytes, changes: Mapping[Keys, Change]) -> bytes:
    """Return the file with other texts in some places.

    Args:
        changes: By path: a text, or the texts of a list, some of which may be new or
            gone; those that stay are not touched.

    Raises:
        WriterError: There is no such place, or the text cannot be written there.
    """
    text = decoded(raw)
    spots = spots_of(text)
    edits: list[_Edit] = []
    for keys, change in changes.items():
        if keys not in spots:
            raise WriterError("no_place", ".".join(map(str, keys)))
        _are_texts([change] if isinstance(change, str) else change)
        edits += _edits(text, spots, keys, change)
    new = _applied(text, edits)
    _check_the_rest(text, new, changes)
    return new.encode("utf-8")


def _are_texts(rows: Iterable[str]) -> None:
    if not all(map(is_text, rows)):
        raise WriterError("unwritable")


def difference(old: bytes, new: bytes, *, name: str) -> str:
    """Return what changed as a unified diff."""
    rows = difflib.unified_diff(
        decoded(old).splitlines(keepends=True),
        decoded(new).splitlines(keepends=True),
        fromfile=name,
        tofile=name,
        n=2,
    )
    return "".join(row if row.endswith("\n") else f"{row}\n" for row in rows)


def _edits(
    text: str, spots: Mapping[Keys, Spot], keys: Keys, change: Change
) -> Iterator[_Edit]:
    node = spots[keys].node
    if isinstance(change, str) and isinstance(node, yaml.ScalarNode):
        yield from _edit(text, spots[keys], change)
    elif isinstance(node, yaml.SequenceNode) and not isinstance(change, str):
        if not change:
            raise WriterError("unwritable", "a list needs a text")
        yield from _list_edits(text, spots, keys, change)
    else:
        raise WriterError("no_place", ".".join(map(str, keys)))


def _edit(text: str, spot: Spot, new: str) -> Iterator[_Edit]:
    node = spot.node
    if new == node.value:
        return
    start, end = span_of(text, node)
    indent = _block_indent(text, spot)
    yield _Edit(start, end, scalar(new, style=spot.style, indent=indent))


def _block_indent(text: str, spot: Spot) -> int | None:
    """Return the columns before a block: those of before, else two past its key.

    None where a comment stands behind the text: in a block it would be words.
    """
    start, end = span_of(text, spot.node)
    if spot.indent is None or text[end:].partition("\n")[0].strip():
        return None
    if spot.style == "|":
        rows = [row for row in text[start:end].split("\n")[1:] if row.strip()]
        if rows:
            return len(rows[0]) - len(rows[0].lstrip(" "))
    return spot.indent


def _list_edits(
    text: str, spots: Mapping[Keys, Spot], keys: Keys, rows: Sequence[str]
) -> Iterator[_Edit]:
    items = [spots[(*keys, index)] for index in range(len(spots[keys].node.value))]
    old = [str(item.node.value) for item in items]
    matcher = difflib.SequenceMatcher(None, old, list(rows), autojunk=False)
    for _, i, i_end, j, j_end in matcher.get_opcodes():
        n_same = min(i_end - i, j_end - j)
        for offset in range(n_same):
            yield from _edit(text, items[i + offset], rows[j + offset])
        for item in items[i + n_same : i_end]:
            yield _without(text, items, item)
        if new := rows[j + n_same : j_end]:
            yield _with(text, items, i + n_same, new)


def _without(text: str, items: Sequence[Spot], item: Spot) -> _Edit:
    start, end = span_of(text, item.node)
    at = items.index(item)
    if item.indent is not None:
        line_end = text.find("\n", end)
        after = len(text) if line_end < 0 else line_end + 1
        return _Edit(_line_of_dash(text, start), after, "")
    if at:
        return _Edit(span_of(text, items[at - 1].node)[1], end, "")
    return _Edit(start, items[1].node.start_mark.index if len(items) > 1 else end, "")


def _with(text: str, items: Sequence[Spot], at: int, rows: Sequence[str]) -> _Edit:
    """Return the edit that puts new items before item ``at``, or after the last."""
    before = items[max(at - 1, 0)]
    style, indent = before.style, before.indent
    written = [scalar(row, style=style, indent=indent) for row in rows]
    if indent is None:
        if at:
            end = span_of(text, before.node)[1]
            return _Edit(end, end, "".join(f", {row}" for row in written))
        start = before.node.start_mark.index
        return _Edit(start, start, "".join(f"{row}, " for row in written))
    lead = " " * (indent - 2) + "- "
    if at:
        end = span_of(text, before.node)[1]
        return _Edit(end, end, "".join(f"\n{lead}{row}" for row in written))
    start = _line_of_dash(text, before.node.start_mark.index)
    return _Edit(start, start, "".join(f"{lead}{row}\n" for row in written))


def _line_of_dash(text: str, at: int) -> int:
    """Return where the line begins that holds the dash of an item."""
    return text.rfind("\n", 0, text.rindex("-", 0, at)) + 1


def _applied(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, key=lambda one: (one.start, one.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _check_the_rest(old: str, new: str, changes: Mapping[Keys, Change]) -> None:
    """Refuse a file that reads otherwise than the old one with its changes.

    Raises:
        WriterError: The layout of the file is one this writer does not know.
    """
    wanted = _values(old)
    for keys, change in changes.items():
        _put(wanted, keys, change if isinstance(change, str) else list(change))
    try:
        is_as_wanted = _values(new) == wanted
    except yaml.YAMLError:
        is_as_wanted = False
    if not is_as_wanted:
        raise WriterError("side_effect")


def _values(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _put(data: Any, keys: Keys, value: Any) -> None:
    *way, last = keys
    for key in way:
        data = data[key]
    data[last] = value
