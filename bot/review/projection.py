"""What is signed of a file: its words in one language, and the paths between them.

A file holds three languages. A signature in one of them is for what somebody who
speaks that language can be shown: its words, and all that is the same in every one
(where a button leads, which service stands beside it, how high a rule rates). So new
Swedish words leave the Finnish signature as it is.

Two things of a file are not signed, so that changing them asks for no new signature:

* What teaches and tests: examples of what young people write, the words and questions
  by which a topic is found, the messages that a rule must match. They change what is
  understood, never what is said. :func:`examples_of` returns them for reading.
* When somebody looked: dates of checking, and the notes of staff beside a service.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from bot.model import LANGUAGES

DIGITS = 16
NO_LANGUAGE = ""
LINE_BREAK = " ⏎ "
"""Stands between the bubbles of a turn where a text is one line."""

EXAMPLES = re.compile(
    r"(intents|examples|own_words|steps\.\w+\.asked"
    r"|(rules|combinations)\[[^]]+\]\.must_(not_)?match)"
)
WHEN_CHECKED = re.compile(
    r"(checked|(.+\.)?sources\[\d+\]\.checked"
    r"|services\[[^]]+\]\.(sources|contact_as_of|confidence|hours_source|staff_note)"
    r"|services\[[^]]+\]\.channels\[\d+\]\.(hours_as_of|hours_source))"
)
MOST_KNOWN = 5_000
"""Files whose versions are remembered, by the hash of the file."""
_KNOWN: dict[bytes, dict[str, str]] = {}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Leaf:
    """One value of a file: where it stands, what YAML takes it for, how it is written.

    Attributes:
        kind: "str", "int", "bool", "null", "timestamp", …
    """

    path: str
    kind: str
    text: str

    @property
    def line(self) -> str:
        """The value as one readable line."""
        text = self.text.strip("\n").replace("\n", LINE_BREAK)
        return f"{self.path}: {text}"


def text_of(raw: bytes | None, language: str) -> str:
    """Return what is signed in one language: a line ``path.to.key: text`` a value.

    Returns:
        An empty text where there is no file, or none that is YAML.
    """
    root = _root(raw)
    leaves = _signed(root, language) if root else ()
    return "\n".join(leaf.line for leaf in leaves)


def examples_of(raw: bytes | None, language: str) -> str:
    """Return what teaches and tests, in the same form; it is read, not signed."""
    root = _root(raw)
    leaves = _leaves(root, "", language) if root else ()
    return "\n".join(leaf.line for leaf in leaves if _is(EXAMPLES, leaf.path))


def version_of(raw: bytes | None, language: str) -> str:
    """Return the version of a file in one language, 16 hex digits.

    Returns:
        An empty text where nothing can be signed: no file, or none that is YAML, or one
        without a value in this language.
    """
    return versions_of(raw)[language]


def versions_of(raw: bytes | None) -> dict[str, str]:
    """Return the version in each language; the same file is read once."""
    key = hashlib.sha256(raw or b"").digest()
    if key not in _KNOWN:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = _versions(_root(raw))
    return _KNOWN[key]


def _versions(root: yaml.Node | None) -> dict[str, str]:
    return {
        language: _digest(_signed(root, language)) if root else ""
        for language in LANGUAGES
    }


def shape_of(raw: bytes | None) -> str:
    """Return the version of what all languages share: steps, services, facts."""
    root = _root(raw)
    return _digest(_signed(root, NO_LANGUAGE)) if root else ""


def leaves_of(raw: bytes | None, language: str) -> list[Leaf]:
    """Return the values that are signed, in the order of the file."""
    root = _root(raw)
    return list(_signed(root, language)) if root else []


def _digest(leaves: Iterator[Leaf]) -> str:
    rows = [(leaf.path, leaf.kind, leaf.text) for leaf in leaves]
    if not rows:
        return ""
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:DIGITS]


def _root(raw: bytes | None) -> yaml.Node | None:
    if raw is None:
        return None
    try:
        return yaml.compose(raw.decode("utf-8"), Loader=_LOADER)
    except (UnicodeDecodeError, yaml.YAMLError):
        return None


def _signed(root: yaml.Node, language: str) -> Iterator[Leaf]:
    for leaf in _leaves(root, "", language):
        if not (_is(EXAMPLES, leaf.path) or _is(WHEN_CHECKED, leaf.path)):
            yield leaf


def _is(kind: re.Pattern[str], path: str) -> bool:
    """Tell whether a value is of a kind, or inside of one that is."""
    found = kind.match(path)
    return found is not None and path[found.end() : found.end() + 1] in ("", ".", "[")


def _leaves(node: yaml.Node, path: str, language: str) -> Iterator[Leaf]:
    if isinstance(node, yaml.MappingNode):
        worded = _is_worded(node)
        for key, value in node.value:
            if not worded:
                name = str(key.value)
                yield from _leaves(value, f"{path}.{name}" if path else name, language)
            elif key.value == language:
                yield from _leaves(value, path, language)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _leaves(value, f"{path}[{_name(value, index)}]", language)
    else:
        yield Leaf(path, node.tag.rpartition(":")[2], str(node.value))


def _name(node: yaml.Node, index: int) -> str:
    """Return the id of an entry of a list, so that moving it changes no other line."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "id" and isinstance(value, yaml.ScalarNode):
                return str(value.value)
    return str(index)


def _is_worded(node: yaml.Node) -> bool:
    """Tell whether a mapping holds a text per language.

    The names of languages, in each language, are a mapping of such mappings.
    """
    return _has_languages(node) and not any(
        _has_languages(value) for _, value in node.value
    )


def _has_languages(node: yaml.Node) -> bool:
    if not isinstance(node, yaml.MappingNode) or not node.value:
        return False
    return all(key.value in LANGUAGES for key, _ in node.value)
