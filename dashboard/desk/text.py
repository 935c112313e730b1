"""The text that is open on the desk, with all that its page asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.content import Content
from bot.model import Step
from bot.review.register import Register, State
from bot.review.units import Unit, raw_of
from dashboard.desk import names
from dashboard.words import Words


@dataclass(frozen=True)
class Text:
    """A unit of review in one language.

    Attributes:
        words: In the reader's language: what the page says.
        own: In the text's language: what is read.
        steps: Its steps by name; none where it is no path.
    """

    unit: Unit
    language: str
    words: Words
    own: Words
    content: Content
    register: Register
    state: State

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return names.unit_name(self.words, self.content, self.unit.id)

    @property
    def stem(self) -> str:
        """The last part of its id."""
        return self.unit.id.rpartition("/")[2]

    @property
    def steps(self) -> Mapping[str, Step]:
        """Its steps by name, in the order of the file."""
        if self.unit.kind == "topic":
            return self.content.topics[self.stem].steps
        if self.unit.kind == "crisis":
            return self.content.flows[self.stem].steps
        return self._replies() if self.unit.kind == "replies" else {}

    @property
    def is_path(self) -> bool:
        """Tell whether its steps lead to each other, so that they make a picture."""
        return self.unit.kind in ("topic", "crisis")

    @property
    def is_rules(self) -> bool:
        """Tell whether it is a file of the detector's rules, which can be compared."""
        return self.unit.id.startswith("rules/")

    @property
    def raw(self) -> bytes:
        """The working copy's file."""
        return raw_of(self.unit) or b""

    def _replies(self) -> dict[str, Step]:
        """Return the replies that stand in this file, in its order."""
        held = set(_names(self.raw))
        return {name: s for name, s in self.content.replies.items() if name in held}


def _names(raw: bytes) -> list[str]:
    """Return the names under ``replies:`` of a file."""
    found, is_inside = [], False
    for row in raw.decode("utf-8", "replace").splitlines():
        if row[:1] not in ("", " ", "#"):
            is_inside = row.startswith("replies:")
        elif is_inside and row.startswith("  ") and row[2:3].isalpha():
            found.append(row.strip().partition(":")[0])
    return found
