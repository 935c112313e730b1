"""Read YAML so that an error can point at the line of a value."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ContentError

_STRING = "tag:yaml.org,2002:str"
Keys = tuple[Any, ...]


@dataclass(frozen=True)
class Duplicate:
    """A key that stands twice in one mapping, and the line of the second."""

    key: str
    line: int


@dataclass(frozen=True)
class Document:
    """A YAML file as plain Python values.

    Attributes:
        name: The path as shown in messages.
        text: What the file holds, kept to find lines when somebody asks for one.
        digest: SHA-256 of the bytes.
    """

    path: Path
    name: str
    data: Any
    text: str
    duplicates: tuple[Duplicate, ...]
    digest: str

    @cached_property
    def lines(self) -> Mapping[Keys, int]:
        """Line (from 1) of the value at each path of keys and indexes.

        For a block text it is the line of its first words. Good content has nothing
        to point at, so lines are found when the first is asked for.
        """
        node = yaml.compose(self.text, Loader=yaml.CSafeLoader)
        return dict(_lines(node, (), 1)) if node else {}

    def line(self, *keys: Any) -> int:
        """Return the line of a value, or of the nearest one that holds it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)

    def get(self, *keys: Any) -> Any:
        """Return the value at a path, or None where there is nothing."""
        value = self.data
        for key in keys:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
        return value


def read(path: Path, *, root: Path | None = None) -> Document:
    """Read a YAML file.

    Args:
        root: Messages name the file relative to this folder, where it is inside.

    Raises:
        ContentError: The file is missing, is not UTF-8, or is not YAML.
    """
    name = _name(path, root)
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise _error(name, 0, None, "the file is missing: write it") from error
    return parse(raw, path, name=name)


def parse(raw: bytes, path: Path, *, name: str) -> Document:
    """Read YAML that was read from a file already.

    Args:
        path: Where it stands, or would stand.
        name: What messages call it.

    Raises:
        ContentError: It is not UTF-8, or is not YAML.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _error(name, 0, None, "is not UTF-8: save it as UTF-8") from error
    reading = _Reading(text)
    try:
        data = reading.document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _error(name, line, error.problem, "is not YAML here: mend it") from error
    digest = hashlib.sha256(raw).hexdigest()
    return Document(path, name, data, text, tuple(reading.duplicates), digest)


def _name(path: Path, root: Path | None) -> str:
    if root and path.resolve().is_relative_to(root.resolve()):
        return path.resolve().relative_to(root.resolve()).as_posix()
    return path.as_posix()


def _error(name: str, line: int, value: object, remedy: str) -> ContentError:
    return ContentError(
        file=name, line=line, id=Path(name).stem, value=value, remedy=remedy
    )


class _Reading:
    """Turns the nodes of one text into values, and notes keys that stand twice."""

    def __init__(self, text: str) -> None:
        self.duplicates: list[Duplicate] = []
        self._loader = yaml.CSafeLoader(text)

    def document(self) -> Any:
        try:
            node = self._loader.get_single_node()
            return self._value(node) if node else None
        finally:
            self._loader.dispose()

    def _value(self, node: yaml.Node) -> Any:
        if node.tag == _STRING:
            return node.value
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(one) for one in node.value]
        return self._loader.construct_object(node)

    def _mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = _key(key_node)
            if key in values:
                line = key_node.start_mark.line + 1
                self.duplicates.append(Duplicate(key, line))
            values[key] = self._value(value_node)
        return values


def _key(node: yaml.Node) -> str:
    """Return a key as it is written: a bare ``no`` is a word here, too."""
    return node.value if isinstance(node, yaml.ScalarNode) else str(node.value)


def _lines(node: yaml.Node, keys: Keys, line: int) -> Iterator[tuple[Keys, int]]:
    """Yield the line of a node and of all it holds; ``line`` is that of its key."""
    if isinstance(node, yaml.MappingNode):
        yield keys, line
        for key, value in node.value:
            yield from _lines(value, (*keys, _key(key)), key.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        yield keys, line
        for index, value in enumerate(node.value):
            yield from _lines(value, (*keys, index), value.start_mark.line + 1)
    else:
        is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        yield keys, node.start_mark.line + (2 if is_block else 1)
