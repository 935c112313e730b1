"""Levels of risk, for routing only: never shown, never stored with text."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """How urgent a message or a chat is (safety.md §2, L0 to L4)."""

    NONE = 0
    CONCERN = 1
    ELEVATED = 2
    HIGH = 3
    ACUTE = 4

    @property
    def label(self) -> str:
        """Return the name used in data and on the command line."""
        return self.name.lower()

    @classmethod
    def parse(cls, label: str) -> Level:
        """Read a level from its label.

        Raises:
            ValueError: The label is none of the five.
        """
        try:
            return cls[label.upper()]
        except KeyError:
            allowed = ", ".join(level.label for level in cls)
            raise ValueError(f"level '{label}' is not one of {allowed}") from None

    def lowered(self) -> Level:
        """Return the level one step down, NONE at the least."""
        return Level(max(0, self - 1))
