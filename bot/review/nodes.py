"""Where each value of a YAML file stands, and how it is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from bot.errors import RinnallaError
from bot.marks import Keys


class WriterError(RinnallaError):
    """A change cannot be written.

    Attributes:
        kind: "unreadable", "no_place", "unwritable" or "side_effect".
    """

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind


@dataclass(frozen=True)
class Spot:
    """A node, and what its layout depends on.

    Attributes:
        indent: Of a block in its place; None in a flow collection.
    """

    node: yaml.Node
    indent: int | None

    @property
    def style(self) -> str | None:
        """How a text is quoted, as PyYAML names it."""
        return self.node.style if isinstance(self.node, yaml.ScalarNode) else None


def decoded(raw: bytes) -> str:
    """Return the letters of a file.

    Raises:
        WriterError: It is not UTF-8.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WriterError("unreadable", "no UTF-8") from error


def spots_of(text: str) -> dict[Keys, Spot]:
    """Return every node of a file by its path."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise WriterError("unreadable", type(error).__name__) from error
    return dict(_walk(root, (), 0)) if root else {}


def _walk(
    node: yaml.Node, keys: Keys, indent: int | None
) -> Iterator[tuple[Keys, Spot]]:
    yield keys, Spot(node, indent)
    is_flow = indent is None or getattr(node, "flow_style", False)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = None if is_flow else key.start_mark.column + 2
            yield from _walk(value, (*keys, key.value), inner)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            # The dash of an item stands where the list begins.
            inner = None if is_flow else node.start_mark.column + 2
            yield from _walk(value, (*keys, index), inner)


def span_of(text: str, node: yaml.Node) -> tuple[int, int]:
    """Return where a value stands, without the line ends that a block takes along."""
    start, end = node.start_mark.index, node.end_mark.index
    return start, start + len(text[start:end].rstrip())
