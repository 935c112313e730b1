"""Texts of one language, and figures as people write them in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.disclosure import Cell

MINUS = "\N{MINUS SIGN}"


class Wording:
    """The texts of one language.

    Args:
        texts: A text per language under each key, keys within keys; among them
            "hidden" and "fewer_than" for counts that are not shown.
        space: What parts a number in threes.
    """

    def __init__(self, language: str, texts: Mapping[str, Any], *, space: str) -> None:
        self.language = language
        self.texts = texts
        self._space = space

    def __call__(self, key: str, **fields: object) -> str:
        """Return the text under a dotted key, with its fields filled in.

        Raises:
            KeyError: There is no such text.
        """
        found: Any = self.texts
        for part in key.split("."):
            found = found[part]
        return str(found[self.language]).format(**fields)

    def number(self, n: int) -> str:
        """Return a number as people write it."""
        return f"{n:,}".replace(",", self._space)

    def decimal(self, n: float) -> str:
        """Return a number with one decimal."""
        text = f"{n:.1f}".replace("-", MINUS)
        return text if self.language == "en" else text.replace(".", ",")

    def cell(self, cell: Cell) -> str:
        """Return a count in words; a hidden one never looks like 0."""
        if cell.n is not None:
            return self.number(cell.n)
        if cell.below is None:
            return self("hidden")
        return self("fewer_than", n=cell.below)
