"""What a chat remembers about safety: levels and rule ids, never words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from .errors import StateError
from .level import Level

STATE_VERSION = 1
DISTRESS_WINDOW = 10


@dataclass(frozen=True)
class Contribution:
    """What one rule added to the chat's level, so that it can be taken back."""

    rule_id: str
    level: Level
    category: str | None
    subject: str
    turn: int
    before: Level = Level.NONE


BY_LIKENESS = "second_reader."
"""The beginning of the second reader's rule ids."""


@dataclass(frozen=True)
class SessionState:
    """The detector's memory of one chat. Holds no text.

    Attributes:
        level: The highest level reached, less what was cleared or denied.
        turn: How many messages have been read.
        distress: (turn, signal) of the L1 signals of the last ten messages.
        denied: Kinds of safety questions answered with a clear no since the last
            raise; a second no to the same question lowers nothing more.
    """

    level: Level = Level.NONE
    categories: tuple[str, ...] = ()
    subject: str = "none"
    contributions: tuple[Contribution, ...] = ()
    turn: int = 0
    distress: tuple[tuple[int, str], ...] = ()
    denied: tuple[str, ...] = ()
    version: int = STATE_VERSION

    @property
    def in_crisis(self) -> bool:
        """Tell whether only the flows of crisis mode may answer."""
        return self.level >= Level.ELEVATED

    @property
    def is_by_likeness(self) -> bool:
        """Tell whether the second reader alone, with a word, brought crisis mode."""
        raising = [c for c in self.contributions if c.level >= Level.ELEVATED]
        return bool(raising) and all(c.rule_id.startswith(BY_LIKENESS) for c in raising)

    def misunderstood(self) -> SessionState:
        """Take back all that the last raising message added (SAF-L2)."""
        raising = [c for c in self.contributions if c.level >= Level.ELEVATED]
        if not raising:
            return self
        return self.without_turn(max(c.turn for c in raising))

    def without_turn(self, turn: int) -> SessionState:
        """Take back what the message numbered ``turn`` added."""
        gone = [c for c in self.contributions if c.turn == turn]
        left = tuple(c for c in self.contributions if c.turn != turn)
        if not gone:
            return self
        before = min(c.before for c in gone)
        later = [c.level for c in left if c.turn > turn]
        level = max([before, *later])
        risky = [c for c in left if c.category and c.level >= Level.ELEVATED]
        last = risky or list(left)
        return replace(
            self,
            level=level,
            categories=tuple(dict.fromkeys(c.category for c in left if c.category)),
            subject=last[-1].subject if last else "none",
            contributions=left,
            distress=tuple(d for d in self.distress if d[0] != turn),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON types, to be signed or stored in memory."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SessionState:
        """Read back what ``to_json`` wrote.

        Raises:
            StateError: Another version, or a value that does not fit.
        """
        if data.get("version") != STATE_VERSION:
            raise StateError("version", data.get("version"), str(STATE_VERSION))
        try:
            return cls(
                level=Level(data["level"]),
                categories=tuple(map(str, data["categories"])),
                subject=str(data["subject"]),
                contributions=tuple(map(_contribution, data["contributions"])),
                turn=int(data["turn"]),
                distress=tuple((int(t), str(s)) for t, s in data["distress"]),
                denied=tuple(map(str, data["denied"])),
            )
        except (KeyError, TypeError, ValueError) as error:
            kind = type(error).__name__
            raise StateError("state", kind, "what to_json wrote") from error


def _contribution(data: Mapping[str, Any]) -> Contribution:
    return Contribution(
        rule_id=str(data["rule_id"]),
        level=Level(data["level"]),
        category=None if data["category"] is None else str(data["category"]),
        subject=str(data["subject"]),
        turn=int(data["turn"]),
        before=Level(data["before"]),
    )
